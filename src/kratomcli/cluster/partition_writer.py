"""Applying the changed files of a partition to the cluster."""

from __future__ import annotations

import time
from base64 import b64decode
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from kratomcli.catalog.links import LinkWriter
from kratomcli.catalog.schema import CONVERTED, INSERT_ARTICLE, Failure, TextLocation, checksum
from kratomcli.cluster.commits import commit_after
from kratomcli.cluster.documents import stored_row
from kratomcli.cluster.ids import WrongId, wrong_ids
from kratomcli.cluster.known import KnownFiles, UnreadFile
from kratomcli.cluster.rows import key_of
from kratomcli.cluster.writer import ClusterWriter
from kratomcli.errors import ArticleUnreadable, MissingExtra
from kratomcli.files.reading import time_stamp
from kratomcli.index.article_files import FileToRead
from kratomcli.index.batch_writer import BatchWriter

if TYPE_CHECKING:
    from kratomcli.catalog.schema import ArticleRow
    from kratomcli.catalog.writer import KnownArticle
    from kratomcli.cluster.leases import Lease
    from kratomcli.cluster.target import Target
    from kratomcli.conventions.recognition import Conventions
    from kratomcli.index.article_files import ArticleFiles, FileContent
    from kratomcli.index.file_changes import FileChange
    from kratomcli.model.article import Article

JUST_NOW = 0.02
"""Seconds within which a file may change twice under the same time stamp."""
_READ_AGAIN = b"?"
_ROUNDS = 10
"""How often ids are looked at after a commit, while other workers give the same ones."""


