"""`kratomcli show`."""

# Without the annotations import: what declares the parameters is looked at at every start.

import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from kratomcli.cli import options, output
from kratomcli.cli.notes import note
from kratomcli.cli.opening import opened
from kratomcli.cli.option_rules import require_fitting
from kratomcli.cli.references import ReferencedArticles
from kratomcli.cli.streams import on_terminal
from kratomcli.errors import UsageError
from kratomcli.model.article import Parts

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.engine import Highlighter

EPILOG = "Example: kratomcli show 004#relieving"

Format = Literal["auto", "rich", "text", "markdown", "html", "json", "raw", "citation"]

MetaOption = Annotated[bool, options.Option("--meta", help="Only what is known of it, not its text.")]
BodyOption = Annotated[bool, options.Option("--body", help="Only its text.")]
TocOption = Annotated[bool, options.Option("--toc", help="Only its headings, with their slugs.")]
HighlightOption = Annotated[
    str | None,
    options.Option(
        "--highlight",
        metavar="QUERY",
        help="Mark a query's words; page from the first.",
        show_default=False,
    ),
]
CenterOption = Annotated[bool, options.Option("--center", help="The column in the middle.")]

StyleOption = Annotated[
    str,
    options.Option(
        "--style", metavar="NAME", help="Of a citation: apa, mla, …, FILE.csl.", show_default=False
    ),
]
LocaleOption = Annotated[
    str, options.Option("--locale", metavar="LANG", help="Of a citation: de, fr-FR …", show_default=False)
]


def command(
    ids: options.Ids,
    library: options.Libraries = None,
    format: Annotated[Format, options.format_of(Format)] = "auto",
    meta: MetaOption = False,
    body: BodyOption = False,
    toc: TocOption = False,
    highlight: HighlightOption = None,
    center: CenterOption = False,
    style: StyleOption = "",
    locale: LocaleOption = "",
    pager: options.PagerOption = True,
    format_version: options.FormatVersion = "1",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Read articles, or a section of one."""
    look = output.Look(output.chosen(format, plain="text"), color)
    given = {"toc": toc, "meta": meta, "body": body, "center": center, "highlight": highlight is not None}
    given |= {"style": bool(style), "locale": bool(locale)}
    require_fitting("show", look.format, **given)
    parts = Parts(meta=not (body or toc), body=not (meta or toc), toc=toc)
    with opened(library, refresh, quiet=quiet) as lib:
        wanted = ReferencedArticles(lib, ids)
        find = lib.highlighter(highlight) if highlight is not None else None
        if look.format == "raw":
            for raw in wanted.raw():
                if b"\0" in raw and sys.stdout.isatty():
                    raise UsageError(
                        "the file is no text, and would spoil the terminal", hint="Write it to a file: > FILE"
                    )
                sys.stdout.buffer.write(raw)
        elif look.format == "citation":
            _cite(wanted, style, locale, color)
        elif look.format == "rich":
            from kratomcli.cli.terminal import show

            page = _page(wanted, parts, find, center)
            show([page], color, pager=pager, search=getattr(page, "words", ()))
        elif find is not None:
            from kratomcli.export.contract import marked_as_json

            output.write_objects((marked_as_json(article, find) for article in wanted), "json")
        else:
            from kratomcli.export import ExportOptions, write

            chosen = ExportOptions(parts=parts, roots=lib.folders, note=partial(note, quiet=quiet))
            write(wanted, look.format, sys.stdout, options=chosen)
    wanted.leave()


def _cite(wanted: ReferencedArticles, style: str, locale: str, color: "options.Color") -> None:
    """Write the citations: a line each, or on a terminal with italics."""
    from kratomcli.export.citations.styles import citations

    found = citations(wanted, style, locale)
    if not on_terminal():
        output.write_lines(citation.text for citation in found)
        return
    from kratomcli.cli.terminal import show
    from kratomcli.render.citations import citation_page

    show(map(citation_page, found), color)


def _page(
    wanted: ReferencedArticles, parts: Parts, find: "Highlighter | None", center: bool
) -> "RenderableType":
    """Articles one below the other, with matches highlighted if there is a `find`."""
    from kratomcli.render.article import WIDTH, pages
    from kratomcli.render.highlights import Marked
    from kratomcli.render.layout import Centred

    articles = list(wanted)
    page = pages(articles, parts)
    page = Centred(page, WIDTH) if center else page
    if find is None:
        return page
    lang = articles[0].lang if articles else ""
    return Marked(page, lambda line: [(mark.start, mark.end) for mark in find(line, lang)])
