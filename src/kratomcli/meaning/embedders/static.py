"""Models that have one vector for each token, whatever stands around it: a text is the mean of its tokens.

Arora, Liang and Ma 2017, "A Simple but Tough-to-Beat Baseline for Sentence Embeddings".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from kratomcli.meaning.embedders.rows import readable, unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kratomcli.meaning import Vectors

Tokens = Callable[[Sequence[str]], list[list[int]]]
"""Texts → the numbers of the tokens of each."""


class StaticEmbedder:
    """The mean of the vectors of a text's tokens; `tokenizer` and `matrix` load them, with the first text."""

    weight = 0.35

    def __init__(
        self,
        name: str,
        version: str,
        dimensions: int,
        tokenizer: Callable[[], Tokens],
        matrix: Callable[[], NDArray[np.generic]],
    ) -> None:
        self.name = name
        self.version = version
        self.dimensions = dimensions
        self._load_tokenizer = tokenizer
        self._load_matrix = matrix

    def passages(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        rows = np.zeros((len(texts), self.dimensions), np.float32)
        matrix = self._matrix
        for row, tokens in zip(rows, self._tokenizer([readable(text) for text in texts]), strict=True):
            known = [token for token in tokens if token < len(matrix)]
            if known:
                row[:] = matrix[known].astype(np.float32).mean(axis=0)
        return unit(rows)

    def query(self, text: str) -> Vectors:
        found: Vectors = self.passages([text])[0]
        return found

    @cached_property
    def _tokenizer(self) -> Tokens:
        return self._load_tokenizer()

    @cached_property
    def _matrix(self) -> NDArray[np.generic]:
        return self._load_matrix()
