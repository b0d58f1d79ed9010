"""Blogger: the backup of a blog as Atom, of its settings or of Google Takeout (`feed.atom`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.html.bodies import body_of
from kratomcli.importers.html.plain_html import plain_text
from kratomcli.importers.items import Item
from kratomcli.importers.sources.json_values import known
from kratomcli.importers.sources.parts import salvaged
from kratomcli.importers.sources.xml_elements import children, elements, text_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from kratomcli.importers.sources.source import Failed, ImportSource

_KIND = "http://schemas.google.com/blogger/2008/kind#"
_KINDS = "http://schemas.google.com/g/2005#kind"


def recognises(source: ImportSource) -> bool:
    """Whether there is an Atom file with Blogger's ids, and kinds of entries."""
    return bool(_feeds(source))


def _feeds(source: ImportSource) -> list[str]:
    return [name for name in source.ending(".xml", ".atom")[:50] if _is_backup(source.start(name))]


def _is_backup(start: bytes) -> bool:
    """Not the public feed of a blog, which has Blogger's ids, too."""
    is_feed = b"<feed" in start and b"tag:blogger.com,1999:blog-" in start
    return is_feed and (b"<blogger:type>" in start or b"blogger/2018" in start or b"2008/kind#" in start)


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The posts and pages, drafts among them; no comments, settings, templates, nothing from the trash."""
    for name in _feeds(source):
        for entry in salvaged(elements(source, name, ("entry",)), name, failed):
            kind = _kind(entry)
            if kind in ("post", "page") and not text_of(entry, "blogger:trashed"):
                try:
                    yield _item(entry, kind)
                except ArticleUnreadable as error:
                    failed(text_of(entry, "title"), error.message)


def _kind(entry: Element) -> str:
    if kind := text_of(entry, "blogger:type"):
        return kind.lower()
    terms = [one.get("term", "") for one in children(entry, "category") if one.get("scheme") == _KINDS]
    return next((term.removeprefix(_KIND) for term in terms), "")


def _item(entry: Element, kind: str) -> Item:
    path = text_of(entry, "blogger:filename")
    address = next(
        (one.get("href", "") for one in children(entry, "link") if one.get("rel") == "alternate"), ""
    )
    status = text_of(entry, "blogger:status").lower()
    control = next(children(entry, "app:control"), None)
    is_draft = status not in ("", "live") or (control is not None and text_of(control, "app:draft") == "yes")
    labels = [one.get("term", "") for one in children(entry, "category") if one.get("scheme") != _KINDS]
    values: dict[str, object] = {
        "title": plain_text(text_of(entry, "title")),
        "date": text_of(entry, "published"),
        "updated": text_of(entry, "updated"),
        "authors": [name for one in children(entry, "author") if (name := plain_text(text_of(one, "name")))],
        "tags": [plain_text(label) for label in labels if label],
        "summary": plain_text(text_of(entry, "blogger:metaDescription")),
        "draft": is_draft,
        "status": status if status not in ("", "live", "draft") else "",
        "source": address,
        "path": "" if address else path,
        "type": "" if kind == "post" else kind,
    }
    name = re.sub(r"\.html?$", "", (path or address).rpartition("/")[2])
    return Item(
        key=text_of(entry, "id"),
        body=body_of(text_of(entry, "content"), address),
        values=known(values),
        name=name,
        folder="pages" if kind == "page" else "",
    )
