"""What the fuzzer found once stays right; and the fuzzer runs."""

from __future__ import annotations

import subprocess
import sys

from conftest import PATIENCE, PROJECT

FUZZ = PROJECT / "benchmarks" / "fuzz.py"


def test_what_was_found_stays_right() -> None:
    command = [sys.executable, FUZZ, "--replay", PROJECT / "benchmarks" / "fuzz"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr
