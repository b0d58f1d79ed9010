"""`kratomcli export`."""

# Without the annotations import: what declares the parameters is looked at at every start.

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any, Literal

from kratomcli.cli import options
from kratomcli.cli.exit_status import ExitStatus
from kratomcli.cli.notes import delivered, no_match, nothing
from kratomcli.cli.opening import opened
from kratomcli.cli.option_rules import require_fitting
from kratomcli.cli.query_words import query_text
from kratomcli.cli.references import ReferencedArticles, require_alone
from kratomcli.cli.streams import on_terminal
from kratomcli.errors import UsageError
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.export import ExportOptions
    from kratomcli.export.delivery import Delivery
    from kratomcli.library.library import Library

EPILOG = "Example: kratomcli export tags:kratom --to html --output kratom.html"

Format = Literal[
    "json",
    "jsonl",
    "csv",
    "tsv",
    "sqlite",
    "markdown",
    "text",
    "html",
    "epub",
    "pdf",
    "site",
    "bibtex",
    "csl-json",
    "ris",
]

ToOption = Annotated[
    Format | None,
    options.Option(
        "--to",
        "--format",
        "-f",
        metavar="FORMAT",
        help="json, jsonl, csv, tsv, sqlite, text, markdown, html, epub, pdf, site, bibtex, csl-json, ris.",
        show_default=False,
    ),
]
OutputOption = Annotated[
    str | None,
    options.Option(
        "--output", "-o", metavar="PATH", help="A file; a folder with / behind it.", show_default=False
    ),
]
DraftsOption = Annotated[bool, options.Option("--drafts", help="Drafts in html, epub, pdf and site too.")]
TitleOption = Annotated[str, options.Option("--title", metavar="TEXT", help="Title of the whole.")]
UrlOption = Annotated[
    str,
    options.Option("--url", metavar="URL", help="Site: its address, for feed and sitemap."),
]
TemplatesOption = Annotated[
    str,
    options.Option("--templates", metavar="FOLDER", help="Site: templates of your own."),
]
AbsolutePathsOption = Annotated[
    bool, options.Option("--absolute-paths", help="Where files are on this disk.")
]
FormatVersionOption = Annotated[
    Literal["1", "2"],
    options.Option(
        "--format-version", metavar="N", help="Of the JSON: 2; 1 has absolute paths.", show_default=False
    ),
]


def command(
    query: options.Query = None,
    to: ToOption = None,
    output: OutputOption = None,
    force: options.ForceOption = False,
    drafts: DraftsOption = False,
    title: TitleOption = "Articles",
    url: UrlOption = "",
    templates: TemplatesOption = "",
    ids: options.IdsOption = None,
    library: options.Libraries = None,
    sort: options.SortOption = None,
    limit: options.Limit = None,
    unsafe_cells: options.UnsafeCells = False,
    absolute_paths: AbsolutePathsOption = False,
    format_version: FormatVersionOption = "2",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",  # as every command has it; no format holds any
    quiet: options.Quiet = False,
) -> None:
    """Write articles in another format, to standard output or a file.

    QUERY: words, "phrases", field:value, -not, OR.
    """
    text = query_text(query)
    _refuse_together(text, ids, sort, limit)
    from kratomcli.export import ExportOptions

    format = _format(to, output)
    given: dict[str, Any] = {"title": title != ExportOptions().title, "url": url, "templates": templates}
    given |= {"unsafe_cells": unsafe_cells, "absolute_paths": absolute_paths}
    require_fitting("export", format, **given, format_version=format_version == "1")
    chosen = ExportOptions(
        csv_guard=not unsafe_cells, title=title, drafts=drafts, url=url, templates=templates
    )
    with opened(library, refresh, quiet=quiet) as lib:
        named = [] if absolute_paths or format_version == "1" else lib.roots
        chosen = chosen.replace(roots=lib.folders, within=named, jobs=os.cpu_count() or 1)
        articles = _ExportedArticles(lib, text, ReferencedArticles(lib, ["-"]) if ids else None, sort, limit)
        done = articles.deliver(format, _Place(output, force, quiet), chosen)
        delivered(done, output, quiet=quiet)
        articles.leave()
        if not done.articles and text:
            _explain_none(lib, text, limit, quiet)


