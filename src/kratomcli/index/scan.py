"""Finding the differences between a library's folders and its index.

A scan lists every folder and compares the listing (names, sizes, time stamps, inodes) with the one
kept in the catalog; folders whose listings are equal cost nothing more.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from errno import ELOOP
from stat import S_ISREG
from typing import TYPE_CHECKING, Protocol

from kratomcli.conventions.recognition import (
    MARKER_NAMES,
    Conventions,
    Recognised,
    recognised,
    recognised_above,
    settled,
)
from kratomcli.errors import LibraryUnmounted, LibraryUnreadable
from kratomcli.index.ignoring import IGNORED_NAMES, Counts, Ignored, Rules, as_list, is_ignored, rules_for
from kratomcli.index.plugins import plugin_suffixes
from kratomcli.model.file_kinds import KIND_OF, FileKind
from kratomcli.model.paths import SITE_STATE, SUFFIXES, shown_path
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog

_SUFFIXES = tuple(suffix.encode() for suffix in SUFFIXES)
_CONVERTED = tuple(suffix.encode() for suffix in KIND_OF)
_LONGEST_SUFFIX = 10
_SITE = SITE_STATE.encode()
_MARKERS = MARKER_NAMES | {_SITE}
_TOLD_BY_NAME = _MARKERS | IGNORED_NAMES  # one set, as looking up each name of 100,000 takes time


class Root(NamedTuple):
    """One folder of a library; `name` is "" if the library has only this one."""

    name: str
    folder: str


def roots_of(folders: Sequence[str]) -> list[Root]:
    """The roots for these folders, each with a unique name; a single one has no name.

    Raises:
        LibraryUnreadable: the path of a folder is not valid UTF-8.
    """
    folders = list(dict.fromkeys(folders))
    for folder in folders:
        if not folder.isascii() and any("\ud800" <= char <= "\udfff" for char in folder):
            shown = ascii(folder)[1:-1].replace("\\udc", "\\x")
            raise LibraryUnreadable(
                f"the library '{shown}' has a name that is not UTF-8", hint="Rename the folder."
            )
    if len(folders) == 1:
        return [Root("", folders[0])]
    roots: list[Root] = []
    taken: set[str] = set()
    for folder in folders:
        plain = name = shown_path(os.fsencode(os.path.basename(folder)))[0] or "root"
        number = 2
        while name in taken:
            name, number = f"{plain}-{number}", number + 1
        taken.add(name)
        roots.append(Root(name, folder))
    return roots


class Folder(NamedTuple):
    """A folder with a changed listing: its path within the library, its listing before and now."""

    path: bytes
    before: bytes
    now: bytes


class Difference(NamedTuple):
    """The result of a scan: changed folders, its duration in seconds, and the commit it was compared with.

    `unread` is the number of files that are not read, by suffix ("" for none); `conventions` are the tools
    that the folders were recognised to be of; `ignored` is how much is ignored, and by what; `readers` is the
    fact of readers of other packages.
    """

    folders: list[Folder]
    seconds: float
    generation: int
    unread: Mapping[str, int]
    conventions: Conventions
    ignored: Sequence[Ignored] = ()
    readers: str = ""


def scan(
    roots: Sequence[Root],
    catalog: Catalog,
    ignore: Sequence[str] = (),
    gitignore: bool = False,
    readers: str = "",
    part: Part | None = None,
) -> Difference:
    """Compare the library's folders with the catalog.

    Args:
        ignore: patterns of files and folders to be ignored, as in a .gitignore in each root.
        gitignore: whether to honour files .gitignore.
        readers: the fact of readers of other packages; see `freshness`.
        part: which part of the library is compared; None for all of it.

    Raises:
        ConfigError: a pattern is none.
        LibraryUnreadable: a root is gone.
        LibraryUnmounted: a root looks like a mount point with nothing mounted.
    """
    started = time.perf_counter()
    generation = catalog.generation()
    changed: list[Folder] = []
    seen: set[bytes] = set()
    closed: list[bytes] = []
    others = (*KIND_OF, *plugin_suffixes(readers))
    found = _Seen({}, [], Counter(), tuple(suffix.encode() for suffix in others), part)
    for root in roots:
        for path, listing in _walk(root, rules_for(os.fsencode(root.folder), ignore, gitignore), found):
            seen.add(path)
            if path.endswith(b"/"):
                closed.append(path)
            before = catalog.listing(path)
            if listing != before:
                changed.append(Folder(path, before, listing))
    for path in catalog.folders():
        # What is below a folder that can't be listed at the moment is kept.
        if path not in seen and not (path + b"/").startswith(tuple(closed)):
            changed.append(Folder(path, catalog.listing(path), b""))
    if changed and not any(folder.now for folder in changed) and catalog.count():
        _refuse_unmounted(roots, catalog)
    seconds = time.perf_counter() - started
    return Difference(
        changed,
        seconds,
        generation,
        _kinds(found.unread),
        settled(found.tools),
        as_list(found.ignored),
        readers,
    )


class Part(Protocol):
    """A part of a library, which can be scanned by itself."""

    def enters(self, folder: bytes) -> bool:
        """Whether there may be files of the part in a folder, or below it."""

    def listing(self, folder: bytes, listing: bytes) -> bytes:
        """What a listing of a folder has of the part."""


class _Pending(NamedTuple):
    """A folder to be listed: its absolute path, its path in the library, the linked folders around it.

    `rules` are those of the folder around it.
    """

    folder: bytes
    path: bytes
    links: frozenset[bytes]
    rules: Rules | None


Listed = tuple[bytes, bytes]
"""(path in the library, listing) of a folder with articles in it.

