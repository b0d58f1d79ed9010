"""Makes python-markdown read lists and fences the way people write them.

python-markdown wants four spaces for each level of a list, an empty line before a list and a fence
at the line's very start; CommonMark, GitHub and what `show` prints with are content with less. So
each line is laid out anew, by CommonMark's rule: what begins at or right of an item's text belongs
to the item.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ITEM = re.compile(r"([-+*]|\d{1,9}[.)])(?: +|$)")
_RULE = re.compile(r"([-*_])(?: *\1){2,} *$")
_FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,}) *([^\s{]*)")
_HEADING = re.compile(r"#{1,6}(?: |$)")
_RAW = re.compile(r"<(pre|script|style|textarea)\b|<!--", re.IGNORECASE)
_QUOTE = re.compile(r"( {0,3})> ?")
_STEP = 4
_DEEPEST = 10


class _Fence(NamedTuple):
    marks: str
    indent: int
    """Of the opening line: as much is taken off the lines within."""
    margin: int
    """In a list or quote a fence becomes code indented by so much; 0 elsewhere."""


def lay_out(lines: list[str]) -> list[str]:
    """The same Markdown as python-markdown would have it written; tabs must be spaces already."""
    return _Layout(0).run(lines)


class _Layout:
    def __init__(self, quotes: int) -> None:
        self.quotes = quotes  # how many quotes we are in
        self.out: list[str] = []
        self.texts: list[int] = []  # for each list around us: the column at which its item's text begins
        self.fence: _Fence | None = None
        self.raw = ""  # what ends the raw HTML that we are in
        self.in_list = False  # is the line above part of a list, with no empty line since an item?
        self.apart = 0  # depth of the last item if an empty line stands above it

    def run(self, lines: list[str]) -> list[str]:
        quote: list[str] = []
        for line in lines:
            match = None if self.fence or self.raw or self.quotes >= _DEEPEST else _QUOTE.match(line)
            if match and not (self.texts and len(match[1]) >= self.texts[0]):
                quote.append(line[match.end() :])
                continue
            if quote:
                self._quote(quote)
                quote = []
            if self.fence:
                self._within(line, self.fence)
            elif self.raw:
                self.raw = "" if self.raw in line.lower() else self.raw
                self.out.append(line)
            elif not line.strip():
                self.in_list = False
                self.out.append("")
            else:
                self._line(line, len(line) - len(line.lstrip(" ")))
        if quote:
            self._quote(quote)
        if self.fence and not self.fence.margin:
            self.out.append(self.fence.marks)  # one that is never closed runs to the end
        return self.out

    def _quote(self, lines: list[str]) -> None:
        self.texts.clear()
        self.in_list = False
        self.out += [f"> {line}".rstrip() for line in _Layout(self.quotes + 1).run(lines)]

    def _line(self, line: str, indent: int) -> None:
        text = line[indent:]
        blank = not self.out or not self.out[-1]
        deep = indent - (self.texts[-1] if self.texts else 0) >= 4
        item = None if deep or _RULE.match(text) else _ITEM.match(text)
        fence = None if deep else _FENCE.match(text)
        if item or fence or blank or _HEADING.match(text) or _RULE.match(text):
            while self.texts and indent < self.texts[-1]:
                self.texts.pop()
        if fence:
            self._open(fence, indent)
        elif item:
            self._item(item, text, indent, blank)
        else:
            self._other(text, indent, blank)

    def _open(self, match: re.Match[str], indent: int) -> None:
        self.fence = _Fence(
            match[1], indent, _STEP * len(self.texts) + _STEP if self.texts or self.quotes else 0
        )
        self.in_list = False
        self.out.append("")
        if not self.fence.margin:
            language = match[2] if re.fullmatch(r"[\w#.+-]*", match[2]) else ""
            self.out.append(match[1] + language)

    def _within(self, line: str, fence: _Fence) -> None:
        text = line.strip()
        closed = len(text) >= len(fence.marks) and set(text) == set(fence.marks)
        if closed:
            self.fence = None
            self.out += [""] if fence.margin else [fence.marks, ""]
            return
        indent = min(fence.indent, len(line) - len(line.lstrip(" ")))
        code = line[indent:]
        self.out.append(" " * fence.margin + code if text else "")

    def _item(self, match: re.Match[str], text: str, indent: int, blank: bool) -> None:
        marker, rest = match[1], text[match.end() :]
        if not self.texts and not blank and not self.in_list:
            if marker[:-1] not in ("", "1") or not rest:
                self.out.append(text)  # a number or a dash at the start of a line of prose
                return
            self.out.append("")
        gap = match.end() - len(marker)
        depth = len(self.texts)
        if depth < self.apart and not blank:
            self.out.append("")  # python-markdown would put it in the list within
        self.apart = depth if blank or depth < self.apart else min(self.apart, depth)
        self.texts.append(indent + len(marker) + (gap if 1 <= gap <= 4 and rest else 1))
        self.out.append(" " * (_STEP * depth) + marker.replace(")", ".") + " " + " " * max(gap - 5, 0) + rest)
        self.in_list = True

    def _other(self, text: str, indent: int, blank: bool) -> None:
        if text[0] == "#" and indent < 4 and not _HEADING.match(text):
            text = "\\" + text  # python-markdown would take a #hashtag for a heading
        if raw := _RAW.match(text):
            end = f"</{raw[1].lower()}>" if raw[1] else "-->"
            self.raw = "" if end in text.lower() else end
        if not self.texts:
            if self.in_list:
                self.in_list = False
                self.out.append("")
            self.out.append(" " * indent + text)
            return
        more = max(indent - self.texts[-1], 0) if blank else 0
        self.out.append(" " * (_STEP * len(self.texts) + more) + text)
