"""`kratomcli browse`."""

# Without the annotations import: what declares the parameters is looked at at every start.

import os
import sys

from kratomcli.cli import options
from kratomcli.cli.opening import opened
from kratomcli.cli.query_words import query_text
from kratomcli.errors import UsageError

EPILOG = "Example: kratomcli browse tags:kratom date:2021.."


def command(
    query: options.Query = None,
    library: options.Libraries = None,
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Read articles on the whole screen; ? lists the keys."""
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError(
            "browse needs a terminal", hint="Into a file or pipe: kratomcli list, search or show."
        )
    from kratomcli.cli.interrupt import left_to_another
    from kratomcli.cli.terminal import theme_name
    from kratomcli.tui import browse

    with opened(library, refresh, quiet=quiet) as lib:
        lib.count()  # a new index is made here, where its progress can be seen
        browse(
            lib,
            query_text(query),
            theme=theme_name(),
            colour=color == "always" or (color == "auto" and not os.environ.get("NO_COLOR")),
            away=left_to_another,
        )
