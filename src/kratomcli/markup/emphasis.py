"""The marks of emphasis in a text: stars, underscores, tildes, as far as CommonMark pairs them."""

from __future__ import annotations

import re

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

_RUN = lazy_regex(r"\*++|_++|~++")


class _DelimiterRun(NamedTuple):
    """A run of marks that may open emphasis: where the rest of it ends, how many are left, its number."""

    end: int
    left: int
    number: int


def emphasis(text: str) -> list[tuple[int, int]]:
    """The ranges of the marks that open or close emphasis or strike out, in order."""
    found: list[tuple[int, int]] = []
    opened: dict[str, list[_DelimiterRun]] = {"*": [], "_": [], "~": []}
    for number, run in enumerate(_RUN.finditer(text)):
        char, at, left = run[0][0], run.start(), len(run[0])
        opens, closes = _flanks(text, run)
        while closes and left and opened[char]:
            opening = opened[char].pop()
            used = min(left, opening.left, 2)
            if char == "~" and (opening.left != left or left > 2):
                continue
            found += [(opening.end - used, opening.end), (at, at + used)]
            at, left = at + used, left - used
            if opening.left > used:
                opened[char].append(opening._replace(end=opening.end - used, left=opening.left - used))
            for others in opened.values():  # what was opened within is text
                while others and others[-1].number > opening.number:
                    others.pop()
        if opens and left:
            opened[char].append(_DelimiterRun(run.end(), left, number))
    return sorted(found)


def _flanks(text: str, run: re.Match[str]) -> tuple[bool, bool]:
    """Whether a run of marks can open, and can close."""
    before, after = text[run.start() - 1 : run.start()] or " ", text[run.end() : run.end() + 1] or " "
    is_left = not after.isspace() and (not _is_sign(after) or before.isspace() or _is_sign(before))
    is_right = not before.isspace() and (not _is_sign(before) or after.isspace() or _is_sign(after))
    if run[0][0] != "_":
        return is_left, is_right
    return is_left and (not is_right or _is_sign(before)), is_right and (not is_left or _is_sign(after))


def _is_sign(char: str) -> bool:
    return not char.isalnum() and not char.isspace()
