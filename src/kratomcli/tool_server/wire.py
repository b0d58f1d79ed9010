"""The protocol's lines of JSON on two descriptors, as streams for the SDK.

The SDK's own transport drops a line that is no message without a word, and can't be left while it waits for
one. Here reading and writing have threads of their own, which end with the program; each line that is no
message is answered with an error, and after the end of the input what was asked is still answered.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Self

import anyio
from mcp.shared.message import SessionMessage
from mcp_types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    JSONRPCNotification,
    JSONRPCRequest,
    jsonrpc_message_adapter,
)

if TYPE_CHECKING:
    from types import TracebackType

    from mcp_types import JSONRPCMessage

LONGEST_LINE = 4_000_000
"""Bytes; a longer line is refused."""
LAST_ANSWERS = 1.5
"""Seconds that calls may still take after the end of the input; clients wait about two before they kill."""
_CHUNK = 1 << 16


class Wire:
    """Reads messages from one descriptor and writes them to another; create it within a running event loop.

    It is the SDK's stream for writing, and `incoming` that for reading.
    """

    def __init__(self, source: int, sink: int) -> None:
        self._source, self._sink = source, sink
        self._loop = asyncio.get_running_loop()
        self._feed, self.incoming = anyio.create_memory_object_stream[SessionMessage | Exception](
            float("inf")
        )
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._waiting: set[int | str] = set()
        self._is_ending = False
        self._writer = Thread(target=self._write_lines, daemon=True, name="answers")
        self._writer.start()
        Thread(target=self._read_lines, daemon=True, name="requests").start()

    # -- in --------------------------------------------------------------------------------------------

    def _read_lines(self) -> None:
        with suppress(OSError, RuntimeError):  # the loop may be closed already
            for line in lines(self._source):
                self._loop.call_soon_threadsafe(self._take, line)
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._end)

    def _take(self, line: bytes) -> None:
        if len(line) > LONGEST_LINE:
            self._refuse(INVALID_REQUEST, f"a line is longer than {LONGEST_LINE:,} bytes")
            return
        try:
            message = jsonrpc_message_adapter.validate_json(line, by_name=False)
        except ValueError:
            self._take_apart(line)
            return
        if isinstance(message, JSONRPCNotification) and b'"id"' in line:
            self._take_apart(line)
        else:
            self._receive(message)

    def _take_apart(self, line: bytes) -> None:
        """A batch, which protocol version 2025-03-26 allows, message by message; or say what is wrong."""
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            self._refuse(PARSE_ERROR, "a line is no JSON; each message is one line")
            return
        for one in value if isinstance(value, list) and value else [value]:
            try:
                message = jsonrpc_message_adapter.validate_python(one, by_name=False)
            except ValueError:
                self._refuse(INVALID_REQUEST, "a line is no JSON-RPC 2.0 message", _id_of(one))
                continue
            if isinstance(message, JSONRPCNotification) and "id" in one:  # the SDK ignores such an id
                self._refuse(INVALID_REQUEST, "an id must be text or a whole number")
            else:
                self._receive(message)

    def _receive(self, message: JSONRPCMessage) -> None:
        if isinstance(message, JSONRPCRequest):
            self._waiting.add(message.id)
        elif getattr(message, "method", "") == "notifications/cancelled":
            params = getattr(message, "params", None) or {}
            self._forget(params.get("requestId"))
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
            self._feed.send_nowait(SessionMessage(message))

    def _refuse(self, code: int, message: str, id: int | str | None = None) -> None:
        error = {"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}}
        self._lines.put(json.dumps(error).encode() + b"\n")

    def _end(self) -> None:
        self._is_ending = True
        if self._waiting:
            self._loop.call_later(LAST_ANSWERS, self._feed.close)
        else:
            self._feed.close()

    def _forget(self, id: object) -> None:
        if isinstance(id, int | str):
            self._waiting.discard(id)
        if self._is_ending and not self._waiting:
            self._feed.close()

    def close(self) -> None:
        """Take no more messages, and leave what is not answered yet."""
        self._feed.close()

    # -- out -------------------------------------------------------------------------------------------

    async def send(self, item: SessionMessage, /) -> None:
        """Write a message, after those before it."""
        self._lines.put(item.message.model_dump_json(by_alias=True, exclude_unset=True).encode() + b"\n")
        self._forget(getattr(item.message, "id", None))

    async def aclose(self) -> None:
        """Nothing: the program ends what it has begun, by `finish`."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def finish(self, seconds: float) -> None:
        """Wait until all answers are written, but at most so long."""
        self._lines.put(None)
        self._writer.join(seconds)

    def _write_lines(self) -> None:
        try:
            while (line := self._lines.get()) is not None:
                rest = memoryview(line)
                while rest:
                    rest = rest[os.write(self._sink, rest) :]
        except OSError:  # nobody reads any more
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._feed.close)


def lines(source: int) -> Iterator[bytes]:
    """The lines that are not empty, as they come; of one that is too long, a little more than is allowed."""
    pending = b""
    while chunk := os.read(source, _CHUNK):
        *whole, rest = chunk.split(b"\n")
        if whole:
            whole[0], pending = pending + whole[0], rest
            yield from (line for line in whole if line.strip())
        elif len(pending) <= LONGEST_LINE:
            pending += rest
    if pending.strip():
        yield pending


def _id_of(message: object) -> int | str | None:
    id = message.get("id") if isinstance(message, dict) else None
    return id if isinstance(id, int | str) and not isinstance(id, bool) else None
