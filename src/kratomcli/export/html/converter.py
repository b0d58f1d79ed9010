"""Python-Markdown, set up for articles. Importing this costs 20 ms: do it where a body is converted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from threading import get_ident
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.footnotes import FootnoteExtension, FootnoteInlineProcessor
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    LINK_RE,
    ImageInlineProcessor,
    InlineProcessor,
    LinkInlineProcessor,
    SimpleTagInlineProcessor,
)
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from kratomcli.export.html import quick
from kratomcli.export.html.lists import lay_out
from kratomcli.export.html.shortcuts import Source, take
from kratomcli.export.plain_to_markdown import URL

MARK = "klzzwxh:"
"""What python-markdown puts in the place of an element for a while; some versions leave it behind."""


def to_html(body: str) -> str | None:
    """Markdown as HTML, not sanitised; None for what can't be converted in sensible time and depth.

    What would take python-markdown long is left to the other parser.
    """
    if _too_tangled(body):
        return None
    if _takes_long(body):
        return quick.to_html(body)
    text = "\n".join(lay_out(body.expandtabs(4).split("\n")))
    try:
        made, source = converter(get_ident())
        source.text = text
        html = made.reset().convert(text)
    except Exception:  # lists in lists in lists…, or a fault: that costs the layout, not the article
        converter.cache_clear()  # whatever state it was left in
        return None
    return None if MARK in html and MARK not in body else html


def _too_tangled(body: str) -> bool:
    """Is this nothing that anyone wrote? The converter's time goes with the square of such things."""
    return any(
        text.count("[") - text.count("]") > 500
        or text.count("](") - text.count(")") > 500
        or text.count("<") - text.count(">") > 500
        or (" " * 200 in text and re.search(r"^ {200,}[-+*\d]", text, re.MULTILINE))
        for text in body.split("\n\n")
    )


# Blocks that python-markdown takes off the beginning of a text, copying the rest each time.
_TAKEN_OFF = re.compile(
    r"^ {0,3}(?:#|(?:=+|-+) *$|[-*_](?: *[-*_]){2,} *$|!!!|\[[^\]\n]+\]:|<)", re.MULTILINE
)
_MARK = re.compile(r"[\\`*_\[<&!~]|://")
_NEXT_PIECE = re.compile(r"\n(?=[ ]*(?:[-+*|]|\d{1,9}[.)]))")
_LONGEST = 1000
"""Of a picture's description, in which references to notes are looked for."""
_NOTE = re.compile(r"\[\^[^\]\n]+\]")
_MOST_COPIED = 30_000_000
"""Characters that are copied while one body is converted, about: a tenth of a second."""


