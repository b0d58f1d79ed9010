"""Footnotes: taken out of a Markdown text, numbered as they are referred to, set at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Behind the marks of quotes and list items that it stands in.
_DEFINITION = re.compile(r"((?: {0,3}>| *(?:[-+*]|\d{1,9}[.)])(?= ))* *)\[\^([^\]\n]+)\]:[ \t]*(.*)")
_FENCE = re.compile(r"(?: {0,3}>)* *(`{3,}|~{3,})")
_ITEM = re.compile(r" {0,3}(?:[-+*]|\d{1,9}[.)]) ")
_REFERENCE = re.compile(r"\[\^([^\]\n]+)\]")


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
        fence, label, note, blank, in_list = "", "", "", False, False
        lead = ""  # what the lines of the note begin with, in a quote or an item
        for line in body.split("\n"):
            if line.strip():
                in_list = bool(_ITEM.match(line)) or (in_list and line[0] == " ")
            found = None if fence else _definition(line, in_list)
            opening = _fence(line, in_list)
            rest = _without(lead, line)
            if found:
                label, blank, lead = found[2], False, re.sub(r"[^\s>]", " ", found[1])
                lead, kept = lead if lead.strip() or in_list else "", found[1]
                note = label if label not in self.notes else ""  # the first of a name counts, as on GitHub
                self.notes.setdefault(label, found[3])
            elif label and rest is not None and not rest.strip():
                blank, kept = True, lead.rstrip() and line
            elif label and rest and (rest[:2].isspace() or not (blank or opening or _begins(rest))):
                kept = lead
                if note:
                    self.notes[note] += "\n" + ("\n" if blank else "") + rest.strip()
                blank = False
            else:
                label, kept = "", line
            if not label and opening:
                fence = "" if fence and opening[1].startswith(fence) else fence or opening[1]
            out.append(kept + " " * (len(line) - len(kept)))
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


def _definition(line: str, in_list: bool) -> re.Match[str] | None:
    found = _DEFINITION.match(line)
    return found if found and (in_list or found[1].strip() or len(found[1]) < 4) else None


def _fence(line: str, in_list: bool) -> re.Match[str] | None:
    found = _FENCE.match(line)
    return found if found and (in_list or found.start(1) < 4 or ">" in found[0]) else None


def _without(lead: str, line: str) -> str | None:
    """A line without what those of its note begin with; None if it is none of them."""
    if not line.strip() or line.rstrip() == lead.rstrip():
        return "" if ">" not in lead or line.strip() else None
    return line[len(lead) :] if line.startswith(lead) else None


def _begins(line: str) -> bool:
    """Does a line begin a block, and so end the note that it stands below?"""
    return line[0] in "#>-*" or _ITEM.match(line) is not None
