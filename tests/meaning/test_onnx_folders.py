"""A folder with a transformer, as sentence-transformers lays it out; here with the weights of minilm."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kratomcli.errors import AccessError
from kratomcli.meaning.embedders import embedder
from kratomcli.meaning.embedders.table import MODELS
from kratomcli.meaning.embedders.weights import path_of, pinned_files

MINILM = embedder("minilm")
WEIGHTS, WORDS = (path_of("minilm", MODELS["minilm"], file) for file in pinned_files(MODELS["minilm"]))
MEAN = {"word_embedding_dimension": 384, "pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}
TEXT = "How much protein should a female eat?"


def folder(place: Path, *, weights: str = "onnx/model.onnx", **tables: object) -> str:
    """Lay out a model; each table is written to the file that is called so: pooling, limits, prompts, config."""
    names = {
        "pooling": "1_Pooling/config.json",
        "limits": "sentence_bert_config.json",
        "prompts": "config_sentence_transformers.json",
        "config": "config.json",
    }
    for name in (weights, "tokenizer.json", *(names[each] for each in tables)):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
    (place / weights).symlink_to(WEIGHTS)
    (place / "tokenizer.json").symlink_to(WORDS)
    for name, table in tables.items():
        (place / names[name]).write_text(json.dumps(table))
    return f"{place}/"


@pytest.mark.parametrize("weights", ["model.onnx", "onnx/model.onnx", "onnx/model_qint8_avx512.onnx"])
def test_a_folder_gives_the_vectors_of_its_model(weights: str, tmp_path: Path) -> None:
    found = embedder(folder(tmp_path, weights=weights, pooling=MEAN, limits={"max_seq_length": 256}))
    assert found.dimensions == 384
    np.testing.assert_allclose(found.query(TEXT), MINILM.query(TEXT), atol=1e-6)
    np.testing.assert_allclose(found.passages([TEXT, ""]), MINILM.passages([TEXT, ""]), atol=1e-6)


def test_texts_are_read_as_the_folder_says(tmp_path: Path) -> None:
    prompts = {"prompts": {"query": "query: ", "document": "passage: "}}
    found = embedder(folder(tmp_path, pooling=MEAN, limits={"max_seq_length": 8}, prompts=prompts))
    np.testing.assert_allclose(found.query("tea"), MINILM.query("query: tea"), atol=1e-6)
    np.testing.assert_allclose(found.passages(["tea"])[0], MINILM.query("passage: tea"), atol=1e-6)
    cut = "a nice cup of"  # with the two of the prompt, and the two at the ends, eight tokens
    np.testing.assert_allclose(found.passages([f"{cut} tea"]), found.passages([f"{cut} milk"]), atol=1e-6)


def test_one_prompt_may_be_for_all(tmp_path: Path) -> None:
    prompts = {"prompts": {"retrieval": "find: "}, "default_prompt_name": "retrieval"}
    found = embedder(folder(tmp_path, config={"hidden_size": 384}, prompts=prompts))
    np.testing.assert_allclose(found.query("tea"), MINILM.query("find: tea"), atol=1e-6)
    np.testing.assert_allclose(found.passages(["tea"])[0], MINILM.query("find: tea"), atol=1e-6)


def test_tokens_become_one_vector_as_the_folder_says(tmp_path: Path) -> None:
    found = {
        way: embedder(
            folder(tmp_path / way, pooling={"word_embedding_dimension": 384, f"pooling_mode_{way}": True})
        )
        for way in ("mean_tokens", "cls_token", "max_tokens", "lasttoken", "mean_sqrt_len_tokens")
    }
    rows = {way: model.query(TEXT) for way, model in found.items()}
    np.testing.assert_allclose(rows["mean_tokens"], rows["mean_sqrt_len_tokens"], atol=1e-6)
    assert len({row.round(4).tobytes() for row in rows.values()}) == 4
    assert len({model.version for model in found.values()}) == 5


def test_what_the_folder_says_and_cannot_be_done_is_refused(tmp_path: Path) -> None:
    both = {**MEAN, "pooling_mode_cls_token": True}
    with pytest.raises(AccessError, match=r"asks for mean and cls|asks for cls and mean"):
        embedder(folder(tmp_path / "both", pooling=both))
    with pytest.raises(AccessError, match="asks for weightedmean"):
        embedder(
            folder(
                tmp_path / "w",
                pooling={**MEAN, "pooling_mode_mean_tokens": False, "pooling_mode_weightedmean_tokens": True},
            )
        )
    with pytest.raises(AccessError, match="says how many numbers"):
        embedder(folder(tmp_path / "none"))
    with pytest.raises(AccessError, match="makes vectors of 384 numbers, not of 512"):
        embedder(folder(tmp_path / "other", config={"hidden_size": 512})).query(TEXT)
    place = folder(tmp_path / "json", pooling=MEAN)
    (tmp_path / "json" / "config_sentence_transformers.json").write_text("{")
    with pytest.raises(AccessError, match="is no JSON"):
        embedder(place)


def test_weights_that_are_none_are_refused(tmp_path: Path) -> None:
    place = folder(tmp_path, pooling=MEAN)
    (tmp_path / "onnx" / "model.onnx").unlink()
    (tmp_path / "onnx" / "model.onnx").write_bytes(b"no model")
    with pytest.raises(AccessError, match=r"model\.onnx can't be loaded by onnxruntime"):
        embedder(place).query(TEXT)


def test_a_folder_with_the_weights_of_pytorch_alone_says_so(tmp_path: Path) -> None:
    place = folder(tmp_path, pooling=MEAN)
    (tmp_path / "onnx" / "model.onnx").rename(tmp_path / "pytorch_model.bin")
    with pytest.raises(AccessError, match=r"only the weights of PyTorch \(pytorch_model\.bin\)") as raised:
        embedder(place)
    assert "Export it to ONNX" in raised.value.hint
