"""Headers of e-mail as text: decoded, whatever the sender's program got wrong.

They are read as written, not through Python's header registry, which raises on many that break the rules.
"""

from __future__ import annotations

from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses, parsedate_to_datetime

from kratomcli.errors import ArticleUnreadable
from kratomcli.patterns import lazy_regex
from kratomcli.readers.dates import read_date
from kratomcli.readers.decoding import decode
from kratomcli.text.normalize import one_line

_LONGEST = 20_000  # characters of a header that are read
_YEARS = range(1969, 2100)  # of e-mail; others are mistakes
_QUOTED_WORDS = lazy_regex(r'"((?:=\?[^\s?]+\?[bBqQ]\?[^\s?]*\?=\s*)+)"')
_COMMENT = lazy_regex(r"\s*\([^()]*\)")

_WIDER = {
    **dict.fromkeys(("us-ascii", "ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80"), "gb18030"),
    **dict.fromkeys(("ks_c_5601-1987", "euc-kr", "ks_c_5601"), "cp949"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "cp932"),
    **dict.fromkeys(("unknown-8bit", "default", "x-unknown", "8bit", "binary"), ""),
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "tis-620": "cp874",
}
"""Character sets that mail programs name when they mean a wider one."""


def header(message: Message, name: str) -> str:
    """The text of the first header of this name, decoded; "" if there is none."""
    return next(iter(headers(message, name)), "")


def headers(message: Message, name: str) -> list[str]:
    """The texts of all headers of this name, decoded, each on one line."""
    return [one_line(_words(raw)) for raw in _raw(message, name)]


def authors_of(message: Message) -> list[str]:
    """The names of the senders, or their addresses where they have no name."""
    names = [name for raw in _raw(message, "from") or _raw(message, "sender") for name in _names(raw)]
    return list(dict.fromkeys(names))


def _names(raw: str) -> list[str]:
    bare = _QUOTED_WORDS.sub(r"\1", raw)  # encoded words in quotes, which the rules forbid and people write
    found = [one_line(_words(name)).strip("'\" ") or address for name, address in _addresses(bare)]
    return [name for name in found if name] or [name for name in [one_line(_words(bare))] if name]


def _addresses(raw: str) -> list[tuple[str, str]]:
    """Name and address of each; none for comments that are nested without end."""
    try:
        return getaddresses([raw])
    except RecursionError:
        return []


def date_of(message: Message) -> str:
    """When a message was sent, or else received, with its zone where that is known; "" for no date."""
    texts = headers(message, "date")
    texts += [text.rpartition(";")[2] for text in reversed(headers(message, "received"))]
    return next((date for text in texts if (date := _date(text.strip()))), "")


def _date(text: str) -> str:
    # Python's own function knows the zones of North America only, and takes CEST for none.
    found = read_date(text) or read_date(_COMMENT.sub("", text))
    iso = found.iso if found else _date_as_python_reads_it(text)
    return iso if iso[:4].isdecimal() and int(iso[:4]) in _YEARS else ""


def _date_as_python_reads_it(text: str) -> str:
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, OverflowError, IndexError):
        return ""


def file_name(part: Message) -> str:
    """The name of an attachment, "" for none."""
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError):  # parameters in pieces (RFC 2231) that don't fit together
        return ""
    return one_line(_words(collapse_rfc2231_value(_unescaped(name))))


def decoded(data: bytes, charset: str) -> str:
    """The text in `data`, which is said to be in `charset`, or "" where nothing is said.

    What is valid UTF-8 beyond ASCII is UTF-8, and what the character set can't be is guessed.
    """
    name = charset.strip("'\" ").lower()
    name = _WIDER.get(name, name)
    if not name.startswith(("utf-16", "utf-32", "utf-7", "iso-2022", "hz")):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    if name not in ("", "utf-8", "utf8"):
        try:
            return data.decode(name)
        except (LookupError, ValueError):  # unknown, no codec of text, or not in it
            pass
    try:
        return decode(data)[0]
    except ArticleUnreadable:
        return data.decode("utf-8", "replace")


def _raw(message: Message, name: str) -> list[str]:
    """The headers of this name, on one line."""
    values = (value for key, value in message.raw_items() if key.lower() == name)
    return [" ".join(_unescaped(str(value)[:_LONGEST]).split()) for value in values]


def _unescaped(text: str) -> str:
    """A header that has bytes beyond ASCII, which Python gives as surrogates, as the text that they are."""
    if text.isascii() or not all(char < "\x80" or "\udc80" <= char <= "\udcff" for char in text):
        return text
    return decoded(text.encode("ascii", "surrogateescape"), "")


def _words(raw: str) -> str:
    """A header with its encoded words (RFC 2047) decoded."""
    if "=?" not in raw:
        return raw
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError):
        return raw
    return "".join(part if isinstance(part, str) else decoded(part, charset or "") for part, charset in parts)
