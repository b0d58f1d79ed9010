"""Plain text → Markdown that renders as the same text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kratomcli.markup.bare_links import bare_links
from kratomcli.markup.plain_text import Block, blocks, same

if TYPE_CHECKING:
    from kratomcli.model.article import Article


def to_markdown(article: Article) -> str:
    """The body of a plain-text article as Markdown, with characters escaped that would be markup."""
    parts: list[str] = []
    last = Block("paragraph", "")
    for block in blocks(article):
        text = escape(block.text)
        if block.line:
            text = text.replace("|", "\\|")  # items that look like a table
        if not parts and same(block.text, article.title):
            block = block._replace(kind="heading", level=1)
        if block.kind == "heading":
            piece = "#" * min(max(block.level, 1), 6) + " " + re.sub(r"#$", r"\\#", text)
        elif block.kind == "bullet":
            piece = f"- {text}"
        elif block.kind == "number":
            piece = f"{block.number}. {text}"
        else:
            piece = text
        tight = block.kind == last.kind and block.kind in ("bullet", "number")
        parts += ["\n" if tight else "\n\n", piece]
        last = block
    return "".join(parts[1:])


_INLINE = re.compile(
    r"""[\\`*~]
      | (?<![^\W_])_ | _(?![^\W_])  # within a word an underscore is just that
      | \](?=[(:\[]) | ^\[ | \[(?=\^)  # what makes a bracket a link or a note
      | \{(?=[:\#.])  # what gives a block or a link attributes
      | <(?=\S)
      | &(?=\#?\w+;)""",
    re.VERBOSE,
)
_AT_START = re.compile(r"[#>]|[-+:](?:\s|$)|-(?:\s*-){2}|!!!|\?\?\?|:::|///")
_NUMBERED = re.compile(r"(\d+)([.)](?:\s|$))")


def escape(text: str) -> str:
    """A line of plain text as a line of Markdown that renders as that text.

    Characters are escaped only where they would be markup, to CommonMark or to Python-Markdown. A few
    become entities, because Python-Markdown doesn't take a backslash before them.
    """
    parts: list[str] = []
    done = 0
    for link in bare_links(text):
        signs = {match[0] for match in _INLINE.finditer(text, link.start, link.end)}
        if "://" in text[link.start : link.end] and signs and signs <= set("*_~"):
            parts += [_INLINE.sub(_escaped, text[done : link.start]), f"<{text[link.start : link.end]}>"]
            done = link.end
    text = "".join([*parts, _INLINE.sub(_escaped, text[done:])])
    text = _NUMBERED.sub(r"\1\\\2", text, count=1) if _NUMBERED.match(text) else text
    return f"\\{text}" if _AT_START.match(text) else text


def _escaped(match: re.Match[str]) -> str:
    return {"<": "&lt;", "&": "&amp;"}.get(match[0], "\\" + match[0])
