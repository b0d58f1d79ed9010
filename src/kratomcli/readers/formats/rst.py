"""reStructuredText."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.readers.rst.document import read_rst

if TYPE_CHECKING:
    from kratomcli.readers.conversion import Converted


def read(data: bytes, path: str) -> Converted:  # noqa: ARG001 (every reader is given the path)
    """The text as Markdown, with fields and comments at its top as values."""
    return read_rst(data)
