"""Bytes → text: which encoding, one kind of line end, nothing that could drive a terminal."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from kratomcli.errors import ArticleUnreadable
from kratomcli.text.normalize import REPLACEMENT, clean

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# What articles on disks are really written in. Left to all it knows, charset-normalizer takes short
# French for DOS Baltic or UTF-16; with this list it is right nearly always.
_LIKELY = [
    *(f"cp125{n}" for n in range(8)),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949", "koi8_r", "cp866", "cp874"),
]
_SAMPLE = 32 * 1024  # bytes shown to charset-normalizer: a few milliseconds' work
_LEAD = 2 * 1024  # of these, at most so many before the first byte that is not UTF-8

_ASCII = bytes(range(128))
_HARMLESS = bytes(byte for byte in range(128) if 32 <= byte < 127 or byte in b"\t\n\r")


class Decoded(NamedTuple):
    """A file's text, clean and with "\\n" line ends; its encoding; what had to be mended."""

    text: str
    encoding: str
    notes: tuple[str, ...]


def decode(data: bytes) -> tuple[str, str]:
    """The text in `data`, its line ends "\\n", without a byte order mark; and the encoding's name.

    UTF-8 unless a mark or an invalid byte says otherwise; then the best guess. Raises
    ArticleUnreadable for what is not text.
    """
    text, encoding, _ = _decode(data)
    return _line_feeds(text), encoding


def decode_clean(data: bytes) -> Decoded:
    """As `decode`, each character that could drive a terminal replaced by one U+FFFD."""
    text, encoding, notes = _decode(data)
    text = _line_feeds(text)
    cleaned = _clean(text, data, encoding)
    if cleaned is not text:
        count = cleaned.count(REPLACEMENT) - text.count(REPLACEMENT)
        if count:
            notes += (f"{counted(count, 'control character')} replaced",)
    return Decoded(cleaned, encoding, notes)


def body_of(data: bytes, encoding: str, start: int) -> str:
    """The article's body without parsing its front matter: `encoding` and `start` are its `BodyLocation`."""
    text = _line_feeds(_decode_as(data, encoding))
    return _clean(text, data, encoding)[start:].rstrip()


def _decode(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding, (f"decoded as {encoding}",)
            except UnicodeDecodeError as error:
                raise _not_text(f"it begins as {encoding} and is none: {error.reason}") from error
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return _guess(data, error.start)
    if b"\0" in data and 4 * data.count(0) > len(data):
        raise _not_text("it is full of NUL bytes", hint="If it is UTF-16 or UTF-32, save it as UTF-8.")
    return text.removeprefix("\ufeff"), "utf-8", ()


def _decode_as(data: bytes, encoding: str) -> str:
    """Never fails, and gives what `_decode` gave for the encoding that it named."""
    text = data.decode(encoding, "replace")
    return text.removeprefix("\ufeff") if encoding == "utf-8" else text  # other codecs take the mark away


def _line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _clean(text: str, data: bytes, encoding: str) -> str:
    """`clean(text)`, six times faster for UTF-8: it looks only at what is not harmless ASCII."""
    if encoding == "utf-8":
        odd = data.translate(None, _HARMLESS).decode("utf-8", "replace")
        if not odd or clean(odd) == odd:
            return text
    return clean(text)


def _guess(data: bytes, first_bad: int) -> tuple[str, str, tuple[str, ...]]:
    """Text that is not UTF-8; `first_bad` is the offset of the first byte that says so."""
    if b"\0" in data:
        raise _not_text("it holds NUL bytes and is not UTF-8")

    # A UTF-8 file with a few bytes damaged is still UTF-8: other encodings hardly ever hold valid
    # multi-byte sequences.
    text = data.decode("utf-8", "replace")
    damaged = text.count(REPLACEMENT)
    foreign = len(text) - (len(data) - len(data.translate(None, _ASCII)))
    if foreign - damaged > damaged:
        return text.removeprefix("\ufeff"), "utf-8", (f"damaged UTF-8: {counted(damaged, 'byte')} replaced",)

    for encoding in _candidates(_sample(data, first_bad)):
        try:
            return data.decode(encoding), encoding, (f"decoded as {encoding}",)
        except UnicodeDecodeError:
            continue
    raise _not_text("its encoding is not known", hint="If it is text, save it as UTF-8.")


def _sample(data: bytes, first_bad: int) -> bytes:
    """The part of `data` that tells encodings apart, cut at line ends, which split no character."""
    start = max(0, first_bad - _LEAD)
    if start:
        start = data.find(b"\n", start, first_bad) + 1 or start
    end = start + _SAMPLE
    if end < len(data):
        end = data.rfind(b"\n", start, end) + 1 or end
    return data[start:end]


def _candidates(sample: bytes) -> list[str]:
    """Names of encodings, the most likely first."""
    from charset_normalizer import from_bytes

    matches = list(from_bytes(sample, cp_isolation=_LIKELY, preemptive_behaviour=False))
    if not matches:
        return []
    # windows-1250 and -1257 often tie with 1252, and come before it in the alphabet; 1252 is by far
    # the most common. A match stands for every encoding that gives the same text.
    best = [m for m in matches if (m.chaos, m.coherence) == (matches[0].chaos, matches[0].coherence)]
    names = ["cp1252"] if any("cp1252" in m.could_be_from_charset for m in best) else []
    names += [name for m in matches for name in m.could_be_from_charset]
    return [name.replace("cp125", "windows-125") for name in dict.fromkeys(names)]


def counted(count: int, noun: str) -> str:
    """ "1 byte", "2 bytes"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _not_text(why: str, *, hint: str = "") -> ArticleUnreadable:
    return ArticleUnreadable(f"not a text file: {why}", hint=hint)
