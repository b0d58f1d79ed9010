"""The reader of plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex
from kratomcli.readers.assembly import Read, assemble
from kratomcli.readers.decoding import decode_clean
from kratomcli.readers.front_matter import split
from kratomcli.readers.headers import header

if TYPE_CHECKING:
    from kratomcli.conventions.table import Convention
    from kratomcli.model.article import Markup

_STARTS_AS_MARKDOWN = lazy_regex(r"(?:[^\S\n]*+\n)*+ {0,3}#{1,6}[ \t]+\S")


def read(data: bytes, *, id: str, path: str, convention: Convention) -> Read:
    """The article and the location of its body; arguments as for `readers.read`.

    A text file that begins with front matter or a # heading is read as Markdown.
    """
    source = decode_clean(data)
    front = split(source.text)
    is_markdown = front is not None
    if front is None:
        front = header(source.text, convention)
        is_markdown = _STARTS_AS_MARKDOWN.match(source.text, front.end if front else 0) is not None
    markup: Markup = "markdown" if is_markdown else "text"
    return assemble(source, front, markup, id=id, path=path, convention=convention)
