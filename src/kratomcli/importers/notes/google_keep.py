"""Google Keep, out of Google Takeout: a JSON file for each note, its files beside it.

An HTML page of the same name repeats each note and is not read; `Labels.txt` repeats the labels.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape
from posixpath import basename, dirname, join, splitext
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.html.plain_html import checklist_html, paragraphs_of
from kratomcli.importers.items import Item
from kratomcli.importers.sources.json_values import known, object_in, objects_in, read_json, text_in
from kratomcli.importers.sources.times import time_of
from kratomcli.importers.writing.placing import AttachedFiles, Places
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_MARKS = (b'"userEditedTimestampUsec"', b'"isTrashed"')
_TRIED = 30


def recognises(source: ImportSource) -> bool:
    """Whether one of the first JSON files is a note of Keep's."""
    names = sorted(source.ending(".json"), key=lambda name: "keep/" not in name.lower())
    return any(_is_note(source.start(name, 1 << 20)) for name in names[:_TRIED])


def _is_note(data: bytes) -> bool:
    return all(mark in data for mark in _MARKS)


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The notes; what was archived or in the bin says so in front matter."""
    places = Places()
    beside = {splitext(name)[0]: name for name in source.names if not name.endswith((".json", ".html"))}
    for name in source.ending(".json"):
        try:
            value = object_in(read_json(source, name))
        except ArticleUnreadable as error:
            failed(name, error.message)
            continue
        if "userEditedTimestampUsec" in value or "createdTimestampUsec" in value:
            yield _item(source, name, value, places, beside)


def _item(
    source: ImportSource, name: str, note: dict[str, object], places: Places, beside: dict[str, str]
) -> Item:
    from kratomcli.readers.html.markdown import markdown_of

    created = note.get("createdTimestampUsec") or note.get("userEditedTimestampUsec")
    title = one_line(text_in(note.get("title"))).strip() or _first_words(note)
    key = str(created)
    if key in places:
        key = f"{created} {basename(name)}"
    place = places.add(key, title or _day(created))
    files = AttachedFiles(place.name)
    attached = "".join(_attached(source, dirname(name), note, files, beside))
    return Item(
        key=key,
        body=markdown_of(_html(note) + attached),
        values=_values(note, title),
        name=place.name,
        attachments=files.files,
    )


def _first_words(note: dict[str, object]) -> str:
    """What a note without a title is called: by the beginning of its text, or its first task."""
    tasks = (text_in(each.get("text")) for each in objects_in(note.get("listContent")))
    text = text_in(note.get("textContent")).strip() or next(tasks, "")
    return " ".join(text.partition("\n")[0].split()[:10])


def _day(microseconds: object) -> str:
    date = time_of(microseconds)
    return date.date().isoformat() if date else ""


def _values(note: dict[str, object], title: str) -> dict[str, object]:
    labels = (text_in(label.get("name")) for label in objects_in(note.get("labels")))
    color = text_in(note.get("color"))
    return known(
        {
            "title": title,
            "date": time_of(note.get("createdTimestampUsec")),
            "updated": time_of(note.get("userEditedTimestampUsec")),
            "tags": [label for label in labels if label],
            "color": "" if color == "DEFAULT" else color.lower(),
            "pinned": note.get("isPinned") is True,
            "status": "archived" if note.get("isArchived") is True else "",
            "trashed": note.get("isTrashed") is True,
        }
    )


def _html(note: dict[str, object]) -> str:
    """The text, a list of tasks, and links that Keep found."""
    html = text_in(note.get("textContentHtml")) or paragraphs_of(text_in(note.get("textContent")))
    entries = [
        (escape(one_line(text_in(each.get("text")))), each.get("isChecked") is True)
        for each in objects_in(note.get("listContent"))
    ]
    html += checklist_html([(entry, is_done) for entry, is_done in entries if entry])
    for link in objects_in(note.get("annotations")):
        address, title = text_in(link.get("url")), text_in(link.get("title"))
        if address and address not in text_in(note.get("textContent")):
            html += f'<p><a href="{escape(address)}">{escape(title or address)}</a></p>'
    return html


def _attached(
    source: ImportSource, folder: str, note: dict[str, object], files: AttachedFiles, beside: dict[str, str]
) -> Iterator[str]:
    for each in objects_in(note.get("attachments")):
        path = join(folder, text_in(each.get("filePath")))
        if path not in source:  # Keep says .jpeg of a file that Takeout calls .jpg
            path = beside.get(splitext(path)[0], "")
        if not path:
            continue
        href = escape(files.add(path, basename(path), partial(source.read, path)))
        if text_in(each.get("mimetype")).startswith("image/"):
            yield f'<p><img src="{href}" alt=""></p>'
        else:
            yield f'<p><a href="{href}">{escape(basename(path))}</a></p>'
