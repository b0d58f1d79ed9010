"""What a reader of another kind of file than text gives: its text as Markdown, and its metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class Converted(NamedTuple):
    """A file as an article would be written by hand.

    `body` is Markdown: plain words that look like markup are escaped in it. `values` are what front matter
    would say, under its usual keys: title, date, updated, authors, tags, language, summary, source (the
    address of a page), and any other, whose values YAML could hold. Dates are texts or `datetime` values.
    `notes` say for people what was lost.
    """

    body: str
    values: Mapping[str, object] = {}
    notes: tuple[str, ...] = ()


class FormatReader(Protocol):
    """A reader: the content of a file, and its path within the library, which is for names only.

    Raises:
        ArticleUnreadable: the file is broken, encrypted, holds no text …: the message is the reason.
        MissingExtra: a package is needed that is not installed.
    """

    def __call__(self, data: bytes, path: str) -> Converted: ...
