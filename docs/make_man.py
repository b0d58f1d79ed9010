"""Write docs/kratomcli.1, the man page, from what `--help`, README and docs say; with --check only compare.

python docs/make_man.py [--check]

The wheel carries it to share/man/man1. It is one page: a command has few options that others don't have, and
what they share (queries, statuses, settings) is said once.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer
from make_cli import STATUSES

from kratomcli import __version__
from kratomcli.cli.app import app
from kratomcli.cli.commands import COMMANDS
from kratomcli.cli.exit_status import ExitStatus

DOCS = Path(__file__).parent
PAGE = DOCS / "kratomcli.1"
DATE = "2026-11-28"
"""Raised with the version: the day of the build would make another page of the same sources."""
SHARED = 6
"""An option that so many commands have, in the same words, is described once."""

WIDTH = 68
"""Characters of an example's line at most: 80 less what it is set in."""

ENVIRONMENT = {
    "KRATOMCLI_LIBRARY": "The library's folders, with : between (; on Windows).",
    "KRATOMCLI_CACHE": "Where indexes are kept; otherwise kratomcli in XDG_CACHE_HOME or ~/.cache.",
    "KRATOMCLI_THEME": "Colours of pages: auto, dark, light, terminal.",
    "KRATOMCLI_PAGER, PAGER": "The pager for long output on a terminal; otherwise less. Empty for none.",
    "VISUAL, EDITOR": "The editor of `edit`; VISUAL counts first.",
    "BROWSER": "What `open` shows pages with, if it is set.",
    "NO_COLOR, FORCE_COLOR": "No colours, or colours in pipes too, unless --color says otherwise.",
    "XDG_CONFIG_HOME": "Where the folder kratomcli with your own config.toml lies; otherwise ~/.config.",
}
FILES = {
    "kratomcli.toml": "Settings, in the current folder or the nearest one above it.",
    "~/.config/kratomcli/config.toml": "Your own settings, where there is no kratomcli.toml.",
    "~/.cache/kratomcli": "The indexes. They may be deleted at any time.",
}


def page() -> str:
    """The whole page, as roff."""
    command = typer.main.get_command(app)
    with command.make_context("kratomcli", [], resilient_parsing=True) as ctx:
        commands = [(name, command.get_command(ctx, name)) for name in COMMANDS]
        shared = _shared(commands, ctx)
        lines = [
            '.\\" Made by docs/make_man.py: change the help or docs/, not this.',
            f'.TH KRATOMCLI 1 "{DATE}" "kratomcli {_escaped(__version__)}" "User Commands"',
            *(".nh", ".ad l"),  # neither words nor lines are torn for the margin's sake
            *(".SH NAME", f"kratomcli \\- {_escaped(command.help.rstrip('.'))}"),
            *(".SH SYNOPSIS", *_usage("kratomcli", "[OPTIONS] COMMAND [ARGS]...")),
            *(".SH DESCRIPTION", *_text(_description())),
            *(".SH OPTIONS", *_definitions(_records(command, ctx))),
            *(".SH COMMANDS", *_text("Options that many commands have are described once, below.")),
        ]
        for name, each in commands:
            lines += _command(name, each, ctx, shared)
        lines += [".SH COMMON OPTIONS", *_definitions(shared)]
    lines += [
        ".SH QUERIES",
        "What a query may be made of, and which articles each finds:",
        *_definitions(_queries()),
    ]
    statuses = [(str(status.value), _sentence(STATUSES[status])) for status in ExitStatus]
    lines += [".SH EXIT STATUS", *_definitions(statuses)]
    lines += [".SH ENVIRONMENT", *_definitions(ENVIRONMENT.items())]
    lines += [
        ".SH FILES",
        *_definitions(FILES.items()),
        ".PP",
        "The settings, with examples:",
        *_code(_settings()),
    ]
    lines += [".SH EXAMPLES", *(line for example in _examples() for line in _code(example))]
    return "\n".join([*lines, ".SH SEE ALSO", ".BR grep (1),", ".BR less (1),", ".BR jq (1)"]) + "\n"


def _description() -> str:
    """The README's first paragraph after its title and motto."""
    return (DOCS.parent / "README.md").read_text().split("\n\n")[2]


def _command(name: str, command: Any, ctx: Any, shared: list[tuple[str, str]]) -> Iterator[str]:
    """A command's part: what it does, its own options, the names of those it shares, an example."""
    with command.make_context(name, [], parent=ctx, resilient_parsing=True) as own:
        yield f".SS {_escaped(name)}"
        yield from _usage(f"kratomcli {name}", " ".join(command.collect_usage_pieces(own)))
        for paragraph in command.help.split("\n\n"):
            yield from (".PP", *_text(paragraph))
        records = _records(command, own)
    yield from _definitions(record for record in records if record not in shared)
    common = [record[0] for record in records if record in shared]
    if common:
        names = [re.split(r"[ ,/]", names)[0] for names in common]
        yield from (".PP", *_filled(f"Common options: {', '.join(_bold(each) for each in names)}."))
    if command.epilog:
        words, _, example = command.epilog.partition(": ")
        yield from (".PP", _escaped(f"{words}:"), *_code(example))


