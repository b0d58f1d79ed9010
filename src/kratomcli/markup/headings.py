"""The headings of a body: those of Markdown, and what plain text uses as headings.

Separate from the readers, because cutting a passage needs only the sections of a body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from kratomcli.markup.inline import spaced_text
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from markdown_it.token import Token


class Heading(NamedTuple):
    """A heading in a body: character offset of its line, level (1 to 6), text, explicit id or "".

    `spaced` is the text with all its white space: GitHub's anchors have a hyphen for each space.
    """

    start: int
    level: int
    title: str
    slug: str = ""
    spaced: str = ""


def _of_markdown(start: int, level: int, text: str, slug: str, source: str) -> Heading:
    """The heading of this text, written as `source`: its title has no markup of tools, its slug may."""
    title = text
    if any(sign in source for sign in ("[[", "==", "%%", "{%")):
        from kratomcli.markup.tools import words_in

        title = spaced_text(words_in(source))
    return Heading(start, level, one_line(title), slug, text.strip())


# -- Markdown --------------------------------------------------------------------------------------


class _Unsure(Exception):
    """The scanner met something that only the full parser can decide."""


def markdown_headings(body: str) -> Iterator[Heading]:
    """ATX and setext headings as in CommonMark, without those in lists, block quotes and footnotes.

    Those in containers of colons are the article's, except one that is a callout's title.

    Scanning for lines that begin like a heading is a hundred times faster than parsing, and decides nearly
    all real articles; the others are parsed.
    """
    if "callout-" in body and _TITLED_CALLOUT.search(body):
        return _parsed(body)
    try:
        return iter(list(_scanned(body)))
    except _Unsure:
        return _parsed(body)


# The beginning of a line that may be a heading or begin a block that hides headings. The pattern starts
# with the line feed, so that the search jumps from line to line.
_BLOCK = lazy_regex(
    r"\n(?P<indent> {0,3})(?:"
    r"(?P<atx>#{1,6})(?=[ \t\n]|\Z)"
    r"|(?P<fence>`{3,}+(?=[^`\n]*+(?:\n|\Z))|~{3,}+)"
    r"|(?P<setext>=+|-+)[ \t]*+(?=\n|\Z)"
    r"|<(?:(?P<comment>!--)|(?P<raw>(?i:pre|script|style|textarea))(?=[\s>]|\Z)|(?P<tag>[/A-Za-z!?]))"
    r")"
)
_TITLED_CALLOUT = lazy_regex(r"^:{3,}+[ \t]*+(?:\{[^}\n]*+\}|callout-\w++)[ \t]*+\n\s*+#", re.MULTILINE)
"""A callout that a heading may be the title of: that is none of the article's."""
_FENCE = lazy_regex(r"\n {0,3}(`{3,}+|~{3,}+)[ \t]*+(?=\n|\Z)")
_RAW_END = lazy_regex(r"</(?i:pre|script|style|textarea)>")
_BLANK = lazy_regex(r"\n[ \t]*+(?=\n|\Z)")
_LIST_OR_QUOTE = lazy_regex(r"(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]|\Z)|>)")
_PLAIN = lazy_regex(r"[^\W_]")
_TO_PARSE = lazy_regex(
    r"\[[^\]]*+\](?!\()|&\#?\w+;|<|~|\S\{:"
    r"|(?<![\w\s*])\*+(?=\w)|(?<=\w)\*+(?=[^\w\s*])|\b_[^_]+_[^_]+_|\\#"
)
"""What in a heading needs the parser: reference links (defined anywhere in the body), entities, tags,
strikethrough, attributes within it, and emphasis beside punctuation or with more than two underscores."""


