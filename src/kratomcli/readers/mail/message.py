"""E-mail: the text of a message as Markdown, its sender, subject and date as values."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from html import escape

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.conversion import Converted
from kratomcli.readers.decoding import counted
from kratomcli.readers.mail.headers import authors_of, date_of, header, headers
from kratomcli.readers.mail.parts import MailBody, body_of_message, markdown_of_html

_MOST_BOUNDARIES = 100_000
"""Lines that may begin a part, and so cost memory before anything is known of it; patches have some."""
_USUAL = ("from", "date", "subject", "message-id", "received", "to", "mime-version", "return-path")


def read_message(data: bytes) -> Converted:
    """The message in the file `data`; see `conversion.FormatReader`."""
    if data.count(b"\n--") > _MOST_BOUNDARIES:
        raise ArticleUnreadable("e-mail of more parts than anybody writes")
    try:
        message = message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError as error:
        raise ArticleUnreadable("e-mail whose parts are nested too deeply") from error
    if not any(name in message for name in _USUAL):
        raise ArticleUnreadable("not an e-mail: it does not begin with a header")
    return converted_message(message)


def converted_message(message: Message) -> Converted:
    """A message, as Python's email parses it by default, as an article.

    Raises:
        ArticleUnreadable: it is encrypted, or its parts are too many or nested too deeply.
    """
    body = body_of_message(message)
    if body.is_encrypted and not body.blocks:
        raise ArticleUnreadable("encrypted e-mail", hint="Save it decrypted from your mail program.")
    return Converted("\n\n".join(_blocks(body)), _values(message), tuple(_notes(body)))


def _blocks(body: MailBody) -> Iterator[str]:
    yield from body.blocks
    if body.attachments:
        items = "".join(f"<li>{escape(name)}</li>" for name in body.attachments)
        yield markdown_of_html(f"<p>Attachments:</p><ul>{items}</ul>")


def _values(message: Message) -> dict[str, object]:
    values: dict[str, object] = {
        "title": header(message, "subject"),
        "date": date_of(message),
        "authors": authors_of(message),
        "tags": [tag for text in headers(message, "keywords") for tag in _split(text)],
        "language": next(iter(_split(header(message, "content-language"))), ""),
        "source": header(message, "archived-at").strip("<> "),
        "message-id": header(message, "message-id").strip("<> "),
        "in-reply-to": header(message, "in-reply-to").strip("<> "),
        "draft": header(message, "x-unsent") == "1",  # what Outlook saves before it is sent
    }
    return {key: value for key, value in values.items() if value}


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _notes(body: MailBody) -> Iterator[str]:
    if body.is_encrypted:
        yield "encrypted parts left out"
    if body.attachments:
        yield f"{counted(len(body.attachments), 'attachment')} not read"
