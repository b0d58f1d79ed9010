"""Iterables cut into lists of a fixed size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(items: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """Lists of `size` consecutive items; the last one has those that are left."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
