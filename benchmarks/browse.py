"""How quickly the browser answers keys in a large library, and how quickly it starts.

    python benchmarks/generate.py /tmp/articles --count 100000
    python benchmarks/browse.py /tmp/articles [--keys 60] [--runs 9] [--cache FOLDER]

All in a real pseudo-terminal. A key press is answered when the frame that it changes has been written: the
goal is 33 ms, two frames, for half of the presses and 95 of 100. A start is a whole process until its first
frame, beside a bare Textual app in turn: the goal is 1.3 times that app's. Indexes the library first.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pexpect

ROWS, COLUMNS = 40, 120
CONTROL = re.compile(rb"\x1b\[[?\d;]*[a-zA-Z]")
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("the first frame")
Bare().run()
"""
KEYS = {
    "down": b"\x1b[B",
    "page down": b"\x1b[6~",
    "end": b"\x1b[F",
    "home": b"\x1b[H",
    "letters of a query": b"a",
    "letters in haste": b"a",
}
"""The last are pressed while the queries before them are being answered; they find nearly all articles."""
MARK = "▸".encode()
"""Before the article under the cursor."""


class Terminal:
    """A process in a pseudo-terminal."""

    def __init__(self, command: list[str], environ: dict[str, str]) -> None:
        self.started = time.perf_counter()
        self.process = pexpect.spawn(
            command[0], command[1:], env=environ, dimensions=(ROWS, COLUMNS), timeout=120
        )
        self.process.delaybeforesend = None  # pexpect waits 50 ms before each key otherwise

    def until(self, text: bytes) -> float:
        """Seconds from now until a text is written."""
        began = time.perf_counter()
        self.process.expect_exact(text)
        return time.perf_counter() - began

    def quiet(self, seconds: float = 0.3) -> None:
        """Read until nothing is written for a while."""
        while True:
            try:
                self.process.read_nonblocking(1 << 20, timeout=seconds)
            except pexpect.TIMEOUT:
                return

    def frame(self, key: bytes, text: bytes) -> float:
        """Seconds from a key press until a text is written, which is in the frame that answers it."""
        began = time.perf_counter()
        self.process.send(key)
        written = b""
        while text not in CONTROL.sub(b"", written):
            written += self.process.read_nonblocking(1 << 20, timeout=120)
        return time.perf_counter() - began

    def close(self) -> None:
        self.process.close(force=True)


def started(command: list[str], environ: dict[str, str], text: bytes) -> float:
    terminal = Terminal(command, environ)
    terminal.process.expect_exact(text)
    taken = time.perf_counter() - terminal.started
    terminal.close()
    return taken


def starts(browse: list[str], environ: dict[str, str], runs: int) -> None:
    """Print the medians of whole starts, in turn."""
    bare: list[float] = []
    ours: list[float] = []
    for turn in range(runs + 1):
        one = started([sys.executable, "-c", BARE], environ, b"the first frame")
        other = started(browse, environ, b"lists the keys")
        if turn:
            bare.append(one)
            ours.append(other)
    mine, floor = statistics.median(ours), statistics.median(bare)
    print(
        f"start: {mine * 1000:.0f} ms, a bare app {floor * 1000:.0f} ms: {mine / floor:.2f} times (goal 1.3)"
    )


def keys(browse: list[str], environ: dict[str, str], presses: int) -> None:
    """Print how long key presses take, each once the one before is done."""
    terminal = Terminal(browse, environ)
    print(f"list filled after {terminal.until(b'articles, newest first') * 1000:.0f} ms")
    terminal.quiet(1)
    print(f"{'key':<22}{'median':>9}{'95 %':>9}{'most':>9}  ms")
    for name, key in KEYS.items():
        if name == "letters of a query":
            terminal.process.send(b"s* -")
            terminal.quiet()
        taken = []
        for number in range(presses):
            if name in ("home", "end") and number:
                terminal.process.send(KEYS["home" if name == "end" else "end"])
                terminal.quiet()
            is_letter = name.startswith("letters")
            press = b"water tea "[number % 10 : number % 10 + 1] if is_letter else key
            taken.append(terminal.frame(press, press.strip() if is_letter else MARK) * 1000)
            terminal.quiet(0.03 if name.endswith("haste") else 0.1)
        taken.sort()
        figures = statistics.median(taken), taken[int(len(taken) * 0.95)], taken[-1]
        print(f"{name:<22}" + "".join(f"{figure:>9.1f}" for figure in figures))
    terminal.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("library", type=Path)
    parser.add_argument("--keys", type=int, default=60)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--cache", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        environ = {**os.environ, "KRATOMCLI_CACHE": str(chosen.cache or place), "TERM": "xterm-256color"}
        program = str(Path(sys.executable).with_name("kratomcli"))
        browse = [program, "browse", "-L", str(chosen.library)]
        subprocess.run([program, "index", "-L", str(chosen.library)], env=environ, check=True)
        starts(browse, environ, chosen.runs)
        keys(browse, environ, chosen.keys)


if __name__ == "__main__":
    main()
