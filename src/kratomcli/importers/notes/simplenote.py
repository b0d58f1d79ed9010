"""Simplenote: `source/notes.json` in its zip, or that file; a note's first line is its title."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.importers.html.plain_html import paragraphs_of
from kratomcli.importers.items import Item
from kratomcli.importers.sources.json_values import known, object_in, objects_in, read_json, text_in, texts_in
from kratomcli.importers.writing.placing import Places

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_LISTS = ("activeNotes", "trashedNotes")


def recognises(source: ImportSource) -> bool:
    """Whether there is a file of notes."""
    return bool(_part(source))


def _part(source: ImportSource) -> str:
    marks = [f'"{each}"'.encode() for each in _LISTS]
    for name in source.ending("notes.json", "simplenote.json") or source.ending(".json")[:1]:
        if any(mark in source.start(name, 200) for mark in marks):
            return name
    return ""


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The notes; those in the bin say so in front matter."""
    value = object_in(read_json(source, _part(source)))
    places = Places()
    for kind in _LISTS:
        for number, note in enumerate(objects_in(value.get(kind))):
            key = text_in(note.get("id")) or f"{kind} {text_in(note.get('creationDate'))} {number}"
            yield _item(key, note, kind == "trashedNotes", places)


def _item(key: str, note: dict[str, object], is_trashed: bool, places: Places) -> Item:
    from kratomcli.readers.html.markdown import markdown_of

    text = text_in(note.get("content")).replace("\r\n", "\n").strip("\n")
    first, _, rest = text.partition("\n")
    is_markdown = note.get("markdown") is True or "markdown" in texts_in(note.get("systemTags"))
    title = first.strip().lstrip("#").strip() if is_markdown else first.strip()
    body = rest.strip("\n") if is_markdown else markdown_of(paragraphs_of(rest))
    values = {
        "title": title,
        "date": text_in(note.get("creationDate")),
        "updated": text_in(note.get("lastModified")),
        "tags": texts_in(note.get("tags")),
        "source": text_in(note.get("publicURL")),
        "pinned": note.get("pinned") is True or "pinned" in texts_in(note.get("systemTags")),
        "trashed": is_trashed,
    }
    return Item(key=key, body=body, values=known(values), name=places.add(key, title).name)
