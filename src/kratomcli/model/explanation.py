"""The parts of a hit's score. They have their own module because few searches need to import it."""

from __future__ import annotations

from typing import Literal

from kratomcli.named_tuples import NamedTuple


class ScorePart(NamedTuple):
    """What a word, phrase or pair of words of the query adds to the score of a hit.

    `kind` is "text" for occurrences anywhere in the article, "title" and "summary" for the additional score
    of occurrences there, "pair" for two adjacent words of the query that are adjacent in the text, too, and
    "name" for all words of the query as a whole name of the article, "likeness" for what words that it has in
    common with the best articles add, with no `words`, "meaning" for what the article says, in
    whatever words. `places` is (place, number of matches),
    for title, summary, tags, names (beside the title), headings and body; for "meaning" it is the slug of the
    section of the nearest passage, or "body" above the first, and 1.
    """

    words: str
    kind: Literal["text", "title", "summary", "name", "pair", "likeness", "meaning"]
    score: float
    places: tuple[tuple[str, int], ...] = ()
