"""Articles laid out for the reading pane: as `show` prints them, line by line, with matches marked."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.segment import Segment

    from kratomcli.engine import Highlighter
    from kratomcli.library.library import Library
    from kratomcli.model.article import Article

PagePlace = tuple[int, int, int]
"""A place on a page: (line, start, end), in characters, end exclusive."""


class ReadingPage(NamedTuple):
    """An article as lines of segments, laid out for a width; `matches` are the query's words, in order."""

    article: Article
    width: int
    lines: list[list[Segment]]
    texts: list[str]
    matches: list[PagePlace]


def read(library: Library, id: str) -> Article:
    """The article with exactly this id.

    Raises:
        ArticleNotFound, ArticleUnreadable: it is not there, or can't be read.
    """
    return next(library.read([id]), None) or library.get(id)


def laid_out(library: Library, id: str, query: str, width: int, look: str) -> ReadingPage:
    """An article's page, at most `width` cells wide, in a theme's styles."""
    found = read(library, id)
    find = library.highlighter(query) if query.strip() else None
    return page(found, find, width, look)


def page(found: Article, find: Highlighter | None, width: int, look: str) -> ReadingPage:
    """As `laid_out`, of an article that has been read; `find` finds what is marked."""
    from kratomcli.render.article import WIDTH, article
    from kratomcli.render.highlights import Marked
    from kratomcli.render.safe_output import harmless_segment
    from kratomcli.render.theme import theme

    matches: list[PagePlace] = []
    number = -1

    def marks(line: str) -> list[tuple[int, int]]:
        nonlocal number
        number += 1
        if find is None:
            return []
        spans = [(mark.start, mark.end) for mark in find(line, found.lang)]
        matches.extend((number, *span) for span in spans)
        return spans

    content: RenderableType = Marked(article(found, width=min(width, WIDTH)), marks)
    console = Console(
        file=io.StringIO(),
        width=max(width, 1),
        force_terminal=True,
        color_system="truecolor",
        no_color=False,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    console.push_theme(theme(look))
    lines = [
        [harmless_segment(segment) for segment in line if not segment.control]
        for line in console.render_lines(content, pad=False)
    ]
    return ReadingPage(
        found, width, lines, ["".join(segment.text for segment in line) for line in lines], matches
    )


def places(page: ReadingPage, text: str) -> list[PagePlace]:
    """Where a text is on a page, in whatever case."""
    wanted = text.lower()
    found: list[PagePlace] = []
    for number, line in enumerate(page.texts):
        lowered = line.lower()
        if len(lowered) != len(line):  # a few letters become two: then offsets would be off
            lowered = line
        at = lowered.find(wanted)
        while wanted and at >= 0:
            found.append((number, at, at + len(wanted)))
            at = lowered.find(wanted, at + len(wanted))
    return found
