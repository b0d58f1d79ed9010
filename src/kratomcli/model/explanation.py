"""The parts of a hit's score, for `--explain`. A module of its own, since few searches ask."""

from __future__ import annotations

from typing import Literal, NamedTuple


class ScorePart(NamedTuple):
    """What a word, phrase or pair of the query adds to a hit's score, and where in the article it is.

    `kind`: "text" for being in it anywhere; "title" and "summary" for being in these on top of that;
    "pair" for two words of the query that are neighbours in the text, too. `places` counts the matches of a
    word in title, summary, tags, headings and body.
    """

    words: str
    kind: Literal["text", "title", "summary", "pair"]
    score: float
    places: tuple[tuple[str, int], ...] = ()
