"""Ranked search: the best articles for a query, their best passages, and how scores are made up."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Literal, Protocol

from kratomcli.catalog.sql_fields import Sort
from kratomcli.errors import ArticleUnreadable
from kratomcli.model.entry import sections_at
from kratomcli.model.hit import Hit
from kratomcli.named_tuples import NamedTuple
from kratomcli.query.ast import Everything

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from kratomcli.catalog.catalog import Catalog
    from kratomcli.engine import Engine, Highlight, Highlighter
    from kratomcli.index.index_files import OpenIndex
    from kratomcli.index.texts import Body, Texts
    from kratomcli.markup.tools.pieces import Piece
    from kratomcli.model.entry import Entry, Section
    from kratomcli.model.explanation import ScorePart
    from kratomcli.model.hit import Snippet
    from kratomcli.query.ast import Node

Ranked = list[tuple[int, float]]
"""(key, score) of articles, best first."""


class SearchAnswer(Protocol):
    """What an index answers to one query; `matching` is a query for all articles found."""

    @property
    def matching(self) -> Node: ...

    @property
    def by_meaning(self) -> Collection[int]:
        """Keys of those found that have none of the words."""

    def best(self, limit: int, sort: Sort | None) -> Ranked:
        """The best articles; with `sort` the first ones in that order, without scores."""

    def shares(self, keys: Sequence[int]) -> Mapping[int, Sequence[ScorePart]]:
        """Key → the parts of the score; `places` are empty."""

    def near(self, key: int) -> Near | None:
        """How near an article is in meaning; None if that was not asked."""


class Near(NamedTuple):
    """The passage of an article that is nearest in meaning, as offsets into its body.

    `is_all` says that the article has none of the query's words.
    """

    start: int
    end: int
    is_all: bool


class Worded:
    """The articles that have the words of a query, or are as its fields say."""

    def __init__(self, engine: Engine, catalog: Catalog, texts: Texts, node: Node) -> None:
        self._engine = engine
        self._catalog = catalog
        self._read = partial(text_of, catalog, texts)
        self.matching = node
        self.by_meaning: Collection[int] = ()

    def best(self, limit: int, sort: Sort | None) -> Ranked:
        if sort is None:
            ranking = self._engine.search(self.matching, limit, read=self._read)
            if ranking.ranked:
                return ranking.best
            sort = Sort("date", descending=True)
        return in_order(self._engine, self._catalog, self.matching, sort, limit)

    def shares(self, keys: Sequence[int]) -> Mapping[int, Sequence[ScorePart]]:
        return self._engine.shares(self.matching, keys, read=self._read)

    def near(self, _: int) -> Near | None:
        return None


def in_order(engine: Engine, catalog: Catalog, node: Node, sort: Sort, limit: int) -> Ranked:
    """The first articles of all that match, in another order than relevance."""
    batches = None if isinstance(node, Everything) else engine.keys(node)
    return [(key, 0.0) for key in catalog.keys(keys=batches, sort=sort, limit=limit)]


def find(
    index: OpenIndex,
    texts: Texts,
    node: Node,
    answer: Callable[[Engine, Catalog], SearchAnswer],
    *,
    limit: int,
    sort: Sort | None,
    snippets: int,
    width: int,
    explain: bool,
    versions: Callable[[int], Sequence[int]] | None,
) -> list[Hit]:
    """The best articles of an answer to a query, with passages.

    With `versions` (key → its versions), only the best version of each.
    """
    with index.held() as engine:
        catalog = index.catalog
        given = answer(engine, catalog)
        also: dict[int, Sequence[int]] = {}
        if versions is None:
            best = given.best(limit, sort)
        else:
            best, also = _unique(given, limit, sort, versions)
        keys = [key for key, _ in best]
        entries, locations = catalog.entries(keys), catalog.locations(keys)
        formats = catalog.body_formats(keys)
        others = catalog.entries([key for group in also.values() for key in group])
        highlighter = engine.highlighter(node)
        shares = given.shares(keys) if explain and sort is None else {}

    def made(key: int, score: float) -> Hit:
        entry = entries[key]
        read = partial(texts.body, entry, locations[key], formats[key])
        found = _hit(
            *(entry, score, highlighter, read),
            snippets=snippets,
            width=width,
            shares=shares.get(key),
            near=given.near(key),
        )
        ids = sorted(others[other].id for other in also.get(key, ()) if other in others)
        return found._replace(also=tuple(ids)) if ids else found

    return [made(key, score) for key, score in best if key in entries]


def text_of(catalog: Catalog, texts: Texts, key: int) -> tuple[str, str]:
    """The text of an article, and its language; without its body if that can't be read now."""
    from kratomcli.markup.comments import comments_of
    from kratomcli.markup.tools.pieces import blanked

    entry = catalog.entries([key]).get(key)
    if entry is None:
        return "", ""
    body = texts.body(entry, catalog.locations([key])[key], catalog.body_formats([key])[key])
    comments = comments_of(body.text, body.markup, entry.path, body.convention) if body else []
    parts = [entry.title, entry.summary, blanked(body.text, comments) if body else ""]
    return "\n".join(parts), entry.lang


