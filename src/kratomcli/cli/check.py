"""`kratomcli check`."""

# Without the annotations import: what declares the parameters is looked at at every start.

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from kratomcli.cli import options, output
from kratomcli.cli.completion import complete_checks
from kratomcli.cli.exit_status import ExitStatus
from kratomcli.cli.notes import note
from kratomcli.cli.opening import opened
from kratomcli.cli.query_words import query_text

if TYPE_CHECKING:
    from kratomcli.checks import Finding, Report, Rule

EPILOG = "Example: kratomcli check --select L,P -f github"

Format = Literal["auto", "rich", "text", "json", "jsonl", "github", "sarif"]

_HELP_FOR = {
    "L002": "`kratomcli show --toc ID` prints the slugs that there are, as GitHub makes them.",
    "R001": "`kratomcli reuse ID` shows them side by side, and `kratomcli search --unique` leaves one out.",
}
"""Code of a rule → the command that would help, which the library doesn't know."""

SelectOption = Annotated[
    list[str] | None,
    options.Option(
        "--select",
        metavar="CODE,…",
        help="Only these, by code or beginning; ALL.",
        show_default=False,
        autocompletion=complete_checks,
    ),
]
IgnoreOption = Annotated[
    list[str] | None,
    options.Option(
        "--ignore",
        metavar="CODE,…",
        help="Not these.",
        show_default=False,
        autocompletion=complete_checks,
    ),
]
ExplainRuleOption = Annotated[
    str | None,
    options.Option(
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
    explain: ExplainRuleOption = None,
    format_version: options.FormatVersion = "1",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",
    pager: options.PagerOption = True,
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
    look = output.Look(output.chosen(format, plain="text"), color, pager=pager)
    found = settings(library or ())
    wanted, unwanted = _codes(select) or found.select, _codes(ignore) or found.ignore
    rules = chosen(wanted, unwanted)
    text = query_text(query)
    with opened(library, refresh, quiet=quiet) as lib:
        report = lib.check(text, select=wanted, ignore=unwanted)
        is_whole = Findings(rules).write(report, look)
    sys.stdout.flush()
    if is_whole:
        note(_summary(report, text), quiet=quiet)
    if report.problems:
        raise SystemExit(ExitStatus.FINDINGS)


def _summary(report: "Report", query: str) -> str:
    from kratomcli.text.normalize import one_line
    from kratomcli.text.wording import count

    if report.problems:
        what = f"{count(report.problems, 'problem')} in {report.faulty:,} of {count(report.files, 'article')}"
        if report.repeated:
            what += f"; {count(report.repeated, 'more place')} with the same text as one of them"
        return what
    if report.files:
        return f"no problems in {count(report.files, 'article')}"
    return f"no article matches {one_line(query)}" if query else "no articles to look at"


def _codes(given: "Sequence[str] | None") -> tuple[str, ...]:
    return tuple(code.strip() for part in given or () for code in part.split(",") if code.strip())


class Findings(output.Table["Finding"]):
    """Findings of `check`, written while it runs; `rules` are those that are run."""

    def __init__(self, rules: "Sequence[Rule]") -> None:
        self._rules = [with_help(rule) for rule in rules]
        self._hints = {rule.hint: with_help(rule).hint for rule in rules}
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

    def write(self, found: "Iterable[Finding]", look: output.Look) -> bool:
        """Write the findings: pages file by file, SARIF as one log, other formats as tables do.

        Returns False if the user left the pager before the end: what comes after that was not looked at.
        """
        found = (one._replace(hint=self._hints.get(one.hint, one.hint)) for one in found)
        if look.format == "rich":
            from kratomcli.render.findings import pages

            return output.show(pages(found, self._folder), look)
        if look.format == "sarif":
            from kratomcli import __version__
            from kratomcli.export.findings import write_sarif

            write_sarif(found, self._rules, sys.stdout, folder=self._folder, version=__version__)
        else:
            output.write(self, found, look)
        return True


def with_help(rule: "Rule") -> "Rule":
    """A rule whose hint also says which command would help, if one does."""
    return rule._replace(hint=" ".join(filter(None, (rule.hint, _HELP_FOR.get(rule.code)))))


def _explain(code: str) -> None:
    from kratomcli.checks import chosen, find
    from kratomcli.checks.pages import explained

    families = code.upper() == "ALL" or (len(code) < 4 and code.isalnum())
    rules = chosen([code]) if families else [find(code)]
    output.write_lines(explained(with_help(rule)) for rule in rules)
