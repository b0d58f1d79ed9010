"""The encoding of a page: what its bytes are, or else what it says of itself."""

from __future__ import annotations

import codecs
import re

from kratomcli.patterns import lazy_regex
from kratomcli.readers.decoding import Decoded, decode_clean
from kratomcli.text.normalize import clean

_DECLARED_WITHIN = 16 * 1024  # bytes: saved pages have long comments and styles before their declaration
_DECLARED = lazy_regex(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})|<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})",
    re.IGNORECASE,
)
# What browsers take for a name: the larger encoding that each grew into.
_READ_AS = {
    **dict.fromkeys(("iso8859-1", "ascii", "latin-1"), "cp1252"),
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_ALIASES = {"x-sjis": "cp932", "windows-31j": "cp932", "x-gbk": "gb18030", "iso-8859-8-i": "iso-8859-8"}
_OF_PAGES = lazy_regex(
    r"iso8859-\d+|cp\d+|koi8-\w|gb18030|big5hkscs|euc_\w+|iso2022_jp\w*|hz|mac-\w+|ptcp154"
)
_BY_ESCAPES = ("iso2022_jp", "hz")  # all of ASCII's bytes, so valid as UTF-8


def decoded(data: bytes, told: str = "") -> Decoded:
    """The text of a page; `told` is the encoding that whoever sent it named.

    A page that is valid UTF-8 is read as that: what programs save is, whatever still stands in the page.

    Raises ArticleUnreadable for data that is not text.
    """
    codec = _codec(told) or declared(data)
    if codec and (codec in _BY_ESCAPES or not _is_utf8(data)) and b"\0" not in data:
        text = data.decode(codec, "replace")
        if text.count("\ufffd") <= len(text) / 100:
            return Decoded(clean(text.replace("\r\n", "\n").replace("\r", "\n")), codec, ())
    return decode_clean(data)


def declared(data: bytes) -> str:
    """Python's name for the encoding that a page declares; "" for none that is known."""
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    return _codec((found[1] or found[2]).decode("ascii")) if found else ""


def _codec(label: str) -> str:
    try:
        name = codecs.lookup(_ALIASES.get(label.lower(), label)).name if label else ""
    except (LookupError, ValueError):
        return ""
    name = _READ_AS.get(name, name)
    return name if _OF_PAGES.fullmatch(name) else ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
