"""What `fuzz.py` feeds: articles and queries, and the ways to spoil them.

Everything here is a function of the random generator it is given, so a seed names a run.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

LARGEST = 60_000
"""Bytes of an article at most: what takes long then is not large but slow."""
SENTINEL = "sentinel.md"
SENTINEL_WORD = "unmistakableheron"
SUFFIXES = (".md", ".txt", ".markdown")

CONTROLS = [
    chr(n) for n in (0, 1, 7, 8, 9, 10, 11, 12, 13, 27, 28, 29, 30, 31, 127, 128, 133, 144, 155, 157, 159)
]
DIRECTIONS = [
    chr(n) for n in (0x202A, 0x202D, 0x202E, 0x202C, 0x2066, 0x2067, 0x2069, 0x200E, 0x200F, 0x061C)
]
ODD = [
    chr(n) for n in (0xAD, 0x200B, 0x200D, 0x2060, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF, 0x2028, 0x2029, 0x85, 0xA0)
]
ODD += [
    *("\u0301", "\ud7ff", "\ue000", "\ue001", "\U000e0041", "\U0001f469\u200d\U0001f680", "ﷺ", "İ", "ß", "ﬁ")
]
ESCAPES = [
    "\x1b[2J",
    "\x1b[31m",
    "\x1b]0;t\x07",
    "\x1b]8;;https://x.example\x1b\\",
    "\x9b31m",
    "\x90q\x9c",
    "\x1bc",
]
ENTITIES = [
    "&#27;[31m",
    "&#x1b;]0;t&#7;",
    "&#155;",
    "&#8238;",
    "&#x2066;",
    "&#0;",
    "&#13;",
    "&#10;",
    "&#x110000;",
]
ENTITIES += [
    "&amp;#27;",
    "&lt;script&gt;",
    "&NewLine;",
    "&nbsp;",
    "&zwj;",
    "&#xd800;",
    "&#",
    "&#x",
    "&;",
    "&#128;",
]
WORDS = [
    "tea",
    "Kratom",
    "naïve",
    "İstanbul",
    "日本語",
    "お茶",
    "ไทย",
    "العربية",
    "עברית",
    "don't",
    "C++",
    "e.g.",
]
WORDS += [
    "x" * 300,
    "٣٤",
    "1,000",
    "a_b",
    "well-known",
    "exam\u00adple",
    "ſ",
    "ǅ",
    "Ω",
    "🫖",
    "https://x.example/y",
]

MARKDOWN = [
    "# ",
    "## ",
    "###### ",
    "===",
    "---",
    "***",
    "- ",
    "* ",
    "1. ",
    "99) ",
    "> ",
    "    ",
    "\t",
    "```",
    "~~~~",
    "`",
]
MARKDOWN += [
    "**",
    "__",
    "*",
    "_",
    "~~",
    "==",
    "![",
    "[",
    "](",
    "]",
    ")",
    "](#a)",
    "[^1]",
    "[^1]: note",
    "[a]: /b 'c'",
]
MARKDOWN += [
    "| a | b |\n|---|:-:|\n| 1 | `x\\|y` |",
    "|",
    "- [x] ",
    "- [ ] ",
    "\\",
    "  \n",
    "<!--",
    "-->",
    "$",
    "$$",
    "\\(",
]
MARKDOWN += [
    "{#id}",
    "{.c #i k=v}",
    "{{< x >}}",
    "{% raw %}",
    "!!! note",
    "::: tip",
    ":smile:",
    "*[HTML]: H",
    "Term\n: def",
]
MARKDOWN += [
    "<https://x.example>",
    "https://x.example/a_(b)",
    "www.x.example",
    "a@b.example",
    "[TOC]",
    "[[wiki|x]]",
    "![[x]]",
]
MARKDOWN += [
    '[a](<b c> "d")',
    "[a](b (c))",
    "[a][]",
    "[a][b]",
    "\n\n",
    "%% c %%",
    "{>>c<<}",
    "^[inline]",
    "H~2~O",
    "x^2^",
]
HTML = [
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<p",
    "<br/>",
    "<script>alert(1)</script>",
    "<script",
    "<style>p{}</style>",
    "<a",
]
HTML += [
    "<img src=x onerror=a()>",
    "<img alt='a hidden' src=\"d.png\">",
    "<a href='javascript:a()'>",
    "<svg onload=a()>",
]
HTML += [
    "<iframe src=//x.example>",
    "<details><summary>S</summary>",
    "</details>",
    "<table><tr><td>",
    "<pre>",
    "</pre>",
]
HTML += [
    "<![CDATA[",
    "]]>",
    "<?php",
    "?>",
    "<!DOCTYPE html>",
    "<math><mi>x</mi></math>",
    "<textarea>",
    "<title>",
    "<noscript>",
]
HTML += [
    "<span hidden>",
    "<p style='display:none'>",
    "<base href=//x.example>",
    "<form action=x>",
    "<input autofocus>",
    "<time>",
]
HTML += [
    "<a id='x'></a>",
    '<a name="x y">',
    "<h2 id=a>",
    "<sup>",
    "<ruby>a<rt>b</rt></ruby>",
    "<template>",
    "<x-y>",
    "<",
]
YAML = [
    "---",
    "...",
    "+++",
    ";;;",
    "title:",
    "date:",
    "tags:",
    "authors:",
    "lang:",
    "draft:",
    "summary:",
    "id:",
    "url:",
]
YAML += [
    "updated:",
    "published: false",
    "categories: [a, [b, {c: d}]]",
    "aliases:",
    "- a",
    "{a: b}",
    "[1, 2",
    '"a',
    "'b",
    "|",
]
YAML += [
    ">-",
    "&a",
    "*a",
    "<<: *a",
    "!!python/object:x",
    "!!binary aGk=",
    "!x",
    "? a",
    ": b",
    "~",
    "null",
    "yes",
    "0x1F",
    "1e999",
]
YAML += [
    ".inf",
    ".nan",
    "-0",
    "1:30",
    "0o17",
    "1_000",
    "9" * 60,
    "# comment",
    "a: b: c",
    "\ttitle: x",
    "=",
    "@x",
    "`x`",
    "%x",
]
YAML += [
    '{"title": "x"}',
    '{"a": [1, null, {}]}',
    '{"a": 1,}',
    'title = "x"',
    "date = 2021-03-05",
    "[a.b]",
    "x = {y = 1}",
]
YAML += [
    "{{date}}",
    "{{ page.title }}",
    "${x}",
    "<% x %>",
    "title: !!null",
    "? {a: b}",
    "title: |2-",
    "'': x",
    "~: x",
]
DATES = [
    "2021-03-05",
    "2018-11-20 16:33 +0100",
    "2024-01-01T10:00Z",
    "T10",
    "2021-02-30",
    "0000-00-00",
    "0001-01-01T00:00:00Z",
]
DATES += [
    "9999-12-31T23:59:60Z",
    "-0001-11-30",
    "2021-W05-1",
    "2021-064",
    "210305",
    "2021",
    "1e9",
    "1609459200",
    "2021-3-5",
]
DATES += [
    "Fri Mar 05 2021 10:15:00 GMT-0500 (EST)",
    "Mon, 30 Nov -0001 00:00:00 +0000",
    "5 March 2021",
    "05/03/2021",
    "5.3.2021",
]
DATES += [
    "2021-03-05T10:15:30.123456789+05:30",
    "2021-03-05 10:15 EST",
    "2021-03-05T24:00",
    "２０２１-03-05",
    "2021年3月5日",
]
DATES += [
    "yesterday",
    "now",
    "10:15",
    "March",
    "2021-13-01",
    "99999-01-01",
    "2021-03-05T10:15+99:99",
    "2021-03",
    "true",
    "[2021]",
]
QUERIES = [
    "AND",
    "OR",
    "NOT",
    "-",
    "(",
    ")",
    '"',
    "'",
    "*",
    "?",
    "~",
    "~2",
    "^",
    ":",
    "title:",
    "tags:",
    "date:",
    "date:2021..",
    "@x",
]
QUERIES += [
    "..",
    "is:draft",
    "has:date",
    "section:",
    "NEAR",
    "/x/",
    "[a TO b]",
    "{",
    "}",
    "\\",
    "+",
    "!",
    "&&",
    "||",
    "id:",
    "words:>100",
]
QUERIES += [
    '"a b"',
    '"a * b"',
    "a*",
    "*a",
    "title:(a OR b)",
    "-(a b)",
    "date:2020-02..2021",
    "date:..",
    "author:x",
    "nosuch:1",
    "::",
]
LINKS = [
    "[a](b.md)",
    "[a](../b.md#c)",
    "[a](/b)",
    "[a](#x)",
    "[a](.)",
    "[a](..)",
    "[a](../../../etc/passwd)",
    "[a](b%00.md)",
]
LINKS += [
    "[a](file:///etc/passwd)",
    "![p](p.png)",
    "![p](//x.example/p.png)",
    "[a](?q)",
    "[a](mailto:a@b.example)",
    "[a](%zz)",
]
LINKS += [
    "[a](http://[::1)",
    "[a](https://x.example:99999/)",
    "[a](b.md?x=1#y)",
    "[a](\\x)",
    "[a]()",
    "[a](sentinel.md#nosuch)",
]
NAMES = [
    "a.md",
    "b.txt",
    "sub/c.md",
    "sub/deep/d.markdown",
    "-dash.md",
    "a b.md",
    "é.md",
    "日本.md",
    "index.md",
    "_index.md",
]
NAMES += [
    "x\ny.md",
    "x\ty.md",
    "\x1b[31m.md",
    "\u202ex.md",
    "a#b.md",
    "a?b.md",
    "%41.md",
    "2021-03-05-post.md",
    "$(x).md",
    "A.md",
]
NAMES += [
    "con.md",
    "x" * 200 + ".md",
    "a:b.md",
    "'q\".md",
    "a.b.c.md",
    "~.md",
    "README.md",
    "sub/index.md",
    "e\u0301.md",
]

TOKENS: tuple[list[str], ...] = (
    *(
        CONTROLS,
        DIRECTIONS,
        ODD,
        ESCAPES,
        ENTITIES,
        WORDS,
        MARKDOWN,
        MARKDOWN,
        MARKDOWN,
        HTML,
        HTML,
        YAML,
        DATES,
        QUERIES,
    ),
    *(LINKS, LINKS),
)
ENCODINGS = (
    "utf-16",
    "utf-16-le",
    "utf-8-sig",
    "latin-1",
    "cp1252",
    "gb18030",
    "shift_jis",
    "koi8-r",
    "utf-7",
)
KEY = re.compile(rb"(?m)^([A-Za-z_]+)( *[:=] *).*$")


class Case(NamedTuple):
    """A small library and what is asked of it."""

    files: dict[str, bytes]
    queries: list[str]


def token(chance: random.Random) -> str:
    """One piece of some syntax."""
    return chance.choice(chance.choice(TOKENS))


def _span(data: bytes, chance: random.Random, longest: int = 400) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.randint(0, longest))


def _insert(data: bytes, chance: random.Random) -> bytes:
    start, _ = _span(data, chance)
    new = "".join(token(chance) for _ in range(chance.choice((1, 1, 1, 2, 3, 8))))
    return data[:start] + new.encode("utf-8", "surrogatepass") + data[start:]


def _own_line(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    new = "".join(token(chance) + chance.choice(("", " ", "\n")) for _ in range(chance.randint(1, 5)))
    lines.insert(chance.randint(0, len(lines)), new.encode("utf-8", "surrogatepass"))
    return b"\n".join(lines)


def _front(data: bytes, chance: random.Random) -> bytes:
    """A new block of front matter, sound or not."""
    rule = chance.choice(("---", "+++", ";;;", "---\n", "--- "))
    lines = [
        chance.choice(
            ("title", "date", "tags", "authors", "id", "lang", "draft", "updated", "summary", "x y")
        )
        + chance.choice((": ", ": ", " = ", ":", "\n  - "))
        + chance.choice((token(chance), chance.choice(DATES), chance.choice(YAML), f'"{token(chance)}"'))
        for _ in range(chance.randint(1, 5))
    ]
    return "\n".join([rule, *lines, rule, ""]).encode("utf-8", "surrogatepass") + data


def _value(data: bytes, chance: random.Random) -> bytes:
    """Another value for one of the keys that are there."""
    found = list(KEY.finditer(data[:3000]))
    if not found:
        return _front(data, chance)
    hit = chance.choice(found)
    new = chance.choice((chance.choice(DATES), chance.choice(YAML), token(chance), f'"{token(chance)}"'))
    return data[: hit.end(2)] + new.encode("utf-8", "surrogatepass") + data[hit.end() :]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance, 60)
    piece = data[start:end] if chance.random() < 0.5 else token(chance).encode("utf-8", "surrogatepass")
    times = min(chance.choice((2, 5, 50, 500, 3000)), 20_000 // (len(piece) + 1))
    return data[:end] + piece * times + data[end:]


def _drop(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _move(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    rest = data[:start] + data[end:]
    at = chance.randint(0, len(rest))
    return rest[:at] + data[start:end] + rest[at:]


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 4, 30)) if changed else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _encode(data: bytes, chance: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


def _line_ends(data: bytes, chance: random.Random) -> bytes:
    return data.replace(
        b"\n", chance.choice((b"\r\n", b"\r", b"\n\r", b"\x0b", b"\xc2\x85", b"\xe2\x80\xa8"))
    )


def _nest(data: bytes, chance: random.Random) -> bytes:
    """Each line of a part a few levels deeper."""
    start, end = _span(data, chance, 2000)
    prefix = chance.choice((b"> ", b"- ", b"    ", b"\t", b"1. ", b">", b"  * ")) * chance.choice(
        (1, 1, 2, 5, 30)
    )
    return data[:start] + data[start:end].replace(b"\n", b"\n" + prefix) + data[end:]


def _wrap(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    before, after = chance.choice(
        (
            ("[", "](x.md)"),
            ("**", "**"),
            ("<div>", "</div>"),
            ("`", "`"),
            ("<!--", "-->"),
            ("*", "_"),
            ("![", "]"),
        ),
    )
    return data[:start] + before.encode() + data[start:end] + after.encode() + data[end:]


_MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_insert, _insert, _insert, _own_line, _own_line, _front, _value, _value, _repeat, _drop, _move, _flip),
    *(_cut, _encode, _line_ends, _nest, _nest, _wrap, _wrap),
)


class Source:
    """Real articles to begin from."""

    def __init__(self, folders: Iterable[Path], more: Iterable[bytes] = ()) -> None:
        paths = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in SUFFIXES)
        self.texts = [*more, *(path.read_bytes()[:LARGEST] for path in paths if path.is_file())]

    def article(self, chance: random.Random) -> bytes:
        """One article, spoiled in a few ways."""
        data = chance.choice(self.texts)
        if chance.random() < 0.2:
            other = chance.choice(self.texts)
            data = _cut(data, chance) + other[chance.randint(0, len(other)) :]
        if chance.random() < 0.4:  # short ones are quick, and their ends meet more often
            data = data[: chance.choice((0, 20, 200, 1000))]
        for _ in range(chance.choice((1, 1, 2, 3, 5, 10))):
            data = chance.choice(_MUTATIONS)(data, chance)[:LARGEST]
        return data

    def query(self, chance: random.Random) -> str:
        """Words of articles among pieces of the grammar. No NUL: an argument can't hold one."""
        words = chance.choice(self.texts)[:3000].decode("utf-8", "replace").split() or ["tea"]
        parts = [
            chance.choice((chance.choice(QUERIES), chance.choice(words), token(chance), chance.choice(DATES)))
            for _ in range(chance.choice((1, 2, 3, 5, 12)))
        ]
        text = chance.choice(("", " ", " ")).join(parts)
        return text.replace("\0", "").encode("utf-8", "replace").decode() or "tea"

    def case(self, chance: random.Random) -> Case:
        """A library of a few articles, a sound one among them, and queries."""
        files = {SENTINEL: f"# Sentinel\n\nThe {SENTINEL_WORD} stands here.\n".encode()}
        for number in range(chance.randint(1, 6)):
            name = f"{number}{chance.choice(SUFFIXES)}" if chance.random() < 0.7 else chance.choice(NAMES)
            files.setdefault(name, self.article(chance))
        return Case(files, [self.query(chance) for _ in range(4)])
