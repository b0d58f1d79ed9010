"""Articles → their pages, in this process or in parallel worker processes.

Workers get batches of articles and write the pages themselves; only a few batches are in progress at any
time, so that memory doesn't grow with the library.
"""

from __future__ import annotations

import gc
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, cast

from kratomcli.batches import batches
from kratomcli.export.site.links import SiteLinks
from kratomcli.export.site.pages import Pages, article_values
from kratomcli.export.site.state import put
from kratomcli.files.processes import Worker, can_start
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kratomcli.export.site.around import RelatedPage
    from kratomcli.model.article import Article

BATCH = 16
_FEW = 48
"""Articles up to which one process is faster than starting a second."""


class SiteSettings(NamedTuple):
    """The settings that all pages of a site share."""

    folder: str
    title: str
    lang: str
    url: str
    templates: str
    pages: dict[str, str]
    """Absolute path of an article → its page in the site."""
    roots: tuple[str, ...]
    has_graph: bool
    """Whether there is a page that draws the links between articles."""
    has_search: bool
    """Whether the site can be searched: Pagefind is installed."""

    def templates_of(self) -> Pages:
        """The templates of the pages."""
        return Pages(
            self.title,
            self.lang,
            self.url,
            self.templates,
            has_graph=self.has_graph,
            has_search=self.has_search,
        )


class PageTask(NamedTuple):
    """One article to convert, with what else its page shows.

    `tags` and `backlinks` are (label or title, address) and (address, title), `newer` and `older` the next
    and the previous article.
    """

    article: Article
    page: str
    tags: list[tuple[str, str]]
    newer: dict[str, str] | None
    older: dict[str, str] | None
    backlinks: list[tuple[str, str]]
    related: list[RelatedPage]


class ConvertedPage(NamedTuple):
    """The result of a task."""

    page: str
    changed: bool
    needs: list[tuple[str, str]]
    broken: list[tuple[str, str]]
    files: list[str]


class Converter:
    """Makes article pages."""

    def __init__(self, setting: SiteSettings) -> None:
        self._folder = Path(setting.folder)
        self._links = SiteLinks(setting.pages, setting.roots)
        self._pages = setting.templates_of()

    def make(self, task: PageTask) -> ConvertedPage:
        """Convert one article and write its page, unless the file has that content already."""
        from kratomcli.export.html.bodies import body_html

        article = task.article
        gone: list[str] = []
        html = body_html(article, note=gone.append)
        html, found = self._links.page_of(html, article, task.page)
        found.broken.extend(("element", text) for text in gone)
        contents = [row for row in _contents(article) if f' id="{row[1]}"' in html]
        values = article_values(article, task.tags)
        near = {
            "newer": task.newer,
            "older": task.older,
            "backlinks": task.backlinks,
            "related": task.related,
        }
        text = self._pages.article(task.page, values, html, contents, near)
        for other in task.related:  # made again when one of them is gone
            self._links.looked("page", other.path, other.page)
        changed = put(self._folder, task.page, text.encode("utf-8", "replace"))
        for name, data in found.files.items():
            if not (self._folder / name).exists():
                put(self._folder, name, data)
        return ConvertedPage(task.page, changed, found.needs, found.broken, list(found.files))


def _contents(article: Article) -> Iterator[tuple[int, str, str]]:
    """(level, slug, title) of each heading, with levels made to have no gaps."""
    from html import escape

    above: list[int] = []
    for section in article.sections:
        while above and above[-1] >= section.level:
            above.pop()
        above.append(section.level)
        yield min(len(above), 6), escape(section.slug), section.title


def made(
    tasks: Iterable[PageTask], setting: SiteSettings, *, number: int, jobs: int
) -> Iterator[ConvertedPage]:
    """Do the `number` tasks, in up to `jobs` processes if there are enough; yield results as they come."""
    if jobs < 2 or number < _FEW or not can_start():
        converter = Converter(setting)
        yield from map(converter.make, tasks)
        return
    idle: SimpleQueue[Worker] = SimpleQueue()
    waiting: deque[Future[list[ConvertedPage]]] = deque()
    with ExitStack() as stack:
        for _ in range(jobs):
            idle.put(stack.enter_context(Worker(__name__, "maker", setting)))
        # Each thread only waits for one process.
        pool = stack.enter_context(ThreadPoolExecutor(jobs))
        try:
            for batch in batches(tasks, BATCH):
                waiting.append(pool.submit(_done, batch, idle))
                if len(waiting) > 2 * jobs:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _done(batch: list[PageTask], idle: SimpleQueue[Worker]) -> list[ConvertedPage]:
    """The results of a batch, made by an idle worker."""
    worker = idle.get()
    try:
        return cast("list[ConvertedPage]", worker.do(batch))
    finally:
        idle.put(worker)


def maker(setting: SiteSettings) -> Callable[[list[PageTask]], list[ConvertedPage]]:
    """The function that a worker process runs for each batch."""
    gc.disable()
    converter = Converter(setting)

    def work(tasks: list[PageTask]) -> list[ConvertedPage]:
        done = [converter.make(task) for task in tasks]
        gc.collect()
        gc.freeze()  # what is left, stays: the next time only what is new since then is looked at
        return done

    return work
