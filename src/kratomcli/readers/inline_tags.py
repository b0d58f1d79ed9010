"""Tags in the text of an article, in the notes of tools that have such."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kratomcli.markup.code import read_code
from kratomcli.markup.tools import pieces_of
from kratomcli.markup.tools.pieces import blanked
from kratomcli.markup.tools.syntaxes import syntaxes_of
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.conventions.table import Convention

_NO_TEXT = lazy_regex(
    r"(?<!#)\[\[[^\[\]\n]*+\]\]"  # links to articles
    r"|<[^<>\n]++>"  # HTML
    r"|\$\$.*?\$\$",  # formulas
    re.DOTALL,
)
_PROPERTY = lazy_regex(r"^[ \t]*+(?:- )?[\w-]++:: .*$", re.MULTILINE)


def inline_tags(body: str, path: str, convention: Convention) -> list[str]:
    """The tags in a body of Markdown, in order, not those in code, comments, links and formulas."""
    pattern = _compiled(convention.inline_tags)
    if pattern.search(body) is None:
        return []
    syntaxes = syntaxes_of(path, convention.name)
    # Logseq's lines are items of lists, however deep.
    code = read_code(body, indented="block-references" not in syntaxes)
    text = blanked(code.text, pieces_of(body, syntaxes, code, hiding=True))
    text = _NO_TEXT.sub("x", text)
    if "block-references" in convention.syntax:  # there a property is that of a block
        text = _PROPERTY.sub("", text)
    return [tag for found in pattern.finditer(text) for tag in _tags(found)]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _tags(found: re.Match[str]) -> list[str]:
    """The tags that a match has: a group is one, or, with a colon at its end, several with colons between."""
    group = next(filter(None, found.groups()))
    return group[:-1].split(":") if group.endswith(":") else [group.rstrip("/")]
