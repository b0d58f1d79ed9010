"""`kratomcli search`."""

# Without the annotations import: Typer looks at signatures at every start, and text would be compiled.

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kratomcli.cli import options, runtime
from kratomcli.cli.option_rules import header as header_options
from kratomcli.cli.option_rules import require_fitting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kratomcli.library.library import Library
    from kratomcli.model.hit import Hit
    from kratomcli.search.facets import Facet

EPILOG = "Example: kratomcli search withdrawal -f ids | kratomcli show -"

Format = Literal["auto", "rich", "tsv", "json", "jsonl", "ids", "paths", "grep"]

_COLUMNS = ("id", "score", "line", "title", "section", "snippet")
_FACET_COLUMNS = ("facet", "value", "count")


def command(
    query: options.Query = None,
    library: options.Libraries = None,
    format: Annotated[
        Format,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="rich, tsv, json, jsonl, ids, paths, grep.",
            show_default=False,
        ),
    ] = "auto",
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=0, help="At most so many articles.")
    ] = 10,
    any: Annotated[bool, typer.Option("--any", help="Any word will do, not all.")] = False,
    fuzzy: Annotated[bool, typer.Option("--fuzzy", help="Words nearly like these will do.")] = False,
    sort: options.SortOption = None,
    snippets: Annotated[
        int, typer.Option("--snippets", metavar="N", min=0, help="Passages for each article.")
    ] = 2,
    width: Annotated[
        int,
        typer.Option(
            "--width", metavar="N", min=20, help="Characters of a passage at most.", show_default=False
        ),
    ] = 240,
    unique: Annotated[
        bool, typer.Option("--unique", help="Of versions of an article only the best.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say what scores are made of.")] = False,
    facet: Annotated[
        list[str] | None,
        typer.Option(
            "--facet",
            metavar="FIELD",
            help="Count matches by a field, or date:year.",
            show_default=False,
        ),
    ] = None,
    values: Annotated[
        int, typer.Option("--values", metavar="N", min=1, help="Values of each facet at most.")
    ] = 20,
    header: options.Header = None,
    null: options.Null = False,
    format_version: options.FormatVersion = "1",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Find articles and passages by words, "phrases", field:value, -not and OR."""
    text = runtime.query_text(query)
    if format == "auto":
        format = "rich" if runtime.on_terminal() else "tsv"
    if format in ("ids", "paths"):
        snippets = 0
    given = {"--null": null, "--explain": explain, "--facet": bool(facet)}
    require_fitting("search", format, header_options(header) | given)
    with runtime.opened(library, refresh, quiet=quiet) as lib:
        hits = lib.search(
            text,
            limit=limit,
            any=any,
            fuzzy=fuzzy,
            sort=sort,
            snippets=snippets,
            width=width,
            explain=explain,
            unique=unique,
        )
        facets = [lib.facet(name, text, any=any, fuzzy=fuzzy, limit=values) for name in facet or ()]
        if format == "rich":
            from kratomcli.render.hits import facet_bars
            from kratomcli.render.hits import hits as page

            if hits:
                total = lib.count(text, any=any, fuzzy=fuzzy)
                runtime.show(page(hits, total=total, query=text), color)
            for one in facets:
                runtime.show(facet_bars(one), color)
        elif format == "json" or format == "jsonl":
            _write_json(hits, facets if facet else None, format, explain)
        elif null and format == "paths":
            runtime.write_names(lib.file(hit.entry.id) for hit in hits)
        elif null and format == "ids":
            runtime.write_names(hit.entry.id.encode() for hit in hits)
        else:
            if header and format == "tsv":
                print("\t".join(_FACET_COLUMNS if facets else _COLUMNS))
            lines = _counts(facets) if facets else _lines(hits, format)
            runtime.write_lines(lines)
        found = bool(hits or lib.count(text, any=any, fuzzy=fuzzy))  # of none asked for some may match
        if not quiet:
            _advise(lib, text, found=found, any=any, fuzzy=fuzzy)
        if not found:
            runtime.no_match(text, lib, quiet=quiet)


def _advise(lib: "Library", text: str, *, found: bool, any: bool, fuzzy: bool) -> None:
    """Say what else could be asked; nothing is asked on anyone's behalf."""
    from kratomcli.text.normalize import one_line

    # What has all the words of a query leaves none to guess at.
    is_sure = found and (fuzzy or not any) and " OR " not in text and "@" not in text
    suggestions = [] if is_sure else lib.suggestions(text)
    for word, instead in suggestions:
        shown = " or ".join(f"'{guess}'" for guess in instead)
        runtime.note(f"no article has '{one_line(word)}'; did you mean {shown}?")
    if not found and not any and (number := lib.count(text, any=True, fuzzy=fuzzy)):
        from kratomcli.text.wording import count

        runtime.note(f"with --any, for any of the words, there would be {count(number, 'article')}")


def _write_json(
    hits: "Sequence[Hit]", facets: "Sequence[Facet] | None", format: Literal["json", "jsonl"], explain: bool
) -> None:
    from kratomcli.export import contract

    made = (contract.hit_as_json(hit, explain=explain) for hit in hits)
    if facets is not None:
        counted = contract.facets_as_json(facets)
        sys.stdout.write(contract.dumps({"hits": list(made), "facets": counted}) + "\n")
    else:
        runtime.write_objects(made, format)


def _counts(facets: "Sequence[Facet]") -> "Iterator[str]":
    from kratomcli.text.normalize import one_line

    for facet in facets:
        for value, number in facet.values:
            yield f"{facet.name}\t{one_line(value)}\t{number}"


def _lines(hits: "Sequence[Hit]", format: Format) -> "Iterator[str]":
    for hit in hits:
        entry = hit.entry
        if format == "ids":
            yield entry.id
        elif format == "paths":
            yield entry.path
        elif format == "grep":
            yield from (f"{entry.path}:{snippet.line}:{snippet.text}" for snippet in hit.snippets)
        else:
            best = hit.snippets[0] if hit.snippets else None
            section = best.section.slug if best and best.section else ""
            cells = (entry.id, f"{hit.score:.3f}", str(best.line) if best else "", entry.title, section)
            yield "\t".join((*cells, best.text if best else ""))
