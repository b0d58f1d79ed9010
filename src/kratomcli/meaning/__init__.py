"""Meaning: articles found by what their passages say, whatever words they use; stored with the index.

    embedders/       models that turn text into vectors, one module a kind of model
    passages.py      the passages of an article
    store.py         the store on disk
    update.py        updating the store from the catalog
    nearest.py       the stored passages that are nearest to a vector
    answers.py       answering queries

Vectors point in similar directions where texts say similar things: their product is the similarity.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """A model that turns text into vectors of length 1, or of length 0 where it knows nothing of the text.

    Making one reads little: weights are loaded with the first text.
    """

    @property
    def name(self) -> str:
        """What settings call it."""

    @property
    def version(self) -> str:
        """Names the very vectors: it differs wherever those of the same text would."""

    @property
    def dimensions(self) -> int:
        """The numbers in each vector."""

    @property
    def weight(self) -> float:
        """The part of a score that is meaning's where it is added to words: of a better model, more."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages, (n, dimensions)."""

    def query(self, text: str) -> Vectors:
        """The vector of a question, (dimensions,): some models read questions otherwise than passages."""
