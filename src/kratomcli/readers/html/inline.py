"""What stands within a paragraph: words, code, pictures, links, emphasis → a line of Markdown.

Emphasis is written only where CommonMark reads it as that. Its marks are moved where that helps, past
spaces and punctuation at its edges, and left out where it does not: the words always stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from kratomcli.markup.escaping import escape_inline


class WordFormat:
    """What stands around words: `mark` is `*`, `**` or `~~`; "" for a link, which has an address."""

    __slots__ = ("address", "is_dropped", "mark", "title")

    def __init__(self, mark: str, address: str = "", title: str = "") -> None:
        self.mark = mark
        self.address = address
        self.title = title
        self.is_dropped = False

    def copy(self) -> WordFormat:
        """The same format around other words."""
        return WordFormat(self.mark, self.address, self.title)


class InlinePiece(NamedTuple):
    """A piece of a paragraph: words, what is Markdown already, the end of a line, or an edge of a format."""

    kind: Literal["words", "markdown", "break", "open", "close"]
    text: str = ""
    format: WordFormat | None = None


def line_of(pieces: Sequence[InlinePiece]) -> str:
    """The pieces as Markdown; the end of a line is a backslash and a line feed. "" if nothing is in them."""
    tidied = _without_empty(list(_spaced(pieces)))
    if not any(piece.format for piece in tidied):
        return _written(tidied)
    _drop_repeated(tidied)
    tidied = _merged(tidied)
    return _written(tidied)


# -- white space -------------------------------------------------------------------------------------

_SPACES = re.compile(r"[ \t\n\r\f]+")


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
                yield InlinePiece("words", " ")
            yield InlinePiece("words", inner)
            is_waiting, is_space = text[-1] == " ", False
        elif piece.kind == "close":
            yield piece
        elif piece.kind == "break":
            yield piece
            is_waiting, is_space = False, True
        else:
            if is_waiting and not is_space:
                yield InlinePiece("words", " ")
                is_space = True
            is_waiting = False
            yield piece
            is_space = is_space and piece.kind == "open"


def _without_empty(pieces: list[InlinePiece]) -> list[InlinePiece]:
    """The pieces without formats around nothing, words next to each other as one, no breaks at the ends."""
    kept: list[InlinePiece] = []
    for piece in pieces:
        if piece.kind == "close" and kept and kept[-1].kind == "open":
            kept.pop()
        elif piece.kind == "words" and kept and kept[-1].kind == "words":
            kept[-1] = InlinePiece("words", kept[-1].text + piece.text)
        else:
            kept.append(piece)
    return _trimmed(kept)


def _trimmed(pieces: list[InlinePiece]) -> list[InlinePiece]:
    while pieces and (pieces[-1].kind == "break" or not (pieces[-1].text.strip(" ") or pieces[-1].format)):
        pieces.pop()
    first = 0
    while first < len(pieces) and pieces[first].kind == "break":
        first += 1
    return pieces[first:]


# -- emphasis ----------------------------------------------------------------------------------------


def _drop_repeated(pieces: list[InlinePiece]) -> None:
    """Drop emphasis within emphasis of the same kind."""
    inside: dict[str, int] = {}
    for piece in pieces:
        if piece.format is None or not piece.format.mark or piece.kind not in ("open", "close"):
            continue
        mark = piece.format.mark
        if piece.kind == "open":
            piece.format.is_dropped = inside.get(mark, 0) > 0
            inside[mark] = inside.get(mark, 0) + 1
        else:
            inside[mark] -= 1


def _merged(pieces: list[InlinePiece]) -> list[InlinePiece]:
    """The pieces without dropped formats, and with formats of one kind that follow each other as one."""
    kept: list[InlinePiece] = []
    renamed: dict[WordFormat, WordFormat] = {}
    for piece in pieces:
        made = piece.format
        if made is None:
            kept.append(piece)
            continue
        if made.is_dropped:
            continue
        last = kept[-1] if kept else None
        is_next = piece.kind == "open" and made.mark and last and last.kind == "close"
        if is_next and last and last.format and last.format.mark == made.mark:
            renamed[made] = last.format
            kept.pop()
            continue
        kept.append(piece._replace(format=renamed.get(made, made)))
    return kept


# -- writing -----------------------------------------------------------------------------------------

_AUTOLINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*")


def _written(pieces: list[InlinePiece]) -> str:
    parts: list[str] = []
    for piece in pieces:
        made = piece.format
        if piece.kind == "words":
            parts.append(escape_inline(piece.text))
        elif piece.kind == "markdown":
            parts.append(piece.text)
        elif piece.kind == "break":
            parts.append("\\\n")
        elif made is not None and not made.is_dropped:
            if made.mark:
                is_end = made.mark[0] == "<" and piece.kind == "close"
                parts.append(f"</{made.mark[1:]}" if is_end else made.mark)
            elif piece.kind == "open":
                parts.append("[")
            else:
                parts.append(f"]({destination(made.address, made.title)})")
    return "".join(parts)


_PLAIN = re.compile(r"[^\s()<>\\&{}]*")


def destination(address: str, title: str = "") -> str:
    """An address, and a title, as they stand in the round brackets of a link."""
    if not _PLAIN.fullmatch(address):
        address = re.sub(r"\s", "%20", address.strip()).replace("{", "%7B").replace("}", "%7D")
        address = re.sub(r"&(?=#?\w+;)", "&amp;", address)
        if re.search(r"[()<>\\]", address):
            address = "<" + re.sub(r"[<>\\]", lambda sign: f"%{ord(sign[0]):02X}", address) + ">"
    if title:
        inner = (
            re.sub(r'(["\\])', r"\\\1", " ".join(title.split())).replace("&", "&amp;").replace("<", "&lt;")
        )
        return f'{address or "<>"} "{inner}"'
    return address


def code_span(text: str) -> str:
    """A text as a span of code."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    runs = set(map(len, re.findall("`+", text)))
    count = next(count for count in range(1, longest + 2) if count not in runs)
    is_padded = text[0] == "`" or text[-1] == "`" or (text[0] == text[-1] == " " and text.strip())
    inner = f" {text} " if is_padded else text
    return f"{'`' * count}{inner}{'`' * count}"


def picture(alt: str, address: str, title: str = "") -> str:
    """A picture."""
    words = re.sub(
        r"([\[\]])", r"\\\1", escape_inline(" ".join(alt.split())).replace("\\[", "[").replace("\\]", "]")
    )
    return f"![{words}]({destination(address, title)})"
