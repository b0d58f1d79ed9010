"""Fixtures for all tests: an isolated home directory, small libraries, the program run as a process, nodes of OpenSearch."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from kratomcli import Library
from support.opensearch_nodes import Nodes, ask, missing, shared

# A shell starts background jobs with SIGINT ignored, and their children inherit that. Restore the default
# handler, so that tests of Ctrl-C also work when the suite runs in the background.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No deadlines: a busy machine must not fail an example. Examples are random, and a failure prints how to
# reproduce it; where the variable CI is set, each run uses the same examples, with old versions of Hypothesis too.
settings.register_profile(
    "no clocks",
    settings.default,
    deadline=None,
    derandomize="CI" in os.environ,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("no clocks")

PATIENCE = 600
"""Timeout in seconds for a started process: far more than any needs, even on a busy machine."""

PROJECT = Path(__file__).parent.parent
SEEDS = PROJECT / "seeds"


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Number of workers for `-n auto`: none if tests are named on the command line, else two per processor.

    A few tests start sooner without workers; in the whole suite many tests only wait for a process.
    """
    return 0 if config.args_source is pytest.Config.ArgsSource.ARGS else 2 * (os.cpu_count() or 1)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name data in a test's id by its argument: an archive holds the time, which differs between workers."""
    return argname if isinstance(val, bytes) else None


_SETTINGS = (
    "KRATOMCLI_LIBRARY KRATOMCLI_PAGER PAGER NO_COLOR FORCE_COLOR CLICOLOR_FORCE COLUMNS LINES "
    "PYTHONDONTWRITEBYTECODE"
)


@pytest.fixture(autouse=True)
def own_place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point home, configuration and cache at a temporary folder, which is returned, and unset other settings.

    No test sees or changes the user's own settings, cache or library.
    """
    home = tmp_path_factory.mktemp("home")
    for name in _SETTINGS.split():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("KRATOMCLI_CACHE", str(home / "cache" / "kratomcli"))
    monkeypatch.setenv("TERM", "xterm-256color")
    return home


Make = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Make:
    """A function that writes files (relative path → content) into a temporary folder and returns its path."""

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
    """A function that writes files as `folder` does and opens them as a library, closed after the test."""
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
    """A function that runs `python -m kratomcli` with these arguments, its streams being pipes.

    It returns the completed process, whatever its status. Raises TimeoutExpired after PATIENCE seconds.
    """

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


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The addresses of three nodes of OpenSearch that all tests share: none may stop one, or change cluster settings.

    Skipped, with the reason, where no node can run.
    """
    _need_nodes()
    base = tmp_path_factory.getbasetemp()
    with shared((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cluster") as urls:
        yield urls


@pytest.fixture
def index_name(nodes: list[str]) -> Iterator[str]:
    """A name for an index, or the beginning of the names of several, that no other test uses."""
    name = f"test-{uuid.uuid4().hex}"
    yield name
    ask(nodes[0], "DELETE", f"/{name}*")


@pytest.fixture
def own_nodes(tmp_path: Path) -> Iterator[Nodes]:
    """Three nodes of the test's own, which it may kill."""
    _need_nodes()
    with Nodes(tmp_path / "nodes") as started:
        yield started


def _need_nodes() -> None:
    if reason := missing():
        pytest.skip(reason)
