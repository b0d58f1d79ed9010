"""Pages whose elements are nested without end, which costs a parser far more than their length."""

from __future__ import annotations

import re

from kratomcli.errors import ArticleUnreadable

DEEPEST = 2_500
"""Elements within each other; browsers themselves stop at 512, and pages hardly have 100."""
# Elements that end only where that is said: one <p> ends another, and so never holds it.
_NESTING = re.compile(
    r"<(/?)(?:div|span|section|article|main|aside|header|footer|nav|figure|details|address|blockquote|center|"
    r"font|[biu]|em|strong|small|big|ul|ol|dl|table|form|fieldset|pre|svg|g|math|mrow|button|object)(?=[\s/>])",
    re.IGNORECASE,
)


def refuse_endless(text: str) -> None:
    """Raise ArticleUnreadable if the elements of a page are nested more than `DEEPEST` times."""
    if text.count("<") <= DEEPEST:
        return
    depth = 0
    for tag in _NESTING.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > DEEPEST:
            raise ArticleUnreadable(f"the page has more than {DEEPEST:,} elements within each other")
