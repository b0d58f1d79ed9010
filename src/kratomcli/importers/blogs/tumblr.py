"""Tumblr: the export of a blog (pages or `posts.xml`, with media), and posts as its API gives them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from html import escape
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, tostring

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.blogs.tumblr_posts import html_of_post, title_of_post
from kratomcli.importers.html.bodies import body_of
from kratomcli.importers.html.plain_html import link_to, picture, plain_text
from kratomcli.importers.html.tree import Tree, attribute, text_at
from kratomcli.importers.items import Item
from kratomcli.importers.sources.json_values import known, object_in, objects_in, read_json, text_in, texts_in
from kratomcli.importers.sources.times import as_utc, time_of
from kratomcli.importers.sources.xml_elements import children, elements, text_of
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_PAGE = lazy_regex(r"(?:^|/)posts/html/(?:submissions/)?\d+\.html$")
_INNER = lazy_regex(r"(?:^|/)html/(?:submissions/)?\d+\.html$")
_XML = lazy_regex(r"(?:^|/)posts(?:/posts)?\.xml$")


def recognises(source: ImportSource) -> bool:
    """Whether there are pages, a `posts.xml` or answers of the API, or `posts.zip` beside `media/`."""
    return bool(
        _archives(source)
        or any(b"footer" in source.read(name) for name in _pages(source, _PAGE)[:1])
        or _tables(source)
        or _answers(source, 3)
    )


def _archives(source: ImportSource) -> list[str]:
    zips = [name for name in source.ending("posts.zip") if name.rpartition("/")[2] == "posts.zip"]
    has_media = any(re.search(r"(?:^|/)media/\d+[^/]*$", name) for name in source.names)
    return zips if has_media or "payload-0.json" in source else []


def _pages(source: ImportSource, pattern: re.Pattern[str]) -> list[str]:
    return [name for name in source.ending(".html") if pattern.search(name)]


def _tables(source: ImportSource) -> list[str]:
    return [name for name in source.ending(".xml") if _XML.search(name) and b"<tumblr" in source.start(name)]


def _answers(source: ImportSource, most: int = 0) -> list[str]:
    names = source.ending(".json")
    return [name for name in (names[:most] if most else names) if _is_answer(source.start(name))]


def _is_answer(start: bytes) -> bool:
    return b'"blog_name"' in start and b"tumblr" in start and b'"type"' in start


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The posts: of `posts.xml` if it is there, else of the pages; and those of the API's answers."""
    if archives := _archives(source):
        with source.with_inner(archives) as whole:
            yield from _posts(whole, _INNER, failed)
    else:
        yield from _posts(source, _PAGE, failed)


def _posts(source: ImportSource, pattern: re.Pattern[str], failed: Failed) -> Iterator[Item]:
    media = _BlogMedia(source)
    if tables := _tables(source):
        for name in tables:
            yield from _of_table(source, name, media, failed)
    else:
        for name in _pages(source, pattern):
            try:
                yield _of_page(source, name, media)
            except ArticleUnreadable as error:
                failed(name, error.message)
    for name in _answers(source):
        try:
            yield from _of_answer(read_json(source, name))
        except ArticleUnreadable as error:
            failed(name, error.message)


class _BlogMedia:
    """The files below `media/`, by the number of their post: "123.jpg", "123_0.jpg"."""

    def __init__(self, source: ImportSource) -> None:
        self._source = source
        self._names: dict[str, str] = {}
        self._of_posts: dict[str, list[str]] = {}
        for name in source.names:
            folder, _, last = name.rpartition("/")
            if folder.rpartition("/")[2] == "media":
                self._names[last] = name
                self._of_posts.setdefault(re.split(r"[._]", last)[0], []).append(last)

    def of_post(self, number: str) -> Sequence[str]:
        """The files of a post, as paths beside its own file."""
        return [f"media/{last}" for last in self._of_posts.get(number, ())]

    def path(self, address: str) -> str:
        """A path as in pages ("../../media/123.jpg"), beside a post's own file if it is there."""
        last = address.rpartition("/")[2]
        return f"media/{last}" if "media/" in address and last in self._names else address

    def attached(self, html: str) -> dict[str, Callable[[], bytes]]:
        """The files that a text links to."""
        found = dict.fromkeys(re.findall(r'(?:src|href)="media/([^"]+)"', html))
        return {f"media/{last}": partial(self._source.read, self._names[last]) for last in found}


# Pages

_ORDINAL = lazy_regex(r"([A-Za-z]+ \d{1,2})(?:st|nd|rd|th), (\d{4}) (\d{1,2}:\d\d[ap]m)")


def _of_page(source: ImportSource, name: str, media: _BlogMedia) -> Item:
    """A post as a page: date and tags are in its last footer, those of what it repeats in earlier ones."""
    tree = Tree(source.read(name).decode("utf-8", "replace"))
    number = name.rpartition("/")[2].removesuffix(".html")
    footers = tree.all("#footer, footer")
    if not footers:
        raise ArticleUnreadable("it is no page of Tumblr's export")
    date = _local(text_at(footers[-1], "#timestamp"))
    tags = [text for text in (" ".join(tag.text().split()) for tag in footers[-1].css(".tag")) if text]
    tree.drop("#footer, footer, head")
    title = text_at(tree.root, "body > h1:first-child")
    tree.drop("body > h1:first-child")
    for node in tree.all("[src], a[href]"):
        key = "src" if attribute(node, "src") else "href"
        node.attrs[key] = media.path(attribute(node, key))
    values: dict[str, object] = {"title": title, "date": date, "tags": tags}
    if "/submissions/" in name:
        values["type"] = "submission"
    html = tree.html
    return Item(
        key=number, body=body_of(html), values=known(values), name=number, attachments=media.attached(html)
    )


