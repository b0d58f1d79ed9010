"""Bear's backup (.bear2bk), and TextBundle and TextPack of any program: a folder for each note.

It holds `info.json`, `text.md` (or `.markdown`, `.txt`) and `assets/`; a TextPack is a zip of it, a backup a
zip of many. Tags are in the text: `#tag`, `#outer/inner`, `#several words#`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from posixpath import basename, dirname, splitext
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.items import Item
from kratomcli.importers.sources.json_values import known, object_in, read_json, text_in, texts_in
from kratomcli.importers.writing.placing import AttachedFiles, Places
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_BEAR = "net.shinyfrog.bear"
_TEXT = lazy_regex(r"(?:.*/)?text\.(?:md|markdown|mdown|txt|text)", re.IGNORECASE)
_ASSET = lazy_regex(r"(?<=\()<?(assets/[^()\s<>]+(?:\([^()\s]*\)[^()\s<>]*)*)>?(?=[\s)])")
_NOTE_LINK = lazy_regex(r"bear://x-callback-url/open-note\?(?:[^)\s]{0,300}&)?id=([0-9A-Za-z-]+)[^)\s]*")
_WIKI_LINK = lazy_regex(r"\[\[([^\[\]|\n]+)/([^\[\]|/\n]+)(?=\||\]\])")
_SIZE = lazy_regex(r"(?<=\))<!-- *\{[^{}<>\n]*\} *-->")
_CODE = lazy_regex(
    r"^ {0,3}(`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)|`[^`\n]+`", re.MULTILINE | re.DOTALL
)
_TAG = lazy_regex(
    r"(?<![^\s(])#(?:(?P<words>[^\s#/,;:!?.][^#\n]*?[^\s#])#(?=[\s.,;:!?)]|$)|(?P<word>[^\s#,;:!?.()\[\]{}\"']+))",
    re.MULTILINE,
)
_NO_TAG = lazy_regex(r"[\d.,/-]+|[0-9a-fA-F]{3}|[0-9a-fA-F]{6}")
_HEADING = lazy_regex(r"#[ \t]+([^\n]*)(?:\n|\Z)")


def recognises(source: ImportSource) -> bool:
    """Whether there is a note as a bundle."""
    return any(_bundles(source))


def _bundles(source: ImportSource) -> Iterator[tuple[str, str]]:
    """The names of `info.json` and of the text of each."""
    names = source.names
    texts = {dirname(name): name for name in names if _TEXT.fullmatch(name)}
    for name in names:
        if basename(name) == "info.json" and dirname(name) in texts:
            yield name, texts[dirname(name)]


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The notes; what was archived or in the bin says so in front matter."""
    places = Places()
    found = []
    for name, text in _bundles(source):
        try:
            info = object_in(read_json(source, name))
        except ArticleUnreadable as error:
            failed(name, error.message)
            continue
        own = object_in(info.get(_BEAR))
        title = text_in(own.get("title")) or splitext(basename(dirname(name)) or source.name)[0]
        if own.get("encrypted"):
            failed(title, "it is encrypted: unlock it in Bear, and make the backup again")
            continue
        key = text_in(own.get("uniqueIdentifier")) or dirname(name) or source.name
        places.add(key, title)
        found.append((key, text, title, own))
    for key, text, title, own in found:
        try:
            yield _item(source, places, key, text, (title, own))
        except ArticleUnreadable as error:
            failed(text, error.message)


def _item(
    source: ImportSource, places: Places, key: str, part: str, about: tuple[str, dict[str, object]]
) -> Item:
    title, own = about
    text = source.read(part).decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    heading = _HEADING.match(text)
    if heading and heading[1].strip():
        title, text = heading[1].strip(), text[heading.end() :]
    place = places[key]
    files = AttachedFiles(place.name)

    def asset(found: re.Match[str]) -> str:
        path = f"{dirname(part)}/{unquote(found[1])}".lstrip("/")
        return files.add(path, basename(path), partial(source.read, path)) if path in source else found[0]

    def note(found: re.Match[str]) -> str:
        return places.between(key, found[1]) if found[1] in places else found[0]

    text = _WIKI_LINK.sub(r"[[\1#\2", text)  # Bear's way to name a heading
    body = _NOTE_LINK.sub(note, _ASSET.sub(asset, _SIZE.sub("", text)))
    return Item(
        key=key,
        body=body.strip("\n"),
        values=_values(title, own, tags_in(text)),
        name=place.name,
        attachments=files.files,
    )


def _values(title: str, own: dict[str, object], tags: list[str]) -> dict[str, object]:
    return known(
        {
            "title": title,
            "date": text_in(own.get("creationDate")),
            "updated": text_in(own.get("modificationDate")),
            "tags": tags + [tag for tag in texts_in(own.get("tags")) if tag not in tags],
            "pinned": own.get("pinned") == 1,
            "status": "archived" if own.get("archived") == 1 else "",
            "trashed": own.get("trashed") == 1,
        }
    )


def tags_in(text: str) -> list[str]:
    """The tags that Bear sees in a text, in its order: none in code, no numbers and colours."""
    found = (tag["words"] or tag["word"].rstrip("/*_-~=") for tag in _TAG.finditer(_CODE.sub(" ", text)))
    return list(dict.fromkeys(tag for tag in found if tag and not _NO_TAG.fullmatch(tag)))
