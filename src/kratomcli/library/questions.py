"""Methods of `Library` that take several steps, as functions of the session of one thread.

Their arguments and results are those of the methods of `Library`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from zlib import crc32

from kratomcli.errors import ArticleUnreadable, IndexMissing, KratomError
from kratomcli.index.freshness import NO_INDEX
from kratomcli.library.repair import repaired
from kratomcli.library.session import is_everything
from kratomcli.model.paths import is_converted

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from kratomcli.catalog.schema import TextLocation
    from kratomcli.checks import Report
    from kratomcli.checks.finding import Finding
    from kratomcli.checks.registry import Rule
    from kratomcli.desk.editors import FilePosition
    from kratomcli.desk.viewers import ViewedFile
    from kratomcli.editing.changes import FrontMatterChanges
    from kratomcli.editing.proposed import ChangedArticle, FileToChange, ProposedChanges
    from kratomcli.editing.undo_log import UndoLog
    from kratomcli.engine import Highlighter
    from kratomcli.index.status import Status
    from kratomcli.index.sync import SyncReport
    from kratomcli.library.session import Manner, Session
    from kratomcli.model.article import Article
    from kratomcli.model.entry import Entry, Section
    from kratomcli.query.ast import Node
    from kratomcli.reuse.answers import Group, SharedPassage
    from kratomcli.reuse.groups import ReuseKind
    from kratomcli.search.changes import Change
    from kratomcli.search.facets import Facet
    from kratomcli.search.links import ArticleLink, Direction, LinkGraph
    from kratomcli.search.quotes import Quote
    from kratomcli.search.similar import Neighbour
    from kratomcli.search.statistics import Statistics

_FEW = 100
"""Articles that are embedded when they are first needed."""


def faults(session: Session) -> Generator[str, None, None]:
    """Verify the index and what is beside it; yield each fault as a sentence."""
    if "synced" not in session.index.catalog.facts():
        raise IndexMissing(NO_INDEX)
    yield from session.index.verify()
    if session.index.place is not None and os.path.isdir(f"{session.index.place}/reuse"):
        yield from session.reuse.faults()
    from kratomcli.meaning.answers import faults as faults_of_meaning

    yield from faults_of_meaning(session.index)


def status(session: Session, origin: str) -> Status:
    """The status of the index, and of what is known of meaning."""
    from kratomcli.meaning.answers import stored_state

    return session.index.status(origin)._replace(meaning=stored_state(session.index))


def sync(session: Session, rebuild: bool, compares: bool) -> SyncReport:
    """Update the index from the folders; with `rebuild`, make it from nothing, without vectors.

    With `compares`, new articles are compared with all others, unless the library is on a cluster.
    """
    if rebuild:
        from kratomcli.meaning.answers import forget

        forget(session.index)
    if not compares or not session.index.is_embedded:
        return session.index.sync(rebuild=rebuild)
    from kratomcli.reuse.ahead import comparing_ahead

    with comparing_ahead(session.index, lambda key, reason: session.reuse.note_failure(key, reason)):
        report = session.index.sync(rebuild=rebuild)
    compare(session)
    return report


def embed(session: Session) -> None:
    """Embed new articles."""
    session.index.make_ready()
    session.embedded()


def revisions(session: Session, keys: Iterator[int]) -> Iterator[tuple[Entry, str]]:
    """Yield articles, each with a revision: a text that differs after its file or a link's target changed."""
    for entry, location, links in session.placed(keys):
        meant = f":{crc32(repr(sorted(links.items())).encode('utf-8', 'replace'))}" if links else ""
        yield entry, session.texts.revision(location) + meant


def part(session: Session, reference: str) -> tuple[Article, Section | None]:
    """The article that a reference names, and the section; None if the reference has no section."""
    from kratomcli.search.lookup import section_of

    located = session.located(reference)
    article, slug = session.article(located), located.slug
    return article, section_of(article, slug, reference) if slug is not None else None


def raw(session: Session, reference: str) -> bytes:
    """The content of an article's file."""
    located = session.located(reference)
    return session.texts.data(located.entry.id, located.location)


