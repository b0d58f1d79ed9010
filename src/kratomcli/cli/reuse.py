"""`kratomcli reuse`."""

# Without the annotations import: what declares the parameters is looked at at every start.

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from kratomcli.cli import options, output
from kratomcli.cli.notes import nothing
from kratomcli.cli.opening import opened
from kratomcli.cli.option_rules import require_fitting
from kratomcli.errors import UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.reuse.answers import Group, SharedPassage

EPILOG = "Example: kratomcli reuse -L articles --kind copy"

Format = Literal["auto", "rich", "tsv", "json", "jsonl", "ids"]
Kind = Literal["all", "copy", "quotation", "recurring"]


class Groups(output.Table["Group"]):
    """Groups of articles that share passages: a row for each place of a passage; groups count from 1."""

    columns = ("group", "words", "kind", "id", "line", "section", "text")

    def rows(self, found: "Iterable[Group]") -> Iterable[Iterable[object]]:
        for number, group in enumerate(found, 1):
            for passage in group.passages:
                for place in passage.places:
                    where = output.Id(place.entry.id), place.line, output.slug(place.section)
                    yield number, passage.words, group.kind, *where, place.text

    def as_json(self, one: "Group") -> object:
        from kratomcli.export.contract.comparisons import group_as_json

        return group_as_json(one)

    def page(self, found: "Sequence[Group]") -> "RenderableType":
        from kratomcli.render.reuse import groups

        return groups(found)

    def ids(self, found: "Iterable[Group]") -> Iterable[str]:
        return dict.fromkeys(entry.id for group in found for entry, _ in group.articles)


class Passages(output.Table["SharedPassage"]):
    """Passages that one article shares with others, with their places in both."""

    columns = ("words", "same", "kind", "line", "section", "id", "its-line", "its-section", "text")

    def row(self, one: "SharedPassage") -> Iterable[object]:
        here, there = one.here, one.there
        ours = here.line, output.slug(here.section)
        theirs = output.Id(there.entry.id), there.line, output.slug(there.section)
        return one.words, one.same, one.kind, *ours, *theirs, here.text

    def as_json(self, one: "SharedPassage") -> object:
        from kratomcli.export.contract.comparisons import passage_as_json

        return passage_as_json(one)

    def page(self, found: "Sequence[SharedPassage]") -> "RenderableType":
        from kratomcli.render.reuse import passages

        return passages(found)


def command(
    id: options.OneId = None,
    library: options.Libraries = None,
    format: Annotated[Format, options.format_of(Format)] = "auto",
    limit: Annotated[int, options.limit_to("groups or passages")] = 20,
    words: Annotated[
        int, options.Option("--words", metavar="N", min=8, help="Words of a passage at least.")
    ] = 8,
    kind: Annotated[
        Kind,
        options.Option("--kind", metavar="KIND", help="copy, quotation, recurring.", show_default=False),
    ] = "all",
    header: options.Header = None,
    null: options.Null = False,
    refresh: options.RefreshOption = "auto",
    format_version: options.FormatVersion = "1",
    color: options.ColorOption = "auto",
    pager: options.PagerOption = True,
    quiet: options.Quiet = False,
) -> None:
    """Show passages that articles share: groups of articles, or those of one article side by side."""
    look = output.Look(output.chosen(format), color, bool(header), null, pager)
    require_fitting("reuse", look.format, header=header, null=null)
    if look.format == "ids" and id is not None:
        raise UsageError("--format ids for one article", hint="'kratomcli similar ID -f ids' has ids.")
    with opened(library, refresh, quiet=quiet) as lib:
        kinds = None if kind == "all" else [kind]
        if id is None:
            groups = lib.reuse(limit=max(limit, 1), least=words, kinds=kinds)
            output.write(Groups(), groups[:limit], look)
            is_any = bool(groups)
        else:
            passages = lib.reuse_of(id, limit=max(limit, 1), least=words, kinds=kinds)
            output.write(Passages(), passages[:limit], look)
            is_any = bool(passages)
        if not is_any:
            nothing("no passages are shared", lib, quiet=quiet)
