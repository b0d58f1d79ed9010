"""LiveJournal and what is built on it: the export of months as XML files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.importers.html.bodies import body_of
from kratomcli.importers.html.paragraphs import paragraphs
from kratomcli.importers.html.plain_html import plain_text
from kratomcli.importers.items import Item
from kratomcli.importers.sources.json_values import known
from kratomcli.importers.sources.parts import salvaged
from kratomcli.importers.sources.xml_elements import elements, text_of
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from kratomcli.importers.sources.source import Failed, ImportSource

_TIME = lazy_regex(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?)")


def recognises(source: ImportSource) -> bool:
    """Whether there is an XML file whose outermost element is LiveJournal's."""
    return bool(_months(source, 100))


def _months(source: ImportSource, most: int = 0) -> list[str]:
    names = source.ending(".xml")
    return [
        name for name in (names[:most] if most else names) if b"<livejournal>" in source.start(name)[:600]
    ]


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The entries."""
    for name in _months(source):
        for entry in salvaged(elements(source, name, ("entry",)), name, failed):
            yield _item(entry)


_USER = lazy_regex(r"<lj\s+(?:user|comm)=[\"']?([\w-]+)[\"']?\s*/?>(?:</lj>)?", re.IGNORECASE)
_CUT = lazy_regex(r"</?lj-cut[^<>]*>", re.IGNORECASE)
_EMBED = lazy_regex(r"</?lj-(?:embed|raw|like|repost)[^<>]*>", re.IGNORECASE)


def _item(entry: Element) -> Item:
    security = text_of(entry, "security")
    values: dict[str, object] = {
        "title": plain_text(text_of(entry, "subject")),
        "date": _TIME.sub(r"\1T\2", text_of(entry, "eventtime")),
        "tags": [tag.strip() for tag in text_of(entry, "taglist").split(",") if tag.strip()],
        "draft": security not in ("", "public"),
        "visibility": security if security not in ("", "public") else "",
        "mood": text_of(entry, "current_mood"),
        "music": text_of(entry, "current_music"),
        "location": text_of(entry, "current_location"),
    }
    text = _USER.sub(r'<a href="https://\1.livejournal.com/">\1</a>', text_of(entry, "event"))
    text = _EMBED.sub("", _CUT.sub("", text))
    key = text_of(entry, "itemid") or f"{values['date']} {values['title']}"
    return Item(key=key, body=body_of(paragraphs(text.replace("\r\n", "\n"))), values=known(values))
