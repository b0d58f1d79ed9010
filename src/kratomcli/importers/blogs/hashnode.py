"""Hashnode: the export of a blog as JSON, an object with a list of posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kratomcli.importers.html.bodies import body_of
from kratomcli.importers.items import Item
from kratomcli.importers.sources.json_values import known, object_in, objects_in, read_json, text_in

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource


def recognises(source: ImportSource) -> bool:
    """Whether there is JSON that begins with posts that have Hashnode's names."""
    return bool(_exports(source))


def _exports(source: ImportSource) -> list[str]:
    return [name for name in source.ending(".json")[:20] if _is_export(source, name)]


def _is_export(source: ImportSource, name: str) -> bool:
    """Whether the first post has a "cuid", which may stand behind its text."""
    start = source.start(name)
    if start.lstrip()[:1] != b"{" or b'"posts"' not in start[:2000]:
        return False
    first = source.start(name, 1 << 18)
    return b'"cuid"' in first and (b'"contentMarkdown"' in first or b'"dateAdded"' in first)


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The posts, as they were written in Markdown."""
    for name in _exports(source):
        for post in objects_in(object_in(read_json(source, name)).get("posts")):
            yield _item(post)


def _item(post: Mapping[str, object]) -> Item:
    author, image = post.get("author"), post.get("coverImage")
    values: dict[str, object] = {
        "title": text_in(post.get("title")),
        "date": text_in(post.get("dateAdded")) or text_in(post.get("createdAt")),
        "updated": text_in(post.get("updatedAt")) or text_in(post.get("dateUpdated")),
        "authors": [text_in(object_in(author).get("name"))] if text_in(object_in(author).get("name")) else [],
        "tags": list(_tags(post.get("tags"))),
        "summary": text_in(post.get("subtitle")) or text_in(post.get("brief")),
        "draft": post.get("isActive") is False or post.get("isPublished") is False,
        "image": text_in(image) or text_in(object_in(image).get("url")),
        "source": text_in(post.get("canonicalUrl")) or text_in(post.get("originalArticleURL")),
    }
    slug = text_in(post.get("slug"))
    body = text_in(post.get("contentMarkdown")) or body_of(text_in(post.get("content")))
    key = text_in(post.get("cuid")) or text_in(post.get("_id")) or slug
    return Item(key=key, body=body, values=known(values), name=slug)


def _tags(tags: object) -> Iterator[str]:
    """The names of tags that are objects; tags that are only ids say nothing."""
    for tag in objects_in(tags):
        if name := text_in(tag.get("name")) or text_in(tag.get("slug")):
            yield name
