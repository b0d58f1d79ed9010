"""EPUB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.readers.epub.book import read_book

if TYPE_CHECKING:
    from kratomcli.readers.conversion import Converted


def read(data: bytes, path: str) -> Converted:  # noqa: ARG001 (every reader is given the path)
    """The text of a book as Markdown, with its chapters as sections."""
    return read_book(data)
