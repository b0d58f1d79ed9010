"""The state of the last build of a site, so that the next build makes only the pages that changed.

It is a hidden file in the site, with the fingerprint of each page's inputs and what its links depended
on. It also lists the site's files: only those are ever replaced or removed.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

from kratomcli.errors import OutputError
from kratomcli.files.reading import FileMissing, FileUnreadable, read_file, read_text
from kratomcli.files.writing import make_folders, temporary_file, write_all
from kratomcli.model.paths import SITE_STATE
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

IN_THE_MAKING = "page"
"""The name from which temporary files are named; they are at the top of the site."""

_LARGEST = 1 << 30
_VERSION = 2


class PageState(NamedTuple):
    """What one page was made from, and what was found for its links; see `ResolvedLinks`."""

    fingerprint: str
    """Of the page's inputs; "" for a page that has to be made again."""
    needs: Sequence[tuple[str, str]] = ()
    broken: Sequence[tuple[str, str]] = ()
    files: Sequence[str] = ()
    """The images that it shows, as files of the site."""


class State:
    """`pages`: page → its state; `files`: everything else that was written."""

    def __init__(self, pages: Mapping[str, PageState] | None = None, files: Iterable[str] = ()) -> None:
        self.pages = dict(pages or {})
        self.files = set(files)

    @classmethod
    def load(cls, folder: Path) -> State | None:
        """The state in a folder; None if it contains no site made by this program."""
        try:
            known = json.loads(read_text(folder / SITE_STATE, limit=_LARGEST))
        except FileMissing:
            return None
        except (FileUnreadable, ValueError, RecursionError):
            return cls()  # damaged: everything is made again
        if not _is_sound(known):
            return cls()
        return cls({page: _page_state(*row) for page, row in known["pages"].items()}, known["files"])

    def save(self, folder: Path) -> None:
        """Write the state to the folder, atomically."""
        value = {"version": _VERSION, "pages": self.pages, "files": sorted(self.files)}
        text = json.dumps(value, separators=(",", ":"), sort_keys=True)
        put(folder, SITE_STATE, text.encode())


# Patterns for a site's files; nothing else is ever removed, whatever a state lists.
_OWN = lazy_regex(
    r"(?:articles|tags|years)/.+\.html|(?:assets|files)/[^/]+|pagefind/.+|[^/.][^/]*\.html|feed\.xml|sitemap\.xml"
)


def _is_sound(known: Any) -> bool:
    """Whether the JSON has the form that `save` writes: the folder may be somebody else's."""
    try:
        names = [*known["pages"], *known["files"]]
        return (
            known["version"] == _VERSION
            and isinstance(known["files"], list)
            and all(_OWN.fullmatch(name) and ".." not in name.split("/") for name in names)
            and all(map(_is_row, known["pages"].values()))
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _page_state(
    fingerprint: str, needs: Iterable[list[str]], broken: Iterable[list[str]], files: Sequence[str]
) -> PageState:
    """The state of a page from its row in the file."""
    return PageState(
        fingerprint,
        [(place, target) for place, target in needs],
        [(kind, message) for kind, message in broken],
        files,
    )


def _is_row(row: Any) -> bool:
    """Whether `row` is [fingerprint, [[place, result], ...], [[kind, message], ...], [file, ...]]."""
    fingerprint, needs, broken, files = row
    texts = [fingerprint, *files, *(text for pair in (*needs, *broken) for text in pair)]
    pairs = all(len(pair) == 2 for pair in (*needs, *broken))
    places = all(":" in place for place, _ in needs)
    return pairs and places and all(isinstance(text, str) for text in texts)


def is_there(folder: Path, name: str) -> bool:
    """Whether a site has a regular file. A symbolic link is none: its target would be published."""
    try:
        return S_ISREG(os.lstat(f"{folder}/{name}").st_mode)
    except OSError:
        return False


def put(folder: Path, name: str, data: bytes) -> bool:
    """Write a file of the site atomically, unless it has that content; return whether it was written.

    Raises:
        OutputError: it can't be written.
    """
    path = f"{folder}/{name}"
    if _holds(path, data):
        return False
    try:
        make_folders(folder, name.rpartition("/")[0])
        with temporary_file(folder, IN_THE_MAKING, sweep=False) as made:
            write_all(made.descriptor, data)
            made.become(path, replace=True)
    except FileExistsError as error:
        raise OutputError(f"{error.filename} is in the way: not a folder", hint="Move it away.") from error
    except OSError as error:
        raise OutputError(f"can't write {path}: {error.strerror or error}") from error
    return True


def _holds(path: str, data: bytes) -> bool:
    try:
        known = os.lstat(path)
        if known.st_size != len(data) or not S_ISREG(known.st_mode):
            return False
        return read_file(path, limit=len(data)) == data
    except (FileUnreadable, OSError):
        return False


def remove(folder: Path, names: Iterable[str]) -> int:
    """Remove files that are no longer part of the site, and folders left empty; return their number."""
    count = 0
    for name in names:
        parts = name.split("/")
        on_the_way = (folder.joinpath(*parts[:number]) for number in range(1, len(parts)))
        if name.startswith("/") or ".." in parts or any(place.is_symlink() for place in on_the_way):
            continue
        with suppress(OSError):
            (folder / name).unlink()
            count += 1
            for number in range(len(parts) - 1, 0, -1):
                folder.joinpath(*parts[:number]).rmdir()  # those that are empty now
    return count


def fingerprint_of(*values: object) -> str:
    """A fingerprint of the values: a short checksum by which changes are detected."""
    return hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
