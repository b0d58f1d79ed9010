"""Kramdown's own markup (Jekyll): attributes, {: .no_toc }, the place of contents, {:toc}, extensions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kratomcli.markup.callout_syntax import by_class
from kratomcli.markup.tools.pieces import Piece, Source
from kratomcli.patterns import lazy_regex

_ATTRIBUTES = lazy_regex(
    r"(?P<toc>^[ ]{0,3}(?:[-*+]|1\.)[ \t][^\n]*+\n[ ]{0,3}\{:[ ]*+toc\b[^{}\n]*+\}[ \t]*+$)"
    r"|(?P<before>(?:\A|(?<=\n\n))[ ]{0,3}\{:[^{}\n]++\}[ \t]*+\n(?!\s))"
    r"|(?<!\\)\{:(?!:)[^{}\n]++\}",
    re.MULTILINE,
)
_EXTENSION = lazy_regex(r"\{:(?:(?P<end>/[a-z]*+)|:(?P<name>[a-z]++)(?P<options>[^{}\n]*+))\}")


def attribute_lists(source: Source) -> Iterator[Piece]:
    """Each list of attributes. Those behind a block, in a line, and of callouts, stay for the parser."""
    for found in _ATTRIBUTES.finditer(source.text):
        is_gone = found["toc"] or (found["before"] and not by_class(found[0]))
        yield Piece(*found.span(), "" if is_gone else found[0])


def extensions(source: Source) -> Iterator[Piece]:
    """Extensions: {::comment}…{:/comment} with what is between, the tags alone of all others."""
    opening: re.Match[str] | None = None
    for found in _EXTENSION.finditer(source.text):
        if found["name"] and opening is None and found["name"] == "comment":
            if not found["options"].rstrip().endswith("/"):
                opening = found
                continue
        elif opening is not None and found["end"] in ("/", "/comment"):
            yield Piece(opening.start(), found.end())
            opening = None
            continue
        if opening is None:
            yield Piece(*found.span())
    if opening is not None:
        yield Piece(*opening.span())


_MARKDOWN = lazy_regex(
    r"^(?P<before> {0,3}<[A-Za-z][\w-]*+(?:[ \t]++(?!markdown=)[^\s<>]++)*+)"
    r"[ \t]++markdown=[\"']?+(?:1|block)[\"']?+"
    r"(?P<behind>[^<>\n]*+>[ \t]*+)$",
    re.MULTILINE,
)


def markdown_in_html(source: Source) -> Iterator[Piece]:
    """Elements whose text is Markdown because an attribute says so: with an empty line behind their tag."""
    for found in _MARKDOWN.finditer(source.text):
        yield Piece(*found.span(), f"{found['before']}{found['behind']}\n")
