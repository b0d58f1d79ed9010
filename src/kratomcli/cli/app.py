"""The Typer application. The module of a command is imported only when that command is called."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Annotated, Any, get_args

import typer
from typer.core import TyperGroup

from kratomcli.cli.commands import COMMANDS, module_of
from kratomcli.cli.completion import complete_shells, offered
from kratomcli.cli.guard import guarded
from kratomcli.cli.query_args import Command
from kratomcli.errors import UsageError
from kratomcli.text.normalize import one_line

PURPOSES = {
    "Find": ("list", "search", "quotes", "links", "similar", "reuse"),
    "Read": ("show", "browse", "open"),
    "Change": ("edit", "new", "set", "import"),
    "Hand on": ("export", "mcp"),
    "Keep": ("changed", "check", "stats", "queries", "index", "config"),
}
"""What commands are for → their names, as the help lists them."""

_LONGEST = 500  # characters of a sentence in the list of commands

HELP_SETTINGS = {"help_option_names": ["-h", "--help"]}


class _CommandGroup(TyperGroup):
    """The group of commands: loads a command when it is called, and turns errors into messages."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The first of each name: Typer adds its own, whose scripts run as code what the program answers."""
        named: dict[str, Any] = {}
        for param in super().get_params(ctx):
            named.setdefault(param.opts[0], param)
        return list(named.values())

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """A shell's name may be left out: then it is ours. A line that is being completed is only read."""
        if not ctx.resilient_parsing:
            if args and args[-1] in ("--show-completion", "--install-completion"):
                args = [*args, "auto"]
            self._refuse_before_command(ctx, args)
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def _refuse_before_command(self, ctx: Any, args: list[str]) -> None:
        """Raise UsageError for an option of a command that stands before it, as in kratomcli -L . list."""
        ours = {name for param in self.get_params(ctx) for name in param.opts}
        at = next((at for at, arg in enumerate(args) if arg in COMMANDS), 0)
        if not at or not args[0].startswith("-") or args[0].partition("=")[0] in ours:
            return
        import shlex

        moved = shlex.join(["kratomcli", args[at], *args[:at], *args[at + 1 :]])
        raise UsageError(
            f"{one_line(args[0])} is no option of kratomcli itself",
            hint=f"Options of a command come after it: {one_line(moved)}",
        )

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        return offered(super().shell_complete(ctx, incomplete))

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands by what they are for, each with the whole of its first sentence."""
        width = max(map(len, COMMANDS))
        for purpose, names in PURPOSES.items():
            known = [(name.ljust(width), self.get_command(ctx, name)) for name in names if name in COMMANDS]
            with formatter.section(purpose):
                formatter.write_dl([(name, one.get_short_help_str(_LONGEST)) for name, one in known])

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in COMMANDS and super().get_command(ctx, cmd_name) is None:
            self.add_command(_command(cmd_name), cmd_name)
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name not in COMMANDS and not ctx.resilient_parsing:
            from kratomcli.text.wording import did_you_mean

            hint = f"{did_you_mean(name, COMMANDS, 1)}'kratomcli --help' lists them."
            raise UsageError(f"no command '{one_line(name)}'", hint=hint)
        return super().resolve_command(ctx, args)

    def make_context(self, *args: Any, **settings: Any) -> Any:
        with guarded():
            return super().make_context(*args, **settings)

    def invoke(self, ctx: Any) -> Any:
        with guarded():
            return super().invoke(ctx)


def _command(name: str) -> Any:
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    module = module_of(name)
    single.command(
        name,
        cls=Command,
        epilog=module.EPILOG,
        context_settings=HELP_SETTINGS,
    )(_for_typer(module.command))
    made = typer.main.get_command(single)
    made.no_args_is_help = getattr(module, "NEEDS_ARGUMENTS", any(param.required for param in made.params))
    return made


def _for_typer(command: Callable[..., None]) -> Callable[..., None]:
    """A copy of a command with Typer's own options and arguments in place of what declares them."""
    made: dict[str, Any] = {"Option": typer.Option, "Argument": typer.Argument}
    copy = FunctionType(command.__code__, command.__globals__, command.__name__, command.__defaults__)
    copy.__doc__ = command.__doc__
    for name, annotation in command.__annotations__.items():
        if name != "return":
            kind, declared = get_args(annotation)
            own = made[declared.kind](*declared.names, **declared.settings)
            copy.__annotations__[name] = Annotated[kind, own]
    return copy


app = typer.Typer(
    cls=_CommandGroup,
    context_settings=HELP_SETTINGS,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Try: kratomcli search withdrawal",
)


def _version(ctx: typer.Context, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from kratomcli import __version__

        print(f"kratomcli {__version__}")
        raise SystemExit(0)


def _show_completion(ctx: typer.Context, shell: str | None) -> None:
    if shell and not ctx.resilient_parsing:
        from kratomcli.cli.shells import script

        print(script(shell))
        raise SystemExit(0)


def _install_completion(ctx: typer.Context, shell: str | None) -> None:
    if shell and not ctx.resilient_parsing:
        from kratomcli.cli.notes import note
        from kratomcli.cli.shells import install

        note(install(shell))
        raise SystemExit(0)


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    show_completion: Annotated[
        str | None,
        typer.Option(
            "--show-completion",
            metavar="[SHELL]",
            callback=_show_completion,
            is_eager=True,
            help="Print what teaches a shell to complete: bash, zsh, fish, pwsh.",
            autocompletion=complete_shells,
        ),
    ] = None,
    install_completion: Annotated[
        str | None,
        typer.Option(
            "--install-completion",
            metavar="[SHELL]",
            callback=_install_completion,
            is_eager=True,
            help="Put that where the shell finds it; without a name, this one.",
            autocompletion=complete_shells,
        ),
    ] = None,
) -> None:
    """grep, notmuch and pandoc for a folder of articles."""
