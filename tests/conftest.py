"""What all tests share: a place of their own, small libraries, the real program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from kratomcli import Library

# A shell has what it starts in the background ignore Ctrl-C, and whatever that starts, too.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No clocks: what a machine is busy with is no fault of an example. Examples are random, and a failure
# prints how to see it again; where CI is set, Hypothesis takes the same ones each time.
settings.register_profile(
    "no clocks",
    settings.default,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("no clocks")

PATIENCE = 600
"""Seconds after which a process that was started hangs: far more than any needs on the busiest machine."""

PROJECT = Path(__file__).parent.parent
SEEDS = PROJECT / "seeds"


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """One process for a few tests, which it starts sooner; for all two a processor: many only wait."""
    return 0 if config.args_source is pytest.Config.ArgsSource.ARGS else 2 * (os.cpu_count() or 1)


_SETTINGS = (
    "KRATOMCLI_LIBRARY KRATOMCLI_PAGER PAGER NO_COLOR FORCE_COLOR CLICOLOR_FORCE COLUMNS LINES "
    "PYTHONDONTWRITEBYTECODE"
)


@pytest.fixture(autouse=True)
def own_place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test sees or touches the user's own settings, cache or library."""
    home = tmp_path_factory.mktemp("home")
    for name in _SETTINGS.split():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("KRATOMCLI_CACHE", str(home / "cache" / "kratomcli"))
    monkeypatch.setenv("TERM", "xterm-256color")
    return home


Make = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Make:
    """Make a folder of files: name → content."""

    def make(files: Mapping[str, str | bytes]) -> Path:
        place = tmp_path / "articles"
        place.mkdir(exist_ok=True)
        for name, content in files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return place

    return make


@pytest.fixture
def library(folder: Make) -> Iterator[Callable[[Mapping[str, str | bytes]], Library]]:
    """Make a folder of files and open it as a library."""
    opened: list[Library] = []

    def make(files: Mapping[str, str | bytes]) -> Library:
        opened.append(Library.open(folder(files)))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the real program with its streams as pipes."""

    def kratomcli(
        *args: str | Path, input: bytes = b"", env: Mapping[str, str] | None = None, cwd: Path = tmp_path
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "kratomcli", *map(os.fspath, args)],
            input=input,
            capture_output=True,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            timeout=PATIENCE,
            check=False,
        )

    return kratomcli
