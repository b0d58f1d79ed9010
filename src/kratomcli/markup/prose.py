"""The prose of a body: its paragraphs and sentences, with their character offsets in the body."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kratomcli.markup.callout_marks import without_callout_marks
from kratomcli.markup.code import spaces
from kratomcli.markup.tools import code_of, pieces_of
from kratomcli.markup.tools.pieces import blanked
from kratomcli.markup.tools.syntaxes import UNKNOWN
from kratomcli.patterns import lazy_regex
from kratomcli.text.sentences import sentences

if TYPE_CHECKING:
    from kratomcli.model.article import Markup

# No pattern here may backtrack over what it has matched, or a hostile article could take quadratic time.
_TEMPLATE = lazy_regex(r"\{[{%][^{}\n]*+[%}]\}")
_TAG = lazy_regex(r"</?[A-Za-z][^<>\n]*+(?:\n[^<>\n]++)*+>")
_DEFINITION = lazy_regex(r"^ {0,3}\[(?!\^)[^\]\n]++\]:[^\n]*+$", re.MULTILINE)
_PICTURE = lazy_regex(r"!\[[^\[\]\n]*+\](?:\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)|\[[^\[\]\n]*+\])")
_TARGET = lazy_regex(r"(?<=\])(?:\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)|\[[^\[\]\n]*+\])")
_FOOTNOTE = lazy_regex(r"\[\^[^\[\]\n]++\]:?")
_TASK = lazy_regex(r"^[ \t>]*+(?:[-*+]|\d{1,9}[.)])[ \t]++\[[ xX]\](?=[ \t])", re.MULTILINE)
_MARKS = "*_~[]\\|"
_LINE_START = lazy_regex(
    r"^(?=[ \t>+\d#-])[ \t]*+(?:(?:>[ \t]?)++[ \t]*+)?(?:(?:[-+]|\d{1,9}[.)])[ \t]++|#{1,6}[ \t]++)?",
    re.MULTILINE,
)

# The beginning of a block that needs no blank line before it.
_NEW_BLOCK = lazy_regex(
    r"[ \t]*+(?:[-*+•][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\||>|\{[{%]|<|:::|///|!!!|\?\?\?)"
)
_OF_ONE_LINE = ("#", ":::", "///", "!!!", "???")
"""Beginnings of headings and of what opens a callout: what is below them is another paragraph."""


def without_code(body: str, markup: Markup, syntaxes: frozenset[str] = UNKNOWN) -> str:
    """`body` with code, comments, scripts and template tags replaced by spaces, so that offsets stay.

    `syntaxes` are the kinds of markup of the tool that the body is of.
    """
    if markup == "text":
        return body
    code = code_of(body, syntaxes)
    text = blanked(code.text, pieces_of(body, syntaxes, code, hiding=True))
    return _TEMPLATE.sub(_blank, text) if "{" in text else text


def prose(body: str, markup: Markup, syntaxes: frozenset[str] = UNKNOWN) -> str:
    """`body` with everything but its prose replaced by spaces, so that offsets and line ends stay.

    Replaced are code, HTML tags, link targets, images, footnote references, markers of emphasis, what opens
    a callout and the markup of tools (see `kratomcli.markup.tools`); the text of links and titles stay.
    """
    if markup == "text":
        return body
    code = code_of(body, syntaxes)
    text = blanked(code.text, pieces_of(body, syntaxes, code))
    text = without_callout_marks(_TEMPLATE.sub(_blank, text) if "{" in text else text)
    for pattern, sign in (
        (_TAG, "<"),
        (_DEFINITION, "]:"),
        (_PICTURE, "!["),
        (_TARGET, "]"),
        (_FOOTNOTE, "[^"),
        (_TASK, "] "),
    ):
        if sign in text:
            text = pattern.sub(_blank, text)
    for mark in _MARKS:
        text = text.replace(mark, " ")
    return _LINE_START.sub(_blank, text)


def paragraphs(body: str, markup: Markup) -> Iterator[tuple[int, int]]:
    """Offsets (start, end) of each paragraph, list item and heading. In plain text each line is one."""
    at = start = 0
    is_open = False
    for line in body.split("\n"):
        blank = not line or line.isspace()
        is_new = blank or markup == "text" or _NEW_BLOCK.match(line) or body.startswith(_OF_ONE_LINE, start)
        if is_open and is_new:
            yield start, at - 1
            is_open = False
        if not blank and not is_open:
            start, is_open = at, True
        at += len(line) + 1
    if is_open:
        yield start, len(body)


def sentence_spans(
    body: str, markup: Markup, text: str, wanted: Callable[[str], bool] | None = None
) -> Iterator[tuple[int, int]]:
    """(start, end) in the body of each sentence that is read as one; headings and code are left out.

    `text` is `prose(body, markup, …)`; `wanted` says of a paragraph whether its sentences are.
    """
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
    return spaces(found[0])
