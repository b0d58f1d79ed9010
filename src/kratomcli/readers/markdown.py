"""The reader of Markdown. It does not parse the Markdown, which takes a millisecond per article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.readers.assembly import Read, assemble
from kratomcli.readers.decoding import decode_clean
from kratomcli.readers.headers import front_matter_of

if TYPE_CHECKING:
    from kratomcli.conventions.table import Convention


def read(data: bytes, *, id: str, path: str, convention: Convention) -> Read:
    """The article and the location of its body; arguments as for `readers.read`."""
    source = decode_clean(data)
    front = front_matter_of(source.text, convention)
    return assemble(source, front, "markdown", id=id, path=path, convention=convention)
