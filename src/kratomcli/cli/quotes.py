"""`kratomcli quotes`."""

# Without the annotations import: what declares the parameters is looked at at every start.

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from kratomcli.cli import options, output
from kratomcli.cli.notes import no_match, nothing
from kratomcli.cli.opening import opened
from kratomcli.cli.option_rules import require_fitting
from kratomcli.cli.query_words import query_text
from kratomcli.errors import UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.search.quotes import Quote

EPILOG = "Example: kratomcli quotes withdrawal -n 5"
NEEDS_ARGUMENTS = True

Format = Literal["auto", "rich", "tsv", "json", "jsonl", "ids"]


class Quotes(output.Table["Quote"]):
    """Sentences, each with the first place it is found; `total` counts all, not only those shown."""

    columns = (
        *("id", "line", "date", "source", "section", "articles", "independent", "hedges", "negations"),
        "sentence",
    )

    def __init__(self, total: int) -> None:
        self._total = total

    def row(self, one: "Quote") -> Iterable[object]:
        place = one.places[0]
        yield from (output.Id(place.id), place.line, place.date, place.source, output.slug(place.section))
        yield from (one.articles, one.independent)
        yield from (", ".join(one.hedge_words), ", ".join(one.negation_words), one.text)

    def as_json(self, one: "Quote") -> object:
        from kratomcli.export.contract import quote_as_json

        return quote_as_json(one)

    def page(self, found: "Sequence[Quote]") -> "RenderableType":
        from kratomcli.render.quotes import quotes

        return quotes(found, self._total)

    def ids(self, found: "Iterable[Quote]") -> Iterable[str]:
        return dict.fromkeys(one.places[0].id for one in found)


def command(
    query: options.Query = None,
    library: options.Libraries = None,
    format: Annotated[Format, options.format_of(Format)] = "auto",
    limit: Annotated[int, options.limit_to("sentences")] = 20,
    any: options.AnyWord = False,
    fuzzy: options.Fuzzy = False,
    header: options.Header = None,
    null: options.Null = False,
    format_version: options.FormatVersion = "1",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",
    pager: options.PagerOption = True,
    quiet: options.Quiet = False,
) -> None:
    """The sentences that speak of something; copies are one, with the number of articles behind it.

    QUERY: as for search. Hedges and negations are words that were seen, no verdict.
    """
    text = query_text(query)
    if not text:
        raise UsageError("no words to look for", hint="Example: kratomcli quotes withdrawal")
    look = output.Look(output.chosen(format), color, bool(header), null, pager)
    require_fitting("quotes", look.format, header=header, null=null)
    with opened(library, refresh, quiet=quiet) as lib:
        found = lib.quotes(text, any=any, fuzzy=fuzzy)
        output.write(Quotes(len(found)), found[:limit], look)
        if not found:
            if lib.count(text, any=any, fuzzy=fuzzy):
                nothing(f"no sentence has words of {text}; articles match it", lib, quiet=quiet)
            no_match(text, lib, quiet=quiet)
