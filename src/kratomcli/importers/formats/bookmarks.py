"""Bookmarks as HTML: what browsers and bookmark services write, each in its own dialect of Netscape's form.

    <DT><H3>Folder</H3> <DL><p> <DT><A HREF="…" ADD_DATE="…" TAGS="…">Title</A> <DD>Description </DL>

Pocket's `ril_export.html` has lists (`ul`, `li`) below a heading for what is unread and what is not.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.items import Item
from kratomcli.importers.sources.times import time_of
from kratomcli.importers.writing.plain_text import markdown_lines
from kratomcli.readers.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kratomcli.importers.sources.source import Failed, ImportSource

_SIGNS = (b"<!doctype netscape-bookmark-file", b"<title>pocket export</title>")
_NO_PAGE = ("place:", "about:", "chrome:", "edge:", "data:")
"""Beginnings of addresses that are the browser's own: searches in the bookmarks, its settings."""
_LISTS = {"unread": "unread", "read archive": "archived"}
"""The headings of Pocket's lists, and the status of what is in them."""
_ARCHIVED = {"linkding:bookmarks.archived", "linkding:archived"}
_ROOTS = {
    *("bookmarks", "bookmarks bar", "bookmarks toolbar", "bookmarks menu", "other bookmarks"),
    *("favorites bar", "favorites", "mobile bookmarks", "unread", "read archive"),
}
"""Folders that every browser has, or that say nothing, by their English names."""


def recognises(source: ImportSource) -> bool:
    """Whether it is a single file that begins as bookmarks do."""
    names = source.names
    if len(names) != 1:
        return False
    start = source.start(names[0]).lower()
    return any(sign in start for sign in _SIGNS)


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A bookmark at a time."""
    name = source.only
    reader = _BookmarkReader()
    reader.feed(decode(source.read(name))[0])
    reader.close()
    if not reader.bookmarks and not reader.is_bookmarks:
        raise ArticleUnreadable(f"{source.name} holds no bookmarks")
    for bookmark in reader.bookmarks:
        yield bookmark.item()


class _Bookmark:
    """A bookmark as it is read: its attributes, and the parts of its texts."""

    def __init__(self, values: dict[str, str], folder: list[str], status: str) -> None:
        self.values = values
        self.folder = folder
        self._list_status = status
        self.title: list[str] = []
        self.about: list[str] = []

    @property
    def address(self) -> str:
        return self.values.get("href", "").strip()

    def _status(self) -> str:
        if {part.strip() for part in self.values.get("tags", "").split(",")} & _ARCHIVED:
            return "archived"
        return "unread" if _is_on(self.values.get("toread", "")) else self._list_status

    def item(self) -> Item:
        """The bookmark as an item; its description is the body."""
        title = " ".join("".join(self.title).split())
        saved = time_of(self.values.get("add_date") or self.values.get("time_added", ""))
        values: dict[str, object] = {
            "title": title or self.address,
            "date": saved,
            "saved": saved,
            "updated": time_of(self.values.get("last_modified", "")),
            "tags": _tags(self.values.get("tags", "")),
            "source": self.address,
            "keyword": self.values.get("shortcuturl", ""),
            "private": _is_on(self.values.get("private", "")) or None,
            "status": self._status(),
        }
        about, _, notes = "".join(self.about).partition("[linkding-notes]")
        notes = notes.partition("[/linkding-notes]")[0].strip()
        body = "\n\n".join(filter(None, ("\n".join(markdown_lines(about)), notes)))
        return Item(key=self.address, body=body, values=values, folder="/".join(self.folder))


class _BookmarkReader(HTMLParser):
    """Collects `bookmarks` from markup in which hardly any element is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.bookmarks: list[_Bookmark] = []
        self.is_bookmarks = False
        self._folders: list[str] = []
        """The names of the open lists, from the outside; "" for those without a heading."""
        self._heading: list[str] = []
        self._text: list[str] | None = None
        """Where text goes now; None: nowhere."""
        self._about: list[str] | None = None
        """Where the description of the last link goes."""
        self._status = ""
        """`unread` or `archived`, as the heading of a list says."""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._begin({name: value or "" for name, value in attributes})
        elif tag in ("h1", "h2", "h3"):
            self._text = self._heading = []
        elif tag == "dl":
            self.is_bookmarks = True
            self._folders.append(self._folder())
            self._text = None
        elif tag == "dd":
            self._text = self._about if not self._heading else None
        elif tag in ("dt", "li", "ul"):
            self.is_bookmarks = True
            self._text = None
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def _begin(self, values: dict[str, str]) -> None:
        """A link: a bookmark, unless it is one within a description."""
        if self._text is not None and self._text is self._about:
            return
        bookmark = _Bookmark(values, [name for name in self._folders if name], self._status)
        self._text, self._about, self._heading = bookmark.title, bookmark.about, []
        if bookmark.address and not bookmark.address.lower().startswith(_NO_PAGE):
            self.bookmarks.append(bookmark)

    def _folder(self) -> str:
        """The name of the list that begins: that of the heading before it."""
        name = " ".join("".join(self._heading).split())
        self._heading = []
        return "" if name.lower() in _ROOTS else name.replace("/", "-")

    def handle_endtag(self, tag: str) -> None:
        if tag == "dl":
            if self._folders:
                self._folders.pop()
            self._text = None
        elif tag in ("h1", "h2"):
            self._status = _LISTS.get("".join(self._heading).strip().lower(), "")
            self._heading = []  # the page's own: it is no folder
            self._text = None
        elif tag in ("a", "h3"):
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


def _tags(text: str) -> list[str]:
    """The tags, which have commas between them; not that by which Linkding marks what is archived."""
    return [tag for part in text.split(",") if (tag := " ".join(part.split())) and tag not in _ARCHIVED]


def _is_on(value: str) -> bool:
    return value.strip().lower() in ("1", "true", "yes")
