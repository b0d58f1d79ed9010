"""Names of people that stand in one text, in formats that have no list of them."""

from __future__ import annotations

import re

_FEW = 10  # one in so many
_AND = re.compile(r"\s+(?:and|und|et|y|e|&)\s+")


def names_in_line(text: str) -> list[str]:
    """The names in one text: "Doe, Jane" is one, "Jane Doe, Ann Roe and Tom Poe" are three.

    In a long list a few may be of one word.
    """
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    single = sum(" " not in part for part in parts)
    if len(parts) > 1 and (";" in text or single * _FEW <= len(parts)):
        return [name for part in parts for name in _joined_names(part)]
    return _joined_names(text.strip())


def _joined_names(text: str) -> list[str]:
    text = _AND.sub(" and ", text) if text.startswith(("and ", "und ")) else text
    parts = _AND.split(text.removeprefix("and ").removeprefix("und "))
    is_people = len(parts) > 1 and all(2 <= len(part.split()) <= 4 for part in parts)
    return parts if is_people else [text.removeprefix("and ").removeprefix("und ")]
