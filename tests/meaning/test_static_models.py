"""Models of a vector for each token: the light one, and those in folders of tests' own."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from kratomcli.errors import AccessError
from kratomcli.meaning import Embedder
from kratomcli.meaning.embedders import embedder
from kratomcli.meaning.embedders.pieces import Pieces
from kratomcli.meaning.embedders.table import MODELS
from kratomcli.meaning.embedders.tensors import tensors
from kratomcli.meaning.embedders.weights import path_of, pinned_files
from support.embedders import safetensors, static_folder

LIGHT = embedder("light")
WEIGHTS, WORDS = (path_of("light", MODELS["light"], file) for file in pinned_files(MODELS["light"]))
PIECES = Pieces(WORDS)
TOKENIZER = Tokenizer.from_file(str(WORDS))
SAME = {"swelling": "oedema", "oedema": "oedema", "tea": "tea", "of": "of"}


def similarity(model: Embedder, one: str, other: str) -> float:
    return float(model.query(one) @ model.passages([other])[0])


def test_the_light_model_knows_what_words_mean() -> None:
    asked = "how do I treat swelling of the legs"
    assert similarity(LIGHT, asked, "therapy of oedema in the lower limb") > 0.3
    assert similarity(LIGHT, asked, "a history of the tea trade") < 0.2
    assert similarity(LIGHT, "Tea  and\nCoffee", "tea and coffee") == pytest.approx(1, abs=1e-5)


def test_its_vectors_are_the_means_of_those_in_its_two_files() -> None:
    text = "kratom withdrawal, and what helps: a list of 12 things"
    tokens = TOKENIZER.encode(text, add_special_tokens=False).ids
    mean = tensors(WEIGHTS)["embedding.weight"][tokens].astype(np.float32).mean(axis=0)
    np.testing.assert_allclose(LIGHT.query(text), mean / np.linalg.norm(mean), atol=1e-6)


@given(st.text(max_size=60).filter(lambda text: "<" not in text))
def test_words_are_cut_into_the_pieces_that_the_package_tokenizers_makes(text: str) -> None:
    """A mark such as <s> aside, which is text to us."""
    plain = " ".join(PIECES.plain(text).split())
    expected = TOKENIZER.encode(plain, add_special_tokens=False).ids if plain else []
    assert PIECES([text]) == [expected]


def test_a_word_of_any_length_costs_its_length_only() -> None:
    row = LIGHT.query("a" * 1_000_000)
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", ["", " \n\t", "\x00", "\ud800", "🙂", "text " * 50_000])
def test_any_text_has_a_row_of_length_1_or_0(text: str) -> None:
    rows = LIGHT.passages([text, "tea"])
    lengths = np.linalg.norm(rows, axis=1)
    assert lengths[0] == pytest.approx(0 if not text.strip() else 1, abs=1e-5)
    assert lengths[1] == pytest.approx(1, abs=1e-5)


def test_a_folder_is_a_model(tmp_path: Path) -> None:
    model = embedder(str(static_folder(tmp_path / "model", SAME)))
    assert model.dimensions == 64
    assert similarity(model, "Swelling", "oedema") == pytest.approx(1, abs=1e-5)
    assert not model.query("words that it lacks").any()


def test_its_version_is_made_of_its_files_and_not_of_its_place(tmp_path: Path) -> None:
    versions = [
        embedder(str(static_folder(tmp_path / name, words, seed=seed))).version
        for name, words, seed in (
            ("a", SAME, "1"),
            ("b", SAME, "1"),
            ("c", SAME, "2"),
            ("d", {"tea": "tea"}, "1"),
        )
    ]
    assert versions[0] == versions[1]
    assert len({*versions}) == 3


def test_model2vec_may_number_and_weigh_its_vectors(tmp_path: Path) -> None:
    folder = static_folder(tmp_path, {"tea": "tea", "milk": "milk"})
    arrays = {
        "embeddings": np.eye(2, dtype=np.float32),
        "mapping": np.array([0, 1, 0], np.int64),
        "weights": np.array([1, 3, 4], np.float32),
    }
    (folder / "model.safetensors").write_bytes(safetensors(arrays))
    np.testing.assert_allclose(embedder(f"{folder}/").query("tea milk"), [0.8, 0.6], atol=1e-6)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no safetensors file"),
        (b"\xff" * 64, "no safetensors file"),
        (safetensors({"encoder.layer": np.zeros((2, 2), np.float32)}), "only the weights of PyTorch"),
        (safetensors({"embeddings": np.zeros((2, 2), np.float32)})[:-4], "no safetensors file"),
    ],
)
def test_what_is_no_model_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    folder = static_folder(tmp_path, SAME)
    (folder / "model.safetensors").write_bytes(content)
    with pytest.raises(AccessError, match=said):
        embedder(f"{folder}/")


def test_a_folder_without_what_is_needed_is_refused_by_the_name_of_that(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match=r"there is no folder .*gone"):
        embedder(str(tmp_path / "gone"))
    with pytest.raises(AccessError, match=r"has no tokenizer\.json"):
        embedder(f"{tmp_path}/")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(AccessError, match=r"has no model\.onnx"):
        embedder(f"{tmp_path}/")
    static_folder(tmp_path, SAME)
    (tmp_path / "tokenizer.json").write_text(json.dumps({"model": {}}))
    with pytest.raises(AccessError, match=r"is no tokenizer\.json"):
        embedder(f"{tmp_path}/").query("tea")
    (tmp_path / "modules.json").write_text(
        json.dumps([{"path": "", "type": "sentence_transformers.models.Dense"}])
    )
    with pytest.raises(AccessError, match="needs the module Dense"):
        embedder(f"{tmp_path}/")
