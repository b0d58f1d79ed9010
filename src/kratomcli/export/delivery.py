"""Running an export: chooses the exporter's function for a format and destination, and reports the result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from kratomcli.config.places import cache_home
from kratomcli.errors import OutputError, UsageError
from kratomcli.export import EXPORTERS, ExportOptions, output, write, write_file, write_folder
from kratomcli.export.graph import write as write_graph
from kratomcli.index.folder import library_around
from kratomcli.model.paths import ALL_SUFFIXES
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kratomcli.export.graph import GraphFormat
    from kratomcli.model.article import Article
    from kratomcli.search.links import LinkGraph


class Delivery(NamedTuple):
    """The result of an export: number of articles, size in bytes, and notes for the user."""

    articles: int
    size: int
    notes: tuple[str, ...] = ()


def to_stream(
    articles: Iterable[Article], format: str, stream: TextIO, *, options: ExportOptions
) -> Delivery:
    """Write an export to an open text stream; a binary format is written to its underlying buffer."""
    notes: list[str] = []
    options = options.replace(note=notes.append)
    if "file" not in EXPORTERS[format].kinds:
        # `write` cleans, and then ends lines: a stream that cleaned once more would find the CR of CR LF.
        counted = _ByteCounter(getattr(stream, "drawing", stream))
        number = write(articles, format, cast("TextIO", counted), options=options)
        return Delivery(number, counted.size, tuple(notes))
    with output.temporary_path(EXPORTERS[format].suffix) as made:
        number = write_file(articles, format, made, options=options)
        stream.flush()
        output.copy(made, stream.buffer)
        return Delivery(number, made.stat().st_size, tuple(notes))


def to_place(
    articles: Iterable[Article], format: str, place: str, *, force: bool, options: ExportOptions
) -> Delivery:
    """Write an export to a file, or to a folder if its name ends in a slash.

    Raises:
        UsageError: the format can't be written as a file, or as a folder.
        OutputError: the destination exists already, can't be written, or is within the library.
    """
    kinds = EXPORTERS[format].kinds
    notes: list[str] = []
    options = options.replace(note=notes.append)
    if place.endswith("/"):
        if "folder" not in kinds:
            raise UsageError(f"{format} is one file, not a folder", hint="Leave the / out.")
        refuse_in_library(place, options.roots)
        with output.folder(place, force=force) as folder:
            number = write_folder(articles, format, folder, options=options)
            _refuse_replacing(folder, place, options.roots)
            size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        return Delivery(number, size, tuple(notes))
    refuse_article(place, options.roots)
    if "file" in kinds:
        with output.atomic_path(place, force=force) as made:
            number = write_file(articles, format, made, options=options)
            return Delivery(number, made.stat().st_size, tuple(notes))
    with output.atomic(place, force=force) as stream:
        counted = _ByteCounter(stream)
        number = write(articles, format, cast("TextIO", counted), options=options)
    return Delivery(number, counted.size, tuple(notes))


def graph_to_place(
    graph: LinkGraph, format: GraphFormat, place: str, *, force: bool, roots: Sequence[str]
) -> None:
    """Write the graph of links to a file; `roots` are the library's folders.

    Raises:
        UsageError: the place is a folder.
        OutputError: the file exists already, can't be written, or would be an article of the library.
        MissingExtra: networkx is not installed.
    """
    if place.endswith("/"):
        raise UsageError("a graph is one file, not a folder", hint="Leave the / out.")
    refuse_article(place, roots)
    with output.atomic(place, force=force) as stream:
        write_graph(graph, format, stream)


def refuse_article(place: str, roots: Sequence[str]) -> None:
    """Refuse a file that would be an article of a library, of whatever kind, there already or not."""
    if place.lower().endswith(ALL_SUFFIXES):
        refuse_in_library(place, roots)


def refuse_in_library(place: str, roots: Sequence[str]) -> None:
    """Refuse a destination where articles would be replaced, or the output be indexed as articles."""
    if library := library_around(place, roots, cache_home()):
        raise OutputError(
            f"{place} is in the library {library}: an export would replace its articles, or add to them",
            hint="Name a place outside.",
        )


def refuse_among_articles(place: str, roots: Sequence[str]) -> None:
    """Refuse a folder that is in a library, or has one in it."""
    for folder in (place, *_libraries_below(place, roots)):
        refuse_in_library(folder, roots)


def _libraries_below(place: str, roots: Sequence[str]) -> list[str]:
    target = Path(place).resolve()
    return [root for root in roots if target in Path(root).resolve().parents]


def _refuse_replacing(made: Path, place: str, roots: Sequence[str]) -> None:
    """Refuse an output folder that contains a library, if one of the files made would be in that."""
    target, below = Path(place).resolve(), _libraries_below(place, roots)
    for file in made.rglob("*") if below else ():
        refuse_in_library(str(target / file.relative_to(made)), below)


class _ByteCounter:
    """A text stream that counts the bytes written to it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.size = 0

    def write(self, text: str) -> int:
        self.size += len(text) if text.isascii() else len(text.encode(errors="replace"))
        return self._stream.write(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        self._stream.flush()
