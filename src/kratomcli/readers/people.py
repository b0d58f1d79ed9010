"""Names of people that stand in one text, in formats that have no list of them."""

from __future__ import annotations

import re

from kratomcli.patterns import lazy_regex

_FEW = 10  # one in so many
_COMMA = lazy_regex("[,，]")
_AND = lazy_regex(r"\s+(?:and|und|et|y|e|&)\s+")


def names_in_line(text: str) -> list[str]:
    """The names in one text: "Doe, Jane" is one, "Jane Doe, Ann Roe and Tom Poe" are three.

    In a long list a few may be of one word.
    """
    if ";" in text:
        return [name for piece in text.split(";") if piece.strip() for name in names_in_line(piece)]
    parts = [part.strip() for part in text.split(",") if part.strip()]
    single = sum(" " not in part for part in parts)
    if len(parts) > 1 and single * _FEW <= len(parts):
        return [name for part in parts for name in _joined_names(part)]
    return _joined_names(text.strip())


def _joined_names(text: str) -> list[str]:
    text = _AND.sub(" and ", text) if text.startswith(("and ", "und ")) else text
    parts = _AND.split(text.removeprefix("and ").removeprefix("und "))
    is_people = len(parts) > 1 and all(2 <= len(part.split()) <= 4 for part in parts)
    return parts if is_people else [text.removeprefix("and ").removeprefix("und ")]


def names_in_text(text: str) -> list[str]:
    """The names that a text under a key for authors has: parted by semicolons, line ends and commas.

    The comma of a family name before a given one parts none: "Doe, Jane" is one, "Jane Doe, Ann Roe" are two.
    """
    pieces = re.split(r"[;；\n]", text)
    parts = (part for piece in pieces for part in ([piece] if is_inverted(piece) else _COMMA.split(piece)))
    return [name for part in parts if (name := part.strip())]


def is_inverted(text: str) -> bool:
    """Whether a text is one name as in an index: two parts with capitals, one of which is a single word."""
    parts = [part.strip() for part in text.split(",")]
    return (
        len(parts) == 2
        and "，" not in text
        and any(" " not in part for part in parts)
        and all(re.match(r"(?:[a-z]+ )*+[^\W\d_]", part) and part != part.lower() for part in parts)
    )
