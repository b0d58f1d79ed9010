"""Transformers in the format ONNX, run by onnxruntime on the processor.

Texts run one at a time, one on each processor. A model with weights of 8 bits scales what it computes by the
largest number in a batch, so that a text's vector would depend on its neighbours; and a batch is no faster,
as alone nothing is padded (docs/meaning.md has the figures). Memory is that of one text for each processor.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kratomcli.errors import AccessError, MissingExtra
from kratomcli.files.reading import read_text
from kratomcli.meaning.embedders.rows import readable, rows_of, unit
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

    from kratomcli.meaning import Vectors


class Layout(NamedTuple):
    """How a model wants its texts, and what becomes of its tokens' vectors."""

    most_tokens: int = 256
    pooling: str = "mean"
    """One of POOLINGS."""
    lower: bool = False
    passage: str = ""
    """What is written before each passage, as `query` before a question."""
    query: str = ""


class OnnxEmbedder:
    """A model with its tokenizer; both are loaded with the first text."""

    weight = 0.6

    def __init__(
        self, name: str, version: str, dimensions: int, files: tuple[Path, Path], layout: Layout
    ) -> None:
        self.name = name
        self.version = version
        self.dimensions = dimensions
        self._weights, self._words = files
        self._layout = layout

    def passages(self, texts: Sequence[str]) -> Vectors:
        self._tokenizer, self._passing  # noqa: B018 - loaded here, not in each thread
        return rows_of(self._passage, texts, self.dimensions)

    def query(self, text: str) -> Vectors:
        import numpy as np

        found: Vectors = unit(np.array([self._vector(self._asking, self._layout.query, text)], np.float32))[0]
        return found

    def _passage(self, text: str) -> Any:
        return self._vector(self._passing, self._layout.passage, text)

    def _vector(self, session: InferenceSession, prompt: str, text: str) -> Any:
        """The vector of a text, or 0 for one of white space alone."""
        text = readable(text)
        if not text or text.isspace():
            import numpy as np

            return np.zeros(self.dimensions, np.float32)
        read = self._tokenizer.encode(prompt + (text.lower() if self._layout.lower else text))
        outputs = self._outputs(session, read)
        whole = [output for output in outputs if output.ndim == 2]  # the text's vector, by the model itself
        found = whole[0][0] if whole else POOLINGS[self._layout.pooling](outputs[0][0])
        if found.shape != (self.dimensions,):
            raise AccessError(
                f"{self._weights} makes vectors of {found.shape[-1]} numbers, not of {self.dimensions}"
            )
        return found

    def _outputs(self, session: InferenceSession, read: Encoding) -> list[NDArray[np.float32]]:
        import numpy as np

        given = {
            "input_ids": read.ids,
            "attention_mask": read.attention_mask,
            "token_type_ids": read.type_ids,
        }
        names = [each.name for each in session.get_inputs()]
        try:
            return list(session.run(None, {name: np.array([given[name]], np.int64) for name in names}))
        except Exception as error:  # onnxruntime raises no class that it names for this
            raise AccessError(f"the model {self._weights} fails: {error}") from error

    @cached_property
    def _passing(self) -> InferenceSession:
        return _session(self._weights, is_for_one=False)

    @cached_property
    def _asking(self) -> InferenceSession:
        """The model for one question: what onnxruntime does to run faster costs more than it saves then."""
        return self.__dict__.get("_passing") or _session(self._weights, is_for_one=True)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return tokenizer(self._words, self._layout.most_tokens)


def _first(tokens: NDArray[np.float32]) -> Any:
    return tokens[0]


def _last(tokens: NDArray[np.float32]) -> Any:
    return tokens[-1]


def _mean(tokens: NDArray[np.float32]) -> Any:
    return tokens.mean(axis=0)


def _most(tokens: NDArray[np.float32]) -> Any:
    return tokens.max(axis=0)


POOLINGS = {"mean": _mean, "cls": _first, "lasttoken": _last, "max": _most}
"""Ways to make one vector of those of the tokens, by the names that sentence-transformers has."""


def tokenizer(path: Path, most_tokens: int) -> Tokenizer:
    """The tokenizer that a tokenizer.json describes; it cuts a text after `most_tokens` and pads none.

    Raises:
        MissingExtra: the package tokenizers is not installed.
        AccessError: the file can't be read, or is none such.
    """
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise missing("tokenizers") from error
    text = read_text(path, limit=1 << 26)
    try:
        found = Tokenizer.from_str(text)
    except Exception as error:  # it raises Exception itself
        raise AccessError(f"{path} is no tokenizer.json: {error}") from error
    found.no_padding()
    found.enable_truncation(most_tokens)
    return found


def missing(package: str) -> MissingExtra:
    return MissingExtra(
        f"models of this kind need the package {package}",
        hint="Install it: pip install 'kratomcli[meaning-minilm]'",
    )


def _session(path: Path, *, is_for_one: bool) -> InferenceSession:
    try:
        import onnxruntime
    except ImportError as error:
        raise missing("onnxruntime") from error
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors; it writes warnings to stderr itself
    options.intra_op_num_threads = 1  # texts run side by side: its own threads wait for each other
    if is_for_one:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises no class that it names for this
        raise AccessError(f"{path} can't be loaded by onnxruntime: {error}") from error
