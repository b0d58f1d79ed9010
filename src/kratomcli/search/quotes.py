"""The sentences of a library about some words, and how many independent articles contain each.

Sentences that are equal, or differ in a word or two, form one quote. Hedges and negations are words found
in a sentence; whether it is true, doubted or denied is left to the reader.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from zlib import crc32

from kratomcli.markup.prose import prose, sentence_spans
from kratomcli.markup.shown import ShownBody
from kratomcli.markup.tools.syntaxes import syntaxes_of
from kratomcli.model.entry import sections_at
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.query.ast import And, Match, Node, Or, Phrase, Term
from kratomcli.query.unparser import unparse
from kratomcli.text.normalize import fold, one_line, words_of

if TYPE_CHECKING:
    from kratomcli.engine import Highlight, Highlighter
    from kratomcli.model.article import Article
    from kratomcli.model.entry import Section

Ranges = tuple[tuple[int, int], ...]
"""Character offsets (start, end) into a text, in order, end exclusive."""

ALIKE = 0.8
"""Two sentences are one quote from this Jaccard similarity of their words on."""
_COPIED = 0.5  # Jaccard similarity of five-word shingles from which on an article is a copy of another
_RUN = 5
_SKETCH = (
    128  # shingles kept of an article, those with the smallest hashes: enough to estimate the similarity
)
_FEWEST_WORDS = 4
_LONGEST = 2000  # characters; anything longer is not a sentence

_HEDGES = lazy_regex(
    r"\b(?:(?-i:may)(?! \d)|might|could|can sometimes|perhaps|maybe|possib(?:ly|le|ility)|probably"
    r"|potential(?:ly)?|likely|unlikely|apparently|reportedly|allegedly|supposedly|presumably|seem(?:s|ed|ingly)?"
    r"|appear(?:s|ed)? to|suggest(?:s|ed|ing)?|indicat(?:e|es|ed|ing)|believed?|thought to|said to"
    r"|claim(?:s|ed)?|according to|some (?:reports?|stud(?:y|ies)|evidence|people|users?|research(?:ers)?)"
    r"|some (?:experts?|say|argue|believe)|anecdotal(?:ly)?|preliminary|tentative(?:ly)?|unclear|uncertain"
    r"|unknown|in some cases|sometimes|tends? to)\b",
    re.IGNORECASE,
)
_NEGATIONS = lazy_regex(
    r"\b(?:not|no|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|hardly|scarcely|barely"
    r"|lacks?|lacking|fail(?:s|ed)? to|instead of|rather than)\b|\b\w+n[’']t\b",
    re.IGNORECASE,
)


class QuoteSource(NamedTuple):
    """The place of a sentence; `line` is the 1-based line in the article's file."""

    id: str
    path: str
    title: str
    date: str
    source: str
    line: int
    section: Section | None


class Quote(NamedTuple):
    """A sentence and all places where it is found.

    `text` is from `places[0]`, which is in the article with the earliest known date.
    `independent` is the number of its articles, copies of each other counted once.
    """

    text: str
    highlights: Ranges
    hedges: Ranges
    negations: Ranges
    places: tuple[QuoteSource, ...]
    articles: int
    independent: int

    @property
    def hedge_words(self) -> tuple[str, ...]:
        """The hedges in lower case, each once."""
        return self._words(self.hedges)

    @property
    def negation_words(self) -> tuple[str, ...]:
        """The negations in lower case, each once."""
        return self._words(self.negations)

    def _words(self, ranges: Ranges) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.text[start:end].lower() for start, end in ranges))


class _Said(NamedTuple):
    """A sentence of one article."""

    text: str
    words: frozenset[str]
    place: QuoteSource
    lang: str


def gather(
    articles: Iterable[Article], highlighter: Highlighter, node: Node, limit: int | None = None
) -> list[Quote]:
    """The quotes from these articles, those in most independent articles first, then the newest."""
    said: list[_Said] = []
    sketches: dict[str, frozenset[int]] = {}
    for article in articles:
        found = list(_sentences(article, highlighter, node))
        if found:
            sketches[article.id] = _sketch(article.body)
            said += found
    quotes = [_quote(group, sketches, highlighter) for group in _groups(said)]
    quotes.sort(key=lambda quote: (quote.places[0].id, quote.places[0].line))
    quotes.sort(key=lambda quote: max(place.date for place in quote.places), reverse=True)
    quotes.sort(key=lambda quote: -quote.independent)
    return quotes[:limit]


# -- sentences -------------------------------------------------------------------------------------------


