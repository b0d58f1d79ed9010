"""Articles → a stream or a folder, one format per module.

    articles  →  write(articles, "html", stream)               one stream, any number of articles
              →  write_folder(articles, "markdown", folder)    one file an article
              →  write_file(articles, "sqlite", path)          one file that is not text
    shelf     →  site.build(shelf, folder)                     a website

To add a format, write a module with `write`, `write_folder` or `write_file` (see the protocols
StreamExporter, FolderExporter and FileExporter) and add it to EXPORTERS. `delivery` chooses among these
functions by the destination.
An exporter takes an iterator and keeps one article in memory at a time (epub and pdf keep all, because
EbookLib and Typst do); the same articles give the same bytes. Errors raised by its input pass through.
It writes only to the stream, path or folder that it is given, which `output.atomic` and `output.folder`
open, so that the output appears as a whole.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal, Protocol, TextIO, cast

from kratomcli.errors import FormatUnknown, UsageError
from kratomcli.model.article import Parts
from kratomcli.model.record import Record
from kratomcli.named_tuples import NamedTuple
from kratomcli.text.normalize import one_line
from kratomcli.text.safe_output import SafeWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from kratomcli.model.article import Article

ALL = Parts()
OutputKind = Literal["stream", "folder", "file", "site"]


class ExportOptions(Record):
    """The options of an export; each format uses those that it supports and ignores the others."""

    csv_guard: bool = True
    """Whether cells that a spreadsheet would run as a formula get an apostrophe in front (csv)."""
    title: str = "Articles"
    """The title of a page that holds several articles."""
    lang: str = "en"
    """The language tag of such a page; an article with a language of its own is marked with that."""
    parts: Parts = ALL
    """The parts of an article to write; supported by the formats that `show` offers."""
    fields: tuple[str, ...] | None = None
    """The keys of the JSON contract to write (json, jsonl), or the columns in order (csv, tsv); None: all."""
    drafts: bool = True
    """Whether drafts are included in formats for readers: html, epub, pdf, site."""
    url: str = ""
    """The URL at which a site will be published: feeds and sitemaps need absolute URLs."""
    templates: str = ""
    """A folder of templates and assets that override those of the same name in the site."""
    jobs: int = 1
    """The most processes that convert the articles of a site; few articles need only one."""
    roots: tuple[str, ...] = ()
    """The library's folders: images are read from there, and root-relative links are resolved there."""
    within: Sequence[tuple[str, str]] = ()
    """The folders as (name, folder); json, jsonl, csv, tsv and sqlite write paths relative to these."""
    note: Callable[[str], None] | None = None
    """Called with each message about an image, link or element that had to be left out (html, epub, pdf)."""

    def tell(self, id: str, text: str) -> None:
        """Tell `note` something about the article with this id."""
        if self.note is not None:
            self.note(f"{id}: {text}")


class Exporter(NamedTuple):
    """One format: its name, its module below this package, what it can write to, its suffix ("" for none)."""

    name: str
    module: str
    kinds: tuple[OutputKind, ...]
    suffix: str
    help: str
    is_published: bool = False
    """Whether the format is for readers, so that drafts are left out unless asked for."""
    line_end: str = "\n"
    """What a line ends in, in the file; its module writes line feeds."""


class StreamExporter(Protocol):
    """A module that writes to a text stream; `write` returns the number of articles."""

    def write(self, articles: Iterable[Article], stream: TextIO, options: ExportOptions) -> int: ...


class FolderExporter(Protocol):
    """A module that writes into an empty folder; `write_folder` returns the number of articles."""

    def write_folder(self, articles: Iterable[Article], folder: Path, options: ExportOptions) -> int: ...


class FileExporter(Protocol):
    """A module that writes one binary file; `write_file` returns the number of articles."""

    def write_file(self, articles: Iterable[Article], path: Path, options: ExportOptions) -> int: ...


