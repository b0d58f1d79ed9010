"""The reader of Markdown. No Markdown library: one costs 1 ms an article."""

from __future__ import annotations

from kratomcli.readers.assembly import Read, assemble
from kratomcli.readers.decoding import decode_clean
from kratomcli.readers.front_matter import split


def read(data: bytes, *, id: str, path: str) -> Read:
    """The article, its encoding, and the offset at which its body starts."""
    source = decode_clean(data)
    return assemble(source, split(source.text), "markdown", id=id, path=path)
