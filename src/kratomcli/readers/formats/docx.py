"""Word documents (.docx)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.readers.office.docx import read_docx

if TYPE_CHECKING:
    from kratomcli.readers.conversion import Converted


def read(data: bytes, path: str) -> Converted:  # noqa: ARG001 (every reader is given the path)
    """The text of a document as Markdown; comments are left out."""
    return read_docx(data)
