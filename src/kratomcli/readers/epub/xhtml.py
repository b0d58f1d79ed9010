"""A chapter's XHTML as the page that a reader of HTML takes it for."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex
from kratomcli.readers.decoding import decode
from kratomcli.readers.epub.marks import PRIVATE
from kratomcli.readers.html.parsing import parsed

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_DECLARED = lazy_regex(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")


def page_of(data: bytes) -> LexborHTMLParser:
    """The page in the bytes of a part. Entities of HTML are known, those that a file declares are not."""
    return parsed(PRIVATE.sub("", _text(data)), is_xhtml=True)


def _text(data: bytes) -> str:
    declared = _DECLARED.match(data[:300])
    if declared and not data.startswith(codecs.BOM_UTF8):
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # declared wrongly: UTF-8, or guessed
    return decode(data)[0]


def letters(text: str) -> str:
    """What of a text counts where titles are compared."""
    return re.sub(r"[\W_]+", "", text.casefold())
