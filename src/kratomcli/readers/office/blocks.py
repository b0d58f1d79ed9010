"""What the texts of office programs are put together from, words and blocks, as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape, unescape
from itertools import groupby

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.lists import ListItem, html_of_items

_TAG = lazy_regex(r"<[^<>]*>|\ue000\d+\ue001")
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


class OfficeBlock(NamedTuple):
    """A block: what it is, its HTML, and its place in a list."""

    kind: str
    html: str
    item: ListItem | None = None


def html_of_blocks(blocks: Iterable[OfficeBlock]) -> str:
    """Blocks as HTML: items as lists, lines of code together, paragraphs of a quote as one."""
    parts: list[str] = []
    for kind, run in groupby(blocks, key=lambda block: "item" if block.kind == "more" else block.kind):
        if kind == "item":
            parts.append(_html_of_list(run))
        elif kind == "code":
            parts.append("<pre>" + "\n".join(block.html for block in run) + "</pre>")
        else:
            html = "".join(block.html for block in run)
            parts.append(f"<blockquote>{html}</blockquote>" if kind == "quote" else html)
    return "".join(parts)


def _html_of_list(run: Iterable[OfficeBlock]) -> str:
    before: list[str] = []
    items: list[ListItem] = []
    for block in run:
        if block.item:
            items.append(block.item)
        elif items:
            items[-1] = items[-1]._replace(html=items[-1].html + block.html)
        else:
            before.append(block.html)
    if all(item.html.count("<p>") == 1 for item in items):
        items = [item._replace(html=item.html.removeprefix("<p>").removesuffix("</p>")) for item in items]
    return "".join(before) + html_of_items(items)


def plain_text(html: str) -> str:
    """The words of a title."""
    return " ".join(unescape(_TAG.sub("", html.replace("<br>", " "))).split())
