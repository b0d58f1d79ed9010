"""Blocks of Org: headings, lists, tables, code, quotes, drawers → HTML."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from textwrap import dedent
from typing import TYPE_CHECKING

from kratomcli.markup.callout_syntax import LOOKS
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.insets import without_marks

if TYPE_CHECKING:
    from kratomcli.readers.org.words import OrgWords

_DEEPEST = 20

HEADING = lazy_regex(r"(?P<stars>\*+)[ \t]+(?P<text>.*)")
_TAGS = lazy_regex(r"(?:^|[ \t]):(?P<tags>[\w@#%:-]++)(?<=:)[ \t]*\Z")
_PRIORITY = lazy_regex(r"\[#[A-Za-z0-9]+\][ \t]*")
_COMMENTED = lazy_regex(r"COMMENT(?:[ \t]+|$)")
_HIDING_TAGS = frozenset(("noexport", "ARCHIVE"))
_BEGIN = lazy_regex(r"[ \t]*#\+BEGIN_(?P<kind>\S+)[ \t]*(?P<rest>.*)", re.IGNORECASE)
_DYNAMIC = lazy_regex(r"[ \t]*#\+BEGIN:", re.IGNORECASE)
_KEYWORD = lazy_regex(r"[ \t]*#\+(?P<key>[^\s:]+):[ \t]*(?P<value>.*)")
_DRAWER = lazy_regex(r"[ \t]*:(?P<name>[\w-]+):[ \t]*")
_PLANNING = lazy_regex(r"[ \t]*(?:CLOSED|SCHEDULED|DEADLINE|CLOCK):[ \t]*[<\[]")
_DEFINITION = lazy_regex(r"\[fn:(?P<label>[\w-]+)\][ \t]*(?P<text>.*)")
_ITEM = lazy_regex(
    r"(?P<indent>[ \t]*)(?P<mark>[-+]|(?<=[ \t])\*|(?:\d{1,9}|[A-Za-z])[.)])(?=[ \t]|$)[ \t]*"
    r"(?:\[@(?P<start>\d{1,9})\][ \t]*)?(?:\[(?P<box>[ xX-])\](?=[ \t]|$)[ \t]*)?(?P<text>.*)"
)
_FORMULA = lazy_regex(r"[ \t]*\\begin\{(?P<name>[A-Za-z]+\*?)\}")
_HLINE = lazy_regex(r"[ \t]*\|-[-+|: ]*")
_WIDTH = lazy_regex(r"<[lcr]?\d*>|/|[<>!^_$#*]")
_LISTINGS = frozenset(("src", "example"))
_LITERAL = ("_src", "_example", "_export", "_comment")
_UNPRINTED = frozenset(("comment",))
_HIDDEN_DRAWERS = frozenset(("properties", "logbook"))


class _Made(NamedTuple):
    """The HTML of a block, and the number of the line behind it."""

    html: str
    next: int


class _BlockEnds:
    """Where blocks and drawers end, found without going through the lines for each of them."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._marks: dict[str, list[tuple[int, bool]]] = {}
        """Mark that ends a kind of block → number of each line that is it, or (False) begins such a block."""
        self._headings: list[int] = []
        self._unclosed: set[str] = set()
        for at, line in enumerate(lines):
            text = line.strip().lower()
            if text.startswith("#+begin_"):
                mark = text.split(None, 1)[0].replace("#+begin_", "#+end_", 1)
                self._marks.setdefault(mark, []).append((at, False))
            elif text.startswith(("#+end", ":end:", "\\end{")):
                self._marks.setdefault(text, []).append((at, True))
            elif line.startswith("*") and HEADING.fullmatch(line):
                self._headings.append(at)

    def closing(self, at: int, mark: str) -> int:
        """The number of the line that ends what begins at a line; 0 for none. A heading ends no drawer."""
        if mark in self._unclosed:
            return 0
        places = self._marks.get(mark, [])
        depth = 0
        for number in range(bisect_right(places, (at, True)), len(places)):
            end, is_end = places[number]
            if is_end and not depth:
                return end if mark[0] != ":" or self._next_heading(at) > end else 0
            if not mark.endswith(_LITERAL):
                depth += -1 if is_end else 1
        self._unclosed.add(mark)
        return 0

    def _next_heading(self, at: int) -> int:
        number = bisect_right(self._headings, at)
        return self._headings[number] if number < len(self._headings) else sys.maxsize


