"""A chapter's XHTML as the page that a reader of HTML takes it for."""

from __future__ import annotations

import codecs
import re
from html import escape
from typing import TYPE_CHECKING

from kratomcli.readers.decoding import decode
from kratomcli.readers.epub.marks import PRIVATE

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_EMPTY = re.compile(r"""<([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*+)\s*/>""")
_VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
}
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_PREFIX = re.compile(r"(</?)(?:x?html|h):(?=[A-Za-z])")


def page_of(data: bytes) -> LexborHTMLParser:
    """The page in the bytes of a part.

    XHTML means by `<title/>` or `<a id="x"/>` an element with nothing in it, HTML one that goes on; so these
    are written out. Entities of HTML are known, those that a file declares itself are not.
    """
    from selectolax.lexbor import LexborHTMLParser

    text = PRIVATE.sub("", _text(data))
    if "/>" in text:
        text = _EMPTY.sub(_written_out, text)
    if "<![CDATA[" in text:
        text = _CDATA.sub(lambda found: escape(found[1], quote=False), text)
    if ":html" in text[:2000] or "<h:" in text[:2000]:
        text = _PREFIX.sub(r"\1", text)
    return LexborHTMLParser(text)


def _text(data: bytes) -> str:
    declared = _DECLARED.match(data[:300])
    if declared and not data.startswith(codecs.BOM_UTF8):
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # declared wrongly: UTF-8, or guessed
    return decode(data)[0]


def _written_out(found: re.Match[str]) -> str:
    if found[1].lower() in _VOID:
        return found[0]
    return f"<{found[1]}{found[2]}></{found[1]}>"


def letters(text: str) -> str:
    """What of a text counts where titles are compared."""
    return re.sub(r"[\W_]+", "", text.casefold())
