"""A folder of the user's with a model, as sentence-transformers, model2vec or an export to ONNX leave it.

tokenizer.json                      how text becomes tokens; always needed
model.onnx, onnx/*.onnx             a transformer, or
model.safetensors                   one vector for each token: "embeddings" or "embedding.weight"
1_Pooling/config.json               how a transformer's tokens become one vector (mean if it is not there)
sentence_bert_config.json           the most tokens that it reads, and whether in small letters
config_sentence_transformers.json   what is written before questions and passages
modules.json                        what comes after the transformer
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kratomcli.errors import AccessError
from kratomcli.files.reading import FileMissing, open_file, read_text
from kratomcli.meaning.embedders.onnx import POOLINGS, Layout, OnnxEmbedder, tokenizer
from kratomcli.meaning.embedders.static import StaticEmbedder, Tokens
from kratomcli.meaning.embedders.tensors import tensors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kratomcli.meaning import Embedder

_KNOWN_MODULES = {"Transformer", "Pooling", "Normalize", "StaticEmbedding"}
_MATRICES = ("embeddings", "embedding.weight")
_SETTINGS = ("1_Pooling/config.json", "sentence_bert_config.json", "config_sentence_transformers.json")
_PROMPTS = ("passage", "document")
_PIECES, _PIECE = 64, 4096  # how many parts of the weights name them, and bytes of each
_ENDLESS = 1 << 20  # tokens; a tokenizer that was told of no limit


def folder_embedder(folder: Path, revision: int) -> Embedder:
    """The embedder for a folder; its version is made of what its files hold, not of where they are.

    Raises:
        AccessError: files are missing or can't be read, or the model is of a kind that can't be run.
    """
    place = _first_module(folder)
    words = place / "tokenizer.json"
    if not words.is_file():
        raise AccessError(
            f"{folder} has no tokenizer.json",
            hint="Name the folder of a model that has one, beside its model.onnx or model.safetensors.",
        )
    weights = next(_transformers(folder), None)
    if weights is not None:
        return _transformer(folder, weights, words, revision)
    matrix = place / "model.safetensors"
    found = tensors(matrix) if matrix.is_file() else {}
    name = next((name for name in _MATRICES if name in found and found[name].ndim == 2), "")
    if not name:
        raise _no_weights(folder)
    version = f"folder {_identity([matrix, words])} {revision}"
    return StaticEmbedder(
        str(folder), version, found[name].shape[1], lambda: _tokens(words), lambda: _matrix(found, name)
    )


def _transformers(folder: Path) -> Iterator[Path]:
    """The files of transformers in a folder, the one with the full weights first."""
    named = [folder / "model.onnx", folder / "onnx" / "model.onnx"]
    yield from (path for path in named if path.is_file())
    yield from sorted((*folder.glob("*.onnx"), *folder.glob("onnx/*.onnx")))


def _transformer(folder: Path, weights: Path, words: Path, revision: int) -> Embedder:
    settings = [folder / name for name in _SETTINGS]
    pooling, limits, prompts = map(_table, settings)
    dimensions = pooling.get("word_embedding_dimension") or _table(folder / "config.json").get("hidden_size")
    if not isinstance(dimensions, int):
        raise AccessError(
            f"nothing in {folder} says how many numbers its vectors have",
            hint="A word_embedding_dimension in 1_Pooling/config.json does, or a hidden_size in config.json.",
        )
    layout = Layout(
        _limit(folder, limits),
        _pooling(folder, pooling),
        limits.get("do_lower_case") is True,
        *_prompts(prompts),
    )
    version = f"folder {_identity([weights, *_beside(weights), words, *settings])} {revision}"
    return OnnxEmbedder(str(folder), version, dimensions, (weights, words), layout)


def _limit(folder: Path, limits: dict[str, Any]) -> int:
    """The most tokens that a model reads."""
    config = _table(folder / "config.json")
    stated = limits.get("max_seq_length") or config.get("max_position_embeddings")
    return stated if isinstance(stated, int) and 0 < stated < _ENDLESS else Layout().most_tokens


def _pooling(folder: Path, table: dict[str, Any]) -> str:
    chosen = [name.removeprefix("pooling_mode_") for name, value in table.items() if value is True]
    chosen = [
        name.removesuffix("_token").removesuffix("_tokens") for name in chosen if name != "include_prompt"
    ]
    chosen = [name if name != "mean_sqrt_len" else "mean" for name in chosen]
    if len(chosen) > 1 or not {*chosen} <= POOLINGS.keys():
        raise AccessError(
            f"{folder / '1_Pooling' / 'config.json'} asks for {' and '.join(chosen)}",
            hint=f"One of {', '.join(POOLINGS)} can be computed.",
        )
    return chosen[0] if chosen else "mean"


def _prompts(table: dict[str, Any]) -> tuple[str, str]:
    """What is written before a passage and before a question."""
    prompts = table.get("prompts")
    texts = {name: text for name, text in prompts.items() if isinstance(text, str)} if prompts else {}
    usual = texts.get(str(table.get("default_prompt_name")), "")
    return next((texts[name] for name in _PROMPTS if name in texts), usual), texts.get("query", usual)


def _first_module(folder: Path) -> Path:
    """The folder of a model's first part.

    Raises:
        AccessError: there is no folder, or the model has a part that can't be run.
    """
    if not folder.is_dir():
        raise AccessError(f"there is no folder {folder}", hint="Name one that holds a model.")
    try:
        modules = json.loads(read_text(folder / "modules.json"))
        kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
        first = folder / str(modules[0]["path"])
    except FileMissing:
        return folder
    except (ValueError, TypeError, LookupError) as error:
        raise AccessError(f"{folder / 'modules.json'} is no list of modules: {error}") from error
    if other := sorted({*kinds} - _KNOWN_MODULES):
        raise AccessError(
            f"the model in {folder} needs the module {other[0]}",
            hint=f"Models of these can be run: {', '.join(sorted(_KNOWN_MODULES))}.",
        )
    return first if (first / "tokenizer.json").is_file() else folder


def _no_weights(folder: Path) -> AccessError:
    torch = [path.name for name in ("model.safetensors", "pytorch_model.bin") for path in folder.glob(name)]
    what = f"only the weights of PyTorch ({torch[0]})" if torch else "no model.onnx, and no model.safetensors"
    return AccessError(
        f"{folder} has {what}",
        hint="Export it to ONNX, or take the export that many models have in a folder onnx: docs/meaning.md.",
    )


def _table(path: Path) -> dict[str, Any]:
    """The object in a JSON file; an empty one if there is no file."""
    try:
        found = json.loads(read_text(path))
    except FileMissing:
        return {}
    except ValueError as error:
        raise AccessError(f"{path} is no JSON: {error}") from error
    return found if isinstance(found, dict) else {}


def _beside(weights: Path) -> list[Path]:
    """Files with the weights that were too large for the model's own."""
    return sorted(path for path in weights.parent.glob(f"{weights.name}?data*") if path.is_file())