@dataclass(slots=True)
class OrgBlocks:
    """Reads the blocks of one file."""

    words: OrgWords
    todo: frozenset[str] = frozenset(("TODO", "DONE"))
    lost: set[str] = field(default_factory=set)
    """What was left out, for people."""
    tags: dict[str, None] = field(default_factory=dict)
    """The tags of headings that are shown, in order."""
    _hidden: int = 0
    """Level of the heading that hides what is below it; 0 for none."""

    def html(self, lines: Sequence[str], depth: int = 0) -> str:
        """Lines as HTML."""
        parts: list[str] = []
        paragraph: list[str] = []
        ends = _BlockEnds(lines)
        at = 0
        while at < len(lines):
            line = lines[at]
            made = self._block(lines, at, depth, ends) if line.strip() else _Made("", at + 1)
            if made is None:
                paragraph.append(line)
                at += 1
                continue
            parts += (*self._paragraph(paragraph), made.html)
            paragraph = []
            at = made.next
        return "".join((*parts, *self._paragraph(paragraph)))

    def _paragraph(self, lines: list[str]) -> Iterator[str]:
        if lines and not self._hidden:
            yield f"<p>{self.words.html(without_marks(chr(10).join(map(str.strip, lines))))}</p>"

    def _block(self, lines: Sequence[str], at: int, depth: int, ends: _BlockEnds) -> _Made | None:
        """The block that begins at a line, None for a line of a paragraph."""
        line = lines[at]
        if line[0] == "*" and not depth and (heading := HEADING.fullmatch(line)):
            if heading["text"].strip() == ":PROPERTIES:" and (end := ends.closing(at, ":end:")):
                return _Made("", end + 1)  # Logseq's, for a block that has no text
            return _Made(self._heading(heading), at + 1)
        if self._hidden:
            return _Made("", at + 1)
        start = line.lstrip()
        if start[0] == "#":
            return self._sharp(lines, at, depth, ends)
        if start[0] == ":":
            return self._colon(lines, at, depth, ends)
        if start[0] == "|":
            return self._table(lines, at)
        if re.fullmatch(r"-{5,}[ \t]*", start):
            return _Made("<hr>", at + 1)
        if start[0] in "CSD" and _PLANNING.match(line):
            return _Made("", at + 1)
        if line.startswith("[fn:") and (definition := _DEFINITION.fullmatch(line)):
            return self._definition(definition, lines, at, depth)
        if start[0] == "\\" and (formula := _FORMULA.match(line)):
            return self._formula(formula["name"], lines, at, ends)
        if depth < _DEEPEST and (item := _ITEM.fullmatch(line)):
            return self._list(item, lines, at, depth, ends)
        return None

    def _heading(self, heading: re.Match[str]) -> str:
        level, text = len(heading["stars"]), heading["text"].rstrip()
        found = _TAGS.search(text)
        text = text[: found.start()].rstrip() if found else text
        if self._hidden and level > self._hidden:
            return ""
        self._hidden = 0
        word, _, rest = text.partition(" ")
        if word not in self.todo:
            word, rest = "", text
        rest = _PRIORITY.sub("", rest, count=1) if rest.lstrip().startswith("[#") else rest
        tags = [tag for tag in (found["tags"] if found else "").split(":") if tag]
        if _COMMENTED.match(rest) or not _HIDING_TAGS.isdisjoint(tags):
            self._hidden = level
            self.lost.add("sections that are not exported")
            return ""
        self.tags |= dict.fromkeys(tag.lstrip("@") for tag in tags)
        level = min(level, 6)
        html = self.words.html(without_marks(f"{word} {rest}".strip()))
        return f"<h{level}>{html}</h{level}>" if html else ""

    # -- what begins with # --------------------------------------------------------------------------

    def _sharp(self, lines: Sequence[str], at: int, depth: int, ends: _BlockEnds) -> _Made | None:
        line = lines[at]
        start = line.lstrip()
        if start == "#" or start.startswith("# "):
            return _Made("", at + 1)
        if begin := _BEGIN.fullmatch(line):
            end = ends.closing(at, f"#+end_{begin['kind']}".lower())
            return _Made(self._between(begin, lines[at + 1 : end], depth), end + 1) if end else None
        if _DYNAMIC.match(line):
            end = ends.closing(at, "#+end:")
            return _Made("", end + 1) if end else None
        if keyword := _KEYWORD.fullmatch(line):
            return _Made(self._keyword(keyword["key"].lower().partition("[")[0], keyword["value"]), at + 1)
        return _Made("", at + 1) if start.lower().startswith("#+end_") else None

    def _keyword(self, key: str, value: str) -> str:
        if key == "caption" and value:
            return f"<p>{self.words.html(value)}</p>"
        if key == "include":
            self.lost.add("included files")
        return value if key == "html" else ""

    def _between(self, begin: re.Match[str], lines: Sequence[str], depth: int) -> str:
        kind, rest = begin["kind"].lower(), begin["rest"]
        if kind in _LISTINGS:
            return _listing(lines, rest.split(None, 1)[0] if kind == "src" and rest else "")
        if kind in _UNPRINTED or depth >= _DEEPEST:
            return ""
        if kind == "export":
            return without_marks("\n".join(lines)) if rest.lower().startswith("html") else ""
        if kind == "verse":
            return f"<p>{'<br>'.join(self.words.html(without_marks(line.strip())) for line in lines)}</p>"
        inner = self.html(lines, depth + 1)
        if kind == "quote":
            return f"<blockquote>{inner}</blockquote>"
        if kind in LOOKS:
            return self.words.insets.callout(kind, rest, inner)
        return inner

    # -- what begins with a colon --------------------------------------------------------------------

    def _colon(self, lines: Sequence[str], at: int, depth: int, ends: _BlockEnds) -> _Made | None:
        if re.match(r"[ \t]*:(?:[ \t]|$)", lines[at]):
            end = at
            while end < len(lines) and re.match(r"[ \t]*:(?:[ \t]|$)", lines[end]):
                end += 1
            return _Made(_listing([line.lstrip()[2:] for line in lines[at:end]], ""), end)
        drawer = _DRAWER.fullmatch(lines[at])
        end = ends.closing(at, ":end:") if drawer else 0
        if drawer is None or not end:
            return None
        is_hidden = drawer["name"].lower() in _HIDDEN_DRAWERS or depth >= _DEEPEST
        return _Made("" if is_hidden else self.html(lines[at + 1 : end], depth + 1), end + 1)

    # -- tables, lists, notes, formulas --------------------------------------------------------------

    def _table(self, lines: Sequence[str], at: int) -> _Made:
        rows: list[str] = []
        has_header = False
        end = at
        while end < len(lines) and lines[end].lstrip().startswith("|"):
            line = lines[end].strip()
            if _HLINE.fullmatch(line):
                has_header = has_header or len(rows) == 1
            else:
                cells = [cell.strip() for cell in line.strip("|").split("|")]
                if not any(cells) or not all(not cell or _WIDTH.fullmatch(cell) for cell in cells):
                    rows.append("".join(f"<td>{self.words.html(without_marks(cell))}</td>" for cell in cells))
            end += 1
        if has_header:
            rows[0] = rows[0].replace("<td>", "<th>").replace("</td>", "</th>")
        html = "".join(f"<tr>{row}</tr>" for row in rows)
        return _Made(f"<table>{html}</table>" if rows else "", end)

    def _list(
        self, first: re.Match[str], lines: Sequence[str], at: int, depth: int, ends: _BlockEnds
    ) -> _Made:
        width = len(first["indent"].expandtabs(8))
        parts: list[str] = []
        item: re.Match[str] | None = first
        while item is not None:
            end = _end_of_item(lines, at + 1, width, ends)
            inner = [item["text"], *dedent("\n".join(lines[at + 1 : end])).split("\n")]
            parts.append(self._item(item, inner, depth))
            at = end
            item = _ITEM.fullmatch(lines[at]) if at < len(lines) else None
            if item and len(item["indent"].expandtabs(8)) != width:
                item = None
        return _Made(_list_html(first, parts), at)

    def _item(self, item: re.Match[str], lines: list[str], depth: int) -> str:
        term, sign, rest = f"{lines[0]} ".partition(" :: ")
        is_term = bool(sign and term.strip()) and item["mark"] in "-+*"
        head = ""
        if is_term:
            head = f"<dt>{self.words.html(without_marks(term.strip()))}</dt>"
            lines[0] = rest.strip()
        html = self.html(lines, depth + 1)
        if html.count("<p>") == 1 and html.startswith("<p>"):  # an item of one paragraph
            html = html.removeprefix("<p>").replace("</p>", "", 1)
        box = self.words.insets.checkbox(is_checked=item["box"] in "xX") if item["box"] else ""
        return f"{head}<dd>{box}{html}</dd>" if is_term else f"<li>{box}{html}</li>"

    def _definition(self, found: re.Match[str], lines: Sequence[str], at: int, depth: int) -> _Made:
        end = at + 1
        while end < len(lines) and not _ends_note(lines, end):
            end += 1
        if depth < _DEEPEST:
            html = self.html([found["text"], *lines[at + 1 : end]], depth + 1)
            self.words.insets.add_note(found["label"], html)
        return _Made("", end)

    def _formula(self, name: str, lines: Sequence[str], at: int, ends: _BlockEnds) -> _Made | None:
        closing = f"\\end{{{name}}}"
        end = at if closing in lines[at] else ends.closing(at, closing.lower())
        if not end and closing not in lines[at]:
            return None
        tex = without_marks("\n".join(lines[at : end + 1]))
        return _Made(f"<p>{self.words.insets.math(tex, is_block=True)}</p>", end + 1)


