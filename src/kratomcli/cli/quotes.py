"""`kratomcli quotes`."""

# Without the annotations import: Typer looks at signatures at every start, and text would be compiled.

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kratomcli.cli import options, runtime
from kratomcli.cli.option_rules import header as header_options
from kratomcli.cli.option_rules import require_fitting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kratomcli.search.quotes import Quote

EPILOG = "Example: kratomcli quotes withdrawal -n 5"

Format = Literal["auto", "rich", "tsv", "json", "jsonl"]

_COLUMNS = ("id", "line", "date", "source", "section", "articles", "independent", "hedges", "negations")


def command(
    query: options.Query = None,
    library: options.Libraries = None,
    format: Annotated[
        Format,
        typer.Option("--format", "-f", metavar="FORMAT", help="rich, tsv, json, jsonl.", show_default=False),
    ] = "auto",
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=0, help="At most so many sentences.")
    ] = 20,
    any: Annotated[bool, typer.Option("--any", help="Any word will do, not all.")] = False,
    fuzzy: Annotated[bool, typer.Option("--fuzzy", help="Words nearly like these will do.")] = False,
    header: options.Header = None,
    format_version: options.FormatVersion = "1",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """The sentences that speak of something; copies are one, with the number of articles behind it.

    QUERY: as for search. Hedges and negations are words that were seen, no verdict.
    """
    text = runtime.query_text(query)
    if format == "auto":
        format = "rich" if runtime.on_terminal() else "tsv"
    require_fitting("quotes", format, header_options(header))
    with runtime.opened(library, refresh, quiet=quiet) as lib:
        found = lib.quotes(text, any=any, fuzzy=fuzzy)
        shown = found[:limit]
        if format == "rich":
            from kratomcli.render.quotes import quotes as page

            if shown:
                runtime.show(page(shown, len(found)), color)
        elif format == "tsv":
            if header:
                print("\t".join((*_COLUMNS, "sentence")))
            runtime.write_lines(_lines(shown))
        else:
            from kratomcli.export.contract import quote_as_json

            runtime.write_objects(map(quote_as_json, shown), format)
        if not found:
            if lib.count(text, any=any, fuzzy=fuzzy):
                runtime.nothing(f"no sentence has words of {text}; articles match it", lib, quiet=quiet)
            runtime.no_match(text, lib, quiet=quiet)


def _lines(found: "Iterable[Quote]") -> "Iterator[str]":
    from kratomcli.text.normalize import one_line

    for quote in found:
        place = quote.places[0]
        section = place.section.slug if place.section else ""
        seen = (
            ", ".join(dict.fromkeys(quote.text[start:end].lower() for start, end in spans))
            for spans in (quote.hedges, quote.negations)
        )
        cells = (place.id, place.line, place.date, place.source, section, quote.articles, quote.independent)
        yield "\t".join(one_line(str(cell)) for cell in (*cells, *seen, quote.text))
