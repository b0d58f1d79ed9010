"""`kratomcli links`."""

# Without the annotations import: what declares the parameters is looked at at every start.

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from kratomcli.cli import options, output
from kratomcli.cli.notes import nothing, written
from kratomcli.cli.opening import opened
from kratomcli.cli.option_rules import require_fitting
from kratomcli.errors import UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.library.library import Library
    from kratomcli.search.links import ArticleLink, Direction

EPILOG = "Example: kratomcli links 004 --in -f ids | kratomcli show -"

Format = Literal["auto", "rich", "tsv", "json", "jsonl", "ids", "graphml"]


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
    id: options.OneId = None,
    library: options.Libraries = None,
    to: Annotated[bool, options.Option("--in", help="Only those of other articles to it.")] = False,
    of: Annotated[bool, options.Option("--out", help="Only its own.")] = False,
    graph: Annotated[bool, options.Option("--graph", help="All links of the library, as a graph.")] = False,
    to_file: Annotated[
        str | None,
        options.Option("--output", "-o", metavar="FILE", help="Graph: the file for it.", show_default=False),
    ] = None,
    force: options.ForceOption = False,
    format: Annotated[Format, options.format_of(Format)] = "auto",
    header: options.Header = None,
    null: options.Null = False,
    refresh: options.RefreshOption = "auto",
    format_version: options.FormatVersion = "1",
    color: options.ColorOption = "auto",
    pager: options.PagerOption = True,
    quiet: options.Quiet = False,
) -> None:
    """List the links of an article and those of others to it, with their sentences.

    Links are found by path, file name, title or alias, as the tool of the folder means them.
    """
    look = output.Look(_format(format, graph, to_file), color, bool(header), null, pager)
    given = {"graph": graph, "output": to_file, "force": force}
    require_fitting("links", look.format, header=header, null=null, **given)
    only = {"--output": to_file, "--force": force, "--format graphml": look.format == "graphml"}
    _refuse_together(id, graph, {"--in": to, "--out": of}, only)
    if id is None:
        with opened(library, refresh, quiet=quiet) as lib:
            _write_graph(lib, look.format, to_file, force, quiet)
        return
    both: Sequence[Direction] = ("out", "in")
    directions = [one for one in both if to == of or (one == "in") == to]
    with opened(library, refresh, quiet=quiet) as lib:
        found = lib.links(id, directions=directions)
        output.write(LinkTable(), found, look)
        if not found:
            nothing(f"no links {'to' if to and not of else 'of'} {id}", lib, quiet=quiet)


def _format(format: str, is_graph: bool, place: str | None) -> str:
    """The format that is meant: of a graph by the suffix of the file, if none is given."""
    if not is_graph or format != "auto":
        return output.chosen(format)
    from kratomcli.export.graph import graph_format_for

    return graph_format_for(place)


def _refuse_together(
    id: str | None, is_graph: bool, of_one: "Mapping[str, bool]", of_graph: "Mapping[str, object]"
) -> None:
    """Raise UsageError for what belongs to the links of one article or to the graph of all, not both."""
    alone = [option for option, is_given in of_graph.items() if is_given]
    if not is_graph and alone:
        raise UsageError(f"{alone[0]} without --graph", hint="It is for the graph of all links.")
    if not is_graph and id is None:
        raise UsageError("links of which article?", hint="Give its id, or --graph for all links.")
    extra = (
        [f"the id {id}"] if id is not None else [option for option, is_given in of_one.items() if is_given]
    )
    if is_graph and extra:
        raise UsageError(f"{extra[0]} and --graph together", hint="A graph has all links of the library.")


def _write_graph(lib: "Library", format: str, place: str | None, force: bool, quiet: bool) -> None:
    """Write the graph of all links to a file or to standard output."""
    from kratomcli.export import delivery, graph
    from kratomcli.text.wording import count

    found = lib.graph()
    chosen: graph.GraphFormat = "json" if format == "json" else "graphml"
    if place in (None, "-"):
        graph.write(found, chosen, sys.stdout)
    else:
        delivery.graph_to_place(found, chosen, place, force=force, roots=lib.folders)
    links = sum(edge.links for edge in found.edges)
    written(f"{count(len(found.nodes), 'article')}, {count(links, 'link')}", place, quiet=quiet)
