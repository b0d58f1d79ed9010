"""Web archives: WARC files, compressed or not, and WACZ, a zip of them. Their pages are articles.

Read here: warcio 1.8.1 gives of a file that was compressed as a whole the first record, and then raises.
FastWARC 2.0.1 reads it; but a record is a few lines and a length, and gzip knows one member from many.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from http.client import HTTPException, HTTPMessage, parse_headers
from io import BufferedReader, BytesIO
from typing import IO, TYPE_CHECKING, cast

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.items import Item
from kratomcli.importers.writing.placing import Places
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from io import RawIOBase

    from kratomcli.importers.sources.source import Failed, ImportSource

_SUFFIXES = (".warc", ".warc.gz")
_MOST = 20_000_000
"""Bytes of a page, as it was sent and unpacked."""
_LONGEST_HEADER = 1 << 16
_CHARSET = lazy_regex(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_PAGES = ("text/html", "application/xhtml+xml")


class _WarcRecord(NamedTuple):
    """A record: its headers by their names in lower case, and its content, "" if it is not wanted."""

    headers: dict[str, str]
    content: bytes

    @property
    def address(self) -> str:
        return self.headers.get("warc-target-uri", "").strip("<>")


def recognises(source: ImportSource) -> bool:
    """Whether there is a WARC file, by its first bytes."""
    return any(_is_warc(source, name) for name in source.ending(*_SUFFIXES)[:3])


def _is_warc(source: ImportSource, name: str) -> bool:
    start = source.start(name, 4096)
    if start.startswith(b"\x1f\x8b"):
        try:
            start = zlib.decompressobj(31).decompress(start, 16)
        except zlib.error:
            return False
    return start.startswith(b"WARC/")


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The pages that were answered with 200; where a WACZ lists its pages, those."""
    pages = _PageRecords(_listed(source))
    for name in source.ending(*_SUFFIXES):
        try:
            with source.stream(name) as stream:
                for record in _records(stream):
                    try:
                        if (item := pages.item(record)) is not None:
                            yield item
                    except ArticleUnreadable as error:
                        failed(record.address, error.message)
        except (ArticleUnreadable, OSError, EOFError, zlib.error) as error:
            failed(name, f"it is broken from here on: {error}")


class _PageRecords:
    """The pages of an archive so far; `listed` are the addresses that are wanted, all if there are none."""

    def __init__(self, listed: set[str]) -> None:
        self._listed = listed
        self._seen: set[str] = set()
        self._places = Places()

    def item(self, record: _WarcRecord) -> Item | None:
        """The item of a record, None if it is no page, or the same that was there before.

        Raises:
            ArticleUnreadable: the page can't be read.
        """
        if not record.content or (self._listed and record.address not in self._listed):
            return None
        if digest := record.headers.get("warc-payload-digest", ""):
            known = f"{record.address} {digest}"
            if known in self._seen:
                return None
            self._seen.add(known)
        return _item(record, self._places)


def _listed(source: ImportSource) -> set[str]:
    """The addresses of the pages that a WACZ names."""
    found = set()
    for name in source.ending("pages.jsonl"):
        if name.rpartition("/")[2] != "pages.jsonl":
            continue
        for line in source.read(name).decode(errors="replace").splitlines():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict) and isinstance(value.get("url"), str):
                found.add(value["url"])
    return found


def _records(stream: IO[bytes]) -> Iterator[_WarcRecord]:
    """The records of a file; of those that are no pages only the headers.

    Raises:
        ArticleUnreadable, OSError, EOFError, zlib.error: it is broken, or ends too early.
    """
    file = _unpacked(stream)
    while True:
        line = file.readline(_LONGEST_HEADER)
        while line in (b"\r\n", b"\n"):
            line = file.readline(_LONGEST_HEADER)
        if not line:
            return
        if not line.startswith(b"WARC/"):
            raise ArticleUnreadable("no record begins where one should")
        headers = _headers(file)
        length = headers.get("content-length", "")
        if not length.isdecimal():
            raise ArticleUnreadable("a record does not say its length")
        yield _WarcRecord(headers, _content(file, int(length), is_wanted=_may_be_page(headers)))


