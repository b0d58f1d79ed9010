"""What a search finds: articles, and the passages in them that match."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from kratomcli.model.entry import Entry, Section
    from kratomcli.model.explanation import ScorePart


class Snippet(NamedTuple):
    """A passage of an article's body that matches.

    `line` is the line of the article's file, counted from 1, on which the first highlight is.
    `highlights` are character offsets (start, end) into `text`, in order, end exclusive. `headings`
    are the titles of the sections around it, the outermost first.
    """

    text: str
    line: int
    section: Section | None
    highlights: tuple[tuple[int, int], ...]
    headings: tuple[str, ...] = ()


class Hit(NamedTuple):
    """An article that matches; scores compare only within one search.

    `matched` says where: in the body (then there are snippets, best first), in the title, or only
    in another field; None where no passages were asked for. `shares` add up to the score; they are
    there if asked for. `also` are the ids of other versions of the article, where they were asked for.
    """

    entry: Entry
    score: float
    matched: Literal["body", "title", "field"] | None
    snippets: tuple[Snippet, ...] = ()
    title_highlights: tuple[tuple[int, int], ...] = ()
    shares: tuple[ScorePart, ...] = ()
    also: tuple[str, ...] = ()