def position(session: Session, reference: str, query: str | Node) -> FilePosition:
    """Where in an article's file its section begins, or the query's first match is."""
    from kratomcli.desk.editors import FilePosition
    from kratomcli.desk.positions import position_in, position_in_source, require_text
    from kratomcli.search.lookup import section_of

    located = session.located(reference)
    entry, file = located.entry, os.fsdecode(session.texts.file(located.location))
    require_text(entry.id, entry.path)
    if located.slug is None and not query:
        if not os.path.isfile(file):  # an editor would begin another article in its place
            raise ArticleUnreadable(f"{entry.id} can't be read: there is no file {entry.path}")
        return FilePosition(file)
    article = session.article(located)
    section = section_of(article, located.slug, reference) if located.slug is not None else None
    find = highlighter(session, session.node(query)) if query else None
    if not is_converted(entry.path):
        return position_in(file, article, section, find)
    source = session.texts.data(entry.id, located.location).decode(errors="replace")
    return position_in_source(file, article, source, section, find)


def viewed(session: Session, reference: str, source: bool) -> ViewedFile:
    """What to open to see an article."""
    from kratomcli.desk.pages import is_shown_by_system, make_page
    from kratomcli.desk.viewers import ViewedFile

    located = session.located(reference)
    if source or is_shown_by_system(located.entry.path):
        return ViewedFile(os.fsdecode(session.texts.file(located.location)))
    article, section = part(session, reference)
    roots = [root.folder for root in session.index.roots]
    notices = session.index.notices
    return make_page(article, section.slug if section else "", roots, session.index.cache, notices.append)


def new(session: Session, title: str, tags: Sequence[str], made: tuple[str, str, str, str]) -> str:
    """Write a new article into the first folder of the library; `made` is as `NewArticle` has it."""
    from kratomcli.desk.new_articles import NewArticle, write_new

    session.index.make_ready()
    root = session.index.roots[0]
    convention = session.index.convention_of(f"{root.name}/x".removeprefix("/").encode())
    return write_new(title, tags, NewArticle(*made), root.folder, convention)


def count(session: Session, query: str | Node, manner: Manner) -> int:
    """Number of articles that are found."""
    node, _ = session.matching(query, manner)
    return session.index.catalog.count() if is_everything(node) else session.index.engine().count(node)


def is_meaning_ready(session: Session) -> bool:
    """Whether nearly all articles have vectors already, and the model can be used."""
    if session.index.place is None or not os.path.isdir(f"{session.index.place}/meaning"):
        return False
    try:
        missing = session.meaning.missing
    except KratomError:  # it is not installed, or is no model
        return False
    return missing <= _FEW and missing < session.index.catalog.count()


def highlighter(session: Session, node: Node) -> Highlighter:
    """A function that finds the words of a query in texts."""
    return session.index.engine().highlighter(node)


def suggestions(session: Session, node: Node) -> list[tuple[str, list[str]]]:
    """Spelling suggestions for words of the query that no article has."""
    return session.index.engine().suggestions(node)


def links(session: Session, reference: str, directions: Sequence[Direction]) -> list[ArticleLink]:
    """The links of the article that `reference` names, and those to it."""
    from kratomcli.search.links import article_links

    session.index.make_ready()
    return article_links(session.index.catalog, session.texts, reference, directions)


def graph(session: Session) -> LinkGraph:
    """All articles and the links between them."""
    from kratomcli.search.links import link_graph

    session.index.make_ready()
    return link_graph(session.index.catalog)


def edges(session: Session) -> list[tuple[str, str]]:
    """(id, id) of each article and another one that it links to, once."""
    from kratomcli.catalog.links import edges

    session.index.make_ready()
    return [(source, target) for source, target, _ in edges(session.index.catalog)]


def related(session: Session, ids: Sequence[str], limit: int) -> dict[str, list[Neighbour]]:
    """Id → the articles nearest by their words."""
    from kratomcli.search.similar import related

    session.index.make_ready()
    return related(session.index, session.texts, ids, limit)


def facet(session: Session, name: str, node: Node, limit: int | None) -> Facet:
    """The values of a field among the articles that match."""
    from kratomcli.search.facets import count

    return count(session.index, None if is_everything(node) else node, name, limit)


def statistics(session: Session, most: int) -> Statistics:
    """Statistics of the library."""
    from kratomcli.search.statistics import gather

    session.index.make_ready()
    return gather(session.index, lambda sort: session.entries(session.keys("", sort, most)), most)


