"""The reader of web archives (MHTML): a page and what belongs to it, as an e-mail with parts."""

from __future__ import annotations

from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.html.encoding import decoded
from kratomcli.readers.html.origin import iso_time
from kratomcli.readers.html.pages import read_page

if TYPE_CHECKING:
    from kratomcli.readers.conversion import Converted

_PAGES = ("text/html", "application/xhtml+xml", "text/plain")


def read(data: bytes, path: str) -> Converted:  # noqa: ARG001
    """The article in the page that a web archive begins with.

    Raises ArticleUnreadable for a file that is no web archive, or has no page or no text in it.
    """
    message = BytesParser(policy=compat32).parsebytes(data.lstrip(b"\r\n\t "))
    page = _root(message)
    if page is None:
        raise ArticleUnreadable("the web archive holds no page")
    content = page.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        raise ArticleUnreadable("the page of the web archive is empty")
    try:
        source = decoded(content, page.get_content_charset() or "")
    except ArticleUnreadable as error:  # without its advice, which is for files that people save themselves
        raise ArticleUnreadable("the page of the web archive is no text") from error
    address = _header(page, "Content-Location") or _header(message, "Content-Location")
    snapshot = _header(message, "Snapshot-Content-Location")
    return _dated(read_page(source.text, address=snapshot or address, notes=source.notes), message)


def _root(message: Message) -> Message | None:
    """The part that is the page: the one that `start` names, or the first that is HTML."""
    pages = [part for part in message.walk() if part.get_content_type() in _PAGES and not part.is_multipart()]
    start = message.get_param("start")
    named = (part for part in pages if isinstance(start, str) and _header(part, "Content-ID") == start)
    html = (part for part in pages if part.get_content_type() != "text/plain")
    return next(named, None) or next(html, None) or next(iter(pages) if message.keys() else iter(()), None)


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    return "".join(str(value).split()) if value is not None else ""


def _dated(page: Converted, message: Message) -> Converted:
    """The page with the day when it was saved, which is the date of the e-mail."""
    saved = message.get("Date")
    return (
        page
        if saved is None
        else page._replace(values={**page.values, "saved": iso_time(str(saved).strip())})
    )
