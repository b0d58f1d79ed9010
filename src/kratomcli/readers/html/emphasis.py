"""Marks of emphasis that CommonMark reads as they are meant, or none: the words always stay.

Marks are moved past spaces and punctuation at the edges of what they stand around; formats of one kind
within each other or next to each other become one. What would still be read otherwise has no marks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kratomcli.named_tuples import NamedTuple
from kratomcli.readers.html.pieces import InlinePiece, WordFormat, without_empty, written

_ROUNDS = 4
"""How often marks that are read otherwise than they are meant are dropped, before all are."""


def readable(pieces: list[InlinePiece]) -> list[InlinePiece]:
    """The pieces of a paragraph with emphasis that is read as it is meant."""
    pieces = _merged(pieces)
    if not any(piece.format and piece.format.is_emphasis for piece in pieces):
        return pieces
    pieces = without_empty(iter(_moved(pieces)))
    _turn(pieces)
    for _ in range(_ROUNDS):
        wrong = _misread(pieces)
        if not wrong:
            return pieces
        for each in wrong:
            each.is_dropped = True
        pieces = [piece for piece in pieces if not (piece.format and piece.format.is_dropped)]
        pieces = without_empty(iter(pieces))
    return [piece for piece in pieces if not (piece.format and piece.format.is_emphasis)]


def _merged(pieces: list[InlinePiece]) -> list[InlinePiece]:
    """The pieces without formats within those of the same kind, and those that follow each other as one."""
    kept: list[InlinePiece] = []
    inside: list[str] = []
    became: dict[WordFormat, WordFormat | None] = {}
    for piece in pieces:
        made = piece.format
        if made is None or not made.mark:
            kept.append(piece)
            continue
        if piece.kind == "open":
            last = kept[-1] if kept else None
            follows = last is not None and last.kind == "close" and last.format is not None
            if made.mark in inside:
                became[made] = None
            elif follows and last and last.format and last.format.mark == made.mark:
                became[made] = last.format
                kept.pop()
            else:
                became[made] = made
                kept.append(piece)
            inside.append(made.mark)
        else:
            inside.pop()
            if (kind := became[made]) is not None:
                kept.append(piece._replace(format=kind))
    return kept


# -- moving marks ------------------------------------------------------------------------------------


def _moved(pieces: Sequence[InlinePiece]) -> list[InlinePiece]:
    """The pieces with marks moved past spaces at their inner sides, and punctuation where that is needed."""
    forward = _moved_in(list(pieces), is_end=False)
    return _moved_in(forward[::-1], is_end=True)[::-1]


def _moved_in(pieces: list[InlinePiece], *, is_end: bool) -> list[InlinePiece]:
    """The pieces with their opening marks moved; with `is_end`, pieces in reverse with their closing ones."""
    kind = "close" if is_end else "open"
    made: list[InlinePiece] = []
    edges: list[InlinePiece] = []  # marks that wait for what is next to them
    for piece in pieces:
        if piece.kind == kind and piece.format and piece.format.is_emphasis:
            edges.append(piece)
            continue
        if edges and piece.kind == "break":
            made.append(piece)
            continue
        if edges and piece.kind == "words":
            out, rest = _split(piece.text, _beside(made, is_end=is_end), is_end=is_end)
            made += [InlinePiece("words", out)] if out else []
            piece = piece._replace(text=rest)
            if not rest:  # the marks go on to what is next
                continue
        made += [*edges, piece]
        edges = []
    return made + edges


def _split(text: str, beside: str, *, is_end: bool) -> tuple[str, str]:
    """What of a text goes out of emphasis at its edge, and what stays, if `beside` stands outside of it."""
    at = _length(text, beside, -1 if is_end else 1)
    return (text[len(text) - at :], text[: len(text) - at]) if is_end else (text[:at], text[at:])


def _length(text: str, beside: str, step: int) -> int:
    kinds = [_kind(char) for char in text[::step]]
    at = 0
    while at < len(kinds):
        is_misread = kinds[at] == " " or (kinds[at] == "." and _kind(beside) == "w")
        if not is_misread:
            break
        run = at
        while at < len(kinds) and (kinds[at] == " " or (kinds[at] == "." and kinds[run] == ".")):
            at += 1
        beside = text[::step][at - 1]
    return at


def _beside(made: Sequence[InlinePiece], *, is_end: bool) -> str:
    """The character next to marks on their outer side, of what has been passed."""
    if not made:
        return " "
    piece = made[-1]
    if piece.kind == "words":
        return piece.text[0 if is_end else -1]
    return " " if piece.kind == "break" else "."


@lru_cache(maxsize=1024)
def _kind(char: str) -> str:
    """What CommonMark takes a character for: a space, " ", punctuation, ".", or else, "w"."""
    category = unicodedata.category(char)
    if char in "\t\n\f\r" or category == "Zs":
        return " "
    return "." if category[0] in "PS" else "w"


def _turn(pieces: list[InlinePiece]) -> None:
    """Have `*` stand around `**` where both stand around the same, since that is how three are read."""
    for at in range(len(pieces) - 1):
        one, two = pieces[at].format, pieces[at + 1].format
        if (
            one
            and two
            and pieces[at].kind == pieces[at + 1].kind == "open"
            and (one.mark, two.mark) == ("**", "*")
        ):
            end = next((each for each in range(at + 2, len(pieces)) if pieces[each].format is two), -1)
            if 0 < end < len(pieces) - 1 and pieces[end + 1].format is one:
                one.mark, two.mark = two.mark, one.mark


# -- reading marks -----------------------------------------------------------------------------------


class _MarkRun(NamedTuple):
    """Marks of one sign that stand together, and whether they can open and close emphasis."""

    pieces: list[InlinePiece]
    can_open: bool
    can_close: bool

    @property
    def sign(self) -> str:
        return next(piece.format.mark[0] for piece in self.pieces if piece.format)

    @property
    def length(self) -> int:
        return sum(len(piece.format.mark) for piece in self.pieces if piece.format)


def _misread(pieces: Sequence[InlinePiece]) -> list[WordFormat]:
    """The emphasis that CommonMark reads otherwise than it is meant."""
    wrong: list[WordFormat] = []
    opened: list[tuple[WordFormat, _MarkRun]] = []
    for run in _runs(pieces):
        done = 0  # how many signs of the run are used up
        for piece in run.pieces:
            made = piece.format
            if made is None:
                continue
            if piece.kind == "open":
                if not run.can_open or (run.can_close and _closes(run, opened)):
                    wrong.append(made)
                opened.append((made, run))
            else:
                opening = opened.pop()[1]
                if not _is_read(opening, run, made, run.length - done):
                    wrong.append(made)
            done += len(made.mark)
    return wrong


def _closes(run: _MarkRun, opened: Sequence[tuple[WordFormat, _MarkRun]]) -> bool:
    """Whether a run, which can close, closes what was opened before it rather than open something."""
    around = (each for _, each in opened if each is not run and each.sign == run.sign)
    return any(not _is_odd(each, run) for each in around)


def _is_read(opening: _MarkRun, closing: _MarkRun, made: WordFormat, left: int) -> bool:
    """Whether two runs open and close `made`; `left` signs of the closing one are not used up."""
    if not (opening.can_open and closing.can_close) or _is_odd(opening, closing):
        return False
    if made.mark[0] == "~":
        return opening.length == closing.length == 2
    before = 0
    for piece in opening.pieces:
        before += len(piece.format.mark) if piece.format and piece.kind == "open" else 0
        if piece.format is made:
            break
    return len(made.mark) == (2 if before >= 2 and left >= 2 else 1)


def _is_odd(opening: _MarkRun, closing: _MarkRun) -> bool:
    """Whether the rule of three keeps two runs from each other."""
    one, two = opening.length, closing.length
    is_both = opening.can_close or closing.can_open
    return is_both and (one + two) % 3 == 0 and not (one % 3 == two % 3 == 0)


def _runs(pieces: Sequence[InlinePiece]) -> Iterator[_MarkRun]:
    texts = written(pieces)
    at = 0
    while at < len(pieces):
        made = pieces[at].format
        if made is None or not made.is_emphasis:
            at += 1
            continue
        end = at + 1
        while end < len(pieces) and _has_sign(pieces[end], made.mark[0]):
            end += 1
        before = texts[at - 1][-1] if at else " "
        after = texts[end][0] if end < len(texts) else " "
        yield _run(list(pieces[at:end]), _kind(before), _kind(after))
        at = end


def _has_sign(piece: InlinePiece, sign: str) -> bool:
    return piece.format is not None and piece.format.mark[:1] == sign


def _run(pieces: list[InlinePiece], before: str, after: str) -> _MarkRun:
    can_open = after != " " and (after == "w" or before != "w")
    can_close = before != " " and (before == "w" or after != "w")
    return _MarkRun(pieces, can_open, can_close)