def _identity(paths: Sequence[Path]) -> str:
    """What tells files from others: the small ones whole; of the large ones parts from everywhere.

    Weights that were learnt anew differ everywhere, and reading hundreds of megabytes would cost each search.
    """
    found = sha256()
    for path in paths:
        try:
            size = path.stat().st_size
            with open_file(path) as file:
                step = max(_PIECE, size // _PIECES)
                for at in range(0, size, step):
                    file.seek(at)
                    found.update(file.read(_PIECE))
            found.update(f"{path.name} {size}".encode())
        except (OSError, FileMissing):
            continue
    return found.hexdigest()[:16]


def _tokens(path: Path) -> Tokens:
    """Texts → tokens, without those that stand for what the model does not know."""
    read = tokenizer(path, _ENDLESS)
    model = json.loads(read_text(path, limit=1 << 26))["model"]
    unknown = read.token_to_id(str(model["unk_token"])) if model.get("unk_token") else model.get("unk_id")

    def tokens(texts: Sequence[str]) -> list[list[int]]:
        encoded = (read.encode(text, add_special_tokens=False).ids for text in texts)
        return [[token for token in ids if token != unknown] for ids in encoded]

    return tokens


def _matrix(found: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.generic]:
    """The vector of each token; model2vec may give a token the number of its vector, and a weight."""
    import numpy as np

    matrix = found[name]
    if (numbers := found.get("mapping")) is not None:
        matrix = matrix[numbers.astype(np.int64)]
    if (weights := found.get("weights")) is not None:
        matrix = matrix.astype(np.float32) * weights.astype(np.float32)[:, None]
    return matrix
