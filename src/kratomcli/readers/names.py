"""Names of tags and authors in front-matter values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from kratomcli.patterns import lazy_regex
from kratomcli.readers.people import names_in_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kratomcli.conventions.table import Convention, TagsText

    NamesText = TagsText | Literal["people"]
    """How a text of names is read: as one of tags, or as one of authors."""

_LINK = lazy_regex(r"\[\[(?![\s\[])([^\[\]|]++)(?:\|([^\[\]]++))?(?<!\s)\]\]")
_COLONS = lazy_regex(r":(?:[^\s:]++:)++")
_BETWEEN_COLONS = lazy_regex(r"[^\s:]++")
_MARKED = lazy_regex(r"#?\[\[([^\[\]]++)\]\]|#([^\s#,;，；\[\]]++)|([^#,;，；\n\[\]]++)")
_NAME_KEYS = ("name", "label", "literal", "key")
"""The keys of a mapping in which an author's name or a tag is."""
_NAME_PARTS = ("given", "family"), ("first", "last")


def without_brackets(text: str, convention: Convention) -> str:
    """`text` with what is shown in place of each [[link]], which clippers write for any tool for notes."""
    if "[[" not in text or ("pages" in convention.links and convention.name):
        return text
    return _LINK.sub(lambda link: link[2] or link[1], text)


def names_in(value: object, how: NamesText, convention: Convention) -> tuple[list[str], bool]:
    """The names in a list, in a text that is read as `how` says, or in one mapping; and whether that is all.

    An item of a list may be a list itself, or a mapping with a name.
    """
    if isinstance(value, str):
        return [without_brackets(name, convention) for name in _split(value, how)], True
    names: list[str] = []
    whole = True
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, list):
            inner, is_all = names_in(item, how, convention)
            names += inner
            whole = whole and is_all
        elif isinstance(item, dict):
            name = _name_of(item)
            whole = whole and bool(name) and item.keys() == {"name"}
            names.append(name)
        elif isinstance(item, str | int | float):
            text = str(item).lower() if isinstance(item, bool) else str(item)
            names.append(without_brackets(text, convention))
    return names, whole


def _name_of(item: Mapping[str, object]) -> str:
    """The name in a mapping: of {name: Ann}, {name: {given: Ann, family: Example}}, {label: tea}; or ""."""
    value = next((item[key] for key in _NAME_KEYS if item.get(key)), None)
    if value is None:
        value = item
    if isinstance(value, dict):
        literal = value.get("literal")
        parts = next(
            ([str(value[key]) for key in keys if value.get(key)] for keys in _NAME_PARTS if keys[1] in value),
            [],
        )
        return literal if isinstance(literal, str) else " ".join(parts)
    return str(value) if isinstance(value, str | int | float) else ""


def _split(text: str, how: NamesText) -> list[str]:
    if how != "people":
        return [text[start:end] for start, end in spans(text, how)]
    if is_marked(text) or _COLONS.fullmatch(text.strip()):
        return [text[start:end] for start, end in spans(text, "commas")]
    return names_in_text(text)


def spans(text: str, how: TagsText) -> list[tuple[int, int]]:
    """Where the names are in a text that is read as `how` says: (start, end) of each, end exclusive."""
    if _COLONS.fullmatch(text.strip()):
        return [found.span() for found in _BETWEEN_COLONS.finditer(text)]
    if is_marked(text):
        return [found.span(found.lastindex or 0) for found in _MARKED.finditer(text)]
    ends = [found.span() for found in _separator(text, how).finditer(text)]
    return list(zip([0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)], strict=True))


def is_marked(text: str) -> bool:
    """Whether names in a text have a mark each, as in [[green tea]], #tea."""
    return "[[" in text or text.lstrip().startswith("#")


def _separator(text: str, how: TagsText) -> re.Pattern[str]:
    """What is between the names in a text."""
    return _SEPARATORS["commas only" if how == "semicolons" and ";" not in text else how]


_SEPARATORS = {
    "commas": lazy_regex(r"[,;，；\n]"),
    "semicolons": lazy_regex(r"[;\n]"),
    "commas only": lazy_regex(r"[,\n]"),
    "words": lazy_regex(r"[\s,;，；]++"),
    "whole": lazy_regex(r"(?!)"),
}
