"""`kratomcli open`."""

# Without the annotations import: what declares the parameters is looked at at every start.

import os
from itertools import islice
from typing import Annotated

from kratomcli.cli import options, output
from kratomcli.cli.interrupt import left_to_another
from kratomcli.cli.opening import opened
from kratomcli.cli.references import ReferencedArticles
from kratomcli.errors import UsageError
from kratomcli.model.paths import shown_path

EPILOG = "Example: kratomcli open 004#relieving"

SourceOption = Annotated[bool, options.Option("--source", help="Its own file, whatever kind it is of.")]
PrintOption = Annotated[bool, options.Option("--print", help="Open nothing; print the paths.")]
_MOST = 20
"""More windows at once nobody wants."""


def command(
    ids: options.Ids,
    library: options.Libraries = None,
    source: SourceOption = False,
    print: PrintOption = False,
    null: options.Null = False,
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",  # as every command has it; the viewer has its own
    quiet: options.Quiet = False,
) -> None:
    """See articles in the browser; PDF, books and office files in the programs that they have."""
    from kratomcli.desk.viewers import view

    if null and not print:
        raise UsageError("--null without --print", hint="It ends printed paths with a NUL.")
    with opened(library, refresh, quiet=quiet) as lib:
        wanted = ReferencedArticles(lib, ids)
        files = wanted.each(lambda reference: lib.viewed(reference, source=source))
        if print and null:
            output.write_names(os.fsencode(file.path) for file in files)
        elif print:
            output.write_lines(shown_path(os.fsencode(file.path))[0] for file in files)
        chosen = list(islice(files, _MOST + 1))
    if len(chosen) > _MOST:
        raise UsageError(f"more than {_MOST} articles at once", hint="Name fewer, or --print.")
    with left_to_another():
        for file in chosen:
            view(file)
    wanted.leave()
