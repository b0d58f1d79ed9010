"""What services write in HTML of their own → plain HTML, one tag after the other."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

from kratomcli.readers.html.parsing import parsed

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
KEPT = (
    *("href", "src", "alt", "title", "width", "height", "colspan", "rowspan", "start", "type", "align"),
    *("class", "checked", "disabled", "encoding", "display"),
)
"""Attributes that say more than how an element looks."""
TASK = {True: '<input type="checkbox" checked disabled>', False: '<input type="checkbox" disabled>'}
"""The box of a task that is done, or not."""


def tag_of(name: str, values: dict[str, str]) -> str:
    """A start tag with the attributes that are kept."""
    kept = (f' {key}="{escape(values[key])}"' for key in KEPT if key in values)
    return f"<{name}{''.join(kept)}>"


class TagRewriter(HTMLParser):
    """Writes each element as `element` says; what isn't shown is left out with all that is in it.

    An end tag closes what is open up to its own element, and is ignored if there is none.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[str] = []
        self.open: list[tuple[str, str]] = []
        """The names of open elements, each with what closes it."""
        self._hidden = 0

    @property
    def is_hidden(self) -> bool:
        """Whether it is within an element that is not shown."""
        return self._hidden > 0

    def rewritten(self, html: str) -> str:
        """All of a document, put in order first: what is never closed costs HTMLParser its square."""
        body = parsed(html).body
        self.feed((body.inner_html or "") if body is not None else "")
        self.close()
        return "".join(self.done) + "".join(end for _, end in reversed(self.open))

    def element(self, tag: str, values: dict[str, str]) -> tuple[str, str] | None:
        """What begins and ends an element; None if it is not shown."""
        return tag_of(tag, values), f"</{tag}>"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden:
            self._hidden += tag not in VOID
            return
        written = self.element(tag, {name: value or "" for name, value in attrs})
        if written is None:
            self._hidden = int(tag not in VOID)
            return
        self.done.append(written[0])
        if tag not in VOID:
            self.open.append((tag, written[1]))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self._hidden:
            self._hidden -= 1
        elif any(name == tag for name, _ in self.open[-100:]):
            while self.open:
                name, end = self.open.pop()
                self.done.append(end)
                if name == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.done.append(escape(data, quote=False))