def _format(to: str | None, output: str | None) -> str:
    """The format: `to`, or by the suffix of `output`.

    Raises:
        UsageError: the format can't be written to this output.
    """
    from kratomcli.export import EXPORTERS, format_for

    format = to or format_for(output)
    if output in (None, "-"):
        if format == "site":
            raise UsageError("a site is a folder", hint="Name the folder with --output.")
        if "file" in EXPORTERS[format].kinds and on_terminal():
            raise UsageError(f"{format} on a terminal", hint="Name a file with --output.")
    return format


def _refuse_together(query: str, ids: str | None, sort: str | None, limit: int | None) -> None:
    """Raise UsageError for options that exclude each other: queries and ids both select articles."""
    require_alone(query, ids)
    if ids and (sort or limit is not None):
        raise UsageError(f"{'--sort' if sort else '--limit'} and --ids together", hint="Let 'list' do it.")


def _explain_none(library: "Library", query: str, limit: int | None, quiet: bool) -> None:
    """Say why there were no articles, and exit with the status for that, unless the limit was 0."""
    matching = library.count(query)
    if not matching:
        no_match(query, library, quiet=quiet)
    if limit != 0:
        is_cut = limit is not None and limit < matching
        drafts_only = (
            f"the first of what matches {query} is drafts" if is_cut else f"only drafts match {query}"
        )
        nothing(f"{drafts_only}; --drafts takes them along", library, quiet=quiet)


class _Place(NamedTuple):
    """The destination of an export."""

    output: str | None
    force: bool
    quiet: bool


class _ExportedArticles:
    """The articles to export: those that match a query, or those whose ids are on standard input."""

    def __init__(
        self,
        library: "Library",
        query: str,
        wanted: ReferencedArticles | None,
        sort: str | None,
        limit: int | None,
    ) -> None:
        self._library = library
        self._query = query
        self._wanted = wanted
        self._sort = sort
        self._limit = limit

    def deliver(self, format: str, place: _Place, options: "ExportOptions") -> "Delivery":
        """Write the articles; progress is shown on standard error, except if they go to standard output."""
        from kratomcli.export import delivery

        if format == "site":
            return self._build(place, options)
        texts = self._library.texts(self._query, sort=self._sort, limit=self._limit)
        articles = texts if self._wanted is None else iter(self._wanted)
        if place.output in (None, "-"):
            return delivery.to_stream(articles, format, sys.stdout, options=options)
        from kratomcli.cli.progress import metered

        total = self._library.count(self._query) if self._wanted is None else None
        with metered(articles, "writing", total, quiet=place.quiet) as articles:
            return delivery.to_place(articles, format, place.output or "", force=place.force, options=options)

    def _build(self, place: _Place, options: "ExportOptions") -> "Delivery":
        from kratomcli.cli.progress import metered
        from kratomcli.export.site import Shelf, build

        revisions = self._library.revisions(self._query, sort=self._sort, limit=self._limit)
        entries = revisions if self._wanted is None else self._wanted.revisions()
        with metered(entries, "reading", None, quiet=place.quiet) as entries:
            shelf = Shelf(
                entries,
                self._library.read,
                self._library.folders,
                self._library.edges,
                self._library.related,
            )
            return build(shelf, place.output or "", options=options, force=place.force)

    def leave(self) -> None:
        """Exit with an error's status if an article could not be read."""
        if self._wanted is not None:
            self._wanted.leave()
        if self._library.left_out:
            raise SystemExit(ExitStatus.NO_ACCESS)
