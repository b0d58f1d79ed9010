"""What any embedder promises, here kept by the one for tests."""

from __future__ import annotations

import numpy as np

from kratomcli.meaning import Embedder
from support.embedders import HashedWords


def test_the_embedder_for_tests_is_one() -> None:
    embedder: Embedder = HashedWords(meanings={"swelling": "oedema"})
    rows = embedder.passages(["a swelling", "an oedema", "tea", ""])
    assert rows.shape == (4, embedder.dimensions)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 1, 1, 0], atol=1e-6)
    assert embedder.query("swelling") @ embedder.query("oedema") > 0.999
    assert embedder.passages([]).shape == (0, embedder.dimensions)
