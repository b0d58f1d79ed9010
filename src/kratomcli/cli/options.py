"""Options and arguments that commands share."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

import typer

from kratomcli.cli.completion import complete_fields, complete_ids, complete_query, complete_sort
from kratomcli.index.options import Refresh

Color = Literal["auto", "always", "never"]


def format_of(formats: Any, before: str = "") -> Any:
    """The option --format of a command; its help lists `formats`."""
    names = ", ".join(name for name in get_args(formats) if name != "auto")
    return typer.Option("--format", "-f", metavar="FORMAT", help=f"{before}{names}.", show_default=False)


def limit_to(what: str, least: int = 0) -> Any:
    """The option --limit of a command with its own help text and minimum."""
    return typer.Option("--limit", "-n", metavar="N", min=least, help=f"At most so many {what}.")


Query = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[QUERY]...",
        hidden=True,  # the commands' own help says what it holds, in less space
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
ColorOption = Annotated[
    Color, typer.Option("--color", metavar="WHEN", help="auto, always or never.", show_default=False)
]
PagerOption = Annotated[
    bool, typer.Option("--pager/--no-pager", help="Page long output on a terminal.", show_default=False)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No notes on standard error.")]
RefreshOption = Annotated[
    Refresh,
    typer.Option(
        "--refresh", metavar="WHEN", help="Look for changes: auto, always, never.", show_default=False
    ),
]
AnyWord = Annotated[bool, typer.Option("--any", help="Any word will do, not all.")]
Fuzzy = Annotated[bool, typer.Option("--fuzzy", help="Words nearly like these will do.")]
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
Limit = Annotated[
    int | None,
    typer.Option("--limit", "-n", metavar="N", min=0, help="At most so many.", show_default=False),
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
    typer.Option("--header/--no-header", help="Names first, or not (tsv, csv).", show_default=False),
]
Null = Annotated[bool, typer.Option("--null", "-0", help="NUL for line ends (ids, paths).")]
UnsafeCells = Annotated[bool, typer.Option("--unsafe-cells", help="Keep CSV cells that are formulas.")]
FormatVersion = Annotated[
    Literal["1"],
    typer.Option("--format-version", metavar="1", help="Of the JSON contract.", show_default=False),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite what is there.")]
IdsOption = Annotated[
    str | None,
    typer.Option("--ids", metavar="-", help="Those with the ids on standard input.", show_default=False),
]
OneId = Annotated[
    str | None,
    typer.Argument(
        help="An id, or the beginning of a part of it.", metavar="[ID]", autocompletion=complete_ids
    ),
]
SingleId = Annotated[
    str,
    typer.Argument(
        help="An id, or the beginning of a part of it.", metavar="ID", autocompletion=complete_ids
    ),
]
Ids = Annotated[
    list[str],
    typer.Argument(
        help="Ids, beginnings of their parts, ID#SECTION; - reads them.",
        metavar="ID...",
        autocompletion=complete_ids,
    ),
]
