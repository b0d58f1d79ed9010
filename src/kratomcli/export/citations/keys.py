"""Citation keys: readable, the same whatever is exported beside an article, and unique in a library.

A key is made of the article alone: family name of the first author, year, first word of the title that says
something, and six characters that stand for the id. So no other article can change it, and two that agree
in all the words differ in the end. A key in front matter is taken instead.
"""

from __future__ import annotations

import re
from base64 import b32encode
from hashlib import blake2b
from typing import TYPE_CHECKING
from unicodedata import normalize

from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.export.citations.front_matter import PublicationData

KEYS = ("citationkey", "citekey", "bibtexkey", "bibkey")
"""Keys of front matter, in normal form, that hold a citation key."""

_USABLE = lazy_regex(r"[A-Za-z0-9][A-Za-z0-9_:.+/-]*")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
_NO_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "on",
        "in",
        "to",
        "for",
        "and",
        "or",
        "is",
        "are",
        "at",
        "by",
        "from",
        "with",
        "how",
        "what",
        "why",
        "der",
        "die",
        "das",
        "ein",
        "eine",
        "und",
        "le",
        "la",
        "les",
        "un",
        "une",
        "des",
        "du",
        "de",
        "et",
        "el",
        "los",
        "las",
        "una",
        "y",
        "il",
        "lo",
        "gli",
        "het",
        "een",
        "en",
        "de",
        "os",
        "as",
        "um",
        "uma",
        "o",
    ]
)
_LONGEST = 24


def told_key(told: PublicationData) -> str:
    """The key in front matter, without a sign @ before it; "" if there is none that every format takes."""
    key = told.text(*KEYS).removeprefix("@")
    return key if _USABLE.fullmatch(key) else ""


def made_key(id: str, surname: str, date: str, title: str) -> str:
    """The key made of an article's id, the surname of its first author, its date and its title.

    >>> made_key("posts/tea", "Müller", "2021-03", "The history of tea")
    'muller-2021-history-fpmhwm'
    """
    word = _word(title) or _word(id.rpartition("/")[2])
    return "-".join(filter(None, ["".join(_folded(surname))[:_LONGEST], date[:4], word, id_checksum(id)]))


def id_checksum(id: str, length: int = 6) -> str:
    """Lower-case letters and digits that stand for an id; 30 bits in six of them."""
    return b32encode(blake2b(id.encode(errors="replace"), digest_size=20).digest()).decode().lower()[:length]


def _word(text: str) -> str:
    """The first word that is no article or preposition, in ASCII; "" if there is none."""
    return next((word[:_LONGEST] for word in _folded(text) if word not in _NO_WORDS), "")


def _folded(text: str) -> list[str]:
    """The words of a text in ASCII: without accents, in lower case, apostrophes left out."""
    bare = normalize("NFKD", text.lower().translate(_LETTERS))
    return re.findall(r"[a-z0-9]+", re.sub("[\u0300-\u036f'’ʼ]", "", bare))
