"""What an importer finds in a source: items, with their annotations and attachments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A passage that a reader marked, as plain text, with the reader's note (plain text) on it.

    `place` says where it is, for people ("page 12", "location 345", "chapter 2"); `date` is when it was made.
    """

    text: str
    note: str = ""
    place: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article, note or bookmark of a source.

    `key` identifies it in its source whenever that is exported again: an id, or its address. `body` is
    Markdown. `values` become front matter, under the usual keys: title, date, updated, authors, tags,
    source (its address), summary, language, draft, and others that only this service has. `name` is the file
    name that it is wanted under, without suffix (by default made from the title), `folder` a path below
    the target ("Work/Trips"). `attachments` are files that the body links to, by their path relative to the
    item's own file, with a function that returns the content.
    """

    key: str
    body: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    annotations: tuple[Annotation, ...] = ()
    name: str = ""
    folder: str = ""
    attachments: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)


class Importer(Protocol):
    """A module of this package that reads the exports of one service.

    `recognises` looks at names and the first bytes only. `items` yields what is there, in the order of the
    source; an item that can't be read is passed to `failed` (its name in the source, and the reason), and
    the others go on.

    Raises:
        ArticleUnreadable: by `items`: nothing can be read from the source.
    """

    def recognises(self, source: ImportSource) -> bool: ...

    def items(self, source: ImportSource, failed: Failed) -> Iterator[Item]: ...
