"""Feeds: RSS of every version, Atom, JSON Feed."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kratomcli.errors import ArticleUnreadable, MissingExtra
from kratomcli.importers.items import Item
from kratomcli.importers.writing.plain_text import markdown_lines
from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.markdown import markdown_of
from kratomcli.readers.html.parsing import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kratomcli.importers.sources.source import Failed, ImportSource

_XML = lazy_regex(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")
_JSON = lazy_regex(rb'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org')
_SENDER = lazy_regex(r"(\S+@\S+)\s*\((.+)\)|(.+?)\s*<(\S+@\S+)>")


def recognises(source: ImportSource) -> bool:
    """Whether it is a single file that begins as a feed does."""
    names = source.names
    if len(names) != 1:
        return False
    start = source.start(names[0])
    return _XML.search(start) is not None or (start.lstrip()[:1] == b"{" and _JSON.search(start) is not None)


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """An item for each entry."""
    name = source.only
    data = source.read(name)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        yield from _json_items(data, source.name)
        return
    feed = _parsed(data, source.address)
    if feed.bozo and not feed.entries:
        raise ArticleUnreadable(f"{source.name} is no feed that can be read: {feed.bozo_exception}")
    for entry in feed.entries:
        yield _item(entry, feed.feed)


def _parsed(data: bytes, address: str) -> Any:
    try:
        import feedparser
    except ImportError as error:
        raise MissingExtra(
            "feeds are read by feedparser, which is not installed", hint="pip install 'kratomcli[imports]'"
        ) from error
    headers = {"content-type": "application/xml"} | ({"content-location": address} if address else {})
    # As a stream: what is no stream may be taken for the name of a file or an address to open.
    return feedparser.parse(io.BytesIO(data), sanitize_html=False, response_headers=headers)


def _item(entry: dict[str, Any], feed: Mapping[str, Any]) -> Item:
    link = _link(entry)
    body, rest = _body(entry, link or feed.get("link", ""))
    # Asked for as of any dict: feedparser's own gives one for the other, and warns of that.
    published, updated = dict.get(entry, "published", ""), dict.get(entry, "updated", "")
    values: dict[str, object] = {
        "title": _plain(entry.get("title_detail"), entry.get("title", "")),
        "date": published or updated,
        "updated": updated if published else "",
        "authors": _authors(entry) or _authors(feed),
        "tags": [tag.get("label") or tag.get("term") for tag in entry.get("tags") or []],
        "source": link,
        "summary": rest,
        "feed": feed.get("title", ""),
        "enclosures": [one["href"] for one in entry.get("enclosures") or [] if one.get("href")],
    }
    key = entry.get("id") or link or f"{values['title']} {values['date']}"
    return Item(key=key, body=body, values=values)


def _link(entry: Mapping[str, Any]) -> str:
    """The address of the page: feedparser's own `link` is the alternate that is listed last, or the id."""
    links = [one for one in entry.get("links") or [] if one.get("rel") == "alternate" and one.get("href")]
    pages = [one for one in links if "html" in (one.get("type") or "html")]
    if found := [*pages, *links]:
        return str(found[0]["href"])
    link = str(entry.get("link") or "")
    return link if link.startswith(("http:", "https:")) else ""


def _body(entry: Mapping[str, Any], base: str) -> tuple[str, str]:
    """The text as Markdown, and the summary beside it as plain text: "" where it is the only text."""
    summary = entry.get("summary_detail") or {"value": entry.get("summary", "")}
    contents = entry.get("content") or []
    if not contents:
        return _markdown(summary, base), ""
    content = next((one for one in contents if "html" in (one.get("type") or "")), contents[0])
    plain = _plain(summary, "")
    body = _markdown(content, base)
    return body, "" if _words(body).startswith(_words(plain)) else plain


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def _markdown(detail: Mapping[str, Any], base: str) -> str:
    value = detail.get("value") or ""
    if detail.get("type") == "text/plain":
        return "\n".join(markdown_lines(value))
    return markdown_of(value, base=base or detail.get("base") or "")


def _plain(detail: Mapping[str, Any] | None, text: str) -> str:
    """A title or summary as plain text on one line."""
    if detail is None:
        return " ".join(text.split())
    value = str(detail.get("value") or "")
    if detail.get("type") != "text/plain" or re.search(r"&(?:#\d+|#x[0-9a-f]+|amp|quot|apos|nbsp);", value):
        value = _text_of(value)
    return " ".join(value.split())


def _text_of(html: str) -> str:
    body = parsed(html).body
    return "" if body is None else body.text()


def _authors(entry: Mapping[str, Any]) -> list[str]:
    """The names. A lone one is taken from the text: feedparser knows no ending of four letters or more."""
    authors = [str(one.get("name") or one.get("email") or "") for one in entry.get("authors") or []]
    if len(authors) == 1 and (found := _SENDER.fullmatch(str(entry.get("author") or ""))):
        authors = [found[2] or found[3]]
    return [name for each in authors if (name := " ".join(each.split()))]


def _json_items(data: bytes, name: str) -> Iterator[Item]:
    try:
        feed = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ArticleUnreadable(f"{name} is no JSON that can be read: {error}") from error
    for entry in _listed(feed.get("items")):
        yield _json_item(entry, feed)


def _json_item(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> Item:
    link = str(entry.get("url") or "")
    html = entry.get("content_html")
    text = entry.get("content_text") or ""
    values: dict[str, object] = {
        "title": entry.get("title"),
        "date": entry.get("date_published") or entry.get("date_modified"),
        "updated": entry.get("date_modified") if entry.get("date_published") else "",
        "authors": _json_authors(entry) or _json_authors(feed),
        "tags": entry.get("tags"),
        "source": link,
        "summary": entry.get("summary"),
        "lang": entry.get("language") or feed.get("language"),
        "feed": feed.get("title"),
        "external_url": entry.get("external_url"),
        "enclosures": [one.get("url") for one in _listed(entry.get("attachments"))],
    }
    body = markdown_of(str(html), base=link) if html else "\n".join(markdown_lines(str(text)))
    return Item(key=str(entry.get("id") or link), body=body, values=values)


def _json_authors(holder: Mapping[str, Any]) -> list[str]:
    """The names: in version 1.1 of a list, in 1.0 of one."""
    authors = [*_listed(holder.get("authors")), *_listed([holder.get("author")])]
    return [str(one["name"]) for one in authors if one.get("name")]


def _listed(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
