"""Where in its file a section of an article begins, or a query's first match is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.desk.editors import FilePosition
from kratomcli.errors import ArticleNotText
from kratomcli.model.file_kinds import KIND_OF
from kratomcli.model.paths import suffix_of

if TYPE_CHECKING:
    from kratomcli.engine import Highlighter
    from kratomcli.model.article import Article
    from kratomcli.model.entry import Section


def require_text(id: str, path: str) -> None:
    """Raise ArticleNotText for an article whose file is of a kind that is no text."""
    kind = KIND_OF.get(suffix_of(path))
    if kind is not None and not kind.is_text:
        raise ArticleNotText(f"{id} is no text that can be edited, but of the kind {kind.name}: {path}")


def position_in(
    file: str, article: Article, section: Section | None, find: Highlighter | None
) -> FilePosition:
    """The position in an article's file: of the first match in the section or body, else of the section.

    Without either it is the file as a whole. Lines are those of the file, front matter included.
    """
    start, end = (section.start, section.end) if section else (0, len(article.body))
    marks = find(article.body[start:end], article.lang) if find is not None else ()
    first = min((mark.start for mark in marks), default=None)
    if first is not None:
        at = start + first
        before = article.body[:at]
        line = article.body_line + before.count("\n")
        return FilePosition(file, line, before[before.rfind("\n") + 1 :])
    return FilePosition(file, section.line) if section else FilePosition(file)


def position_in_source(
    file: str, article: Article, source: str, section: Section | None, find: Highlighter | None
) -> FilePosition:
    """As `position_in`, for a file that is converted: it has other lines than the article that is made of it.

    The first line is taken that holds the section's title, and the first match from there on.
    """
    lines = source.splitlines()
    top = next((at for at, line in enumerate(lines) if section and section.title in line), None)
    for at, line in enumerate(lines[top or 0 :], top or 0):
        if marks := find(line, article.lang) if find is not None else ():
            return FilePosition(file, at + 1, line[: min(mark.start for mark in marks)])
    return FilePosition(file, top + 1) if top is not None else FilePosition(file)