def without_literals(lines: Sequence[str]) -> Iterator[str]:
    """Lines that are not within blocks of code, of examples, of remarks and of other formats."""
    ends = _BlockEnds(lines)
    at = 0
    while at < len(lines):
        begin = _BEGIN.fullmatch(lines[at]) if "#+" in lines[at] else None
        mark = f"#+end_{begin['kind']}".lower() if begin else ""
        end = ends.closing(at, mark) if mark.endswith(_LITERAL) else 0
        if not end:
            yield lines[at]
        at = (end or at) + 1


def _listing(lines: Sequence[str], language: str) -> str:
    text = dedent("\n".join(re.sub(r"^([ \t]*),(?=\*|#\+|,)", r"\1", line) for line in lines))
    name = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{name}>{escape(without_marks(text))}\n</code></pre>"


def _end_of_item(lines: Sequence[str], at: int, width: int, ends: _BlockEnds) -> int:
    """The number of the line behind an item whose mark is indented by `width`."""
    blank = 0
    while at < len(lines) and blank < 2:
        line = lines[at]
        if not line.strip():
            blank += 1
        elif len(_indent(line)) <= width:
            return at
        else:
            blank = 0
            if begin := _BEGIN.fullmatch(line):  # what is between need not be indented
                at = ends.closing(at, f"#+end_{begin['kind']}".lower()) or at
        at += 1
    return at


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())].expandtabs(8)


def _list_html(first: re.Match[str], items: list[str]) -> str:
    if items[0].startswith("<dt>"):
        return f"<dl>{''.join(items)}</dl>".replace("<dl><li>", "<dl><dd>")
    if first["mark"] in "-+*":
        return f"<ul>{''.join(items)}</ul>"
    mark = first["mark"][:-1]
    start = int(first["start"] or (mark if mark.isdecimal() else 1))
    return f'<ol start="{start}">{"".join(items)}</ol>'


def _ends_note(lines: Sequence[str], at: int) -> bool:
    line = lines[at]
    if line.startswith("*"):
        return HEADING.fullmatch(line) is not None
    return line.startswith("[fn:") or (not line.strip() and not lines[at - 1].strip())
