"""Where in a text the words of a query may be: found by a plain scan, far faster than cutting it up."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import is_unspaced, without_marks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

SCANNED = frozenset(("english", ""))
"""The languages whose stems begin as their words do: in Arabic and others a stem may lack the beginning."""

_CHANGED = (("ble", 2), ("ie", 2), ("bl", 1), ("e", 1), ("i", 1), ("y", 1))
"""Ends of stems, and how many of their letters may be others in the word: "sensibl" is of "sensibility"."""
_MOST = 100
"""Where a word may be at more places than one in so many characters, it is not worth it."""
# Beyond ASCII, what becomes ASCII or nothing in the index: Latin letters, ligatures, wide letters, raised
# and circled ones, marks without width. All other letters stay, and are in no word of ASCII.
_FOLDED = (
    "\u00aa\u00ad\u00b2\u00b3\u00b9\u00ba\u00c0-\u02af\u0300-\u036f\u061c\u180e\u1d00-\u1eff\u200b-\u200f"
    "\u2060-\u209f\u2100-\u218f\u2460-\u24ff\u2776-\u2793\u2c60-\u2c7f\ua720-\ua7ff\ufb00-\ufb06"
    "\ufe00-\ufe0f\ufeff\uff10-\uff5a"
)
_MAY_BECOME_ASCII = lazy_regex(f"[{_FOLDED}]")
_SPACE = lazy_regex(r"[ \n\t]")


def start_of(stem: str, language: str) -> str:
    """With what every word of a language begins that has this stem."""
    changed = next((count for end, count in _CHANGED if stem.endswith(end)), 0) if language else 0
    return stem[: max(len(stem) - changed, 1)]


def likely_places(text: str, starts: Collection[str]) -> list[int] | None:
    """Offsets at which a word may begin with one of `starts`, or within that word, in order.

    They may be far more than there are such words. None is for too many, and where it can't be said.
    """
    signs = [start for start in starts if not start.isascii()]
    if signs and not (
        all(len(sign) == 1 and is_unspaced(sign) for sign in signs) and without_marks(text) == text
    ):
        return None
    most = len(text) // _MOST
    found: set[int] = set()
    if not text.isascii():
        found.update(one.start() for one in islice(_MAY_BECOME_ASCII.finditer(text), most + 1))
        text = text.replace("\u0130", "i")  # the only character that gets longer
    lower = text.lower()
    for start in starts:
        places = _words_with(lower, start) if start.isascii() else _places_of(text, start)
        found.update(islice(places, most + 1))
        if len(found) > most:
            return None
    return sorted(found)


def _places_of(text: str, sign: str) -> Iterator[int]:
    """Where a character of a script without spaces is: a word by itself, which nothing else becomes."""
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + 1)


def _words_with(lower: str, start: str) -> Iterator[int]:
    """Where words begin so; others may only have it within them."""
    at = lower.find(start)
    while at >= 0:
        before = lower[at - 1 : at]
        if not (before.isascii() and before.isalnum()):
            yield at
        at = lower.find(start, at + 1)


def around(text: str, place: int, end: int) -> tuple[int, int]:
    """The range of `text` from the space before `place` to the one at or behind `end`."""
    start = max(text.rfind(space, 0, place) for space in " \n\t") + 1
    following = _SPACE.search(text, end)
    return start, following.start() if following else len(text)
