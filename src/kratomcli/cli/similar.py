"""`kratomcli similar`."""

# Without the annotations import: what declares the parameters is looked at at every start.

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from kratomcli.cli import options, output
from kratomcli.cli.notes import nothing
from kratomcli.cli.opening import opened
from kratomcli.cli.option_rules import require_fitting

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.search.similar import Neighbour

EPILOG = "Example: kratomcli similar 004 -f ids | kratomcli show -"

Format = Literal["auto", "rich", "tsv", "json", "jsonl", "ids"]


class Neighbours(output.Table["Neighbour"]):
    """Articles similar to one, with the reasons."""

    columns = ("id", "score", "shared-words", "title", "terms")

    def row(self, one: "Neighbour") -> Iterable[object]:
        return output.Id(one.entry.id), one.score, one.words, one.entry.title, " ".join(one.terms)

    def as_json(self, one: "Neighbour") -> object:
        from kratomcli.export.contract.comparisons import neighbour_as_json

        return neighbour_as_json(one)

    def page(self, found: "Sequence[Neighbour]") -> "RenderableType":
        from kratomcli.render.reuse import neighbours

        return neighbours(found)

    def ids(self, found: "Iterable[Neighbour]") -> Iterable[str]:
        return (one.entry.id for one in found)


def command(
    id: options.SingleId,
    library: options.Libraries = None,
    format: Annotated[Format, options.format_of(Format)] = "auto",
    limit: Annotated[int, options.limit_to("articles")] = 10,
    header: options.Header = None,
    null: options.Null = False,
    refresh: options.RefreshOption = "auto",
    format_version: options.FormatVersion = "1",
    color: options.ColorOption = "auto",
    pager: options.PagerOption = True,
    quiet: options.Quiet = False,
) -> None:
    """Find the articles nearest to one by what they say, and why they are."""
    look = output.Look(output.chosen(format), color, bool(header), null, pager)
    require_fitting("similar", look.format, header=header, null=null)
    with opened(library, refresh, quiet=quiet) as lib:
        nearest = lib.similar(id, limit=max(limit, 1))
        output.write(Neighbours(), nearest[:limit], look)
        if not nearest:
            nothing(f"nothing is near to {id}", lib, quiet=quiet)
