"""Results on standard output: each kind has one description, and every format is made of it here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from kratomcli.cli.streams import on_terminal
from kratomcli.model.batches import batches

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.cli.options import Color
    from kratomcli.model.entry import Section

T = TypeVar("T")

_FIRST, _MORE = 20, 2000
"""Lines in the first and in later writes: the first row appears at once, the rest come fast."""


class Look(NamedTuple):
    """How a result is to be written, as the options of a command say it."""

    format: str
    color: Color = "auto"
    header: bool = False
    """Whether the names of columns come first, in tsv."""
    null: bool = False
    """Whether ids and paths end with a NUL instead of a line end."""


class Id(str):
    """Text of a cell that stays as it is, because it is given back to the program: an article's id."""

    __slots__ = ()


class Table(Generic[T]):
    """What one kind of result is in each format. A command offers the formats whose methods are there."""

    columns: Sequence[str] = ()

    def rows(self, found: Iterable[T]) -> Iterable[Iterable[object]]:
        """The cells below `columns`: text in any state, whole numbers, fractions (to three digits)."""
        return map(self.row, found)

    def row(self, one: T) -> Iterable[object]:
        """The cells of a result that is one row."""
        raise NotImplementedError

    def as_json(self, one: T) -> object:
        """A result as the contract has it."""
        raise NotImplementedError

    def page(self, found: Sequence[T]) -> RenderableType:
        """All of them, for people; there is one at least."""
        raise NotImplementedError

    def ids(self, found: Iterable[T]) -> Iterable[str]:
        """The articles' ids, each once."""
        raise NotImplementedError

    def paths(self, found: Iterable[T]) -> Iterable[str]:
        """The paths of the articles as they are shown."""
        raise NotImplementedError

    def files(self, found: Iterable[T]) -> Iterable[bytes]:
        """The same paths as the system has them."""
        raise NotImplementedError

    def lines(self) -> Mapping[str, Callable[[Iterable[T]], Iterable[str]]]:
        """Formats of lines beside the table: format → what makes the lines."""
        return {"ids": self.ids, "paths": self.paths}


def chosen(format: str, plain: str = "tsv", rich: str = "rich") -> str:
    """The format that "auto" stands for: `rich` on a terminal, else `plain`."""
    return format if format != "auto" else rich if on_terminal() else plain


def write(table: Table[T], found: Iterable[T], look: Look) -> None:
    """Write results in the format that was asked for; but for a page, as they come."""
    if look.format == "rich":
        if found := list(found):
            from kratomcli.cli.terminal import show

            show(table.page(found), look.color)
    elif look.format == "json" or look.format == "jsonl":
        write_objects(map(table.as_json, found), look.format)
    elif look.format == "tsv":
        write_cells(table.columns if look.header else (), table.rows(found))
    elif look.null:
        write_names(table.files(found) if look.format == "paths" else map(str.encode, table.ids(found)))
    else:
        write_lines(table.lines()[look.format](found))


def write_one(table: Table[T], found: T, look: Look) -> None:
    """Write a result of which there is one: as JSON an object, with no array around it."""
    if look.format == "json":
        write_object(table.as_json(found))
    else:
        write(table, [found], look)


def write_cells(header: Sequence[str], rows: Iterable[Iterable[object]]) -> int:
    """Write rows with a tab between cells, below a header unless it is empty; gives back how many."""
    if header:
        print("\t".join(header))
    return write_lines("\t".join(map(cell, row)) for row in rows)


def cell(value: object) -> str:
    """A value as a cell, which holds no tab and no line end, whatever the text it is made of."""
    if isinstance(value, Id):
        return value
    if isinstance(value, str):
        from kratomcli.text.normalize import one_line

        return one_line(value)
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def slug(section: Section | None) -> str:
    """A section's cell."""
    return section.slug if section else ""


def write_lines(lines: Iterable[str]) -> int:
    """Write lines as they come; gives back how many there were."""
    count, size = 0, _FIRST
    lines = iter(lines)
    while batch := list(islice(lines, size)):
        sys.stdout.write("\n".join(batch) + "\n")
        if size == _FIRST:
            sys.stdout.flush()
        count, size = count + len(batch), _MORE
    return count


def write_names(names: Iterable[bytes]) -> int:
    """Write ids, or names of files as the system has them, each with a NUL behind; gives back how many."""
    sys.stdout.flush()
    count = 0
    for batch in batches(names):
        sys.stdout.buffer.write(b"\0".join(batch) + b"\0")
        count += len(batch)
    return count


def write_objects(objects: Iterable[object], format: str) -> None:
    """Write JSON objects as one array, or one a line."""
    from kratomcli.export import json, jsonl

    (json if format == "json" else jsonl).write_objects(objects, sys.stdout)


def write_object(value: object) -> None:
    """Write one JSON value, on one line."""
    from kratomcli.export.contract import dumps

    sys.stdout.write(dumps(value) + "\n")
