"""Rows of vectors: made side by side, in the order of the texts, and no longer than they are wanted."""

from __future__ import annotations

import time

import numpy as np
import pytest

from kratomcli.meaning.embedders.rows import rows_of, unit


def test_rows_are_in_the_order_of_their_texts_and_of_length_1() -> None:
    texts = [str(number) for number in range(1, 200)]
    rows = rows_of(lambda text: np.array([float(text), 1], np.float32), texts, 2)
    np.testing.assert_allclose(rows[:, 0] / rows[:, 1], range(1, 200), rtol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)


def test_what_is_no_number_is_no_row() -> None:
    rows = unit(np.array([[0, 0], [np.nan, 1], [np.inf, 1], [3, 4]], np.float32))
    np.testing.assert_allclose(rows, [[0, 0], [0, 0], [0, 0], [0.6, 0.8]], rtol=1e-6)


def test_an_interrupt_waits_for_no_texts_but_those_that_are_being_read() -> None:
    read = []

    def vector(text: str) -> np.ndarray:
        read.append(text)
        if text == "0":
            raise KeyboardInterrupt
        time.sleep(0.01)
        return np.ones(2, np.float32)

    with pytest.raises(KeyboardInterrupt):
        rows_of(vector, [str(number) for number in range(1_000)], 2)
    assert len(read) < 500
