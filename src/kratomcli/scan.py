"""Seeing what differs between a library's folders and its index.

A scan lists every folder and compares the listing (names, sizes, time stamps, inodes) with the one
kept in the catalog; folders whose listings are equal cost nothing more.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kratomcli.errors import LibraryUnreadable
from kratomcli.paths import SUFFIXES

if TYPE_CHECKING:
    from kratomcli.catalog import Catalog

_SUFFIXES = tuple(suffix.encode() for suffix in SUFFIXES)


class Root(NamedTuple):
    """One folder of a library; `name` is "" if the library has only this one."""

    name: str
    folder: str


class Folder(NamedTuple):
    """A folder whose listing is not what it was: paths within the library, listings by name."""

    path: bytes
    before: bytes
    now: bytes


class Difference(NamedTuple):
    """What a scan found: the folders that differ and how long it took to see."""

    folders: list[Folder]
    seconds: float


def scan(roots: Sequence[Root], catalog: Catalog) -> Difference:
    """Compare the library's folders with the catalog.

    Raises:
        LibraryUnreadable: a root is gone, or looks like a mount point with nothing mounted.
    """
    started = time.perf_counter()
    changed: list[Folder] = []
    seen: set[bytes] = set()
    closed: list[bytes] = []
    for root in roots:
        for path, listing in _walk(root, closed):
            seen.add(path)
            before = catalog.listing(path)
            if listing != before:
                changed.append(Folder(path, before, listing))
    for path in catalog.folders():
        # What is below a folder that can't be listed just now is kept as it was.
        if path not in seen and not any(path == c or path.startswith(c + b"/") for c in closed):
            changed.append(Folder(path, catalog.listing(path), b""))
    if changed and not any(folder.now for folder in changed) and catalog.count():
        _refuse_unmounted(roots, catalog)
    return Difference(changed, time.perf_counter() - started)


def _walk(root: Root, closed: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """(path in the library, listing) of every folder with articles in it.

    A listing holds "name/size mtime inode" for each file, sorted by name, separated by NUL; in place
    of the numbers "!reason" for a link that is not followed. A folder that can't be listed is added to
    `closed` and yields its path with "/" behind it and such a reason under an empty name.
    """
    top = os.fsencode(root.folder)
    pending = [(top, os.fsencode(root.name), frozenset[bytes]())]
    while pending:
        folder, path, links = pending.pop()
        lines: list[bytes] = []
        below: list[tuple[bytes, bytes, frozenset[bytes]]] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name
                    if name.startswith(b"."):
                        continue
                    inside = links
                    if entry.is_symlink():
                        refused, inside = _link(entry.path, top, links)
                        if refused:
                            if refused != b"-":
                                lines.append(name + b"/!" + refused)
                            continue
                    if entry.is_dir():
                        below.append((entry.path, path + b"/" + name if path else name, inside))
                    elif name.lower().endswith(_SUFFIXES) and entry.is_file():
                        lines.append(_line(name, entry.stat()))
        except OSError as error:
            if folder == top:
                raise LibraryUnreadable(
                    f"the library {root.folder} can't be read: {error.strerror}",
                    hint="Is it mounted, and are you allowed to read it?",
                ) from error
            closed.append(path)
            yield path + b"/", b"/!a folder that can't be listed: " + (error.strerror or "").encode()
            continue
        if lines:
            lines.sort()
            yield path, b"\0".join(lines)
        below.sort(reverse=True)
        pending.extend(below)


def _line(name: bytes, stat: os.stat_result) -> bytes:
    return b"%b/%d %d %d" % (name, stat.st_size, stat.st_mtime_ns, stat.st_ino)


def _link(path: bytes, top: bytes, links: frozenset[bytes]) -> tuple[bytes, frozenset[bytes]]:
    """Why a symlink is not followed ("-": no need to say so), and the links above what it leads to."""
    target = os.path.realpath(path)
    if target != top and not target.startswith(top.rstrip(b"/") + b"/"):
        is_article = path.lower().endswith(_SUFFIXES) or os.path.isdir(target)
        return (b"a symlink that leaves the library" if is_article else b"-"), links
    here = os.path.dirname(os.path.realpath(os.path.dirname(path)) + b"/")
    if target in links or here == target or here.startswith(target + b"/"):
        return b"-", links  # a circle
    return b"", links | {target}


def _refuse_unmounted(roots: Iterable[Root], catalog: Catalog) -> None:
    """A root that is another folder than last time, and empty, is taken for an unmounted disk."""
    facts = catalog.facts()
    for root in roots:
        known = facts.get(f"root {root.name}")
        if known is not None and known != identity(root):
            raise LibraryUnreadable(
                f"the library {root.folder} is empty and not the folder that was indexed",
                hint="Is its disk mounted? If it is meant to be empty, run 'kratomcli index --rebuild'.",
            )


def identity(root: Root) -> str:
    stat = os.stat(root.folder)
    return f"{stat.st_dev}:{stat.st_ino}"
