"""Models that turn text into vectors, as `meaning.Embedder` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.errors import MissingExtra

if TYPE_CHECKING:
    from kratomcli.meaning import Embedder


def embedder(model: str) -> Embedder:
    """The embedder that settings call `model`; "" for the one that is used unless another is named.

    Raises:
        MissingExtra: a package that it needs is not installed.
    """
    raise MissingExtra(f"there is no embedder {model}")
