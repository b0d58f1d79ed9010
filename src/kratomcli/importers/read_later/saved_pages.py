"""Pages that a service keeps for reading later, in one vocabulary for all services.

`status` is `unread` or `archived`, `favorite: true` a page that the reader starred, `progress` how far it has
been read (0 to 1), `private: true` one that the service shows to nobody else. `saved` is when it was saved;
`date` is when it was published or, where that isn't known, the same.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.items import Annotation, Item
from kratomcli.importers.read_later.grouping import RecordT, grouped
from kratomcli.importers.sources.times import time_of
from kratomcli.importers.writing.plain_text import markdown_lines
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed

ReadStatus = Literal["", "unread", "archived"]

_ENTITY = lazy_regex(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_COUNT = lazy_regex(r"\d{9,16}(?:\.\d+)?")
_SCHEME = lazy_regex(r"[a-z]+://(?:www\.)?|/$", re.IGNORECASE)
_ADDRESS = lazy_regex(r"[a-z][a-z0-9+.-]*:\S+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A page that was saved. Dates are texts; `note` is the reader's own plain text about the whole page.

    `key` is given for one without address. `others` are values that only this service has.
    """

    url: str
    key: str = ""
    title: str = ""
    saved: str = ""
    published: str = ""
    tags: tuple[str, ...] = ()
    status: ReadStatus = ""
    is_favorite: bool = False
    is_private: bool = False
    progress: float = 0.0
    authors: tuple[str, ...] = ()
    summary: str = ""
    language: str = ""
    note: str = ""
    body: str = ""
    annotations: tuple[Annotation, ...] = ()
    folder: str = ""
    others: Mapping[str, object] = field(default_factory=dict)
    attachments: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)

    def item(self) -> Item:
        """The page as an item; the address stands for an empty title."""
        return Item(
            key=self.url or self.key or self.title,
            body="\n\n".join(filter(None, ("\n".join(markdown_lines(self.note)), self.body))),
            values={name: value for name, value in self._values() if value not in ("", (), 0.0, False, None)},
            annotations=self.annotations,
            name="" if title_text(self.title) else _SCHEME.sub("", self.url),
            folder=self.folder,
            attachments=self.attachments,
        )

    def _values(self) -> Iterator[tuple[str, object]]:
        yield "title", title_text(self.title) or self.url
        yield "date", self.published or self.saved
        yield "saved", self.saved
        yield "authors", list(self.authors) or ""
        yield "tags", list(unique(self.tags)) or ""
        yield "source", self.url
        yield "summary", plain(self.summary)
        yield "language", self.language
        yield "status", self.status
        yield "favorite", self.is_favorite
        yield "private", self.is_private
        yield "progress", self.progress
        yield from self.others.items()


def read_pages(
    records: Callable[[Failed], Iterable[RecordT]],
    key: Callable[[RecordT], str],
    page: Callable[[RecordT], SavedPage],
    failed: Failed,
) -> Iterator[Item]:
    """The items of records, those with the same key in one.

    `records` is called twice, `page` once for each record.

    Raises:
        ArticleUnreadable: there are no records.
    """
    are_any = False
    for group in grouped(records, key, failed):
        are_any = True
        try:
            whole = united([page(record) for record in group])
            if not (whole.url or whole.title or whole.body or whole.note):
                raise ArticleUnreadable("it has neither an address nor a title")
        except ArticleUnreadable as error:
            failed(key(group[0]) or "an entry without name", error.message)
        else:
            yield whole.item()
    if not are_any:
        raise ArticleUnreadable("there are no entries in it")


def united(pages: Sequence[SavedPage]) -> SavedPage:
    """One page of several with the same address: what the first says, and what only the others have."""
    first = pages[0]
    if len(pages) == 1:
        return first
    titles = (page.title for page in pages if title_text(page.title) not in ("", page.url))
    only = ("published", "authors", "summary", "body", "folder", "language")
    rest: dict[str, Any] = {
        name: next(filter(None, (getattr(page, name) for page in pages)), "") for name in only
    }
    statuses = [page.status for page in pages if page.status]
    return replace(
        first,
        title=next(titles, first.title),
        saved=min((page.saved for page in pages if page.saved), default=""),
        tags=unique(tag for page in pages for tag in page.tags),
        status="archived" if "archived" in statuses else statuses[0] if statuses else "",
        is_favorite=any(page.is_favorite for page in pages),
        progress=max(page.progress for page in pages),
        note="\n\n".join(unique(page.note for page in pages if page.note)),
        annotations=unique(each for page in pages for each in page.annotations),
        others={name: value for page in reversed(pages) for name, value in page.others.items()},
        attachments={name: read for page in reversed(pages) for name, read in page.attachments.items()},
        **rest,
    )


def address(record: Mapping[str, object]) -> str:
    """What is below `url` in a record."""
    return str(record.get("url") or "").strip()


def unique(values: Iterable[RecordT]) -> tuple[RecordT, ...]:
    """The values without repetitions, in order."""
    return tuple(dict.fromkeys(values))


def split(text: str, sign: str) -> tuple[str, ...]:
    """The parts of a text between signs, without white space around them and empty ones."""
    return tuple(filter(None, (part.strip() for part in text.split(sign))))


def when(value: object) -> str:
    """A time as ISO 8601 text: of ISO 8601, a count since 1970, or words; what is none of these as it is."""
    from kratomcli.readers.dates import read_date

    if isinstance(value, bool) or value is None:
        return ""
    text = str(value).strip()
    if _COUNT.fullmatch(text):
        moment = time_of(text)
        return moment.isoformat() if moment else ""
    found = read_date(text)
    return found.iso if found else text.strip("0")


def title_text(title: str) -> str:
    """A title on one line, with characters in place of HTML's entities."""
    title = " ".join(title.split())
    return title if _ADDRESS.match(title) else plain(title)


def plain(text: str) -> str:
    """A text with characters in place of HTML's entities."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text).replace("\xa0", " ").strip()


def with_tags(note: str, tags: Sequence[str]) -> str:
    """A note on a highlight, with the tags of the highlight below it."""
    return "\n\n".join(filter(None, (note.strip(), f"Tags: {', '.join(tags)}" if tags else "")))


def remaining(row: Mapping[str, object], *known: str) -> dict[str, object]:
    """The cells of the columns that an importer doesn't know: they are kept as values."""
    return {name.replace(" ", "_"): cell for name, cell in row.items() if name and cell and name not in known}
