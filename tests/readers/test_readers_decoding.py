"""Bytes → text."""

from __future__ import annotations

import pytest

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers import decode, read

WESTERN = "Le café était très cher à Noël. “Quoted” – text"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"plain", "plain", "utf-8"),
        ("naïve “text” 漢字 🌿".encode(), "naïve “text” 漢字 🌿", "utf-8"),
        (b"\xef\xbb\xbfmarked", "marked", "utf-8"),
        ("é".encode("utf-16"), "é", "utf-16"),
        (b"\xff\xfeh\0i\0", "hi", "utf-16"),
        (b"\xfe\xff\0h\0i", "hi", "utf-16"),
        (b"\xff\xfe\0\0h\0\0\0", "h", "utf-32"),
        (b"\0\0\xfe\xff\0\0\0h", "h", "utf-32"),
        (b"a\r\nb\rc\n\r\n", "a\nb\nc\n\n", "utf-8"),
        ("a\x85b\u2028c\x0bd".encode(), "a\x85b\u2028c\x0bd", "utf-8"),
        (b"", "", "utf-8"),
        (b"a NUL\0 in a text", "a NUL\0 in a text", "utf-8"),
        (WESTERN.encode("cp1252"), WESTERN, "windows-1252"),
        (b"caf\xe9", "café", "windows-1252"),
        ("It costs £5 or 5€".encode("cp1252"), "It costs £5 or 5€", "windows-1252"),
        ("Zażółć gęślą jaźń".encode("cp1250"), "Zażółć gęślą jaźń", "windows-1250"),
        (
            "Привет, мир. Это статья о растении.".encode("cp1251"),
            "Привет, мир. Это статья о растении.",
            "windows-1251",
        ),
        (
            "Привет, мир. Это статья о растении.".encode("koi8-r"),
            "Привет, мир. Это статья о растении.",
            "koi8_r",
        ),
        (
            "日本語のテキストです。これは記事です。".encode("shift-jis"),
            "日本語のテキストです。これは記事です。",
            "cp932",
        ),
        ("中文文章，关于植物。".encode("gb18030"), "中文文章，关于植物。", "gb18030"),
    ],
)
def test_the_encoding_is_found(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01",
        b"\xff\xd8\xff\xe0\0\x10JFIF\0",
        "no mark".encode("utf-16-le"),
        b"\0" * 100,
        b"\xff\xfeodd",
        b"\xff\xfe\0\0odd",
        bytes(range(0x80, 0x100)) * 4,
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleUnreadable, match="not a text file"):
        decode(data)


@pytest.mark.parametrize(
    ("data", "notes"),
    [
        (b"ASCII", ()),
        ("é".encode(), ()),
        (b"\xef\xbb\xbfmarked", ()),
        ("hé".encode("utf-16"), ("decoded as utf-16",)),
        (WESTERN.encode("cp1252"), ("decoded as windows-1252",)),
        ("übel und ärger\n".encode() + b"\xfc", ("damaged UTF-8: 1 byte replaced",)),
        (
            "über “all” \n".encode() + b"\xfc \xfc" + "ö\x1b".encode(),
            ("damaged UTF-8: 2 bytes replaced", "1 control character replaced"),
        ),
    ],
)
def test_an_article_notes_what_was_mended(data: bytes, notes: tuple[str, ...]) -> None:
    assert read(data, id="a", path="a.txt").notes == notes


def test_the_guess_looks_where_the_text_is_foreign() -> None:
    text = "Plain English.\n" * 10_000 + WESTERN + "\n" + "More English.\n" * 10_000
    assert decode(text.encode("cp1252")) == (text, "windows-1252")
