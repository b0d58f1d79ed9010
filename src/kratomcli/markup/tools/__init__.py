"""Markup that tools add to Markdown: comments, links of wikis, tags of templates, components and more.

Each module finds the pieces of a few kinds, outside of code; `syntaxes` has the names of the kinds. Two
things are made of the pieces: Markdown that any parser reads, with what stands for each piece, and prose,
in which they are spaces, so that offsets stay.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kratomcli.markup.code import Code, read_code
from kratomcli.markup.tools.pieces import Piece, PieceFinder, Source, outermost, replaced
from kratomcli.markup.tools.syntaxes import UNKNOWN, syntaxes_of
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.model.article import Article


class _ToolSyntax(NamedTuple):
    """A kind of markup: the syntaxes that have it, a text without which there is none, what finds it.

    Its module is imported when there is some, since compiling its patterns takes a millisecond or more.
    """

    syntaxes: frozenset[str]
    sign: str
    finder: str


def _kind(syntaxes: str, sign: str, finder: str) -> _ToolSyntax:
    return _ToolSyntax(frozenset(syntaxes.split()), sign, finder)


# In the order in which they are looked for: what hides other pieces comes first.
_KINDS = (
    _kind("percent-comments", "%%", "comments.percent_comments"),
    _kind("mdx", "/*", "mdx.comments"),
    _kind("kramdown", "{:", "kramdown.extensions"),
    _kind("liquid shortcodes", "comment", "templates.comments"),
    _kind("liquid", "{#", "templates.comments"),
    _kind("mdx", "port", "mdx.modules"),
    _kind("block-references", "#+", "org_blocks.org_blocks"),
    _kind("block-references", ":LOGBOOK:", "org_blocks.org_blocks"),
    _kind("block-references", "::", "properties.properties"),
    _kind("chunks", "{", "quarto.chunks"),
    _kind("block-references label-first", "{{", "properties.macros"),
    _kind("block-references", "(", "properties.block_references"),
    _kind("liquid shortcodes", "{", "templates.links"),
    _kind("liquid shortcodes", "{", "templates.template_tags"),
    _kind("liquid", "raw", "templates.raw_in_code"),
    _kind("mdx", "<", "mdx.components"),
    _kind("mdx", "{", "mdx.components"),
    _kind("wiki-links", "[[", "wiki_links.wiki_links"),
    _kind("fenced-divs", ":::", "quarto.divs"),
    _kind("kramdown", "{:", "kramdown.attribute_lists"),
    _kind("kramdown", "markdown=", "kramdown.markdown_in_html"),
    _kind("chunks", "@", "quarto.references"),
    _kind("attributes chunks", "{", "quarto.spans"),
    _kind("highlights", "==", "highlights.highlights"),
    _kind("directives", "[", "highlights.directives"),
    _kind("block-references", "^^", "highlights.carets"),
    _kind("block-ids", "^", "highlights.block_ids"),
)
_HIDING = 5
"""How many of them are comments."""


def pieces_of(
    body: str, syntaxes: frozenset[str], code: Code | None = None, *, hiding: bool = False
) -> list[Piece]:
    """The pieces of these kinds of markup in a body of Markdown, in order; no two overlap.

    `code` is that of the body, where the caller has it; with `hiding` only comments are looked for.
    """
    kinds = [
        kind
        for kind in _KINDS[: _HIDING if hiding else None]
        if kind.sign in body and not kind.syntaxes.isdisjoint(syntaxes)
    ]
    if not kinds:
        return []
    code = code or code_of(body, syntaxes)
    source = Source(body, code.text, code, syntaxes)
    found: list[Piece] = []
    for name in dict.fromkeys(kind.finder for kind in kinds):
        new = list(_finder(name)(source))
        source = source.without(new)
        found += new
    return outermost(found)


def source_of(body: str, syntaxes: frozenset[str]) -> Source:
    """A body without its code and its comments, in which other pieces can be looked for."""
    code = code_of(body, syntaxes)
    source = Source(body, code.text, code, syntaxes)
    return source.without(pieces_of(body, syntaxes, code, hiding=True))


def _finder(name: str) -> PieceFinder:
    module, _, function = name.partition(".")
    found: PieceFinder = getattr(import_module(f"{__name__}.{module}"), function)
    return found


def code_of(body: str, syntaxes: frozenset[str]) -> Code:
    """The code of a body with these kinds of markup: in MDX nothing is code because of its indent."""
    return read_code(body, indented="mdx" not in syntaxes)


def words_in(line: str) -> str:
    """A line without what is the markup of tools, whatever made it: of that, its words."""
    parts: list[str] = []
    done = 0
    for piece in pieces_of(line, UNKNOWN):
        parts += [line[done : piece.start], line[slice(*piece.words)]]
        done = piece.end
    return "".join([*parts, line[done:]])


def as_markdown(article: Article) -> str:
    """The body of a Markdown article as any parser reads it: with what stands for the markup of its tool."""
    syntaxes = syntaxes_of(article.path, article.convention)
    if article.dialect == "python-markdown":  # which has ways of its own for attributes
        syntaxes -= {"kramdown", "attributes"}
    return replaced(article.body, pieces_of(article.body, syntaxes))
