"""Shell completion: a script for each shell, and its installation.

The scripts treat the program's output as text, never as code: none has an `eval`, and each leaves it to
the shell to quote what is inserted. They use Typer's protocol for fish: a line for each completion, with
the word, a tab, and its description. An empty line means that there are none; then paths are completed.
"""

from __future__ import annotations

from pathlib import Path

from kratomcli.errors import OutputError, UsageError
from kratomcli.named_tuples import NamedTuple

_BASH = r"""
_kratomcli_completion() {
    local line=${COMP_LINE:0:COMP_POINT} quote= token= stem=0 i char value rest
    # The word as it is meant, and how much of it stands before what Readline replaces.
    for ((i = 0; i < ${#line}; i++)); do
        char=${line:i:1}
        if [[ $quote == "'" && $char != "'" ]]; then
            token+=$char
        elif [[ $char == \\ ]]; then
            ((++i))
            token+=${line:i:1}
        elif [[ -n $quote && $char == "$quote" ]]; then
            quote=
        elif [[ -z $quote && ( $char == "'" || $char == '"' ) ]]; then
            quote=$char stem=${#token}
        elif [[ -z $quote && $char == [[:space:]] ]]; then
            token= stem=0
        else
            token+=$char
            [[ -z $quote && $char == [:=] && $COMP_WORDBREAKS == *"$char"* ]] && stem=${#token}
        fi
    done
    COMPREPLY=()
    while IFS=$'\t' read -r value rest; do
        [[ -n $value && ( $value == "$token"* || $token == --*=* ) ]] || continue
        [[ $value == *[:,] ]] && compopt -o nospace
        [[ $token == --*=* ]] || value=${value:stem}
        [[ -n $quote ]] || printf -v value %q "$value"
        COMPREPLY+=("$value")
    done < <(env _KRATOMCLI_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=get-args \
        _TYPER_COMPLETE_ARGS="$line" "$1" 2>/dev/null)
}
complete -o default -F _kratomcli_completion kratomcli
"""

_ZSH = r"""
#compdef kratomcli
_kratomcli_completion() {
    local value help line="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX"
    local -a values fields
    while IFS=$'\t' read -r value help; do
        if [[ $value == *[:,] ]]; then
            fields+=("${value//:/\\:}:$help")
        elif [[ -n $value ]]; then
            values+=("${value//:/\\:}${help:+:$help}")
        fi
    done < <(env _KRATOMCLI_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=get-args \
        _TYPER_COMPLETE_ARGS="$line" ${words[1]} 2>/dev/null)
    [[ $PREFIX == --*=* ]] && compset -P '--*='
    if (( $#fields + $#values == 0 )); then
        _files
        return
    fi
    (( $#fields )) && _describe field fields -S ''
    (( $#values )) && _describe value values
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _kratomcli_completion "$@"
else
    compdef _kratomcli_completion kratomcli
fi
"""

_FISH = r"""
function __kratomcli_completion
    set -l line (commandline -cp)
    set -l found (env _KRATOMCLI_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=get-args \
        _TYPER_COMPLETE_ARGS="$line" kratomcli 2>/dev/null | string match --regex '.+')
    set -l token (commandline -ct)
    set -l option (string match --regex -- '^--[^=]*=' $token)
    if test (count $found) -eq 0
        set -l path (string replace -- "$option" '' $token)
        set found (complete --do-complete "'' $path")
    end
    printf '%s\n' "$option"$found
end
complete --command kratomcli --no-files --arguments '(__kratomcli_completion)'
"""

