"""Finding a query's words in a text, by the same analysis that found the article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.engines import Mark
from kratomcli.fields import FIELDS
from kratomcli.query import ast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import tantivy


class Patterns:
    """A query's words and phrases, ready to be found."""

    def __init__(self, query: ast.Node, stemmed: tantivy.TextAnalyzer, plain: tantivy.TextAnalyzer) -> None:
        self._stemmed = stemmed
        self._plain = plain
        self._runs: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        """First token → (the tokens of a run, the number of its word)."""
        self._tests: list[tuple[Callable[[str], bool], int]] = []
        """What an unstemmed token has to be, for prefixes, fuzzy and exact words."""
        self.words: list[str] = []
        """The words and phrases as asked, by number."""
        for node in _positive(query):
            self._add(node)
        for runs in self._runs.values():
            runs.sort(key=lambda run: -len(run[0]))

    def _add(self, node: ast.Term | ast.Phrase | ast.Match) -> None:
        text = node.value if isinstance(node, ast.Match) else node.text
        number = len(self.words)
        if isinstance(node, ast.Phrase) or not (
            node.prefix or (isinstance(node, ast.Term) and (node.fuzz or node.exact))
        ):
            tokens = tuple(self._stemmed.analyze(text))
            if tokens:
                self._runs.setdefault(tokens[0], []).append((tokens, number))
                self.words.append(text)
            return
        tokens = tuple(self._plain.analyze(text))
        if tokens:
            self.words.append(text)
        for token in tokens:
            self._tests.append((_test(node, token, last=token is tokens[-1]), number))

    def __call__(self, text: str) -> list[Mark]:
        tokens = self._stemmed.pre_tokenize(text).tokens
        terms = [token.text for token in tokens]
        marks: list[Mark] = []
        at = 0
        while at < len(terms):
            for run, number in self._runs.get(terms[at], ()):
                if tuple(terms[at : at + len(run)]) == run:
                    last = tokens[at + len(run) - 1]
                    marks.append(Mark(tokens[at].char_offset_from, last.char_offset_to, number))
                    at += len(run) - 1
                    break
            else:
                if self._tests:
                    token = tokens[at]
                    start, end = token.char_offset_from, token.char_offset_to
                    found = self._tested(text[start:end])
                    if found is not None:
                        marks.append(Mark(start, end, found))
            at += 1
        return marks

    def _tested(self, word: str) -> int | None:
        plain = self._plain.analyze(word)
        if not plain:
            return None
        for test, number in self._tests:
            if test(plain[0]):
                return number
        return None


def _test(node: ast.Term | ast.Match | ast.Phrase, token: str, *, last: bool) -> Callable[[str], bool]:
    if isinstance(node, ast.Term) and node.fuzz:
        edits = node.fuzz
        return lambda word: abs(len(word) - len(token)) <= edits and within(word, token, edits)
    if not isinstance(node, ast.Phrase) and node.prefix and last:
        return lambda word: word.startswith(token)
    return lambda word: word == token


def within(a: str, b: str, edits: int) -> bool:
    """Whether at most `edits` insertions, deletions, substitutions or swaps of neighbours apart.

    The optimal string alignment distance, which is what the engine's automaton accepts too.
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > edits:
            return False
    return row[-1] <= edits


def _positive(node: ast.Node) -> Iterator[ast.Term | ast.Phrase | ast.Match]:
    """The words and phrases that a match may hold."""
    match node:
        case ast.Term() | ast.Phrase():
            yield node
        case ast.Match(field=field) if field == "text" and FIELDS[field].kind == "text":
            yield node
        case ast.And(parts) | ast.Or(parts):
            for part in parts:
                yield from _positive(part)
        case _:
            return
