"""A reference implementation of query matching, used as an oracle: it scans every article and has no index.

It is simple rather than fast, so that it can be checked by reading. Only the stemmer is the engine's own,
because its stems define which words are equal.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import tantivy

from kratomcli.query import ast

if TYPE_CHECKING:
    from kratomcli.model.article import Article

STOP_WORDS = {
    "a",
    "about",
    "am",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "been",
    "being",
    "but",
    "by",
    "can",
    "could",
    "did",
    "do",
    "does",
    "for",
    "from",
    "had",
    "has",
    "have",
    "he",
    "her",
    "his",
    "how",
    "i",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "just",
    "may",
    "me",
    "might",
    "must",
    "my",
    "no",
    "not",
    "of",
    "on",
    "or",
    "our",
    "shall",
    "she",
    "should",
    "so",
    "some",
    "such",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "to",
    "too",
    "us",
    "very",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "would",
    "you",
    "your",
}
UNSPACED = "\u3040-\u30ff\u4e00-\u9fff"
"""Character class of kana and common CJK ideographs: each such character is a word by itself."""
TEXT_FIELDS = {"title", "text"}


def matching(node: ast.Node, articles: list[Article]) -> list[str]:
    """Ids of the articles that a query matches, sorted."""
    return sorted(article.id for article in articles if matches(node, article) or _is_named(node, article))


def _is_named(node: ast.Node, article: Article) -> bool:
    """Whether the words of a query are a whole name of the article, and its filters match."""
    parts = node.parts if isinstance(node, ast.And) else (node,)
    worded = [part for part in parts if _has_words(part)]
    typed = [p.text for p in worded if isinstance(p, ast.Phrase) or p == ast.Term(getattr(p, "text", ""))]
    if not typed or len(typed) < len(worded):
        return False
    asked = " ".join(plain(" ".join(typed)).split())
    names = {" ".join(plain(name).split()) for name in [article.title, *_other_names(article)]}
    alike = {" ".join(re.findall(r"[^\W_]+", name)) for name in names} - {""}
    is_name = asked in names or " ".join(re.findall(r"[^\W_]+", asked)) in alike
    return is_name and all(matches(part, article) for part in parts if part not in worded)


def _other_names(article: Article) -> list[str]:
    """The names of an article beside its title; in the corpus no file name has a date or a suffix in it."""
    aliases = [name for key in ("aliases", "alias") for name in _values(article, key)]
    return [article.id.rpartition("/")[2].replace("-", " "), *aliases]


def matches(node: ast.Node, article: Article) -> bool:
    """Whether a query, or a part of one, matches an article."""
    match node:
        case ast.Everything():
            return True
        case ast.Term(text, prefix, fuzz, exact):
            return _term(article, text, prefix, fuzz, exact)
        case ast.Phrase(text):
            return _run_in(text, _texts(article))
        case ast.Match(field, value, quoted, prefix):
            return _field(article, field, value, quoted, prefix)
        case ast.Range():
            return _range(article, node)
        case ast.Is("draft"):
            return article.draft
        case ast.Has(field):
            return any(value for value in _values(article, field))
        case ast.Not(part):
            return not matches(part, article)
        case ast.And(parts):
            return all(matches(part, article) for part in _significant(parts))
        case ast.Or(parts):
            return any(matches(part, article) for part in _significant(parts))
    raise AssertionError(node)


def _significant(parts: tuple[ast.Node, ...]) -> list[ast.Node]:
    """The operands of AND or OR that take part in matching.

    Terms and phrases without a word are dropped, and bare stop words too, unless nothing that searches text
    would be left. If every operand would be dropped, all are kept.
    """
    worded = [p for p in parts if not (isinstance(p, (ast.Term, ast.Phrase)) and not words(p.text))]
    kept = [p for p in worded if not (isinstance(p, ast.Term) and p == ast.Term(p.text) and _stops(p.text))]
    return kept if any(_has_words(part) for part in kept) else worded or list(parts)


def _stops(word: str) -> bool:
    return word.lower() in STOP_WORDS


def _has_words(node: ast.Node) -> bool:
    """Whether a part of a query searches text, rather than only filtering by a field."""
    if isinstance(node, (ast.And, ast.Or)):
        return any(_has_words(part) for part in node.parts)
    return isinstance(node, (ast.Term, ast.Phrase)) or (
        isinstance(node, ast.Match) and node.field in TEXT_FIELDS
    )


def _texts(article: Article) -> list[str]:
    """The texts that a query without a field searches; phrases do not match across two of them."""
    return [article.title, article.summary, *article.tags, article.body, *_other_names(article)]


def plain(text: str) -> str:
    """`text` case-folded and without diacritics (combining characters after NFKD)."""
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in text if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    """The tokens of a text, normalized by `plain` and not stemmed."""
    return re.findall(f"[{UNSPACED}]|[^\\W_{UNSPACED}]+", plain(text))


@cache
def stem(word: str) -> str:
    """The English Snowball stem of a word, by Tantivy."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    found = builder.filter(tantivy.Filter.stemmer("english")).build().analyze(word)
    return found[0]


def _run_in(phrase: str, texts: list[str]) -> bool:
    """Whether the stems of the phrase occur in sequence in one text; false for a phrase without words."""
    wanted = [stem(word) for word in words(phrase)]
    return bool(wanted) and any(_holds([stem(word) for word in words(text)], wanted) for text in texts)