A listing holds "name/size mtime inode" for each file, sorted by name, separated by NUL; in place of
the numbers "!reason" for a link that is not followed. A folder that can't be listed has "/" behind its
path and such a reason under an empty name.
"""


Unread = dict[bytes, int]
"""End of a file name, from its last dot → number of such files that are not articles."""

Tools = list[tuple[str, Recognised]]
"""(path within the library, tool) of each folder with the marker files of a tool."""


class _Seen(NamedTuple):
    """What a scan comes upon beside articles: files of other kinds, the tools of folders, what is ignored.

    `others` are the suffixes of files that are converted, `part` is the part of the library that is scanned.
    """

    unread: Unread
    tools: Tools
    ignored: Counts
    others: tuple[bytes, ...]
    part: Part | None

    def is_article(self, name: bytes) -> bool:
        """Whether a file of this name is read: what its kind needs must be installed."""
        lower = name.lower()
        if not lower.endswith(self.others):
            return lower.endswith(_SUFFIXES)
        kind = KIND_OF.get(os.fsdecode(lower[lower.rfind(b".") :]))
        return kind is None or not kind.needs or _is_installed(kind)


def _is_installed(kind: FileKind) -> bool:
    from kratomcli.readers.conversion import is_installed

    return is_installed(kind)


def _walk(root: Root, rules: Rules | None, found: _Seen) -> Iterator[Listed]:
    """The listing of each folder of a root that has articles in it; what else there is goes to `found`."""
    top = os.fsencode(root.folder)
    if (above := recognised_above(top)) is not None:
        found.tools.append((root.name, above))
    places = [_Pending(top, os.fsencode(root.name), frozenset(), rules)]
    while places:
        place = places.pop()
        if place.rules:
            place = place._replace(rules=place.rules.within(place.folder))
        markers: set[bytes] = set()
        waiting = len(places)
        listing = _list(top, place, places, markers, found)
        if _SITE in markers and place.folder != top:  # what was made of articles is none
            del places[waiting:]
            continue
        if found.part is not None:
            listing = found.part.listing(place.path, listing)
            places[waiting:] = [one for one in places[waiting:] if found.part.enters(one.path)]
        if markers and (tool := recognised(place.folder, markers)) is not None:
            found.tools.append((os.fsdecode(place.path), tool))
        if listing:
            closed = listing.startswith(b"/!")
            yield place.path + b"/" if closed else place.path, listing


def _list(top: bytes, place: _Pending, places: list[_Pending], markers: set[bytes], found: _Seen) -> bytes:
    """The listing of one folder.

    Sub-folders are appended to `places`, names of marker files added to `markers`; other files, and what is
    ignored, are counted in `found`.
    """
    unread, ignored, is_article = found.unread, found.ignored, found.is_article
    lines: list[bytes] = []
    rules = place.rules
    try:
        with os.scandir(place.folder) as entries:
            for entry in entries:
                name = entry.name
                if rules or name in _TOLD_BY_NAME:
                    if name in _MARKERS:
                        markers.add(name)
                    if name[0] != 46 and is_ignored(entry, rules, ignored):
                        continue
                if name[0] == 46:  # a dot
                    continue
                try:
                    if entry.is_symlink():
                        refused, links = _link(entry.path, top, place.links)
                        if refused:
                            lines += [name + b"/!" + refused] if refused != b"-" else []
                            continue
                    else:
                        links = place.links
                    if name.endswith(_SUFFIXES) or is_article(name):
                        stat = entry.stat()
                        if S_ISREG(stat.st_mode):
                            lines.append(b"%b/%d %d %d" % (name, stat.st_size, stat.st_mtime_ns, stat.st_ino))
                            continue
                    if entry.is_dir():
                        path = place.path + b"/" + name if place.path else name
                        places.append(_Pending(entry.path, path, links, rules))
                    else:
                        end = name[name.rfind(b".") :]  # without a dot, the last character
                        unread[end] = unread.get(end, 0) + 1
                except FileNotFoundError:
                    # A link to nothing, or a file that was deleted since its folder was opened.
                    if is_article(name) and entry.is_symlink():
                        lines.append(name + b"/!a link to a file that isn't there")
                except OSError as error:
                    lines.append(name + b"/!" + _strange(error))
    except OSError as error:
        if place.folder == top:
            raise LibraryUnreadable(
                f"the library {os.fsdecode(top)} can't be read: {error.strerror}",
                hint="Is it mounted, and are you allowed to read it?",
            ) from error
        if isinstance(error, FileNotFoundError):
            return b""
        return b"/!a folder that can't be listed: " + (error.strerror or "").encode()
    lines.sort()
    return b"\0".join(lines)


def _strange(error: OSError) -> bytes:
    """The reason why the state of a file can't be read."""
    if error.errno == ELOOP:
        return b"a link that leads to itself"
    return b"can't be accessed: " + (error.strerror or "").encode()


