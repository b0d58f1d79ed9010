"""What goes wrong around an export: a full temporary folder, helpers whose asker is gone."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import PATIENCE, Make, Run
from kratomcli.files import processes

OTHERS = ("epub", "sqlite", "pdf")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kilobytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def big(folder: Make) -> Path:
    return folder({"a.md": "# A\n\n" + " ".join(os.urandom(16).hex() for _ in range(8000))})


@pytest.mark.parametrize("format", OTHERS)
def test_a_full_temporary_folder_is_one_error_and_leaves_nothing(
    folder: Make, run: Run, small_disk: Path, tmp_path: Path, format: str
) -> None:
    if format != "sqlite":
        pytest.importorskip("ebooklib" if format == "epub" else "typst")
    place, target = big(folder), tmp_path / f"book.{format}"
    env = {"TMPDIR": str(small_disk), "PYTHONWARNINGS": "default::UserWarning"}
    refused = run("export", "-f", format, "-o", target, "-L", place, env=env)
    assert (refused.returncode, refused.stdout) == (4, b""), refused.stderr
    for noise in (b"Traceback", b"Warning", b"ignored"):
        assert noise not in refused.stderr
    assert refused.stderr.count(b"error: ") == 1
    assert list(small_disk.iterdir()) == []
    assert not target.exists()


def test_a_limit_on_the_size_of_files_is_as_a_full_disk(folder: Make, tmp_path: Path) -> None:
    pytest.importorskip("ebooklib")
    place, target, scratch = big(folder), tmp_path / "book.epub", tmp_path / "scratch"
    scratch.mkdir()
    program = f"{sys.executable} -m kratomcli"
    command = (
        f"{program} index -L {place} && ulimit -f 100 && {program} export -f epub -o {target} -L {place}"
    )
    limited = subprocess.run(
        ["bash", "-c", command], capture_output=True, check=False, env={**os.environ, "TMPDIR": str(scratch)}
    )
    assert limited.returncode == 4, limited.stderr
    assert b"can't write the book" in limited.stderr
    for noise in (b"Traceback", b"Warning", b"ignored"):
        assert noise not in limited.stderr
    assert list(scratch.iterdir()) == []
    assert not target.exists()


def helper() -> subprocess.Popen[bytes]:
    """A helping process; it answers a task with the first of its items."""
    return subprocess.Popen(
        processes.python_command(processes._START, processes.safe_path()),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


SETTING = pickle.dumps(("operator", "itemgetter", 0))
TASK = pickle.dumps(["first", "x" * 200_000])


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        SETTING[:1],
        SETTING[:20],
        SETTING[:-1],
        SETTING,
        SETTING + TASK[:3],
        SETTING + TASK[:100_000],
        SETTING + TASK[:-1],
        SETTING + TASK,
    ],
    ids=len,
)
def test_a_helper_ends_quietly_wherever_its_asker_was_killed(sent: bytes) -> None:
    stdout, stderr = (process := helper()).communicate(sent, timeout=PATIENCE)
    assert (process.returncode, stderr) == (0, b"")
    if sent == SETTING + TASK:
        assert pickle.loads(stdout) == (True, "first")  # noqa: S301 - from our own process
    else:
        assert stdout == b""


def test_a_helper_ends_quietly_if_nobody_reads_its_answer() -> None:
    with helper() as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(SETTING + pickle.dumps(["x" * 200_000]))
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(PATIENCE) == 0
