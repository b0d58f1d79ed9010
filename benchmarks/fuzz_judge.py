"""What is wrong with an output: the contract that `fuzz.py` holds every command to."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Written down once more on purpose: the program's own pattern is what is judged."""
_OWN_COLOURS = re.compile("\x1b\\[[0-9;]*m|\x1b\\]8;[^\x1b\x07]*(?:\x1b\\\\|\x07)")
_TEXTS = frozenset(
    (".md", ".txt", ".html", ".xhtml", ".xml", ".json", ".jsonl", ".csv", ".tsv", ".ncx", ".opf", ".css")
)


def trouble_in_text(data: bytes, *, coloured: bool = False) -> str:
    """What no output may hold; "" for nothing."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return f"not UTF-8: {error.reason} {data[error.start - 20 : error.end + 20]!r}"
    found = _UNSAFE.search(_OWN_COLOURS.sub("", text) if coloured else text)
    return f"unsafe character {found[0]!r}" if found else ""


def trouble_in_shape(text: str, format: str) -> str:
    """Whether text is what its format promises; "" for yes."""
    try:
        if format in ("json", "sarif"):
            json.loads(text)
        elif format == "jsonl":
            for line in text.split("\n")[:-1]:
                json.loads(line)
        elif format == "tsv":
            if len({line.count("\t") for line in text.split("\n")[:-1]}) > 1:
                return "rows of different lengths"
            if re.search("[\r\u2028\u2029]", text):
                return "a line end within a row"
        elif format == "csv":
            if len({len(row) for row in csv.reader(io.StringIO(text))}) > 1:
                return "rows of different lengths"
        elif format == "html":
            return trouble_in_html(text)
    except (ValueError, csv.Error) as error:
        return f"not {format}: {type(error).__name__}"
    return ""


class _Finder(HTMLParser):
    def __init__(self, *, scripts: bool) -> None:
        super().__init__()
        self.trouble = ""
        self._scripts = scripts

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "") for name, value in attrs}
        if tag in ("iframe", "object", "embed", "base") or (tag == "script" and not self._scripts):
            self.trouble = f"<{tag}>"
        if any(name.startswith("on") for name in values):
            self.trouble = "a handler of events"
        for name in ("href", "src", "action", "formaction", "xlink:href"):
            if re.match(r"[\s\x00-\x20]*(javascript|vbscript)\s*:", values.get(name, ""), re.IGNORECASE):
                self.trouble = "an address that is a script"


def trouble_in_html(text: str, *, scripts: bool = False) -> str:
    """Whether a page could run what an article holds; "" for no."""
    finder = _Finder(scripts=scripts)
    finder.feed(text)
    finder.close()
    return finder.trouble


def _trouble_in_part(name: str, data: bytes) -> str:
    suffix = Path(name).suffix.lower()
    if suffix not in _TEXTS:
        return ""
    trouble = trouble_in_text(data)
    if not trouble and suffix in (".xhtml", ".xml", ".ncx", ".opf"):
        try:
            ElementTree.fromstring(data)  # noqa: S314 - our own output
        except ElementTree.ParseError as error:
            trouble = f"not well-formed: {error}"
    if not trouble and suffix in (".html", ".xhtml"):
        trouble = trouble_in_html(data.decode(), scripts=suffix == ".html")
    return trouble


def _parts(path: Path) -> Iterator[tuple[str, bytes]]:
    """The files that an export consists of, or what stands in one."""
    if path.is_dir():
        for below in sorted(path.rglob("*")):
            if below.is_file() and "pagefind" not in below.parts:
                yield str(below.relative_to(path)), below.read_bytes()
    elif path.suffix == ".epub":
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                yield name, book.read(name)
    elif path.suffix == ".db":
        base = sqlite3.connect(path)
        base.text_factory = bytes
        for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if b"_fts" not in table:
                for row in base.execute(f'SELECT * FROM "{table.decode()}"'):
                    yield from ((f"{table.decode()}.txt", cell) for cell in row if isinstance(cell, bytes))
        base.close()
    else:
        yield path.name, path.read_bytes()


def trouble_in_export(path: Path) -> str:
    """What is wrong with what an export wrote; "" for nothing."""
    for name, data in _parts(path):
        if trouble := _trouble_in_part(name, data):
            return f"{Path(name).suffix}: {trouble}"
    return ""
