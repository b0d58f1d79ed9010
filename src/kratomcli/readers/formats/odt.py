"""OpenDocument texts (.odt)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.readers.office.odt import read_odt

if TYPE_CHECKING:
    from kratomcli.readers.conversion import Converted


def read(data: bytes, path: str) -> Converted:  # noqa: ARG001 (every reader is given the path)
    """The text of a document as Markdown; comments are left out."""
    return read_odt(data)
