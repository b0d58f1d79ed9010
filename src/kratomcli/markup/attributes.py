"""Attribute lists as kramdown and Python-Markdown write them: {: #id .class key="value"}.

Docusaurus writes the id of a heading in a comment at its end, where MDX has no braces to give: {/* #id */}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from markdown_it.token import Token

_AT_HEADING = lazy_regex(r"(?<![ \t])[ \t]++\{(?:: *| *(?=[#.]|id=))([^}\n ][^}\n]*)\}[ \t]*$")
"""At the end of a heading; there the colon may be left out."""
_COMMENTED = lazy_regex(
    r"(?<![ \t])[ \t]*+(?:\{/\*[ \t]*+(?:\#(?P<mdx>[^\s{}*\"'=]++)[^\n{}*]*+|(?P<word>[\w.:-]++)[ \t]*+)\*/\}"
    r"|<!--[ \t]*+\#(?P<html>(?:[^\s<>\"'=-]|-(?!->))++)(?:--|[ \t][^\n<>]*+(?<=--))>)[ \t]*+$",
    re.MULTILINE,
)
"""A comment with an id at the end of a heading; a lone word may do without the #."""
BELOW_BLOCK = lazy_regex(r"(?:^|\n) *\{: *([^}\n ][^}\n]*)\} *$")
"""On the last line of a paragraph, or on a line of its own."""
BEHIND = lazy_regex(r"\{: *([^}\n ][^}\n]*)\}")
"""Directly after an inline element."""
_ATTRIBUTE = lazy_regex(
    r"""#(?P<id>[^\s"'=]+)|\.(?P<class>[^\s"'=]+)|([\w-]+)=(?:"([^"]*)"|'([^']*)'|(\S+))"""
)


def split_heading(line: str) -> tuple[str, str]:
    """(text, attribute list at its end without braces, "" for none) of the line of a heading."""
    if found := _AT_HEADING.search(line):
        return line[: found.start()], found[1]
    if found := _COMMENTED.search(line):
        return line[: found.start()], f"#{found[found.lastgroup or 0]}"
    return line, ""


def commented_ids(text: str) -> Iterator[str]:
    """The ids in comments at the ends of the lines of `text`."""
    return (found[found.lastgroup or 0] for found in _COMMENTED.finditer(text))


def set_attributes(token: Token, text: str) -> None:
    """Set the attributes in a list, without its braces, on a token."""
    for found in _ATTRIBUTE.finditer(text):
        if found["class"]:
            token.attrJoin("class", found["class"])
        elif found["id"]:
            token.attrSet("id", found["id"])
        else:
            token.attrSet(found[3], found[4] or found[5] or found[6] or "")
