"""Articles → a stream or a folder, one format per module.

    articles  →  write(articles, "html", stream)               one stream, any number of articles
              →  write_folder(articles, "markdown", folder)    one file an article

To add a format, write a module with `write` or `write_folder` (see Streams and Folders) and give it
a row in EXPORTERS. An exporter takes an iterator and holds one article at a time; the same articles
give the same bytes. It raises what its input raises and never opens a file of its own choosing:
`output.atomic` and `output.folder` do that around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TextIO, cast

from kratomcli.article import Parts
from kratomcli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kratomcli.article import Article

ALL = Parts()
Kind = Literal["stream", "folder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What a user can choose; each format takes what it knows and leaves the rest."""

    csv_guard: bool = True
    """Put an apostrophe before cells that a spreadsheet would run as a formula."""
    title: str = "Articles"
    """The title of a page that holds several articles."""
    lang: str = "en"
    """The language of such a page; an article with a language of its own says so itself."""
    parts: Parts = ALL
    """Which parts of an article are wanted; the formats that `show` offers know them."""
    fields: tuple[str, ...] | None = None
    """Only these keys of the JSON contract (json, jsonl) or columns in this order (csv)."""


class Exporter(NamedTuple):
    """One format: its name, its module below this package, what it can write to, its suffix."""

    name: str
    module: str
    kinds: tuple[Kind, ...]
    suffix: str
    help: str


class Streams(Protocol):
    """A module that writes to a stream; gives back the number of articles."""

    def write(self, articles: Iterable[Article], stream: TextIO, options: ExportOptions) -> int: ...


class Folders(Protocol):
    """A module that writes into an empty folder; gives back the number of articles."""

    def write_folder(self, articles: Iterable[Article], folder: Path, options: ExportOptions) -> int: ...


EXPORTERS: dict[str, Exporter] = {
    exporter.name: exporter
    for exporter in (
        Exporter("json", "json", ("stream",), ".json", "one JSON array, an object a line"),
        Exporter("jsonl", "jsonl", ("stream",), ".jsonl", "one JSON object a line"),
        Exporter("csv", "csv", ("stream",), ".csv", "a table for a spreadsheet"),
        Exporter("markdown", "markdown", ("stream", "folder"), ".md", "Markdown with front matter"),
        Exporter("text", "text", ("stream",), ".txt", "plain text to read"),
        Exporter("html", "html", ("stream",), ".html", "one self-contained page"),
    )
}

FORMATS: tuple[str, ...] = tuple(EXPORTERS)

DEFAULTS = ExportOptions()


def format_for(path: str | None) -> str:
    """The format that a file's suffix names: jsonl for none, markdown for a folder."""
    if path is not None and path.endswith("/"):
        return "markdown"
    suffixes = {exporter.suffix: exporter.name for exporter in EXPORTERS.values()}
    return next((name for suffix, name in suffixes.items() if path and path.endswith(suffix)), "jsonl")


def write(
    articles: Iterable[Article], format: str, stream: TextIO, *, options: ExportOptions = DEFAULTS
) -> int:
    """Write the articles to an open text stream; gives back how many there were.

    Raises UsageError for a format that is unknown or can't be written to a stream.
    """
    module = cast("Streams", _module(format, "stream"))
    return module.write(articles, stream, options)


def write_folder(
    articles: Iterable[Article], format: str, folder: Path, *, options: ExportOptions = DEFAULTS
) -> int:
    """Write one file an article below an empty folder; gives back how many there were.

    Raises UsageError for a format that is unknown or only goes to a stream.
    """
    module = cast("Folders", _module(format, "folder"))
    return module.write_folder(articles, folder, options)


def _module(format: str, kind: Kind) -> object:
    exporter = EXPORTERS.get(format)
    if exporter is None:
        raise UsageError(f"no format {format!r}", hint=f"The formats are: {', '.join(FORMATS)}.")
    if kind not in exporter.kinds:
        able = ", ".join(e.name for e in EXPORTERS.values() if kind in e.kinds)
        raise UsageError(f"{format} can't be written to a {kind}", hint=f"These can: {able}.")
    return import_module(f"{__name__}.{exporter.module}")
