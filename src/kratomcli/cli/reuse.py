"""`kratomcli reuse`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kratomcli.cli import options, runtime
from kratomcli.cli.option_rules import header as header_options
from kratomcli.cli.option_rules import require_fitting
from kratomcli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kratomcli.reuse.answers import Group, SharedPassage

EPILOG = "Example: kratomcli reuse --kind copy -n 5"

Format = Literal["auto", "rich", "tsv", "json", "jsonl", "ids"]
Wanted = Literal["all", "copy", "quotation", "recurring"]

_GROUP_COLUMNS = ("group", "words", "kind", "id", "line", "section", "text")
_PASSAGE_COLUMNS = ("words", "same", "kind", "line", "section", "id", "its-line", "its-section", "text")


def command(
    id: options.OneId = None,
    library: options.Libraries = None,
    format: Annotated[
        Format,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help="rich, tsv, json, jsonl, ids.", show_default=False
        ),
    ] = "auto",
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", min=0, help="At most so many.")] = 20,
    words: Annotated[
        int, typer.Option("--words", metavar="N", min=8, help="Words of a passage at least.")
    ] = 8,
    kind: Annotated[
        Wanted,
        typer.Option("--kind", metavar="KIND", help="copy, quotation, recurring.", show_default=False),
    ] = "all",
    header: options.Header = None,
    refresh: options.RefreshOption = "auto",
    format_version: options.FormatVersion = "1",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Show passages that articles share: groups of articles, or those of one article side by side."""
    if format == "auto":
        format = "rich" if runtime.on_terminal() else "tsv"
    require_fitting("reuse", format, header_options(header))
    if format == "ids" and id is not None:
        raise UsageError("--format ids for one article", hint="'kratomcli similar ID -f ids' has ids.")
    with runtime.opened(library, refresh, quiet=quiet) as lib:
        kinds = None if kind == "all" else [kind]
        groups = lib.reuse(limit=max(limit, 1), least=words, kinds=kinds) if id is None else []
        passages = lib.reuse_of(id, least=words) if id is not None else []
        passages = [one for one in passages if kind in ("all", one.kind)]
        is_any = bool(groups or passages)
        groups, passages = groups[:limit], passages[:limit]
        if format == "rich":
            from kratomcli.render.reuse import groups as group_page
            from kratomcli.render.reuse import passages as passage_page

            if groups:
                runtime.show(group_page(groups), color)
            if passages:
                runtime.show(passage_page(passages), color)
        elif format == "json" or format == "jsonl":
            from kratomcli.export.contract import comparisons

            if id is None:
                runtime.write_objects(map(comparisons.group_as_json, groups), format)
            else:
                runtime.write_objects(map(comparisons.passage_as_json, passages), format)
        elif format == "ids":
            found = {entry.id: None for group in groups for entry, _ in group.articles}
            runtime.write_lines(found)
        else:
            if header:
                print("\t".join(_GROUP_COLUMNS if id is None else _PASSAGE_COLUMNS))
            runtime.write_lines(_group_lines(groups) if id is None else _passage_lines(passages))
        if not is_any:
            runtime.nothing("no passages are shared", lib, quiet=quiet)


def _group_lines(groups: Sequence[Group]) -> Iterator[str]:
    from kratomcli.text.normalize import one_line

    for number, group in enumerate(groups, 1):
        for passage in group.passages:
            for place in passage.places:
                section = place.section.slug if place.section else ""
                cells = (
                    str(number),
                    str(passage.words),
                    group.kind,
                    place.entry.id,
                    str(place.line),
                    section,
                )
                yield "\t".join((*cells, one_line(place.text)))


def _passage_lines(passages: Sequence[SharedPassage]) -> Iterator[str]:
    from kratomcli.text.normalize import one_line

    for passage in passages:
        here, there = passage.here, passage.there
        ours = (str(here.line), here.section.slug if here.section else "")
        theirs = (there.entry.id, str(there.line), there.section.slug if there.section else "")
        cells = (str(passage.words), str(passage.same), passage.kind, *ours, *theirs)
        yield "\t".join((*cells, one_line(here.text)))
