"""`kratomcli check`."""

# Without the annotations import: Typer looks at signatures at every start, and text would be compiled.

import os
import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kratomcli.cli import options, runtime
from kratomcli.cli.completion import complete_checks
from kratomcli.cli.exit_status import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kratomcli.checks import Finding, Report, Rule

EPILOG = "Example: kratomcli check --select L,P -f github"

Format = Literal["auto", "rich", "text", "json", "jsonl", "github", "sarif"]


def command(
    query: options.Query = None,
    library: options.Libraries = None,
    format: Annotated[
        Format,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="rich, text, json, jsonl, github, sarif.",
            show_default=False,
        ),
    ] = "auto",
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="CODE,…",
            help="Only these, by code or beginning; ALL.",
            show_default=False,
            autocompletion=complete_checks,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore",
            metavar="CODE,…",
            help="Not these.",
            show_default=False,
            autocompletion=complete_checks,
        ),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="CODE",
            help="Say what a check is for, with examples.",
            show_default=False,
            autocompletion=complete_checks,
        ),
    ] = None,
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
    if format == "auto":
        format = "rich" if runtime.on_terminal() else "text"
    found = settings(library or ())
    wanted, unwanted = _codes(select) or found.select, _codes(ignore) or found.ignore
    rules = chosen(wanted, unwanted)
    text = runtime.query_text(query)
    with runtime.opened(library, refresh, quiet=quiet) as lib:
        report = lib.check(text, select=wanted, ignore=unwanted)
        problems, files = _write(report, rules, format, color)
    from kratomcli.text.normalize import one_line
    from kratomcli.text.wording import count

    sys.stdout.flush()
    if problems:
        what = f"{count(problems, 'problem')} in {files:,} of {count(report.files, 'article')}"
        if report.repeated:
            what += f"; {count(report.repeated, 'more place')} with the same text as one of them"
    elif report.files:
        what = f"no problems in {count(report.files, 'article')}"
    else:
        what = f"no article matches {one_line(text)}" if text else "no articles to look at"
    runtime.note(what, quiet=quiet)
    if problems:
        raise typer.Exit(ExitStatus.FINDINGS)


def _codes(given: "Sequence[str] | None") -> tuple[str, ...]:
    return tuple(code.strip() for part in given or () for code in part.split(",") if code.strip())


def _write(
    report: "Report", rules: "Sequence[Rule]", format: Format, color: options.Color
) -> tuple[int, int]:
    """Write findings as they come; gives back how many there were, and in how many files."""
    from kratomcli.export import contract, findings

    problems = files = 0
    last = ""

    def counted() -> "Iterator[Finding]":
        nonlocal problems, files, last
        for one in report:
            problems += 1
            files += one.path != last
            last = one.path
            yield one

    folder = os.getcwd()  # noqa: PTH109 - paths are text here
    if format == "rich":
        from kratomcli.render.findings import pages

        for page in pages(counted(), folder):
            runtime.show(page, color)
    elif format == "json" or format == "jsonl":
        runtime.write_objects(map(contract.finding_as_json, counted()), format)
    elif format == "sarif":
        from kratomcli import __version__

        findings.write_sarif(counted(), rules, sys.stdout, folder=folder, version=__version__)
    else:
        lines = findings.github_lines if format == "github" else findings.lines
        runtime.write_lines(lines(counted(), folder))
    return problems, files


def _explain(code: str) -> None:
    from kratomcli.checks import chosen, find
    from kratomcli.checks.pages import explained

    families = code.upper() == "ALL" or (len(code) < 4 and code.isalnum())
    rules = chosen([code]) if families else [find(code)]
    runtime.write_lines(explained(rule) for rule in rules)
