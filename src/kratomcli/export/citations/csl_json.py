"""Articles → CSL-JSON: one array with an item a line, which pandoc, citeproc and Zotero read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from kratomcli.export.citations.own_keys import with_own_keys
from kratomcli.export.json import write_objects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kratomcli.export import ExportOptions
    from kratomcli.model.entry import Entry


def write(articles: Iterable[Entry], stream: TextIO, options: ExportOptions) -> int:
    """Write the array, and return the number of items."""
    return write_objects(with_own_keys(articles, options), stream)
