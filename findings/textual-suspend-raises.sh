#!/usr/bin/env bash
# Textual does not come back to its screen when the block within `App.suspend()` raises.
#
# Versions: textual 8.2.8, in a pseudo-terminal on Linux.
# Expected: as of any context manager that lends something out, the application has the terminal again after the
#           `with` block, whichever way that ended.
# Seen:     so it is if the block ends. If it raises, and the application handles that, the terminal stays as it was
#           for the other program: no alternate screen, no keys. The application goes on unseen.
# Output:   how often the alternate screen was entered: with a block that ends, and with one that raises
# So:       catch within the block, and raise or tell after it.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet textual==8.2.8
cat >"$place/app.py" <<'PYTHON'
import sys

from textual.app import App


class Lending(App[None]):
    def on_ready(self) -> None:
        try:
            with self.suspend():
                if sys.argv[1] == "raises":
                    raise LookupError
        except LookupError:
            pass
        self.set_timer(0.5, self.exit)


Lending().run()
PYTHON
cat >"$place/watch.py" <<'PYTHON'
import os
import pty
import sys


def entered(how: str) -> int:
    """How often a run of the application enters the alternate screen."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ |= {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
        os.execv(sys.executable, [sys.executable, f"{sys.argv[1]}/app.py", how])
    written = b""
    try:
        while some := os.read(terminal, 65536):
            written += some
    except OSError:  # the other end is closed
        pass
    os.waitpid(pid, 0)
    return written.count(b"\x1b[?1049h")


ends, raises = entered("ends"), entered("raises")
print(ends, raises)
assert (ends, raises) == (2, 1), "it comes back now, or something else has changed"
PYTHON
"$place/venv/bin/python" "$place/watch.py" "$place"
echo "as seen: after a block that raises, the screen is not entered again"
