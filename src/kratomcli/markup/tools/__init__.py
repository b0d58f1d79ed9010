"""Markup that tools add to Markdown: comments, links of wikis, tags of templates, components and more.

Each module finds the pieces of a few kinds, outside of code; `syntaxes` has the names of the kinds. Two
things are made of the pieces: Markdown that any parser reads, with what stands for each piece, and prose,
in which they are spaces, so that offsets stay.
"""

from __future__ import annotations

from typing import NamedTuple

from kratomcli.markup.code import read_code
from kratomcli.markup.tools import (
    comments,
    highlights,
    kramdown,
    mdx,
    properties,
    quarto,
    templates,
    wiki_links,
)
from kratomcli.markup.tools.pieces import Finder, Piece, Source, replaced


class _Kind(NamedTuple):
    """A kind of markup: in which syntaxes it is, a text without which there is none of it, what finds it."""

    syntaxes: frozenset[str]
    sign: str
    find: Finder


def _kind(syntaxes: str, sign: str, find: Finder) -> _Kind:
    return _Kind(frozenset(syntaxes.split()), sign, find)


# In the order in which they are looked for: what hides other pieces comes first.
_KINDS = (
    _kind("percent-comments", "%%", comments.percent_comments),
    _kind("mdx", "port", mdx.modules),
    _kind("mdx", "/*", mdx.comments),
    _kind("kramdown", "{:", kramdown.extensions),
    _kind("properties", "#+", properties.drawers),
    _kind("properties", ":LOGBOOK:", properties.drawers),
    _kind("properties", "::", properties.properties),
    _kind("chunks", "{", quarto.chunks),
    _kind("block-refs", "{{", properties.macros),
    _kind("block-refs", "(", properties.block_references),
    _kind("liquid shortcodes", "{", templates.template_tags),
    _kind("mdx", "<", mdx.components),
    _kind("mdx", "{", mdx.components),
    _kind("wiki-links", "[[", wiki_links.wiki_links),
    _kind("fenced-divs", ":::", quarto.divs),
    _kind("kramdown", "{:", kramdown.attribute_lists),
    _kind("chunks", "@", quarto.references),
    _kind("attributes", "{", quarto.spans),
    _kind("highlights", "==", highlights.highlights),
    _kind("block-refs", "^^", highlights.carets),
    _kind("block-ids", "^", highlights.block_ids),
)


def pieces_of(body: str, syntaxes: frozenset[str]) -> list[Piece]:
    """The pieces of these kinds of markup in a body of Markdown, in order; no two overlap."""
    kinds = [kind for kind in _KINDS if kind.sign in body and not kind.syntaxes.isdisjoint(syntaxes)]
    if not kinds:
        return []
    code = read_code(body, indented="mdx" not in syntaxes)
    source = Source(body, code.text, code, syntaxes)
    found: list[Piece] = []
    for find in dict.fromkeys(kind.find for kind in kinds):
        new = list(find(source))
        source = source.without(new)
        found += new
    return _outermost(found)


def _outermost(pieces: list[Piece]) -> list[Piece]:
    """The pieces by offset, without those that lie within another one."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.start, -one.end)):
        if not kept or piece.start >= kept[-1].end:
            kept.append(piece)
    return kept


def as_markdown(body: str, syntaxes: frozenset[str]) -> str:
    """A body as Markdown that any parser reads, without the markup of tools."""
    return replaced(body, pieces_of(body, syntaxes))
