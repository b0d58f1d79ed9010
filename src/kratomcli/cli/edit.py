"""`kratomcli edit`."""

# Without the annotations import: what declares the parameters is looked at at every start.

from typing import Annotated

from kratomcli.cli import options
from kratomcli.cli.interrupt import left_to_another
from kratomcli.cli.opening import opened
from kratomcli.cli.references import ReferencedArticles

EPILOG = "Example: kratomcli edit 004#relieving"

FirstMatchOption = Annotated[
    str,
    options.Option(
        "--highlight", metavar="QUERY", help="At the first of a query's words.", show_default=False
    ),
]


def command(
    ids: options.Ids,
    library: options.Libraries = None,
    highlight: FirstMatchOption = "",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",  # as every command has it; the editor has its own
    quiet: options.Quiet = False,
) -> None:
    """Change articles in your editor, $VISUAL or $EDITOR, at the line of a section.

    Several are edited one after another; an editor that ends with a failure ends it all.
    """
    from kratomcli.desk.editors import edit

    with opened(library, refresh, quiet=quiet) as lib:
        wanted = ReferencedArticles(lib, ids)
        positions = list(wanted.each(lambda reference: lib.position(reference, highlight)))
    with left_to_another():
        for position in positions:
            edit(position)
    wanted.leave()
