r"""The query language: text → nodes. A recursive-descent parser, one method for each rule of the grammar.

    query   = [or]                          an empty query matches every article
    or      = and { "OR" and }
    and     = not { ["AND"] not }           words next to each other: all of them
    not     = { "NOT" | "-" } operand
    operand = group | PHRASE | field | word
    group   = "(" or ")"
    word    = "*"                           every article
            | "@" NAME                      a saved query, if any are defined
            | "=" TEXT                      the exact word, not stemmed
            | TEXT "*"                      words with this prefix
            | TEXT "~" ["1" | "2"]          words within this edit distance
            | TEXT
    field   = "is:" FLAG | "has:" NAME | NAME ":" match
    match   = PHRASE | range | "*" | TEXT "*" | TEXT
    range   = (">" | ">=" | "<" | "<=") TEXT | TEXT ".." TEXT | TEXT ".." | ".." TEXT

Tokens are defined in `kratomcli.query.tokens`, which also tells operators from text that looks like one.
In a PHRASE, `\"` is a quote and `\\` a backslash. Beyond the grammar:

- An And never holds an And directly, nor an Or an Or, nor a Not a Not: `(a b) c` is `a b c`, and
  `NOT NOT a` is `a`. Words that occur twice stay twice, since that counts in ranking.
- `*` and `~` need a letter or digit before them, `=` one after it; otherwise they are text.
- Ranges and comparisons work on dates, numbers and front-matter keys that have no field of their own;
  in other fields they are text. Only values of date and number fields are validated; dates, in whatever
  form they are written, become ISO text.
- `name:*` is `has:name`. A flag's own name works too: `draft:yes` is `is:draft`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NoReturn

from kratomcli.errors import QueryError
from kratomcli.model.fields import FIELDS, FLAGS, canonical, nearest, type_of
from kratomcli.query.ast import (
    And,
    Everything,
    Has,
    Is,
    Match,
    Node,
    Not,
    Or,
    Phrase,
    Range,
    Span,
    Term,
    joined,
    negated,
)
from kratomcli.query.dates import asked as asked_date
from kratomcli.query.dates import span as date_span
from kratomcli.query.limits import DEEPEST, MOST_DIGITS, MOST_WORDS, is_number, size_of, too_many
from kratomcli.query.tokens import Token, Tokenizer, has_letter, is_digits
from kratomcli.query.unparser import is_bare, quoted, shown

Keys = Callable[[], Collection[str]]
_NONE: Mapping[str, str] = {}

_TRUE = ("true", "yes", "1")
_FALSE = ("false", "no", "0")

_EXAMPLES = {
    "date": "Dates look like {0}:2021, {0}:2021-03, {0}:2021-03-05, {0}:>2021-03 or {0}:2020..2021-06.",
    "number": "Numbers look like {0}:500, {0}:>1000 or {0}:500..2000.",
}

_WORD_HINT = 'To search for the word itself, put it in quotes: "{0}"'


def parse(text: str, *, keys: Keys | None = None, saved: Mapping[str, str] = _NONE) -> Node:
    """The syntax tree of `text`; blank text is Everything.

    Args:
        text: the query.
        keys: returns the library's front-matter keys. It is called at most once, and only for a field
            name that is not in the field table; without it any such name counts as a front-matter key.
        saved: saved queries by name in lower case, for `@name`; if empty, `@name` is ordinary text.

    Raises:
        QueryError: the text is no query; it holds the place of the mistake. No other error is raised.
    """
    return _QueryParser(text, keys, saved).parse()


class _QueryParser:
    def __init__(
        self,
        text: str,
        keys: Keys | None,
        saved: Mapping[str, str],
        around: _QueryParser | None = None,
        name: str = "",
    ) -> None:
        self._text = text
        self._keys = keys
        self._saved = saved
        self._names: dict[str, str] | None = None
        self._tokens = Tokenizer(text)
        # What saved queries have in common with the query that names them.
        self._within: tuple[str, ...] = (*around._within, name) if around else ()
        self._above: int = around._above + around._depth + 1 if around else 0
        self._words: list[int] = around._words if around else [0]
        self._depth: int = 0

    def parse(self) -> Node:
        """query = [or]"""
        if not self._text.strip():
            return self._counted(Everything(), (0, 0))
        node = self._parse_or()
        if self._tokens.token.kind != "end":
            self._fail_unopened(self._tokens.token)
        return node

    def _parse_or(self) -> Node:
        """or = and { "OR" and }"""
        parts = [self._parse_and()]
        while self._tokens.token.kind == "OR":
            self._tokens.advance()
            parts.append(self._parse_and())
        return joined(Or, parts)

    def _parse_and(self) -> Node:
        """and = not { ["AND"] not }"""
        parts = [self._parse_not()]
        while self._tokens.token.kind not in ("OR", ")", "end"):
            if self._tokens.token.kind == "AND":
                self._tokens.advance()
            parts.append(self._parse_not())
        return joined(And, parts)

    def _parse_not(self) -> Node:
        """not = { "NOT" | "-" } operand"""
        is_not = False
        while self._tokens.token.kind in ("NOT", "-"):
            self._tokens.advance()
            is_not = not is_not
        operand = self._parse_operand()
        return negated(operand) if is_not else operand

    def _parse_operand(self) -> Node:
        """operand = group | PHRASE | field | word"""
        token = self._tokens.token
        if token.kind == "(":
            return self._parse_group()
        if token.kind == "word" and token.text[0] == "@" and self._saved and has_letter(token.text):
            return self._parse_saved()
        if token.kind == "phrase":
            self._tokens.advance()
            operand: Node = Phrase(token.text, span=token.span)
        elif token.kind == "field":
            operand = self._parse_field()
        elif token.kind == "word":
            operand = self._parse_word()
        else:
            self._fail_nothing()
        return self._counted(operand, token.span)

    def _counted(self, operand: Node, span: Span) -> Node:
        """`operand`, unless it exceeds the limit of words, which is checked as each operand is parsed."""
        self._words[0] += size_of(operand)
        if self._words[0] > MOST_WORDS:
            self._fail(too_many(f"more than {MOST_WORDS:,}"), span, "Ask for fewer.")
        return operand

    def _parse_group(self) -> Node:
        """group = "(" or ")" """
        opening = self._tokens.advance()
        if self._above + self._depth == DEEPEST:
            self._fail(
                "nested too deeply", opening.span, f"At most {DEEPEST} groups can stand within each other."
            )
        self._depth += 1
        node = self._parse_or()
        if self._tokens.token.kind == "end":
            self._fail_unclosed(opening)
        self._depth -= 1
        self._tokens.advance()
        return node

    def _parse_word(self) -> Node:
        """word = "*" | "=" TEXT | TEXT "*" | TEXT "~" ["1" | "2"] | TEXT"""
        word = self._tokens.advance()
        text, span = word.text, word.span
        if text == "*":
            return Everything()
        if text[0] == "=" and has_letter(text[1:]):
            return Term(text[1:], exact=True, span=span)
        if text[-1] == "*" and has_letter(text[:-1]):
            return Term(text[:-1], prefix=True, span=span)
        stem, _, number = text.rpartition("~")
        if has_letter(stem) and (not number or is_digits(number)):
            if number not in ("", "1", "2"):
                self._fail(
                    "a word can differ by 1 or at most 2 letters",
                    (word.end - len(number), word.end),
                    f"In quotes it is ordinary text: {quoted(shown(text))}",
                )
            return Term(stem, fuzz=int(number or 1), span=span)
        return Term(text, span=span)

    def _parse_saved(self) -> Node:
        """ "@" NAME: the saved query of this name, parsed as if it stood here in parentheses."""
        word = self._tokens.advance()
        name = word.text[1:].lower()
        if name not in self._saved:
            from difflib import get_close_matches  # only this mistake needs it

            near = "".join(f"Did you mean @{found}? " for found in get_close_matches(name, self._saved, 1))
            self._fail(
                f"no saved query '{shown(word.text)}'",
                word.span,
                f"{near}In quotes it is ordinary text: {quoted(shown(word.text))}",
            )
        if name in self._within:
            circle = " → ".join(f"@{one}" for one in (*self._within[self._within.index(name) :], name))
            self._fail(f"a saved query that needs itself: {circle}", word.span)
        if self._above + self._depth == DEEPEST:
            self._fail(
                "nested too deeply", word.span, f"At most {DEEPEST} saved queries can name each other."
            )
        try:
            return _QueryParser(self._saved[name], self._keys, self._saved, self, name).parse()
        except QueryError as error:
            if self._words[0] > MOST_WORDS:
                self._fail(error.message, word.span, error.hint)
            if error.message.startswith(("in @", "a saved query")):
                raise
            message = f"in @{name}: {error.message}"
            raise QueryError(message, error.query, error.span, hint=error.hint) from error

    def _parse_field(self) -> Node:
        """field = "is:" FLAG | "has:" NAME | NAME ":" match"""
        name = self._tokens.advance()
        value = self._tokens.token
        special = name.text.lower()
        field = special if special in ("is", "has") else self._field(name, name.start, value)
        if value.kind == "(":
            self._fail(
                "a field takes one value, not a group",
                value.span,
                f"Name the field each time: ({field}:a OR {field}:b)",
            )
        self._tokens.advance()
        span = (name.start, value.end)
        if field == "is":
            return self._parse_flag(value, span)
        if field == "has" or (value.kind == "value" and value.text == "*"):
            return Has(self._field(value, name.start, value) if field == "has" else field, span=span)
        return self._parse_match(field, value, span)

    def _parse_flag(self, value: Token, span: Span) -> Is:
        """FLAG = one of fields.FLAGS"""
        flag = value.text.lower()
        if flag not in FLAGS:
            known = " or ".join(f"is:{flag}" for flag in FLAGS)
            self._fail(f"no flag '{shown(value.text)}'", value.span, f"There is {known}.")
        return Is(flag, span=span)

    def _parse_match(self, field: str, value: Token, span: Span) -> Node:
        """match = PHRASE | range | TEXT "*" | TEXT"""
        kind = type_of(field)
        text = value.text
        if kind == "flag":
            return self._parse_yes_or_no(field, value, span)
        if value.kind == "value" and kind in ("date", "number", None):
            ranged = self._parse_range(field, value, span)
            if ranged is not None:
                return ranged
        if kind in ("date", "number"):
            return Match(field, self._checked(field, text, value.span), span=span)
        if value.kind == "phrase":
            return Match(field, text, quoted=True, span=span)
        if text[-1] == "*" and has_letter(text[:-1]):
            return Match(field, text[:-1], prefix=True, span=span)
        return Match(field, text, span=span)

    def _parse_yes_or_no(self, field: str, value: Token, span: Span) -> Node:
        """For flags, match = "true" | "yes" | "1" | "false" | "no" | "0" """
        said = value.text.lower()
        if said not in (*_TRUE, *_FALSE):
            self._fail(
                f"{field} is yes or no, not '{shown(value.text)}'",
                value.span,
                f"Write {field}:yes or {field}:no.",
            )
        flag = Is(field, span=span)
        return flag if said in _TRUE else Not(flag)

    def _parse_range(self, field: str, value: Token, span: Span) -> Range | None:
        """range = (">" | ">=" | "<" | "<=") TEXT | TEXT ".." TEXT | TEXT ".." | ".." TEXT

        Three dots or more are no range.
        """
        text, start, end = value.text, value.start, value.end
        if text[0] in "<>":
            sign = text[:2] if text[1:2] == "=" else text[0]
            bound = text[len(sign) :]
            if not bound:
                self._fail(f"nothing after {sign}", value.span, f"To compare, write {field}:{sign}VALUE.")
            bound = self._checked(field, bound, (start + len(sign), end))
            closed = sign[1:] == "="
            if text[0] == ">":
                return Range(field, bound, None, include_low=closed, span=span)
            return Range(field, None, bound, include_high=closed, span=span)

        low, dots, high = text.partition("..")
        if not dots or not (low or high) or low.endswith(".") or high.startswith("."):
            return None
        if low:
            low = self._checked(field, low, (start, start + len(low)))
        if high:
            high = self._checked(field, high, (end - len(high), end))
        if low and high and self._is_backwards(field, low, high):
            self._fail(
                "this range ends before it starts",
                value.span,
                f"The lower bound comes first: {field}:{high}..{low}",
            )
        return Range(field, low or None, high or None, span=span)

    def _is_backwards(self, field: str, low: str, high: str) -> bool:
        match type_of(field):
            case "date":
                return date_span(low)[0] >= date_span(high)[1]
            case "number":
                return int(low) > int(high)
            case _:
                return False  # what order a front-matter key's values have, its values will tell

    def _checked(self, field: str, text: str, span: Span) -> str:
        """The value `text` of a date field as ISO text, of a number field validated, of others unchanged."""
        kind = type_of(field)
        if kind == "date":
            try:
                return asked_date(text)
            except ValueError as error:
                self._fail(f"'{shown(text)}' is {error}", span, _EXAMPLES[kind].format(field), error)
        elif kind == "number":
            digits = text.removeprefix("-")
            if not is_digits(digits):
                self._fail(f"'{shown(text)}' is not a whole number", span, _EXAMPLES[kind].format(field))
            if not is_number(text):
                self._fail(f"a number has at most {MOST_DIGITS} digits", span)
        return text

    def _field(self, name: Token, start: int, value: Token) -> str:
        """The field or front-matter key that `name` names; `start` is where the whole field starts."""
        field = canonical(name.text)
        if field in FIELDS or self._keys is None:
            return field
        if self._names is None:
            keys = sorted(self._keys(), reverse=True)
            self._names = {key.casefold(): key for key in keys} | {key: key for key in keys}
        found = self._names.get(field) or self._names.get(field.casefold())
        if not found:
            near = nearest(field, [key for key in self._names.values() if is_bare(key)])
            guess = f"Did you mean {near}? " if near else ""
            whole = quoted(shown(self._text[start : value.end]))
            self._fail(
                f"no field '{shown(field)}'", name.span, f"{guess}In quotes it is ordinary text: {whole}"
            )
        return found

    def _fail_nothing(self) -> NoReturn:
        """Raise the error for a token that can't start an operand: what is missing, and where."""
        token, before = self._tokens.token, self._tokens.previous
        if before is not None and before.kind in ("AND", "OR", "NOT", "-"):
            self._fail(f"nothing after {before.kind}", before.span, _WORD_HINT.format(before.kind))
        if token.kind in ("AND", "OR"):
            self._fail(f"nothing before {token.kind}", token.span, _WORD_HINT.format(token.kind))
        if before is None:
            self._fail_unopened(token)
        if token.kind == ")":
            self._fail(
                "nothing between these parentheses",
                (before.start, token.end),
                "Fill them, leave them out, or put them in quotes.",
            )
        self._fail_unclosed(before)

    def _fail_unopened(self, closing: Token) -> NoReturn:
        self._fail(
            "this parenthesis closes nothing",
            closing.span,
            "Leave it out, or put the text with it in quotes.",
        )

    def _fail_unclosed(self, opening: Token) -> NoReturn:
        self._fail(
            "this parenthesis is never closed", opening.span, "Close it, or put the text with it in quotes."
        )

    def _fail(self, message: str, span: Span, hint: str = "", cause: Exception | None = None) -> NoReturn:
        raise QueryError(message, self._text, span, hint=hint) from cause
