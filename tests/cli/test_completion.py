"""Completion: TAB in real shells through a pseudo-terminal, and what a shell is told."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pexpect
import pytest

from conftest import Make, Run

SIGNS = set("$`'\"\\;&|<>(){}[]*?!#~^%@=") | set("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u2013\u2014")
TRAP = "$(touch PWNED) `touch PWNED`"
SHELVES = {
    "my note: one.md": f'---\ntitle: "My {TRAP} it\'s; touch PWNED & | > < * ~"\ntags: [plum jam, plants]\n---\nx\n',
    f"trap {TRAP}.md": "# A trap\n",
    "quote' $(touch PWNED) '.md": "# It\n",
    "Café 日本.md": "---\ntags: [Über]\n---\n# Café\n",
    "long.md": f'---\n"key$(touch PWNED)": x\ntags: ["{TRAP}"]\n---\n# Long\n',
}


def asked(line: str, shell: str = "fish") -> list[str]:
    """What the program answers a shell that asks for completions of a line."""
    env = {"_KRATOMCLI_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": line}
    env |= {
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split(" ")) - 1),
    }
    command = [sys.executable, "-m", "kratomcli"]
    return subprocess.run(
        command, env=os.environ | env, capture_output=True, text=True, check=False
    ).stdout.splitlines()


@pytest.fixture
def shelves(folder: Make, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = folder(SHELVES)
    monkeypatch.setenv("KRATOMCLI_LIBRARY", str(place))
    assert run("index", "-q").returncode == 0
    return place


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("kratomcli show 00", "003_8952f524e361d085"),
        ("kratomcli list tags:opi", "tags:opioid-addiction"),
        ("kratomcli list ta", "tags:"),
        ("kratomcli list -ta", "-tags:"),
        ("kratomcli search is:", "is:draft"),
        ("kratomcli search -is:", "-is:draft"),
        ("kratomcli list --sort da", "date:desc"),
        ("kratomcli list --fields id,ti", "id,title"),
        ("kratomcli se", "search"),
        ("kratomcli check --select L001,P0", "L001,P002"),
        ("kratomcli list --uns", "--unsafe-cells"),
        ("kratomcli export -f ht", "html"),
        ("kratomcli --show-completion z", "zsh"),
    ],
)
def test_words_are_completed_from_the_index(run: Run, line: str, expected: str) -> None:
    run("index", "-q")
    assert expected in [answer.split("\t")[0] for answer in asked(line)]


@pytest.mark.parametrize("option", ["--version", "--show-completion zsh", "--install-completion fish"])
def test_an_option_that_acts_is_not_carried_out_while_a_line_is_completed(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert [answer.split("\t")[0] for answer in asked(f"kratomcli {option} sea")] == ["search"]
    assert not list(tmp_path.rglob("*.fish"))


def test_completion_never_gets_in_the_way() -> None:
    assert "003_" not in "".join(asked("kratomcli show 00")), "there is no index yet"
    assert asked("kratomcli list -L /nowhere tags:") == [""]


LINES = [
    "",
    "-",
    "l",
    "list ",
    "list -",
    "list tags:",
    "list has:",
    "show ",
    "show my",
    "export --to ",
    "check --select ",
]


@pytest.mark.parametrize("line", LINES)
def test_nothing_that_a_shell_could_evaluate_is_offered(shelves: Path, line: str) -> None:
    shown = "".join(asked(f"kratomcli {line}"))
    assert set(shown) & SIGNS == set()
    assert "\x1b" not in shown
    for shell in ("bash", "powershell"):  # as scripts of before ask
        assert set("".join(asked(f"kratomcli {line}", shell))) & SIGNS == set()
    taken_out = re.sub(
        r"^_arguments '\*: :\(\((.*)\)\)'$", r"\1", "\n".join(asked(f"kratomcli {line}", "zsh")), flags=re.S
    )
    taken_out = re.sub(r'^"(.*?)"(?::"(.*)")?$', r"\1 \2", taken_out, flags=re.M).replace(r"\\:", ":")
    assert set(taken_out) & SIGNS == set(), taken_out


def test_what_is_offered_leads_to_the_article(shelves: Path, run: Run) -> None:
    offered = [answer.split("\t")[0] for answer in asked("kratomcli show ")]
    assert sorted(offered) == ["Café 日本", "long", "my note: one", "quote", "trap"]
    for id in offered:
        assert run("show", id).returncode == 0


def test_the_script_of_the_shell_that_is_named_is_shown(run: Run, tmp_path: Path) -> None:
    assert run("--show-completion", "zsh").stdout.startswith(b"#compdef kratomcli")
    assert b"complete -o default -F" in run("--show-completion=bash").stdout
    assert b"complete --command kratomcli" in run("--show-completion", "fish").stdout
    assert b"Register-ArgumentCompleter" in run("--show-completion", "pwsh").stdout
    refused = run("--show-completion", "zhs")
    assert refused.returncode == 2
    assert b"Did you mean zsh?" in refused.stderr
    bare = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m kratomcli --show-completion; true'],
        capture_output=True,
        check=False,
    )
    assert b"complete -o default -F" in bare.stdout
    for shell in ("bash", "zsh", "fish", "pwsh"):
        assert b"eval " not in run("--show-completion", shell).stdout


def test_a_script_is_installed_where_its_shell_looks(run: Run, own_place: Path) -> None:
    for shell, path in (
        ("bash", ".bash_completions/kratomcli.sh"),
        ("fish", ".config/fish/completions/kratomcli.fish"),
    ):
        said = run("--install-completion", shell)
        assert said.returncode == 0, said.stderr
        assert str(own_place / path) in said.stderr.decode()
        assert (own_place / path).read_bytes() == run("--show-completion", shell).stdout
    assert run("--install-completion", "pwsh").returncode == 2


Press = Callable[[str], str]
STARTS = {
    "bash": ["--norc", "--noprofile", "-i"],
    "zsh": ["-f", "-i"],
    "fish": ["--no-config", "--interactive"],
}
PREPARE = {
    "bash": "bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; source ./completion; PS1='READY> '",
    "zsh": "PS1='READY> '; unsetopt zle_bracketed_paste promptsp beep; autoload -Uz compinit; compinit -u -D; source ./completion",
    "fish": "function fish_prompt; echo -n 'READY> '; end; source ./completion",
}


@pytest.fixture(params=["bash", "zsh", "fish", "pwsh"])
def press(request: pytest.FixtureRequest, tmp_path: Path, run: Run) -> Iterator[Press]:
    """Type a line into a real shell, press TAB, have its words written to a file, and give them back."""
    shell = request.param
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed" + (" (Debian has none)" if shell == "pwsh" else ""))
    if shell == "pwsh":
        pytest.skip("no test for PowerShell's terminal yet")
    yield from _pressing(shell, tmp_path, run)


def _pressing(shell: str, tmp_path: Path, run: Run, answer: str = "") -> Iterator[Press]:
    (tmp_path / "completion").write_bytes(run("--show-completion", shell).stdout)
    bin = tmp_path / "bin"
    bin.mkdir()
    words = tmp_path / "words"
    # Asked for completions it is the program, or says what it is told to; run, it notes its arguments.
    (tmp_path / "answer").write_text(answer)
    answering = f'cat "{tmp_path}/answer"' if answer else f'"{sys.executable}" -m kratomcli "$@"'
    (bin / "kratomcli").write_text(
        f'#!/bin/sh\n[ -n "$_KRATOMCLI_COMPLETE" ] && exec {answering}\n'
        f'for word; do printf "%s\\n" "$word"; done > "{words}.new"; mv "{words}.new" "{words}"\n'
    )
    (bin / "kratomcli").chmod(0o755)
    env = {
        **os.environ,
        "PATH": f"{bin}:{os.environ['PATH']}",
        "TERM": "dumb" if shell != "fish" else "xterm",
        "LC_ALL": "C.UTF-8",
    }
    process = pexpect.spawn(
        shell,
        STARTS[shell],
        env=env,
        cwd=str(tmp_path),
        encoding="utf-8",
        timeout=60,
        dimensions=(50, 200),  # type: ignore[arg-type]
    )
    process.sendline(PREPARE[shell])
    process.sendline("echo PRE''PARED")
    process.expect("PREPARED")

    def press(line: str) -> str:
        words.unlink(missing_ok=True)
        process.send(line + "\t")
        process.send("|END\r" if line.endswith("|") else "END\r")
        limit = time.monotonic() + 60
        while not words.exists():
            assert time.monotonic() < limit, process.before
            with suppress(pexpect.TIMEOUT):
                process.read_nonblocking(4096, 0.05)
        return words.read_text()

    yield press
    process.close(force=True)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("kratomcli list tags:plu", ["list", "tags:plum-jam", "END"]),
        ("kratomcli list tags:pla", ["list", "tags:plants", "END"]),
        ("kratomcli list ta", ["list", "tags:END"]),
        ("kratomcli list -ta", ["list", "-tags:END"]),
        ("kratomcli show my", ["show", "my note: one", "END"]),
        ("kratomcli show my\\ note:\\ o", ["show", "my note: one", "END"]),
        ("kratomcli show Caf", ["show", "Café 日本", "END"]),
        ("kratomcli show tr", ["show", "trap", "END"]),
        ("kratomcli show quo", ["show", "quote", "END"]),
        ("kratomcli sim", ["similar", "END"]),
        ("kratomcli list --unsa", ["list", "--unsafe-cells", "END"]),
        ("kratomcli list --format=pa", ["list", "--format=paths", "END"]),
        ("kratomcli list 'tags:plu", ["list", "tags:plum-jam", "END"]),
        ("kratomcli list -f jsonl is:dr", ["list", "-f", "jsonl", "is:draft", "END"]),
    ],
)
def test_tab_completes_in_a_real_shell(
    shelves: Path, tmp_path: Path, press: Press, line: str, words: list[str]
) -> None:
    assert press(line).splitlines() == words
    assert not list(tmp_path.rglob("PWNED"))


def test_tab_runs_nothing_that_an_article_says(shelves: Path, tmp_path: Path, press: Press) -> None:
    for line in ("kratomcli show ", "kratomcli list tags:", "kratomcli list has:", "kratomcli show t"):
        press(line)
    assert not list(tmp_path.rglob("PWNED"))


@pytest.mark.parametrize("shell", list(STARTS))
def test_the_scripts_run_nothing_whatever_they_are_answered(shell: str, tmp_path: Path, run: Run) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    word = "x$(touch PWNED)`touch PWNED`'\"; touch PWNED & *"
    pressing = _pressing(shell, tmp_path, run, f"{word}\t$(touch PWNED) `touch PWNED` '; touch PWNED\n")
    press = next(pressing)
    assert press("kratomcli show x").splitlines() == ["show", word, "END"]
    assert not list(tmp_path.rglob("PWNED"))
    pressing.close()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("list --library=./shel", ["list", "--library=./shelves/END"]),
        ("list --library ./shel", ["list", "--library", "./shelves/END"]),
        ("list -L ./shel", ["list", "-L", "./shelves/END"]),
        ("list -L {place}/shel", ["list", "-L", "{place}/shelves/END"]),
        ("list --library={place}/shel", ["list", "--library={place}/shelves/END"]),
        ("list -L ./shelves/pl", ["list", "-L", "./shelves/plum jam/END"]),
        ("list --library=./shelves/pl", ["list", "--library=./shelves/plum jam/END"]),
        ("list -L ./shelves/plum\\ j", ["list", "-L", "./shelves/plum jam/END"]),
        ("list --library=./shelves/plum\\ j", ["list", "--library=./shelves/plum jam/END"]),
        ("list --library='./shelves/plum jam/t", ["list", "--library=./shelves/plum jam/two", "END"]),
        ("list --library=./shelves/plum\\ jam/t", ["list", "--library=./shelves/plum jam/two", "END"]),
        ("export --output ./shelves/plum\\ jam/t", ["export", "--output", "./shelves/plum jam/two", "END"]),
        ("export -o ./shelves/plum\\ jam/t", ["export", "-o", "./shelves/plum jam/two", "END"]),
        ("export --output=./shelves/plum\\ jam/t", ["export", "--output=./shelves/plum jam/two", "END"]),
    ],
)
def test_a_path_is_completed_where_the_program_has_nothing_to_offer(
    shelves: Path, tmp_path: Path, press: Press, line: str, words: list[str]
) -> None:
    (tmp_path / "shelves/plum jam").mkdir(parents=True)
    (tmp_path / "shelves/plum jam/two").touch()
    written = press(f"kratomcli {line.format(place=tmp_path)}").splitlines()
    assert written == [word.format(place=tmp_path) for word in words]
