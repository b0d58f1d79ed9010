"""DEV (dev.to) and other Forem communities: the export of an account, `articles.json` in a zip or alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.items import Item
from kratomcli.importers.sources.json_objects import first_object, listed_objects
from kratomcli.importers.sources.json_values import known, text_in
from kratomcli.readers import front_matter

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_NEEDED = {"body_markdown", "cached_tag_list", "published_at", "slug"}


def recognises(source: ImportSource) -> bool:
    """Whether there is a list of articles with Forem's names."""
    return bool(_lists(source))


def _lists(source: ImportSource) -> list[str]:
    return [name for name in source.ending(".json")[:20] if first_object(source, name).keys() >= _NEEDED]


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The articles, as they were written in Markdown."""
    for post in listed_objects(source, _lists(source))(failed):
        yield _item(post)


def _item(post: Mapping[str, object]) -> Item:
    body = _without_front_matter(text_in(post.get("body_markdown")).replace("\r\n", "\n"))
    tags = [tag.strip() for tag in text_in(post.get("cached_tag_list")).split(",")]
    slug = text_in(post.get("slug"))
    is_published = post.get("published") is True
    values: dict[str, object] = {
        "title": text_in(post.get("title")),
        "date": text_in(post.get("published_at")) or text_in(post.get("created_at")),
        "updated": text_in(post.get("edited_at")),
        "authors": [text_in(post.get("cached_user_name"))],
        "tags": [tag for tag in tags if tag],
        "summary": text_in(post.get("description")),
        "language": text_in(post.get("language")),
        "draft": not is_published,
        "source": text_in(post.get("canonical_url")) or _address(post, is_published),
        "image": text_in(post.get("main_image")),
        "series": text_in(post.get("series")),
    }
    return Item(key=slug or text_in(post.get("path")), body=body, values=known(values), name=slug)


def _address(post: Mapping[str, object], is_published: bool) -> str:
    path = text_in(post.get("path"))
    return f"https://dev.to{path}" if path.startswith("/") and is_published else ""


def _without_front_matter(text: str) -> str:
    """The text without the front matter that the older editor keeps in it; its values are fields, too."""
    try:
        found = front_matter.split(text)
    except ArticleUnreadable:
        return text
    return text[found.end :].lstrip("\n") if found else text
