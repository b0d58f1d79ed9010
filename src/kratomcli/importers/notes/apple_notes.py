"""Apple Notes, as privacy.apple.com gives them out: a folder with a text file for each note.

`iCloud Notes/Notes/[Folder/]Title/Title.txt`, with the note's files beside it; a mark in the text (U+FFFC)
is the place of each. Tasks are lines that begin with a tab, ◦ or ✓, and a tab. `Notes Details.csv` has dates.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from html import escape
from io import StringIO
from posixpath import basename, dirname, splitext
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.html.plain_html import checklist_html, paragraphs_of
from kratomcli.importers.items import Item
from kratomcli.importers.sources.json_values import known
from kratomcli.importers.writing.placing import AttachedFiles, Places
from kratomcli.patterns import lazy_regex
from kratomcli.text.file_names import safe_name

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_NOTE = lazy_regex(r"(?:.*/)?(?:iCloud Notes/)(Notes|Recently Deleted)/(?:(.+)/)?([^/]+)/([^/]+)\.txt")
_TASK = lazy_regex(r"\t([◦✓])\t(.*)")
_NUMBER = lazy_regex(r"-(\d+)$")
_OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"
_IMAGES = (".jpg", ".jpeg", ".png", ".gif", ".heic", ".webp", ".tiff", ".svg")


def recognises(source: ImportSource) -> bool:
    """Whether there are text files below `iCloud Notes`."""
    return any(_NOTE.fullmatch(name) for name in source.ending(".txt"))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The notes, in folders as in Notes."""
    details = _details(source)
    places = Places()
    files: dict[str, list[str]] = {}
    for name in source.names:
        if not name.endswith(".txt"):
            files.setdefault(dirname(name), []).append(name)
    for name in source.ending(".txt"):
        found = _NOTE.fullmatch(name)
        if found is None:
            continue
        try:
            yield _item(source, found, places, details, sorted(files.get(dirname(name), []), key=_order))
        except ArticleUnreadable as error:
            failed(name, error.message)


def _order(name: str) -> tuple[str, int]:
    """Files in the order of a note: `Attachment.png`, `Attachment-1.png`, `Attachment-2.png`."""
    stem = splitext(basename(name))[0]
    number = _NUMBER.search(stem)
    return (stem[: number.start()], int(number[1])) if number else (stem, 0)


def _details(source: ImportSource) -> dict[str, dict[str, str]]:
    """What the table says of each title that only one note has; of others it is not known of which."""
    found: dict[str, list[dict[str, str]]] = {}
    for name in source.ending("notes details.csv"):
        text = source.read(name).decode("utf-8-sig", errors="replace")
        for row in csv.DictReader(StringIO(text), skipinitialspace=True):
            found.setdefault((row.get("Title") or "").strip(), []).append(row)
    return {title: rows[0] for title, rows in found.items() if len(rows) == 1}


def _item(
    source: ImportSource,
    found: re.Match[str],
    places: Places,
    details: dict[str, dict[str, str]],
    beside: list[str],
) -> Item:
    from kratomcli.readers.html.markdown import markdown_of

    text = source.read(found[0]).decode("utf-8-sig", errors="replace").replace("\r\n", "\n").lstrip("\n")
    title, _, rest = text.partition("\n")
    title = title.replace(_OBJECT, "").strip() or found[4]
    folder = "/".join(safe_name(part) for part in (found[2] or "").split("/") if part)
    key = "/".join(part for part in (found[2] or "", found[3], found[4]) if part)
    place = places.add(key, title, folder)
    files = AttachedFiles(place.name)
    if text.partition("\n")[0].count(_OBJECT):
        rest = _OBJECT * text.partition("\n")[0].count(_OBJECT) + "\n" + rest
    shown = [_shown(name, files.add(name, basename(name), partial(source.read, name))) for name in beside]
    row = details.get(title) or details.get(found[4]) or {}
    return Item(
        key=key,
        body=markdown_of(_html(rest, shown)),
        values=_values(title, row, found[1] == "Recently Deleted"),
        name=place.name,
        folder=place.folder,
        attachments=files.files,
    )


def _shown(name: str, href: str) -> str:
    if name.lower().endswith(_IMAGES):
        return f'<img src="{escape(href)}" alt="">'
    return f'<a href="{escape(href)}">{escape(basename(name))}</a>'


def _html(text: str, shown: list[str]) -> str:
    """The text, with its lists of tasks and, at their places, files; those without one come at the end."""
    parts: list[str] = []
    plain: list[str] = []
    tasks: list[tuple[str, bool]] = []
    for line in [*text.split("\n"), ""]:
        task = _TASK.match(line)
        if task is None and tasks:
            parts.append(checklist_html(tasks))
            tasks = []
        if task is not None:
            parts.append(paragraphs_of("\n".join(plain)))
            plain = []
            tasks.append((escape(task[2]), task[1] == "✓"))
        else:
            plain.append(line)
    html = "".join([*parts, paragraphs_of("\n".join(plain))])
    left = iter(shown)
    html = re.sub(_OBJECT, lambda _: next(left, ""), html)
    return html + "".join(f"<p>{each}</p>" for each in left)


def _values(title: str, row: dict[str, str], is_deleted: bool) -> dict[str, object]:
    return known(
        {
            "title": title,
            "date": _date(row.get("Created On") or ""),
            "updated": _date(row.get("Modified On") or ""),
            "pinned": (row.get("Pinned") or "").strip().lower() == "yes",
            "trashed": is_deleted or (row.get("Deleted") or "").strip().lower() == "yes",
        }
    )


def _date(text: str) -> str:
    """`04-12-2026 08:00:00`, month first, in a zone that is not said."""
    try:
        return datetime.strptime(text.strip(), "%m-%d-%Y %H:%M:%S").isoformat()
    except ValueError:
        return ""
