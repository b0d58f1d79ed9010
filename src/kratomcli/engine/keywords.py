"""Keyword fields of an article (tags, paths, flags, front matter) as raw tokens of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from kratomcli.model.paths import kind_of, suffix_of
from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import fold, one_case, without_marks, words_of

if TYPE_CHECKING:
    from kratomcli.model.article import Article
    from kratomcli.query.ast import Range
    from kratomcli.readers.article_names import ArticleNames

WHOLE, WORD = "\x1f=", "\x1f:"
"""The separators of a token between a field's name and a whole value, or a word of a value. Both begin with a
control character, which cleaned text can't contain."""
_NAMES = ("\x1f@", "\x1f#", "\x1f$")
"""What begins the tokens of a whole name of an article, for each of its forms."""
LONGEST_VALUE = 200
"""Maximum length in characters of a folded value; of longer values, only the words are indexed."""


def keywords_of(article: Article, path: str, names: ArticleNames) -> list[str]:
    """The keyword tokens of an article.

    They are the article's whole names, "name=value" for each whole folded value, "name:word" for each of its
    words, "has=name" for each field with a value, and "is=draft", with `WHOLE` and `WORD` in place of "=" and
    ":". Ids and paths are not folded; instead of words, the folders above them are indexed. The kind of file
    is there by its name and by its suffix.

    Args:
        path: the path of the article within the library.
        names: its names.
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
        for key, text in _scalars(name, value):
            folded = fold(text)
            if folded:
                for start in _with_parents(key, name):
                    add("has" + WHOLE + start)
                if len(folded) <= LONGEST_VALUE:
                    add(key + WHOLE + folded)
                head = key + WORD
                for word in words_of(folded):
                    add(head + word)
    for word in words_of(fold(article.title)):
        add("title" + WORD + word)
    for name in {names.title, names.file, *names.aliases}:
        seen.update(_name_tokens(name))
    seen.update(_NAMES[0] + fold(name)[:LONGEST_VALUE] for name in names.written)
    for name in ("title", "date", "updated", "kind"):
        if getattr(article, name):
            add("has" + WHOLE + name)
    for kind in {kind_of(path), suffix_of(path)[1:]}:
        add("kind" + WHOLE + kind)
    if article.draft:
        add("is" + WHOLE + "draft")
    return [*_with_folders("id", article.id), *_with_folders("path", path), *sorted(seen)]


_NO_SIGNS = str.maketrans('()"', "   ")


def _forms(name: str) -> tuple[str, str, str]:
    """A name folded; the same without the signs that the query language keeps to itself; only its words."""
    folded = fold(name)[:LONGEST_VALUE]
    bare = folded if folded.isalnum() else " ".join(folded.translate(_NO_SIGNS).split())
    return folded, bare, " ".join(words_of(bare))


def _name_tokens(name: str) -> Iterator[str]:
    """Yield the tokens of a name: one for each of its forms that is not the same as that before."""
    before = ""
    for head, form in zip(_NAMES, _forms(name), strict=True):
        if form and form != before:
            yield head + form
        before = form


def tokens_of_names(name: str) -> Iterator[list[str]]:
    """Yield the tokens of articles that have a name as this one, in its first form, its second, its third."""
    for number, form in enumerate(_forms(name), 1):
        if form:
            yield [head + form for head in _NAMES[:number]]


def unsaid_names(names: ArticleNames) -> list[str]:
    """The names with words beyond those of the title."""
    others = [name for name in (names.file, *names.aliases) if name != names.title]
    if not others:
        return []
    said = {*words_of(fold(names.title))}
    return [name for name in others if not said.issuperset(words_of(fold(name)))]


def _with_parents(key: str, name: str) -> Iterator[str]:
    """Yield a dotted key and the keys of the mappings around it, up to the front-matter key `name`."""
    yield key
    while len(key) > len(name):
        key = key.rpartition(".")[0]
        yield key


def _with_folders(name: str, path: str) -> Iterator[str]:
    """Yield the tokens of an id or path and of the folders above it."""
    yield f"{name}{WHOLE}{path}"
    while "/" in path:
        path = path.rpartition("/")[0]
        yield f"{name}{WHOLE}{path}"


def _scalars(name: str, value: object) -> Iterator[tuple[str, str]]:
    """Yield (dotted key, text) for every scalar in a front-matter value."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _scalars(f"{name}.{str(key).lower()}", inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _scalars(name, inner)
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    elif value is not None:
        yield name, str(value)


def spellings(text: str) -> Iterator[tuple[str, str]]:
    """Yield (word without accents, word as written) for each word of a text, both in lower case."""
    for word in words_of(one_case(without_marks(text)).lower()):
        yield fold(word), word


_BEYOND_ASCII = lazy_regex(r"[^\W_\x00-\x7f]")
_folded = lru_cache(1 << 16)(fold)  # articles share most of their words


def accents_of(texts: Iterable[str]) -> list[str]:
    """The tokens of the field `accents` for the texts of an article; none if they are ASCII.

    They are the words with accents as written, and "-word" for each word that occurs only with accents.
    """
    accented: dict[str, str] = {}
    plain: set[str] = set()
    others = []
    for text in texts:
        if text.isascii() or not _BEYOND_ASCII.search(text):  # typographic quotes are in most articles
            others.append(text)
            continue
        for written in {*words_of(text.lower())}:
            folded = _folded(written)
            if folded == written:
                plain.add(folded)
            else:
                accented[written] = folded
    if not accented:
        return []
    for text in others:
        plain.update(words_of(text.lower()))
    return sorted({*accented, *("-" + folded for folded in accented.values() if folded not in plain)})


def comparison(wanted: Range) -> Callable[[str], bool]:
    """A test whether a folded front-matter value is in a range; numbers are compared as numbers."""

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
                # "2021-03" as an upper bound includes "2021-03-05": only the length of the bound is compared.
                a = value[: len(b)]
            order = (a > b) - (a < b)  # type: ignore[operator]
            if order * sign < 0 or (order == 0 and not included):
                return False
        return True

    return fits