def _kinds(unread: Unread) -> dict[str, int]:
    """Number of files by suffix, in lower case and without its dot; "" for anything unlike a suffix."""
    kinds: dict[str, int] = {}
    for end, number in unread.items():
        suffix = end[1:].lower().decode(errors="replace") if end[:1] == b"." else ""
        kind = suffix if suffix.isalnum() and len(suffix) <= _LONGEST_SUFFIX else ""
        kinds[kind] = kinds.get(kind, 0) + number
    return kinds


def _link(path: bytes, top: bytes, links: frozenset[bytes]) -> tuple[bytes, frozenset[bytes]]:
    """Why a symbolic link is not followed ("-" for no message), and the linked folders around its target."""
    target = os.path.realpath(path)
    if target != top and not target.startswith(top.rstrip(b"/") + b"/"):
        is_article = path.lower().endswith(_SUFFIXES + _CONVERTED) or os.path.isdir(target)
        return (b"a symlink that leaves the library" if is_article else b"-"), links
    here = os.path.dirname(os.path.realpath(os.path.dirname(path)) + b"/")
    if target in links or here == target or here.startswith(target + b"/"):
        return b"a link to a folder that contains it", links
    if links and os.path.isdir(target):
        # Its target is in the library anyway; followed here, too, a few links would make millions of paths.
        return b"a link inside of a linked folder", links
    return b"", links | {target}


def _refuse_unmounted(roots: Iterable[Root], catalog: Catalog) -> None:
    """Raise LibraryUnmounted for a root that is empty and another folder than the one that was indexed."""
    facts = catalog.facts()
    for root in roots:
        known = facts.get(f"root {root.name}")
        if known is not None and known != identity(root):
            raise LibraryUnmounted(
                f"the library {root.folder} is empty, and not the folder that was indexed:"
                " is its disk mounted?"
            )


def identity(root: Root) -> str:
    stat = os.stat(root.folder)
    return f"{stat.st_dev}:{stat.st_ino}"
