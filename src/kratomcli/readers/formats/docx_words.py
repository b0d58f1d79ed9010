"""Words of a paragraph of a Word document, with their formats and links, as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import NamedTuple

_ORDER = ("strong", "em", "del", "sup", "sub", "code")


class WordRun(NamedTuple):
    """Words of one look: HTML without the elements of `formats`, and the address that they link to."""

    html: str
    formats: frozenset[str] = frozenset()
    address: str = ""


def html_of_words(words: Iterable[WordRun], without: frozenset[str] = frozenset()) -> str:
    """Words as HTML, those of one look together; the formats in `without` are left out.

    Word cuts a sentence into many runs, at each of its editings.
    """
    parts: list[str] = []
    for address, linked in groupby(words, key=lambda each: each.address):
        inner = "".join(
            _formatted("".join(each.html for each in run), formats - without)
            for formats, run in groupby(linked, key=lambda each: each.formats)
        )
        is_link = address and inner.strip()
        parts.append(f'<a href="{escape(address)}">{inner}</a>' if is_link else inner)
    return "".join(parts).strip()


def _formatted(html: str, formats: frozenset[str]) -> str:
    if html.strip():
        for name in reversed(_ORDER):
            if name in formats:
                html = f"<{name}>{html}</{name}>"
    return html
