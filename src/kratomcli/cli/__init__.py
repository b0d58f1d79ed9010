"""The command line: a thin layer of Typer over the library. One command per module."""

from __future__ import annotations

COMMANDS = (
    *("list", "show", "search", "export", "quotes", "similar", "reuse", "changed", "check"),
    *("stats", "queries", "index"),
)
"""In the order of the help; each is a module of this package with a `command` to run."""


def _set_gates() -> None:
    """Let nothing that could drive a terminal out on the standard streams."""
    import io
    import sys

    from kratomcli.gate import GatedStream

    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):  # not where it was closed
            kept = {kind: getattr(stream, kind) for kind in ("errors", "line_buffering", "write_through")}
            setattr(sys, name, GatedStream(stream.buffer, stream.encoding, **kept))


def main() -> None:
    """Run the program. Does not return."""
    import gc

    gc.disable()  # a short run makes little garbage, and looking for it costs a tenth of the start
    try:
        _set_gates()
        from kratomcli.cli.app import app

        app(prog_name="kratomcli")
    except KeyboardInterrupt:
        raise SystemExit(130) from None
