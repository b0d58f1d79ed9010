"""The pieces that a paragraph is made of, and each as Markdown as it stands between the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from kratomcli.markup.escaping import escape_inline
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex


class WordFormat:
    """What stands around words: `mark` is `*`, `**`, `~~` or a tag; "" for a link, which has an address."""

    __slots__ = ("address", "is_dropped", "mark", "title")

    def __init__(self, mark: str, address: str = "", title: str = "") -> None:
        self.mark = mark
        self.address = address
        self.title = title
        self.is_dropped = False

    @property
    def is_emphasis(self) -> bool:
        return self.mark[:1] in ("*", "~")

    def copy(self) -> WordFormat:
        """The same format around other words."""
        return WordFormat(self.mark, self.address, self.title)


class InlinePiece(NamedTuple):
    """A piece of a paragraph: words, code, what is Markdown, the end of a line, or an edge of a format."""

    kind: Literal["words", "code", "markdown", "break", "open", "close"]
    text: str = ""
    format: WordFormat | None = None


def without_empty(pieces: Iterator[InlinePiece]) -> list[InlinePiece]:
    """The pieces without formats around nothing, and words, and code, next to each other as one."""
    kept: list[InlinePiece] = []
    for piece in pieces:
        if piece.kind == "close" and kept and kept[-1].kind == "open":
            kept.pop()
        elif piece.kind in ("words", "code") and kept and kept[-1].kind == piece.kind:
            kept[-1] = InlinePiece(piece.kind, kept[-1].text + piece.text)
        elif piece.kind != "words" or piece.text:
            kept.append(piece)
    return kept


_AUTOLINK = lazy_regex(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*")
_LONE = "*_~`"


def written(pieces: Sequence[InlinePiece], *, is_alone: bool = True) -> list[str]:
    """Each piece as Markdown, as it stands between the others; `is_alone` if their line has nothing else."""
    lone = _lone_signs(pieces) if is_alone else ""
    made: list[str] = []
    link_start = -1
    for at, piece in enumerate(pieces):
        if piece.kind == "words":
            before = next((text[-1] for text in reversed(made) if text), "")
            after = _first_sign(pieces, at + 1)
            if not is_alone:  # ends of lines become tags
                before, after = before.strip("\n") or ">", after or "<"
            made.append(escape_inline(piece.text, before, after, lone=lone, in_link=link_start >= 0))
        elif piece.format is None:
            made.append(_alone(piece))
        else:
            if not piece.format.mark and piece.kind == "open":
                link_start = at
            elif not piece.format.mark:
                _drop_repeated(piece.format, pieces[link_start:at])
                link_start = -1
            made.append(_edge(piece, piece.format))
    return _with_autolinks(pieces, made)


def _drop_repeated(link: WordFormat, pieces: Sequence[InlinePiece]) -> None:
    """Drop the title of a link that says what its words say."""
    if link.title and "".join(piece.text for piece in pieces).casefold() == link.title.strip().casefold():
        link.title = ""


def _alone(piece: InlinePiece) -> str:
    """The Markdown of a piece that is neither words nor an edge."""
    if piece.kind == "code":
        return code_span(piece.text)
    return "\\\n" if piece.kind == "break" else piece.text


def _first_sign(pieces: Sequence[InlinePiece], at: int) -> str:
    """The first character of what is written from piece `at` on, which is no words; "" at the end."""
    for piece in pieces[at : at + 1]:
        text = _edge(piece, piece.format) if piece.format else _alone(piece)
        if text:
            return text[0]
        return _first_sign(pieces, at + 1)
    return ""


def _lone_signs(pieces: Sequence[InlinePiece]) -> str:
    """The signs of emphasis and code that are no markup, since there is one of each, or none."""
    text = "".join(piece.text for piece in pieces if piece.kind != "code")
    used = "".join(piece.format.mark if piece.format else "`" * (piece.kind == "code") for piece in pieces)
    return "".join(sign for sign in _LONE if text.count(sign) < 2 and sign not in used)


def _edge(piece: InlinePiece, made: WordFormat) -> str:
    """The Markdown at an edge of a format."""
    if made.is_dropped:
        return ""
    if not made.mark:
        return "[" if piece.kind == "open" else f"]({destination(made.address, made.title)})"
    return f"</{made.mark[1:]}" if made.mark[0] == "<" and piece.kind == "close" else made.mark


def _with_autolinks(pieces: Sequence[InlinePiece], made: list[str]) -> list[str]:
    """What was written, where links whose words are their address are just that between angle brackets."""
    for at in range(len(pieces) - 2):
        link, words = pieces[at].format, pieces[at + 1]
        if link and not link.mark and words.kind == "words" and pieces[at + 2].format is link:
            is_same = words.text in (link.address, link.address.removeprefix("mailto:"))
            if is_same and not link.title and _AUTOLINK.fullmatch(link.address) and "\\" not in words.text:
                made[at : at + 3] = "<", words.text, ">"
    return made


_PLAIN = lazy_regex(r"[^\s()<>\\&{}]*")


_BALANCED = lazy_regex(r"[^()<>\\]*+(?:\([^()<>\\]*+\)[^()<>\\]*+)*+")


def destination(address: str, title: str = "") -> str:
    """An address, and a title, as they stand in the round brackets of a link."""
    if not _PLAIN.fullmatch(address):
        address = re.sub(r"\s", "%20", address.strip()).replace("{", "%7B").replace("}", "%7D")
        address = re.sub(r"&(?=#?\w+;)", "&amp;", address)
        if not _BALANCED.fullmatch(address):
            address = "<" + re.sub(r"[<>\\]", lambda sign: f"%{ord(sign[0]):02X}", address) + ">"
    if title.strip():
        inner = (
            re.sub(r'["\\]', r"\\\g<0>", " ".join(title.split())).replace("&", "&amp;").replace("<", "&lt;")
        )
        return f'{address or "<>"} "{inner}"'
    return address


def code_span(text: str) -> str:
    """A text as a span of code."""
    runs = set(map(len, re.findall("`+", text)))
    count = next(count for count in range(1, len(runs) + 2) if count not in runs)
    is_padded = text[0] == "`" or text[-1] == "`" or (text[0] == text[-1] == " " and text.strip())
    inner = f" {text} " if is_padded else text
    return f"{'`' * count}{inner}{'`' * count}"


def picture(alt: str, address: str, title: str = "") -> str:
    """A picture."""
    words = escape_inline(" ".join(alt.split()), "[", "]", in_link=True)
    return f"![{words}]({destination(address, title)})"
