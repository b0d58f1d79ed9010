"""Attribute lists as kramdown and Python-Markdown write them: {: #id .class key="value"}."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

AT_HEADING = re.compile(r"[ \t]+\{(?:: *| *(?=[#.]))([^}\n ][^}\n]*)\}[ \t]*$")
"""At the end of a heading; there the colon may be left out."""
BELOW_BLOCK = re.compile(r"(?:^|\n) *\{: *([^}\n ][^}\n]*)\} *$")
"""On the last line of a paragraph, or on a line of its own."""
BEHIND = re.compile(r"\{: *([^}\n ][^}\n]*)\}")
"""Directly after an inline element."""
_ATTRIBUTE = re.compile(
    r"""#(?P<id>[^\s"'=]+)|\.(?P<class>[^\s"'=]+)|([\w-]+)=(?:"([^"]*)"|'([^']*)'|(\S+))"""
)


def set_attributes(token: Token, text: str) -> None:
    """Set the attributes in a list, without its braces, on a token."""
    for found in _ATTRIBUTE.finditer(text):
        if found["class"]:
            token.attrJoin("class", found["class"])
        elif found["id"]:
            token.attrSet("id", found["id"])
        else:
            token.attrSet(found[3], found[4] or found[5] or found[6] or "")
