"""What all embedders do with the texts that they are given and the rows that they make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kratomcli.meaning import Vectors

MOST_CHARACTERS = 10_000
"""Of one text; no model reads as far in what people write, and nothing costs more for what strangers do."""


def readable(text: str, most: int = MOST_CHARACTERS) -> str:
    """The part of a text that is read, with nothing in it that UTF-8 has no bytes for."""
    return text[:most].encode("utf-8", "replace").decode()


def unit(rows: Vectors) -> Vectors:
    """Rows of length 1; those of length 0, or with anything that is no number, are of length 0."""
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    known = np.isfinite(lengths) & (lengths > 0)
    found: Vectors = np.where(known, rows / np.where(known, lengths, 1), 0).astype(np.float32)
    return found


def rows_of(vector: Callable[[str], Vectors], texts: Sequence[str], dimensions: int) -> Vectors:
    """The vectors of texts as rows, made side by side: one text on each processor that may be used."""
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np

    rows = np.zeros((len(texts), dimensions), np.float32)
    threads = ThreadPoolExecutor(_processors())
    try:
        for row, found in zip(rows, threads.map(vector, texts), strict=True):
            row[:] = found
    finally:
        threads.shutdown(cancel_futures=True)  # an interrupt waits for no texts but those that are being read
    return unit(rows)


def _processors() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
