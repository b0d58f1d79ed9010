"""A page as an article: its main text as Markdown, and what it tells of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kratomcli.errors import ArticleUnreadable
from kratomcli.patterns import lazy_regex
from kratomcli.readers.conversion import Converted
from kratomcli.readers.html.addresses import resolved
from kratomcli.readers.html.main_text import main_text
from kratomcli.readers.html.markdown import markdown_of, markdown_of_node
from kratomcli.readers.html.metadata import PageMetadata
from kratomcli.readers.html.origin import origin_of
from kratomcli.readers.html.parsing import parsed
from kratomcli.text.normalize import fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_WORD = lazy_regex(r"[^\W_]")
_NEEDS_A_SCRIPT = lazy_regex(
    r"(?:enable|requires?|need|without|activate|turn on|aktivier\w*|ben[öo]tigt|activer|activar|habilit\w+)"
    r".{0,60}javascript|"
    r"javascript.{0,60}(?:enable|required|disabled|aktivier|deaktiviert|desactivado|désactivé)",
    re.IGNORECASE | re.DOTALL,
)
_SHORT = 300  # characters: a page with fewer that asks for scripts has no other text


def read_page(text: str, *, address: str = "", notes: tuple[str, ...] = ()) -> Converted:
    """The article in the HTML of a page; `address` is where the page was, if that is known otherwise.

    Raises ArticleUnreadable for a page without text.
    """
    origin = origin_of(text)
    tree = parsed(origin.text)
    metadata = PageMetadata(tree)
    values = metadata.values()
    source = _source(address or origin.address, metadata)
    body = _body(tree, metadata, values, _base(tree, source))
    if source:
        values["source"] = source
    if origin.saved:
        values["saved"] = origin.saved
    return Converted(body, values, notes)


def _source(known: str, metadata: PageMetadata) -> str:
    """The address that a page calls its own, unless that is the site's first page and it was another."""
    known = known if known.startswith(("http://", "https://")) else ""
    for address in metadata.addresses():
        whole = resolved(address.strip(), known)
        if whole.startswith(("http://", "https://")) and not (
            _path(whole) in ("", "/") and _path(known) not in ("", "/")
        ):
            return whole
    return known


def _path(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _base(tree: LexborHTMLParser, source: str) -> str:
    node = tree.css_first("base[href]")
    return resolved(node.attributes.get("href") or "", source) if node else source


def _body(tree: LexborHTMLParser, metadata: PageMetadata, values: Mapping[str, object], base: str) -> str:
    told = metadata.text()
    has_scripts = tree.css_first("script[src]") is not None
    body = ""
    if tree.body is not None:
        lead, node = main_text(tree.body)
        _drop_title(node, str(values.get("title", "")))
        summary = fold(str(values.get("summary", "")))
        parts = [each for each in lead if fold(each.text(separator=" ")) not in summary] + [node]
        parts = [each for each in parts if _has_words(each)]
        body = "\n\n".join(markdown_of_node(each, base=base) for each in parts)
    # What a page shows by a script, or to subscribers only, it may tell search engines in full.
    if len(told) > 2 * len(body):
        body = markdown_of(told if "<p" in told else _paragraphs(told))
    is_request = len(body) < _SHORT and _NEEDS_A_SCRIPT.search(body)
    if not body or is_request:
        if has_scripts or is_request:
            raise ArticleUnreadable(
                "the page holds no text: a script fetches it once the page is open",
                hint="Save the page from a browser, once it shows its text.",
            )
        raise ArticleUnreadable("the page holds no text")
    return body


def _has_words(node: LexborNode) -> bool:
    alternatives = (each.attributes.get("alt") or "" for each in node.css("img[alt]"))
    return any(_WORD.search(text) for text in (node.text(), *alternatives))


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\s*\n\s*", text) if part)


def _drop_title(node: LexborNode, title: str) -> None:
    """Take the heading out of a text that is the title: it stands in the metadata."""
    heading = node.css_first("h1")
    if (
        heading is not None
        and heading.mem_id != node.mem_id
        and fold(heading.text(separator=" ")) == fold(title)
    ):
        heading.decompose()
