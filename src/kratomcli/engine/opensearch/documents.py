"""An article as a document: its texts taken into tokens here, so that every engine has the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kratomcli.engine.article_fields import fields_of
from kratomcli.engine.opensearch.mapping import HOLE, LENGTHS, LONGEST_KEYWORD, NOTHING

if TYPE_CHECKING:
    from kratomcli.engine.analysis import Analysis
    from kratomcli.model.article import Article


def engine_fields(article: Article, path: str, key: int, analysis: Analysis) -> dict[str, Any]:
    """The fields of an article's document that the engine asks for; `path` is that within the library."""
    fields = fields_of(article, path, analysis)
    words = [word for text in fields.words for word in analysis.plain.analyze(text)]
    made: dict[str, Any] = {"key": key, **fields.numbers}
    lengths = {"words": len(words), "accents": len(fields.accents)}
    for field, texts in fields.stemmed.items():
        tokens = _in_places(texts, fields.language, analysis)
        made[field] = " ".join(tokens)
        lengths[field] = len(tokens) - tokens.count(HOLE)
    made["text"] = made["text"] or NOTHING
    for name, tokens in (("words", words), ("accents", fields.accents), ("keywords", fields.keywords)):
        made[name] = _keywords(tokens)
    return made | {length: lengths.get(name, 0) for name, length in LENGTHS.items()}


def _in_places(texts: Iterable[str], language: str, analysis: Analysis) -> list[str]:
    """The tokens of texts with holes: one between two texts, and one for each word that was left out."""
    made: list[str] = []
    start = 0
    for text in texts:
        for place, token in analysis.tokens(text, language):
            if start + place > len(made):
                made += [HOLE] * (start + place - len(made))
            made.append(token)
        start = max(len(made), start) + 1
    return made


def _keywords(tokens: Sequence[str]) -> list[str]:
    return [
        token
        for token in dict.fromkeys(tokens)
        if len(token) * 4 <= LONGEST_KEYWORD or len(token.encode()) <= LONGEST_KEYWORD
    ]
