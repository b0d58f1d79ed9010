"""Footnotes: taken out of a Markdown text, numbered as they are referred to, set at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_DEFINITION = re.compile(r" {0,3}\[\^([^\]\s]+)\]:[ \t]*(.*)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")


class Piece(NamedTuple):
    """A stretch of text, or with `number` the mark of a note."""

    text: str
    number: int = 0


class Footnotes:
    """The notes of one text; `body` is the text without them, as long as before."""

    def __init__(self, body: str) -> None:
        self.notes: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._order: list[str] = []
        self.body = self._taken_out(body) if "[^" in body else body

    def _taken_out(self, body: str) -> str:
        """The text with spaces in place of its notes, so that offsets stay true."""
        out: list[str] = []
        fence, label, blank, is_first = "", "", False, True
        for line in body.split("\n"):
            found = None if fence else _DEFINITION.match(line)
            opening = _FENCE.match(line)
            if found:
                label, blank = found[1], False
                is_first = label not in self.notes
                self.notes.setdefault(label, found[2])
            elif (
                label and line.strip() and (line[:2].isspace() or not (blank or opening or line[0] in "#>-*"))
            ):
                if is_first:  # what else has its name is none, as on GitHub
                    self.notes[label] += "\n" + ("\n" if blank else "") + line.strip()
                blank = False
            elif label and not line.strip():
                blank = True
            else:
                label = ""
            if not label and opening:
                fence = "" if fence and opening[1].startswith(fence) else fence or opening[1]
            out.append(" " * len(line) if label else line)
        return "\n".join(out)

    def pieces(self, text: str) -> list[Piece]:
        """Running text with the references to notes that there are as numbers."""
        found, done = [], 0
        for match in _REFERENCE.finditer(text):
            if match[1] in self.notes:
                number = self._number(match[1])
                found += [Piece(text[done : match.start()]), Piece(f"[{number}]", number)]
                done = match.end()
        return [*found, Piece(text[done:])]

    def in_order(self) -> Iterator[tuple[int, str]]:
        """The notes by number, those that nothing refers to behind all others.

        Notes may refer to notes: give each to `pieces` before the next one is asked for.
        """
        unused = iter(self.notes)
        given = 0
        while given < len(self.notes):
            while given == len(self._order):
                self._number(next(unused))
            given += 1
            yield given, self.notes[self._order[given - 1]]

    def _number(self, label: str) -> int:
        if label not in self._numbers:
            self._order.append(label)
            self._numbers[label] = len(self._order)
        return self._numbers[label]
