"""The command line: a thin layer of Typer over the library. One command per module."""

from __future__ import annotations


def main() -> None:
    """Run the program. Does not return."""
    try:
        import gc
        import sys

        gc.disable()  # a short run makes little garbage, and looking for it costs a tenth of the start
        from kratomcli.cli.interrupt import Interrupts

        with Interrupts() as interrupts:
            from kratomcli.cli import streams
            from kratomcli.cli.plain_calls import answered

            streams.prepare()
            interrupts.take()
            try:
                if not answered(sys.argv[1:]):
                    from kratomcli.cli.app import app

                    app(prog_name="kratomcli")
            finally:
                gc.freeze()  # Python's end would look for garbage once more, among all that was imported
    except KeyboardInterrupt:  # before anything was set up for it
        raise SystemExit(130) from None
