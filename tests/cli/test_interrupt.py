"""Ctrl-C at any moment ends the program with 130 and without a traceback.

Moments are counted, not timed: at the nth import, or at the nth call of a function, the process sends
itself the signal. What comes before the program's first line is the interpreter's own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from conftest import Make
from kratomcli.files.processes import Worker

_AT_AN_IMPORT = """
import signal, sys

class Finder:
    left = int(sys.argv.pop(1))

    def find_spec(self, name, path=None, target=None):
        Finder.left -= 1
        if Finder.left == 0:
            signal.raise_signal(signal.SIGINT)

from kratomcli.cli import main
sys.meta_path.insert(0, Finder())
if Finder.left < 0:
    import atexit
    atexit.register(lambda: print(-Finder.left, file=sys.stderr))
main()
"""
_AT_A_CALL = """
import signal, sys

left = int(sys.argv.pop(1))

def count(frame, event, arg):
    global left
    if event == "call":
        left -= 1
        if left == 0:
            sys.setprofile(None)
            signal.raise_signal(signal.SIGINT)

if left < 0:
    import atexit
    atexit.register(lambda: print(-left, file=sys.stderr))

def begin():
    from kratomcli.cli import main
    sys.setprofile(count)
    try:
        main()
    finally:
        sys.setprofile(None)

try:
    begin()
except KeyboardInterrupt:  # between this program's lines and the other's
    sys.exit(130)
"""


def interrupted(script: str, at: int, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, str(at), *args]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("script", [_AT_AN_IMPORT, _AT_A_CALL], ids=["import", "call"])
@pytest.mark.parametrize(
    "args", ["list", "search kettle -f rich", "index --rebuild", "export --to sqlite -o OUT"]
)
def test_ctrl_c_at_any_moment_is_130_without_a_traceback(
    folder: Make, tmp_path: Path, script: str, args: str
) -> None:
    place = folder(
        {f"{n}.md": f"---\ndate: 2021-01-0{n}\n---\n# T{n}\n\nThe kettle sings.\n" for n in range(1, 9)}
    )
    words = [*args.replace("OUT", str(tmp_path / "out.db")).split(), "-L", str(place)]
    interrupted(script, -1, *words)  # the first one indexes and compiles
    (tmp_path / "out.db").unlink(missing_ok=True)
    whole = interrupted(script, -1, *words)
    assert whole.returncode == 0, whole.stderr
    moments = int(whole.stderr.split()[-1])
    assert moments > 50
    for part in range(8):
        (tmp_path / "out.db").unlink(missing_ok=True)
        at = 1 + part * (moments - 1) // 8
        result = interrupted(script, at, *words)
        shown = result.stderr.replace("^C", "")
        assert result.returncode == 130, (at, moments, shown)
        assert "Traceback" not in shown, (at, moments, shown)
        assert "Exception" not in shown, (at, moments, shown)
    assert interrupted(script, -1, "list", "--count", "-L", str(place)).stdout == "8\n"


_IN_A_FINALISER = """
import signal, sys
from kratomcli.cli import interrupt

class Late:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

with interrupt.Interrupts() as interrupts:
    interrupts.take()
    late = Late()
    del late
    for _ in iter(int, 1):  # until it comes again
        pass
"""


def test_ctrl_c_in_a_finaliser_is_not_lost() -> None:
    result = subprocess.run(
        [sys.executable, "-c", _IN_A_FINALISER], capture_output=True, check=False, timeout=600
    )
    assert (result.returncode, result.stderr) == (130, b"")


def test_whoever_has_ctrl_c_ignored_is_left_alone(folder: Make) -> None:
    result = subprocess.run(
        [sys.executable, "-c", _AT_AN_IMPORT, "60", "list", "-f", "ids", "-L", folder({"a.md": "# A\n"})],
        capture_output=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    assert (result.returncode, result.stdout) == (0, b"a\n")


def test_a_pager_keeps_ctrl_c_for_itself(folder: Make, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\ntrap 'echo HEARD' INT\necho READY\nread answer < /dev/tty\ncat\n")
    pager.chmod(0o755)
    place = folder({"a.md": "# A\n\n" + "line\n\n" * 100})
    process = pexpect.spawn(
        sys.executable,
        ["-m", "kratomcli", "show", "a", "-L", str(place)],
        env={**os.environ, "KRATOMCLI_PAGER": str(pager)},
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=600,
    )
    process.expect("READY")
    process.sendintr()
    process.sendline("go on")
    rest = str(process.read())
    process.close()
    assert "line" in rest
    assert process.exitstatus == 0


def whose_group(_: object) -> Callable[[object], int]:
    return lambda _: os.getpgid(0)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no groups of processes")
def test_what_a_terminal_sends_is_for_the_first_process_alone() -> None:
    """A process that helps with pages may still be at its imports then: it would say so, at length."""
    with Worker(__name__, "whose_group", None) as worker:
        assert worker.do(None) != os.getpgid(0)
