"""Exports of note apps, made as the apps make them."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from kratomcli.importers.items import Item
from kratomcli.importers.sources.source import open_source
from kratomcli.importers.table import IMPORTERS

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8//8/AwAFAAEKLrTnAAAAAElFTkSuQmCC"
)
Parts = Mapping[str, str | bytes]


def to_zip(path: Path, parts: Parts) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def to_tar(path: Path, parts: Parts) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, content in parts.items():
            data = content if isinstance(content, bytes) else content.encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def to_folder(path: Path, parts: Parts) -> Path:
    for name, content in parts.items():
        place = path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def joplin_thing(kind: int, id: str, title: str | None = None, body: str = "", **values: object) -> str:
    """A file of a RAW folder, as Joplin writes it: no line end at its end."""
    properties = {"id": id, **values, "type_": kind}
    head = [] if title is None else [title]
    return "\n\n".join(
        [*head, *([body] if body else []), "\n".join(f"{k}: {v}" for k, v in properties.items())]
    )


def joplin_parts() -> dict[str, str | bytes]:
    """A note in a notebook within another, with a tag, a picture, and a link to a second note, a task."""
    ids = {
        name: hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
        for name in ("outer", "inner", "tea", "pot", "tag", "png")
    }
    link = hashlib.md5(b"link", usedforsecurity=False).hexdigest()
    body = (
        f"First.\n\n![a pot](:/{ids['png']}) and [the pot](:/{ids['pot']})\n\n`[x](:/0)`\n\nid: no property"
    )
    times = {"user_created_time": "2021-06-07T02:45:58.674Z", "user_updated_time": "2022-01-25T12:22:31.643Z"}
    usual = {"encryption_applied": 0, "markup_language": 1, "is_todo": 0, "latitude": "0.00000000"}
    html = f'<p>Hot, <img src=":/{ids["png"]}"></p>'
    things = {
        "outer": joplin_thing(2, ids["outer"], "Drinks / hot", parent_id=""),
        "inner": joplin_thing(2, ids["inner"], "Tea", parent_id=ids["outer"]),
        "tea": joplin_thing(
            1, ids["tea"], "Green: a *history*", body, parent_id=ids["inner"], author="A. Writer",
            source_url="https://a.example/tea", **usual, **times,
        ),
        "pot": joplin_thing(
            1, ids["pot"], "The pot", html, parent_id=ids["outer"], **times,
            **usual | {"markup_language": 2, "is_todo": 1, "latitude": "47.5", "longitude": "19.1"},
            todo_due="1640995200000", todo_completed="0",
        ),
        "tag": joplin_thing(5, ids["tag"], "green tea", parent_id=""),
        "png": joplin_thing(4, ids["png"], "pot.png", mime="image/png", file_extension="png"),
    }  # fmt: skip
    parts: dict[str, str | bytes] = {f"{ids[name]}.md": thing for name, thing in things.items()}
    parts[f"{link}.md"] = joplin_thing(6, link, note_id=ids["tea"], tag_id=ids["tag"])
    parts[f"resources/{ids['png']}.png"] = PNG
    return parts


def enex(*notes: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd">\n'
        f'<en-export export-date="20240101T000000Z" application="Evernote" version="10.0">{"".join(notes)}</en-export>'
    )


def enex_note(title: str, enml: str, more: str = "", created: str = "20240102T030405Z") -> str:
    return (
        f"<note><title>{title}</title><created>{created}</created>{more}<content><![CDATA["
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE en-note SYSTEM "http://xml.evernote.com/pub/enml2.dtd">'
        f"<en-note>{enml}</en-note>]]></content></note>"
    )


def enex_resource(data: bytes, name: str, mime: str) -> str:
    return (
        f'<resource><data encoding="base64">\n{base64.encodebytes(data).decode()}</data><mime>{mime}</mime>'
        f"<resource-attributes><file-name>{name}</file-name></resource-attributes></resource>"
    )


def bundle(folder: str, text: str, assets: Parts | None = None, **own: object) -> dict[str, str | bytes]:
    """A note of Bear's as a TextBundle."""
    info = {"type": "net.daringfireball.markdown", "version": 2, "net.shinyfrog.bear": own}
    parts: dict[str, str | bytes] = {f"{folder}/info.json": json.dumps(info), f"{folder}/text.md": text}
    return parts | {f"{folder}/assets/{name}": data for name, data in (assets or {}).items()}


def recognising(path: Path) -> list[str]:
    """The names of the importers that take a source for theirs."""
    with open_source(str(path)) as source:
        return [row.name for row in IMPORTERS if row.load().recognises(source)]


def items_of(path: Path, failed: Callable[[str, str], None] | None = None) -> list[Item]:
    """The items of a source by the one importer that recognises it; nothing may fail unless `failed` is given."""

    def fail(name: str, reason: str) -> None:
        raise AssertionError(f"{name}: {reason}")

    (name,) = recognising(path)
    row = next(row for row in IMPORTERS if row.name == name)
    with open_source(str(path)) as source:
        return list(row.load().items(source, failed or fail))


def said(item: Item) -> dict[str, object]:
    """The values of an item that say something."""
    return {key: value for key, value in item.values.items() if value not in (None, "", [])}
