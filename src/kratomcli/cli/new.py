"""`kratomcli new`."""

# Without the annotations import: what declares the parameters is looked at at every start.

import os
from typing import Annotated

from kratomcli.cli import options, output
from kratomcli.cli.interrupt import left_to_another
from kratomcli.cli.opening import opened
from kratomcli.config import settings
from kratomcli.model.paths import shown_path

EPILOG = "Example: kratomcli new Green tea and sleep --tags tea,sleep --edit"

Title = Annotated[list[str], options.Argument(help="Its title.", metavar="TITLE...")]
TagsOption = Annotated[str, options.Option("--tags", metavar="A,B,…", help="Its tags.", show_default=False)]
EditOption = Annotated[bool, options.Option("--edit", help="Open it in your editor; do not print its path.")]

_ARGUMENTS = {"folder": "into"}
"""Setting → argument of the library, where that is called otherwise."""


def command(
    title: Title,
    tags: TagsOption = "",
    edit: EditOption = False,
    library: options.Libraries = None,
    color: options.ColorOption = "auto",  # as every command has it
    quiet: options.Quiet = False,
) -> None:
    """Begin a new article: write a file with front matter, and print its path.

    [new] in kratomcli.toml says where, under which name, from which template.
    """
    from kratomcli.desk.editors import FilePosition
    from kratomcli.desk.editors import edit as edited

    chosen = {_ARGUMENTS.get(name, name): value for name, value in settings(library or ()).new.items()}
    names = [tag.strip() for tag in tags.split(",") if tag.strip()]
    with opened(library, quiet=quiet) as lib:
        path = lib.new(" ".join(title), tags=names, **chosen)
    if not edit:
        output.write_lines([shown_path(os.fsencode(path))[0]])
        return
    with left_to_another():
        edited(FilePosition(path))
