"""The folder that is imported into: its items, and the one way to add to them."""

from __future__ import annotations

import errno
import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable, OutputError
from kratomcli.export.output import refuse_link
from kratomcli.files.writing import make_folders
from kratomcli.importers.writing.known_items import known_items
from kratomcli.importers.writing.writer import ItemWriter

if TYPE_CHECKING:
    from kratomcli.importers.items import Item

_HOPELESS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
"""What makes writing one file fail, and will make writing the next one fail."""


class ImportTarget:
    """A folder that is made and opened for writing with the first item; not at all if `dry_run`.

    Raises:
        OutputError: it is a file or a link, or what was imported into it can't be read.
    """

    def __init__(self, folder: str, *, dry_run: bool) -> None:
        self.folder = os.path.abspath(folder)
        self.notes: list[str] = []
        self._dry_run = dry_run
        self._is_open = False
        self._stack = ExitStack()
        if "\0" in folder:
            raise OutputError(f"{folder!r} can't be a folder's name")
        refuse_link(Path(self.folder))
        if os.path.lexists(self.folder) and not os.path.isdir(self.folder):
            raise OutputError(f"{self.folder} is a file, not a folder", hint="Name another folder.")
        self._known = self._stack.enter_context(known_items(self.folder, write=False))
        self._writer = ItemWriter(self.folder, self.notes.append)

    def close(self) -> None:
        """End the import, which lets other processes begin one."""
        self._stack.close()

    def fingerprint(self, importer: str, key: str) -> str:
        """That of an item when it was imported; "" if it never was."""
        return self._known.fingerprint(importer, key)

    def write(self, item: Item, importer: str, key: str, print: str) -> str:
        """Write a new item; returns the path of its file within the folder.

        Raises:
            ArticleUnreadable: this item can't be written.
            OutputError: nothing can be written, or another process imports into the folder.
        """
        self.begin()
        try:
            path = self._writer.path_for(item)
            self._known.begin(importer, key, print, path)
            if not self._dry_run:
                self._written(item, importer, path)
            self._known.finish()
        except OSError as error:
            raise OutputError(f"can't write {self.folder}: {error.strerror or error}") from error
        return path

    def begin(self) -> None:
        """Make the folder if need be, and keep other processes from importing into it; not if `dry_run`.

        What they have imported until then is known from now on.

        Raises:
            OutputError: it can't be made, or another process imports into it.
        """
        if self._is_open or self._dry_run:
            return
        try:
            above = next(each for each in Path(self.folder).parents if each.exists())
            make_folders(above, Path(self.folder).relative_to(above).as_posix())
        except OSError as error:
            raise OutputError(f"can't write {self.folder}: {error.strerror or error}") from error
        self._known = self._stack.enter_context(known_items(self.folder, write=True))
        self._is_open = True

    def _written(self, item: Item, importer: str, path: str) -> None:
        try:
            self._writer.write(item, importer, path)
        except OSError as error:
            self._known.undo()
            if error.errno in _HOPELESS:
                raise
            reason = f"can't write {path}: {error.strerror or error}"
            raise ArticleUnreadable(reason) from error
