"""Applying changed files to catalog and engine, batch by batch.

Each batch first stores in the catalog which keys it will change (`expect`), then commits the engine, then the
catalog.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kratomcli.catalog.links import LinkWriter
from kratomcli.catalog.schema import Failure, TextLocation
from kratomcli.catalog.writer import CatalogWriter, KnownArticle
from kratomcli.errors import AccessError, ArticleUnreadable, IndexLocked, MissingExtra, NotAnArticle
from kratomcli.files.reading import FileUnreadable, time_stamp
from kratomcli.index.article_files import ArticleFiles, FileContent, FileToRead
from kratomcli.index.file_changes import FileChange, as_listing, lines_of
from kratomcli.model.paths import full_id, is_converted

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog
    from kratomcli.conventions.recognition import Conventions
    from kratomcli.engine import Writer
    from kratomcli.index.scan import Folder, Root
    from kratomcli.model.article import Article

INTERVAL = 5.0
"""Approximate seconds between two commits, after which readers see what is indexed so far."""
_JUST_NOW = 20_000_000  # ns; a file changed so recently may change again under the same time stamp


class BatchWriter:
    """Applies changes batch by batch, and counts them."""

    def __init__(
        self,
        roots: Sequence[Root],
        catalog: Catalog,
        writer: Writer,
        files: ArticleFiles,
        conventions: Conventions,
        key_of: Callable[[str], int] | None = None,
    ) -> None:
        """`key_of` returns the key for a path within the library; None for keys that ascend."""
        self._folders = {os.fsencode(root.name): os.fsencode(root.folder) for root in roots}
        self._catalog = catalog
        self._catalog_writer = CatalogWriter(catalog)
        self._links = LinkWriter(catalog, conventions)
        self._writer = writer
        self._files = files
        self._conventions = conventions
        self._key_of = key_of
        self._key = 0
        self.added = self.updated = self.removed = self.failed = 0

    def batch(self, changes: Sequence[FileChange], done: Callable[[int], None]) -> int:
        """Apply changes until the interval is over, commit engine, then catalog; return their number."""
        catalog, catalog_writer = self._catalog, self._catalog_writer
        self._key = catalog_writer.next_key()
        catalog.begin()
        catalog_writer.expect(self._key, self._key + len(changes))
        coming: list[FileToRead] = []
        for change in changes:
            row = self._row(change)
            if row is not None:
                catalog_writer.expect(row.key, row.key)
            if change.now is not None and not change.now.startswith(b"!") and is_converted(change.path):
                coming.append(self._to_read(change, row))
        catalog.commit()
        self._files.expect(coming)
        catalog.begin()
        listing: dict[bytes, bytes] = {}
        folder: Folder | None = None
        until = time.monotonic() + INTERVAL
        applied = 0
        for change in changes:
            if folder is not change.folder:
                self._keep(folder, listing)
                folder = change.folder
                listing = lines_of(catalog.listing(folder.path))
            line = self._apply(change)
            if line is None:
                listing.pop(change.name, None)
            else:
                listing[change.name] = line
            applied += 1
            if applied % 100 == 0 or is_converted(change.path):
                done(applied)
                if time.monotonic() > until:
                    break
        self._keep(folder, listing)
        catalog_writer.settle(self._commit())
        catalog.commit()
        return applied

    def _commit(self) -> int:
        """Make what was applied visible; returns the engine's new generation."""
        self._links.settle()
        return self._writer.commit()

    def _keep(self, folder: Folder | None, listing: dict[bytes, bytes]) -> None:
        if folder is not None:
            self._catalog_writer.put_listing(folder.path, as_listing(listing))

    def _apply(self, change: FileChange) -> bytes | None:
        """Apply one change; returns the new line of the listing, None for a file that was deleted."""
        row = self._row(change)
        if not change.is_new:
            self._catalog_writer.put_failure(change.path, None)
        if change.now is None:
            if row is not None:
                self._remove(row)
                self.removed += 1
            return None
        try:
            if change.now.startswith(b"!"):
                raise ArticleUnreadable(change.now[1:].decode(errors="replace"))
            return self._read(change, row)
        except (ArticleUnreadable, MissingExtra) as error:
            if row is not None:
                self._remove(row)
            if isinstance(error, NotAnArticle):
                self.removed += row is not None
            else:
                self.failed += 1
                line = getattr(error, "line", 0)
                self._catalog_writer.put_failure(change.path, Failure(change.path, line, error.message))
            return _doubtful(change.now, error)

    def _read(self, change: FileChange, row: KnownArticle | None) -> bytes:
        """Read a file and replace its article if it has changed; returns the new line of the listing."""
        content = self._files.read(self._to_read(change, row))
        stat = content.stat
        line = _fresh(stat)
        if row is not None and row.fingerprint == content.fingerprint:
            self._catalog_writer.touch(row.key, stat.st_size, time_stamp(stat))
            return line
        article, place = self._files.article(content, change.path, self._conventions.of(change.file))
        location = TextLocation(
            change.path, change.exact, stat.st_size, time_stamp(stat), place.encoding, place.start
        )
        self._replace(row, article, content, location)
        if row is None:
            self.added += 1
        else:
            self.updated += 1
        return line

    def _replace(
        self, row: KnownArticle | None, article: Article, content: FileContent, location: TextLocation
    ) -> None:
        """Replace the article of a file in engine and catalog, in both or in neither.

        Raises:
            ArticleUnreadable: engine or catalog can't store it; it is in neither then.
            IndexLocked, IndexUnwritable, IndexDamaged: the index as a whole can't be written.
        """
        key = self._new_key(location.path)
        try:
            with self._catalog.step():
                if row is not None:
                    self._remove(row)
                id, base = self._free_id(article.id, location.path)
                if id != article.id:
                    article = article.replace(id=id)
                self._store(key, article, content, location, base)
        except (AccessError, IndexLocked) as error:
            if isinstance(error, ArticleUnreadable):
                self._writer.delete(key, key)
            raise
        except Exception as error:
            from kratomcli.readers import unexpected

            self._writer.delete(key, key)
            raise unexpected(error) from error

    def _store(
        self, key: int, article: Article, content: FileContent, location: TextLocation, base: str | None
    ) -> None:
        """Store an article, with the id that it is to have, in engine and catalog."""
        self._writer.add(key, article, location.path)
        self._catalog_writer.put(key, article, content.fingerprint, location, base)
        if content.packed is not None:
            self._catalog_writer.put_conversion(key, content.packed)
        self._links.put(key, article, location.path)

    def _new_key(self, path: str) -> int:
        """The key for the article of a file."""
        if self._key_of is not None:
            return self._key_of(path)
        key, self._key = self._key, self._key + 1
        return key

    def _to_read(self, change: FileChange, row: KnownArticle | None) -> FileToRead:
        fingerprint = row.fingerprint if row is not None else b""
        place = self._real_path(change.file)
        return FileToRead(place, change.path, self._conventions.of(change.file), fingerprint)

    def _row(self, change: FileChange) -> KnownArticle | None:
        """The article that the file had before; None for a new file."""
        return None if change.is_new else self._catalog_writer.row(change.path)

    def _real_path(self, path: bytes) -> bytes:
        if b"" in self._folders:
            return self._folders[b""] + b"/" + path
        name, _, rest = path.partition(b"/")
        return self._folders[name] + b"/" + rest

    def _free_id(self, preferred: str, path: str) -> tuple[str, str | None]:
        """The id for a new article; and `preferred` if that is another article's id, else None.

        Of several articles with the same preferred id, the one with the first path gets it.
        """
        holder = self._catalog_writer.holder(preferred)
        if holder is None:
            return preferred, None
        key, other = holder
        if path > other:
            return self._free_full_id(path), preferred
        self._catalog_writer.rename(key, self._free_full_id(other), preferred)
        return preferred, None

    def _free_full_id(self, path: str) -> str:
        """The full id for a path; `a.html.md` gives up the one that it prefers to `a.html`."""
        id = full_id(path)
        holder = self._catalog_writer.holder(id)
        if holder is not None and holder[1] != path:
            self._catalog_writer.rename(holder[0], full_id(holder[1]), id)
        return id

    def _remove(self, row: KnownArticle) -> None:
        self._writer.delete(row.key, row.key)
        self._catalog_writer.remove(row.key)
        self._links.remove(row.key)
        if row.base is None:
            heir = self._catalog_writer.waiting(row.id)
            if heir is not None:
                self._catalog_writer.rename(heir[0], row.id, None)


def _fresh(stat: os.stat_result) -> bytes:
    """The numbers of a listing's line; a very recent time stamp is written as 0: read again next time."""
    mtime = stat.st_mtime_ns if time.time_ns() - stat.st_mtime_ns > _JUST_NOW else 0
    return b"%d %d %d" % (stat.st_size, mtime, stat.st_ino)


def _doubtful(line: bytes, error: AccessError) -> bytes:
    """The listing's line of a file that can't be read; with a time stamp of 0 it is read again next time.

    That is so if the file is very recent, or if the cause is not its content.
    """
    if line.startswith(b"!"):
        return line
    size, mtime, inode = line.split(b" ")
    is_fresh = time.time_ns() - int(mtime) <= _JUST_NOW
    return b" ".join((size, b"0", inode)) if is_fresh or isinstance(error.__cause__, FileUnreadable) else line
