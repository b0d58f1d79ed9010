"""Callouts in Python-Markdown: those that its extension `admonition` doesn't know, and the HTML of all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from kratomcli.markup.callout_syntax import DEEPEST, LOOKS, Callout, alert, closing_line, container, is_closed
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

_CLASS_OF_FOLD = {"-": " fold-closed", "+": " fold-open"}
"""What stands for the folding of a callout among the classes of an admonition, until it is converted."""
_FOLDED = lazy_regex(r"(?P<indent>[ ]*+)\?\?\?(?P<open>\+?) ?+(?P<kind>[\w-]++(?: ++[\w-]++)*+)(?P<rest>.*)")
_INDENT = 4  # of code, and of what is in an admonition
_QUOTED = lazy_regex(r" {0,3}>[ ]?(?P<text>.*)")


class Callouts(Extension):
    """Has Python-Markdown read all kinds of callouts; `admonition` must be on, too."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the processors: behind fenced code, which is set aside then, and before HTML is."""
        md.preprocessors.register(_AsAdmonitions(md), "callouts", 24)
        md.treeprocessors.register(_AsCallouts(md), "callouts", 5)


class _AsAdmonitions(Preprocessor):
    """Writes the other kinds as admonitions."""

    def run(self, lines: list[str]) -> list[str]:
        return list(_rewritten(lines, DEEPEST))


class _CalloutLines(NamedTuple):
    """A callout: what it is, the lines in it, and the number of the line behind it."""

    callout: Callout
    lines: list[str]
    end: int


def _rewritten(lines: list[str], levels: int) -> Iterator[str]:
    """The lines with callouts as admonitions, down to a number of levels."""
    at = 0
    while at < len(lines):
        found = _block(lines, at) if levels and lines[at].lstrip(" ")[:1] in (">", ":", "/") else None
        if found is None:
            yield _folded(lines[at])
            at += 1
            continue
        made, at = found.callout, found.end
        inner = _rewritten(found.lines, levels - 1)
        if not made.kind:
            yield from inner
            continue
        kind = re.sub(r"[^\w-]+", "-", made.kind) + _CLASS_OF_FOLD.get(made.fold, "")
        yield from ("", f'!!! {kind} "{made.shown}"')
        yield from (" " * _INDENT + line if line else "" for line in inner)
        yield ""


def _block(lines: list[str], at: int) -> _CalloutLines | None:
    """The block quote or container that begins in a line, if it is a callout."""
    indent = len(lines[at]) - len(lines[at].lstrip(" "))
    if indent < _INDENT and (opened := container(lines[at][indent:])) is not None:
        rest = ((number, lines[number].strip()) for number in range(at + 1, len(lines)))
        end = closing_line(rest, opened.marks)
        if not is_closed(opened, end):
            return None
        last = end if end >= 0 else len(lines)
        return _CalloutLines(opened.callout, lines[at + 1 : last], last + 1)
    quoted = _QUOTED.fullmatch(lines[at])
    if quoted is None or (at and _QUOTED.fullmatch(lines[at - 1])):
        return None
    made = alert(quoted["text"].strip())
    end = at + 1
    inner: list[str] = []
    while made and end < len(lines) and (quoted := _QUOTED.fullmatch(lines[end])):
        inner.append(quoted["text"])
        end += 1
    return _CalloutLines(made, inner, end) if made else None


def _folded(line: str) -> str:
    """A line that opens a callout that folds, as the beginning of an admonition; any other as it is."""
    found = _FOLDED.fullmatch(line) if "???" in line else None
    if found is None:
        return line
    fold = _CLASS_OF_FOLD["+" if found["open"] else "-"]
    kind, _, others = found["kind"].partition(" ")
    return f"{found['indent']}!!! {kind}{fold}{' ' if others else ''}{others}{found['rest']}"


class _AsCallouts(Treeprocessor):
    """Makes admonitions the elements that callouts are everywhere else."""

    def run(self, root: Element) -> None:
        for box in root.iter("div"):
            classes = box.get("class", "").split()
            if classes[:1] == ["admonition"]:
                _finish(box, [*classes, ""])


def _finish(box: Element, classes: list[str]) -> None:
    box.set("class", f"callout {LOOKS.get(classes[1], 'note')}")
    is_open = "fold-open" in classes
    folds = is_open or "fold-closed" in classes
    if folds:
        box.tag = "details"
    else:
        box.set("role", "note")
    if is_open:
        box.set("open", "")
    for title in box[:1]:
        if title.get("class") == "admonition-title":
            title.tag = "summary" if folds else title.tag
            title.set("class", "callout-title")