def _sentences(article: Article, highlighter: Highlighter, node: Node) -> Iterator[_Said]:
    """The sentences of an article that match the words of the query."""
    body = article.body
    highlights = highlighter(body, article.lang)
    if not highlights:
        return
    headings = {section.start for section in article.sections}
    at = counted = 0
    line = article.body_line
    syntaxes = syntaxes_of(article.path, article.convention)
    shown = ShownBody(body, article.markup, syntaxes)
    for start, end in sentence_spans(body, article.markup, prose(body, article.markup, syntaxes)):
        while at < len(highlights) and highlights[at].start < start:
            at += 1
        inside: list[Highlight] = []
        while at < len(highlights) and highlights[at].end <= end:
            inside.append(highlights[at])
            at += 1
        if not inside or start in headings or end - start > _LONGEST:
            continue
        if not _says(node, {highlighter.words[highlight.word] for highlight in inside}, highlighter.words):
            continue
        text = one_line(shown.part(start, end).text)
        words = words_of(fold(text))
        if len(words) >= _FEWEST_WORDS or any(char >= "\u2e80" for char in text):
            line += body.count("\n", counted, start)
            counted = start
            yield _Said(text, frozenset(words), _place(article, line, start), article.lang)


def _place(article: Article, line: int, offset: int) -> QuoteSource:
    around = sections_at(article.sections, offset)
    return QuoteSource(
        article.id,
        article.path,
        article.title,
        article.date,
        article.source,
        line,
        around[-1] if around else None,
    )


def _says(node: Node, found: set[str], known: Sequence[str]) -> bool | None:
    """Whether the words found in a sentence match a node of the query; None if the node has no words."""
    match node:
        case Term() | Phrase() | Match():
            word = unparse(node)
            return word in found if word in known else None
        case And(parts) | Or(parts):
            said = [answer for part in parts if (answer := _says(part, found, known)) is not None]
            if not said:
                return None
            return all(said) if isinstance(node, And) else any(said)
        case _:
            return None


# -- the same sentence ------------------------------------------------------------------------------------


def _groups(said: Sequence[_Said]) -> Iterator[list[_Said]]:
    """Groups of similar sentences.

    Only sentences that share one of their rarest words are compared: similar ones always do (prefix
    filtering, Chaudhuri et al., 2006).
    """
    distinct: dict[frozenset[str], list[_Said]] = {}
    for one in said:
        distinct.setdefault(one.words, []).append(one)
    counts = Counter(word for words in distinct for word in words)
    leaders: list[frozenset[str]] = []
    groups: list[list[_Said]] = []
    by_word: dict[str, list[int]] = {}
    for words, same in distinct.items():
        rarest = sorted(words, key=lambda word: (counts[word], word))
        rarest = rarest[: len(words) - _needed(len(words)) + 1]
        near = dict.fromkeys(number for word in rarest for number in by_word.get(word, ()))
        number = next((n for n in near if _share(words, leaders[n]) >= ALIKE), None)
        if number is None:
            number = len(groups)
            leaders.append(words)
            groups.append([])
            for word in rarest:
                by_word.setdefault(word, []).append(number)
        groups[number] += same
    yield from groups


def _needed(size: int) -> int:
    """How many of `size` words a similar sentence must share at least."""
    return -int(-ALIKE * size // 1)


def _share(one: frozenset[str] | frozenset[int], other: frozenset[str] | frozenset[int]) -> float:
    together = len(one | other)
    return len(one & other) / together if together else 1.0


# -- quotes -----------------------------------------------------------------------------------------------


def _quote(group: Sequence[_Said], sketches: dict[str, frozenset[int]], highlighter: Highlighter) -> Quote:
    ordered = sorted(group, key=lambda one: (one.place.date or "9", one.place.id, one.place.line))
    first = ordered[0]
    places = list({one.place.id: one.place for one in reversed(ordered)}.values())[::-1]
    return Quote(
        first.text,
        tuple((highlight.start, highlight.end) for highlight in highlighter(first.text, first.lang)),
        tuple(found.span() for found in _HEDGES.finditer(first.text)),
        tuple(found.span() for found in _NEGATIONS.finditer(first.text)),
        tuple(places),
        len(places),
        _independent(places, frozenset().union(*(_runs(one.text) for one in group)), sketches),
    )


def _independent(
    places: Sequence[QuoteSource], own: frozenset[int], sketches: dict[str, frozenset[int]]
) -> int:
    """The number of these articles, counting copies of each other, and those from one source, once.

    `own` are the shingles of the sentence itself, which all articles share.
    """
    kept: list[tuple[QuoteSource, frozenset[int]]] = []
    for place in places:
        runs = sketches[place.id] - own
        if not any(
            (place.source and place.source == other.source) or _share(runs, theirs) >= _COPIED
            for other, theirs in kept
        ):
            kept.append((place, runs))
    return len(kept)


def _sketch(body: str) -> frozenset[int]:
    """The bottom-k sketch of an article: the smallest hashes of its shingles (Broder, 1997)."""
    return frozenset(sorted(_runs(body))[:_SKETCH])


def _runs(text: str) -> frozenset[int]:
    """The hashes of a text's five-word shingles."""
    words = words_of(fold(text))
    places = range(max(len(words) - _RUN, 0) + 1)
    return frozenset(crc32(" ".join(words[at : at + _RUN]).encode()) for at in places)
