"""`kratomcli check`."""

# Without the annotations import: Typer looks at signatures at every start, and text would be compiled.

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kratomcli.cli import options, output
from kratomcli.cli.completion import complete_checks
from kratomcli.cli.exit_status import ExitStatus
from kratomcli.cli.notes import note
from kratomcli.cli.opening import opened
from kratomcli.cli.query_args import query_text

if TYPE_CHECKING:
    from kratomcli.checks import Finding, Report, Rule

EPILOG = "Example: kratomcli check --select L,P -f github"

Format = Literal["auto", "rich", "text", "json", "jsonl", "github", "sarif"]

SelectOption = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="CODE,…",
        help="Only these, by code or beginning; ALL.",
        show_default=False,
        autocompletion=complete_checks,
    ),
]
IgnoreOption = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="CODE,…",
        help="Not these.",
        show_default=False,
        autocompletion=complete_checks,
    ),
]
ExplainOption = Annotated[
    str | None,
    typer.Option(
        "--explain",
        metavar="CODE",
        help="Say what a check is for, with examples.",
        show_default=False,
        autocompletion=complete_checks,
    ),
]


def command(
    query: options.Query = None,
    library: options.Libraries = None,
    format: Annotated[Format, options.format_of(Format)] = "auto",
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    explain: ExplainOption = None,
    format_version: options.FormatVersion = "1",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Look for problems, in all articles or those that match a query.

    Ends with 0 if there are none and 1 if there are.
    """
    from kratomcli.checks import chosen
    from kratomcli.config import settings

    if explain is not None:
        _explain(explain)
        return
    look = output.Look(output.chosen(format, plain="text"), color)
    found = settings(library or ())
    wanted, unwanted = _codes(select) or found.select, _codes(ignore) or found.ignore
    rules = chosen(wanted, unwanted)
    text = query_text(query)
    with opened(library, refresh, quiet=quiet) as lib:
        report = lib.check(text, select=wanted, ignore=unwanted)
        counted = _Counted(report)
        Findings(rules).write(counted, look)
    sys.stdout.flush()
    note(_summary(counted, report, text), quiet=quiet)
    if counted.problems:
        raise typer.Exit(ExitStatus.FINDINGS)


def _summary(counted: "_Counted", report: "Report", query: str) -> str:
    from kratomcli.text.normalize import one_line
    from kratomcli.text.wording import count

    if counted.problems:
        what = (
            f"{count(counted.problems, 'problem')} in {counted.files:,} of {count(report.files, 'article')}"
        )
        if report.repeated:
            what += f"; {count(report.repeated, 'more place')} with the same text as one of them"
        return what
    if report.files:
        return f"no problems in {count(report.files, 'article')}"
    return f"no article matches {one_line(query)}" if query else "no articles to look at"


def _codes(given: "Sequence[str] | None") -> tuple[str, ...]:
    return tuple(code.strip() for part in given or () for code in part.split(",") if code.strip())


class _Counted:
    """An iterator over findings that counts them and the files they are in."""

    def __init__(self, findings: "Iterable[Finding]") -> None:
        self._findings = findings
        self.problems = self.files = 0

    def __iter__(self) -> "Iterator[Finding]":
        last = ""
        for one in self._findings:
            self.problems += 1
            self.files += one.path != last
            last = one.path
            yield one


class Findings(output.Table["Finding"]):
    """Findings of `check`, written while it runs; `rules` are those that are run."""

    def __init__(self, rules: "Sequence[Rule]") -> None:
        self._rules = rules
        self._folder = os.getcwd()  # noqa: PTH109 - paths are text here

    def as_json(self, one: "Finding") -> object:
        from kratomcli.export.contract import finding_as_json

        return finding_as_json(one)

    def lines(self) -> "Mapping[str, Callable[[Iterable[Finding]], Iterable[str]]]":
        from kratomcli.export import findings

        return {
            "text": lambda found: findings.lines(found, self._folder),
            "github": lambda found: findings.github_lines(found, self._folder),
        }

    def write(self, found: "Iterable[Finding]", look: output.Look) -> None:
        """Write the findings: pages file by file, SARIF as one log, other formats as tables do."""
        if look.format == "rich":
            from kratomcli.cli.terminal import show
            from kratomcli.render.findings import pages

            for page in pages(found, self._folder):
                show(page, look.color)
        elif look.format == "sarif":
            from kratomcli import __version__
            from kratomcli.export.findings import write_sarif

            write_sarif(found, self._rules, sys.stdout, folder=self._folder, version=__version__)
        else:
            output.write(self, found, look)


def _explain(code: str) -> None:
    from kratomcli.checks import chosen, find
    from kratomcli.checks.pages import explained

    families = code.upper() == "ALL" or (len(code) < 4 and code.isalnum())
    rules = chosen([code]) if families else [find(code)]
    output.write_lines(explained(rule) for rule in rules)