class PartitionWriter(BatchWriter):
    """Applies changes batch by batch; each batch is written and found before the next one begins.

    `committed` is whether there was any.
    """

    def __init__(
        self, target: Target, known: KnownFiles, lease: Lease, files: ArticleFiles, conventions: Conventions
    ) -> None:
        self._documents = ClusterWriter(target, known.catalog, lease)
        key = partial(key_of, target.library)
        super().__init__(target.roots, known.catalog, self._documents, files, conventions, key)
        self._target = target
        self._lease = lease
        self._unread = known.unread
        self.committed = False

    @property
    def late(self) -> int:
        """Documents that were not written, since the cluster had a later version."""
        return self._documents.late

    def batch(self, changes: Sequence[FileChange], done: Callable[[int], None]) -> int:
        self._links = LinkWriter(self._catalog, self._conventions)  # without what was touched before
        self._documents.begin()
        return super().batch(changes, done)

    def close(self) -> None:
        """End what sends documents."""
        self._documents.close()

    # -- one file ----------------------------------------------------------------------------------

    def _apply(self, change: FileChange) -> bytes | None:
        line = super()._apply(change)
        self._write_changed()
        if line is None or self._catalog_writer.row(change.path) is not None:
            self._note_unread(change.path, None)
        else:
            self._note_unread(change.path, UnreadFile(change.folder.path, change.name, line))
        return line

    def _read(self, change: FileChange, row: KnownArticle | None) -> bytes:
        line = super()._read(change, row)
        if change.now is None or line.split(b" ")[:2] == change.now.split(b" ")[:2]:
            return line
        # It has changed since it was listed, perhaps just now, and may once more under the same time stamp.
        time.sleep(JUST_NOW)
        return super()._read(change, self._catalog_writer.row(change.path))

    def _store(
        self, key: int, article: Article, content: FileContent, location: TextLocation, base: str | None
    ) -> None:
        super()._store(key, article, content, location, base)
        if self._target.keeps_files and content.packed is None:
            self._documents.keep(key, content.data)

    def _write_changed(self) -> None:
        """Write the documents of articles that were added to the catalog or deleted from it."""
        while changed := self._documents.changed():
            for key, row in changed.items():
                if row is None:
                    self._documents.remove(key)
                else:
                    self._documents.write(row)

    def _write_stale(self) -> None:
        """Write all documents that are not as the catalog has the articles."""
        self._write_changed()
        while stale := self._documents.stale():
            for row in stale:
                self._read_again(row)
                self._write_changed()

    def _read_again(self, row: ArticleRow) -> None:
        """Read the file of an article whose row has changed, so that its document can be written whole."""
        file = row.file or row.path.encode()
        convention = self._conventions.of(file)
        try:
            with self._catalog.step(), self._documents.without_events():
                content = self._files.read(
                    FileToRead(self._real_path(file), row.path, convention, row.fingerprint)
                )
                if row.encoding == CONVERTED and content.packed is None:
                    content = content._replace(data=b"", packed=self._packed(row.key))
                article, place = self._files.article(content, row.path, convention)
                stat = content.stat
                location = TextLocation(
                    row.path, row.file, stat.st_size, time_stamp(stat), place.encoding, place.start
                )
                self._catalog_writer.remove(row.key)
                self._links.remove(row.key)
                self._store(row.key, article.replace(id=row.id), content, location, row.base)
        except (ArticleUnreadable, MissingExtra) as error:
            self._fail(row, _READ_AGAIN, Failure(row.path, getattr(error, "line", 0), error.message))

    def _packed(self, key: int) -> bytes:
        """What the file of an article was converted to, from its document."""
        address = f"/{self._target.articles}/_doc/{key}"
        found = self._target.client.ask("GET", address, _source_includes="packed")
        return b64decode(found["_source"]["packed"])

    # -- files without articles --------------------------------------------------------------------

    def _fail(self, row: ArticleRow, line: bytes, failure: Failure) -> None:
        """Have no article of a file that could be read before; `line` is that of its listing."""
        known = self._catalog_writer.row(row.path)
        if known is not None:
            self._remove(known)
        if self._documents.is_foreign(row.key):
            return  # the next one who writes its partition sees that it is missing
        self.failed += 1
        self._catalog_writer.put_failure(row.path, failure)
        folder, _, name = (row.file or row.path.encode()).rpartition(b"/")
        self._note_unread(row.path, UnreadFile(folder, name, line))

    def _note_unread(self, path: str, file: UnreadFile | None) -> None:
        """Write what is known of a file without an article; None if it has one, or is gone."""
        if file is None:
            if self._unread.pop(path, None) is None:
                return
            document = None
        else:
            self._unread[path] = file
            failures = self._catalog.rows("SELECT * FROM failures WHERE path = ?", (path,))
            document = file.document(self._target, path, Failure(*failures[0]) if failures else None)
        self._documents.note(f"file:{key_of(self._target.library, path)}", document)

    # -- commits -----------------------------------------------------------------------------------

    def _commit(self) -> int:
        self._write_stale()
        while refused := self._documents.refused():
            for key, reason in refused.items():
                if (row := stored_row(self._catalog, key)) is not None:
                    failure = Failure(row.path, 0, f"OpenSearch refuses it: {reason}")
                    self._fail(row, b"%d %d 0" % (row.size, row.mtime), failure)
            self._write_stale()
        generation = self._documents.commit()
        self._settle_ids()
        self._lease.renew()
        self.committed = True
        return self._publish(generation)

    def _publish(self, generation: int) -> int:
        """Tell readers of a new generation after this one, with the events that led to it."""
        while self._target.is_shown:
            self._documents.log(generation)
            if (now := commit_after(self._target, generation)) is not None:
                return now
            generation = self._target.state.read().generation
        return generation

    def _settle_ids(self) -> None:
        """Give other ids to articles that have the same ones as those in other partitions."""
        for _ in range(_ROUNDS):
            wrong = wrong_ids(self._target, self._documents.written, self._documents.doubtful)
            if not wrong:
                return
            with self._documents.without_events():
                # First those whose id becomes free for another one.
                for one in sorted(wrong, key=lambda one: (one.base is None, -len(one.found.row.path))):
                    self._rename(one)
            self._write_stale()
            self._documents.commit()

    def _rename(self, one: WrongId) -> None:
        row = one.found.row
        if stored_row(self._catalog, row.key) is not None and not self._documents.is_foreign(row.key):
            self._catalog_writer.rename(row.key, one.id, one.base)
            return
        # Another worker may be writing it: it is written only if it is still as it was found.
        self._documents.adopt(row.key, one.found.version)
        self._catalog_writer.remove(row.key)
        changed = row._replace(id=one.id, base=one.base)
        self._catalog.execute(INSERT_ARTICLE, (*changed, checksum(changed)))
