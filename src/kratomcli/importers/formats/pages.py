"""Pages: saved ones, and those at an address; whatever HTML no other importer knows."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kratomcli.importers.items import Item
from kratomcli.readers.html.encoding import decoded
from kratomcli.readers.html.pages import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kratomcli.importers.sources.source import Failed, ImportSource

_SUFFIXES = (".html", ".htm", ".xhtml", ".mhtml", ".mht")


def recognises(source: ImportSource) -> bool:
    """Whether it is a single file called as pages are, or one that begins as they do."""
    names = source.names
    if len(names) != 1:
        return False
    start = source.start(names[0]).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return bool(source.ending(*_SUFFIXES)) or start.startswith((b"<!doctype html", b"<html"))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The page, under the name of its file if that is all that is known of it."""
    name = source.only
    data = source.read(name)
    if source.ending(".mhtml", ".mht"):
        from kratomcli.readers.formats import mhtml

        found = mhtml.read(data, name)
    else:
        page = decoded(data)
        found = read_page(page.text, address=source.address, notes=page.notes)
    values = dict(found.values)
    if source.address:
        values.setdefault("source", source.address)
    title = str(values.get("title") or "")
    stem = name.rpartition(".")[0] or name
    # Every folder has an "index.html": a name is no key without the words.
    words = hashlib.blake2b(found.body.encode("utf-8", "replace"), digest_size=8).hexdigest()
    key = str(values.get("source") or f"{source.folder}/{name} {words}".lstrip("/"))
    yield Item(key=key, body=found.body, values=values, name=title or stem, folder=source.folder)
