"""Ghost: the export of a site as JSON (versions 0.3 to 6), alone or in a zip with its pictures."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.blogs.ghost_html import GhostPiece, document, of_lexical, of_mobiledoc, without_cards
from kratomcli.importers.html.bodies import body_of
from kratomcli.importers.html.plain_html import paragraphs_of, plain_text
from kratomcli.importers.items import Item
from kratomcli.importers.sources.times import as_utc, time_of
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_START = lazy_regex(rb'^\s*\{\s*"(?:db"\s*:\s*\[|meta"\s*:\s*\{[^{}]*"exported_on")')


def recognises(source: ImportSource) -> bool:
    """Whether there is a JSON file that begins as Ghost's exports do."""
    return bool(_exports(source))


def _exports(source: ImportSource) -> list[str]:
    names = [name for name in source.ending(".json") if name.count("/") < 3][:50]
    return [name for name in names if _START.match(source.start(name).removeprefix(b"\xef\xbb\xbf"))]


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The posts and pages of each site in the source."""
    files = _files(source)
    for name in _exports(source):
        site = _GhostTables(_data(source, name), files, source)
        for post in site.posts:
            try:
                yield site.item(post)
            except ArticleUnreadable as error:
                failed(str(post.get("title") or post.get("slug") or post.get("id")), error.message)
            except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
                failed(
                    str(post.get("title") or post.get("slug")), f"it is not as Ghost writes posts: {error!r}"
                )


def _files(source: ImportSource) -> dict[str, str]:
    """Path as in addresses ("content/images/…") → name in the source."""
    found = {}
    for name in source.names:
        folder, content, rest = f"/{name}".partition("/content/")
        if content and not folder.count("/content/"):
            found[f"content/{rest}"] = name
    return found


def _data(source: ImportSource, name: str) -> Mapping[str, Any]:
    try:
        found = json.loads(source.read(name))
        data: Mapping[str, Any] = (found["db"][0] if "db" in found else found)["data"]
        has_posts = isinstance(data["posts"], list)
    except (ValueError, RecursionError, KeyError, IndexError, TypeError) as error:
        raise ArticleUnreadable(f"{name} is no export of Ghost: {error!r}") from error
    if not has_posts:
        raise ArticleUnreadable(f"{name} is no export of Ghost: it has no list of posts")
    return data


class _GhostTables:
    """The tables of one export, and the files beside it."""

    def __init__(self, data: Mapping[str, Any], files: Mapping[str, str], source: ImportSource) -> None:
        self.posts: list[Mapping[str, Any]] = [post for post in data["posts"] if isinstance(post, dict)]
        self._files, self._source = files, source
        self._meta = {one.get("post_id"): one for one in _rows(data, "posts_meta")}
        self._tags = _joined(data, "posts_tags", "tag_id", "tags")
        self._authors = _joined(data, "posts_authors", "author_id", "users")
        self._users = {one.get("id"): one for one in _rows(data, "users")}

    def item(self, post: Mapping[str, Any]) -> Item:
        """A post or page.

        Raises ArticleUnreadable for a document that can't be read, and KeyError and the like for one that is
        not as Ghost writes them.
        """
        meta = self._meta.get(post.get("id"), {})
        is_page = post.get("type") == "page" or bool(post.get("page"))
        attachments: dict[str, Callable[[], bytes]] = {}
        body = self._with_files("\n\n".join(filter(None, _body(post))), attachments)
        values = self._values(post, meta)
        values["type"] = "page" if is_page else ""
        values["image"] = self._with_files(
            str(post.get("feature_image") or post.get("image") or ""), attachments
        )
        return Item(
            key=str(post.get("uuid") or post.get("id") or post.get("slug") or post.get("title")),
            body=body,
            values={name: value for name, value in values.items() if value},
            name=str(post.get("slug") or ""),
            folder="pages" if is_page else "",
            attachments=attachments,
        )

    def _values(self, post: Mapping[str, Any], meta: Mapping[str, Any]) -> dict[str, object]:
        status = str(post.get("status") or "published")
        tags = self._tags.get(post.get("id"), []) or _rows(post, "tags")
        names = [plain_text(str(tag.get("name") or "")) for tag in tags]
        visibility = str(post.get("visibility") or "public")
        return {
            "title": plain_text(str(post.get("title") or "")),
            "date": _moment(post.get("published_at") or post.get("created_at")),
            "updated": _moment(post.get("updated_at")),
            "authors": self._names(post),
            "draft": status not in ("published", "sent"),
            "status": status if status not in ("published", "draft") else "",
            "tags": [name for name in names if name and not name.startswith("#")],
            "internal_tags": [name.lstrip("#") for name in names if name.startswith("#")],
            "summary": plain_text(str(post.get("custom_excerpt") or _either("meta_description", meta, post))),
            "source": str(post.get("canonical_url") or ""),
            "language": str(post.get("locale") or ""),
            "visibility": visibility if visibility != "public" else "",
            "featured": bool(post.get("featured")),
            "seo_title": _either("meta_title", meta, post),
            "email_subject": _either("email_subject", meta, post),
        }

    def _names(self, post: Mapping[str, Any]) -> list[str]:
        found = self._authors.get(post.get("id"), []) or _rows(post, "authors")
        found = found or [self._users.get(post.get("author_id"), {})]
        return [str(one["name"]) for one in found if one.get("name")]

    def _with_files(self, text: str, attachments: dict[str, Callable[[], bytes]]) -> str:
        """Addresses of the site itself as paths; those of files that are there as attachments."""

        def path(found: re.Match[str]) -> str:
            name = self._files.get(found[1].partition("?")[0], "")
            if not name:
                return f"/{found[1]}"
            attachments[found[1]] = partial(self._source.read, name)
            return found[1]

        return _SITE.sub(path, text)


_SITE = lazy_regex(r"__GHOST_URL__/?([^\s\"'()<>\[\]\\]*)")


def _either(name: str, *rows: Mapping[str, Any]) -> str:
    return next((str(row[name]) for row in rows if row.get(name)), "")


def _rows(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = data.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _joined(data: Mapping[str, Any], table: str, key: str, of: str) -> dict[object, list[Mapping[str, Any]]]:
    """The id of a post → its rows of another table, in their order."""
    rows = {row.get("id"): row for row in _rows(data, of)}
    joined: dict[object, list[Mapping[str, Any]]] = {}
    for one in sorted(_rows(data, table), key=lambda row: row.get("sort_order") or 0):
        if one.get(key) in rows:
            joined.setdefault(one.get("post_id"), []).append(rows[one.get(key)])
    return joined


def _moment(value: object) -> object:
    """A moment in milliseconds (until version 0.11), or as text in UTC."""
    if isinstance(value, int | float):
        return time_of(value)
    return as_utc(value) if isinstance(value, str) else ""


def _body(post: Mapping[str, Any]) -> Iterator[str]:
    """The parts of a post as Markdown: what was written in Markdown as it is, or else what Ghost shows."""
    if post.get("markdown"):
        yield str(post["markdown"])
        return
    mobiledoc = document(str(post.get("mobiledoc") or ""))
    pieces = list(of_mobiledoc(mobiledoc))
    html = str(post.get("html") or "")
    if not (len(pieces) == 1 and pieces[0].is_markdown):
        if html.strip():
            pieces = [GhostPiece(without_cards(html))]
        elif post.get("lexical"):
            pieces = list(of_lexical(document(str(post["lexical"]))))
        elif not pieces:
            pieces = [GhostPiece(paragraphs_of(str(post.get("plaintext") or "")))]
    yield from _as_markdown(pieces)


def _as_markdown(pieces: list[GhostPiece]) -> Iterator[str]:
    html = ""
    for piece in pieces:
        if piece.is_markdown:
            yield body_of(html) if html else ""
            yield piece.text
            html = ""
        else:
            html += piece.text
    yield body_of(html) if html else ""
