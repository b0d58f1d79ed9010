"""Articles → one JSON array, an object a line, so that it reads in one piece and line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from kratomcli.exporters import ExportOptions, contract

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kratomcli.article import Entry


def write(articles: Iterable[Entry], stream: TextIO, options: ExportOptions) -> int:
    """Write "[\\n{…},\\n{…}\\n]\\n"; "[]\\n" for no article."""
    return write_objects((contract.as_json(article, fields=options.fields) for article in articles), stream)


def write_objects(objects: Iterable[object], stream: TextIO) -> int:
    """Write any JSON values as an array, as they come; gives back how many there were."""
    count = 0
    for count, value in enumerate(objects, 1):
        stream.write(("[\n" if count == 1 else ",\n") + contract.dumps(value))
    stream.write("\n]\n" if count else "[]\n")
    return count
