"""Articles → JSON Lines: one JSON object a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from kratomcli.export import ExportOptions, contract

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kratomcli.model.entry import Entry


def write(articles: Iterable[Entry], stream: TextIO, options: ExportOptions) -> int:
    """Write "{…}\\n{…}\\n", or nothing for no articles; return the number of articles."""
    fields = contract.wanted(options)
    return write_objects((contract.exported(article, options, fields) for article in articles), stream)


def write_objects(objects: Iterable[object], stream: TextIO) -> int:
    """Write any JSON values, one a line, as they come; return their number."""
    count = 0
    for value in objects:
        stream.write(contract.dumps(value) + "\n")
        count += 1
    return count
