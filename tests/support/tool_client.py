"""A client of the tool server that writes its lines by hand, to see what goes over the wire."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE = 600


class RawClient:
    """A `kratomcli mcp` process; what it prints on standard output is kept in `seen`, line by line."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.seen: list[bytes] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kratomcli", "mcp", "-L", os.fspath(folder), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._next = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            try:
                stream.close()
            except BrokenPipeError:
                continue

    def write(self, line: bytes | str) -> None:
        """Send a line as it is."""
        assert self.process.stdin is not None
        self.process.stdin.write((line if isinstance(line, bytes) else line.encode()) + b"\n")
        self.process.stdin.flush()

    def line(self) -> dict[str, Any]:
        """The next message of the server."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.endswith(b"\n"), self.errors()
        self.seen.append(line)
        message: dict[str, Any] = json.loads(line)
        return message

    def send(self, method: str, params: object = None, *, id: object = None) -> None:
        """Send a request, or a notification if there is no id."""
        message: dict[str, object] = {"jsonrpc": "2.0", "method": method}
        if params is not None:
            message["params"] = params
        if id is not None:
            message["id"] = id
        self.write(json.dumps(message))

    def ask(self, method: str, params: object = None) -> dict[str, Any]:
        """Send a request and return the next message, which must be its answer."""
        self._next += 1
        self.send(method, params, id=self._next)
        answer = self.line()
        assert answer["id"] == self._next
        return answer

    def shake(self, version: str = "2025-11-25") -> dict[str, Any]:
        """The handshake; returns what the server says of itself."""
        params = {
            "protocolVersion": version,
            "capabilities": {},
            "clientInfo": {"name": "by hand", "version": "1"},
        }
        answer = self.ask("initialize", params)
        self.send("notifications/initialized")
        result: dict[str, Any] = answer["result"]
        return result

    def call(self, tool: str, **arguments: object) -> dict[str, Any]:
        """The result of a tool, which may be an error."""
        result: dict[str, Any] = self.ask("tools/call", {"name": tool, "arguments": arguments})["result"]
        return result

    def value(self, tool: str, **arguments: object) -> dict[str, Any]:
        """What a tool gives, of which the text says the same."""
        result = self.call(tool, **arguments)
        assert not result.get("isError"), result
        value: dict[str, Any] = result["structuredContent"]
        assert json.loads(result["content"][0]["text"]) == value
        return value

    def error(self, tool: str, **arguments: object) -> str:
        """What a tool says that fails."""
        result = self.call(tool, **arguments)
        assert result["isError"]
        assert "structuredContent" not in result
        text: str = result["content"][0]["text"]
        assert "Traceback" not in text
        return text

    def end(self) -> int:
        """Close the input; return the status, after reading what is left."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.seen += self.process.stdout.readlines()
        return self.process.wait(PATIENCE)

    def errors(self) -> str:
        """What was written to standard error, once the process has ended."""
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()
