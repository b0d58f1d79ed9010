"""`kratomcli stats`."""

# Without the annotations import: what declares the parameters is looked at at every start.

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from kratomcli.cli import options, output
from kratomcli.cli.notes import written
from kratomcli.cli.opening import opened
from kratomcli.cli.option_rules import require_fitting
from kratomcli.errors import UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.search.statistics import Statistics

EPILOG = "Example: kratomcli stats -L articles"

Format = Literal["auto", "rich", "tsv", "json"]

ChartOption = Annotated[
    str | None,
    options.Option(
        "--chart", metavar="FILE", help="Draw them: to an .svg, .png or .html.", show_default=False
    ),
]


class Figures(output.Table["Statistics"]):
    """Statistics of a library: what is counted, which value of it, and the number."""

    columns = ("what", "which", "number")

    def rows(self, found: "Iterable[Statistics]") -> Iterable[Iterable[object]]:
        for one in found:
            yield "articles", "", one.articles
            yield "words", "", one.words
            yield from (("year", year, number) for year, number in one.years.values)
            yield from (("tag", tag, number) for tag, number in one.tags.values)
            yield from (("length", length.range, length.articles) for length in one.lengths)
            yield from (("has", field, number) for field, number in one.coverage)
            yield from (("longest", output.Id(entry.id), entry.words) for entry in one.longest)
            yield from (("newest", output.Id(entry.id), entry.date) for entry in one.newest)

    def as_json(self, one: "Statistics") -> object:
        from kratomcli.export.contract import statistics_as_json

        return statistics_as_json(one)

    def page(self, found: "Sequence[Statistics]") -> "RenderableType":
        from kratomcli.render.statistics import statistics

        return statistics(found[0])


def command(
    library: options.Libraries = None,
    format: Annotated[Format, options.format_of(Format)] = "auto",
    limit: Annotated[int, options.limit_to("of each", least=1)] = 10,
    chart: ChartOption = None,
    force: options.ForceOption = False,
    header: options.Header = None,
    format_version: options.FormatVersion = "1",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",
    pager: options.PagerOption = True,
    quiet: options.Quiet = False,
) -> None:
    """Show the library at a glance: articles, words, years, tags, which fields are filled."""
    look = output.Look(output.chosen(format), color, bool(header), pager=pager)
    require_fitting("stats", look.format, header=header)
    if chart is not None and format != "auto":
        raise UsageError("--chart and --format together", hint="A chart is what its file ends in.")
    if force and chart is None:
        raise UsageError("--force without --chart", hint="It is for the file of the charts.")
    with opened(library, refresh, quiet=quiet) as lib:
        if chart is not None:
            from kratomcli.text.wording import size

            written(size(lib.write_charts(chart, most=limit, force=force)), chart, quiet=quiet)
            return
        output.write_one(Figures(), lib.statistics(limit), look)
