"""Footnotes: numbered by their first reference, first those in the text, then those in other notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from markdown_it.token import Token


class Note(NamedTuple):
    """A footnote: its number (from 1), its label, its block tokens, and the number of references to it."""

    number: int
    label: str
    tokens: list[Token]
    references: int


class Labels(dict[str, int]):
    """The labels of a document's notes, found in any case, as on GitHub: [^Note] is [^note]."""

    def __setitem__(self, label: str, value: int) -> None:
        super().__setitem__(label.casefold(), value)

    def __getitem__(self, label: str) -> int:
        return super().__getitem__(label.casefold())

    def __contains__(self, label: object) -> bool:
        return isinstance(label, str) and super().__contains__(label.casefold())

    def get(self, label: str, default: int = -1) -> int:  # type: ignore[override]
        return super().get(label.casefold(), default)


def numbered(tokens: list[Token]) -> tuple[list[Token], list[Note]]:
    """The tokens of a document without its footnotes, and the footnotes by number.

    If two footnotes have one label, the first counts, as on GitHub; footnotes without a reference come
    last. The `content` of each reference becomes "[2]"; its `meta` has "number", and "time", which counts
    the references to that note from 1. In an image's description a reference becomes plain text.
    """
    body, notes = _apart(tokens)
    if not notes:
        return body, []
    numbers: dict[str, int] = {}
    times: dict[str, int] = dict.fromkeys(notes, 0)
    pending = [body]
    unused = iter(notes)
    while pending or len(numbers) < len(notes):
        if not pending:  # no reference leads to the notes that are left
            label = next(label for label in unused if label not in numbers)
            numbers[label] = len(numbers) + 1
            pending.append(notes[label])
        for reference, is_described in _references(pending.pop(0)):
            label = reference.meta["label"].casefold()
            if label not in numbers:
                numbers[label] = len(numbers) + 1
                pending.append(notes[label])
            reference.content = f"[{numbers[label]}]"
            if is_described:
                reference.type = "text"
            else:
                times[label] += 1
                reference.meta = {"label": label, "number": numbers[label], "time": times[label]}
    return body, [Note(at, label, notes[label], times[label]) for label, at in numbers.items()]


def _apart(tokens: list[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """The tokens outside footnotes, and the tokens of each footnote by its label."""
    body: list[Token] = []
    notes: dict[str, list[Token]] = {}
    within = [body]
    for token in tokens:
        if token.type == "footnote_reference_open":
            within.append([])
            notes.setdefault(token.meta["label"].casefold(), within[-1])
        elif token.type == "footnote_reference_close":
            within.pop()
        else:
            within[-1].append(token)
    return body, notes


def _references(tokens: Iterable[Token], is_described: bool = False) -> Iterator[tuple[Token, bool]]:
    """(token, whether it is in an image's description) of each reference to a footnote."""
    for token in tokens:
        if token.type == "footnote_ref":
            yield token, is_described
        elif token.children:
            yield from _references(token.children, is_described or token.type == "image")
