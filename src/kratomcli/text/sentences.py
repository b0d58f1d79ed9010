"""Splitting paragraphs into sentences, with English abbreviations, in any script with sentence stops."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kratomcli.patterns import lazy_regex

# Stops, then closing quotes, brackets, footnote marks and emphasis. One match per run of stops and no
# backtracking, so that the time stays linear in the length of the text.
_STOP = lazy_regex(
    r"(?<![.!?…])([.!?…]++)(?:[\"'”’»›)\]*_`]|\[\d{1,3}\])*+(?=\s|\Z)"
    r"|[。！？｡][。！？｡]*+[」』”’）〕】》\"']*+"
    r"|\n[^\S\n]*+\n"  # a blank line, should the text hold one
)
_OPENERS = lazy_regex(r"[\s\"'“‘«‹(\[*_`¿¡—–-]*+")
_WORD = lazy_regex(r"[^\W\d_]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Abbreviations that never end a sentence: titles before names, and others.
_TITLES = _words(
    "mr mrs ms messrs dr drs prof st sr sra mme mlle hon rev fr gen col maj capt cpt lt cmdr sgt gov sen rep"
    " pres supt adm msgr mt fig figs eq eqs"
)
_WITHIN = _words("e.g i.e eg ie cf viz vs v approx esp incl resp z.b d.h bzw u.a")
# Those that do not end one before a number: No. 5, p. 7, vol. 2.
_BEFORE_A_NUMBER = _words("no nos nr vol vols p pp art op ed para sec ch ca")
# Those that may end one: they do if a word follows that often begins a sentence.
_EITHER = _words(
    "etc al inc ltd co corp bros jr sr esq dept univ assn ave blvd rd est jan feb apr jun jul aug sep sept"
    " oct nov dec tue tues thu thur thurs fri ph.d m.d b.a m.a b.s m.s d.c a.m p.m a.d b.c"
)
_OFTEN_FIRST = _words(
    "a according after all also although among an and another any are as at because before both but by can"
    " despite did do does during each even every few finally first for from furthermore he her here his how"
    " however i if in indeed instead is it its last later like many meanwhile moreover most my nevertheless"
    " new next no not now of on once one only or other our over perhaps several she since so some still such"
    " than that the their then there therefore these they this those though through thus to today under until"
    " was we well were what when where whether which while who why will with without would yes yet you your"
)
_LONGEST_ABBREVIATION = 12


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph, as (start, end) offsets, without the white space between them."""
    start = _skip_space(text, 0)
    for stop in _STOP.finditer(text):
        end = stop.end()
        if stop[0][0] == "\n":
            end = start + len(text[start : stop.start()].rstrip())
        elif stop[1] and end < len(text) and not _ends(text, start, stop):
            continue
        if end > start:
            yield start, end
            start = _skip_space(text, end)
    if start < len(text):
        yield start, len(text.rstrip())


def first_sentence(text: str) -> str:
    """The first sentence of `text`, or "" if there is none."""
    for start, end in sentences(text):
        return text[start:end]
    return ""


_SPACE = lazy_regex(r"\s*+")


def _skip_space(text: str, start: int) -> int:
    found = _SPACE.match(text, start)
    return found.end() if found else start


def _ends(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether a sentence that begins at `start` ends at `stop`, which is followed by white space."""
    opener = _OPENERS.match(text, stop.end())
    after = opener.end() if opener else stop.end()
    following = _WORD.match(text, after)
    next_word = following[0] if following else ""
    if next_word[:1].islower():
        return False
    if stop[1] != ".":
        return True
    before = text[max(start, stop.start() - _LONGEST_ABBREVIATION - 1) : stop.start()]
    words = before.split()
    if not words or before[-1:].isspace():
        return True
    word = words[-1].lstrip("\"'“‘«‹([*_`¿¡—–-")
    lower = word.lower()
    if word.isdecimal():  # the number of a list item is not a sentence
        return stop.start() - len(word) > start
    if lower in _WITHIN or (lower in _TITLES and word[0].isupper()):
        return False
    if lower in _BEFORE_A_NUMBER:
        return not text[after : after + 1].isdecimal()
    if _is_initial(word) or lower in _EITHER:
        return next_word.lower() in _OFTEN_FIRST
    return True


def _is_initial(word: str) -> bool:
    """ "J", "J.R" or "z.B": letters with stops between them."""
    return all(len(part) == 1 and part.isalpha() for part in word.split(".")) and (
        "." in word or word.isupper()
    )
