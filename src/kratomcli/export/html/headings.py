"""Headings in HTML: adjusts their levels and ids, and drops one that repeats the title."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import quote

from kratomcli.markup.plain_text import letters, same
from kratomcli.markup.sections import UniqueSlugs, slugify
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kratomcli.model.entry import Section

# In sanitised HTML every "<" begins a tag, and attributes are in double quotes.
_TAG = lazy_regex(r'<(/?)([a-z][a-z0-9]*)((?: [^\s=>]+="[^"]*")*)>')
_NUMBER = lazy_regex(r'<sup id="[^"]*fnref[^"]*">.*?</sup>', re.DOTALL)
_PICTURE = lazy_regex(r'<img(?: (?!alt=)[^\s=>]+="[^"]*")* alt="([^"]*)"[^<>]*>')
_ID = lazy_regex(r' id="([^"]*)"')


class _HeadingElement:
    """A heading's place in the HTML, from its opening tag to the end of its closing tag."""

    def __init__(self, opening: re.Match[str]) -> None:
        self.opening = opening
        self.closing = opening
        self.level = int(opening[2][1])
        self.slug = ""

    def text(self, html: str) -> str:
        return unescape(_TAG.sub("", html[self.opening.end() : self.closing.start()]))

    def is_title(self, title: str, html: str) -> bool:
        """Whether it repeats the title of the article, with or without the numbers of notes."""
        return same(self.text(html), title) or same(self.title(html), title)

    def title(self, html: str) -> str:
        """Its text as a section has it: without numbers of notes, with descriptions of pictures."""
        inner = _NUMBER.sub("", html[self.opening.end() : self.closing.start()])
        return unescape(_TAG.sub("", _PICTURE.sub(r"\1", inner)))


def arrange(html: str, *, title: str, sections: Sequence[Section], prefix: str, top: int) -> str:
    """Sanitised HTML with its headings adjusted.

    A first heading that only repeats the title is dropped. The levels of the others begin at `top` and
    have no gaps, up to 6. The id of each becomes `prefix` and its section's slug; an id that it had
    before is kept on an element within it.
    """
    headings = _find(html)
    _name(headings, html, sections)
    edits: list[tuple[int, int, str]] = []  # (start, end, replacement)
    above: list[int] = []  # the original levels of the headings above, outermost first
    for heading in headings:
        opening, closing = heading.opening, heading.closing
        name = escape(prefix + heading.slug)
        names = dict.fromkeys((name, *_ID.findall(opening[3]))) if heading.slug else {}
        if heading is headings[0] and not html[: opening.start()].strip() and heading.is_title(title, html):
            within = _ID.findall(html[opening.end() : closing.start()])  # of references to notes
            targets = (_target(name) for name in (*names, *within) if _is_linked(name, html))
            edits.append((opening.start(), closing.end(), "".join(targets)))
            continue
        while above and above[-1] >= heading.level:
            above.pop()
        above.append(heading.level)
        level = min(top + len(above) - 1, 6)
        attributes = f' id="{name}"' + _ID.sub("", opening[3]) if heading.slug else opening[3]
        others = "".join(_target(other) for other in names if other != name)
        edits.append((*opening.span(), f"<h{level}{attributes}>{others}"))
        edits.append((*closing.span(), f"</h{level}>"))
    return _edited(html, edits)


def _is_linked(name: str, html: str) -> bool:
    return f'href="#{name}"' in html or f'href="#{quote(unescape(name))}"' in html


def _target(name: str) -> str:
    return f'<span id="{name}"></span>'


def _edited(html: str, edits: list[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, text in sorted(edits):
        if start >= done:  # not within a heading that is left out
            parts += [html[done:start], text]
            done = end
    return "".join([*parts, html[done:]])


def _find(html: str) -> list[_HeadingElement]:
    found: list[_HeadingElement] = []
    within: list[_HeadingElement] = []  # a heading in a box in a heading is bad HTML, but HTML
    for tag in _TAG.finditer(html):
        if len(tag[2]) == 2 and tag[2][0] == "h" and tag[2][1].isdigit():
            if tag[1]:
                within.pop().closing = tag
            else:
                within.append(_HeadingElement(tag))
                found.append(within[-1])
    return found


def _name(headings: list[_HeadingElement], html: str, sections: Sequence[Section]) -> None:
    """Assign a section to each heading: in order if the numbers agree, else the next of the same title."""
    if len(headings) == len(sections):
        for heading, section in zip(headings, sections, strict=True):
            heading.slug = section.slug
        return
    places: dict[str, list[int]] = {}
    for i in reversed(range(len(sections))):
        places.setdefault(letters(sections[i].title), []).append(i)
    last = -1
    for heading in headings:
        rest = places.get(letters(heading.title(html)), [])
        while rest and rest[-1] <= last:
            rest.pop()
        if rest:
            last = rest.pop()
            heading.slug = sections[last].slug
    _name_others(headings, html, sections)


def _name_others(headings: list[_HeadingElement], html: str, sections: Sequence[Section]) -> None:
    """Name headings that are no sections (in lists, quotes, notes), where a link leads to one."""
    slugs = UniqueSlugs()
    for section in sections:
        slugs.unique(section.slug)
    for heading in headings:
        if not heading.slug and not _ID.search(heading.opening[3]):
            slug = slugs.unique(slugify(heading.title(html)))
            heading.slug = slug if _is_linked(escape(slug), html) else ""
