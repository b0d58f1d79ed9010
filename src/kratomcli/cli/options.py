"""Options and arguments that commands share."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from kratomcli.cli.completion import complete_fields, complete_ids, complete_query, complete_sort

Color = Literal["auto", "always", "never"]
Refresh = Literal["auto", "always", "never"]

Query = Annotated[
    list[str] | None,
    typer.Argument(
        help='Words, "phrases", field:value, -not, OR.',
        metavar="[QUERY]...",
        show_default=False,
        autocompletion=complete_query,
    ),
]
Libraries = Annotated[
    list[str] | None,
    typer.Option(
        "--library", "-L", metavar="FOLDER", help="Folder of articles; may be repeated.", show_default=False
    ),
]
ColorOption = Annotated[Color, typer.Option("--color", help="Colour on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No notes on standard error.")]
RefreshOption = Annotated[
    Refresh, typer.Option("--refresh", help="Compare with the folders first (auto: if that is quick).")
]
SortOption = Annotated[
    str | None,
    typer.Option(
        "--sort",
        "-s",
        metavar="FIELD[:desc]",
        help="Order by a field or front-matter key.",
        show_default=False,
        autocompletion=complete_sort,
    ),
]
Fields = Annotated[
    str | None,
    typer.Option(
        "--fields",
        metavar="A,B,…",
        help="Which fields, in which order.",
        show_default=False,
        autocompletion=complete_fields,
    ),
]
Header = Annotated[
    bool | None,
    typer.Option("--header/--no-header", help="A first line of names (tsv, csv).", show_default=False),
]
Null = Annotated[bool, typer.Option("--null", "-0", help="NUL instead of line ends (ids, paths).")]
UnsafeCells = Annotated[
    bool, typer.Option("--unsafe-cells", help="CSV: keep cells that a spreadsheet would run.")
]
FormatVersion = Annotated[
    Literal["1"], typer.Option("--format-version", help="Version of the JSON contract.", show_default=False)
]
Ids = Annotated[
    list[str],
    typer.Argument(
        help="Ids or unique beginnings of their parts, ID#SECTION, or - for standard input.",
        metavar="ID...",
        autocompletion=complete_ids,
    ),
]
