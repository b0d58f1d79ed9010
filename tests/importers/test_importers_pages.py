"""Saved pages, and pages and feeds at an address, from a real server on this machine."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from import_making import BOOKMARKS, bring, fields, files

from kratomcli.importers.sources import web

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Pots of clay</title>
<meta name="author" content="Ann Bee"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Pots of clay</h1><p>They are made of <a href="clay.html">clay</a>, which is dug by the river in spring.</p>
<p>Some say that tea tastes better from them, and they may be right; nobody has measured it with any care.</p></article>
<footer>© 2024</footer></body></html>"""


def test_a_saved_page_is_an_article(tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "page.html").write_text(PAGE, encoding="utf-8")
    report = bring(tmp_path / "saved" / "page.html", tmp_path / "new")
    assert [(one.importer, one.path) for one in report.results] == [("page", "Pots of clay.md")]
    assert fields(tmp_path / "new", "title", "authors") == [("Pots of clay", ("Ann Bee",))]
    text = files(tmp_path / "new")["Pots of clay.md"]
    assert "dug by the river" in text
    assert "Home" not in text


def test_a_folder_of_pages_keeps_its_folders_and_leaves_out_what_browsers_save_with_them(
    tmp_path: Path,
) -> None:
    for name in ("a.html", "more/b.htm", "a_files/frame.html"):
        (tmp_path / "saved" / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / "saved" / name).write_text(PAGE.replace("clay", name[-6:-5]), encoding="utf-8")
    (tmp_path / "saved" / "bookmarks.html").write_text(BOOKMARKS)
    report = bring(tmp_path / "saved", tmp_path / "new")
    assert sorted((one.importer, one.path) for one in report.results if one.importer == "page") == [
        ("page", "Pots of a.md"),
        ("page", "more/Pots of.md"),
    ]
    assert sum(one.importer == "bookmarks" for one in report.results) == 3
    assert bring(tmp_path / "saved", tmp_path / "new").results == ()


Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def server() -> Iterator[Callable[[dict[str, Answer]], str]]:
    """A function that starts a server of these answers (path → status, headers, content); returns its address."""
    started: list[ThreadingHTTPServer] = []

    def start(answers: dict[str, Answer]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, content = answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *args: object) -> None:
                """Who asked may leave before the end."""

        started.append(Server(("127.0.0.1", 0), Handler))
        threading.Thread(target=started[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{started[-1].server_address[1]}"

    yield start
    for one in started:
        one.shutdown()
        one.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("no_proxy", "*")


def get(address: str, into: Path) -> list[tuple[str, str, str]]:
    from kratomcli import import_into

    return [
        (one.status, one.importer, one.path or one.reason)
        for one in import_into([address], str(into)).results
    ]


HTML = {"Content-Type": "text/html; charset=utf-8"}


def test_a_page_at_an_address(server: Callable[[dict[str, Answer]], str], tmp_path: Path) -> None:
    place = server(
        {
            "/old": (301, {"Location": "/tea/pots"}, b""),
            "/tea/pots": (200, HTML, PAGE.encode()),
        }
    )
    assert get(f"{place}/old", tmp_path / "new") == [("written", "page", "Pots of clay.md")]
    assert fields(tmp_path / "new", "source") == [(f"{place}/tea/pots",)]
    assert f"[clay]({place}/tea/clay.html)" in files(tmp_path / "new")["Pots of clay.md"]
    ((saved,),) = fields(tmp_path / "new", "saved")
    assert datetime.fromisoformat(str(saved)).tzinfo is not None
    assert get(f"{place}/old", tmp_path / "new") == []


def test_a_feed_at_an_address_packed_or_not(
    server: Callable[[dict[str, Answer]], str], tmp_path: Path
) -> None:
    feed = b'<rss version="2.0"><channel><item><title>A</title><link>/a</link></item></channel></rss>'
    packed = {"Content-Type": "application/rss+xml", "Content-Encoding": "gzip"}
    place = server({"/feed": (200, packed, gzip.compress(feed))})
    assert get(f"{place}/feed", tmp_path / "new") == [("written", "feed", "A.md")]


def test_an_encoding_that_only_the_server_names(
    server: Callable[[dict[str, Answer]], str], tmp_path: Path
) -> None:
    page = (
        PAGE.replace('<meta charset="utf-8">', "").replace("river", "rivière").encode("iso-8859-2", "replace")
    )
    page = page.replace(b"rivi?re", "rivi\u010dre".encode("iso-8859-2"))
    place = server({"/": (200, {"Content-Type": "text/html; charset=iso-8859-2"}, page)})
    get(f"{place}/", tmp_path / "new")
    assert "rivičre" in files(tmp_path / "new")["Pots of clay.md"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, {}, b""), "answers 404"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "file:///etc/passwd"),
        ((302, {"Location": "ftp://a.example/"}, b""), "ftp://a.example/"),
        ((302, {"Location": "/"}, b""), "redirect"),
        ((200, HTML, b"x" * 3000), "larger than 2,000 bytes"),
        (
            (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(bytes(100_000))),
            "larger than 2,000 bytes",
        ),
        ((200, {**HTML, "Content-Encoding": "gzip"}, b"tea"), "can't be fetched"),
        ((200, {**HTML, "Content-Length": "100"}, b"<p>"), "can't be fetched"),
    ],
)
def test_what_is_not_to_be_had_is_a_failure_with_its_reason(
    server: Callable[[dict[str, Answer]], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer,
    reason: str,
) -> None:
    monkeypatch.setattr(web, "MOST_BYTES", 2000)
    ((status, _, why),) = get(f"{server({'/': answer})}/", tmp_path / "new")
    assert status == "failed"
    assert reason in why
    assert not (tmp_path / "new").exists()


def test_no_server_is_said_so(server: Callable[[dict[str, Answer]], str], tmp_path: Path) -> None:
    ((status, _, why),) = get("http://127.0.0.1:1/page", tmp_path / "new")
    assert status == "failed"
    assert "Connection refused" in why
    assert "Save the page, and import the file." in why


def test_a_redirect_from_outside_leads_to_nothing_within(
    server: Callable[[dict[str, Answer]], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = server({"/": (302, {"Location": "/secret"}, b""), "/secret": (200, HTML, PAGE.encode())})
    monkeypatch.setattr(web, "_is_private", lambda address: address.endswith("/secret"))
    ((status, _, why),) = get(f"{place}/", tmp_path / "new")
    assert (status, "private network" in why) == ("failed", True)


@pytest.mark.parametrize(
    ("address", "is_private"),
    [
        *(("http://127.0.0.1/", True), ("http://10.0.0.1:80/", True), ("http://[::1]/", True)),
        *(
            ("http://169.254.169.254/latest", True),
            ("http://[::ffff:127.0.0.1]/", True),
            ("http://1.1.1.1/", False),
        ),
    ],
)
def test_what_is_private(address: str, is_private: bool) -> None:
    assert web._is_private(address) == is_private


def test_a_server_that_never_ends_is_left(
    server: Callable[[dict[str, Answer]], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "MOST_SECONDS", 1e-6)
    ((status, _, why),) = get(f"{server({'/': (200, HTML, b'x' * 10)})}/", tmp_path / "new")
    assert (status, bool(why)) == ("failed", True)
