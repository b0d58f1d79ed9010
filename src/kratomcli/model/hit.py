"""Hits: the results of a search, with snippets of the articles' texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.model.entry import Entry, Section
    from kratomcli.model.explanation import ScorePart


class Snippet(NamedTuple):
    """A passage of an article's body that contains words of the query, or is near to it in meaning.

    `line` is the line of the first highlight in the article's file, from 1; without highlights that of the
    passage. `section` is the innermost one that contains the snippet. `highlights` are character offsets
    (start, end) into `text`, in order, end exclusive. `headings` are the titles of the sections that contain
    the snippet, the outermost first.
    """

    text: str
    line: int
    section: Section | None
    highlights: tuple[tuple[int, int], ...]
    headings: tuple[str, ...] = ()


class Hit(NamedTuple):
    """An article that matches a query; scores can only be compared within one search.

    `matched` says where it matches: in the body (then there are snippets, best first), else in the title,
    else in another field, else by its meaning alone (the snippet is then the nearest passage, without
    highlights); it is None if no snippets were requested. `title_highlights` are character offsets
    (start, end) into the title. `name` is the name beside the title (an alias, or that of the file) that
    matches if neither body nor title does, else "", with `name_highlights`. `shares` are the parts of the
    score, if an explanation was requested. `also` are the ids of other versions of the article, if
    duplicates were left out.
    """

    entry: Entry
    score: float
    matched: Literal["body", "title", "field", "meaning"] | None
    snippets: tuple[Snippet, ...] = ()
    title_highlights: tuple[tuple[int, int], ...] = ()
    name: str = ""
    name_highlights: tuple[tuple[int, int], ...] = ()
    shares: tuple[ScorePart, ...] = ()
    also: tuple[str, ...] = ()
