"""Live completion in the shell: ids, fields and their values, from the index as it is."""

# Without the annotations import: Typer looks at signatures at every start, and text would be compiled.

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kratomcli.fields import FIELDS, FLAGS, LISTED, canonical
from kratomcli.text import words_of

if TYPE_CHECKING:
    from kratomcli.library import Library

Completion = list[tuple[str, str]]


def complete_ids(ctx: Any, incomplete: str) -> Completion:
    """Ids that begin so, with their titles."""
    return _ask(ctx, lambda library: library.ids(incomplete))


def complete_query(ctx: Any, incomplete: str) -> Completion:
    """Field names, and after "field:" its values."""
    sign = "-" if incomplete.startswith("-") else ""
    name, colon, start = incomplete.removeprefix(sign).partition(":")
    if not colon:
        names = [*FIELDS, "is", "has"]
        return [(f"{sign}{n}:", FIELDS[n].help if n in FIELDS else "") for n in names if n.startswith(name)]
    if name == "is":
        return [(f"{sign}is:{flag}", "") for flag in FLAGS if flag.startswith(start)]
    if name == "has":
        return _ask(
            ctx, lambda library: [(f"{sign}has:{n}", "") for n in library.names() if n.startswith(start)]
        )

    def values(library: "Library") -> Completion:
        found = library.values(canonical(name), start.replace("-", " "))
        return [(f"{sign}{name}:{_bare(value)}", f"{count:,}") for value, count in found]

    return _ask(ctx, values)


def complete_fields(ctx: Any, incomplete: str) -> Completion:
    """Comma-separated field names."""
    before, comma, last = incomplete.rpartition(",")
    return [(before + comma + name, FIELDS[name].help) for name in LISTED if name.startswith(last)]


def complete_sort(ctx: Any, incomplete: str) -> Completion:
    """Field names and directions."""
    choices = [(name + end, FIELDS[name].help) for name in LISTED for end in ("", ":desc")]
    return [choice for choice in choices if choice[0].startswith(incomplete)]


def _bare(value: str) -> str:
    """A value that no shell stumbles over: a bare value fits one that holds all of its words."""
    return "-".join(words_of(value))


def _ask(ctx: Any, question: "Callable[[Library], Completion]") -> Completion:
    """What the library answers; nothing where it can't: completion must never get in the way."""
    from kratomcli.config import settings
    from kratomcli.errors import KratomError
    from kratomcli.library import Library

    try:
        found = settings(ctx.params.get("library") or ())
        with Library.open(*found.libraries, refresh="never", language=found.language) as library:
            return question(library)
    except KratomError:
        return []


def complete_checks(ctx: Any, incomplete: str) -> Completion:
    """Comma-separated codes of checks."""
    from kratomcli.checks import rules

    before, comma, last = incomplete.rpartition(",")
    return [
        (before + comma + rule.code, rule.summary) for rule in rules() if rule.code.startswith(last.upper())
    ]
