"""Pieces of HTML that importers put together or take apart: text, links, pictures, code."""

from __future__ import annotations

import re
from html import escape, unescape

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--[^<>]*-->")
_BLOCK_TAG = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|tr|hr)\b[^<>]*>", re.IGNORECASE)


def plain_text(html: str) -> str:
    """HTML of a title or a summary as text on one line."""
    if "<" in html:
        html = _TAG.sub("", _BLOCK_TAG.sub(" ", html))
    return " ".join(unescape(html).split())


def link_to(address: str, text: str = "") -> str:
    """A paragraph with a link; its text is the address where there is no other."""
    return f'<p><a href="{escape(address)}">{escape(text or address)}</a></p>'


def picture(address: str, alt: str = "", caption: str = "", target: str = "") -> str:
    """A picture as a figure; `alt` is text, `caption` HTML, `target` the address that it links to."""
    image = f'<img src="{escape(address)}" alt="{escape(alt)}">'
    image = f'<a href="{escape(target)}">{image}</a>' if target else image
    caption = f"<figcaption>{caption}</figcaption>" if caption.strip() else ""
    return f"<figure>{image}{caption}</figure>"


def code(text: str, language: str = "") -> str:
    """A block of code."""
    name = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{name}>{escape(text)}</code></pre>"


def paragraphs_of(text: str) -> str:
    """Plain text as paragraphs, which blank lines part; other line ends stay."""
    chunks = [chunk.strip() for chunk in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.replace("\r\n", "\n"))]
    return "\n".join(f"<p>{escape(chunk).replace(chr(10), '<br>')}</p>" for chunk in chunks if chunk)
