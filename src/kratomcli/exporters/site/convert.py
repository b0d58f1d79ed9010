"""Articles → their pages, in this process or in several at once.

A worker is given articles as they come and writes their pages itself; only a few batches are on
their way at any time, so that memory doesn't grow with the library.
"""

from __future__ import annotations

import gc
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kratomcli.exporters.site.links import Finder, rewritten
from kratomcli.exporters.site.pages import Pages, article_values
from kratomcli.exporters.site.state import put

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kratomcli.article import Article

BATCH = 16
_FEW = 48
"""Articles that are converted sooner than a second process has started."""


class Setting(NamedTuple):
    """What every page of a site is made with."""

    folder: str
    title: str
    lang: str
    url: str
    templates: str
    pages: dict[str, str]
    """The site's pages by the absolute paths of their articles."""
    roots: tuple[str, ...]


class Task(NamedTuple):
    """One article and what its page shows besides: its tags, the articles before and after it."""

    article: Article
    page: str
    tags: list[tuple[str, str]]
    newer: dict[str, str] | None
    older: dict[str, str] | None


class Made(NamedTuple):
    """What came of a task."""

    page: str
    changed: bool
    needs: list[tuple[str, str]]
    broken: list[str]
    files: dict[str, str]


class Converter:
    """Makes article pages."""

    def __init__(self, setting: Setting) -> None:
        self._folder = Path(setting.folder)
        self._finder = Finder(setting.pages, setting.roots)
        self._pages = Pages(setting.title, setting.lang, setting.url, setting.templates)

    def make(self, task: Task) -> Made:
        """Convert one article and write its page, if that is another than before."""
        from kratomcli.exporters.bodies import body_html

        article = task.article
        html = body_html(article)
        html, found = rewritten(html, article.path, task.page, self._finder)
        contents = [row for row in _contents(article) if f' id="{row[1]}"' in html]
        values = article_values(article, task.tags)
        text = self._pages.article(task.page, values, html, contents, task.newer, task.older)
        changed = put(self._folder, task.page, text.encode("utf-8", "replace"))
        for name, path in found.files.items():
            if not (self._folder / name).exists():
                put(self._folder, name, self._finder.picture(path))
        return Made(task.page, changed, found.needs, found.broken, found.files)


def _contents(article: Article) -> Iterator[tuple[int, str, str]]:
    """Level, slug and title of each heading, levels without gaps."""
    from html import escape

    above: list[int] = []
    for section in article.sections:
        while above and above[-1] >= section.level:
            above.pop()
        above.append(section.level)
        yield min(len(above), 6), escape(section.slug), section.title


def made(tasks: Iterable[Task], setting: Setting, *, number: int, jobs: int) -> Iterator[Made]:
    """Do the tasks, of which there are `number`, in `jobs` processes if it is worth it."""
    if jobs < 2 or number < _FEW:
        converter = Converter(setting)
        yield from map(converter.make, tasks)
        return
    from multiprocessing import get_context

    # Not forked: what threads of the index hold at that moment would be held for ever.
    with ProcessPoolExecutor(jobs, get_context("spawn"), _start, (setting,)) as pool:
        waiting: deque[Future[list[Made]]] = deque()
        try:
            for batch in _batches(tasks):
                waiting.append(pool.submit(_work, batch))
                if len(waiting) > 2 * jobs:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


_converter: list[Converter] = []


def _start(setting: Setting) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends the others
    gc.disable()
    _converter.append(Converter(setting))


def _work(tasks: list[Task]) -> list[Made]:
    done = [_converter[0].make(task) for task in tasks]
    gc.collect()
    gc.freeze()  # what is left, stays: the next time only what is new since then is looked at
    return done


def _batches(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    from itertools import islice

    tasks = iter(tasks)
    while batch := list(islice(tasks, BATCH)):
        yield batch
