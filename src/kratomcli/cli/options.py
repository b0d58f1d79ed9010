"""Options and arguments that commands share, and how any of them is declared.

Commands declare their parameters as for Typer, but with `Option` and `Argument` of this module, which only
keep what they are given: a call that `plain_calls` understands needs no more of it, and importing Typer takes
longer than all the rest of the start. `app` makes Typer's own of them for any other call.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from kratomcli.cli.completion import complete_fields, complete_ids, complete_query, complete_sort
from kratomcli.index.options import Refresh

if TYPE_CHECKING:
    from typer import Argument as Argument
    from typer import Option as Option
else:

    class Declaration:
        """What a parameter is declared as: the names of an option, and settings as Typer has them."""

        def __init__(self, kind, *names, **settings):
            self.kind = kind
            self.names = names
            self.settings = settings

    Argument = partial(Declaration, "Argument")
    Option = partial(Declaration, "Option")

Color = Literal["auto", "always", "never"]


def format_of(formats: Any, before: str = "") -> Any:
    """The option --format of a command; its help lists `formats`."""
    names = ", ".join(name for name in get_args(formats) if name != "auto")
    return Option("--format", "-f", metavar="FORMAT", help=f"{before}{names}.", show_default=False)


def limit_to(what: str, least: int = 0) -> Any:
    """The option --limit of a command with its own help text and minimum."""
    return Option("--limit", "-n", metavar="N", min=least, help=f"At most so many {what}.")


Query = Annotated[
    list[str] | None,
    Argument(
        metavar="[QUERY]...",
        hidden=True,  # the commands' own help says what it holds, in less space
        show_default=False,
        autocompletion=complete_query,
    ),
]
Libraries = Annotated[
    list[str] | None,
    Option(
        "--library", "-L", metavar="FOLDER", help="Folder of articles; may be repeated.", show_default=False
    ),
]
ColorOption = Annotated[
    Color, Option("--color", metavar="WHEN", help="auto, always or never.", show_default=False)
]
PagerOption = Annotated[
    bool, Option("--pager/--no-pager", help="Page long output on a terminal.", show_default=False)
]
Quiet = Annotated[bool, Option("--quiet", "-q", help="No notes on standard error.")]
RefreshOption = Annotated[
    Refresh,
    Option("--refresh", metavar="WHEN", help="Look for changes: auto, always, never.", show_default=False),
]
AnyWord = Annotated[bool, Option("--any", help="Any word will do, not all.")]
Fuzzy = Annotated[bool, Option("--fuzzy", help="Words nearly like these will do.")]
SortOption = Annotated[
    str | None,
    Option(
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
    Option("--limit", "-n", metavar="N", min=0, help="At most so many.", show_default=False),
]
Fields = Annotated[
    str | None,
    Option(
        "--fields",
        metavar="A,B,…",
        help="Which fields, in which order.",
        show_default=False,
        autocompletion=complete_fields,
    ),
]
Header = Annotated[
    bool | None,
    Option("--header/--no-header", help="Names first, or not (tsv, csv).", show_default=False),
]
Null = Annotated[bool, Option("--null", "-0", help="NUL for line ends (ids, paths).")]
UnsafeCells = Annotated[bool, Option("--unsafe-cells", help="Keep CSV cells that are formulas.")]
FormatVersion = Annotated[
    Literal["1"],
    Option("--format-version", metavar="1", help="Of the JSON contract.", show_default=False),
]
ForceOption = Annotated[bool, Option("--force", help="Overwrite what is there.")]
IdsOption = Annotated[
    str | None,
    Option("--ids", metavar="-", help="Those with the ids on standard input.", show_default=False),
]
OneId = Annotated[
    str | None,
    Argument(help="An id, or the beginning of a part of it.", metavar="[ID]", autocompletion=complete_ids),
]
SingleId = Annotated[
    str,
    Argument(help="An id, or the beginning of a part of it.", metavar="ID", autocompletion=complete_ids),
]
Ids = Annotated[
    list[str],
    Argument(
        help="Ids, beginnings of their parts, ID#SECTION; - reads them.",
        metavar="ID...",
        autocompletion=complete_ids,
    ),
]
