"""The table of rules: codes, what they mean, examples, and the functions that look.

A rule looks at one article at a time, and streams; or at the whole library, once, before any article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from kratomcli.errors import UsageError

if TYPE_CHECKING:
    from kratomcli.checks.finding import Severity, Spot
    from kratomcli.checks.scope import Scope, Subject

Files = Mapping[str, str | bytes]
"""An example: the files of a small library."""

ArticleCheck = Callable[["Subject", "Scope"], "Iterable[Spot]"]
LibraryCheck = Callable[["Scope"], "Iterable[tuple[str, str, Spot]]"]
"""Gives (path, id, spot): findings are kept until their article's turn comes."""


class Rule(NamedTuple):
    """One rule. `fires` and `passes` are libraries in which it must, and must not, find something."""

    code: str
    name: str
    severity: Severity
    summary: str
    explanation: str
    hint: str
    fires: Files
    passes: Files
    default: bool
    """Whether it is among those that are looked for unasked."""
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
"""First letter of a code → title, module."""

_table: dict[str, Rule] = {}


def rule(
    code: str,
    name: str,
    severity: Severity,
    summary: str,
    *,
    explanation: str,
    hint: str,
    fires: str | bytes | Files,
    passes: str | bytes | Files,
    default: bool = True,
) -> Callable[[ArticleCheck], ArticleCheck]:
    """Enter a function that looks at one article; an example that is no mapping is one Markdown file."""

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
    fires: Files,
    passes: Files,
    default: bool = True,
) -> Callable[[LibraryCheck], LibraryCheck]:
    """Enter a function that looks at the library as a whole."""

    def enter(check: LibraryCheck) -> LibraryCheck:
        _enter(Rule(code, name, severity, summary, explanation, hint, fires, passes, default, library=check))
        return check

    return enter


def _enter(made: Rule) -> None:
    assert made.code not in _table, made.code  # noqa: S101 - a mistake in this package, at import
    _table[made.code] = made


def _files(example: str | bytes | Files) -> Files:
    return {"article.md": example} if isinstance(example, (str, bytes)) else example


def rules() -> list[Rule]:
    """Every rule, by code."""
    for _, module in FAMILIES.values():
        import_module(f"kratomcli.checks.{module}")
    return [_table[code] for code in sorted(_table)]


def find(code: str) -> Rule:
    """The rule with this code or name.

    Raises:
        UsageError: there is none.
    """
    every = rules()
    for one in every:
        if code.lower() in (one.code.lower(), one.name):
            return one
    raise _unknown(code, every)


def chosen(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[Rule]:
    """The rules that codes, or beginnings of codes, select and don't ignore; "ALL" is every rule.

    Without `select` the default ones. Where a rule is both selected and ignored, the longer code wins.

    Raises:
        UsageError: a code that no rule begins with.
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
    """How long the longest of `codes` is that fits a rule; -1 for none."""
    return max((0 if code.upper() == "ALL" else len(code) for code in codes if _fits(code, one)), default=-1)


def _unknown(code: str, every: Sequence[Rule]) -> UsageError:
    from difflib import get_close_matches

    names = [name for one in every for name in (one.code, one.name)]
    near = get_close_matches(code, [*names, *(name.lower() for name in names)], 1)
    hint = f"Did you mean {near[0].upper() if near[0].upper() in names else near[0]}?" if near else ""
    families = ", ".join(f"{letter} ({title.lower()})" for letter, (title, _) in FAMILIES.items())
    return UsageError(f"no check '{code}'", hint=hint or f"Codes begin with {families}.")