def _scanned(body: str) -> Iterator[Heading]:
    """The headings, by scanning lines.

    Raises:
        _Unsure: only the parser can tell whether a line is a heading, or what its text is.
    """
    text = "\n" + body  # an offset of a line feed in text is the offset of the line after it in body
    at = 0
    while block := _BLOCK.search(text, at):
        line_end = text.find("\n", block.end())
        if line_end < 0:
            line_end = len(text)
        if block["atx"]:
            line = text[block.end() : line_end]
            if block["indent"] or _TO_PARSE.search(line):
                raise _Unsure  # an indented line may belong to a list item
            yield _of_markdown(block.start(), len(block["atx"]), *_title(line))
            at = line_end
        elif block["setext"]:
            start = text.rfind("\n", 0, block.start())
            if start >= 0 and _is_title(text, start, block):
                title = _title(text[start + 1 : block.start()], closed=False)
                yield _of_markdown(start, 1 if block["setext"][0] == "=" else 2, *title)
            at = line_end
        elif block["tag"]:
            if block["tag"] in "!?":
                raise _Unsure  # such a block may go on behind a blank line
            at = _end_of_html(text, block)
        else:
            at = _end_of_hidden(text, block, line_end)


def _is_title(text: str, start: int, underline: re.Match[str]) -> bool:
    """Whether the line at text[start:] (start is its line feed) is the text of a setext heading."""
    line = text[start + 1 : underline.start()]
    if not line.strip() or (_LIST_OR_QUOTE.match(line) and not underline["indent"]):
        return False  # under a blank line, list item or quote, a line of dashes is a thematic break
    before = text[text.rfind("\n", 0, start) + 1 : start]
    if underline["indent"] or not _PLAIN.match(line) or _LIST_OR_QUOTE.match(line):
        raise _Unsure
    if before.strip() or _TO_PARSE.search(line):
        raise _Unsure  # a paragraph of several lines
    return True


def _end_of_html(text: str, block: re.Match[str]) -> int:
    """The offset where an HTML block ends, in which there are no headings: at the next blank line."""
    end = _BLANK.search(text, block.end())
    last = end.start() if end else len(text)
    if any(
        not (each["tag"] or each["raw"] or each["comment"])
        for each in _BLOCK.finditer(text, block.end(), last)
    ):
        raise _Unsure  # it may be a paragraph that begins with inline HTML
    return last


def _end_of_hidden(text: str, block: re.Match[str], line_end: int) -> int:
    """The offset where a fenced block, comment or raw element ends: the end of the text if unclosed."""
    if block["comment"]:
        end = text.find("-->", block.end())
        return end if end >= 0 else len(text)
    if block["raw"]:
        close = _RAW_END.search(text, block.end())
        return close.end() if close else len(text)
    fence = block["fence"]
    for close in _FENCE.finditer(text, line_end):
        if close[1][0] == fence[0] and len(close[1]) >= len(fence):
            return close.end()
    if block["indent"]:
        raise _Unsure  # it may belong to a list item, whose end closes it
    return len(text)


def _parsed(body: str) -> Iterator[Heading]:
    """The headings, by the parser; none if the body is nested too deeply to be parsed."""
    from kratomcli.markup.parser import parse

    document = parse(body)
    tokens = document.tokens if document else []
    starts = [0, *accumulate(len(line) + 1 for line in body.split("\n"))]
    containers = 0  # that are open
    for opening, inline in pairwise(tokens):
        containers += opening.nesting if opening.markup == ":::" else 0
        if opening.type == "heading_open" and opening.level == containers and opening.map:
            title, slug = shown_text(inline.children or []), str(opening.attrGet("id") or "")
            yield _of_markdown(starts[opening.map[0]], int(opening.tag[1]), title, slug, inline.content)


def shown_text(tokens: Iterable[Token]) -> str:
    """The text shown for the inline tokens of a paragraph, without HTML tags and footnote references."""
    return "".join(
        " "
        if token.type.endswith("break") or _is_break(token)
        else shown_text(token.children)
        if token.children
        else token.content
        for token in tokens
        if token.type not in ("html_inline", "footnote_ref") or _is_break(token)
    )


def _is_break(token: Token) -> bool:
    return token.type == "html_inline" and token.content[:3].lower() == "<br"


def _title(line: str, *, closed: bool = True) -> tuple[str, str, str]:
    """(text, id, source) of a heading without closing #s; id is "" if it ends in no {#id} or {/* #id */}."""
    line = _unclosed(line.strip()) if closed else line.strip()
    slug = ""
    if line.endswith("}"):
        from kratomcli.markup.attributes import split_heading

        line, attributes = split_heading(line)
        slug = next((part[1:] for part in attributes.split() if part[0] == "#"), "")
        line = _unclosed(line) if closed and attributes else line
    return spaced_text(line), slug, line


