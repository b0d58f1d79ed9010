"""A body without its comments, of Markdown, HTML and tools alike: they are for whoever edits the file."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from kratomcli.markup.tools import code_of, pieces_of
from kratomcli.markup.tools.pieces import Piece, outermost
from kratomcli.markup.tools.syntaxes import syntaxes_of
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kratomcli.model.article import Article, Markup

_SIGNS = ("%%", "<!--", "/*", "{:", "{#", "[//]:", "[comment]:", "[_]:")
_TAGS = ("{%", "{{<")
# [//]: # (so): the definition of a link that nothing can mean.
_DEFINITION = lazy_regex(r"^ {0,3}\[(?://|comment|_)[^\[\]\n]*+\]:[ \t]*+<?[#>][^\n]*+$", re.MULTILINE)


def without_comments(article: Article) -> str:
    """The body as it was written, but for its comments; one alone on its lines takes them with it."""
    body = article.body
    parts: list[str] = []
    done = 0
    for start, end, *_ in comments_of(body, article.markup, article.path, article.convention):
        line = body.rfind("\n", 0, start) + 1
        following = body.find("\n", end)
        following = len(body) if following < 0 else following
        if not body[line:start].strip() and not body[end:following].strip() and line >= done:
            start, end = line, min(following + 1, len(body))
        parts.append(body[done:start])
        done = end
    return "".join([*parts, body[done:]]) if done else body


def blocks_of(body: str, comments: Iterable[Piece]) -> list[Piece]:
    """The comments of several lines: one within a line may say the id of a heading, as <!-- #tea --> does."""
    return [one for one in comments if "\n" in body[one.start : one.end]]


@lru_cache(maxsize=1)  # reading, indexing and searching ask for the same article, one after the other
def comments_of(body: str, markup: Markup, path: str, convention: str) -> tuple[Piece, ...]:
    """The comments of the body of the file `path` of a tool, in order; no two overlap."""
    syntaxes = syntaxes_of(path, convention)
    if markup == "text" or not _may_have_comments(body, syntaxes):
        return ()
    code = code_of(body, syntaxes)
    html = (Piece(one.start, one.end) for one in code.elements if body.startswith("<!--", one.start))
    definitions = (Piece(*found.span()) for found in _DEFINITION.finditer(code.text))
    return tuple(outermost(chain(html, definitions, pieces_of(body, syntaxes, code, hiding=True))))


def _may_have_comments(body: str, syntaxes: frozenset[str]) -> bool:
    """A fast test: a pattern would take as long as the rest of a search."""
    if not syntaxes:
        return "<!--" in body
    is_tagged = "comment" in body and any(sign in body for sign in _TAGS)
    return is_tagged or any(sign in body for sign in _SIGNS)
