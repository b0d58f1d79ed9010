"""JSON as services export it: values of any type where a text, a list or an object is wanted; plain text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.html.rewriting import TASK
from kratomcli.importers.sources.times import time_of

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import ImportSource

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'’”]")


def read_json(source: ImportSource, name: str) -> object:
    """The value of a part.

    Raises:
        ArticleUnreadable: it can't be read, or is no JSON.
    """
    try:
        return json.loads(source.read(name).decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError) as error:
        raise ArticleUnreadable(f"{name} is no JSON: {error}") from error


def object_in(value: object) -> dict[str, object]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def objects_in(value: object) -> Iterator[dict[str, object]]:
    """The objects in a list; none if it is no list."""
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))


def text_in(value: object) -> str:
    """The value if it is a text, else ""."""
    return value if isinstance(value, str) else ""


def texts_in(value: object) -> list[str]:
    """The texts in a list that aren't empty."""
    return [each for each in value if isinstance(each, str) and each] if isinstance(value, list) else []


def moment(value: object) -> datetime | None:
    """The moment of a count of seconds, or of smaller units; None for none."""
    return time_of(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None


def known(values: dict[str, object]) -> dict[str, object]:
    """The values that say something: no empty texts and lists, no None and False."""
    return {key: value for key, value in values.items() if value not in ("", [], None, False)}


def plain_html(text: str) -> str:
    """Plain text as HTML: paragraphs and lines as they are, addresses as links."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n").strip("\n"))
    return "\n".join(f"<p>{_lines(each)}</p>" for each in paragraphs if each.strip())


def _lines(paragraph: str) -> str:
    return "<br>\n".join(_linked(line) for line in paragraph.split("\n"))


def _linked(line: str) -> str:
    done, at = "", 0
    for found in _ADDRESS.finditer(line):
        address = escape(found[0])
        done += escape(line[at : found.start()]) + f'<a href="{address}">{address}</a>'
        at = found.end()
    return done + escape(line[at:])


def checklist_html(entries: list[tuple[str, bool]]) -> str:
    """(HTML of an entry, whether it is done) as a list of tasks."""
    lines = (f"<li>{TASK[is_done]}{entry}</li>" for entry, is_done in entries)
    return f"<ul>{''.join(lines)}</ul>" if entries else ""
