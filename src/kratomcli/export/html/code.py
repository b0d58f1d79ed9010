"""Syntax highlighting of code blocks, as spans with Pygments' short classes for a style sheet.

It works on sanitised HTML, so that articles can't use these classes themselves.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any

from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_CODE = lazy_regex(r'<pre><code class="language-([^"]*)">([^<]*)</code></pre>')
_LONGEST = 200_000
"""Characters of a block that is highlighted; the time of some lexers is quadratic."""


def coloured(html: str) -> str:
    """`html` with syntax highlighting in code blocks whose language is named and known."""
    return _CODE.sub(_colour, html) if 'class="language-' in html else html


def _colour(match: re.Match[str]) -> str:
    language, code = match[1], unescape(match[2])
    lexer = _lexer(language.lower())
    if lexer is None or len(code) > _LONGEST:
        return match[0]
    from pygments import highlight

    spans = highlight(code, lexer, _formatter())
    return f'<pre><code class="language-{language}">{spans}</code></pre>'


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=1)
def _formatter() -> Any:
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(nowrap=True)
