"""A library whose index is on a cluster of this machine, and programs that ask and write it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PROGRAM = [sys.executable, "-m", "kratomcli"]
NAME = "bench"
"""The library's name on the cluster."""
_TICKS = os.sysconf("SC_CLK_TCK")


class Done(NamedTuple):
    """What became of a process: seconds on the clock and of the processors are its own and its children's."""

    status: int
    out: bytes
    err: str
    seconds: float
    cpu: float

    @property
    def is_refused(self) -> bool:
        """Whether it ended as it must where the cluster can't do it: status 75, one line, and a hint."""
        lines = [line.split(":")[0] for line in self.err.splitlines()]
        return self.status == 75 and lines in (["error"], ["error", "hint"])


class Running:
    """A process that was started."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], folder: Path) -> None:
        self._out, self._err = (os.memfd_create(name) for name in ("out", "err"))
        self._began = time.monotonic()
        self._process = subprocess.Popen(
            command,
            env=dict(environ),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            stderr=self._err,
            start_new_session=True,
        )
        self.pid = self._process.pid

    @property
    def is_over(self) -> bool:
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def signal(self, number: int) -> None:
        """Send a signal to it and its children."""
        os.killpg(self.pid, number)

    def done(self) -> Done:
        """Wait for its end."""
        _, status, usage = os.wait4(self.pid, 0)
        seconds = time.monotonic() - self._began
        self._process.returncode = os.waitstatus_to_exitcode(status)
        out, err = _all(self._out), _all(self._err)
        return Done(self._process.returncode, out, err.decode(), seconds, _cpu(usage))


class ClusterLibrary:
    """Articles in `folder`, indexed on a cluster, and embedded, for answers to compare with."""

    def __init__(self, top: Path, urls: Sequence[str], *, shards: int = 2, replicas: int = 1) -> None:
        self.folder = top / "articles"
        self.replicas = replicas
        self._top = top
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = {key: value for key, value in os.environ.items() if not key.startswith("KRATOMCLI_")}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        kept |= {"KRATOMCLI_LIBRARY": str(self.folder), "KRATOMCLI_CACHE": str(top / "cache")}
        self._embedded = {**kept, "XDG_CONFIG_HOME": str(top / "embedded")}
        self._environ = {**kept, "XDG_CONFIG_HOME": str(top / "config")}
        self._connect(urls, shards)

    def _connect(self, urls: Sequence[str], shards: int) -> None:
        """Say where the cluster is, and how an index is made there."""
        place = self._top / "config" / "kratomcli"
        place.mkdir(parents=True, exist_ok=True)
        shown = ", ".join(f'"{url}"' for url in urls)
        settings = f'[engine]\nkind = "opensearch"\nurls = [{shown}]\nindex = "{NAME}"\n'
        (place / "config.toml").write_text(f"{settings}shards = {shards}\nreplicas = {self.replicas}\n")

    def start(self, *args: str, prefix: Sequence[str] = ()) -> Running:
        """Start the program on the cluster; `prefix` is put before the command."""
        return Running([*prefix, *PROGRAM, *args], self._environ, self._top)

    def python(self, *args: str, prefix: Sequence[str] = ()) -> Running:
        """Start Python with the settings of the library on the cluster."""
        return Running([*prefix, sys.executable, *args], self._environ, self._top)

    def ask(self, *args: str, prefix: Sequence[str] = ()) -> Done:
        """Run the program on the cluster to its end."""
        return self.start(*args, prefix=prefix).done()

    def ask_embedded(self, *args: str) -> Done:
        """Run the program on the embedded index, which it brings up to date before."""
        return Running([*PROGRAM, *args], self._embedded, self._top).done()


def processor_time(pids: Sequence[int]) -> float:
    """Seconds that processes have used the processors for so far."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def _cpu(usage: resource.struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime


def _all(file: int) -> bytes:
    data = os.pread(file, os.fstat(file).st_size, 0)
    os.close(file)
    return data
