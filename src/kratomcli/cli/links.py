"""`kratomcli links`."""

# Without the annotations import: Typer looks at signatures at every start, and text would be compiled.

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kratomcli.cli import options, output
from kratomcli.cli.notes import nothing
from kratomcli.cli.opening import opened
from kratomcli.cli.option_rules import require_fitting

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.search.links import ArticleLink, Direction

EPILOG = "Example: kratomcli links 004 --in -f ids | kratomcli show -"

Format = Literal["auto", "rich", "tsv", "json", "jsonl", "ids"]


class LinkTable(output.Table["ArticleLink"]):
    """Links of an article and to it, each with its sentence."""

    columns = ("direction", "id", "line", "section", "address", "title", "sentence")

    def row(self, one: "ArticleLink") -> Iterable[object]:
        other = one.target if one.direction == "out" else one.source
        yield from (one.direction, output.Id(other.id if other else ""), one.line)
        yield from (output.slug(one.section), one.address, other.title if other else "", one.sentence)

    def as_json(self, one: "ArticleLink") -> object:
        from kratomcli.export.contract.comparisons import link_as_json

        return link_as_json(one)

    def page(self, found: "Sequence[ArticleLink]") -> "RenderableType":
        from kratomcli.render.links import links

        return links(found)

    def ids(self, found: "Iterable[ArticleLink]") -> Iterable[str]:
        others = (one.target if one.direction == "out" else one.source for one in found)
        return dict.fromkeys(other.id for other in others if other)


def command(
    id: options.SingleId,
    library: options.Libraries = None,
    to: Annotated[bool, typer.Option("--in", help="Only those of other articles to it.")] = False,
    of: Annotated[bool, typer.Option("--out", help="Only its own.")] = False,
    format: Annotated[Format, options.format_of(Format)] = "auto",
    header: options.Header = None,
    null: options.Null = False,
    refresh: options.RefreshOption = "auto",
    format_version: options.FormatVersion = "1",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """List the links of an article and those of others to it, with their sentences.

    Links are found by path, file name, title or alias, as the tool of the folder means them.
    """
    look = output.Look(output.chosen(format), color, bool(header), null)
    require_fitting("links", look.format, header=header, null=null)
    both: Sequence[Direction] = ("out", "in")
    directions = [one for one in both if to == of or (one == "in") == to]
    with opened(library, refresh, quiet=quiet) as lib:
        found = lib.links(id, directions=directions)
        output.write(LinkTable(), found, look)
        if not found:
            nothing(f"no links {'to' if to and not of else 'of'} {id}", lib, quiet=quiet)
