"""Completion in the shell: ids, fields and their values, from the index.

Articles may be written by anyone, and a shell runs text. So completions contain only letters, digits,
spaces and a few characters that no shell treats specially: words with other characters are cut before
these or left out, and descriptions are given without them.
"""

# Without the annotations import: what declares the parameters is looked at at every start.

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kratomcli.model.fields import FIELDS, FLAGS, LISTED, canonical
from kratomcli.text.normalize import words_of

if TYPE_CHECKING:
    from kratomcli.library.library import Library

Completion = list[tuple[str, str]]


def complete_ids(ctx: Any, incomplete: str) -> Completion:
    """Ids with this prefix, and their titles; an id with unsafe characters as a safe, unambiguous prefix."""

    def ids(library: "Library") -> Completion:
        found = ((_beginning(library, id), title) for id, title in library.ids(incomplete))
        return [(id, plain(title)) for id, title in found if id]

    return _ask(ctx, ids)


def complete_query(ctx: Any, incomplete: str) -> Completion:
    """Field names, and after "field:" the values of the field."""
    sign = "-" if incomplete.startswith("-") else ""
    name, colon, start = incomplete.removeprefix(sign).partition(":")
    if not colon:
        names = [*FIELDS, "is", "has"]
        return [(f"{sign}{n}:", FIELDS[n].help if n in FIELDS else "") for n in names if n.startswith(name)]
    if name == "is":
        return [(f"{sign}is:{flag}", "") for flag in FLAGS if flag.startswith(start)]
    if name == "has":
        return _ask(
            ctx,
            lambda library: [
                (f"{sign}has:{n}", "") for n in library.names() if n.startswith(start) and plain(n) == n
            ],
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
    """Field names with the directions of sorting."""
    choices = [(name + end, FIELDS[name].help) for name in LISTED for end in ("", ":desc")]
    return [choice for choice in choices if choice[0].startswith(incomplete)]


def complete_shells(ctx: Any, incomplete: str) -> Completion:
    """Shells for which there is a completion script."""
    from kratomcli.cli.shells import SHELLS

    return [(name, "") for name in SHELLS if name.startswith(incomplete)]


def complete_importers(ctx: Any, incomplete: str) -> Completion:
    """What can be imported."""
    from kratomcli.importers.table import IMPORTERS

    return [(row.name, plain(row.reads)) for row in IMPORTERS if row.name.startswith(incomplete)]


def offered(items: Any) -> Any:
    """Typer's completions, with unsafe characters removed from their descriptions."""
    for item in items:
        item.help = plain(item.help or "")
    return items


def plain(text: str) -> str:
    """`text` on one line, without characters that a shell could treat specially."""
    for sign, instead in (("'", "\u02bc"), ("\u2019", "\u02bc"), ("\u2013", "-"), ("\u2014", "-")):
        text = text.replace(sign, instead)  # the apostrophe that is a letter; PowerShell knows all the others
    return " ".join("".join(char if _is_plain(char) else " " for char in text).split())


def _is_plain(char: str) -> bool:
    from unicodedata import category

    return char in " -_.,:/+" or char.isalnum() or category(char).startswith("M")


def _beginning(library: "Library", id: str) -> str:
    """The longest safe prefix of an id; "" if there is none, or if another id begins with it, too."""
    if id.startswith("-"):
        return ""
    if plain(id) == id:
        return id
    end = next((at for at, char in enumerate(id) if not _is_plain(char)), len(id))
    start = id[:end].rstrip()
    return start if plain(start) == start and start and len(library.ids(start, 2)) == 1 else ""


def _bare(value: str) -> str:
    """A value without unsafe characters: in a query it still matches, as all of its words are there."""
    return "-".join(words_of(value))


def _ask(ctx: Any, question: "Callable[[Library], Completion]") -> Completion:
    """The library's answer, or no completions after any error: completion must never disturb the shell."""
    from kratomcli.config import settings
    from kratomcli.errors import KratomError
    from kratomcli.library.library import Library

    try:
        found = settings(ctx.params.get("library") or ())
        with Library.open(
            *found.libraries, refresh="never", language=found.language, engine=found.engine
        ) as library:
            return question(library)
    except KratomError:
        return []


def complete_checks(ctx: Any, incomplete: str) -> Completion:
    """Comma-separated codes of checks."""
    from kratomcli.checks import rules

    before, comma, last = incomplete.rpartition(",")
    return [
        (before + comma + rule.code, plain(rule.summary))
        for rule in rules()
        if rule.code.startswith(last.upper())
    ]
