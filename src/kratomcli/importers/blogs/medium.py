"""Medium: the export of an account, a zip with a page for each post and response."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.html.bodies import body_of
from kratomcli.importers.html.plain_html import code, link_to
from kratomcli.importers.html.tree import Tree, attribute, inner, text_at
from kratomcli.importers.items import Item
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_POST = lazy_regex(r"(?:^|/)posts/[^/]+\.html$")
_ID = lazy_regex(r"[-/_]([0-9a-f]{8,16})$")


def recognises(source: ImportSource) -> bool:
    """Whether one of the first pages below `posts/` is one of Medium's."""
    return any(_is_medium(source.start(name, 16_384)) for name in _posts(source)[:3])


def _is_medium(start: bytes) -> bool:
    return b'class="h-entry"' in start and b"p-name" in start and b"e-content" in start


def _posts(source: ImportSource) -> list[str]:
    return [name for name in source.ending(".html") if _POST.search(name)]


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The posts, drafts and responses, in the order of their files' names."""
    for name in _posts(source):
        try:
            html = source.read(name).decode("utf-8", "replace")
        except ArticleUnreadable as error:
            failed(name, error.message)
            continue
        tree = Tree(html)
        if tree.first(".h-entry .e-content") is None:
            failed(name, "it is no page of Medium's export")
            continue
        yield _item(name, tree)


def _item(path: str, tree: Tree) -> Item:
    name = path.rpartition("/")[2].removesuffix(".html")
    source = attribute(tree.first("footer a.p-canonical"), "href")
    is_draft = name.startswith("draft_") or not source
    title, subtitle = (text_at(tree.root, place) for place in (".p-name", ".p-summary"))
    is_response = not is_draft and _is_response(tree)
    values: dict[str, object] = {
        "title": title,
        "date": attribute(tree.first("footer time.dt-published"), "datetime"),
        "authors": [text for text in (text_at(tree.root, "footer .p-author"),) if text],
        "tags": [" ".join(tag.text().split()) for tag in tree.all(".p-tags .p-tag, .p-tags a")],
        "summary": subtitle,
        "draft": is_draft,
        "source": source,
        "type": "response" if is_response else "",
        "image": attribute(tree.first("img[data-is-featured]"), "src"),
    }
    found = _ID.search(name) or _ID.search(source or attribute(tree.first("footer a"), "href"))
    slug = _ID.sub("", name.removeprefix("draft_"))
    content = _content(tree, title, subtitle)  # last: it takes things out of the page
    return Item(
        key=found[1] if found else name,
        body=body_of(content, base=source),
        values={key: value for key, value in values.items() if value},
        name=re.sub(r"^\d{4}-\d\d-\d\d_", "", slug).strip("-"),
        folder="responses" if is_response else "",
    )


def _is_response(tree: Tree) -> bool:
    """Whether a page is a response to another: those have no title of their own in their text.

    What Medium gives as their title is the start of the text.
    """
    if tree.first(".e-content .graf--title, .e-content h2, .e-content h3, .e-content h4") is not None:
        return False
    title = _letters(text_at(tree.root, ".p-name")).rstrip("…")
    text = _letters(text_at(tree.root, ".e-content .graf--leading") or text_at(tree.root, ".e-content p"))
    return bool(title) and tree.first(".p-summary") is None and text.startswith(title)


def _letters(text: str) -> str:
    return "".join(text.casefold().split())


def _content(tree: Tree, title: str, subtitle: str) -> str:
    """The text of a post, without its title and what is drawn around it."""
    tree.drop(".e-content > .section:first-child > .section-divider, .js-mixtapeImage, .e-content footer")
    _drop_repeated(tree, ".e-content .graf--title, .e-content .graf--leading", title)
    _drop_repeated(tree, ".e-content .graf--subtitle", subtitle)
    tree.replace(".e-content .graf--mixtapeEmbed", _card)
    tree.replace(".e-content pre", _code)
    return inner(tree.first(".e-content"))


def _drop_repeated(tree: Tree, selector: str, text: str) -> None:
    """Take out the first heading found, if it says the same."""
    node = tree.first(selector)
    is_heading = node is not None and node.tag in ("h1", "h2", "h3", "h4", "blockquote")
    if is_heading and text and _letters(node.text(deep=True)).rstrip(".…") == _letters(text).rstrip(".…"):
        node.replace_with("")


def _card(node: Any) -> str:
    """A link with title and description, which Medium draws as a card."""
    address = attribute(node.css_first("a"), "href")
    about = text_at(node, "em")
    return link_to(address, text_at(node, "strong")) + (f"<p>{escape(about)}</p>" if about else "")


def _code(node: Any) -> str:
    """A block of code, with its language where the author gave it; lines end in `<br>`."""
    for line_end in node.css("br"):
        line_end.replace_with("\n")
    return code(node.text(deep=True).strip("\n"), attribute(node, "data-code-block-lang"))