def _holds(items: list[str], run: list[str]) -> bool:
    """Whether `run` is a contiguous part of `items`."""
    return any(items[at : at + len(run)] == run for at in range(len(items) - len(run) + 1))


def _term(article: Article, text: str, prefix: bool, fuzz: int, exact: bool) -> bool:
    if not (prefix or fuzz or exact) or (not prefix and re.search(f"[{UNSPACED}]", text)):
        return _run_in(text, _texts(article))
    if exact:
        written = {word for t in _texts(article) for word in re.findall(r"[^\W_]+", t.lower())}
        asked = re.findall(r"[^\W_]+", text.lower())
        return bool(asked) and all(word in written for word in asked)
    known = {word for t in _texts(article) for word in words(t)}
    *before, last = words(text) or [""]
    if not last:
        return False
    if fuzz:
        return all(any(_distance(w, k) <= fuzz for k in known) for w in [*before, last])
    return all(word in known for word in before) and any(word.startswith(last) for word in known)


def _distance(a: str, b: str) -> int:
    """Optimal string alignment distance by its recurrence: edits, and swaps of adjacent characters."""

    @cache
    def d(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        best = min(d(i - 1, j) + 1, d(i, j - 1) + 1, d(i - 1, j - 1) + (a[i - 1] != b[j - 1]))
        if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
            best = min(best, d(i - 2, j - 2) + 1)
        return best

    return d(len(a), len(b))


def _values(article: Article, field: str) -> list[str]:
    """The values of a field as text, empty if it has none; dots in a name lead into nested front matter."""
    if field == "section":
        return [section.title for section in article.sections]
    if field == "words":
        return [str(article.words)]
    if field == "text":
        return _texts(article)
    if field == "draft":
        return ["true"] if article.draft else []
    if field == "kind":
        own = article.meta.get("kind")
        return [article.kind, article.path.rpartition(".")[2], *([str(own)] if own else [])]
    if hasattr(article, field):
        value: object = getattr(article, field)
    else:
        value = article.meta
        for part in field.split("."):
            value = value.get(part) if isinstance(value, dict) else None
    if value is None or value == "":
        return []
    items = value if isinstance(value, (list, tuple)) else [value]
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in items]


def _with_folders(path: str) -> list[str]:
    """A path and those of the folders above it."""
    return [path, *(path[: found.start()] for found in re.finditer("/", path))]


def _field(article: Article, field: str, value: str, quoted: bool, prefix: bool) -> bool:
    if field in ("date", "updated", "words"):
        return _range(article, ast.Range(field, value, value))
    if field in TEXT_FIELDS and not prefix:
        return _run_in(value, [article.title] if field == "title" else _texts(article))
    if field == "text":
        return _term(article, value, True, 0, False)
    known = _values(article, field)
    if field in ("id", "path") and "*" in value and not quoted:
        pattern = re.escape(value.rstrip("/") + "*" * prefix).replace(r"\*", ".*")
        places = [place for one in known for place in _with_folders(one)]
        return any(re.fullmatch(pattern, place) for place in places)
    if field in ("id", "path"):
        return any(
            one.startswith(value) if prefix else one == value or one.startswith(value + "/") for one in known
        )
    folded = [" ".join(plain(one).split()) for one in known]
    asked = " ".join(plain(value).split())
    held = {word for one in known for word in words(one)}
    *before, last = words(value) or [""]
    if prefix:
        begins = last and all(w in held for w in before) and any(w.startswith(last) for w in held)
        return bool(begins) or (field != "title" and any(one.startswith(asked) for one in folded))
    if quoted or not last:
        return asked in folded
    return asked in folded or all(word in held for word in [*before, last])


def _range(article: Article, wanted: ast.Range) -> bool:
    values = _values(article, wanted.field)
    if wanted.field in ("date", "updated"):
        return any(_date_fits(value[:19], wanted) for value in values)
    return any(_fits(value, wanted) for value in values)


def _date_fits(date: str, wanted: ast.Range) -> bool:
    """Whether the whole period that an ISO date stands for ("2021-03": a month) lies within the bounds.

    Dates of different precision are compared as strings: a period contains the dates that start with it.
    """
    low, high = wanted.low, wanted.high
    if low is not None:
        if wanted.include_low and not date >= low[: len(date)].ljust(len(low), "\0"):
            return False
        if wanted.include_low and date < low and not date.startswith(low):
            return False
        if not wanted.include_low and (date.startswith(low) or date < low):
            return False
    if high is not None:
        inside = date.startswith(high)
        if wanted.include_high and not inside and not date < high:
            return False
        if wanted.include_high and high.startswith(date) and high != date:
            return False
        if not wanted.include_high and (inside or not date < high or high.startswith(date)):
            return False
    return True


def _fits(value: str, wanted: ast.Range) -> bool:
    """Whether a number lies within the bounds; false if the value or a bound is not a number."""
    try:
        number = float(value)
        low = float(wanted.low) if wanted.low is not None else float("-inf")
        high = float(wanted.high) if wanted.high is not None else float("inf")
    except ValueError:
        return False
    above = number >= low if wanted.include_low else number > low
    return above and (number <= high if wanted.include_high else number < high)
