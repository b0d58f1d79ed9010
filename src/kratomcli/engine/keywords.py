"""Keyword fields of an article (tags, paths, flags, front matter) as raw tokens of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from kratomcli.text.normalize import fold, one_case, without_marks, words_of

if TYPE_CHECKING:
    from kratomcli.model.article import Article
    from kratomcli.query.ast import Range

WHOLE, WORD = "\x1f=", "\x1f:"
"""Between a field's name and a whole value of it, or a word in one. Cleaned text can't hold them."""
LONGEST_VALUE = 200
"""Characters of a folded value; of longer ones only the words are kept."""


def keywords_of(article: Article, path: str) -> list[str]:
    """An article's keywords as tokens.

    `name=value` for a whole folded value and `name:word` for each word in it (the separator is a
    control character, so no name or value can hold it). `has=name` and `is=flag` are among them.
    Ids and paths keep their case and stand with the folders above them in place of their words.
    """
    keywords: list[tuple[str, object]] = [
        ("tags", article.tags),
        ("authors", article.authors),
        ("summary", article.summary),
        ("source", article.source),
        ("lang", article.lang),
        ("section", tuple(section.title for section in article.sections)),
        *article.meta.items(),
    ]
    seen: set[str] = set()
    add = seen.add
    for name, value in keywords:
        name = name.lower()
        for key, text in _flat(name, value):
            folded = fold(text)
            if folded:
                for start in _starts(key, name):
                    add("has" + WHOLE + start)
                if len(folded) <= LONGEST_VALUE:
                    add(key + WHOLE + folded)
                head = key + WORD
                for word in words_of(folded):
                    add(head + word)
    for word in words_of(fold(article.title)):
        add("title" + WORD + word)
    for name in ("title", "date", "updated"):
        if getattr(article, name):
            add("has" + WHOLE + name)
    if article.draft:
        add("is" + WHOLE + "draft")
    return [*_places("id", article.id), *_places("path", path), *sorted(seen)]


def _starts(key: str, name: str) -> Iterator[str]:
    """A dotted key and the mappings that it is in, up to the front-matter key `name`."""
    yield key
    while len(key) > len(name):
        key = key.rpartition(".")[0]
        yield key


def _places(name: str, path: str) -> Iterator[str]:
    yield f"{name}{WHOLE}{path}"
    while "/" in path:
        path = path.rpartition("/")[0]
        yield f"{name}{WHOLE}{path}"


def _flat(name: str, value: object) -> Iterator[tuple[str, str]]:
    """(dotted name, text) for every scalar in a front-matter value."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(f"{name}.{str(key).lower()}", inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _flat(name, inner)
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    elif value is not None:
        yield name, str(value)


def spellings(text: str) -> Iterator[tuple[str, str]]:
    """(folded, as written) for each word, both in lower case."""
    for word in words_of(one_case(without_marks(text)).lower()):
        yield fold(word), word


_folded = lru_cache(1 << 16)(fold)  # articles have most of their words in common


def accents_of(texts: Iterable[str]) -> list[str]:
    """The tokens of the `accents` field; none for texts in plain ASCII."""
    accented: dict[str, str] = {}
    plain: set[str] = set()
    for text in texts:
        if not text.isascii():
            for written in {*words_of(text.lower())}:
                folded = _folded(written)
                if folded == written:
                    plain.add(folded)
                else:
                    accented[written] = folded
        elif accented:
            plain.update(words_of(text.lower()))
    if not accented:
        return []
    for text in texts:
        plain.update(words_of(text.lower()) if text.isascii() else ())
    return sorted({*accented, *("-" + folded for folded in accented.values() if folded not in plain)})


def comparison(wanted: Range) -> Callable[[str], bool]:
    """What a folded front-matter value has to be: numbers compare as numbers, the rest as text."""

    def number(text: str) -> float | None:
        try:
            return float(text)
        except ValueError:
            return None

    def fits(value: str) -> bool:
        for bound, sign, included in (
            (wanted.low, 1, wanted.include_low),
            (wanted.high, -1, wanted.include_high),
        ):
            if bound is None:
                continue
            a: float | str | None = number(value)
            b: float | str | None = number(bound)
            if (a is None) != (b is None):
                return False
            if a is None or b is None:
                b = fold(bound)
                # "2021-03" as an upper bound holds "2021-03-05": compare as far as the bound goes.
                a = value[: len(b)]
            order = (a > b) - (a < b)  # type: ignore[operator]
            if order * sign < 0 or (order == 0 and not included):
                return False
        return True

    return fits
