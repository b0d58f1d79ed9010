"""Web archives: pages out of WARC and WACZ, however they were compressed and sent."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from import_making import bring, fields
from note_making import items_of, to_zip

TEXT = "It is drunk hot, and has been for more than a thousand years, in many countries. " * 8


def page(title: str = "Tea", text: str = TEXT) -> str:
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"


def record(address: str, content: bytes, kind: str = "response", **more: str) -> bytes:
    headers = {
        "WARC-Type": kind,
        "WARC-Target-URI": address,
        "WARC-Date": "2021-03-05T10:00:00Z",
        "Content-Type": "application/http; msgtype=response",
        **{name.replace("_", "-"): value for name, value in more.items()},
        "Content-Length": str(len(content)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return b"WARC/1.0\r\n" + lines.encode() + b"\r\n" + content + b"\r\n\r\n"


def answer(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html") -> bytes:
    lines = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers))
    return lines.encode() + b"\r\n" + body


def records() -> list[bytes]:
    """Two pages, and what is none."""
    tea = answer(page().encode())
    return [
        record("", b"software: a\r\n", "warcinfo", Content_Type="application/warc-fields"),
        record("https://a.example/tea", b"GET / HTTP/1.1\r\n\r\n", "request"),
        record("https://a.example/tea", tea, WARC_Payload_Digest="sha1:A"),
        record("https://a.example/tea", tea, WARC_Payload_Digest="sha1:A"),
        record("https://a.example/tea", b"HTTP/1.1 200 OK\r\n\r\n", "revisit"),
        record("https://a.example/a.css", answer(b"a{}", kind="text/css")),
        record("https://a.example/none", answer(page("None").encode(), status="404 Not Found")),
        record("https://a.example/pot", answer(page("Pot").encode())),
    ]


def each_compressed() -> bytes:
    return b"".join(map(gzip.compress, records()))


FORMS: dict[str, Callable[[], bytes]] = {
    "a.warc": lambda: b"".join(records()),
    "a.warc.gz": each_compressed,
    "whole.warc.gz": lambda: gzip.compress(b"".join(records())),
}


@pytest.mark.parametrize("name", FORMS)
def test_pages_come_with_their_address_and_when_they_were_saved(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FORMS[name]())
    new = tmp_path / "new"
    report = bring(path, new)
    assert (report.number("written"), report.number("failed")) == (2, 0)
    assert fields(new, "title", "source", "saved") == [
        ("Pot", "https://a.example/pot", "2021-03-05T10:00:00Z"),
        ("Tea", "https://a.example/tea", "2021-03-05T10:00:00Z"),
    ]
    assert TEXT.strip() in (new / "Tea.md").read_text()
    again = bring(path, new)
    assert (again.results, again.known) == ((), 2)


def test_a_wacz_gives_the_pages_that_it_lists(tmp_path: Path) -> None:
    listed = [{"format": "json-pages-1.0", "id": "pages"}, {"url": "https://a.example/pot", "title": "Pot"}]
    parts = {
        "archive/data.warc.gz": each_compressed(),
        "pages/pages.jsonl": "\n".join(map(json.dumps, listed)),
        "datapackage.json": "{}",
    }
    assert [item.name for item in items_of(to_zip(tmp_path / "a.wacz", parts))] == ["Pot"]


def chunked(data: bytes) -> bytes:
    parts = [data[at : at + 100] for at in range(0, len(data), 100)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encode", "headers"),
    [
        (chunked, ["Transfer-Encoding: chunked"]),
        (lambda data: data, ["Transfer-Encoding: chunked"]),
        (gzip.compress, ["Content-Encoding: gzip"]),
        (gzip.compress, ["Content-Encoding: x-gzip"]),
        (lambda data: gzip.compress(data[:300]) + gzip.compress(data[300:]), ["Content-Encoding: gzip"]),
        (lambda data: data, ["Content-Encoding: gzip"]),
        (lambda data: chunked(gzip.compress(data)), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (zlib.compress, ["Content-Encoding: deflate"]),
        (deflated, ["Content-Encoding: deflate"]),
        (lambda data: data, ["Content-Encoding: br"]),
    ],
)
def test_answers_are_unpacked_unless_they_are_already(
    tmp_path: Path, encode: Callable[[bytes], bytes], headers: list[str]
) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record("https://a.example/", answer(encode(page().encode()), *headers)))
    (item,) = items_of(path)
    assert item.body.strip().endswith(TEXT.strip())


def test_the_encoding_that_the_server_names_counts(tmp_path: Path) -> None:
    content = answer(
        page("Чай", "Чай пьют горячим. " * 30).encode("koi8-r"), kind="text/html; charset=koi8-r"
    )
    path = tmp_path / "a.warc"
    path.write_bytes(record("https://a.example/", content))
    assert [item.values["title"] for item in items_of(path)] == ["Чай"]


@pytest.mark.parametrize("whole", [True, False])
def test_a_broken_archive_gives_the_pages_before_the_break(tmp_path: Path, whole: bool) -> None:
    data = gzip.compress(b"".join(records())) if whole else each_compressed()
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data[: len(data) - 60])
    failed: list[tuple[str, str]] = []
    items = items_of(path, lambda *said: failed.append(said))
    assert [item.name for item in items] in (["Tea"], [])
    assert [name for name, _ in failed] == ["a.warc.gz"]


def test_a_page_that_unpacks_to_too_much_fails_alone(tmp_path: Path) -> None:
    bomb = answer(gzip.compress(bytes(30_000_000)), "Content-Encoding: gzip")
    path = tmp_path / "a.warc"
    path.write_bytes(
        record("https://a.example/bomb", bomb) + record("https://a.example/", answer(page().encode()))
    )
    failed: list[tuple[str, str]] = []
    items = items_of(path, lambda *said: failed.append(said))
    assert [item.name for item in items] == ["Tea"]
    assert failed == [("https://a.example/bomb", "its content is larger than 20,000,000 bytes")]
