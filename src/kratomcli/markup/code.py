"""Code, comments and raw HTML in Markdown, found by patterns: a hundred times faster than parsing it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

# No pattern here may backtrack over what it has matched, or a hostile article could take quadratic time.
_FENCE = lazy_regex(
    r"^[ \t>]*+(?P<item>(?:[-*+]|\d{1,9}[.)])[ \t>]++)*+(?P<fence>`{3,}+|~{3,}+)(?P<info>[^\n]*+)$",
    re.MULTILINE,
)
# Beginning with a character, so that the search jumps to the next one.
_ELEMENT = lazy_regex(
    r"(?P<code>`(?<![`\\]`)`*+)"
    r"|<(?:(?P<comment>!--)|(?P<name>(?i:script|style|pre|textarea))(?=[\s>]))"
)
_BLOCK = lazy_regex(r"^[ \t>]*+(?=<[!sStTpP])", re.MULTILINE)
_CONTAINER = lazy_regex(r" {0,3}(?:[-+*:]|\d{1,9}[.)]|\[\^[^\]\n]++\]:|!!!|\?\?\?\+?)(?:[ \t]|$)")
_BREAK = lazy_regex(r"\n[ \t]*+\n")


class Fence(NamedTuple):
    """A fenced block: offsets of its first line, of its info string, of its content, and of its end."""

    start: int
    info: int
    content: int
    content_end: int
    end: int


class Element(NamedTuple):
    """A code span, comment, or raw HTML element: its offsets; `mark` is the run of backticks, or ""."""

    start: int
    end: int
    mark: str
    is_hidden: bool
    """Whether it is a comment, script or style, whose text is nothing that a reader sees."""


class Code(NamedTuple):
    """A body whose code, comments, scripts and styles are replaced by spaces, and where they were."""

    text: str
    fences: list[Fence]
    elements: list[Element]


def read_code(body: str, *, indented: bool = True) -> Code:
    """Find the code of a body of Markdown; with `indented` also what is code because of its indent."""
    text = body
    fences: list[Fence] = []
    elements: list[Element] = []
    if "```" in text or "~~~" in text:
        fences = list(_fences(text))
        text = blank(text, [(one.start, one.end) for one in fences])
    if indented and ("\n    " in text or "\n\t" in text):
        text = _blank_indented(text)
    if "<" in text or "`" in text:
        elements = list(_elements(text))
        text = blank(text, [(one.start, one.end) for one in elements])
    return Code(text, fences, elements)


def blank(text: str, ranges: list[tuple[int, int]]) -> str:
    """`text` with these ranges, which are in order, replaced by spaces, so that offsets and lines stay."""
    parts: list[str] = []
    done = 0
    for start, end in ranges:
        parts += [text[done:start], spaces(text[start:end])]
        done = end
    return "".join([*parts, text[done:]]) if done else text


def spaces(text: str) -> str:
    """As many spaces and line ends as `text` has characters and line ends."""
    return "\n".join([" " * len(line) for line in text.split("\n")])


def _fences(text: str) -> Iterator[Fence]:
    opening: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opening is None:
            if fence["fence"][0] == "~" or "`" not in fence["info"]:
                opening = fence
        elif fence["fence"].startswith(opening["fence"]) and not (fence["item"] or fence["info"].strip()):
            yield _fence(opening, fence.start() - 1, fence.end())
            opening = None
    if opening is not None:  # never closed: code to the end
        yield _fence(opening, len(text), len(text))


def _fence(opening: re.Match[str], content_end: int, end: int) -> Fence:
    content = min(opening.end() + 1, content_end)
    return Fence(opening.start(), opening.start("info"), content, max(content, content_end), end)


def _blank_indented(text: str) -> str:
    """`text` with indented code replaced by spaces; what is indented below a list item belongs to that."""
    lines = text.split("\n")
    is_within = is_text = False  # a block of other text, whose lines may be indented; a paragraph
    for number, line in enumerate(lines):
        if not line or line.isspace():
            is_text = False
        elif line.startswith(("    ", "\t")):
            if not is_within and not is_text:
                lines[number] = " " * len(line)
        elif _CONTAINER.match(line):
            is_within = is_text = True
        else:
            is_within = is_within and (is_text or line.startswith(" "))
            is_text = True
    return "\n".join(lines)


def _elements(text: str) -> Iterator[Element]:
    """The code spans, comments, scripts, styles and preformatted HTML."""
    ends = _Ends(text)
    done = 0
    for found in ends.elements:
        end = ends.of(found) if found.start() >= done else -1
        if end >= 0:
            hidden = bool(found["comment"]) or (found["name"] or "").lower() in ("script", "style")
            yield Element(ends.blocks.get(found.start(), found.start()), end, found["code"] or "", hidden)
            done = end


class _Ends:
    """Where code spans, comments and HTML elements end; `elements` are possible beginnings of them."""

    def __init__(self, text: str) -> None:
        self.elements = list(_ELEMENT.finditer(text))
        self._text = text
        has_tags = any(not found["code"] for found in self.elements)
        self.blocks = {found.end(): found.start() for found in _BLOCK.finditer(text)} if has_tags else {}
        """Where the line begins of each tag that is the first in it."""
        self._breaks = [found.start() for found in _BREAK.finditer(text)]
        self._absent: set[str] = set()
        self._runs: dict[str, list[int]] = {}
        for found in self.elements:
            if found["code"]:
                self._runs.setdefault(found["code"], []).append(found.start())

    def of(self, found: re.Match[str]) -> int:
        """The offset behind an element; -1 if it has no end, so that its beginning is text.

        Within a paragraph an element ends before a blank line. A block without an end is all that follows.
        """
        if found["code"]:
            places = self._runs[found["code"]]
            at = bisect_right(places, found.start())
            end = places[at] + len(found["code"]) if at < len(places) else -1
        else:
            end = self._closed(found.end(), "-->" if found["comment"] else f"</{found['name'].lower()}")
            if found.start() in self.blocks:
                return end if end >= 0 else len(self._text)
        return end if end <= self._break_after(found.end()) else -1

    def _closed(self, start: int, close: str) -> int:
        """The offset behind the tag or sign that closes an element; -1 if there is none."""
        at = -1 if close in self._absent else self._lower.find(close, start)
        if at < 0:
            self._absent.add(close)
            return -1
        return self._text.find(">", at) + 1 or len(self._text)

    @cached_property
    def _lower(self) -> str:
        """The text in lower case, for closing tags; as it is where offsets would change."""
        lower = self._text.lower()
        return lower if len(lower) == len(self._text) else self._text

    def _break_after(self, offset: int) -> int:
        at = bisect_right(self._breaks, offset - 1)
        return self._breaks[at] if at < len(self._breaks) else len(self._text)
