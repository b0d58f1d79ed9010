"""Models of fastembed, which Qdrant keeps, for those who have a network: it downloads a model when it first
embeds a text, and keeps it in the folder that the variable FASTEMBED_CACHE_PATH names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kratomcli.errors import AccessError, MissingExtra, UsageError
from kratomcli.meaning.embedders.rows import readable, unit

if TYPE_CHECKING:
    from fastembed import TextEmbedding

    from kratomcli.meaning import Embedder, Vectors


class FastEmbedder:
    """A model of fastembed by its name there."""

    weight = 0.6

    def __init__(self, model: str, version: str, dimensions: int) -> None:
        self.name = f"fastembed:{model}"
        self.version = version
        self.dimensions = dimensions
        self._called = model

    def passages(self, texts: Sequence[str]) -> Vectors:
        read = [readable(text) for text in texts]
        return self._rows(self._model.passage_embed(read), read)

    def query(self, text: str) -> Vectors:
        read = readable(text)
        found: Vectors = self._rows(self._model.query_embed(read), [read])[0]
        return found

    def _rows(self, vectors: Iterable[Any], read: list[str]) -> Vectors:
        import numpy as np

        rows = np.zeros((len(read), self.dimensions), np.float32)
        for row, vector, text in zip(rows, vectors, read, strict=True):
            if text and not text.isspace():
                row[:] = vector
        return unit(rows)

    @cached_property
    def _model(self) -> TextEmbedding:
        from fastembed import TextEmbedding

        try:
            return TextEmbedding(self._called)
        except Exception as error:  # a download fails in many ways, and no class is promised for any
            raise AccessError(
                f"fastembed can't load {self._called}: {error}",
                hint="It downloads a model when it first embeds a text: try again with a network.",
            ) from error


def fast_embedder(model: str, revision: int) -> Embedder:
    """The model that fastembed calls so.

    Raises:
        MissingExtra: fastembed is not installed.
        UsageError: it has no such model.
    """
    try:
        import fastembed
    except ImportError as error:
        raise MissingExtra(
            f"the model fastembed:{model} needs the package fastembed",
            hint="Install it: pip install 'kratomcli[meaning-fastembed]'",
        ) from error
    known = {each["model"]: each for each in fastembed.TextEmbedding.list_supported_models()}
    if model not in known:
        from kratomcli.text.wording import did_you_mean

        raise UsageError(
            f"fastembed has no model {model!r}",
            hint=f"{did_you_mean(model, known)}Its own documentation lists them.",
        )
    version = f"fastembed:{model} {fastembed.__version__} {revision}"
    return FastEmbedder(model, version, int(known[model]["dim"]))
