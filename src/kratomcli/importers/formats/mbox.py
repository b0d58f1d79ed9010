"""Mailboxes as mbox files, Gmail's among them: a message after the other, each behind a line "From …".

A line of a text may begin with "From ", too, and not every program put a ">" before it. So such a line
begins a message only if it has a time and a header line follows; Python's `mailbox` splits at all of them.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from functools import partial
from html import escape
from typing import IO, TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.items import Item
from kratomcli.importers.writing.placing import AttachedFiles, Places
from kratomcli.patterns import lazy_regex
from kratomcli.text.file_names import safe_name

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_FROM = lazy_regex(rb"From (?:\S.*)?\b\d\d?:\d\d(?::\d\d)?\b.*\r?\n?")
_HEADER = lazy_regex(rb"(?:[!-9;-~]+[ \t]*:|>From )")
_QUOTED = lazy_regex(rb"^>(>*From )", re.MULTILINE)
_MOST = 100_000_000
"""Bytes of a message; a longer one is left out."""
_LONGEST_LINE = 1 << 20


def recognises(source: ImportSource) -> bool:
    """Whether a file begins as a mailbox does."""
    return bool(_parts(source))


def _parts(source: ImportSource) -> list[str]:
    names = source.names if len(source.names) == 1 else source.ending(".mbox", "/mbox", ".mbx")
    return [name for name in names if _is_mailbox(source.start(name, 2000))]


def _is_mailbox(start: bytes) -> bool:
    line, _, rest = start.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    return _FROM.fullmatch(line) is not None and _HEADER.match(rest) is not None


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The messages, each mailbox a folder if there are several."""
    parts = _parts(source)
    places = Places()
    for name in parts:
        folder = safe_name(name.removesuffix("/mbox").rpartition("/")[2].removesuffix(".mbox"))
        with source.stream(name) as stream:
            for number, data in enumerate(messages(stream), 1):
                try:
                    yield _item(data, places, folder if len(parts) > 1 else "")
                except ArticleUnreadable as error:
                    failed(f"message {number} of {name}", error.message)


def messages(stream: IO[bytes]) -> Iterator[bytes]:
    """The messages of a mailbox, without the ">" before quoted lines; one over 100 MB is cut there."""
    kept: list[bytes] = []
    size = 0
    is_blank, is_inside = True, False
    following = b""
    while line := following or stream.readline(_LONGEST_LINE):
        following = b""
        if is_blank and _FROM.fullmatch(line):
            following = stream.readline(_LONGEST_LINE)
            if _HEADER.match(following):
                if is_inside:
                    yield _message(kept)
                kept, size, is_inside, is_blank = [], 0, True, False
                continue
        is_blank = not line.strip()
        size += len(line)
        if is_inside and size <= _MOST:
            kept.append(line)
    if is_inside:
        yield _message(kept)


def _message(lines: list[bytes]) -> bytes:
    return _QUOTED.sub(rb"\1", b"".join(lines))


def _item(data: bytes, places: Places, folder: str) -> Item:
    from kratomcli.readers.mail.headers import header
    from kratomcli.readers.mail.message import converted_message

    try:
        message = message_from_bytes(data)
    except RecursionError as error:
        raise ArticleUnreadable("its parts are nested too deeply") from error
    converted = converted_message(message)
    values = dict(converted.values)
    key = str(values.get("message-id") or hashlib.sha256(data).hexdigest())
    place = places.add(key, str(values.get("title") or values.get("date") or "Message"), folder)
    tags = values.get("tags")
    labels = _labels(header(message, "x-gmail-labels"))
    values["tags"] = list(dict.fromkeys([*(tags if isinstance(tags, list) else []), *labels]))
    first = next(iter(header(message, "references").split()), "")
    values["thread"] = header(message, "x-gm-thrid") or first.strip("<>")
    files = AttachedFiles(place.name)
    body = _with_links(converted.body, message, files)
    return Item(
        key=key, body=body, values=values, name=place.name, folder=place.folder, attachments=files.files
    )


def _labels(text: str) -> list[str]:
    """Gmail's labels, which are separated by commas, one with a comma in quotes."""
    labels = next(csv.reader([text], skipinitialspace=True), [])
    return [label.strip() for label in labels if label.strip()]


def _with_links(body: str, message: Message, files: AttachedFiles) -> str:
    """A text whose list of attachments has links to them."""
    from kratomcli.readers.mail.headers import file_name
    from kratomcli.readers.mail.parts import attachment_label, markdown_of_html

    for number, part in enumerate(message.walk()):
        if part.is_multipart() or not (name := file_name(part)):
            continue
        label = markdown_of_html(escape(attachment_label(part)))
        before, found, after = body.rpartition(f"\n- {label}")
        if found:
            href = files.add(str(number), name, partial(_content, part))
            body = f"{before}\n- [{label}]({href}){after}"
    return body


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
