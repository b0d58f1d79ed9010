"""Movable Type's export as text, which TypePad, Hatena Blog, Ameba and others write, too.

Entries end in a line of eight hyphens, their parts in one of five; the first part has a field in each line.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from kratomcli.importers.html.bodies import body_of
from kratomcli.importers.html.paragraphs import paragraphs
from kratomcli.importers.html.plain_html import plain_text
from kratomcli.importers.items import Item
from kratomcli.importers.sources.json_values import known
from kratomcli.importers.sources.parts import salvaged, text_stream
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_START = lazy_regex(rb"\A(?:\xef\xbb\xbf)?(?:[A-Z][A-Z ]*:[^\r\n]*\r?\n){2,40}-----\r?\n")
_FIELD = lazy_regex(r"([A-Z][A-Z ]*):[ \t]*(.*)")
_LARGEST = 20_000_000
"""Characters of one entry."""


def recognises(source: ImportSource) -> bool:
    """Whether there is a text that begins with the fields of an entry."""
    return bool(_texts(source))


def _texts(source: ImportSource) -> list[str]:
    names = source.names if len(source.names) == 1 else source.ending(".txt", ".mt", ".log")[:50]
    return [name for name in names if _is_export(source.start(name))]


def _is_export(start: bytes) -> bool:
    found = _START.match(start)
    return found is not None and b"TITLE:" in found[0] and (b"DATE:" in found[0] or b"STATUS:" in found[0])


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The entries, without their comments and pings."""
    for name in _texts(source):
        yield from salvaged(_entries(source, name), name, failed)


def _entries(source: ImportSource, name: str) -> Iterator[Item]:
    lines: list[str] = []
    size = 0
    with text_stream(source, name) as text:
        for line in text:
            line = line.rstrip("\r\n")
            if line == "--------":
                if any(lines):
                    yield _item(lines)
                lines, size = [], 0
            elif size < _LARGEST:
                lines.append(line)
                size += len(line)
    if any(lines):
        yield _item(lines)


def _item(lines: list[str]) -> Item:
    fields: dict[str, list[str]] = {}
    parts: dict[str, str] = {}
    blocks = _blocks(lines)
    for line in blocks[0]:
        if found := _FIELD.match(line):
            fields.setdefault(found[1], []).append(found[2].strip())
    for block in blocks[1:]:
        head = block[0].strip().removesuffix(":") if block else ""
        if head not in ("COMMENT", "PING"):
            parts[head] = "\n".join(block[1:]).strip("\n")
    first = {name: found[0] for name, found in fields.items()}
    status = first.get("STATUS", "").lower()
    categories = [*fields.get("PRIMARY CATEGORY", []), *fields.get("CATEGORY", [])]
    tags = [tag.strip().strip('"') for text in fields.get("TAGS", []) for tag in text.split(",")]
    keywords = parts.get("KEYWORDS", "").strip()
    values: dict[str, object] = {
        "title": plain_text(first.get("TITLE", "")),
        "date": _moment(first.get("DATE", "")),
        "authors": [first["AUTHOR"]] if first.get("AUTHOR") else [],
        "tags": list(dict.fromkeys(name for name in (*map(plain_text, categories), *tags) if name)),
        "categories": list(dict.fromkeys(filter(None, map(plain_text, categories)))),
        "summary": plain_text(parts.get("EXCERPT", "")),
        "keywords": keywords,
        "draft": status not in ("", "publish"),
        "status": status if status not in ("", "publish", "draft") else "",
        "source": first.get("UNIQUE URL", ""),
        "image": first.get("IMAGE", ""),
    }
    text = "\n\n".join(filter(None, (parts.get("BODY", ""), parts.get("EXTENDED BODY", ""))))
    name = first.get("BASENAME", "")
    key = first.get("UNIQUE URL") or name or f"{first.get('DATE', '')} {first.get('TITLE', '')}"
    body = _body(text, first.get("CONVERT BREAKS", ""), first.get("UNIQUE URL", ""))
    return Item(key=key, body=body, values=known(values), name=name.rpartition("/")[2])


def _blocks(lines: list[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line == "-----":
            blocks.append([])
        else:
            blocks[-1].append(line)
    return blocks


def _body(text: str, breaks: str, base: str) -> str:
    """The text by its filter: Markdown as it is, else HTML, which may lack its paragraphs."""
    filter_name = breaks.strip().lower()
    if filter_name.startswith("markdown"):
        return text
    is_html = filter_name in ("", "0", "richtext", "none")
    return body_of(text if is_html else paragraphs(text), base)


_DATE = lazy_regex(r"(\d\d?)/(\d\d?)/(\d{4}) (\d\d?):(\d\d)(?::(\d\d))?(?: ([AP]M))?")


def _moment(text: str) -> str:
    """A date as "04/22/2017 08:41:58 PM", month first, with or without AM and PM; it has no zone."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return text
    month, day, year, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    if found[7]:
        hour = hour % 12 + (12 if found[7] == "PM" else 0)
    try:
        return datetime(year, month, day, hour, minute, second).isoformat()
    except ValueError:
        return text
