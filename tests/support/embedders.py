"""An embedder for tests: a hash of each word says where its vector points, so that equal words mean the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kratomcli.meaning import Vectors


class HashedWords:
    """Vectors are sums of those of the words; `meanings` says which words mean the same as another."""

    def __init__(
        self, name: str = "test", version: str = "1", meanings: dict[str, str] | None = None
    ) -> None:
        self.name = name
        self.version = version
        self.dimensions = 64
        self._meanings = meanings or {}

    def passages(self, texts: Sequence[str]) -> Vectors:
        rows = [self.query(text) for text in texts]
        return np.array(rows, np.float32).reshape(len(rows), self.dimensions)

    def query(self, text: str) -> Vectors:
        words = re.findall(r"\w+", text.lower())
        total = sum((self._word(word) for word in words), np.zeros(self.dimensions, np.float32))
        length = float(np.linalg.norm(total))
        return (total / length if length else total).astype(np.float32)

    def _word(self, word: str) -> Vectors:
        meant = self._meanings.get(word, word)
        seed = int.from_bytes(blake2b(f"{self.version} {meant}".encode(), digest_size=8).digest())
        return np.random.default_rng(seed).standard_normal(self.dimensions).astype(np.float32)
