"""Syntax highlighting of source code in the colours of the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from kratomcli.text.normalize import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

_STYLES = {
    "Token.Comment": "code.comment",
    "Token.Keyword": "code.keyword",
    "Token.Operator.Word": "code.keyword",
    "Token.Name.Builtin": "code.builtin",
    "Token.Name.Tag": "code.builtin",
    "Token.Name.Attribute": "code.builtin",
    "Token.Name.Decorator": "code.builtin",
    "Token.Name.Function": "code.defined",
    "Token.Name.Class": "code.defined",
    "Token.Literal.String": "code.text",
    "Token.Literal.Number": "code.number",
    "Token.Generic.Deleted": "code.deleted",
    "Token.Generic.Inserted": "code.inserted",
    "Token.Generic.Heading": "code.defined",
    "Token.Generic.Subheading": "code.defined",
}
"""Pygments' token types → styles; subtypes have the style of their nearest parent type here."""


def highlighted(code: str, language: str) -> Text:
    """`code` highlighted as `language`; unstyled if the language isn't known."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    code = clean(code)
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return Text(code)
    found = Text()
    for kind, piece in lexer.get_tokens(code):
        found.append(piece, next((_STYLES[name] for name in _within(str(kind)) if name in _STYLES), None))
    found.rstrip()
    return found


def _within(kind: str) -> Iterator[str]:
    """The token type `kind` and its parent types, from the inside out."""
    while kind:
        yield kind
        kind = kind.rpartition(".")[0]