EXPORTERS: dict[str, Exporter] = {
    exporter.name: exporter
    for exporter in (
        Exporter("json", "json", ("stream",), ".json", "one JSON array, an object a line"),
        Exporter("jsonl", "jsonl", ("stream",), ".jsonl", "one JSON object a line"),
        Exporter("csv", "csv", ("stream",), ".csv", "a table for a spreadsheet"),
        Exporter("tsv", "tsv", ("stream",), ".tsv", "a table, a tab between cells"),
        Exporter("sqlite", "sqlite", ("file",), ".db", "a database with full-text search"),
        Exporter("markdown", "markdown", ("stream", "folder"), ".md", "Markdown with front matter"),
        Exporter("text", "text", ("stream",), ".txt", "plain text to read"),
        Exporter("html", "html.page", ("stream",), ".html", "one self-contained page", is_published=True),
        Exporter("epub", "books.epub", ("file",), ".epub", "a book for e-readers", is_published=True),
        Exporter("pdf", "books.pdf", ("file",), ".pdf", "typeset pages", is_published=True),
        Exporter("bibtex", "citations.bibtex", ("stream",), ".bib", "citations for LaTeX"),
        Exporter(
            "ris", "citations.ris", ("stream",), ".ris", "citations for reference managers", line_end="\r\n"
        ),
        Exporter("csl-json", "citations.csl_json", ("stream",), "", "citations for pandoc and citeproc"),
        Exporter("site", "site", ("site",), "/", "a website with search", is_published=True),
    )
}

FORMATS: tuple[str, ...] = tuple(EXPORTERS)

DEFAULTS = ExportOptions()


_OTHER_SUFFIXES = {
    **{".htm": "html", ".ndjson": "jsonl", ".sqlite": "sqlite", ".sqlite3": "sqlite"},
    **{".markdown": "markdown", ".text": "text"},
}


def format_for(path: str | None) -> str:
    """The format for an output path, by its suffix in any case: jsonl for None, markdown for a folder.

    A name that is only a known suffix (".html") has that format; any other name that begins with a dot is
    that of a hidden file without a suffix.

    Raises:
        FormatUnknown: no format has the suffix.
    """
    if path is not None and path.endswith("/"):
        return "markdown"
    stem, dot, ending = (path or "").rpartition("/")[2].rpartition(".")
    suffix = f"{dot}{ending}"
    suffixes = {one.suffix: one.name for one in EXPORTERS.values() if one.suffix not in ("", "/")}
    if format := (suffixes | _OTHER_SUFFIXES).get(suffix.lower()):
        return format
    if not stem or not ending:
        return "jsonl"
    raise FormatUnknown(
        f"no format for a file that ends in '{one_line(suffix)}'",
        hint=f"{_nearest(ending, suffixes) or _nearest(ending, _OTHER_SUFFIXES)}"
        f"These endings name one: {', '.join(suffixes)}. For any other, name the format.",
    )


def _nearest(ending: str, suffixes: Iterable[str]) -> str:
    from kratomcli.text.wording import did_you_mean

    return did_you_mean(ending, (suffix.removeprefix(".") for suffix in suffixes), 1, sign=".")


def write(
    articles: Iterable[Article], format: str, stream: TextIO, *, options: ExportOptions = DEFAULTS
) -> int:
    """Write the articles to an open text stream, and return their number.

    Raises:
        UsageError: the format is unknown or can't be written to a stream.
    """
    module = cast("StreamExporter", _module(format, "stream"))
    safe = SafeWriter(stream, EXPORTERS[format].line_end)
    return module.write(_chosen(articles, format, options), cast("TextIO", safe), options)


def write_folder(
    articles: Iterable[Article], format: str, folder: Path, *, options: ExportOptions = DEFAULTS
) -> int:
    """Write one file for each article into an empty folder, and return their number.

    Raises:
        UsageError: the format is unknown or can only be written to a stream.
    """
    module = cast("FolderExporter", _module(format, "folder"))
    return module.write_folder(_chosen(articles, format, options), folder, options)


def write_file(
    articles: Iterable[Article], format: str, path: Path, *, options: ExportOptions = DEFAULTS
) -> int:
    """Write the articles as one file of a binary format, and return their number.

    Raises:
        UsageError: the format is unknown or is a text format.
        MissingExtra: the format needs a package that is not installed.
    """
    module = cast("FileExporter", _module(format, "file"))
    return module.write_file(_chosen(articles, format, options), path, options)


def _chosen(articles: Iterable[Article], format: str, options: ExportOptions) -> Iterable[Article]:
    if options.drafts or not EXPORTERS[format].is_published:
        return articles
    return (article for article in articles if not article.draft)


def _module(format: str, kind: OutputKind) -> object:
    exporter = EXPORTERS.get(format)
    if exporter is None:
        raise UsageError(f"no format {format!r}", hint=f"The formats are: {', '.join(FORMATS)}.")
    if kind not in exporter.kinds:
        able = ", ".join(e.name for e in EXPORTERS.values() if kind in e.kinds)
        raise UsageError(f"{format} can't be written to a {kind}", hint=f"These can: {able}.")
    return import_module(f"{__name__}.{exporter.module}")
