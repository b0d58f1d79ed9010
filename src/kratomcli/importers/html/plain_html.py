"""Pieces of HTML that importers put together or take apart: text, links, pictures, code."""

from __future__ import annotations

import re
from html import escape, unescape

from kratomcli.importers.html.rewriting import TASK
from kratomcli.patterns import lazy_regex

_TAG = lazy_regex(r"</?[A-Za-z][^<>]*>|<!--[^<>]*-->")
_ADDRESS = lazy_regex(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'’”]")
_BLOCK_TAG = lazy_regex(r"</?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|tr|hr)\b[^<>]*>", re.IGNORECASE)


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
    """Plain text as paragraphs, which blank lines part; other line ends stay, addresses become links."""
    chunks = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n").strip("\n"))
    return "\n".join(f"<p>{_lines(chunk)}</p>" for chunk in chunks if chunk.strip())


def _lines(paragraph: str) -> str:
    return "<br>\n".join(map(_linked, paragraph.split("\n")))


def _linked(line: str) -> str:
    done, at = "", 0
    for found in _ADDRESS.finditer(line):
        address = escape(found[0])
        done += escape(line[at : found.start()]) + f'<a href="{address}">{address}</a>'
        at = found.end()
    return done + escape(line[at:])


def checklist_html(entries: list[tuple[str, bool]]) -> str:
    """(HTML of an entry, whether it is done) as a list of tasks."""
    lines = (f"<li>{TASK[is_done]}{entry}</li>" for entry, is_done in entries)
    return f"<ul>{''.join(lines)}</ul>" if entries else ""
