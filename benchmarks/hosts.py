"""Hosts on one machine, each with an address, that can be cut off: network namespaces, for root only."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from types import TracebackType

MOST = 8


def missing() -> str:
    """Why there can be none here, in a few words; "" if there can."""
    if sys.platform != "linux" or os.geteuid():
        return "only root can make network namespaces"
    name = f"kratom-{os.getpid()}-try"
    try:
        _ip("netns", "add", name)
        _ip("netns", "del", name)
    except (OSError, subprocess.CalledProcessError):
        return "'ip netns' makes no network namespace here"
    return ""


class Hosts:
    """Some hosts, numbered from 0, on one network with this machine; gone after the `with` block."""

    def __init__(self, count: int) -> None:
        if count > MOST:
            raise ValueError(f"there are at most {MOST} hosts")
        self._own = f"kr{os.getpid()}"
        self._names = [f"kratom-{os.getpid()}-{host}" for host in range(count)]
        network = f"10.213.{os.getpid() % 250}"
        self.addresses = [f"{network}.{10 + host}" for host in range(count)]
        self._here = f"{network}.1"

    def prefix(self, host: int) -> list[str]:
        """What is put before a command to run it on a host."""
        return ["ip", "netns", "exec", self._names[host]]

    def cut(self, host: int) -> None:
        """Drop all that is sent to a host, or by it, from now on."""
        _ip("link", "set", f"{self._own}v{host}", "down")

    def join(self, host: int) -> None:
        """Undo `cut`."""
        _ip("link", "set", f"{self._own}v{host}", "up")

    def __enter__(self) -> Hosts:
        try:
            _ip("link", "add", self._own, "type", "bridge")
            _ip("addr", "add", f"{self._here}/24", "dev", self._own)
            _ip("link", "set", self._own, "up")
            for host, (name, address) in enumerate(zip(self._names, self.addresses, strict=True)):
                outer = f"{self._own}v{host}"
                _ip("netns", "add", name)
                _ip("link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", name)
                _ip("link", "set", outer, "master", self._own, "up")
                _ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
                for device in ("lo", "eth0"):
                    _ip("-n", name, "link", "set", device, "up")
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._remove()

    def _remove(self) -> None:
        for host, name in enumerate(self._names):
            with suppress(subprocess.CalledProcessError):
                _ip("link", "del", f"{self._own}v{host}")
            with suppress(subprocess.CalledProcessError):
                _ip("netns", "del", name)
        with suppress(subprocess.CalledProcessError):
            _ip("link", "del", self._own)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
