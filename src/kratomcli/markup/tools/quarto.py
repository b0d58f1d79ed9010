"""What Quarto and R Markdown add to Markdown: divs, spans, chunks of code, cross references."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.markup.tools.pieces import Piece, Source
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.markup.code import Fence

_DIV = lazy_regex(
    r"^[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+(?P<line>:{3,}[ \t]*+(?P<rest>[^\n]*+))$", re.MULTILINE
)
_CALLOUT = lazy_regex(r"\{?[^{}]*\.?callout-")
_HIDDEN = lazy_regex(r"\.(?:content-)?hidden(?![\w-])")
_CONDITION = lazy_regex(r"\b(?:when|unless)-")
_LIST = r"(?:(?:[#.][\w:.-]++|[\w:-]++=(?:\"[^\"\n]*+\"|'[^'\n]*+'|[^\s{}\"']++))[ ]*+)++"
_SPAN = lazy_regex(
    r"(?<![!\\])\[(?P<text>(?:[^\[\]\n]++|\[[^\[\]\n]*+\](?:\([^()\n]*+\))?+)++)\]"
    rf"\{{[ ]*+{_LIST}\}}"
)
_BEHIND = lazy_regex(
    rf"(?<=[)`])\{{[ ]*+(?P<list>{_LIST})\}}(?![ \t]*+$)"
    rf"|(?<=\S)(?<!::)[ \t]*+\{{[ ]*+(?P<last>{_LIST})\}}[ \t]*+$",
    re.MULTILINE,
)
_CHUNK = lazy_regex(r"\{(?P<raw>=)?\.?(?P<language>[A-Za-z][\w+-]*)(?P<options>[^}]*)\}")
_NOT_SHOWN = lazy_regex(r"\b(?:echo|include)\s*[=:]\s*F(?:ALSE)?\b|\b(?:echo|include)\s*[=:]\s*false\b")
_OPTION = lazy_regex(r"(?:[ \t]*+(?:\#|//|--|%)\|[^\n]*+(?:\n|\Z))++")
_KINDS = {
    **{"fig": "Figure", "tbl": "Table", "sec": "Section", "eq": "Equation", "lst": "Listing"},
    **{"thm": "Theorem", "lem": "Lemma", "cor": "Corollary", "def": "Definition", "exm": "Example"},
    **{
        "exr": "Exercise",
        "nte": "Note",
        "tip": "Tip",
        "wrn": "Warning",
        "imp": "Important",
        "cau": "Caution",
    },
}
_ID = rf"(?P<id>(?P<kind>{'|'.join(_KINDS)})-[\w-]*\w)"
_REFERENCE = lazy_regex(rf"(?<![\w@\\])(?P<bracket>\[)?-?@{_ID}(?(bracket)\])")
_LABEL = lazy_regex(rf"(?:\{{[^{{}}\n]*?#|\#\|[ \t]*label:[ \t]*){_ID}")


def divs(source: Source) -> Iterator[Piece]:
    """The lines that open and close divs; their text stays, but that of hidden ones. Callouts are left."""
    opened: list[tuple[int, str]] = []  # where the line begins, and what kind of div it opens
    hidden = 0
    for found in _DIV.finditer(source.text):
        start, end = found.span("line")
        if rest := found["rest"].rstrip(": \t"):
            what = _kind_of(rest)
            opened.append((start, what))
            if not what and not hidden:
                yield Piece(start, end)
            hidden += what == "hidden"
        elif opened:
            opening, what = opened.pop()
            hidden -= what == "hidden"
            if not hidden and what != "callout":
                yield Piece(opening if what else start, end)


def _kind_of(rest: str) -> str:
    """What kind of div a line opens: "hidden", "callout", or "" for one of whose lines nothing stays."""
    if _HIDDEN.search(rest) and not _CONDITION.search(rest):
        return "hidden"
    return "callout" if _CALLOUT.match(rest) else ""


def spans(source: Source) -> Iterator[Piece]:
    """Spans, [text]{.class}, of which the text stays, and attributes behind links, pictures and code."""
    pieces = [
        Piece(*found.span(), source.body[slice(*found.span("text"))], found.span("text"))
        for found in _SPAN.finditer(source.text)
    ]
    for found in _BEHIND.finditer(source.text):
        pieces.append(Piece(*found.span(), _attributes(source.text, found)))
    yield from sorted(pieces)


def _attributes(text: str, found: re.Match[str]) -> str:
    """Attributes as the parser reads them, of a heading and of what is right before them; else ""."""
    given = str(found["list"] or found["last"]).strip()
    start = text.rfind("\n", 0, found.start()) + 1
    if found["last"] and text.startswith("#", start):
        is_read = given[0] in "#." and text[start : found.start()].strip("# \t")
        return f" {{{given}}}" if is_read else ""
    return f"{{: {given}}}" if text[found.start() - 1] in ")`" and found[0][0] == "{" else ""


def chunks(source: Source) -> Iterator[Piece]:
    """Chunks of code: of their first lines the language stays, their options are no text.

    Those that are not to be shown, and raw blocks for other formats, are out.
    """
    for fence in source.code.fences:
        found = _CHUNK.match(source.body, fence.info, fence.content)
        if found is not None:
            yield from _chunk(source.body, fence, found)


def _chunk(body: str, fence: Fence, found: re.Match[str]) -> Iterator[Piece]:
    options = _OPTION.match(body, fence.content, fence.content_end)
    if found["raw"] or _NOT_SHOWN.search(found["options"] + (options[0] if options else "")):
        yield Piece(fence.start, fence.end)
        return
    yield Piece(*found.span(), found["language"])
    if options:
        yield Piece(*options.span())


def references(source: Source) -> Iterator[Piece]:
    """References to figures, tables and so on, @fig-x: as links with the kind and number, "Figure 1"."""
    numbers: dict[str, int] = {}
    counts: dict[str, int] = {}
    for found in _LABEL.finditer(source.body):
        if found["id"] not in numbers:
            numbers[found["id"]] = counts[found["kind"]] = counts.get(found["kind"], 0) + 1
    for found in _REFERENCE.finditer(source.text):
        number = "" if found["kind"] == "sec" else numbers.get(found["id"], "")
        shown = f"{_KINDS[found['kind']]} {number}".strip()
        yield Piece(*found.span(), f"[{shown}](#{found['id']})")
