"""What has changed in a library since a date or state: articles, and passages within them."""

from __future__ import annotations

import time
from itertools import islice
from typing import TYPE_CHECKING, Literal

from kratomcli.catalog.writer import CatalogWriter
from kratomcli.errors import UsageError
from kratomcli.model.entry import sections_at
from kratomcli.model.paths import full_id, preferred_id
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kratomcli.catalog.catalog import Catalog
    from kratomcli.catalog.history import Event
    from kratomcli.catalog.writer import KnownArticle
    from kratomcli.index.index_files import OpenIndex
    from kratomcli.index.texts import Texts
    from kratomcli.model.entry import Entry, Section

_AGO = lazy_regex(r"(\d{1,6})\s*(m|h|d|w|minutes?|hours?|days?|weeks?)(?: ago)?")
_UNITS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_STATE = lazy_regex(r"@(\d{1,18})")


class NewPassage(NamedTuple):
    """A passage that is new in an article; `line` is its 1-based line in the file."""

    text: str
    line: int
    section: Section | None


class Change(NamedTuple):
    """How one article has changed.

    `entry` is the article now; None if it was removed. `before` is the former id of a moved article.
    `lost` is the number of its former passages that are gone.
    """

    kind: Literal["added", "edited", "moved", "removed"]
    id: str
    title: str
    entry: Entry | None = None
    before: str = ""
    passages: tuple[NewPassage, ...] = ()
    lost: int = 0


class Since(NamedTuple):
    """A point in time: either Unix seconds, or the number of a state of the index."""

    at: float | None
    state: int | None

    @classmethod
    def parse(cls, text: str, now: float) -> Since:
        """Parse "2026-11-01", "2026-11-01T10:00", "yesterday", "3d", "2 weeks ago" or "@123".

        Raises:
            UsageError: any other text.
        """
        text = text.strip()
        word = text.lower()
        if found := _STATE.fullmatch(word):
            return cls(None, int(found[1]))
        if found := _AGO.fullmatch(word):
            return cls(now - int(found[1]) * _UNITS[found[2][0]], None)
        day = time.strftime("%Y-%m-%d", time.localtime(now - (86_400 if word == "yesterday" else 0)))
        try:
            return cls(_seconds(day if word in ("today", "yesterday") else text), None)
        except (ValueError, OverflowError) as error:
            raise UsageError(
                f"'{text[:40]}' is no moment that is known",
                hint="Such as 2026-11-01, yesterday, 3d, 12h, or @123 for a state of the index.",
            ) from error


def _seconds(text: str) -> float:
    """Unix seconds of the first moment of a date, in local time unless it has a zone."""
    from datetime import datetime

    from kratomcli.dates.parser import read

    written = read(text)
    if written is None or written.order or written.unknown:
        raise ValueError("no date, or one that may be read in two ways, or in no zone that is known")
    moment = written.date.rfc3339()
    try:
        return datetime.fromisoformat(moment if written.date.zone else moment.removesuffix("Z")).timestamp()
    except (ValueError, OverflowError):  # local time in the first or last days that Python can represent
        return written.date.instant().timestamp()


def changes(index: OpenIndex, texts: Texts, since: Since, limit: int | None = None) -> list[Change]:
    """The first `limit` changes since then, ordered by kind and id.

    A notice is added if the log does not reach back far enough. Only the articles returned are read.

    Raises:
        UsageError: the index has not been in this state.
    """
    if since.state is not None and since.state > (last := index.catalog.generation()):
        raise UsageError(
            f"there is no state @{since.state}",
            hint=f"The index is in state @{last}; it may have been rebuilt since.",
        )
    _note_beginning(index, since)
    return list(islice(_changes(index, texts, since), limit))


def _note_beginning(index: OpenIndex, since: Since) -> None:
    """Add a notice, once, if the log begins after `since`."""
    facts = index.catalog.facts()
    began, first_state = float(facts["began"]), int(facts.get("began_state", 0))
    if (since.at is not None and since.at < began) or (since.state is not None and since.state < first_state):
        moment = time.strftime("%Y-%m-%d %H:%M", time.localtime(began))
        notice = f"what changed is known since {moment}; what was before is not"
        if notice not in index.notices:
            index.notices.append(notice)


def _changes(index: OpenIndex, texts: Texts, since: Since) -> Iterator[Change]:
    """All changes, ordered by kind and id; an edited article is read only when its change is taken."""
    added, edited, removed = _compared(index.catalog, since)
    gone = {event.fingerprint: event for event in removed if event.fingerprint}
    moved = {row.key: event for row in added if (event := gone.pop(row.fingerprint, None))}
    entries = index.catalog.entries([row.key for row in added])
    new = sorted(added, key=lambda row: row.id)
    for row in new:
        if row.key not in moved:
            yield Change("added", row.id, entries[row.key].title, entries[row.key])
    for row, event in sorted(edited, key=lambda pair: pair[0].id):
        if change := _edited(index, texts, row.key, event):
            yield change
    for row in new:
        if row.key in moved:
            yield Change("moved", row.id, entries[row.key].title, entries[row.key], moved[row.key].id)
    left = {event.path for event in moved.values()}
    for event in sorted(removed, key=lambda event: event.id):
        if event.path not in left:
            yield Change("removed", event.id, event.title)


class _Compared(NamedTuple):
    """The files with events since then, compared with the catalog.

    For articles that exist, their current rows; for those that existed then, the first event since.
    """

    added: list[KnownArticle]
    edited: list[tuple[KnownArticle, Event]]
    removed: list[Event]


def _compared(catalog: Catalog, since: Since) -> _Compared:
    writer = CatalogWriter(catalog)
    first: dict[str, Event] = {}
    for event in catalog.events(at=since.at, state=since.state):
        first.setdefault(event.path, event)
    catalog.need_ids([id for path in first for id in (preferred_id(path), full_id(path))])
    found = _Compared([], [], [])
    for path, event in first.items():
        row = writer.row(path)
        if row is None:
            if event.parts is not None:
                found.removed.append(event)
        elif event.parts is None:
            found.added.append(row)
        elif row.fingerprint != event.fingerprint:
            found.edited.append((row, event))
    return found


def _edited(index: OpenIndex, texts: Texts, key: int, event: Event) -> Change | None:
    """The change of an article since the event; None if its passages are the same after all."""
    from kratomcli.catalog.history import changed_parts
    from kratomcli.markup.comments import blocks_of, comments_of
    from kratomcli.markup.shown import ShownBody
    from kratomcli.markup.tools.pieces import blanked
    from kratomcli.markup.tools.syntaxes import syntaxes_of
    from kratomcli.readers import sections_of

    catalog = index.catalog
    entry = catalog.entries([key])[key]
    body = texts.body(entry, catalog.locations([key])[key], catalog.body_formats([key])[key])
    if body is None:
        return Change("edited", entry.id, entry.title, entry)
    parts, lost = changed_parts(event.parts or b"", body.text, body.markup)
    if not event.fingerprint and not parts and not lost:
        return None  # it was only read again
    comments = comments_of(body.text, body.markup, entry.path, body.convention)
    sections = sections_of(blanked(body.text, blocks_of(body.text, comments)), body.markup, body.line)
    shown = ShownBody(body.text, body.markup, syntaxes_of(entry.path, body.convention))
    passages = []
    for start, end in parts:
        around = sections_at(sections, start)
        line = body.line + body.text.count("\n", 0, start)
        if text := shown.part(start, end).text.strip():
            passages.append(NewPassage(text, line, around[-1] if around else None))
    return Change("edited", entry.id, entry.title, entry, passages=tuple(passages), lost=lost)
