"""The Typer application: its commands are imported when they are called, and only then."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from kratomcli.cli import COMMANDS

HELP_SETTINGS = {"help_option_names": ["-h", "--help"]}

QUERY_MARK = "\ue000"
"""Put before a query word that begins with "-", so that it isn't taken for an option."""


class QueryCommand(TyperCommand):
    """A command whose words are a query, so that `-word` excludes."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        options = {name for param in self.get_params(ctx) for name in (*param.opts, *param.secondary_opts)}
        marked = []
        for at, arg in enumerate(args):
            if arg == "--":
                marked.extend(args[at:])
                break
            marked.append(QUERY_MARK + arg if _excludes(arg, options) else arg)
        return super().parse_args(ctx, marked)


def _excludes(arg: str, options: set[str]) -> bool:
    """Whether an argument such as "-word" or "-(a" is a part of the query."""
    if len(arg) < 2 or arg[0] != "-" or arg[1] == "-" or arg in options:
        return False
    attached = arg[:2] in options and (
        arg[2:].isdigit() or arg[1] in "L" or (arg[1] == "f" and arg[2:] in _FORMATS)
    )
    cluster = arg[1:].isalnum() and all("-" + letter in options for letter in arg[1:]) and len(arg) <= 3
    return not attached and not cluster


_FORMATS = frozenset(
    "table rich tsv csv json jsonl ids paths grep text github sarif auto".split()  # noqa: SIM905 - faster to read
)


class _Commands(dict[str, Any]):
    """Commands by name, each made from its module when it is asked for."""

    def __getitem__(self, name: str) -> Any:
        command = super().__getitem__(name)
        if command is None:
            single = typer.Typer(add_completion=False, rich_markup_mode=None)
            module = import_module(f"kratomcli.cli.{name}")
            single.command(
                name,
                cls=QueryCommand if name in ("list", "search", "export", "quotes", "check") else None,
                epilog=module.EPILOG,
                context_settings=HELP_SETTINGS,
                no_args_is_help=name in ("show", "search", "quotes", "similar", "changed"),
            )(module.command)
            command = self[name] = typer.main.get_command(single)
        return command

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401 - dict.get would not call __getitem__


class _Group(TyperGroup):
    """The program itself: turns errors into messages and exit statuses."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Commands.fromkeys(COMMANDS)  # type: ignore[assignment]

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def invoke(self, ctx: Any) -> Any:
        from kratomcli.cli.runtime import guarded

        with guarded():
            return super().invoke(ctx)


app = typer.Typer(
    cls=_Group,
    context_settings=HELP_SETTINGS,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Try: kratomcli search withdrawal",
)


def _version(wanted: bool) -> None:
    if wanted:
        from kratomcli import __version__

        print(f"kratomcli {__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """grep, notmuch and pandoc for a folder of articles."""
