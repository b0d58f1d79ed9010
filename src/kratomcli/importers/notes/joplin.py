"""Joplin: its archive (JEX, a tar of the RAW folder), the RAW folder, and Markdown with front matter.

In RAW each thing is `<32 hexadecimal digits>.md`: a title, an empty line, the body, an empty line, and lines
`key: value`, of which the last is `type_`. Files lie in `resources/`, under the id of their thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from posixpath import basename, dirname, join, normpath, splitext
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.items import Item
from kratomcli.importers.sources.times import time_of
from kratomcli.importers.writing.placing import AttachedFiles, Places
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.text.file_names import safe_name

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_RAW = lazy_regex(r"(?:.*/)?([0-9a-f]{32})\.md", re.ASCII)
_RESOURCE = lazy_regex(r"(?:.*/)?resources/([0-9a-f]{32})(?:\.[^/]*)?", re.ASCII)
_PROPERTY = lazy_regex(r"(\w+):[ \t]*(.*)")
_ESCAPED = lazy_regex(r"\\\\([nr])|\\([nr])")
_LINK = lazy_regex(r"""(?<=[("'<\s=]):/([0-9a-f]{32})""", re.ASCII)
_TIME = rb": \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ\r?\n"
_FRONT = lazy_regex(rb"(?:\xef\xbb\xbf)?---\r?\n(?:[^\n]*\n){0,8}?updated" + _TIME + rb"created" + _TIME)
_FILE_LINK = lazy_regex(r"""(?<=[("])(?:(?:\.\./)*_resources/)[^()"\s<>]+""")

NOTE, FOLDER, RESOURCE, TAG, NOTE_TAG = "1", "2", "4", "5", "6"


class Thing(NamedTuple):
    """A note, notebook, file, tag … of Joplin's: its properties are as written, its kind is `type_`."""

    title: str
    body: str
    properties: dict[str, str]


def recognises(source: ImportSource) -> bool:
    """Whether there are files named by Joplin's ids that end in a type, or front matter as it writes it."""
    raw = next((name for name in source.names if _RAW.fullmatch(name)), "")
    if raw:
        return re.search(rb"\ntype_: \d+\s*\Z", source.start(raw, 1 << 20)) is not None
    return any(_FRONT.match(source.start(name, 2000)) for name in source.ending(".md")[:20])


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The notes, in notebooks as folders."""
    if any(_RAW.fullmatch(name) for name in source.names):
        yield from _RawFolder(source, failed).items()
    else:
        yield from _with_front_matter(source, failed)


def parsed(text: str) -> Thing:
    """One file of a RAW folder.

    Raises:
        ArticleUnreadable: it has no type.
    """
    lines = text.rstrip().split("\n")
    at = len(lines)
    properties: dict[str, str] = {}
    while at and lines[at - 1].strip():
        at -= 1
        if found := _PROPERTY.match(lines[at].strip()):
            properties[found[1]] = _ESCAPED.sub(_unescaped, found[2])
    if "type_" not in properties:
        raise ArticleUnreadable("it does not say what it is: its last lines are no properties of Joplin's")
    before = lines[: max(at - 1, 0)]
    return Thing(before[0] if before else "", "\n".join(before[2:]), properties)


def _unescaped(found: re.Match[str]) -> str:
    return "\\" + found[1] if found[1] else {"n": "\n", "r": "\r"}[found[2]]


class _RawFolder:
    """A RAW folder: what is not a note is read first, and of notes their title and notebook."""

    def __init__(self, source: ImportSource, failed: Failed) -> None:
        self._source = source
        self._failed = failed
        self._files = {
            found[1]: name for name in source.names if (found := _RESOURCE.fullmatch(name)) is not None
        }
        self._folders: dict[str, Thing] = {}
        self._resources: dict[str, Thing] = {}
        self._tags: dict[str, str] = {}
        self._tags_of: dict[str, list[str]] = {}
        self._places = Places()

    def items(self) -> Iterator[Item]:
        notes = self._sorted()
        for _, id, title, parent in notes:
            self._places.add(id, title, self._path(parent))
        for name, id, _, _ in notes:
            if (thing := self._read(name)) is not None:
                yield self._item(id, thing)

    def _sorted(self) -> list[tuple[str, str, str, str]]:
        """Names, ids, titles and notebooks of the notes; all else is kept."""
        notes = []
        links = []
        for name in self._source.names:
            if _RAW.fullmatch(name) is None or (thing := self._read(name)) is None:
                continue
            values = thing.properties
            id, kind = values.get("id", ""), values["type_"]
            if values.get("encryption_applied") == "1":
                if kind == NOTE:
                    self._failed(name, "it is encrypted: export again once Joplin has decrypted it")
            elif kind == NOTE:
                notes.append((name, id, thing.title, values.get("parent_id", "")))
            elif kind == FOLDER:
                self._folders[id] = thing
            elif kind == RESOURCE:
                self._resources[id] = thing
            elif kind == TAG:
                self._tags[id] = thing.title
            elif kind == NOTE_TAG:
                links.append((values.get("note_id", ""), values.get("tag_id", "")))
        for note, tag in links:
            if tag in self._tags:
                self._tags_of.setdefault(note, []).append(self._tags[tag])
        return notes

    def _read(self, name: str) -> Thing | None:
        try:
            return parsed(self._source.read(name).decode(errors="replace").replace("\r\n", "\n"))
        except ArticleUnreadable as error:
            self._failed(name, error.message)
            return None

    def _path(self, folder: str) -> str:
        """The folders of a notebook; one within itself ends there."""
        names: list[str] = []
        seen: set[str] = set()
        while folder in self._folders and folder not in seen:
            seen.add(folder)
            names.append(safe_name(self._folders[folder].title))
            folder = self._folders[folder].properties.get("parent_id", "")
        return "/".join(reversed(names))

    def _item(self, id: str, note: Thing) -> Item:
        place = self._places[id]
        files = AttachedFiles(place.name)

        def target(found: re.Match[str]) -> str:
            if found[1] in self._places:
                return self._places.between(id, found[1])
            if found[1] in self._resources and found[1] in self._files:
                return self._attach(found[1], files)
            return found[0]

        body = _LINK.sub(target, note.body)
        if note.properties.get("markup_language") == "2":
            from kratomcli.readers.html.markdown import markdown_of

            body = markdown_of(body)
        values = _values(note, self._tags_of.get(id, []))
        return Item(
            key=id, body=body, values=values, name=place.name, folder=place.folder, attachments=files.files
        )

    def _attach(self, id: str, files: AttachedFiles) -> str:
        thing = self._resources[id]
        suffix = thing.properties.get("file_extension", "")
        name = thing.title or thing.properties.get("filename", "") or id
        if not splitext(name)[1] and suffix:
            name += "." + suffix
        return files.add(id, name, partial(self._source.read, self._files[id]))


def _values(note: Thing, tags: list[str]) -> dict[str, object]:
    read = note.properties
    values: dict[str, object] = {
        "title": note.title,
        "date": read.get("user_created_time") or read.get("created_time", ""),
        "updated": read.get("user_updated_time") or read.get("updated_time", ""),
        "source": read.get("source_url", ""),
        "authors": [read["author"]] if read.get("author") else [],
        "tags": sorted(tags),
    }
    if any(_number(read.get(key, "")) for key in ("latitude", "longitude", "altitude")):
        values |= {key: _number(read.get(key, "")) for key in ("latitude", "longitude", "altitude")}
    if read.get("is_todo") == "1":
        values |= {"completed": time_of(read.get("todo_completed", "")) or False}
        values |= {"due": time_of(read.get("todo_due", ""))}
    values["deleted"] = time_of(read.get("deleted_time", ""))
    return values


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _with_front_matter(source: ImportSource, failed: Failed) -> Iterator[Item]:
    from kratomcli.readers.front_matter import split

    for name in source.ending(".md"):
        try:
            text = source.read(name).decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
            front = split(text)
        except ArticleUnreadable as error:
            failed(name, error.message)
            continue
        values = dict(front.values) if front else {}
        body = text[front.end :].lstrip("\n") if front else text
        yield _markdown_item(source, name, values, body)


def _markdown_item(source: ImportSource, name: str, values: dict[str, object], body: str) -> Item:
    stem = splitext(basename(name))[0]
    files = AttachedFiles(stem)

    def target(found: re.Match[str]) -> str:
        path = normpath(join(dirname(name), unquote(found[0])))
        return files.add(path, basename(path), partial(source.read, path)) if path in source else found[0]

    body = _FILE_LINK.sub(target, body)
    if "author" in values:
        values["authors"] = [values.pop("author")]
    if "created" in values:
        values["date"] = values.pop("created")
    if "completed?" in values:
        values["completed"] = values.pop("completed?") in (True, "yes")
    key = str(values.pop("id", "")) or name
    return Item(key=key, body=body, values=values, name=stem, folder=dirname(name), attachments=files.files)
