"""Articles → one JSON array with one object a line, so that it can also be read line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from kratomcli.export import ExportOptions, contract

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kratomcli.model.entry import Entry


def write(articles: Iterable[Entry], stream: TextIO, options: ExportOptions) -> int:
    """Write "[\\n{…},\\n{…}\\n]\\n", or "[]\\n" for no articles; return the number of articles."""
    fields = contract.wanted(options)
    return write_objects((contract.exported(article, options, fields) for article in articles), stream)


def write_objects(objects: Iterable[object], stream: TextIO) -> int:
    """Write any JSON values as an array, as they come; return their number."""
    return write_array(map(contract.dumps, objects), stream)


def write_array(lines: Iterable[str], stream: TextIO) -> int:
    """Write values that are serialised already, one a line, as a JSON array; return their number."""
    count = 0
    for count, line in enumerate(lines, 1):
        stream.write(("[\n" if count == 1 else ",\n") + line)
    stream.write("\n]\n" if count else "[]\n")
    return count
