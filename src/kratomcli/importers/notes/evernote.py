"""Evernote: ENEX files, XML with the content of a note as ENML and its files in base64.

A file may hold gigabytes: notes are taken out of it one at a time, and of their files only the hash is kept
until they are written. Links between notes name the service's ids, which an export lacks: they become links
to the one note of that title.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from html import escape, unescape
from mimetypes import guess_extension
from posixpath import basename, splitext
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.html.plain_html import checklist_html
from kratomcli.importers.items import Item
from kratomcli.importers.notes.enml import Media, html_of_enml
from kratomcli.importers.sources.json_values import known
from kratomcli.importers.sources.xml_elements import elements, text_of
from kratomcli.importers.writing.placing import AttachedFiles, Places, address
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.text.file_names import safe_name
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_DATE = lazy_regex(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")
_NOTE_LINK = lazy_regex(r'<a href="(?:evernote:/*view/|https://www\.evernote\.com/shard/)[^"]*">([^<]*)</a>')
_OWN = lazy_regex(r"<en-export[\s>]")
_NUMBERS = ("latitude", "longitude", "altitude")


def recognises(source: ImportSource) -> bool:
    """Whether there are ENEX files, by their first element."""
    return any(_is_export(source, name) for name in source.ending(".enex")[:3])


def _is_export(source: ImportSource, name: str) -> bool:
    return _OWN.search(source.start(name, 4096).decode(errors="replace")) is not None


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The notes, each file (a notebook) a folder if there are several."""
    names = source.ending(".enex")
    places = Places()
    for name in names:
        folder = safe_name(splitext(basename(name))[0]) if len(names) > 1 else ""
        try:
            found = elements(source, name, {"title", "task"})
            titles = Counter(one_line(each.text or "") for each in found if each.tag == "title")
        except ArticleUnreadable:
            titles = Counter()  # what is broken is told below
        notes = _Notebook(folder, places, titles)
        try:
            for note in elements(source, name, {"note"}):
                yield notes.item(note)
        except ArticleUnreadable as error:
            failed(name, error.message)


def _title(note: Element) -> str:
    return one_line(text_of(note, "title"))


class _Resource(NamedTuple):
    """A file of a note: its base64 text, hash of the content, name and type."""

    data: str
    hash: str
    name: str
    mime: str


class _Notebook:
    """The notes of one file: `titles` counts them, so that a link by title is not to the wrong one."""

    def __init__(self, folder: str, places: Places, titles: Counter[str]) -> None:
        self._folder = folder
        self._places = places
        self._by_title: dict[str, str] = {}
        self._titles = titles
        for title, number in titles.items():
            if number == 1:
                self._by_title[title] = places.add(f"{folder}/{title}", title, folder).name

    def item(self, note: Element) -> Item:
        from kratomcli.readers.html.markdown import markdown_of

        title = _title(note)
        key = f"{text_of(note, 'created')} {title}".strip()
        name = self._by_title.get(title) or self._places.add(key, title, self._folder).name
        files = AttachedFiles(name)
        html = self._html(note, files)
        return Item(
            key=key,
            body=markdown_of(html),
            values=_values(note, title),
            name=name,
            folder=self._folder,
            attachments=files.files,
        )

    def _html(self, note: Element, files: AttachedFiles) -> str:
        resources = [found for each in note.iter("resource") if (found := _resource(each)) is not None]
        by_hash = {each.hash: each for each in resources}
        shown: set[str] = set()

        def media(hash: str) -> Media | None:
            if hash not in by_hash:
                return None
            shown.add(hash)
            return _media(by_hash[hash], files)

        tasks = _tasks(note)
        html = html_of_enml(note.findtext("content") or "", media, lambda group: tasks.pop(group, ""))
        html += "".join(tasks.values())  # groups that the text has no place for
        for each in resources:
            if each.hash not in shown:
                file = _media(each, files)
                html += f'<p><a href="{escape(file.address)}">{escape(file.name)}</a></p>'
        return _NOTE_LINK.sub(self._linked, html)

    def _linked(self, found: re.Match[str]) -> str:
        """A link to the note of that title, or what it says."""
        name = self._by_title.get(one_line(unescape(found[1])))
        return found[1] if name is None else f'<a href="{escape(address(name + ".md"))}">{found[1]}</a>'


def _tasks(note: Element) -> dict[str, str]:
    """The tasks of each group as a list, in the order of their weights."""
    groups: dict[str, list[tuple[str, str, bool]]] = {}
    for task in note.iter("task"):
        entry = (
            text_of(task, "sortWeight"),
            escape(_title(task)),
            text_of(task, "taskStatus") == "completed",
        )
        groups.setdefault(text_of(task, "taskGroupNoteLevelID"), []).append(entry)
    return {
        group: checklist_html([(title, is_done) for _, title, is_done in sorted(entries)])
        for group, entries in groups.items()
    }


def _resource(resource: Element) -> _Resource | None:
    data = resource.findtext("data") or ""
    try:
        content = b64decode(data)
    except (binascii.Error, ValueError):
        return None
    if not content:
        return None
    hash = hashlib.md5(content, usedforsecurity=False).hexdigest()
    mime = text_of(resource, "mime")
    name = basename(text_of(resource, "resource-attributes/file-name").replace("\\", "/")) or hash[:8]
    if not splitext(name)[1]:
        name += guess_extension(mime) or ""
    return _Resource(data, hash, name, mime)


def _media(resource: _Resource, files: AttachedFiles) -> Media:
    address = files.add(resource.hash, resource.name, partial(b64decode, resource.data))
    return Media(address, resource.name, resource.mime.startswith("image/"))


def _values(note: Element, title: str) -> dict[str, object]:
    values: dict[str, object] = {
        "title": title,
        "date": _date(text_of(note, "created")),
        "updated": _date(text_of(note, "updated")),
        "tags": [tag for each in note.iter("tag") if (tag := (each.text or "").strip())],
        "source": text_of(note, "note-attributes/source-url"),
        "authors": [author] if (author := text_of(note, "note-attributes/author")) else [],
        "reminder": _date(text_of(note, "note-attributes/reminder-time")),
        "completed": _date(text_of(note, "note-attributes/reminder-done-time")),
    }
    for name in _NUMBERS:
        try:
            values[name] = float(text_of(note, f"note-attributes/{name}"))
        except ValueError:
            continue
    return known(values)


def _date(text: str) -> str:
    """`20240102T030405Z` as ISO 8601; "" for what is no date, which exports hold as well."""
    found = _DATE.fullmatch(text)
    if found is None:
        return ""
    written = "{}-{}-{}T{}:{}:{}Z".format(*found.groups())
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return ""
    return written
