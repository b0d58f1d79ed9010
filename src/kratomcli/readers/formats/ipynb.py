"""Notebooks of Jupyter (.ipynb)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.readers.notebooks.notebook import read_notebook

if TYPE_CHECKING:
    from kratomcli.readers.conversion import Converted


def read(data: bytes, path: str) -> Converted:  # noqa: ARG001 (every reader is given the path)
    """The cells of a notebook as Markdown, with the text of what they have put out."""
    return read_notebook(data)
