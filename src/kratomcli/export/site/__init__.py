"""Articles → a static website.

    shelf  →  build(shelf, folder)        index.html, articles/…, tags/…, years/…, feed.xml, search …

    cards     the metadata of all articles while the site is built; tags and years
    convert   articles → their pages, in several processes
    around    what is around an article: what links to it, what is related
    graph     the page that draws the links between articles
    links     links between articles, and images
    lists     all other pages, feed and sitemap
    pages     templates and assets
    search    Pagefind
    state     the state of the last build, for incremental builds

All links are relative, so that a site works below any path and, except for its search, from files. No
page loads anything from another host. A new site appears as a whole; an existing one is updated file by
file, each atomically, and only where something changed.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kratomcli.errors import OutputFolderExists, UsageError
from kratomcli.export import DEFAULTS, ExportOptions, output
from kratomcli.export.delivery import Delivery, refuse_among_articles
from kratomcli.export.reproducible_date import instant
from kratomcli.export.site import search
from kratomcli.export.site.around import Around
from kratomcli.export.site.cards import Card, Cards, language
from kratomcli.export.site.convert import PageTask, SiteSettings, made
from kratomcli.export.site.graph import Graph
from kratomcli.export.site.links import SiteLinks
from kratomcli.export.site.lists import Lists, whole_address
from kratomcli.export.site.state import IN_THE_MAKING, PageState, State, fingerprint_of, is_there, put, remove
from kratomcli.files.writing import is_temporary, remove_leftovers
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kratomcli.model.article import Article
    from kratomcli.model.entry import Entry
    from kratomcli.search.similar import Neighbour

_MOST_NOTES = 100
_NAMED = 3  # missing pictures that are told one by one; of more, these stand in one line
_BATCH = 200


class Shelf(NamedTuple):
    """The source of a site's articles.

    `entries` has the metadata of each article, and a revision that changes whenever its file does; with the
    revision "" the article is converted each time. `texts` reads the articles with the given ids, in order.
    `roots` are the library's folders, below which images may be.
    """

    entries: Iterable[tuple[Entry, str]]
    texts: Callable[[Sequence[str]], Iterator[Article]]
    roots: tuple[str, ...] = ()
    edges: Callable[[], Sequence[tuple[str, str]]] = tuple
    """Gives (id, id) of each article and another one that it links to."""
    related: Callable[[Sequence[str]], Mapping[str, Sequence[Neighbour]]] = lambda _: {}
    """Gives the nearest articles of some, by id."""


def build(
    shelf: Shelf, folder: str | os.PathLike[str], *, options: ExportOptions = DEFAULTS, force: bool = False
) -> Delivery:
    """Build a site in `folder`, or update the one that is there.

    With `force` the folder may contain other files; only those of the same name are replaced.

    Raises:
        OutputError: the folder can't be written, or has other files and `force` is not set.
        UsageError: a template has a mistake, or `options.url` is no URL.
    """
    url = whole_address(options.url)
    if options.url and not url:
        raise UsageError(f"{options.url!r} is no web address", hint="It begins with https:// or http://.")
    cards = Cards(shelf.entries, drafts=options.drafts)
    lang = language(options.lang) or "en"
    edges = shelf.edges()
    graph = Graph(cards, edges)
    setting = SiteSettings(
        "",
        options.title,
        lang,
        url,
        options.templates and os.path.abspath(options.templates),
        {card.path: card.page for card in cards.all},
        shelf.roots,
        bool(graph.rows),
        search.is_installed(),
    )
    with _place(Path(folder).absolute(), force, shelf.roots) as place:
        around = Around(cards, edges, shelf.related)
        return _Build(cards, around, graph, setting._replace(folder=str(place)), options).run(shelf)


@contextmanager
def _place(folder: Path, force: bool, roots: Sequence[str]) -> Iterator[Path]:
    """The folder to write into: an existing site, or a temporary folder that becomes the new one."""
    output.refuse_link(folder)
    if State.load(folder) is not None:
        yield folder
        return
    if folder.is_dir() and any(not is_temporary(file.name) for file in folder.iterdir()):
        if not force:
            raise OutputFolderExists(f"{folder} is not empty and holds no site")
        refuse_among_articles(str(folder), roots)
        yield folder
        return
    with output.folder(folder, force=force) as temporary:
        yield temporary


class _Build:
    def __init__(
        self, cards: Cards, around: Around, graph: Graph, setting: SiteSettings, options: ExportOptions
    ) -> None:
        self._cards = cards
        self._around = around
        self._graph = graph
        self._setting = setting
        self._jobs = options.jobs
        self._folder = Path(setting.folder)
        self._links = SiteLinks(setting.pages, setting.roots)
        self._pages = setting.templates_of()
        remove_leftovers(self._folder, IN_THE_MAKING)
        self._old = State.load(self._folder) or State()
        self._new = State()
        self._changed = False

    def run(self, shelf: Shelf) -> Delivery:
        """Write the files that changed, and remove those that are no longer part of the site."""
        fingerprints = self._fingerprints()
        todo = {card.id: card for card in self._cards.all if self._must_make(card, fingerprints[card.id])}
        for card in self._cards.all:
            if card.id not in todo:
                self._new.pages[card.page] = self._old.pages[card.page]
        if self._old.pages and todo:
            # Saved before anything is written: after an interrupted build, these pages are made again.
            kept = {**self._new.pages, **{name: PageState("") for name in self._old.pages}}
            State({**kept, **self._new.pages}, self._old.files).save(self._folder)
        self._articles(shelf, todo, fingerprints)
        self._lists()
        self._leftovers()
        self._new.files |= self._search()
        self._new.save(self._folder)
        return Delivery(len(self._cards.all), self._size(), tuple(self._notes()))

    def _fingerprints(self) -> dict[str, str]:
        """Fingerprint of each page's inputs, by id: revision, metadata, neighbours, templates, options."""
        found = {}
        every = [None, *self._cards.all, None]
        for newer, card, older in zip(every, self._cards.all, every[2:], strict=False):
            near = [each and (each.page, each.title) for each in (newer, older)]
            near += [(each.page, each.title) for each in self._around.backlinks(card.id)]
            found[card.id] = fingerprint_of(self._pages.fingerprint, *card, self._cards.tags_of(card), near)
        return found

    def _must_make(self, card: Card, fingerprint: str) -> bool:
        old = self._old.pages.get(card.page)
        if old is None or old.fingerprint != fingerprint:
            return True
        if not card.revision or not is_there(self._folder, card.page):
            return True
        return any(
            self._links.look(*need.split(":", 1)) != target
            or (target.startswith("files/") and not is_there(self._folder, target))
            for need, target in old.needs
        )

    def _articles(self, shelf: Shelf, todo: dict[str, Card], fingerprints: dict[str, str]) -> None:
        by_page = {card.page: card.id for card in todo.values()}
        tasks = self._tasks(shelf, todo)
        for done in made(tasks, self._setting, number=len(todo), jobs=self._jobs):
            fingerprint = fingerprints[by_page[done.page]]
            self._new.pages[done.page] = PageState(fingerprint, done.needs, done.broken, done.files)
            self._changed = self._changed or done.changed

    def _tasks(self, shelf: Shelf, todo: dict[str, Card]) -> Iterator[PageTask]:
        near = {}
        for card, older in zip(self._cards.all, [*self._cards.all[1:], None], strict=False):
            near[card.id] = older
        newer = {older.id: card for card, older in zip(self._cards.all, near.values(), strict=True) if older}
        ids = list(todo)
        for at in range(0, len(ids), _BATCH):
            some = ids[at : at + _BATCH]
            related = self._around.related(some)
            for article in shelf.texts(some):
                card = todo[article.id]
                yield PageTask(
                    article,
                    card.page,
                    self._cards.tags_of(card),
                    _link(newer.get(card.id)),
                    _link(near[card.id]),
                    [(each.url, each.title) for each in self._around.backlinks(card.id)],
                    related.get(card.id, []),
                )

    def _lists(self) -> None:
        lists = Lists(
            self._cards,
            self._graph,
            self._pages,
            self._setting,
            moment=instant(card.updated or card.date for card in self._cards.all),
        )
        for file in lists:
            old = self._old.pages.get(file.name)
            if old is None or old.fingerprint != file.fingerprint or not is_there(self._folder, file.name):
                put(self._folder, file.name, file.make())
            self._new.pages[file.name] = PageState(file.fingerprint)

    def _leftovers(self) -> None:
        for page in self._new.pages.values():
            self._new.files |= set(page.files)
        old = {*self._old.pages, *(name for name in self._old.files if not name.startswith("pagefind/"))}
        gone = remove(self._folder, sorted(old - {*self._new.pages, *self._new.files}))
        self._changed = self._changed or bool(gone)

    def _search(self) -> set[str]:
        before = {name for name in self._old.files if name.startswith("pagefind/")}
        if not self._setting.has_search or not self._cards.all:
            remove(self._folder, sorted(before))
            return set()
        if before and not self._changed and all(is_there(self._folder, name) for name in before):
            return before
        return search.index(self._folder, before)

    def _size(self) -> int:
        names = (*self._new.pages, *self._new.files)
        total = 0
        for name in names:
            with suppress(OSError):
                total += os.stat(os.path.join(self._folder, name)).st_size
        return total

    def _notes(self) -> Iterator[str]:
        """Messages about what the pages lack: targets of links, images (each once), elements."""
        found: dict[tuple[str, ...], str] = {}
        for card in self._cards.all:
            for kind, text in self._new.pages.get(card.page, PageState("")).broken:
                key = (text,) if kind == "picture" else (text, card.id)
                found.setdefault(key, f"{card.id}: {text}")
        pictures = [text for key, text in found.items() if len(key) == 1]
        texts = list(found.values())
        if len(pictures) > _NAMED:
            yield f"{len(pictures):,} pictures are not in it: {'; '.join(pictures[:_NAMED])}; …"
            texts = [text for key, text in found.items() if len(key) > 1]
        yield from texts[:_MOST_NOTES]
        if len(texts) > _MOST_NOTES:
            yield f"{len(texts) - _MOST_NOTES:,} more links, pictures and elements are not in it"


def _link(card: Card | None) -> dict[str, str] | None:
    return None if card is None else {"url": card.url, "title": card.title}


__all__ = ["Shelf", "build"]
