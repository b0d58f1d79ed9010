"""Substack: the export of a publication, a zip with a table of posts and the text of each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.html.bodies import PostBody
from kratomcli.importers.html.plain_html import code, link_to, picture, plain_text
from kratomcli.importers.html.tree import Tree, attribute, inner
from kratomcli.importers.items import Item
from kratomcli.importers.sources.csv_rows import CsvRow, rows_of, tables
from kratomcli.importers.sources.times import as_utc
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource


def recognises(source: ImportSource) -> bool:
    """Whether there is a table of posts with Substack's columns."""
    return bool(_tables(source))


def _tables(source: ImportSource) -> list[str]:
    found = tables(source, "post_id", "is_published", "title")
    return [name for name in found if name.rpartition("/")[2] == "posts.csv"]


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The rows of the table, each with its text; a row without a file is an item without text."""
    for table in _tables(source):
        folder = table.removesuffix("posts.csv")
        for row in rows_of(source, [table])(failed):
            id = row.get("post id", "")
            path = f"{folder}posts/{id}.html"
            try:
                html = source.read(path).decode("utf-8", "replace") if path in source else ""
            except ArticleUnreadable as error:
                failed(row.get("title") or id, error.message)
                continue
            if item := _item(row, id, html):
                yield item
            else:
                failed(id, "it has neither a title nor a text")


_FREE = ("", "everyone")


def _item(row: CsvRow, id: str, html: str) -> Item | None:
    number, _, slug = id.partition(".")
    is_published = (row.get("is published") or "").strip().lower() in ("true", "1", "yes")
    kind = row.get("type") or "newsletter"
    audience = row.get("audience") or ""
    podcast = (row.get("podcast url") or "").strip()
    values: dict[str, object] = {
        "title": plain_text(row.get("title") or ""),
        "date": as_utc(row.get("post date") or row.get("email sent at") or ""),
        "draft": not is_published,
        "summary": plain_text(row.get("subtitle") or ""),
        "type": "" if kind == "newsletter" else kind,
        "audience": "" if audience in _FREE else audience,
        "email_sent_at": as_utc(row.get("email sent at") or ""),
        "enclosure": podcast,
    }
    heard = link_to(podcast, "Podcast") if podcast else ""
    body = PostBody()
    text = body.markdown(heard + _without_widgets(html, body))
    if not values["title"] and not text.strip():
        return None
    return Item(
        key=number or id,
        body=text,
        values={name: value for name, value in values.items() if value},
        name=slug,
        folder={"page": "pages", "thread": "threads"}.get(kind, ""),
    )


# The text of a post

_WIDGETS = ", ".join(
    (
        *(".subscription-widget-wrap", ".subscription-widget-wrap-editor", ".subscription-widget"),
        *(
            ".subscribe-widget",
            ".share-dialog",
            ".install-substack-app-embed",
            ".poll-embed",
            ".directMessage",
        ),
        *(".image-link-expand", ".header-anchor-parent", ".paywall-jump", ".community-chat"),
        *("[data-component-name*=Subscribe]", "[data-component-name*=CommunityChat]"),
    )
)
_ASKING = lazy_regex(r"subscribe|action=share|/comments|%%|/chat\b|/referrals|/leaderboard|utm_content=share")


def _without_widgets(html: str, body: PostBody) -> str:
    """The text without what asks readers to do something; cards, pictures and notes as plain HTML."""
    tree = Tree(html)
    tree.drop(_WIDGETS)
    tree.replace(".button-wrapper", _button)
    for name, made in _CARDS.items():
        tree.replace(f".{name}", lambda node, made=made: made(_attributes(node)))  # type: ignore[misc]
    tree.replace(".captioned-image-container", _image)
    tree.replace("a.image-link", _image)
    tree.replace(".pullquote, .callout-block", lambda node: f"<blockquote>{inner(node)}</blockquote>")
    tree.replace(".mention-wrap", lambda node: escape(_either(_attributes(node), "name")), tag="span")
    marks = {node.mem_id: body.mark(attribute(node, "href")[1:]) for node in tree.all("a.footnote-anchor")}
    tree.replace("a.footnote-anchor", lambda node: marks[node.mem_id], tag="span")
    for node in tree.all(".footnote"):
        content = node.css_first(".footnote-content")
        name = attribute(node.css_first(".footnote-number"), "id")
        body.note(name, inner(content) if content is not None else inner(node))
    tree.drop(".footnote")
    return tree.html


def _button(node: Any) -> str | None:
    """Nothing for a button that asks for something; others stay links."""
    return "" if _ASKING.search(attribute(node.css_first("a"), "href")) else None


_FETCHED = lazy_regex(r"https://substackcdn\.com/image/fetch/[^\s]*?/(https?%3A%2F%2F\S+)")


def _original(address: str) -> str:
    """The address of a picture itself, not of a size of it."""
    found = _FETCHED.fullmatch(address)
    return unquote(found[1]) if found else address


def _image(node: Any) -> str | None:
    """A picture with its caption, and a link only if it leads elsewhere than to the picture."""
    image = node.css_first("img")
    if image is None:
        return None
    address = _original(attribute(image, "src"))
    target = attribute(node if node.tag == "a" else node.css_first("a.image-link"), "href")
    leads_on = target and _original(target) != address and not re.search(r"image/fetch|/images/", target)
    caption = inner(node.css_first("figcaption"))
    return picture(address, attribute(image, "alt"), caption, target if leads_on else "")


def _attributes(node: Any) -> Mapping[str, Any]:
    try:
        found = json.loads(attribute(node, "data-attrs") or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _either(attributes: Mapping[str, Any], *names: str) -> str:
    return next((str(attributes[name]) for name in names if attributes.get(name)), "")


def _card(attributes: Mapping[str, Any]) -> str:
    """A link to another post, a file or a page."""
    address = str(
        attributes.get("canonical_url") or attributes.get("url") or attributes.get("base_url") or ""
    )
    title = str(attributes.get("title") or attributes.get("name") or attributes.get("filename") or "")
    about = str(attributes.get("caption") or attributes.get("description") or "")
    text = f"<p>{escape(plain_text(about))}</p>" if about and address else ""
    return link_to(address, title) + text if address.startswith("http") else ""


def _post(attributes: Mapping[str, Any]) -> str:
    """A short message elsewhere, as a quote with its author."""
    text, address = plain_text(_either(attributes, "full_text", "text")), _either(attributes, "url")
    quote = f"<blockquote><p>{escape(text)}</p></blockquote>" if text else ""
    return quote + (link_to(address, _either(attributes, "name", "username")) if address else "")


def _video(start: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda attributes: link_to(start + str(attributes["videoId"])) if attributes.get("videoId") else ""


def _gallery(attributes: Mapping[str, Any]) -> str:
    gallery = attributes.get("gallery")
    gallery = gallery if isinstance(gallery, dict) else {}
    images = [one for one in gallery.get("images") or () if isinstance(one, dict)]
    caption = str(gallery.get("caption") or "")
    shown = "".join(
        picture(_original(str(one.get("src") or "")), str(one.get("alt") or "")) for one in images
    )
    return shown + (f"<p>{escape(caption)}</p>" if caption else "")


def _formula(attributes: Mapping[str, Any]) -> str:
    text = str(attributes.get("persistentExpression") or "")
    return code(text, "math") if text else ""


_CARDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "tweet": _post,
    "twitter-embed": _post,
    "bluesky-wrap": _post,
    "embedded-post-wrap": _card,
    "digest-post-embed": _card,
    "embedded-publication-wrap": _card,
    "file-embed-wrapper": _card,
    "instagram": _card,
    "tiktok-wrap": _card,
    "soundcloud-wrap": _card,
    "spotify-wrap": _card,
    "apple-podcast-container": _card,
    "datawrapper-wrap": _card,
    "youtube-wrap": _video("https://youtu.be/"),
    "vimeo-wrap": _video("https://vimeo.com/"),
    "image-gallery-embed": _gallery,
    "latex-rendered": _formula,
}
