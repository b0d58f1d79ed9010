"""Results on standard output: a `Table` describes each kind of result, and all formats are made from it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

from kratomcli.batches import batches
from kratomcli.cli.streams import on_terminal
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.cli.options import Color
    from kratomcli.model.entry import Section

T = TypeVar("T")

_FIRST, _MORE = 20, 2000
"""Lines in the first write and in later ones: the first row appears at once, the rest is fast."""


class Look(NamedTuple):
    """How a result is written, by the options of a command."""

    format: str
    color: Color = "auto"
    header: bool = False
    """Whether tsv begins with a header."""
    null: bool = False
    """Whether ids and paths end in a NUL instead of a line feed."""
    pager: bool = False
    """Whether a page that is longer than the terminal goes through the user's pager."""


class Id(str):
    """An article's id as a cell, which is written unchanged, because it may be given to the program again."""

    __slots__ = ()


class Table(Generic[T]):
    """Describes one kind of result. A subclass implements the methods of the formats that it supports."""

    columns: Sequence[str] = ()

    def rows(self, found: Iterable[T]) -> Iterable[Iterable[object]]:
        """The rows of cells, in the order of `columns`: text, integers, or floats (three digits)."""
        return map(self.row, found)

    def row(self, one: T) -> Iterable[object]:
        """The cells of a result that takes one row."""
        raise NotImplementedError

    def as_json(self, one: T) -> object:
        """A result as a value of the JSON contract."""
        raise NotImplementedError

    def page(self, found: Sequence[T]) -> RenderableType:
        """All results, of which there is at least one, as a page for the terminal."""
        raise NotImplementedError

    def ids(self, found: Iterable[T]) -> Iterable[str]:
        """The ids of the articles, each once."""
        raise NotImplementedError

    def paths(self, found: Iterable[T]) -> Iterable[str]:
        """The paths of the articles, as they are displayed."""
        raise NotImplementedError

    def files(self, found: Iterable[T]) -> Iterable[bytes]:
        """The paths of the articles as bytes, as the operating system has them."""
        raise NotImplementedError

    def lines(self) -> Mapping[str, Callable[[Iterable[T]], Iterable[str]]]:
        """Further formats that consist of lines: format → function that makes the lines."""
        return {"ids": self.ids, "paths": self.paths}


def chosen(format: str, plain: str = "tsv", rich: str = "rich") -> str:
    """The format that "auto" stands for: `rich` on a terminal, else `plain`."""
    return format if format != "auto" else rich if on_terminal() else plain


def write(table: Table[T], found: Iterable[T], look: Look) -> None:
    """Write results in the chosen format, as they come; a page only when all are there."""
    if look.format == "rich":
        if found := list(found):
            show([table.page(found)], look)
    elif look.format == "json" or look.format == "jsonl":
        write_objects(map(table.as_json, found), look.format)
    elif look.format == "tsv":
        write_cells(table.columns if look.header else (), table.rows(found))
    elif look.null:
        write_names(table.files(found) if look.format == "paths" else map(str.encode, table.ids(found)))
    else:
        write_lines(table.lines()[look.format](found))


def show(pages: Iterable[RenderableType], look: Look) -> bool:
    """Print pages as they come; return False if the user left the pager before the end."""
    from kratomcli.cli import terminal

    return terminal.show(pages, look.color, pager=look.pager)


def write_one(table: Table[T], found: T, look: Look) -> None:
    """Write a single result: as JSON an object, without an array around it."""
    if look.format == "json":
        write_object(table.as_json(found))
    else:
        write(table, [found], look)


def write_cells(header: Sequence[str], rows: Iterable[Iterable[object]]) -> int:
    """Write a header, unless it is empty, and tab-separated rows; return the number of rows."""
    if header:
        print("\t".join(header))
    return write_lines("\t".join(map(cell, row)) for row in rows)


def cell(value: object) -> str:
    """A value as the text of a cell, with tabs, line ends and control characters replaced."""
    if isinstance(value, Id):
        return value
    if isinstance(value, str):
        from kratomcli.text.normalize import one_line

        return one_line(value)
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def slug(section: Section | None) -> str:
    """The cell for a section: its slug, or ""."""
    return section.slug if section else ""


def write_lines(lines: Iterable[str]) -> int:
    """Write lines as they come; return their number."""
    count, size = 0, _FIRST
    lines = iter(lines)
    while batch := list(islice(lines, size)):
        sys.stdout.write("\n".join(batch) + "\n")
        if size == _FIRST:
            sys.stdout.flush()
        count, size = count + len(batch), _MORE
    return count


def write_names(names: Iterable[bytes]) -> int:
    """Write ids or paths as bytes, each followed by a NUL; return their number."""
    sys.stdout.flush()
    count = 0
    for batch in batches(names, _MORE):
        sys.stdout.buffer.write(b"\0".join(batch) + b"\0")
        count += len(batch)
    return count


def write_objects(objects: Iterable[object], format: str) -> None:
    """Write JSON objects as one array (json), or one a line (jsonl)."""
    from kratomcli.export import json, jsonl

    (json if format == "json" else jsonl).write_objects(objects, sys.stdout)


def write_object(value: object) -> None:
    """Write one JSON value, on one line."""
    from kratomcli.export.contract import dumps

    sys.stdout.write(dumps(value) + "\n")
