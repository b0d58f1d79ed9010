"""The prose of a body: its paragraphs and sentences, with their character offsets in the body."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from kratomcli.text.sentences import sentences

if TYPE_CHECKING:
    from kratomcli.model.article import Markup

# No pattern here may backtrack over what it has matched, or a hostile article could take quadratic time.
_FENCE = re.compile(
    r"^[ \t>]*+(?P<item>(?:[-*+]|\d{1,9}[.)])[ \t>]++)*+(?P<fence>`{3,}+|~{3,}+)(?P<info>[^\n]*+)$",
    re.MULTILINE,
)
_ELEMENT = re.compile(
    r"(?<![`\\])(?P<code>`++)(?!`)"
    r"|(?P<block>^[ \t>]*+)?<(?:(?P<comment>!--)|(?P<name>script|style|pre|textarea)(?=[\s>]))",
    re.MULTILINE | re.IGNORECASE,
)
_CONTAINER = re.compile(r" {0,3}(?:[-+*:]|\d{1,9}[.)]|\[\^[^\]\n]++\]:|!!!)(?:[ \t]|$)")
_BREAK = re.compile(r"\n[ \t]*+\n")
_TEMPLATE = re.compile(r"\{[{%][^{}\n]*+[%}]\}")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*+(?:\n[^<>\n]++)*+>")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]++\]:[^\n]*+$", re.MULTILINE)
_PICTURE = re.compile(r"!\[[^\[\]\n]*+\](?:\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)|\[[^\[\]\n]*+\])")
_TARGET = re.compile(r"(?<=\])(?:\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)|\[[^\[\]\n]*+\])")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\n]++\]:?")
_TASK = re.compile(r"^[ \t>]*+(?:[-*+]|\d{1,9}[.)])[ \t]++\[[ xX]\](?=[ \t])", re.MULTILINE)
_MARKS = re.compile(r"[*_~\[\]\\|]++")
_LINE_START = re.compile(
    r"^[ \t]*+(?:(?:>[ \t]?)++[ \t]*+)?(?:(?:[-+]|\d{1,9}[.)])[ \t]++|#{1,6}[ \t]++)?",
    re.MULTILINE,
)

# The beginning of a block that needs no blank line before it.
_NEW_BLOCK = re.compile(r"[ \t]*+(?:[-*+•][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\||>|\{[{%]|<)")


def without_code(body: str, markup: Markup) -> str:
    """`body` with code, comments, scripts and template tags replaced by spaces, so that offsets stay."""
    if markup == "text":
        return body
    text = body
    if "```" in text or "~~~" in text:
        text = _blank_fences(text)
    if "\n    " in text or "\n\t" in text:
        text = _blank_indented(text)
    if "<" in text or "`" in text:
        text = _blank_elements(text)
    return _TEMPLATE.sub(_blank, text) if "{" in text else text


def prose(body: str, markup: Markup) -> str:
    """`body` with everything but its prose replaced by spaces, so that offsets and line ends stay.

    Replaced are code, HTML tags, link targets, images, footnote references and markers of emphasis;
    the text of links stays.
    """
    if markup == "text":
        return body
    text = without_code(body, markup)
    for pattern, sign in (
        (_TAG, "<"),
        (_DEFINITION, "]:"),
        (_PICTURE, "!["),
        (_TARGET, "]"),
        (_FOOTNOTE, "[^"),
        (_TASK, "] "),
        (_MARKS, ""),
    ):
        if sign in text:
            text = pattern.sub(_blank, text)
    return _LINE_START.sub(_blank, text)


def paragraphs(body: str, markup: Markup) -> Iterator[tuple[int, int]]:
    """Offsets (start, end) of each paragraph, list item and heading. In plain text each line is one."""
    at = start = 0
    is_open = False
    for line in body.split("\n"):
        blank = not line or line.isspace()
        if is_open and (blank or markup == "text" or _NEW_BLOCK.match(line) or body.startswith("#", start)):
            yield start, at - 1
            is_open = False
        if not blank and not is_open:
            start, is_open = at, True
        at += len(line) + 1
    if is_open:
        yield start, len(body)


def sentence_spans(
    body: str, markup: Markup, text: str | None = None, wanted: Callable[[str], bool] | None = None
) -> Iterator[tuple[int, int]]:
    """(start, end) in the body of each sentence that is read as one; headings and code are left out.

    `text` is `prose(body, markup)`, where the caller has it already; `wanted` says of a paragraph
    whether its sentences are.
    """
    text = prose(body, markup) if text is None else text
    for first, last in paragraphs(body, markup):
        if markup == "markdown" and body.startswith("#", first):
            continue
        piece = text[first:last]
        if wanted is not None and not wanted(piece):
            continue
        for start, end in sentences(piece):
            while start < end and not piece[start].isalnum() and piece[start] not in "\"'“‘«‹(¿¡$€£":
                start += 1
            if any(map(str.isalpha, piece[start:end])):
                yield first + start, first + end


def _blank(found: re.Match[str]) -> str:
    return _spaces(found[0])


def _spaces(text: str) -> str:
    return " " * len(text) if "\n" not in text else "".join("\n" if c == "\n" else " " for c in text)


def _blank_fences(text: str) -> str:
    parts: list[str] = []
    done = 0
    opening: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opening is None:
            if fence["fence"][0] == "~" or "`" not in fence["info"]:
                opening = fence
        elif fence["fence"].startswith(opening["fence"]) and not (fence["item"] or fence["info"].strip()):
            parts += [text[done : opening.start()], _spaces(text[opening.start() : fence.end()])]
            done, opening = fence.end(), None
    if opening is not None:  # never closed: code to the end
        parts += [text[done : opening.start()], _spaces(text[opening.start() :])]
        done = len(text)
    return "".join([*parts, text[done:]]) if done else text


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


def _blank_elements(text: str) -> str:
    """`text` with code spans, comments, scripts, styles and preformatted HTML replaced by spaces."""
    ends = _Ends(text)
    parts: list[str] = []
    done = 0
    for found in ends.elements:
        end = ends.of(found) if found.start() >= done else -1
        if end >= 0:
            parts += [text[done : found.start()], _spaces(text[found.start() : end])]
            done = end
    return "".join([*parts, text[done:]]) if done else text


class _Ends:
    """Where code spans, comments and HTML elements end; `elements` are possible beginnings of them."""

    def __init__(self, text: str) -> None:
        self.elements = list(_ELEMENT.finditer(text))
        self._text = text
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
            if found["block"] is not None:
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