_POWERSHELL = r"""
Register-ArgumentCompleter -Native -CommandName kratomcli -ScriptBlock {
    param($word, $ast, $position)
    $Env:_KRATOMCLI_COMPLETE = 'complete_fish'
    $Env:_TYPER_COMPLETE_FISH_ACTION = 'get-args'
    $Env:_TYPER_COMPLETE_ARGS = $ast.ToString().PadRight($position - $ast.Extent.StartOffset)
    try {
        $found = @(kratomcli | Where-Object { $_ })
    } finally {
        Remove-Item Env:_KRATOMCLI_COMPLETE, Env:_TYPER_COMPLETE_FISH_ACTION, Env:_TYPER_COMPLETE_ARGS
    }
    # PowerShell replaces the whole word, and without any answer completes it as a path.
    $option = if ("$word" -match '^--[^=]*=') { $Matches[0] } else { '' }
    foreach ($line in $found) {
        $value, $help = $line -split "`t", 2
        if (-not $help) { $help = $value }
        $text = if ($value -match '^[\w.:/-]+$') { $value } else { "'$($value -replace "'", "''")'" }
        [System.Management.Automation.CompletionResult]::new("$option$text", $value, 'ParameterValue', $help)
    }
    if ($option -and -not $found) {
        $start = "$word".Substring($option.Length)
        foreach ($path in [System.Management.Automation.CompletionCompleters]::CompleteFilename($start)) {
            [System.Management.Automation.CompletionResult]::new(
                "$option$($path.CompletionText)", $path.ListItemText, $path.ResultType, $path.ToolTip)
        }
    }
}
"""


class Shell(NamedTuple):
    """A script, its file below the home folder, and the line in the shell's settings that loads it."""

    script: str
    path: str = ""
    settings: str = ""
    line: str = ""


_BASH_LINE = "source ~/.bash_completions/kratomcli.sh"
_ZSH_LINE = "fpath=(~/.zfunc $fpath); autoload -Uz compinit; compinit"
SHELLS = {
    "bash": Shell(
        _BASH, ".bash_completions/kratomcli.sh", ".bashrc", "source ~/.bash_completions/kratomcli.sh"
    ),
    "zsh": Shell(_ZSH, ".zfunc/_kratomcli", ".zshrc", _ZSH_LINE),
    "fish": Shell(_FISH, ".config/fish/completions/kratomcli.fish"),
    "powershell": Shell(_POWERSHELL),
    "pwsh": Shell(_POWERSHELL),
}


def script(name: str) -> str:
    """The completion script for a shell.

    Raises:
        UsageError: the shell is not supported.
    """
    return shell(name).script.strip()


def install(name: str) -> str:
    """Install the script where the shell finds it; return a message about what was done.

    Raises:
        UsageError: the shell is not supported, or its settings must be edited by the user.
        OutputError: a file can't be written.
    """
    from kratomcli.files.writing import make_folders, replace_file

    wanted = shell(name)
    if not wanted.path:
        raise UsageError(
            f"the settings of {name} are its own affair",
            hint=f"Append what 'kratomcli --show-completion {name}' prints to the file that $PROFILE names.",
        )
    path = Path.home() / wanted.path
    try:
        make_folders(Path.home(), str(Path(wanted.path).parent))
        replace_file(path, f"{wanted.script.strip()}\n".encode())
    except OSError as error:
        raise OutputError(f"can't write '{error.filename or path}': {error.strerror}") from error
    more = f"; ~/{wanted.settings} needs the line: {wanted.line}" if wanted.line else ""
    return f"completion installed in {path}{more}"


def shell(name: str) -> Shell:
    """The entry of a shell by name; "auto" is the shell that started this program."""
    name = _ours() if name == "auto" else name
    if name not in SHELLS:
        from kratomcli.text.wording import did_you_mean

        hint = f"{did_you_mean(name, SHELLS, 1)}There are {', '.join(SHELLS)}."
        raise UsageError(f"no shell '{name}'", hint=hint)
    return SHELLS[name]


def _ours() -> str:
    import shellingham

    try:
        return str(shellingham.detect_shell()[0])
    except shellingham.ShellDetectionFailure:
        raise UsageError(
            "which shell this is can't be told", hint="Name it, as in --show-completion zsh."
        ) from None
