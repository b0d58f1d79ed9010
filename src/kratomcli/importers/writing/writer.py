"""Items → Markdown files with front matter, in a folder in which nothing is ever replaced."""

from __future__ import annotations

import hashlib
import os
import re
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from kratomcli.errors import KratomError
from kratomcli.export.markdown import file_text
from kratomcli.files.reading import FileUnreadable, read_file
from kratomcli.files.writing import make_folders, temporary_file, write_all
from kratomcli.importers.writing.file_names import FreeNames
from kratomcli.importers.writing.plain_text import markdown_line, markdown_lines
from kratomcli.model.fields import FIELDS, FRONT_MATTER, normal_key
from kratomcli.readers.dates import read_date
from kratomcli.text.file_names import UNTITLED, safe_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kratomcli.importers.items import Annotation, Item

MOST_ATTACHMENTS = 10_000
"""Of one item."""

_ORDER = [name for name in FIELDS if FIELDS[name].keys]
_IN_THE_MAKING = "import"
"""The name from which temporary files are named."""


def title_of(item: Item) -> str:
    """What an item is called in messages: its title, or else its name, the start of its text, its key."""
    title = item.values.get("title")
    first = next((line.strip(" #>*-") for line in item.body.splitlines() if line.strip(" #>*-")), "")
    return " ".join(str(title or item.name or first[:80] or item.key).split()) or UNTITLED


def fingerprint(item: Item) -> str:
    """Changes with the words of an item, and not with how its markup is written."""
    made = hashlib.blake2b(digest_size=8)
    notes = [part for one in item.annotations for part in (one.text, one.note, one.place)]
    values = [f"{key} {item.values[key]}" for key in sorted(item.values)]
    for part in (item.body, *notes, *values, *sorted(item.attachments)):
        made.update(" ".join(re.findall(r"[^\W_]+", part)).encode("utf-8", "replace") + b"\0")
    return made.hexdigest()


def to_text(item: Item, importer: str, note: Callable[[str], None]) -> str:
    """The text of an item's file; `note` is told of values that front matter can't hold."""
    values: dict[str, object] = {}
    for key in sorted(item.values, key=_place):
        try:
            value = _dated(key, _storable(item.values[key], 0))
        except ValueError as error:
            note(f"{title_of(item)}: {key} is left out: {error}")
            continue
        if value not in (None, "", [], {}):
            values[key] = value
    return file_text(values | {"imported": importer}, "\n\n".join(_parts(item)))


def _place(key: str) -> int:
    field = FRONT_MATTER.get(normal_key(key))
    return _ORDER.index(field) if field else len(_ORDER)


def _dated(key: str, value: object) -> object:
    """A date as ISO 8601, whatever its service writes: many programs that read front matter know no other."""
    if FRONT_MATTER.get(normal_key(key)) in ("date", "updated") and (found := read_date(value)):
        return found.iso
    return value


_DEEPEST = 20


def _storable(value: object, depth: int) -> object:
    """A value as plain ones that YAML has; dates as text, with their zone and as precise as they are."""
    if depth > _DEEPEST:
        raise ValueError("it is nested too deeply")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 1 << 63:
        return f"{value:x}" if value.bit_length() > 10_000 else str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, dict):
        return {str(key): _storable(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item, depth + 1) for item in value]
    raise ValueError(f"{type(value).__name__} is nothing that YAML has")


def _parts(item: Item) -> Iterator[str]:
    body = item.body.strip("\n")
    if item.annotations:
        body = _closed(body)
    if body:
        yield body
    if item.annotations:
        yield _HEADING
    for annotation in item.annotations:
        yield from _annotation(annotation)


_HEADING = "## Highlights"
_ENDS = ("", "\n```", "\n~~~", "\n-->")
"""What closes code or a remark that a body leaves open, which would swallow what follows."""


def _closed(body: str) -> str:
    """A body after which a heading is one."""
    from kratomcli.markup.sections import sections_of

    number = len(sections_of(body, "markdown"))
    closed = (body + end for end in _ENDS)
    return next(
        (one for one in closed if len(sections_of(f"{one}\n\n{_HEADING}", "markdown")) > number), body
    )


