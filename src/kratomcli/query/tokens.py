"""The tokeniser of the query language: text → tokens with their places.

Nearly everything is ordinary text: an operator is one only at the start of a token. Tokens start at the
start of the text and after white space, a parenthesis or a closing quote. At these places

- `(` and `)` are parentheses; both also end a word, so `OR(a b)` is OR and a group, `a(b)` a and a group;
- `"`, `“` and `”` open a phrase, up to the next `"` or `”` that no backslash precedes;
- `-` is "not" if a phrase, a group or something with a letter or digit follows without a space:
  `-x` and `-"x"`, but neither `-` nor `->` nor `--x`;
- `AND`, `OR` and `NOT` are operators if they stand as separate words;
- `name:` begins a field if a value follows without a space, but not in `std::string` and `http://x`;
  the value is a phrase, or runs up to white space or a `)` without an opening one in the value;
- `:-)` is a word, as is any run of punctuation and then parentheses between spaces; inside a group
  its `)` closes the group instead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from kratomcli.errors import QueryError
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.query.ast import Span

TokenType = Literal["(", ")", "AND", "OR", "NOT", "-", "phrase", "field", "value", "word", "end"]

_OPERATORS: dict[str, TokenType] = {"AND": "AND", "OR": "OR", "NOT": "NOT"}

_SPACE = lazy_regex(r"\s*")
_PHRASE = lazy_regex(r'"((?:[^"\\]++|\\.)*+)"|[“”]((?:[^”\\]++|\\.)*+)”', re.DOTALL)
_MINUS = lazy_regex(r'-(?=["“”(]|(?!-)[^\s()]*?[^\W_])')
_FIELD = lazy_regex(r"([^\W\d][\w.-]*+):(?=[^\s:)])(?!//)")
_SMILEY = lazy_regex(r'[^\w\s()"“”*]++(?:(\)++)|\(++)(?!\S)')
_WORD = lazy_regex(r"[^\s()]+")
_VALUE_END = lazy_regex(r"[\s()]")


class Token(NamedTuple):
    """A token: `text` is the word, the field's name, its value, or the phrase without quotes.

    The colon after a field's name belongs to no token.
    """

    kind: TokenType
    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        return self.start, self.end


class Tokenizer:
    """Reads a query token by token, with one token of look-ahead.

    `token` is the next token, `previous` the one taken last.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.previous: Token | None = None
        self._open = 0
        self.token = self._read(0)

    def advance(self) -> Token:
        """Return `token` and read the one after it."""
        token = self.previous = self.token
        self.token = self._read_value(token.end + 1) if token.kind == "field" else self._read(token.end)
        return token

    def _read(self, place: int) -> Token:
        text = self.text
        if space := _SPACE.match(text, place):
            place = space.end()
        first = text[place : place + 1]
        if not first:
            return Token("end", "", place, place)
        if first == "(":
            self._open += 1
            return Token("(", first, place, place + 1)
        if first == ")":
            self._open -= 1
            return Token(")", first, place, place + 1)
        if first in '"“”':
            return self._read_phrase(place)
        if first == "-" and _MINUS.match(text, place):
            return Token("-", first, place, place + 1)
        if field := _FIELD.match(text, place):
            return Token("field", field[1], place, field.end(1))
        return self._read_word(place)

    def _read_word(self, place: int) -> Token:
        smiley = _SMILEY.match(self.text, place)
        if smiley and not (smiley[1] and self._open > 0):
            return Token("word", smiley[0], place, smiley.end())
        found = _WORD.match(self.text, place)
        end = found.end() if found else place
        word = self.text[place:end]
        return Token(_OPERATORS.get(word, "word"), word, place, end)

    def _read_phrase(self, place: int) -> Token:
        found = _PHRASE.match(self.text, place)
        if found is None:
            raise QueryError(
                "this quote is never closed",
                self.text,
                (place, place + 1),
                hint=r"Close it, or leave it out; a quote inside a phrase is written \".",
            )
        raw: str = found[found.lastindex or 1]
        if not raw.strip():
            raise QueryError(
                "nothing between these quotes", self.text, found.span(), hint="Fill them or leave them out."
            )
        return Token("phrase", re.sub(r'\\(["“”\\])', r"\1", raw), place, found.end())

    def _read_value(self, place: int) -> Token:
        if self.text[place] in '"“”':
            return self._read_phrase(place)
        if self.text[place] == "(":
            return Token("(", "(", place, place + 1)
        end = len(self.text)
        inside = 0
        for found in _VALUE_END.finditer(self.text, place):
            inside += {"(": 1, ")": -1}.get(found[0], 0)
            if inside < 0 or found[0].isspace():
                end = found.start()
                break
        return Token("value", self.text[place:end], place, end)


def has_letter(text: str) -> bool:
    """Whether `text` has a letter or digit, of any script."""
    return any(letter.isalnum() for letter in text)


def is_digits(text: str) -> bool:
    """Whether `text` is one or more of the ASCII digits, as numbers in queries are written."""
    return text.isascii() and text.isdigit()
