"""OPML: lists of feeds, and the documents of outliners.

A feed is an item of its own, in folders as the outlines around it. All other outlines are one article: those
at the top that hold others are its sections, and what is in them nested lists.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.items import Item
from kratomcli.importers.sources.xml_elements import elements
from kratomcli.importers.writing.plain_text import markdown_lines
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kratomcli.importers.sources.source import Failed, ImportSource

_HEAD = ("title", "dateCreated", "dateModified", "ownerName")
_TAG = lazy_regex(r"</?(?:a|b|i|u|s|em|strong|code|span|mention|time)\b[^<>]*>")
_DONE = {"_complete": {"true": "x"}, "complete": {"true": "x"}, "_status": {"checked": "x", "unchecked": " "}}
"""Attribute → its value → the mark of a task: Workflowy, Dynalist, OmniOutliner."""
_DEEPEST = 30
"""Levels of a list that are indented; what is deeper stays at the last."""


def recognises(source: ImportSource) -> bool:
    """Whether it is a single file with an `opml` element at its start."""
    names = source.names
    return len(names) == 1 and re.search(rb"<opml[\s>]", source.start(names[0])) is not None


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The feeds, then the document."""
    name = source.only
    head: dict[str, str] = {}
    top: list[Element] = []
    try:
        for element in elements(source, name, ("outline", *_HEAD)):
            if element.tag == "outline":
                top.append(element)
            else:
                head.setdefault(element.tag, " ".join((element.text or "").split()))
    except ArticleUnreadable as error:
        if not top:
            raise
        failed(source.name, str(error))
    for outline in top:
        yield from _feeds(outline)
    rest = [outline for outline in top if _has_text(outline)]
    if rest:
        yield _document(rest, head, name)


class _Nested(NamedTuple):
    """An outline, and the texts of those around it, from the outside."""

    outline: Element
    above: tuple[str, ...]


def _feeds(top: Element) -> Iterator[Item]:
    waiting = [_Nested(top, ())]
    while waiting:
        outline, above = waiting.pop()
        if outline.get("xmlUrl"):
            yield _feed(outline, above)
        below = (*above, _text(outline).replace("/", "-"))
        waiting += [_Nested(child, below) for child in reversed(outline)]


def _feed(outline: Element, above: tuple[str, ...]) -> Item:
    address = outline.get("xmlUrl", "").strip()
    values: dict[str, object] = {
        "title": outline.get("title", "").strip() or _text(outline) or address,
        "date": outline.get("created", ""),
        "tags": _categories(outline.get("category", "")),
        "source": outline.get("htmlUrl", "").strip() or address,
        "feed": address,
        "lang": outline.get("language", ""),
    }
    body = "\n".join(markdown_lines(outline.get("description", "")))
    return Item(key=address, body=body, values=values, folder="/".join(above))


def _categories(text: str) -> list[str]:
    """The categories of an outline, which have commas between them and may be paths."""
    return [tag for part in text.split(",") if (tag := part.strip().strip("/"))]


def _has_text(top: Element) -> bool:
    """Whether an outline or one in it has text and is no feed, nor there only to hold feeds."""
    return any(
        (_text(one) or _note(one)) and not len(one) and not one.get("xmlUrl") for one in top.iter("outline")
    )


def _text(outline: Element) -> str:
    return (outline.get("text") or outline.get("title") or "").strip()


def _note(outline: Element) -> str:
    return (outline.get("_note") or "").strip()


def _mark(outline: Element) -> str:
    """The mark of a task: "[x] " for a done one; "" for what is none."""
    found = (marks.get(outline.get(key, "")) for key, marks in _DONE.items())
    return next((f"[{mark}] " for mark in found if mark), "")


def _document(top: list[Element], head: dict[str, str], name: str) -> Item:
    """The outlines as one article."""
    texts = (_text(one) + _note(one) for outline in top for one in outline.iter("outline"))
    text = _OutlineText(is_html=any(_TAG.search(text) for text in texts))
    title = head.get("title") or name.rpartition(".")[0] or name
    values: dict[str, object] = {
        "title": title,
        "date": head.get("dateCreated", ""),
        "updated": head.get("dateModified", ""),
        "authors": [head["ownerName"]] if head.get("ownerName") else [],
    }
    return Item(key=title, body=text.body(top), values=values)


class _OutlineText:
    """Outlines → Markdown. Workflowy writes their texts in HTML, others plainly."""

    def __init__(self, *, is_html: bool) -> None:
        self._is_html = is_html

    def body(self, top: list[Element]) -> str:
        blocks: list[str] = []
        bullets: list[str] = []
        for outline in top:
            if not len(outline):
                bullets += self._bullets(outline)
                continue
            blocks += ["\n".join(bullets)] if bullets else []
            bullets = []
            blocks += [f"## {' '.join(self._lines(_text(outline)))}", "\n".join(self._lines(_note(outline)))]
            blocks.append("\n".join(line for child in outline for line in self._bullets(child)))
        return "\n\n".join(block for block in [*blocks, "\n".join(bullets)] if block)

    def _bullets(self, top: Element) -> Iterator[str]:
        """The lines of a list: an outline and, further in, those that it holds."""
        waiting = [(top, 0)]
        while waiting:
            outline, depth = waiting.pop()
            if not outline.get("xmlUrl"):
                yield from self._bullet(outline, "  " * min(depth, _DEEPEST))
            waiting += [(child, depth + 1) for child in reversed(outline)]

    def _bullet(self, outline: Element, indent: str) -> Iterator[str]:
        mark = _mark(outline)
        lines = self._lines(_text(outline)) or [""]
        if address := outline.get("url"):
            shown = re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", " ".join(lines))
            lines = [f"[{shown}](<{address.replace('>', '%3E')}>)"]
        lines += self._lines(_note(outline))
        for number, line in enumerate(lines):
            end = "\\" if number + 1 < len(lines) and not line.endswith("\\") else ""
            yield f"{indent}{'  ' if number else '- '}{'' if number else mark}{line}{end}"

    def _lines(self, text: str) -> list[str]:
        """A text as the lines of one paragraph."""
        if self._is_html:
            from kratomcli.readers.html.markdown import markdown_of

            return [line for line in markdown_of(text.replace("\n", "<br>")).splitlines() if line.strip()]
        return [line for line in markdown_lines(text) if line.strip()]