def _annotation(one: Annotation) -> Iterator[str]:
    """A quote, a line with its place and date, and the reader's note as paragraphs."""
    if lines := markdown_lines(one.text):
        yield "\n".join(f"> {line}".rstrip() for line in lines)
    if where := ", ".join(" ".join(part.split()) for part in (one.place, one.date) if part.strip()):
        yield f"— {markdown_line(where)}"
    if lines := markdown_lines(one.note):
        yield "\n".join(lines)


class ItemWriter:
    """Writes items below `root`; each has a path first, under which it is then written.

    Raises:
        OSError: by the methods: a file can't be written.
    """

    def __init__(self, root: str, note: Callable[[str], None]) -> None:
        self._root = root
        self._note = note
        self._names = FreeNames(root)
        self._swept: set[str] = set()

    def path_for(self, item: Item) -> str:
        """A path that nothing has yet, relative to the root, for an item."""
        stem = safe_name(item.name or title_of(item))
        return self._names.file(self._names.folder(item.folder), stem, ".md")

    def write(self, item: Item, importer: str, path: str) -> None:
        """Write an item and its attachments."""
        folder = path.rpartition("/")[0]
        make_folders(self._root, folder)
        text = to_text(item, importer, self._note)
        text = relinked(text, self._attachments(item, folder))
        self._put(path, text.encode("utf-8", "replace"))

    def _attachments(self, item: Item, folder: str) -> dict[str, str]:
        """Write the attachments of an item; returns those that have other names now: old → new path."""
        moved: dict[str, str] = {}
        for number, (wanted, content) in enumerate(item.attachments.items()):
            if number >= MOST_ATTACHMENTS:
                self._note(f"{title_of(item)}: only {MOST_ATTACHMENTS:,} attachments are written")
                break
            try:
                path = self._attachment(wanted, content(), folder)
            except KratomError as error:
                self._note(f"{title_of(item)}: {wanted} is left out: {error.message}")
                continue
            if (now := path.removeprefix(f"{folder}/" if folder else "")) != wanted:
                moved[wanted] = now
        return moved

    def _attachment(self, wanted: str, data: bytes, folder: str) -> str:
        """The path of an attachment, which is written unless a file with this content has its name."""
        above, _, name = wanted.replace("\\", "/").rpartition("/")
        stem, dot, suffix = name.rpartition(".")
        suffix = f".{safe_name(suffix)}" if dot and stem and 0 < len(suffix) <= 16 else ""
        stem = safe_name(stem if suffix else name)
        place = self._names.folder(f"{folder}/{above}" if folder else above)
        there = self._names.there(place, stem + suffix)
        if there and self._holds(there, data):
            return there
        path = self._names.file(place, stem, suffix)
        make_folders(self._root, place)
        self._put(path, data)
        return path

    def _holds(self, path: str, data: bytes) -> bool:
        try:
            return read_file(os.path.join(self._root, path), limit=len(data)) == data
        except FileUnreadable:
            return False

    def _put(self, path: str, data: bytes) -> None:
        folder = os.path.join(self._root, path.rpartition("/")[0])
        with temporary_file(folder, _IN_THE_MAKING, sweep=folder not in self._swept) as made:
            self._swept.add(folder)
            write_all(made.descriptor, data)
            made.become(os.path.join(self._root, path), replace=False)


def relinked(text: str, moved: Mapping[str, str]) -> str:
    """A Markdown text whose links to some files lead to where these are now."""
    # In one pass: a new name may be the old one of another file.
    places = {quote(old): new for old, new in moved.items()} | dict(moved)
    spelled = "|".join(map(re.escape, places))
    link = re.compile(rf"""(\]\(<?|\]:[ ]<?|(?:src|href)=["'])({spelled})(?=[>)\s"'#])""")
    return link.sub(lambda found: found[1] + quote(places[found[2]]), text) if moved else text
