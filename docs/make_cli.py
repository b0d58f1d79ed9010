"""Write docs/cli.md from what `--help` says; with --check only compare.

python docs/make_cli.py [--check]
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kratomcli.cli.commands import COMMANDS
from kratomcli.cli.exit_status import ExitStatus

PAGE = Path(__file__).with_name("cli.md")

STATUSES = {
    ExitStatus.DONE: "done",
    ExitStatus.NO_MATCH: "a query that matched nothing; problems that `check` found",
    ExitStatus.USAGE: "a mistake in the options, the settings or the query",
    ExitStatus.NO_SUCH_ARTICLE: "no such article, or several that fit",
    ExitStatus.NO_ACCESS: "a file, index or library that can't be read or written",
    ExitStatus.LOCKED: "another process is writing the index, or the cluster can't answer now: try again",
    ExitStatus.INTERRUPTED: "interrupted by Ctrl-C",
    ExitStatus.TERMINATED: "`index --watch` was told to end",
}


def page() -> str:
    """The whole page."""
    parts = ["# Command reference", "Made from `--help` by `python docs/make_cli.py`.", _help()]
    parts += [f"## {name}\n\n{_help(name)}" for name in COMMANDS]
    rows = "\n".join(f"| {status.value} | {STATUSES[status]} |" for status in ExitStatus)
    parts.append(f"## Exit statuses\n\n| status | meaning |\n| --- | --- |\n{rows}")
    return "\n\n".join(parts) + "\n"


def _help(*command: str) -> str:
    environ = os.environ | {"COLUMNS": "80", "TERM": "dumb", "NO_COLOR": "1"}
    shown = subprocess.run(
        [sys.executable, "-m", "kratomcli", *command, "--help"],
        env=environ,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    ).stdout
    return f"```text\n{shown.rstrip()}\n```"


def main() -> None:
    fresh = page()
    if "--check" not in sys.argv:
        PAGE.write_text(fresh)
    elif not PAGE.exists() or PAGE.read_text() != fresh:
        sys.exit("docs/cli.md is not what --help says: run python docs/make_cli.py")


if __name__ == "__main__":
    main()
