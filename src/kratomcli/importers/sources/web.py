"""A page or feed at an address, which is fetched once, in bounds of size and time."""

from __future__ import annotations

import gzip
import io
import socket
import time
import zlib
from contextlib import suppress
from http.client import HTTPException
from typing import IO, TYPE_CHECKING, BinaryIO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.sources.source import ImportSource, SourcePlace

if TYPE_CHECKING:
    from http.client import HTTPMessage

MOST_BYTES = 50_000_000
MOST_SECONDS = 60.0
"""For all of an answer; a server that says nothing is left after a third of it."""
_MOST_REDIRECTS = 5
_CHUNK = 1 << 16


def is_address(source: str) -> bool:
    """Whether a source is an address, not a path."""
    return source.lower().startswith(("http://", "https://"))


def fetched(address: str) -> ImportSource:
    """What is at an address as a source with one part; `address` is where redirects led.

    Raises:
        ArticleUnreadable: there is no network, no such page, or it is too large or too slow.
    """
    until = time.monotonic() + MOST_SECONDS
    try:
        with _opener().open(_request(address), timeout=MOST_SECONDS / 3) as answer:
            data = _body(answer, until)
            if len(data) < int(answer.headers.get("Content-Length") or 0):
                raise ValueError("it ends too early")
            data = _text(data, answer.headers)
            place = answer.url
    except HTTPError as error:
        raise ArticleUnreadable(f"{address} answers {error.code} {error.reason}") from error
    except (URLError, HTTPException, OSError, ValueError) as error:
        why = getattr(error, "reason", None) or error
        raise ArticleUnreadable(
            f"{address} can't be fetched: {why}", hint="Save the page, and import the file."
        ) from error
    name = urlsplit(place).path.rstrip("/").rpartition("/")[2] or urlsplit(place).hostname or "page"
    return ImportSource(place, {name: lambda: io.BytesIO(data)}, place=SourcePlace(name, "", place))


def _request(address: str) -> Request:
    from kratomcli import __version__

    accepted = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"
    headers = {"User-Agent": f"kratomcli/{__version__}", "Accept": accepted, "Accept-Encoding": "gzip"}
    return Request(address, headers=headers)  # noqa: S310 - `is_address` has looked at the scheme


def _opener() -> OpenerDirector:
    """What opens http: and https: alone; urllib's own knows files and FTP, too."""
    opener = OpenerDirector()
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor):
        opener.add_handler(handler())
    opener.add_handler(_Redirects())
    return opener


class _Redirects(HTTPRedirectHandler):
    """Follows redirects to http: and https: only, and from the internet not into the user's own network."""

    max_redirections = _MOST_REDIRECTS

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if not is_address(newurl):
            raise URLError(f"it leads to {newurl}, which is no web address")
        if _is_private(newurl) and not _is_private(req.full_url):
            raise URLError(f"it leads into a private network: {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _is_private(address: str) -> bool:
    """Whether a host is on this machine or in a network that is not the internet."""
    from ipaddress import ip_address

    host = urlsplit(address).hostname or ""
    places = {str(found[4][0]).partition("%")[0] for found in socket.getaddrinfo(host, None)}
    return any(not ip_address(place).is_global for place in places)


def _body(answer: BinaryIO, until: float) -> bytes:
    data = bytearray()
    while chunk := answer.read(_CHUNK):
        data += chunk
        if len(data) > MOST_BYTES:
            raise ValueError(f"it is larger than {MOST_BYTES:,} bytes")
        if time.monotonic() > until:
            raise ValueError(f"it takes longer than {MOST_SECONDS:.0f} seconds")
    return bytes(data)


def _text(data: bytes, headers: HTTPMessage) -> bytes:
    """An answer unpacked and, where its encoding is named beside it, in UTF-8 with a mark that says so."""
    if headers.get("Content-Encoding", "").lower() in ("gzip", "x-gzip"):
        try:
            data = _body(gzip.GzipFile(fileobj=io.BytesIO(data)), time.monotonic() + MOST_SECONDS)  # type: ignore[arg-type]
        except (EOFError, zlib.error) as error:
            raise ValueError(f"it is badly packed: {error}") from error
    charset = headers.get_content_charset()
    if charset is None or "html" not in headers.get_content_type():
        return data
    try:
        data.decode()
    except UnicodeDecodeError:
        with suppress(LookupError):
            return b"\xef\xbb\xbf" + data.decode(charset, "replace").encode()
    return data
