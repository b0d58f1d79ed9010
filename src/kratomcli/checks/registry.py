"""The registry of rules: code, documentation, examples and function of each.

A rule examines either one article at a time, or the whole library once, before any article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from kratomcli.errors import UsageError
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.checks.finding import ArticleSpot, Severity, Spot
    from kratomcli.checks.scope import Scope, Subject

ExampleFiles = Mapping[str, str | bytes]
"""An example: the files of a small library, text by path."""

ArticleCheck = Callable[["Subject", "Scope"], "Iterable[Spot]"]
LibraryCheck = Callable[["Scope"], "Iterable[ArticleSpot]"]
"""Its findings are kept until the article at that path is checked."""


class Rule(NamedTuple):
    """One rule. `fires` are example libraries in which it must find something, `passes` in which not."""

    code: str
    name: str
    severity: Severity
    summary: str
    explanation: str
    hint: str
    fires: ExampleFiles
    passes: ExampleFiles
    default: bool
    """Whether the rule runs when no rules are selected."""
    article: ArticleCheck | None = None
    library: LibraryCheck | None = None


FAMILIES = {
    "F": ("Files", "files"),
    "M": ("Metadata", "metadata"),
    "D": ("Dates", "dates"),
    "L": ("Links", "links"),
    "C": ("Characters and hidden text", "characters"),
    "P": ("Promotion", "promotion.rules"),
    "R": ("Reuse", "reuse"),
}
"""First letter of a code → (title of the family, name of its module)."""

_table: dict[str, Rule] = {}


def rule(
    code: str,
    name: str,
    severity: Severity,
    summary: str,
    *,
    explanation: str,
    hint: str,
    fires: str | bytes | ExampleFiles,
    passes: str | bytes | ExampleFiles,
    default: bool = True,
) -> Callable[[ArticleCheck], ArticleCheck]:
    """Register a function that checks one article; an example that is a text is one Markdown file."""

    def enter(check: ArticleCheck) -> ArticleCheck:
        examples = (_files(fires), _files(passes))
        _enter(Rule(code, name, severity, summary, explanation, hint, *examples, default, article=check))
        return check

    return enter


def library_rule(
    code: str,
    name: str,
    severity: Severity,
    summary: str,
    *,
    explanation: str,
    hint: str,
    fires: ExampleFiles,
    passes: ExampleFiles,
    default: bool = True,
) -> Callable[[LibraryCheck], LibraryCheck]:
    """Register a function that checks the library as a whole."""

    def enter(check: LibraryCheck) -> LibraryCheck:
        _enter(Rule(code, name, severity, summary, explanation, hint, fires, passes, default, library=check))
        return check

    return enter


def _enter(made: Rule) -> None:
    assert made.code not in _table, made.code  # noqa: S101 - a mistake in this package, at import
    _table[made.code] = made


def _files(example: str | bytes | ExampleFiles) -> ExampleFiles:
    return {"article.md": example} if isinstance(example, (str, bytes)) else example


def rules() -> list[Rule]:
    """All rules, sorted by code."""
    for _, module in FAMILIES.values():
        import_module(f"kratomcli.checks.{module}")
    return [_table[code] for code in sorted(_table)]


def find(code: str) -> Rule:
    """The rule whose code or name is `code`.

    Raises:
        UsageError: there is no such rule.
    """
    every = rules()
    for one in every:
        if code.lower() in (one.code.lower(), one.name):
            return one
    raise _unknown(code, every)


def chosen(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[Rule]:
    """The rules that are selected and not ignored, by codes or prefixes of codes; "ALL" is every rule.

    Without `select` these are the default rules. If a rule is both selected and ignored, the longer
    prefix wins.

    Raises:
        UsageError: a code or prefix that no rule has.
    """
    every = rules()
    for code in (*select, *ignore):
        if not any(_fits(code, one) for one in every):
            raise _unknown(code, every)

    def wanted(one: Rule) -> bool:
        for_it = _longest(select, one) if select else (0 if one.default else -1)
        return for_it >= 0 and for_it > _longest(ignore, one)

    return [one for one in every if wanted(one)]


def _fits(code: str, one: Rule) -> bool:
    return code.upper() == "ALL" or (bool(code) and one.code.startswith(code.upper()))


def _longest(codes: Sequence[str], one: Rule) -> int:
    """The length of the longest of `codes` that is the rule's code or a prefix of it; -1 for none."""
    return max((0 if code.upper() == "ALL" else len(code) for code in codes if _fits(code, one)), default=-1)


def _unknown(code: str, every: Sequence[Rule]) -> UsageError:
    from difflib import get_close_matches

    names = [name for one in every for name in (one.code, one.name)]
    near = get_close_matches(code, [*names, *(name.lower() for name in names)], 1)
    hint = f"Did you mean {near[0].upper() if near[0].upper() in names else near[0]}?" if near else ""
    families = ", ".join(f"{letter} ({title.lower()})" for letter, (title, _) in FAMILIES.items())
    return UsageError(f"no check '{code}'", hint=hint or f"Codes begin with {families}.")
