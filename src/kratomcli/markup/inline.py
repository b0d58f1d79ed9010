"""Markdown within a line → the text that a reader sees."""

from __future__ import annotations

from kratomcli.text.normalize import one_line


def plain_text(markdown: str) -> str:
    """`markdown` without emphasis, links' targets, tags and escapes, on one line.

    HTML entities stay as they are, as does a sign that marks nothing ("2 * 3", snake_case).
    """
    if any(sign in markdown for sign in "\\`*_[<~"):
        from kratomcli.markup.inline_markup import without_markup

        markdown = without_markup(markdown)
    return one_line(markdown)
