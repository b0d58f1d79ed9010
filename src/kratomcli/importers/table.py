"""The importers: what each reads, under which name, and the module that does."""

from __future__ import annotations

from typing import NamedTuple


class ImporterRow(NamedTuple):
    """An importer: the name for `--from`, what it reads for people, and its module in this package."""

    name: str
    reads: str
    module: str


IMPORTERS: tuple[ImporterRow, ...] = (
    ImporterRow("bookmarks", "bookmarks as HTML, of browsers, Pinboard, Linkding, Shaarli …", "bookmarks"),
)
"""In the order in which they are asked whether they recognise a source: the most particular first."""
