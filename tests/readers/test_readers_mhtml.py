"""Web archives: a page as an e-mail, as browsers write it."""

from __future__ import annotations

import base64
import contextlib
import quopri
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.formats.mhtml import read

WORDS = "Wasser, das eben gekocht hat, ist für grüne Blätter zu heiß; über achtzig Grad werden sie bitter."
PAGE = f"<!DOCTYPE html><html><head><title>Grüner Tee</title></head><body><nav>Start</nav><article><h1>Grüner Tee</h1><p>{WORDS}</p><img alt=Tasse src=cid:cup@x></article></body></html>"


def chrome() -> bytes:
    page = quopri.encodestring(PAGE.encode()).decode("ascii")
    return dedent(
        """\
        From: <Saved by Blink>
        Snapshot-Content-Location: https://leaves.example/a
        Subject: =?utf-8?Q?Gr=C3=BCner_Tee?=
        Date: Fri, 5 Mar 2021 08:00:00 -0000
        MIME-Version: 1.0
        Content-Type: multipart/related;
        \ttype="text/html";
        \tboundary="----MultipartBoundary--x----"

        ------MultipartBoundary--x----
        Content-Type: text/html
        Content-ID: <frame-1@mhtml.blink>
        Content-Transfer-Encoding: quoted-printable
        Content-Location: https://leaves.example/a

        PAGE
        ------MultipartBoundary--x----
        Content-Type: text/css
        Content-Transfer-Encoding: quoted-printable
        Content-Location: cid:css-1@mhtml.blink

        p { color: green }
        ------MultipartBoundary--x------
        """
    ).replace("PAGE", page).replace("\n", "\r\n").encode()  # fmt: skip


def explorer() -> bytes:
    page = base64.encodebytes(PAGE.encode("cp1252")).decode("ascii")
    return (
        'From: "Saved by Windows Internet Explorer 8"\nSubject: Tee\nMIME-Version: 1.0\n'
        'Content-Type: multipart/related; type="text/html"; boundary="--=_b"\n\nThis is a multi-part message.\n\n'
        f'----=_b\nContent-Type: text/html; charset="Windows-1252"\nContent-Transfer-Encoding: base64\nContent-Location: https://leaves.example/a\n\n{page}\n'
        "----=_b\nContent-Type: image/gif\nContent-Transfer-Encoding: base64\nContent-Location: https://leaves.example/x.gif\n\nR0lGODlh\n----=_b--\n"
    ).encode()


def firefox() -> bytes:
    """What UnMHT writes: the page is within another part, and is named as the root."""
    return (
        "From: <Saved by UnMHT>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; start="<root@x>"; boundary="b"\n\n'
        "--b\nContent-Type: text/html; charset=utf-8\nContent-ID: <frame@x>\nContent-Location: https://ads.example/f\n\n<p>An advertisement in a frame.</p>\n"
        '--b\nContent-Type: multipart/alternative; boundary="c"\n\n'
        f"--c\nContent-Type: text/html; charset=utf-8\nContent-ID: <root@x>\nContent-Transfer-Encoding: 8bit\nContent-Location: https://leaves.example/a\n\n{PAGE}\n--c--\n--b--\n"
    ).encode()


def alone() -> bytes:
    return (
        "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
        f"Content-Location: https://leaves.example/a\n\n{PAGE}"
    ).encode()


@pytest.mark.parametrize("written", [chrome, explorer, firefox, alone])
def test_the_page_is_read_with_where_it_was(written: object) -> None:
    assert callable(written)
    found = read(written(), "a.mhtml")
    assert found.values["title"] == "Grüner Tee"
    assert found.values["source"] == "https://leaves.example/a"
    assert found.body.startswith(WORDS)
    assert "Start" not in found.body


def test_the_day_when_a_page_was_saved_is_kept() -> None:
    assert read(chrome(), "a.mhtml").values["saved"] == "2021-03-05T08:00:00+00:00"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no page"),
        (b"just a text", "no page"),
        (b"MIME-Version: 1.0\nContent-Type: image/png\n\nx", "no page"),
        (b"MIME-Version: 1.0\nContent-Type: text/html\n\n", "empty"),
        (b"MIME-Version: 1.0\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n" + b"AAAA" * 9, "no text"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>\n--b--", "no text"),
    ],
)  # fmt: skip
def test_what_holds_no_page_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleUnreadable, match=reason) as caught:
        read(data, "a.mhtml")
    assert caught.value.hint == ""


@given(st.integers(0, 2000), st.binary(max_size=20))
def test_a_spoiled_archive_raises_nothing_else(at: int, junk: bytes) -> None:
    data = chrome()
    with contextlib.suppress(ArticleUnreadable):
        read(data[:at] + junk + data[at + len(junk) :], "a.mhtml")
