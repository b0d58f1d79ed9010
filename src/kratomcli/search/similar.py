"""The articles most similar to one article, and the reasons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.index.engine_files import in_order_of_ids
from kratomcli.markup.comments import comments_of
from kratomcli.markup.tools import pieces_of
from kratomcli.markup.tools.pieces import blanked
from kratomcli.markup.tools.syntaxes import syntaxes_of
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.query.ast import Or, Term
from kratomcli.search.lookup import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kratomcli.engine import Engine
    from kratomcli.engine.ties import InOrder
    from kratomcli.index.index_files import OpenIndex
    from kratomcli.index.texts import Texts
    from kratomcli.meaning.answers import Meaning
    from kratomcli.model.article import Article
    from kratomcli.model.entry import Entry
    from kratomcli.reuse.answers import Reuse

_LEAST_TERMS = 3
_LEAST_SCORE = 0.15
"""The lowest score of a neighbour, relative to the score of the article itself for its own terms."""
_NAMED = 8
_COMPARED = 1_000
"""Articles whose meaning is compared: half of these are at most as near as articles are by chance."""
_LEAST_NEARNESS = 0.4
"""The lowest nearness in meaning that is a reason by itself."""
_NO_PROSE = lazy_regex(r"<[^<>]*>|\]\([^()\s]*\)|https?://\S+|\{[{%][^{}]*[}%]\}|```.*?```", re.S)
_SHARED = 0.5
"""The share of the distance to 1 that is added to the score of an article whose words are all shared."""


class Reach(NamedTuple):
    """How far neighbours are looked for: by how many key terms, in how many articles beyond the limit."""

    terms: int
    others: int


THOROUGH, QUICK = Reach(30, 50), Reach(12, 1)


class Known(NamedTuple):
    """What is known of other articles, by key, beside their words."""

    shared: Mapping[int, tuple[int, int]] = {}
    """Words in passages that both share, words of the shorter article."""
    similarities: Mapping[int, float] = {}
    """Similarity in meaning, of those that are nearest."""
    by_id: InOrder = sorted
    """Sorts keys by the ids of their articles."""


class Neighbour(NamedTuple):
    """An article that is similar to another one.

    `score` is 1 for the same text. `terms` are key terms that both have, ordered by their part in the
    score; `words` is the number of words in passages that both have. `meaning` is the similarity of their
    nearest passages, at most 1; None where the library has no vectors.
    """

    entry: Entry
    score: float
    terms: tuple[str, ...]
    words: int
    meaning: float | None = None


class Scored(NamedTuple):
    """A neighbour, identified by its key."""

    key: int
    score: float
    terms: tuple[str, ...]
    words: int
    meaning: float | None = None

    def of(self, entry: Entry) -> Neighbour:
        """The neighbour with the data of its article."""
        return Neighbour(entry, *self[1:])


def neighbours(
    index: OpenIndex,
    texts: Texts,
    reuse: Callable[[], Reuse] | None,
    meaning: Meaning | None,
    reference: str,
    limit: int,
) -> list[Neighbour]:
    """The articles most similar to the one that `reference` names.

    `reuse` returns the shared passages; `meaning` has the vectors. None if there are none.

    Raises:
        ArticleNotFound, AmbiguousId, ArticleUnreadable: none, several, or one that can't be read.
    """
    catalog = index.catalog
    with index.held() as engine:
        key = resolve(catalog, reference)[0]
        others = reuse().others([key])[key] if reuse else ()
        shared = {other.key: (other.same, other.shorter) for other in others}
        found_near = meaning.near_article(key, _COMPARED) if meaning else ()
        near = {
            one.key: min(one.similarity, 1.0) for one in found_near
        }  # rounded vectors may be longer than 1
        entry, location = catalog.entries([key])[key], catalog.locations([key])[key]
        article = texts.article(entry.id, entry.path, location)
        by_id = partial(in_order_of_ids, catalog)
        found = nearest(engine, key, article, Known(shared, near, by_id), limit)
        entries = catalog.entries([one.key for one in found])
    return [one.of(entries[one.key]) for one in found if one.key in entries]


def _without_tools(article: Article) -> str:
    """The body without the markup of tools, such as comments and imports."""
    if article.markup == "text":
        return article.body
    body = article.body
    body = blanked(body, comments_of(body, article.markup, article.path, article.convention))
    return blanked(body, pieces_of(body, syntaxes_of(article.path, article.convention)))


def related(index: OpenIndex, texts: Texts, ids: Sequence[str], limit: int) -> dict[str, list[Neighbour]]:
    """Id → the articles that are nearest by their words alone: quicker than `neighbours`, for many articles.

    Articles that can't be read have none.
    """
    catalog = index.catalog
    found: dict[str, list[Scored]] = {}
    with index.held() as engine:
        catalog.need_ids(ids)
        keys = {key: id for id in ids for key, exact in catalog.find(id, 1) if exact == id}
        by_id = partial(in_order_of_ids, catalog)
        entries, locations = catalog.entries([*keys]), catalog.locations([*keys])
        for key, entry in entries.items():
            with suppress(ArticleUnreadable):
                article = texts.article(entry.id, entry.path, locations[key])
                found[entry.id] = nearest(engine, key, article, Known(by_id=by_id), limit, QUICK)
        others = catalog.entries(sorted({one.key for some in found.values() for one in some}))
    return {id: [one.of(others[one.key]) for one in some if one.key in others] for id, some in found.items()}


def nearest(
    engine: Engine, key: int, article: Article, known: Known, limit: int, reach: Reach = THOROUGH
) -> list[Scored]:
    """The articles most similar to the one with this key, best first; of equals that with the first id."""
    found, own = _with_its_terms(engine, key, article, sorted(known.shared), limit, reach)
    nearness = _nearness(known.similarities)
    neighbours = []
    for other in found.keys() | known.shared.keys() | nearness.keys():
        terms = found.get(other, {})
        same, shorter = known.shared.get(other, (0, 1))
        alike = min(sum(terms.values()) / own, 1.0) if own else 0.0
        by_terms = len(terms) >= _LEAST_TERMS and alike >= _LEAST_SCORE
        if not (same or by_terms or nearness.get(other, 0.0) >= _LEAST_NEARNESS):
            continue  # there is no reason to show
        if nearness and alike < 1:  # a copy has all words; its vectors are rounded
            alike = (alike + nearness.get(other, 0.0)) / 2
        score = alike + (1 - alike) * _SHARED * min(same / max(shorter, 1), 1.0)
        best = sorted(terms, key=lambda word: (-terms[word], word))[:_NAMED]
        neighbours.append(Scored(other, score, tuple(best), same, known.similarities.get(other)))
    often = Counter(one.score for one in neighbours)
    equals = sorted(one.key for one in neighbours if often[one.score] > 1)
    places = {other: place for place, other in enumerate(known.by_id(equals) if equals else ())}
    return sorted(neighbours, key=lambda one: (-one.score, places.get(one.key, 0)))[:limit]


def _with_its_terms(
    engine: Engine, key: int, article: Article, others: Sequence[int], limit: int, reach: Reach
) -> tuple[dict[int, dict[str, float]], float]:
    """Key → what each of the article's key terms scores there; and what they score in the article itself."""
    body = _NO_PROSE.sub(" ", _without_tools(article))
    text = "\n".join([article.title, article.title, " ".join(article.tags), article.summary, body])
    words = engine.key_terms(text, article.lang, reach.terms)
    if not words:
        return {}, 0.0
    query = Or(tuple(Term(word) for word in words))
    ranked = [other for other, _ in engine.search(query, limit + reach.others).best]
    keys = list(dict.fromkeys([key, *ranked, *others]))
    found = {
        other: {share.words: share.score for share in shares if share.kind == "text"}
        for other, shares in engine.shares(query, keys).items()
    }
    return found, sum(found.pop(key, {}).values())


def _nearness(similarities: Mapping[int, float]) -> dict[int, float]:
    """Key → how near an article is, 0 to 1: 1 says the same, and half of those compared have 0.

    Similarities of one model begin higher than those of another, so that they are compared with their median.
    """
    if not similarities:
        return {}
    usual = min(median(similarities.values()), 0.99)
    near = {key: (similarity - usual) / (1 - usual) for key, similarity in similarities.items()}
    return {key: min(nearness, 1.0) for key, nearness in near.items() if nearness > 0}
