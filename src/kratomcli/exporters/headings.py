"""Headings of a body: their levels below the title's, their ids, the title not said twice."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

from kratomcli.exporters.plain import same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kratomcli.entry import Section

# In sanitised HTML every "<" begins a tag, and attributes are in double quotes.
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [^\s=>]+="[^"]*")*)>')
_ID = re.compile(r' id="[^"]*"')


class _Heading:
    """Where one heading stands in the HTML, from its opening tag to behind its closing one."""

    def __init__(self, opening: re.Match[str]) -> None:
        self.opening = opening
        self.closing = opening
        self.level = int(opening[2][1])
        self.slug = ""

    def text(self, html: str) -> str:
        return unescape(_TAG.sub("", html[self.opening.end() : self.closing.start()]))


def arrange(html: str, *, title: str, sections: Sequence[Section], prefix: str, top: int) -> str:
    """Sanitised HTML with its headings in order.

    A first heading that only repeats the title is dropped. The others go from level `top` downward
    without gaps (to 6 at most), and each gets its section's slug, after `prefix`, as its id.
    """
    headings = _find(html)
    _name(headings, html, sections)
    parts: list[str] = []
    above: list[int] = []  # the levels, as written, of the headings that we are below
    done = 0
    for heading in headings:
        opening, closing = heading.opening, heading.closing
        parts.append(html[done : opening.start()])
        if not "".join(parts).strip() and same(heading.text(html), title):
            name = escape(prefix + heading.slug)
            parts += [f'<span id="{name}"></span>'] if f'href="#{name}"' in html else []
            done = closing.end()
            continue
        while above and above[-1] >= heading.level:
            above.pop()
        above.append(heading.level)
        level = min(top + len(above) - 1, 6)
        attributes = opening[3]
        if heading.slug:
            attributes = f' id="{escape(prefix + heading.slug)}"' + _ID.sub("", attributes)
        parts += [f"<h{level}{attributes}>", html[opening.end() : closing.start()], f"</h{level}>"]
        done = closing.end()
    return "".join([*parts, html[done:]])


def _find(html: str) -> list[_Heading]:
    found: list[_Heading] = []
    for tag in _TAG.finditer(html):
        if len(tag[2]) == 2 and tag[2][0] == "h" and tag[2][1].isdigit():
            if not tag[1]:
                found.append(_Heading(tag))
            elif found and found[-1].closing is found[-1].opening:
                found[-1].closing = tag
    return [heading for heading in found if heading.closing is not heading.opening]


def _name(headings: list[_Heading], html: str, sections: Sequence[Section]) -> None:
    """Find each heading's section: the next one of the same title; all in turn if none is missing."""
    if len(headings) == len(sections):
        for heading, section in zip(headings, sections, strict=True):
            heading.slug = section.slug
        return
    rest = list(sections)
    for heading in headings:
        text = heading.text(html)
        place = next((i for i, section in enumerate(rest) if same(section.title, text)), None)
        if place is not None:
            heading.slug = rest[place].slug
            del rest[: place + 1]
