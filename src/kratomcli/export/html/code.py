"""Code in the colours of its language: Pygments' short classes, for a style sheet to colour.

It works on sanitised HTML, so that no article can use these classes for anything else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_CODE = re.compile(r'<pre><code class="language-([^"]*)">([^<]*)</code></pre>')
_LONGEST = 200_000
"""Characters; some lexers' time goes with the square of such a text."""


def coloured(html: str) -> str:
    """The HTML with the code blocks that name a known language in spans of Pygments' classes."""
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
