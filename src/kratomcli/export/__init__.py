"""Articles → a stream or a folder, one format per module.

    articles  →  write(articles, "html", stream)               one stream, any number of articles
              →  write_folder(articles, "markdown", folder)    one file an article
              →  write_file(articles, "sqlite", path)          one file that is not text
    shelf     →  site.build(shelf, folder)                     a website

To add a format, write a module with `write`, `write_folder` or `write_file` (see Streams, Folders and
Files) and give it a row in EXPORTERS. `delivery` chooses among them by where the output goes. An
exporter takes an iterator and holds one article at a time (epub and pdf hold them all: their makers
do); the same articles give the same bytes. It raises what its input raises and never opens a file of
its own choosing: `output.atomic` and `output.folder` do that around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TextIO, cast

from kratomcli.errors import UsageError
from kratomcli.model.article import Parts
from kratomcli.text.normalize import one_line
from kratomcli.text.safe_output import SafeWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from kratomcli.model.article import Article

ALL = Parts()
OutputKind = Literal["stream", "folder", "file", "site"]


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
    """Only these keys of the JSON contract (json, jsonl) or columns in this order (csv, tsv)."""
    drafts: bool = True
    """Whether drafts may be in what is made for others to read: html, epub, pdf, site."""
    url: str = ""
    """The address that a site will have: feeds and sitemaps need whole addresses."""
    templates: str = ""
    """A folder whose files stand for the site's own templates and assets of the same name."""
    jobs: int = 1
    """Processes that convert bodies for a site, when there are many."""
    roots: tuple[str, ...] = ()
    """The library's folders: pictures are taken from there, and links from the top lead there."""
    within: Sequence[tuple[str, str]] = ()
    """The same as (name, folder): paths are written as seen from there (json, jsonl, csv, tsv, sqlite)."""
    note: Callable[[str], None] | None = None
    """Told what could not be brought along, and why: pictures, links, elements (html, epub, pdf)."""

    def tell(self, id: str, text: str) -> None:
        """Tell `note` something about the article with this id."""
        if self.note is not None:
            self.note(f"{id}: {text}")


class Exporter(NamedTuple):
    """One format: its name, its module below this package, what it can write to, its suffix."""

    name: str
    module: str
    kinds: tuple[OutputKind, ...]
    suffix: str
    help: str
    is_published: bool = False
    """Made for others to read: drafts stay out unless they are wanted."""


class Streams(Protocol):
    """A module that writes to a stream; gives back the number of articles."""

    def write(self, articles: Iterable[Article], stream: TextIO, options: ExportOptions) -> int: ...


class Folders(Protocol):
    """A module that writes into an empty folder; gives back the number of articles."""

    def write_folder(self, articles: Iterable[Article], folder: Path, options: ExportOptions) -> int: ...


class Files(Protocol):
    """A module that writes one file that is not text; gives back the number of articles."""

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
    """The format that a file's suffix names, in any case: jsonl for none, markdown for a folder.

    A name that is a suffix and nothing else (".html") names its format too; any other with a dot before it
    is a hidden file's, which has no suffix.

    Raises UsageError for a suffix that no format has.
    """
    if path is not None and path.endswith("/"):
        return "markdown"
    stem, dot, ending = (path or "").rpartition("/")[2].rpartition(".")
    suffix = f"{dot}{ending}"
    suffixes = {exporter.suffix: exporter.name for exporter in EXPORTERS.values() if exporter.suffix != "/"}
    if format := (suffixes | _OTHER_SUFFIXES).get(suffix.lower()):
        return format
    if not stem or not ending:
        return "jsonl"
    raise UsageError(
        f"no format for a file that ends in '{one_line(suffix)}'",
        hint=f"{_nearest(ending, suffixes) or _nearest(ending, _OTHER_SUFFIXES)}"
        f"These endings name one: {', '.join(suffixes)}. For any other name it with --to.",
    )


def _nearest(ending: str, suffixes: Iterable[str]) -> str:
    from kratomcli.text.wording import did_you_mean

    return did_you_mean(ending, (suffix.removeprefix(".") for suffix in suffixes), 1, sign=".")


def write(
    articles: Iterable[Article], format: str, stream: TextIO, *, options: ExportOptions = DEFAULTS
) -> int:
    """Write the articles to an open text stream; gives back how many there were.

    Raises UsageError for a format that is unknown or can't be written to a stream.
    """
    module = cast("Streams", _module(format, "stream"))
    return module.write(_chosen(articles, format, options), cast("TextIO", SafeWriter(stream)), options)


def write_folder(
    articles: Iterable[Article], format: str, folder: Path, *, options: ExportOptions = DEFAULTS
) -> int:
    """Write one file an article below an empty folder; gives back how many there were.

    Raises UsageError for a format that is unknown or only goes to a stream.
    """
    module = cast("Folders", _module(format, "folder"))
    return module.write_folder(_chosen(articles, format, options), folder, options)


def write_file(
    articles: Iterable[Article], format: str, path: Path, *, options: ExportOptions = DEFAULTS
) -> int:
    """Write a file of a format that is not text; gives back how many articles are in it.

    Raises UsageError for a format that is unknown or is text, MissingExtra where it needs a package
    that is not installed.
    """
    module = cast("Files", _module(format, "file"))
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