def _shared(commands: Iterable[tuple[str, Any]], ctx: Any) -> list[tuple[str, str]]:
    """(names, help) of the options that many commands have, in the order in which they are met."""
    number: Counter[tuple[str, str]] = Counter()
    for name, command in commands:
        with command.make_context(name, [], parent=ctx, resilient_parsing=True) as own:
            number.update(record for record in _records(command, own) if record[0].startswith("-"))
    return [record for record, many in number.items() if many >= SHARED]


def _records(command: Any, ctx: Any) -> list[tuple[str, str]]:
    """(names, help) of the arguments and options, as `--help` words them."""
    records = (param.get_help_record(ctx) for param in command.get_params(ctx))
    return [(names, " ".join(text.split())) for names, text in filter(None, records)]


def _usage(name: str, rest: str) -> list[str]:
    return _filled(f"{_bold(name)} {_escaped(rest)}")


def _definitions(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A list of names and what they mean."""
    for names, meaning in rows:
        yield from (".TP", _names(names), *_text(meaning))


def _names(text: str) -> str:
    """Names as they are typed, what stands for something else in italics: -n, --limit N."""
    return "".join(
        _bold(part) if re.match(r"-", part) else _italic(part) if part.isupper() else _escaped(part)
        for part in re.split(r"([ ,/|]+)", text)
    )


def _queries() -> Iterator[tuple[str, str]]:
    """(what is written, what it finds) of the table in docs/query.md."""
    for written, found in re.findall(
        r"^\| (`.*?) \| (.*) \|$", (DOCS / "query.md").read_text(), re.MULTILINE
    ):
        if written == "`title`":  # the next table
            return
        yield written.replace("`", ""), _sentence(re.sub(r", see \[.*?\]\(.*?\)|\*", "", found))


def _settings() -> str:
    """The settings file that docs/library.md shows, with what stands beside a setting above it."""
    shown = re.findall(r"```toml\n(.*?)```", (DOCS / "library.md").read_text(), re.DOTALL)[0]
    shown = re.sub(r": (?:see below|checks\.md)$", "", shown, flags=re.MULTILINE)
    return re.sub(r"^(\S.*?) +# (.*)$", r"# \2\n\1", shown, flags=re.MULTILINE)


def _examples() -> list[str]:
    """The commands of the README's screen of examples, except those that show an error."""
    return re.findall(r"^\$ (.*)\n(?!error)", (DOCS.parent / "README.md").read_text(), re.MULTILINE)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _text(text: str) -> list[str]:
    """A paragraph; what stands between ` and ` is bold."""
    return _filled(re.sub(r"\\\(ga(.*?)\\\(ga", r"\\fB\1\\fR", _escaped(" ".join(text.split()))))


def _filled(text: str) -> list[str]:
    """Lines of roff that are not too long to be looked at."""
    lines = textwrap.wrap(text, 78, break_long_words=False, break_on_hyphens=False)
    return [f"\\&{line}" if line.startswith(".") else line for line in lines]


def _code(text: str) -> Iterator[str]:
    """Lines as they are, set in."""
    lines = [part for line in text.rstrip().splitlines() for part in _broken(line)]
    yield from (".RS 4", ".nf", *map(_escaped, lines), ".fi", ".RE")


def _broken(line: str) -> list[str]:
    """A line of a shell, or of settings, as lines that fit where 80 columns are and 11 are left free."""
    if line.startswith("#"):
        return textwrap.wrap(line, WIDTH, subsequent_indent="# ")
    parts: list[str] = []
    for part in re.split(r"(?<=\|) ", line):
        if parts and len(parts[-1]) + len(part) < WIDTH:
            parts[-1] += f" {part}"
        else:
            parts.append(f"    {part}" if parts else part)
    return parts or [""]


def _bold(text: str) -> str:
    return f"\\fB{_escaped(text)}\\fR" if text else ""


def _italic(text: str) -> str:
    return f"\\fI{_escaped(text)}\\fR"


def _escaped(text: str) -> str:
    """Text as roff takes it: no sign of it is a command, and each comes out as it was written."""
    signs = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq"}
    text = "".join(signs.get(sign, sign if sign.isascii() else f"\\[u{ord(sign):04X}]") for sign in text)
    return f"\\&{text}" if text.startswith(".") else text


def _unnamed() -> set[str]:
    """Our variables of the environment that the sources read and the table above leaves out."""
    texts = (path.read_text() for path in (DOCS.parent / "src").rglob("*.py"))
    found = {name for text in texts for name in re.findall(r"\"(KRATOMCLI_[A-Z]+)\"", text)}
    return found - set(", ".join(ENVIRONMENT).split(", "))


def main() -> None:
    if unnamed := _unnamed():
        sys.exit(f"docs/make_man.py: ENVIRONMENT lacks {', '.join(sorted(unnamed))}")
    fresh = page()
    if "--check" not in sys.argv:
        PAGE.write_text(fresh)
    elif not PAGE.exists() or PAGE.read_text() != fresh:
        sys.exit("docs/kratomcli.1 is not what --help says: run python docs/make_man.py")


if __name__ == "__main__":
    main()
