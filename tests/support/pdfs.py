"""PDF files written by hand: with an outline, labels of pages, any words for metadata, and a password."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import md5
from itertools import accumulate
from typing import NamedTuple

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_PERMISSIONS = -44  # as Acrobat's "no copying"
_ID = b"0123456789abcdef"


class Words(NamedTuple):
    """Words on a page: their place from its left and lower edge, and their size."""

    text: str
    x: float = 72
    y: float = 700
    size: float = 11


def lines(*texts: str, x: float = 72, top: float = 700, size: float = 11, step: float = 14) -> list[Words]:
    """Lines of text below each other."""
    return [Words(text, x, top - step * at, size) for at, text in enumerate(texts)]


def make_pdf(
    pages: Sequence[Iterable[Words]],
    *,
    info: Mapping[str, str] = {},
    outline: Sequence[tuple[str, int]] = (),
    catalog: str = "",
    passwords: tuple[str, str] | None = None,
) -> bytes:
    """A PDF of these pages; `outline` has (title, page from 0), `passwords` those of user and owner."""
    key, encryption = _encryption(*passwords) if passwords else (b"", b"")
    first = 5
    objects: dict[int, bytes] = {
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: b"<< %s >>" % b" ".join(b"/%s %s" % (k.encode(), _text(v, key, 4)) for k, v in info.items()),
    }
    kids = []
    for at, words in enumerate(pages):
        page, stream = first + 2 * at, first + 2 * at + 1
        kids.append(f"{page} 0 R")
        objects[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {stream} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>"
        ).encode()
        content = _sealed("".join(map(_shown, words)).encode("cp1252"), key, stream)
        objects[stream] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    root = first + 2 * len(kids)
    if outline:
        objects |= _outline(root, outline, first, key)
        catalog += f" /Outlines {root} 0 R"
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    return _file(objects, encryption)


def _shown(words: Words) -> str:
    text = words.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F {words.size} Tf {words.x} {words.y} Td ({text}) Tj ET\n"


def _text(text: str, key: bytes, number: int) -> bytes:
    return b"<%s>" % _sealed(b"\xfe\xff" + text.encode("utf-16-be"), key, number).hex().encode()


def _outline(root: int, entries: Sequence[tuple[str, int]], first: int, key: bytes) -> dict[int, bytes]:
    last = root + len(entries)
    objects = {root: f"<< /First {root + 1} 0 R /Last {last} 0 R /Count {len(entries)} >>".encode()}
    for number, (title, page) in enumerate(entries, root + 1):
        near = (f"/Prev {number - 1} 0 R " if number > root + 1 else "") + (
            f"/Next {number + 1} 0 R " if number < last else ""
        )
        target = f"/Parent {root} 0 R {near}/Dest [{first + 2 * page} 0 R /Fit]"
        objects[number] = b"<< /Title %s %s >>" % (_text(title, key, number), target.encode())
    return objects


def _file(objects: Mapping[int, bytes], encryption: bytes) -> bytes:
    parts = [b"%PDF-1.5\n"]
    parts += [b"%d 0 obj\n%s\nendobj\n" % (number, objects[number]) for number in sorted(objects)]
    places = [*accumulate(map(len, parts))]
    count = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places[:-1])
    trailer = b"<< /Size %d /Root 1 0 R /Info 4 0 R %s >>" % (count, encryption)
    xref = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n%s\nstartxref\n%d\n%%%%EOF\n"
    return b"".join(parts) + xref % (count, table, trailer, places[-1])


def _encryption(user: str, owner: str) -> tuple[bytes, bytes]:
    """(the key, the trailer's part) of the first revision of PDF's encryption: RC4 with 40 bits."""
    padded = [(password.encode() + _PADDING)[:32] for password in (user, owner)]
    o = _rc4(_md5(padded[1])[:5], padded[0])
    flags = _PERMISSIONS.to_bytes(4, "little", signed=True)
    key = _md5(padded[0] + o + flags + _ID)[:5]
    values = (o.hex().encode(), _rc4(key, _PADDING).hex().encode(), _PERMISSIONS, _ID.hex().encode())
    known = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P %d >> /ID [<%s> <%s>]"
    return key, known % (*values, values[3])


def _sealed(data: bytes, key: bytes, number: int) -> bytes:
    if not key:
        return data
    return _rc4(_md5(key + number.to_bytes(3, "little") + b"\0\0")[:10], data)


def _md5(data: bytes) -> bytes:
    return md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state = [*range(256)]
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
