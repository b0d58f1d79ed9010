"""`kratomcli changed`."""

# Without the annotations import: what declares the parameters is looked at at every start.

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from kratomcli.cli import options, output
from kratomcli.cli.notes import note, nothing
from kratomcli.cli.opening import opened
from kratomcli.cli.option_rules import require_fitting

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.search.changes import Change

EPILOG = "Example: kratomcli changed --since 3d"

Format = Literal["auto", "rich", "tsv", "json", "jsonl", "ids"]


class Changes(output.Table["Change"]):
    """Changes of articles: a row for each added passage of an edited article, one row for any other."""

    columns = ("kind", "id", "line", "section", "text")

    def rows(self, found: "Iterable[Change]") -> Iterable[Iterable[object]]:
        for one in found:
            id = output.Id(one.id)
            if not one.passages:
                yield one.kind, id, "", "", output.Id(one.before) if one.before else one.title
            for passage in one.passages:
                yield one.kind, id, passage.line, output.slug(passage.section), passage.text

    def as_json(self, one: "Change") -> object:
        from kratomcli.export.contract.comparisons import change_as_json

        return change_as_json(one)

    def page(self, found: "Sequence[Change]") -> "RenderableType":
        from kratomcli.render.reuse import changes

        return changes(found)

    def ids(self, found: "Iterable[Change]") -> Iterable[str]:
        return (one.id for one in found if one.kind != "removed")


def command(
    since: Annotated[
        str,
        options.Option(
            "--since",
            metavar="DATE|REF",
            help="2026-11-01, yesterday, 3d, 12h, @STATE.",
            show_default=False,
        ),
    ],
    library: options.Libraries = None,
    format: Annotated[Format, options.format_of(Format)] = "auto",
    limit: options.Limit = None,
    header: options.Header = None,
    null: options.Null = False,
    refresh: options.RefreshOption = "auto",
    format_version: options.FormatVersion = "1",
    color: options.ColorOption = "auto",
    pager: options.PagerOption = True,
    quiet: options.Quiet = False,
) -> None:
    """Show which articles were added, edited, moved and removed, and which passages are new."""
    look = output.Look(output.chosen(format), color, bool(header), null, pager)
    require_fitting("changed", look.format, header=header, null=null)
    with opened(library, refresh, quiet=quiet) as lib:
        # One at least: the exit status says whether anything changed, even if nothing is to be shown.
        found = lib.changed(since, limit=None if limit is None else max(limit, 1))
        output.write(Changes(), found[:limit], look)
        note(f"the index is in state @{lib.state()} now", quiet=quiet)
        if not found:
            nothing("nothing changed", lib, quiet=quiet)
