"""Footnotes: numbered by the first reference to each, in the text and then in the notes themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it.token import Token


class Note(NamedTuple):
    """A footnote: its number from 1, its name, its blocks, and how many references to it there are."""

    number: int
    label: str
    tokens: list[Token]
    references: int


def numbered(tokens: list[Token]) -> tuple[list[Token], list[Note]]:
    """The tokens of a text without its notes, and these in the order of their numbers.

    Of two notes of one name the first counts, as on GitHub; those that nothing refers to come last. The
    `content` of each reference becomes "[2]", and its `meta` has "number", and "time": the how manieth
    reference to that note it is, from 1. In a picture's description, which is text alone, it becomes text.
    """
    body, notes = _apart(tokens)
    if not notes:
        return body, []
    numbers: dict[str, int] = {}
    times: dict[str, int] = dict.fromkeys(notes, 0)
    pending = [body]
    unused = iter(notes)
    while pending or len(numbers) < len(notes):
        if not pending:  # nothing refers to what is left
            label = next(label for label in unused if label not in numbers)
            numbers[label] = len(numbers) + 1
            pending.append(notes[label])
        for reference, is_described in _references(pending.pop(0)):
            label = reference.meta["label"]
            if label not in numbers:
                numbers[label] = len(numbers) + 1
                pending.append(notes[label])
            reference.content = f"[{numbers[label]}]"
            if is_described:
                reference.type = "text"
            else:
                times[label] += 1
                reference.meta = {**reference.meta, "number": numbers[label], "time": times[label]}
    return body, [Note(at, label, notes[label], times[label]) for label, at in numbers.items()]


def _apart(tokens: list[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """The tokens that are in no note, and those of the notes by name."""
    body: list[Token] = []
    notes: dict[str, list[Token]] = {}
    within = [body]
    for token in tokens:
        if token.type == "footnote_reference_open":
            within.append([])
            notes.setdefault(token.meta["label"], within[-1])
        elif token.type == "footnote_reference_close":
            within.pop()
        else:
            within[-1].append(token)
    return body, notes


def _references(tokens: Iterable[Token], is_described: bool = False) -> Iterator[tuple[Token, bool]]:
    """The references to notes in some tokens, and whether they are in the description of a picture."""
    for token in tokens:
        if token.type == "footnote_ref":
            yield token, is_described
        elif token.children:
            yield from _references(token.children, is_described or token.type == "image")
