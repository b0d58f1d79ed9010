"""The stages that process one article, and how the CPU time of each grows with the size of its text."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kratomcli.catalog.history import parts_of
from kratomcli.checks import chosen
from kratomcli.checks.scope import Scope, Subject
from kratomcli.engine.analysis import Analysis
from kratomcli.engine.tantivy import TantivyWriter, _schema
from kratomcli.errors import ArticleUnreadable
from kratomcli.export import ExportOptions
from kratomcli.export.html.bodies import body_html
from kratomcli.export.markdown import write
from kratomcli.export.readable_text import body_text
from kratomcli.model.article import Article, Parts
from kratomcli.readers import read
from kratomcli.reuse.tokens import numbered, places
from support.cost import TRIES, cpu

if TYPE_CHECKING:
    from kratomcli.index.index import Index

ENOUGH = 10.0
"""Largest accepted ratio of CPU times when the text is four times as long.

    n log n gives less than 5, with cache misses up to 9, and n² gives 16.
    """
SURE = 0.3
"""CPU seconds below which a time is not judged, because it is mostly noise."""

_WRITER = TantivyWriter(None, _schema(), Analysis("english"), lambda _: None)  # type: ignore[arg-type]


def index(article: Article) -> None:
    read(article.body.encode(), id="a", path="a.txt")
    _WRITER.document(1, article, "a.md")
    parts_of(article.body, article.markup)
    numbered(article.body)
    places(article.body)


def show(article: Article) -> None:
    from rich.console import Console

    from kratomcli.render.article import pages
    from kratomcli.render.theme import theme

    console = Console(file=io.StringIO(), width=80, theme=theme("dark"), force_terminal=True)
    console.print(pages([article], Parts()))


class _NoIndex:
    roots = ()


def check(article: Article) -> None:
    index: Index = _NoIndex()  # type: ignore[assignment]
    subject, scope = Subject(article, article.body.encode()), Scope(index, "2026-01-01")
    for rule in chosen(["C", "P", "M"], []):
        if rule.article:
            for _ in rule.article(subject, scope):
                pass


STAGES: dict[str, Callable[[Article], object]] = {
    "index": index,
    "show": show,
    "text": body_text,
    "html": body_html,
    "markdown": lambda article: write([article], io.StringIO(), ExportOptions()),
    "check": check,
}


def costs(make: Callable[[int], str], size: int) -> Iterator[tuple[str, float]]:
    """(stage, CPU seconds) for a text of about `size` characters; nothing if readers reject the text.

    Raises AssertionError if a stage fails.
    """
    data = make(size).encode()
    try:
        article = read(data, id="a", path="a.md")
    except ArticleUnreadable:
        return
    yield "read", cpu(lambda: read(data, id="a", path="a.md"))
    for name, stage in STAGES.items():
        try:
            yield name, cpu(lambda stage=stage: stage(article))  # type: ignore[misc]
        except Exception as error:
            raise AssertionError(f"{name} of {size:,} characters") from error


def too_fast(make: Callable[[int], str], size: int) -> list[str]:
    """The stages whose time for `4 * size` characters exceeds ENOUGH times that for `size`, with both times.

    A suspect measurement is repeated up to TRIES times, and the most favourable times are kept.
    """
    before, now = dict(costs(make, size)), dict(costs(make, 4 * size))
    for _ in range(TRIES):  # a busy machine also raises times
        found = [name for name in now if now[name] > max(SURE, ENOUGH * before[name])]
        if not found:
            return []
        before = {name: max(taken, before[name]) for name, taken in costs(make, size)}
        now = {name: min(taken, now[name]) for name, taken in costs(make, 4 * size)}
    return [f"{name}: {before[name]:.3f} s, then {now[name]:.3f} s" for name in found]
