"""The parts of a message that are its text, in order, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from email.message import Message
from html import escape

from kratomcli.errors import ArticleUnreadable
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers.mail.headers import authors_of, date_of, decoded, file_name, header
from kratomcli.readers.mail.plain_text import html_of_text
from kratomcli.text.wording import size

_DEEPEST = 20
_MOST_PARTS = 2000
_MOST_HEADERS = 5000  # of a part; each that names a day or a person is read
_STUB_SHARE = 3  # a plain part with fewer words than a third of the HTML's says too little

_BEGIN_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_BEGIN_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_END_SIGNATURE = "-----END PGP SIGNATURE-----"
_SECRET = lazy_regex(r"\s*-----BEGIN PGP MESSAGE-----\n.*-----END PGP MESSAGE-----\s*", re.DOTALL)
_SECRET_KINDS = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")


class MailBody(NamedTuple):
    """What is text in a message, as a block of Markdown for each part, and what is not."""

    blocks: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    """Names and sizes."""
    is_encrypted: bool = False
    """Whether a part is."""

    @property
    def words(self) -> int:
        return sum(len(block.split()) for block in self.blocks)


def body_of_message(message: Message) -> MailBody:
    """What is text in a message.

    Raises:
        ArticleUnreadable: its parts or headers are too many, or nested too deeply.
    """
    level, count = [message], 0
    for _ in range(_DEEPEST):
        count += len(level)
        if any(len(part) > _MOST_HEADERS for part in level):
            raise ArticleUnreadable(f"e-mail of more than {_MOST_HEADERS:,} headers")
        if count > _MOST_PARTS:
            raise ArticleUnreadable(f"e-mail of more than {_MOST_PARTS:,} parts")
        level = [child for part in level for child in _children(part)]
        if not level:
            return _body(message)
    raise ArticleUnreadable("e-mail whose parts are nested too deeply")


def _children(part: Message) -> list[Message]:
    # Asked of a part that has none, the payload is decoded, by any name of a character set.
    payload = part.get_payload() if part.is_multipart() else ()
    return [child for child in payload if isinstance(child, Message)]


def _body(part: Message) -> MailBody:
    kind = part.get_content_type()
    children = _children(part)
    if kind == "multipart/encrypted" or kind in _SECRET_KINDS:
        return MailBody(is_encrypted=True)
    if kind == "message/rfc822" and children:
        return _joined(map(_message, children))
    if kind == "multipart/alternative" and children:
        return _best(children)
    if kind in ("multipart/signed", "multipart/related") and children:
        return _joined((_body(children[0]), _attached(filter(_is_attached, children[1:]))))
    if children:
        return _joined(map(_body, children))
    if kind.startswith("multipart/"):  # without its parts, as where the boundary is missing
        return _text(part, _of_plain)
    if part.get_content_disposition() != "attachment" and kind in _MARKDOWN_OF:
        return _text(part, _MARKDOWN_OF[kind])
    return MailBody() if kind in _SIGNATURES else _attached([part])


def _is_attached(part: Message) -> bool:
    """Whether a part beside the text is neither an image within it nor a signature."""
    return "content-id" not in part and part.get_content_type() not in _SIGNATURES


def _joined(bodies: Iterable[MailBody]) -> MailBody:
    all = list(bodies)
    return MailBody(
        tuple(block for body in all for block in body.blocks),
        tuple(name for body in all for name in body.attachments),
        any(body.is_encrypted for body in all),
    )


def _attached(parts: Iterable[Message]) -> MailBody:
    return MailBody(attachments=tuple(map(attachment_label, parts)))


def attachment_label(part: Message) -> str:
    """What a part that is no text is called in a list: its name, or else its type, and its size."""
    name = file_name(part) or part.get_content_type()
    return f"{name} ({size(len(_bytes(part)))})"


def _message(message: Message) -> MailBody:
    """A message within another, below a heading."""
    who = ", ".join(filter(None, (*authors_of(message), date_of(message))))
    top = f"<h2>{escape(header(message, 'subject'))}</h2><p>{escape(who)}</p>"
    return _joined((MailBody((markdown_of_html(top),)), _body(message)))


def _best(parts: Sequence[Message]) -> MailBody:
    """That of several forms of one text which says most: the first, which is plain, unless it is a stub."""
    forms = [_body(part) for part in parts]
    most = max(form.words for form in forms)
    best = next(form for form in forms if form.words * _STUB_SHARE >= most)
    # An encrypted form, or what is attached to another, is not lost silently.
    return best._replace(
        attachments=tuple(dict.fromkeys(name for form in forms for name in form.attachments)),
        is_encrypted=any(form.is_encrypted for form in forms),
    )


def _text(part: Message, markdown_of_text: Callable[[str, Message], str]) -> MailBody:
    text = decoded(_bytes(part), _parameter(part, "charset")).replace("\r\n", "\n").replace("\r", "\n")
    if _SECRET.fullmatch(text):
        return MailBody(is_encrypted=True)
    block = markdown_of_text(text, part).strip("\n")
    return MailBody((block,) if block.strip() else ())


def _bytes(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _parameter(part: Message, name: str) -> str:
    value = part.get_param(name)
    return value.strip() if isinstance(value, str) else ""


def _of_plain(text: str, part: Message) -> str:
    flowed = _parameter(part, "format").lower() == "flowed"
    joined = _parameter(part, "delsp").lower() == "yes"
    return markdown_of_html(html_of_text(_unsigned(text), flowed=flowed, joined=joined))


def _unsigned(text: str) -> str:
    """A text without what OpenPGP writes around it when it is signed in place."""
    if _BEGIN_SIGNED not in text:
        return text
    lines: list[str] = []
    within = ""
    for line in text.split("\n"):
        if line == _BEGIN_SIGNED and not within:
            within = "header"
        elif within == "header":
            within = "header" if line.strip() else "text"
        elif within == "text" and line == _BEGIN_SIGNATURE:
            within = "signature"
        elif within == "signature":
            within = "" if line == _END_SIGNATURE else within
        else:
            lines.append(line.removeprefix("- ") if within else line)
    return "\n".join(lines)


def markdown_of_html(html: str) -> str:
    """The Markdown of HTML."""
    from kratomcli.readers.html.markdown import markdown_of

    return markdown_of(html)


_MARKDOWN_OF: Mapping[str, Callable[[str, Message], str]] = {
    "text/plain": _of_plain,
    "text/html": lambda text, _: markdown_of_html(text),
    "text/markdown": lambda text, _: text,
    "text/x-markdown": lambda text, _: text,
    "message/delivery-status": _of_plain,
}
"""Kinds of parts that are text → what makes Markdown of it."""
