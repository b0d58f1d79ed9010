"""What Logseq writes into a page besides its text: properties, references to blocks, macros."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kratomcli.markup.tools.pieces import Piece, Source
from kratomcli.markup.tools.wiki_links import address
from kratomcli.patterns import lazy_regex

_PROPERTY = lazy_regex(r"(?:\A|\n)[ \t]*+(?:[-*+][ \t]++)?[^\W\d_][\w/.-]*+::(?:[ \t][^\n]*+)?(?=\n|\Z)")
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_REFERENCE = lazy_regex(rf"(?P<link>(?<=\])\()?(?P<block>\(\({_UUID}\)\))(?(link)\))", re.IGNORECASE)
_MACRO = lazy_regex(r"\{\{\s*+(?P<name>[\w-]++)(?P<rest>[^{}]*+)\}\}")
_EMBED = lazy_regex(r"\s*\[\[([^\[\]\n]++)\]\]\s*$")
_URL = lazy_regex(r"\s*+(https?://[^\s<>]++)\s*$")
_ATTRIBUTES = lazy_regex(r"(?<=\))\{:[^{}\n]*+\}")


def properties(source: Source) -> Iterator[Piece]:
    """Lines `key:: value`, each with the end of the line before it, so that no paragraph is cut in two."""
    for found in _PROPERTY.finditer(source.text):
        yield Piece(*found.span())


def block_references(source: Source) -> Iterator[Piece]:
    """References to blocks, ((id)): the text of a link to one stays; sizes behind pictures."""
    pieces = [
        Piece(*found.span(), f"(<{address(found['block'])}>)" if found["link"] else "")
        for found in _REFERENCE.finditer(source.text)
    ]
    pieces += [Piece(*found.span()) for found in _ATTRIBUTES.finditer(source.text)]
    yield from sorted(pieces)


def macros(source: Source) -> Iterator[Piece]:
    """Macros, {{query …}}: embedded pages as links, addresses of videos as links, the text of a cloze."""
    for found in _MACRO.finditer(source.text):
        rest, name = source.body[slice(*found.span("rest"))], found["name"].lower()
        if page := _EMBED.fullmatch(rest):
            yield Piece(*found.span(), f"[{page[1]}](<{address(page[1])}>)")
        elif url := _URL.fullmatch(rest):
            yield Piece(*found.span(), f"<{url[1]}>")
        elif name == "cloze":
            yield Piece(*found.span(), rest.strip(), found.span("rest"))
        else:
            yield Piece(*found.span())
