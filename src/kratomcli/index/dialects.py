"""The dialect of Markdown in each root: named by the settings, or recognised by a site generator's files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kratomcli.index.scan import Root
    from kratomcli.model.article import Dialect

_FILES = ("mkdocs.yml", "mkdocs.yaml", "pelicanconf.py")
_ABOVE = 2
"""How many parent folders are examined: articles are in docs/ or content/, or one folder below."""


class Dialects:
    """The Markdown dialect of each root of a library; `named` is that of all, if the settings name one."""

    def __init__(self, roots: Sequence[Root], named: Dialect | None = None) -> None:
        self.named = named
        self._folders = {os.fsencode(root.name): root.folder for root in roots}
        self._recognised: dict[str, Dialect] = {}

    def of(self, path: bytes) -> Dialect:
        """The dialect of the file at a path in the library."""
        if self.named:
            return self.named
        folder = self._folders[b"" if b"" in self._folders else path.partition(b"/")[0]]
        if folder not in self._recognised:
            self._recognised[folder] = recognised(folder)
        return self._recognised[folder]


def recognised(folder: str) -> Dialect:
    """ "python-markdown" if the folder, or a near parent, has a configuration file of MkDocs or Pelican."""
    for _ in range(1 + _ABOVE):
        if any(os.path.isfile(os.path.join(folder, name)) for name in _FILES):
            return "python-markdown"
        folder = os.path.dirname(folder)
    return "commonmark"