def _takes_long(body: str) -> bool:
    """Whether the converter, which copies what is left of a block at each mark, would copy too much."""
    notes = max(Counter(_NOTE.findall(body)).values(), default=0) if "[^" in body else 0
    copied = len(body) * (4 * notes + body.count("<") // 8)
    for block in body.split("\n\n"):
        if len(block) > 1000:
            copied += len(block) * (8 * len(_TAKEN_OFF.findall(block)) + block.count("["))
            copied += sum(len(piece) * len(_MARK.findall(piece)) for piece in _NEXT_PIECE.split(block)) // 2
    return copied > _MOST_COPIED


_PARENTHESIS = re.compile(r"[()]")
_TITLED = re.compile(
    r"""\(\s*+([^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+)\s++(?:"([^"]*+)"|'([^']*+)')\s*+\)"""
)
_BEFORE_TITLE = re.compile(r"""\s(["'])""")


class _Link(LinkInlineProcessor):
    """A link whose address may hold quotation marks: only behind a space does one begin a title.

    python-markdown takes all up to the next such mark for a title, across words and other links.
    """

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802
        found = self._found(data, index) if data.startswith("(", index) else None
        if found is None or "](" in data[index : found[2]]:  # that would take in another link
            return "", None, index, False
        return found

    def _found(self, data: str, index: int) -> tuple[str, str | None, int, bool] | None:
        if titled := _TITLED.match(data, index):
            title = titled[2] if titled[3] is None else titled[3]
            return self._made(titled[1], title, titled.end())
        end = _closing(data, index + 1)
        inner = data[index + 1 : max(end, 0)].strip()
        if inner.startswith("<"):
            pointed = self.RE_LINK.match(data, index)
            return super().getLink(data, index) if pointed and pointed[1] else None
        begin = _BEFORE_TITLE.search(inner)
        if begin and "(" in inner[begin.end() :]:
            return None  # it may be the words behind that close it
        if begin and inner[-1] == begin[1] and begin.end() < len(inner):
            return self._made(inner[: begin.start()], inner[begin.end() : -1], end + 1)
        if end < 0 or (begin and inner.count(begin[1], begin.start()) % 2):
            return None  # a link, or a title in it, without an end
        return self._made(inner, None, end + 1)

    def _made(self, href: str, title: str | None, end: int) -> tuple[str, str | None, int, bool]:
        title = None if title is None else re.sub(r"\s", " ", self.unescape(title.strip()))
        return self.unescape(href).strip(), title, end, True


class _Image(_Link, ImageInlineProcessor):
    """A picture likewise."""


def _closing(data: str, start: int) -> int:
    """Where the parenthesis closes that was opened before `start`; -1 if it doesn't."""
    depth = 1
    for found in _PARENTHESIS.finditer(data, start):
        depth += 1 if found[0] == "(" else -1
        if not depth:
            return found.start()
    return -1


class _BareLink(InlineProcessor):
    """An address in the text, as GitHub links it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802  # python-markdown's
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Element, int, int]:
        element = Element("a", href=m[0])
        element.text = AtomicString(m[0])
        return element, m.start(0), m.end(0)


class _Attributes(AttrListTreeprocessor):
    """Kramdown's {: #id}, and {#id} behind headings; not what else stands in braces."""

    BLOCK_RE = re.compile(r"\n *\{: *([^}\n ][^}\n]*)\} *$")  # type: ignore[misc]  # made to be set
    INLINE_RE = re.compile(r"^\{: *([^}\n ][^}\n]*)\}")  # type: ignore[misc]
    HEADER_RE = re.compile(r" +\{(?:: *|(?=[#.]))([^}\n ][^}\n]*)\} *$")  # type: ignore[misc]


class _Footnotes(FootnoteExtension):
    """Of two notes of one name the first counts, as on GitHub and in every other format."""

    def setFootnote(self, id: str, text: str) -> None:  # noqa: N802
        if id not in self.footnotes:
            super().setFootnote(id, text)

    def makeFootnoteId(self, id: str) -> str:  # noqa: N802
        return super().makeFootnoteId(re.sub(r"\s", "·", id))  # an id has no spaces

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: N802
        return super().makeFootnoteRefId(re.sub(r"\s", "·", id), found)


class _Reference(FootnoteInlineProcessor):
    """A reference to a note; in a picture's description, which is text alone, it waits for its number."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        before = data[max(m.start() - _LONGEST, 0) : m.start()].rpartition("![")
        inner = before[2].count("[") - before[2].count("]") if before[1] else -1
        if inner >= 0 and re.search(r"\][(\[]", data[m.end() : m.end() + _LONGEST]):
            return None, None, None
        return super().handleMatch(m, data)


class _NotesInOrder(Treeprocessor):
    """Numbers notes by the first reference to each, as every other format does.

    python-markdown numbers them by definition, or in the order in which it happens to come by.
    """

    def run(self, root: Element) -> None:
        found = next((div for div in root.iter("div") if div.get("class") == "footnote"), None)
        if found is None or (items := found.find("ol")) is None:
            return
        notes = {f"#{item.get('id')}": item for item in items}
        within = set(found.iter())
        order: dict[str, Element] = {}
        first = list(_references(element for element in root.iter() if element not in within))
        for pending in (first, *([name] for name in notes)):
            for name in pending:  # notes refer to notes
                if name in notes and name not in order:
                    order[name] = notes[name]
                    pending += _references(notes[name].iter())
        items[:] = order.values()
        referred_to = _name_references(root, list(order))
        for number, (name, item) in enumerate(order.items(), 1):
            for paragraph in item.iter("p"):
                for link in paragraph.findall("a[@class='footnote-backref']"):
                    link.set("title", quick.BACK.format(number))
                    if name not in referred_to:
                        paragraph.remove(link)


def _references(elements: Iterable[Element]) -> Iterator[str]:
    """The addresses in links, and of the notes that descriptions of pictures refer to."""
    for element in elements:
        if element.tag == "a":
            yield element.get("href", "")
        elif element.tag == "img":
            yield from map(_address, _NOTE.findall(element.get("alt", "")))


def _address(mark: str) -> str:
    return "#fn:" + re.sub(r"\s", "·", mark[2:-1])


def _numbered(numbers: Mapping[str, int], mark: re.Match[str]) -> str:
    number = numbers.get(_address(mark[0]))
    return f"[{number}]" if number else mark[0]


def _name_references(root: Element, order: list[str]) -> Collection[str]:
    """Give each reference its note's number and an id by its place among those to it; the notes' names."""
    numbers = {name: number for number, name in enumerate(order, 1)}
    times: dict[str, int] = {}
    for picture in root.iter("img"):
        picture.set("alt", _NOTE.sub(partial(_numbered, numbers), picture.get("alt", "")))
    for mark in root.iter("sup"):
        link = mark.find("a")
        if link is not None and link.get("class") == "footnote-ref":
            name = link.get("href", "")
            times[name] = times.get(name, 0) + 1
            link.text = str(numbers[name])
            mark.set("id", f"fnref{times[name] if times[name] > 1 else ''}:{name.removeprefix('#fn:')}")
    return times


@lru_cache(maxsize=8)
def converter(_thread: int = 0, *, short: bool = True) -> tuple[Markdown, Source]:
    """A converter, and where it wants the text beforehand; whether it takes short ways changes no byte."""
    notes = _Footnotes(BACKLINK_TITLE=quick.BACK, BACKLINK_TEXT=quick.ARROW)
    made = Markdown(
        extensions=["tables", "fenced_code", "sane_lists", "admonition", notes],
        extension_configs={"tables": {"use_align_attribute": True}},
    )
    made.ESCAPED_CHARS = [*made.ESCAPED_CHARS, "~"]
    made.treeprocessors.register(_Attributes(made), "attributes", 8)
    made.treeprocessors.register(_NotesInOrder(made), "notes in order", 18)  # behind inline (20)
    # Behind raw HTML (90), so that addresses in attributes are left alone.
    made.inlinePatterns.register(_BareLink(URL.pattern, made), "bare link", 85)
    made.inlinePatterns.register(_Reference(r"\[\^([^\]]*)\]", notes), "footnote", 175)
    made.inlinePatterns.register(_Link(LINK_RE, made), "link", 160)
    made.inlinePatterns.register(_Image(IMAGE_LINK_RE, made), "image_link", 150)
    made.inlinePatterns.register(SimpleTagInlineProcessor(r"(~~)(?!~)(.+?)~~", "del"), "deleted", 50)
    return made, take(made) if short else Source()
