"""PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.readers.pdf.document import read_document

if TYPE_CHECKING:
    from kratomcli.readers.conversion import Converted


def read(data: bytes, path: str) -> Converted:  # noqa: ARG001 (every reader is given the path)
    """The text of a PDF as Markdown, with its pages as sections."""
    return read_document(data)
