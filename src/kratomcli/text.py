"""What every text goes through on its way in: made harmless for a terminal, one character for one."""

from __future__ import annotations

import re

REPLACEMENT = "�"

# C0 without tab and line feed, DEL, C1, bidi embeddings, overrides and isolates, lone surrogates.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Everything that ends or shifts a line or a cell.
_SPACES = re.compile(r"[\s\u2028\u2029]+")


def clean(text: str) -> str:
    """`text` with each character that could drive a terminal or turn the reading direction replaced.

    One character becomes one U+FFFD, so offsets stay true. Line feeds and tabs are kept; turn other
    line ends into line feeds first.
    """
    return _UNSAFE.sub(REPLACEMENT, text)


def one_line(text: str) -> str:
    """`text` cleaned and on a single line: runs of white space become one space."""
    return clean(_SPACES.sub(" ", text).strip())


_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """`text` as keywords are compared: one line, no case, no accents."""
    text = " ".join(text.split())
    if text.isascii():
        return text.lower()
    from unicodedata import category, normalize

    return "".join(c for c in normalize("NFKD", text.casefold()) if category(c) != "Mn")


def words_of(folded: str) -> list[str]:
    """The words of a folded keyword, in order."""
    return _WORD.findall(folded)
