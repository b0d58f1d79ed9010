"""The command line: a thin layer of Typer over the library. One command per module."""

from __future__ import annotations

COMMANDS = (
    *("list", "show", "search", "export", "quotes", "similar", "reuse", "changed", "check"),
    *("stats", "queries", "index"),
)
"""In the order of the help; each is a module of this package with a `command` to run."""


def main() -> None:
    """Run the program. Does not return."""
    import gc

    gc.disable()  # a short run makes little garbage, and looking for it costs a tenth of the start
    try:
        from kratomcli.cli.app import app

        app(prog_name="kratomcli")
    except KeyboardInterrupt:
        raise SystemExit(130) from None
