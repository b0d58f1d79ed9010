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
        _end_quickly()
    except KeyboardInterrupt:  # before anything was set up for it
        raise SystemExit(130) from None


def _end_quickly() -> None:
    """End the process, if nothing is left to do.

    Python would take apart all that was imported, object by object, which takes a tenth of a short answer's
    time. What is to be done at the end needs `atexit`, and a thread is waited for.
    """
    import os
    import sys
    from threading import active_count

    if "atexit" not in sys.modules and active_count() == 1:
        sys.stderr.flush()
        os._exit(0)