def _unique(
    answer: SearchAnswer, limit: int, sort: Sort | None, versions: Callable[[int], Sequence[int]]
) -> tuple[Ranked, dict[int, Sequence[int]]]:
    """The best articles, one of each group of versions; and key → its other versions."""
    versions = cache(versions)  # asked again in each round
    wanted = limit
    while True:
        ranked = answer.best(wanted, sort)
        best: Ranked = []
        also: dict[int, Sequence[int]] = {}
        hidden: set[int] = set()
        for key, score in ranked:
            if len(best) < limit and key not in hidden:
                best.append((key, score))
                also[key] = versions(key)
                hidden.update(also[key])
        if len(best) == limit or len(ranked) < wanted:
            return best, also
        wanted *= 2


def _hit(
    entry: Entry,
    score: float,
    highlighter: Highlighter,
    read: Callable[[], Body | None],
    *,
    snippets: int,
    width: int,
    shares: Sequence[ScorePart] | None = None,
    near: Near | None = None,
) -> Hit:
    """One hit with at most `snippets` passages; `read` is called only if the text is needed."""
    from kratomcli.markup.comments import blocks_of, comments_of
    from kratomcli.markup.tools.pieces import blanked

    in_title = _marks(highlighter, entry, entry.title)
    body = read() if snippets or shares is not None else None
    comments = comments_of(body.text, body.markup, entry.path, body.convention) if body else []
    highlights = highlighter(blanked(body.text, comments), entry.lang) if body else []
    found: tuple[Snippet, ...] = ()
    sections: Sequence[Section] = ()
    if body is not None and (highlights or near):
        what = near if near and near.is_all else highlights
        sections, found = _passages(entry, body, blocks_of(body.text, comments), what, snippets, width)
    matched: Literal["body", "title", "field", "meaning"] | None = None
    if snippets:
        matched = "body" if found else "title" if in_title else "field"
        matched = "meaning" if near and near.is_all else matched
    name, in_name = _name(entry, highlighter) if matched == "field" else ("", ())
    if shares:
        places = _places(entry, sections, highlights, highlighter)
        shares = [
            _placed(share, places, near, sections) for share in sorted(shares, key=lambda share: -share.score)
        ]
    return Hit(entry, score, matched, found, in_title, name, in_name, tuple(shares or ()))


def _placed(
    share: ScorePart,
    places: Mapping[str, tuple[tuple[str, int], ...]],
    near: Near | None,
    sections: Sequence[Section],
) -> ScorePart:
    """A part of a score with its places."""
    if share.kind == "text":
        return share._replace(places=places.get(share.words, ()))
    if share.kind == "meaning" and near:
        around = sections_at(sections, near.start)
        return share._replace(places=((around[-1].slug if around else "body", 1),))
    return share


def _marks(highlighter: Highlighter, entry: Entry, text: str) -> tuple[tuple[int, int], ...]:
    """The (start, end) of what matches in a text of an article."""
    return tuple((highlight.start, highlight.end) for highlight in highlighter(text, entry.lang))


def _name(entry: Entry, highlighter: Highlighter) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The name beside the title in which most of the words are, and its highlights; ("", ()) for none."""
    from kratomcli.readers.article_names import names_of

    names = names_of(entry)
    others = (*names.written, names.file, *names.aliases)
    marked = ((name, _marks(highlighter, entry, name)) for name in others)
    best = max(marked, key=lambda found: len(found[1]))
    return best if best[1] else ("", ())


def _passages(
    entry: Entry,
    body: Body,
    blocks: Sequence[Piece],
    found: Sequence[Highlight] | Near,
    most: int,
    width: int,
) -> tuple[Sequence[Section], tuple[Snippet, ...]]:
    """The sections and best passages of a body; both empty if it can't be parsed.

    `blocks` are its comments of several lines.
    """
    from kratomcli.markup.tools.pieces import blanked
    from kratomcli.markup.tools.syntaxes import syntaxes_of
    from kratomcli.readers import one_article, sections_of
    from kratomcli.search.snippets import opening, snippets

    syntaxes = syntaxes_of(entry.path, body.convention)
    try:
        with one_article():
            sections = sections_of(blanked(body.text, blocks), body.markup, body.line)
            if isinstance(found, Near):
                return sections, opening(body, sections, found.start, found.end, width, syntaxes)[:most]
            return sections, snippets(
                body.text,
                found,
                markup=body.markup,
                body_line=body.line,
                sections=sections,
                limit=most,
                width=width,
                syntaxes=syntaxes,
            )
    except ArticleUnreadable:  # it remains a hit
        return (), ()


def _places(
    entry: Entry, sections: Sequence[Section], highlights: Sequence[Highlight], highlighter: Highlighter
) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Word → its places in an article (title, sections), and how often it is there."""
    from kratomcli.readers.article_names import names_of

    counts: dict[tuple[str, str], int] = {}

    def add(place: str, found: Sequence[Highlight]) -> None:
        for highlight in found:
            word = highlighter.words[highlight.word]
            counts[word, place] = counts.get((word, place), 0) + 1

    add("title", highlighter(entry.title, entry.lang))
    add("summary", highlighter(entry.summary, entry.lang))
    for tag in entry.tags:
        add("tags", highlighter(tag, entry.lang))
    names = names_of(entry)
    for name in (names.file, *names.aliases):
        add("names", highlighter(name, entry.lang))
    for section in sections:
        add("headings", highlighter(section.title, entry.lang))
    add("body", highlights)
    words = dict.fromkeys(word for word, _ in counts)
    return {word: tuple((at, n) for (one, at), n in counts.items() if one == word) for word in words}