def write_charts(session: Session, place: str, most: int, force: bool) -> int:
    """Draw the statistics to a file; return its size in bytes."""
    from kratomcli.charts.writing import chart_format_for, write_charts

    chart_format_for(place)
    return write_charts(
        statistics(session, most), place, force=force, roots=[folder for _, folder in session.index.roots]
    )


def report(
    session: Session,
    query: str | Node,
    rules: Sequence[Rule],
    steps: Callable[[Generator[Finding, None, None]], Iterator[Finding]],
    today: str,
) -> Report:
    """A report of what these rules find; `steps` keeps the session open while it is read."""
    from kratomcli.checks import run

    session.index.make_ready()
    keys = repaired(session.index, lambda: session.keys(query, "path", None))
    return run(session.index, keys, rules, steps, today=today, failures=not query)


def quotes(session: Session, node: Node, limit: int | None) -> list[Quote]:
    """The sentences that contain words of a query."""
    from kratomcli.search.quotes import gather

    articles = session.articles(session.keys(node, None, None))
    return gather(articles, session.index.engine().highlighter(node), node, limit)


def changed(session: Session, since: str, limit: int | None) -> list[Change]:
    """The articles that changed since a moment."""
    import time

    from kratomcli.search.changes import Since, changes

    moment = Since.parse(since, time.time())
    session.index.make_ready()
    with session.index.catalog.one_state():
        return changes(session.index, session.texts, moment, limit)


def change(
    session: Session, query: str | Node, changes: FrontMatterChanges, ids: Sequence[str] | None, home: str
) -> ProposedChanges:
    """What would become of the front matter of articles that match, or of those with these ids."""
    from kratomcli.editing.proposed import ProposedChanges

    session.index.make_ready()
    if ids is None:
        placed = session.placed(session.keys(query, "path", None))
        found = (_to_change(session, one.entry, one.location) for one in placed)
    else:
        located = map(session.located, dict.fromkeys(ids))
        found = (_to_change(session, one.entry, one.location) for one in located)
    return ProposedChanges.of(found, changes, session.index.files_to_edit, _undo_log(session, home))


def _to_change(session: Session, entry: Entry, location: TextLocation) -> FileToChange:
    from kratomcli.editing.article import ArticleFile
    from kratomcli.editing.proposed import FileToChange

    place = location.file or location.path.encode()
    article = ArticleFile(entry.id, location.path, session.index.convention_of(place))
    return FileToChange(article, session.texts.file(location), place)


def _undo_log(session: Session, home: str) -> UndoLog:
    from kratomcli.editing.undo_log import UndoLog

    return UndoLog(home, [root.folder for root in session.index.roots])


def undo(session: Session, home: str) -> list[ChangedArticle] | None:
    """Undo the last changes of front matter."""
    from kratomcli.editing.proposed import undo

    return undo(_undo_log(session, home), session.index.files_to_edit, session.index.place_of)


def compare(session: Session) -> None:
    """Compare new articles with all others, unless there are so few that the next question can do it.

    On a cluster, where nothing asks for it, this does nothing.
    """
    session.index.make_ready()
    if session.index.is_embedded and not session.reuse.is_nearly_up_to_date():
        session.compared()


def groups(session: Session, limit: int | None, least: int, kinds: Sequence[ReuseKind] | None) -> list[Group]:
    """Groups of articles that share passages."""
    session.index.make_ready()
    with session.index.catalog.one_state():
        return session.compared().groups(limit=limit, least=least, kinds=kinds)


def shared(
    session: Session, reference: str, limit: int | None, least: int, kinds: Sequence[ReuseKind] | None
) -> list[SharedPassage]:
    """The passages that an article shares with others."""
    from kratomcli.search.lookup import resolve

    session.index.make_ready()
    with session.index.catalog.one_state():
        key = resolve(session.index.catalog, reference)[0]
        return session.compared().passages(key, limit=limit, least=least, kinds=kinds)


def similar(session: Session, reference: str, limit: int) -> list[Neighbour]:
    """The articles whose content is most similar to that of one article."""
    from kratomcli.search.similar import neighbours

    session.index.make_ready()
    meaning = session.meaning if is_meaning_ready(session) and session.has_vectors() else None
    reuse = session.compared if session.index.is_embedded else None
    return neighbours(session.index, session.texts, reuse, meaning, reference, limit)
