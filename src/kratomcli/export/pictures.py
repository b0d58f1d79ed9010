"""Images that articles show: found in the library and read, or the reason why that is not possible.

The type of an image is detected from its first bytes, not its name: EPUB readers and Typst do so, too.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from urllib.parse import quote, urlsplit

from kratomcli.files.reading import FileMissing, FileReader, FileUnreadable
from kratomcli.markup.links import places
from kratomcli.markup.tools.wiki_links import target_of
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import one_line

_NAMES = {"avif": "AVIF", "gif": "GIF", "jpeg": "JPEG", "png": "PNG", "webp": "WebP"}
KINDS = tuple(_NAMES)
"""Image types that browsers show and that are only data. Not SVG: opened directly, it may run scripts."""

# Template tags around addresses: {{ "/x.png" | relative_url }}, {{ site.baseurl }}/x.png.
_TEMPLATE = lazy_regex(r"""\{\{-?\s*["']([^"'{}]*)["'][^{}]*\}\}""")
_TOP = lazy_regex(r"^\{(?:static|attach|filename)\}|^@site/(?=static/)|\{\{-?\s*site\.(?:base)?url\s*-?\}\}")

_SUFFIXES = tuple(f".{kind}" for kind in (*_NAMES, "jpg"))
_LARGEST = 50 << 20
_MOST_PIXELS = 100_000_000
"""The limit on an image's pixels: a small file may decompress to more than fits into memory."""


class Picture(NamedTuple):
    """An image: its bytes, its type, and `name`, a file name made of a checksum of its content."""

    data: bytes
    kind: str

    @property
    def name(self) -> str:
        check = hashlib.blake2b(self.data, digest_size=10).hexdigest()
        return f"{check}.{'jpg' if self.kind == 'jpeg' else self.kind}"

    @property
    def media_type(self) -> str:
        return f"image/{self.kind}"


class Pictures:
    """Finds and reads images of a library with the folders `roots`, in the types `kinds` of a format.

    `note` is called once for each image that can't be used, with the reason.
    """

    def __init__(
        self, roots: Sequence[str], kinds: Sequence[str] = KINDS, note: Callable[[str], None] | None = None
    ) -> None:
        self._roots = [os.path.realpath(root) for root in roots]
        self._files = FileReader(self._roots, _LARGEST)
        self._kinds = kinds
        self._note = note
        self._missed: set[str] = set()

    def places(self, src: str, path: str) -> list[str]:
        """Absolute paths that the address `src` in the article at `path` can mean; [] if not in a library."""
        if target := target_of(src):
            return self._embedded(target.partition("#")[0], path)
        link = path_of(src)
        if not link.startswith("/"):
            return places(path, link, self._roots) if link else []
        # Hugo, Docusaurus and Astro have the files of a site's top in a folder of their own.
        return [
            place for top in ("", "/static", "/public") for place in places(path, top + link, self._roots)
        ]

    def _embedded(self, target: str, path: str) -> list[str]:
        """Where the picture can be that a note embeds: beside it, from the top, or anywhere by its name."""
        link, end = quote(target), f"/{target.lower()}"
        found = [*places(path, link, self._roots), *places(path, f"/{link}", self._roots)]
        found += (
            place for place in self._by_name.get(end.rpartition("/")[2], ()) if place.lower().endswith(end)
        )
        return list(dict.fromkeys(found))

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """The pictures of the library by their names in lower case, those least deep in folders first."""
        found: dict[str, list[str]] = {}
        for root in self._roots:
            for folder, folders, files in os.walk(root):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                for name in files:
                    if name.lower().endswith(_SUFFIXES):
                        found.setdefault(name.lower(), []).append(f"{folder}/{name}")
        for same in found.values():
            same.sort(key=lambda place: (place.count(os.sep), place))
        return found

    def at(self, place: str) -> Picture | str:
        """The image at an absolute path, or the reason why there is none that can be shown."""
        if not any(place.startswith(root.rstrip(os.sep) + os.sep) for root in self._roots):
            return "it is outside the library"
        try:
            data = self._files.read(place)
        except FileMissing:
            return "no such file"
        except FileUnreadable as error:
            return error.reason
        found = _kind_and_size(data)
        if found is None:
            return f"it is no {', '.join(_NAMES.values())}"
        kind, width, height = found
        if kind not in self._kinds:
            return f"this format can't show {_NAMES[kind]}"
        if _is_cut(data, kind):
            return "it is damaged"
        if width * height > _MOST_PIXELS:
            return f"{width:,} × {height:,} pixels are too many"
        return Picture(data, kind)

    def missed(self, id: str, src: str, reason: str) -> None:
        """Report that an image of the article `id` can't be used; only once for each."""
        if src not in self._missed:
            self.tell(id, missed(src, reason))
        self._missed.add(src)

    def tell(self, id: str, text: str) -> None:
        """Report `text` about the images of the article `id`."""
        if self._note is not None:
            self._note(f"{id}: {text}")


def path_of(src: str) -> str:
    """The path in an image's address, still percent-encoded; "" if the address isn't in a library."""
    try:
        parts = urlsplit(_TOP.sub("", _TEMPLATE.sub(r"\1", src)))
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else parts.path


def missed(src: str, reason: str) -> str:
    """The message about an image that can't be used."""
    return one_line(f"the picture {src or 'without an address'} is not in it: {reason}")


def reason_for(src: str) -> str:
    """The reason why an image with the address `src` isn't looked for in the library."""
    if not src:
        return "its address is none that may be shown"
    return "it is on the web" if "//" in src[:10] else "its address can't be understood"


# -- kinds ----------------------------------------------------------------------------------------------


def _kind_and_size(data: bytes) -> tuple[str, int, int] | None:
    """(type, width, height in pixels) from a file's first bytes; None if it is no known image."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
            return "png", *struct.unpack_from(">II", data, 16)
        if data.startswith((b"GIF87a", b"GIF89a")):
            return "gif", *struct.unpack_from("<HH", data, 6)
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return _webp(data)
        if data[4:8] == b"ftyp" and b"avif" in data[8:64]:
            return "avif", *struct.unpack_from(">II", data, data.index(b"ispe") + 8)
    except (struct.error, ValueError):
        pass  # it ends too early
    return None


def _is_cut(data: bytes, kind: str) -> bool:
    """Whether the end of an image is missing. Data after its end is harmless."""
    if kind == "png":
        return b"IEND\xaeB`\x82" not in data
    if kind == "gif":
        return not data.rstrip(b"\0\r\n ").endswith(b";")
    if kind == "jpeg":
        image = next((start for marker, start in _segments(data) if marker == 0xDA), len(data))
        return data.find(b"\xff\xd9", image) < 0
    return kind == "webp" and len(data) < 8 + int.from_bytes(data[4:8], "little")


def _jpeg(data: bytes) -> tuple[str, int, int] | None:
    for marker, start in _segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, start + 3)
            return "jpeg", width, height
    return None


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """(marker, offset of its length) of each segment of a JPEG before its image."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        if data[at + 1] == 0xFF:  # padding
            at += 1
            continue
        yield data[at + 1], at + 2
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]


def _webp(data: bytes) -> tuple[str, int, int] | None:
    if data[12:16] == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
    elif data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (number & 0x3FFF for number in struct.unpack_from("<HH", data, 26))
    return "webp", width, height
