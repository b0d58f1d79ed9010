"""Plain text → Markdown that renders as the same text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kratomcli.markup.escaping import escape
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
