"""A door before a server: it hands connections on to it, within TLS or not, and can be shut."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator


class Forwarder:
    """Hands connections to `port` of this machine on to another port of it.

    It counts them, and with `context` they come by TLS.
    """

    def __init__(self, target: int, context: ssl.SSLContext | None = None) -> None:
        self.connections = 0
        self.is_mute = False
        """Whether what servers say is kept back from now on."""
        self._target = target
        self._context = context
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break all connections; new ones are still taken."""
        while self._open:
            _shut(self._open.pop())

    def close(self) -> None:
        """Break all connections and take no more."""
        _shut(self._door)
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client = self._door.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        self.connections += 1
        with contextlib.suppress(OSError):
            if self._context:
                client = self._context.wrap_socket(client, server_side=True)
            server = socket.create_connection(("127.0.0.1", self._target))
            self._open += [client, server]
            threading.Thread(target=self._copy, args=(server, client, True), daemon=True).start()
            self._copy(client, server, False)

    def _copy(self, source: socket.socket, target: socket.socket, back: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                if not (back and self.is_mute):
                    target.sendall(data)
        _shut(source)
        _shut(target)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextlib.contextmanager
def forwarder(target: int, context: ssl.SSLContext | None = None) -> Iterator[Forwarder]:
    """A door to a port of this machine, as long as the block runs."""
    door = Forwarder(target, context)
    try:
        yield door
    finally:
        door.close()
