"""Embedders for tests: a hash of each word says where its vector points, so that equal words mean the same."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kratomcli.meaning import Vectors


class HashedWords:
    """Vectors are sums of those of the words; `meanings` says which words mean the same as another."""

    weight = 0.5

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


def static_folder(folder: Path, words: dict[str, str], *, seed: str = "1") -> Path:
    """Write a model of a vector for each word, as `model = FOLDER` takes it; `folder` is returned.

    `words` are all that it knows, each with the word that it means the same as, often itself.
    """
    vectors = HashedWords(version=seed, meanings=words)
    matrix = np.array([np.zeros(vectors.dimensions), *map(vectors.query, words)], np.float32)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.safetensors").write_bytes(safetensors({"embeddings": matrix}))
    vocabulary = {"[UNK]": 0, **{word: number for number, word in enumerate(words, 1)}}
    tokenizer = {
        "version": "1.0",
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]"},
        **dict.fromkeys(("truncation", "padding", "post_processor", "decoder")),
        "added_tokens": [],
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    return folder


def safetensors(arrays: dict[str, NDArray[np.generic]]) -> bytes:
    """Arrays as a safetensors file has them."""
    header, data = {}, b""
    for name, array in arrays.items():
        kind = f"{ {'f': 'F', 'i': 'I'}[array.dtype.kind] }{array.dtype.itemsize * 8}"
        header[name] = {
            "dtype": kind,
            "shape": array.shape,
            "data_offsets": [len(data), len(data) + array.nbytes],
        }
        data += array.tobytes()
    head = json.dumps(header).encode()
    return len(head).to_bytes(8, "little") + head + data
