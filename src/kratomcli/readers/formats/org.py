"""Org."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.readers.org.document import read_org

if TYPE_CHECKING:
    from kratomcli.readers.conversion import Converted


def read(data: bytes, path: str) -> Converted:  # noqa: ARG001 (every reader is given the path)
    """The text as Markdown, with keywords and properties as values."""
    return read_org(data)
