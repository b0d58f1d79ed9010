"""E-mail (.eml)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.readers.mail.message import read_message

if TYPE_CHECKING:
    from kratomcli.readers.conversion import Converted


def read(data: bytes, path: str) -> Converted:  # noqa: ARG001 (every reader is given the path)
    """The text of a message as Markdown, with the names of its attachments."""
    return read_message(data)
