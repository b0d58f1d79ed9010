"""Notion's pages as HTML: their properties, and their text with what is Notion's own in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.html.rewriting import TASK, TagRewriter, tag_of
from kratomcli.importers.notes.notion_properties import Property
from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.parsing import parsed

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_TITLE = lazy_regex(r"<title>(.*?)</title>", re.DOTALL)
_SIZES = (("1.875em", "h1"), ("1.5em", "h2"), ("1.25em", "h3"))
_HIDDEN = frozenset(
    ("bookmark-description", "bookmark-href", "bookmark-image", "bookmark-icon", "table_of_contents")
)
_SEVERAL = ("multi_select", "person", "relation")
_TYPE = lazy_regex(r"\bproperty-row-(\w+)")


def title_in(page: bytes) -> str:
    """The title of a page, "" if it has none."""
    found = _TITLE.search(page.decode(errors="replace"))
    return " ".join(unescape(found[1]).split()) if found else ""


def converted_page(html: str, mend: Callable[[str], str]) -> tuple[str, list[Property]]:
    """The body of a page as Markdown, and its properties.

    Raises:
        ArticleUnreadable: it is no page of Notion's.
    """
    from kratomcli.readers.html.markdown import markdown_of

    page = parsed(html)
    body = page.css_first("div.page-body")
    if body is None:
        raise ArticleUnreadable("it has no text: it is no page of Notion's")
    properties = [found for row in page.css("table.properties tr") if (found := _property(row)) is not None]
    described = page.css_first("p.page-description")
    text = (described.html or "") if described is not None and described.text().strip() else ""
    text += _NotionRewriter(mend).rewritten(body.html or "")
    return markdown_of(text), properties


def _property(row: LexborNode) -> Property | None:
    name, value = row.css_first("th"), row.css_first("td")
    if name is None or value is None:
        return None
    found = _TYPE.search(row.attributes.get("class") or "")
    kind = found[1] if found else ""
    chosen = tuple(each.text().strip() for each in value.css("span.selected-value, span.user, a"))
    text = value.text().strip()
    if kind == "checkbox":
        text = "Yes" if value.css_first(".checkbox-on") is not None else "No"
    elif kind == "url" and (link := value.css_first("a")) is not None:
        text = link.attributes.get("href") or text
    return Property(
        name.text().strip(), text, kind, chosen if kind in ("multi_select", "person", "relation") else ()
    )


class _NotionRewriter(TagRewriter):
    """Callouts become quotes, folded headings headings, boxes tasks, and lists of one item each one list."""

    def __init__(self, mend: Callable[[str], str]) -> None:
        super().__init__()
        self._mend = mend

    def element(self, tag: str, values: dict[str, str]) -> tuple[str, str] | None:
        classes = frozenset(values.get("class", "").split())
        for name in ("href", "src"):
            if values.get(name):
                values[name] = self._mend(values[name])
        if classes & _HIDDEN or tag == "style":
            return None
        if tag == "figure" and "callout" in classes:
            return "<blockquote>", "</blockquote>"
        if tag == "div" and "checkbox" in classes:
            return TASK["checkbox-on" in classes], ""
        if tag == "summary":
            return _summary(values)
        if tag == "div" and ("indented" in classes or _is_no_box(values)):
            return "", ""
        if tag in ("ul", "ol") and self._goes_on(tag):
            return "", f"</{tag}>"
        if tag == "a" and "bookmark" in classes:
            return f'<p><a href="{escape(values.get("href", ""))}">', "</a></p>"
        return tag_of(tag, values), f"</{tag}>"

    def _goes_on(self, tag: str) -> bool:
        """Whether a list begins where one of its kind just ended, which is then open again."""
        at = len(self.done)
        while at and not self.done[at - 1].strip():
            at -= 1
        if not at or self.done[at - 1] != f"</{tag}>":
            return False
        del self.done[at - 1 :]
        return True


def _is_no_box(values: dict[str, str]) -> bool:
    """Whether an element is only there to hold others."""
    return "display:contents" in values.get("style", "").replace(" ", "")


def _summary(values: dict[str, str]) -> tuple[str, str]:
    """The line that a folded part shows; a heading by its size."""
    style = values.get("style", "")
    tag = next((name for size, name in _SIZES if f"font-size:{size}" in style.replace(" ", "")), "")
    return (f"<{tag}>", f"</{tag}>") if tag else ("<summary>", "</summary>")
