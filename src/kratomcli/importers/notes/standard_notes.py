"""Standard Notes: the decrypted backup, a JSON file within a zip; its notes are of several kinds.

The text files beside it repeat the notes without their dates and tags, and are not read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.html.lexical import html_of_lexical
from kratomcli.importers.html.plain_html import paragraphs_of
from kratomcli.importers.items import Item
from kratomcli.importers.sources.json_values import known, object_in, objects_in, read_json, text_in
from kratomcli.importers.writing.placing import Places

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_MARKS = (b'"items"', b'"content_type"')
_APP = "org.standardnotes.sn"
_EDITORS = (
    ("super", "super"),
    ("markdown", "markdown"),
    ("task-editor", "markdown"),
    ("plus-editor", "rich-text"),
    ("bold-editor", "rich-text"),
    ("code-editor", "code"),
    ("token-vault", "authentication"),
    ("sheets", "spreadsheet"),
)
"""Parts of an editor's name in older notes, which have no kind, and the kind."""


def recognises(source: ImportSource) -> bool:
    """Whether there is a backup file."""
    return bool(_part(source))


def _part(source: ImportSource) -> str:
    names = [name for name in source.names if "Standard Notes" in name and name.endswith((".txt", ".json"))]
    if len(source.names) == 1:
        names = source.ending(".txt", ".json")
    for name in names:
        start = source.start(name, 1 << 16)
        if (
            start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
            and b'"items"' in start
            and b'"content_type"' in start
        ):
            return name
    return ""


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The notes, with their tags, which may be within each other.

    Raises:
        ArticleUnreadable: the backup is encrypted.
    """
    part = _part(source)
    kinds: dict[str, list[dict[str, object]]] = {"Note": [], "Tag": []}
    encrypted = 0
    for each in objects_in(object_in(read_json(source, part)).get("items")):
        kind = text_in(each.get("content_type"))
        if kind in kinds and not each.get("deleted"):
            encrypted += isinstance(each.get("content"), str)
            kinds[kind].append(each)
    if encrypted:
        raise ArticleUnreadable(
            f"{part} is encrypted", hint="In Standard Notes, download the backup again as decrypted."
        )
    tags = _tags(kinds["Tag"])
    places = Places()
    for note in kinds["Note"]:
        key = text_in(note.get("uuid"))
        content = object_in(note.get("content"))
        if _kind(content) == "authentication":
            failed(text_in(content.get("title")) or key, "it holds secrets for logging in")
        else:
            yield _item(key, note, tags.get(key, []), places)


def _tags(tags: list[dict[str, object]]) -> dict[str, list[str]]:
    """The names of the tags of each note, "outer/inner" for one within another."""
    named = {text_in(tag.get("uuid")): object_in(tag.get("content")) for tag in tags}
    found: dict[str, list[str]] = {}
    for id, content in named.items():
        for each in objects_in(content.get("references")):
            if each.get("content_type") == "Note":
                found.setdefault(text_in(each.get("uuid")), []).append(_path(id, named))
    return {note: sorted(names) for note, names in found.items()}


def _path(id: str, named: dict[str, dict[str, object]]) -> str:
    names: list[str] = []
    seen: set[str] = set()
    while id in named and id not in seen:
        seen.add(id)
        names.append(text_in(named[id].get("title")))
        above = (
            each for each in objects_in(named[id].get("references")) if each.get("content_type") == "Tag"
        )
        id = text_in(next(above, {}).get("uuid"))
    return "/".join(reversed(names))


def _kind(content: dict[str, object]) -> str:
    if kind := text_in(content.get("noteType")):
        return kind
    editor = text_in(content.get("editorIdentifier"))
    return next((kind for part, kind in _EDITORS if part in editor), "plain-text")


def _item(key: str, note: dict[str, object], tags: list[str], places: Places) -> Item:
    content = object_in(note.get("content"))
    own = object_in(object_in(content.get("appData")).get(_APP))
    title = text_in(content.get("title"))
    values = {
        "title": title,
        "date": text_in(note.get("created_at")),
        "updated": text_in(own.get("client_updated_at")) or text_in(note.get("updated_at")),
        "tags": tags,
        "pinned": own.get("pinned") is True or content.get("pinned") is True,
        "status": "archived" if own.get("archived") is True or content.get("archived") is True else "",
        "trashed": content.get("trashed") is True,
    }
    body = _body(_kind(content), text_in(content.get("text")))
    return Item(key=key, body=body, values=known(values), name=places.add(key, title).name)


def _body(kind: str, text: str) -> str:
    from kratomcli.readers.html.markdown import markdown_of

    if kind in ("markdown", "task"):
        return text
    if kind in ("code", "spreadsheet"):
        fence = "`" * max(3, 1 + max((len(run) for run in text.split() if set(run) == {"`"}), default=0))
        return f"{fence}{'json' if kind == 'spreadsheet' else ''}\n{text}\n{fence}"
    if kind == "super":
        try:
            return markdown_of(html_of_lexical(json.loads(text)))
        except (ValueError, RecursionError):
            kind = "plain-text"
    return markdown_of(text if kind == "rich-text" else paragraphs_of(text))
