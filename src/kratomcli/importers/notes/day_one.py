"""Day One: a zip of a JSON file for each journal, with folders of photos, videos, sounds and PDFs.

Text is Markdown; a file is named by the MD5 of its content and shown by an address
`dayone-moment://…`. Times are UTC, with the name of the zone in which they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from posixpath import basename, splitext
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.items import Item
from kratomcli.importers.sources.json_values import known, object_in, objects_in, read_json, text_in, texts_in
from kratomcli.importers.writing.placing import AttachedFiles, Places
from kratomcli.patterns import lazy_regex
from kratomcli.text.file_names import safe_name

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_PLACES = ("placeName", "localityName", "administrativeArea", "country")
_MEDIA = ("photos", "videos", "audios", "pdfAttachments")
_FOLDERS = {"pdfAttachments": "pdfs"}
_FILE = lazy_regex(r"(?:.*/)?((?:photos|videos|audios|pdfs)/[0-9a-fA-F]{32})\.\w+")
_MOMENT = lazy_regex(r"(!?)\[([^\[\]\n]{0,300})\]\(dayone-moment:/+(?:\w+/)?([0-9A-Za-z-]+)\)")
_ENTRY_LINK = lazy_regex(r"(?<=\()dayone2?://view\?(?:[^)\s]{0,300}&)?entryId=([0-9A-F]{32})[^)\s]*")
_ESCAPED = lazy_regex(r"\\([.\-!()+#])")
_HEADING = lazy_regex(r"#{1,6} +(.+)")


def recognises(source: ImportSource) -> bool:
    """Whether a JSON file at the top holds entries of a journal."""
    return bool(_journals(source))


def _journals(source: ImportSource) -> list[str]:
    return [name for name in source.ending(".json")[:50] if _is_journal(source, name)]


def _is_journal(source: ImportSource, name: str) -> bool:
    start = source.start(name, 1 << 16)
    return b'"metadata"' in start and b'"entries"' in start and b'"creationDate"' in start


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The entries, each journal a folder if there are several."""
    journals = _journals(source)
    places = Places()
    media_files = {found[1]: name for name in source.names if (found := _FILE.fullmatch(name)) is not None}
    for name in journals:
        try:
            value = object_in(read_json(source, name))
        except ArticleUnreadable as error:
            failed(name, error.message)
            continue
        folder = safe_name(splitext(basename(name))[0]) if len(journals) > 1 else ""
        entries = [entry for entry in objects_in(value.get("entries")) if text_in(entry.get("uuid"))]
        for entry in entries:
            places.add(
                text_in(entry["uuid"]), _title(entry) or text_in(entry.get("creationDate"))[:10], folder
            )
        for entry in entries:
            yield _item(source, entry, places, media_files)


def _title(entry: dict[str, object]) -> str:
    """The heading at the top, or nothing."""
    first = text_in(entry.get("text")).lstrip().partition("\n")[0]
    found = _HEADING.fullmatch(first.strip())
    return _ESCAPED.sub(r"\1", found[1]) if found else ""


def _item(
    source: ImportSource, entry: dict[str, object], places: Places, media_files: dict[str, str]
) -> Item:
    key = text_in(entry["uuid"])
    place = places[key]
    files = AttachedFiles(place.name)
    media = {
        text_in(each.get("identifier")): (kind, each)
        for kind in _MEDIA
        for each in objects_in(entry.get(kind))
    }
    shown: set[str] = set()

    def attach(kind: str, each: dict[str, object]) -> str:
        path = media_files.get(f"{_FOLDERS.get(kind, kind)}/{text_in(each.get('md5'))}", "")
        name = text_in(each.get("pdfName")) or text_in(each.get("filename")) or basename(path)
        return files.add(path, name, partial(source.read, path)) if path else ""

    def target(found: re.Match[str]) -> str:
        address = attach(*media[found[3]]) if found[3] in media else ""
        shown.add(found[3])
        return f"{found[1]}[{found[2]}]({address})" if address else found[0]

    def entry_target(found: re.Match[str]) -> str:
        return places.between(key, found[1]) if found[1] in places else found[0]

    body = _ENTRY_LINK.sub(entry_target, _MOMENT.sub(target, text_in(entry.get("text"))))
    for identifier, (kind, each) in media.items():
        if identifier not in shown and (address := attach(kind, each)):
            body += f"\n\n{'!' if kind == 'photos' else ''}[{kind}]({address})"
    return Item(
        key=key,
        body=body.strip("\n"),
        values=_values(entry),
        name=place.name,
        folder=place.folder,
        attachments=files.files,
    )


def _values(entry: dict[str, object]) -> dict[str, object]:
    place = object_in(entry.get("location"))
    names = (
        text_in(place.get(key)) for key in ("placeName", "localityName", "administrativeArea", "country")
    )
    zone = text_in(entry.get("timeZone"))
    return known(
        {
            "title": _title(entry),
            "date": _local(text_in(entry.get("creationDate")), zone),
            "updated": _local(text_in(entry.get("modifiedDate")), zone),
            "tags": texts_in(entry.get("tags")),
            "place": ", ".join(name for name in names if name),
            "latitude": place.get("latitude"),
            "longitude": place.get("longitude"),
            "weather": text_in(object_in(entry.get("weather")).get("conditionsDescription")),
            "favorite": entry.get("starred") is True,
            "pinned": entry.get("isPinned") is True,
        }
    )


def _local(time: str, zone: str) -> str:
    """A moment in UTC as the time of its zone; as it is if the zone is unknown."""
    try:
        return datetime.fromisoformat(time).astimezone(ZoneInfo(zone)).isoformat() if zone else time
    except (ValueError, OSError, OverflowError, KeyError):
        return time