def _local(text: str) -> str:
    """A time as "January 1st, 2020 12:00pm", which has no zone."""
    found = _ORDINAL.search(text)
    if found is None:
        return text
    try:
        return datetime.strptime(" ".join(found.groups()), "%B %d %Y %I:%M%p").isoformat()
    except ValueError:
        return text


# posts.xml


def _of_table(source: ImportSource, name: str, media: _BlogMedia, failed: Failed) -> Iterator[Item]:
    found = 0
    try:
        for post in elements(source, name, ("post",)):
            found += 1
            yield _of_element(post, media)
    except ArticleUnreadable as error:
        if not found:
            raise
        failed(f"{name}: what follows post {found}", error.message)


def _of_element(post: Element, media: _BlogMedia) -> Item:
    number = post.get("id", "")
    kind = post.get("type", "regular").lower()
    html = _HTML.get(kind, _regular)(post)
    files = media.of_post(number)
    if files:
        shown = "".join(picture(path) if _is_picture(path) else link_to(path) for path in files)
        html = shown + (html if kind not in ("photo", "audio", "video") else _caption(post, kind))
    state = post.get("state", "published")
    is_private = post.get("private") == "true"
    values: dict[str, object] = {
        "title": plain_text(_first(post, "regular-title", "link-text", "conversation-title")),
        "date": _time(post),
        "authors": [name for blog in children(post, "tumblelog") if (name := blog.get("name", ""))],
        "tags": [plain_text(tag.text or "") for tag in children(post, "tag")],
        "draft": state != "published" or is_private,
        "status": "private" if is_private else "" if state == "published" else state,
        "source": post.get("url-with-slug") or post.get("url") or "",
        "type": "" if kind == "regular" else kind,
        "reblogged_from": post.get("reblogged-from-url", ""),
    }
    name = post.get("slug") or number
    return Item(
        key=number, body=body_of(html), values=known(values), name=name, attachments=media.attached(html)
    )


def _time(post: Element) -> object:
    if stamp := post.get("unix-timestamp"):
        return time_of(stamp)
    return as_utc(post.get("date-gmt", "")) or _local(post.get("date", ""))


def _is_picture(path: str) -> bool:
    return path.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".gifv", ".pnj"))


def _first(post: Element, *names: str) -> str:
    return next((html for name in names if (html := _html_in(post, name))), "")


def _html_in(post: Element, name: str) -> str:
    """The HTML in a child: as its text, or as elements of the file itself."""
    child = next(children(post, name), None)
    if child is None:
        return ""
    inner_elements = "".join(tostring(one, encoding="unicode", method="html") for one in child)
    return (escape(child.text or "") + inner_elements if len(child) else child.text or "").strip()


def _regular(post: Element) -> str:
    return _html_in(post, "regular-body")


def _caption(post: Element, kind: str) -> str:
    return _html_in(post, f"{kind}-caption")


def _photo(post: Element) -> str:
    several = [
        text_of(one, "photo-url") for list in children(post, "photoset") for one in children(list, "photo")
    ]
    return "".join(map(picture, several or [text_of(post, "photo-url")])) + _caption(post, "photo")


def _quote(post: Element) -> str:
    return f"<blockquote>{_html_in(post, 'quote-text')}</blockquote><p>{_html_in(post, 'quote-source')}</p>"


def _link(post: Element) -> str:
    return link_to(text_of(post, "link-url"), text_of(post, "link-text")) + _html_in(post, "link-description")


def _conversation(post: Element) -> str:
    lines = (line for one in children(post, "conversation") for line in children(one, "line"))
    said = "".join(
        f"<p><b>{escape(line.get('label') or line.get('name') or '')}</b> {escape(line.text or '')}</p>"
        for line in lines
    )
    return said or f"<p>{_html_in(post, 'conversation-text')}</p>"


def _answer(post: Element) -> str:
    return f"<blockquote>{_html_in(post, 'question')}</blockquote>{_html_in(post, 'answer')}"


_HTML: Mapping[str, Callable[[Element], str]] = {
    "photo": _photo,
    "quote": _quote,
    "link": _link,
    "conversation": _conversation,
    "answer": _answer,
    "audio": lambda post: _html_in(post, "audio-player") + _caption(post, "audio"),
    "video": lambda post: _first(post, "video-player", "video-source") + _caption(post, "video"),
}


# The API's answers


def _of_answer(found: object) -> Iterator[Item]:
    """The posts of an answer, of a list of posts, or one post."""
    outer = object_in(found)
    inner_ = object_in(outer.get("response")) or outer
    posts = (
        found
        if isinstance(found, list)
        else inner_.get("posts") or ([inner_] if "blog_name" in inner_ else [])
    )
    for post in objects_in(posts):
        yield _of_post(post)


def _of_post(post: Mapping[str, object]) -> Item:
    number = text_in(post.get("id_string")) or str(post.get("id") or "")
    state = text_in(post.get("state")) or "published"
    kind = text_in(post.get("original_type")) or text_in(post.get("type"))
    values: dict[str, object] = {
        "title": title_of_post(post),
        "date": time_of(post.get("timestamp")) or as_utc(text_in(post.get("date"))),
        "authors": [name for name in (text_in(post.get("blog_name")),) if name],
        "tags": texts_in(post.get("tags")),
        "draft": state != "published",
        "status": "" if state == "published" else state,
        "source": text_in(post.get("post_url")),
        "type": "" if kind in ("text", "regular", "blocks") else kind,
        "reblogged_from": text_in(post.get("reblogged_from_url")) or text_in(post.get("parent_post_url")),
    }
    body = body_of(html_of_post(post), text_in(post.get("post_url")))
    return Item(key=number, body=body, values=known(values), name=text_in(post.get("slug")) or number)
