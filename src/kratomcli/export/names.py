"""Article ids → file names that are within the output folder and never collide."""

from __future__ import annotations

import re
import unicodedata
import zlib

from kratomcli.errors import OutputError
from kratomcli.patterns import lazy_regex

_LONGEST = 255  # bytes of a file name, on nearly every file system
_BAD = lazy_regex("[\x00-\x1f\x7f-\x9f\\\\\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_DRIVE = lazy_regex(r"[A-Za-z]:")


class Names:
    """Gives each id of one export a unique path, in the order in which the ids come.

    Names that differ only in case or Unicode normalisation are the same on many file systems, so the
    second gets "-2" at its end, the third "-3". A name that is too long is cut and ends in a checksum of
    the whole name.
    """

    def __init__(self, suffix: str) -> None:
        self._suffix = suffix
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def path(self, id: str) -> str:
        """The relative path for an id, with / as separator.

        Raises:
            OutputError: the id leads out of the folder.
        """
        parts = _parts(id)
        path = ""
        for part in parts[:-1]:
            path = _free(path, _fit(part, ""), "", self._files)
            self._folders.add(folded(path))
        path = _free(path, _fit(parts[-1], self._suffix), self._suffix, self._files, self._folders)
        self._files.add(folded(path))
        return path


def _parts(id: str) -> list[str]:
    parts = id.split("/")
    hidden = {"", ".", ".."}
    if (
        "\0" in id
        or (_DRIVE.match(id) and id[2:3] in ("/", "\\"))
        or any(part in hidden for part in parts)
        or ".." in re.split(r"[/\\]", id)
    ):
        raise OutputError(f"the id {id!r} can't be a file's name", hint="Rename the article's file.")
    if _DRIVE.match(id):
        parts[0] = parts[0].replace(":", "-", 1)
    return [_BAD.sub("-", part) for part in parts]


def _fit(stem: str, suffix: str) -> str:
    room = _LONGEST - len(suffix) - 8  # 8 for a number at the end
    coded = stem.encode()
    if len(coded) <= room:
        return stem
    check = f"-{zlib.crc32(coded):08x}"
    return coded[: room - len(check)].decode(errors="ignore") + check


def _free(folder: str, stem: str, suffix: str, *taken: set[str]) -> str:
    before = folder + "/" if folder else ""
    path = before + stem + suffix
    number = 1
    while any(folded(path) in names for names in taken):
        number += 1
        path = f"{before}{stem}-{number}{suffix}"
    return path


def folded(path: str) -> str:
    """A path as file systems compare it that know no case, or no other form of a letter than one."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