def _unclosed(line: str) -> str:
    """The line of a heading without closing #s."""
    unclosed = line.rstrip("#")
    return unclosed.rstrip() if not unclosed or unclosed[-1] in " \t" else line


# -- plain text ------------------------------------------------------------------------------------

_LONGEST_HEADING = 120
_LONGEST_NUMBERED = 80

_ITEM = lazy_regex(r"(?:([-*+•‣◦·–])|\d{1,3}[.)])[ \t]+(\S.*)")
_UNDERLINE = lazy_regex(r"={3,}|-{3,}")
_NUMBERED = lazy_regex(r"(?:(\d{1,2}(?:\.\d{1,2}){0,4})(\.?)|[IVXLC]{1,7}\.)[ \t]+(\S.*)")


def text_headings(body: str) -> Iterator[Heading]:
    """The headings of plain text: lines that are underlined, numbered and alone, or repeat a list item.

    The last are the headings of an article that begins with a list of its sections.
    """
    raw = body.split("\n")
    lines = [line.strip() for line in raw]
    items: set[str] = set()
    start = -1
    for number, line in enumerate(lines):
        start += 1 + (len(raw[number - 1]) if number else 0)
        if not line or len(line) > _LONGEST_HEADING:
            continue
        below = lines[number + 1] if number + 1 < len(lines) else ""
        item = _ITEM.fullmatch(line)
        if not item and _is_underline(below, line) and (number == 0 or not lines[number - 1]):
            yield Heading(start, 1 if below[0] == "=" else 2, one_line(line))
        elif level := _numbered_level(lines, number):
            yield Heading(start, level, one_line(line))
        elif item and (item[1] or _in_list(lines, number)):
            items.add(_said(item[2]))
        elif _said(item[2] if item else line) in items:
            yield Heading(start, 2, one_line(line))
        elif item:
            items.add(_said(item[2]))


def _said(line: str) -> str:
    """`line` as it is compared: without regard to case, spacing and punctuation at its end."""
    return " ".join(line.casefold().split()).rstrip(".:;,")


def _is_underline(line: str, heading: str) -> bool:
    """Whether `line` underlines `heading`: it must be about as long, unlike a rule across the page."""
    alike = len(heading) <= 2 * len(line) and len(line) <= 2 * len(heading)
    return alike and bool(_UNDERLINE.fullmatch(line)) and not _UNDERLINE.fullmatch(heading)


def _in_list(lines: list[str], number: int) -> bool:
    """Whether the line above is a list item, or the next one below that is not blank."""
    above = lines[number - 1] if number else ""
    return bool(_ITEM.fullmatch(above) or _ITEM.fullmatch(_around(lines, number)[1]))


def _around(lines: list[str], number: int) -> tuple[str, str]:
    """The nearest lines above and below that are not blank, "" for none."""
    above = next((lines[n] for n in range(number - 1, -1, -1) if lines[n]), "")
    below = next((lines[n] for n in range(number + 1, len(lines)) if lines[n]), "")
    return above, below


def _numbered_level(lines: list[str], number: int) -> int:
    """The level of a numbered heading: 3 for "2.3 Methods", 2 for "IV. Results"; 0 for any other line."""
    depth = _depth(lines[number])
    if not depth or (number and lines[number - 1]) or number + 1 == len(lines) or lines[number + 1]:
        return 0
    # Numbered lines that only blank lines separate are a list, not headings.
    above, below = _around(lines, number)
    return 0 if not below or depth in (_depth(above), _depth(below)) else 1 + depth


def _depth(line: str) -> int:
    """How many numbers the numbering of a line has: 2 for "2.3 Methods"; 0 if it is no heading."""
    found = _NUMBERED.fullmatch(line) if len(line) <= _LONGEST_NUMBERED else None
    if found is None or line[-1] in ".,;:!":
        return 0
    title = found[3]
    if not title[0].isalpha() or title[0].islower():
        return 0  # "3. 50 ml of water", "2.5 million people"
    if found[1] is None:
        return 1
    depth = found[1].count(".") + 1
    return depth if depth > 1 or found[2] else 0  # a lone number needs its stop: "12 Monkeys" is none
