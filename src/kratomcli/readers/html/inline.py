"""What stands within a paragraph: words, code, pictures, links, emphasis → a line of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.emphasis import readable
from kratomcli.readers.html.pieces import InlinePiece, without_empty, written


def line_of(pieces: Sequence[InlinePiece], *, in_cell: bool = False) -> str:
    """The pieces as Markdown; the end of a line is a backslash and a line feed. "" if nothing is in them.

    A line in a cell may be joined with others.
    """
    if len(pieces) == 1 and pieces[0].kind == "words":  # most paragraphs of some pages
        text = _SPACES.sub(" ", pieces[0].text).lstrip(" ").rstrip(_BLANK)
        return written([InlinePiece("words", text)], is_alone=not in_cell)[0] if text else ""
    tidied = _trimmed(without_empty(_spaced(pieces)))
    if any(piece.format for piece in tidied):
        tidied = readable(tidied)
    return "".join(written(tidied, is_alone=not in_cell))


_SPACES = lazy_regex(r"[ \t\n\r\f]+")


def _spaced(pieces: Sequence[InlinePiece]) -> Iterator[InlinePiece]:
    """The pieces with white space as HTML shows it, and none at the inner edges of formats."""
    is_waiting, is_space = False, True  # whether a space is to come; whether one, or a line's start, was last
    for piece in pieces:
        if piece.kind == "words":
            text = _SPACES.sub(" ", piece.text)
            inner = text.strip(" ")
            if not inner:
                is_waiting = is_waiting or bool(text)
                continue
            if (is_waiting or text[0] == " ") and not is_space:
                inner = f" {inner}"
            yield InlinePiece("words", inner)
            is_waiting, is_space = text[-1] == " ", False
        elif piece.kind == "break":
            yield piece
            is_waiting, is_space = False, True
        elif piece.kind == "close":
            yield piece
        else:
            if is_waiting and not is_space:
                yield InlinePiece("words", " ")
                is_space = True
            is_waiting = False
            yield piece
            is_space = is_space and piece.kind == "open"


_BLANK = " \xa0"


def _trimmed(pieces: list[InlinePiece]) -> list[InlinePiece]:
    """The pieces without spaces and ends of lines at their end."""
    at = len(pieces) - 1
    while at >= 0:
        piece = pieces[at]
        if piece.kind == "words" and piece.text[-1] in _BLANK:
            pieces[at] = piece = piece._replace(text=piece.text.rstrip(_BLANK))
        if piece.kind == "break" or (piece.kind == "words" and not piece.text):
            del pieces[at]
        elif piece.kind != "close":
            break
        at -= 1
    while pieces and pieces[-1].kind == "open":
        pieces.pop()
    return without_empty(iter(pieces))