def _unpacked(stream: IO[bytes]) -> IO[bytes]:
    file = stream if isinstance(stream, BufferedReader) else BufferedReader(cast("RawIOBase", stream))
    if file.peek(2)[:2] == b"\x1f\x8b":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=file))
    return file


def _headers(file: IO[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for _ in range(200):
        line = file.readline(_LONGEST_HEADER)
        if line in (b"\r\n", b"\n", b""):
            return found
        text = line.decode(errors="replace").rstrip("\r\n")
        if text[:1] in " \t" and name:
            found[name] += " " + text.strip()
        else:
            name, _, value = text.partition(":")
            name = name.strip().lower()
            found[name] = value.strip()
    raise ArticleUnreadable("a record has too many headers")


def _may_be_page(headers: dict[str, str]) -> bool:
    kind = headers.get("content-type", "").replace(" ", "").lower()
    return headers.get("warc-type") == "response" and kind.startswith("application/http")


def _content(file: IO[bytes], length: int, *, is_wanted: bool) -> bytes:
    kept = b""
    if is_wanted and length <= _MOST:
        kept = file.read(length)
        if len(kept) < length:
            raise EOFError("it ends within a record")
        return kept
    while length > 0:
        skipped = file.read(min(length, 1 << 16))
        if not skipped:
            raise EOFError("it ends within a record")
        length -= len(skipped)
    return kept


def _item(record: _WarcRecord, places: Places) -> Item | None:
    """The article of a page; None for what is none.

    Raises:
        ArticleUnreadable: the page can't be read.
    """
    from kratomcli.readers.html.encoding import decoded
    from kratomcli.readers.html.pages import read_page

    stream = BytesIO(record.content)
    status = stream.readline(_LONGEST_HEADER).split(None, 2)
    if len(status) < 2 or not status[0].startswith(b"HTTP/") or status[1] != b"200":
        return None
    try:
        headers = parse_headers(stream)
    except HTTPException as error:
        raise ArticleUnreadable("the server's headers can't be read") from error
    if headers.get_content_type() not in _PAGES:
        return None
    address = record.address
    told = _CHARSET.search(headers.get("content-type", ""))
    page = decoded(_body(stream.read(), headers), told[1] if told else "")
    converted = read_page(page.text, address=address, notes=page.notes)
    date = record.headers.get("warc-date", "")
    values = {**converted.values, "source": address, "saved": date}
    title = str(converted.values.get("title") or "") or address.partition("://")[2]
    key = f"{address} {date}"
    return Item(key=key, body=converted.body, values=values, name=places.add(key, title).name)


def _body(data: bytes, headers: HTTPMessage) -> bytes:
    """The content of an answer without its transfer and content encodings, if it still has them."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        data = _unchunked(data)
    coding = headers.get("content-encoding", "").strip().lower()
    if coding in ("gzip", "x-gzip") and data.startswith(b"\x1f\x8b"):
        return _inflated(data, 31)
    if coding == "deflate":
        return _inflated(data, 15 if data[:1] == b"\x78" else -15)
    if coding in ("br", "zstd") and b"<" not in data[:200]:
        raise ArticleUnreadable(f"its content is compressed as {coding!r}, which is not read")
    return data


def _inflated(data: bytes, bits: int) -> bytes:
    """The content of compressed data, which gzip may have cut in several members."""
    unpacked = b""
    while data:
        unpacker = zlib.decompressobj(bits)
        try:
            unpacked += unpacker.decompress(data, _MOST + 1 - len(unpacked))
        except zlib.error as error:
            if unpacked:  # what follows is no member
                break
            raise ArticleUnreadable(f"its content is broken: {error}") from error
        if len(unpacked) > _MOST:
            raise ArticleUnreadable(f"its content is larger than {_MOST:,} bytes")
        data = unpacker.unused_data
    return unpacked


def _unchunked(data: bytes) -> bytes:
    """The chunks put together; data that has none, as some programs store it, stays."""
    parts: list[bytes] = []
    at = 0
    while (end := data.find(b"\r\n", at, at + 100)) >= 0:
        try:
            size = int(data[at:end].partition(b";")[0], 16)
        except ValueError:
            return data
        if size == 0:
            return b"".join(parts)
        parts.append(data[end + 2 : end + 2 + size])
        at = end + 4 + size
    return b"".join(parts) if parts else data
