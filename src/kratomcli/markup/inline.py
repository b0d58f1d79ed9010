"""Markdown within a line → the text that a reader sees."""

from __future__ import annotations

from kratomcli.text.normalize import one_line


def plain_text(markdown: str) -> str:
    """`markdown` on one line, without markers of emphasis, link targets, HTML tags and escapes.

    HTML entities stay as they are, and so do characters that are no markup here ("2 * 3", snake_case).
    """
    return one_line(spaced_text(markdown))


def spaced_text(markdown: str) -> str:
    """As `plain_text`, with its white space as it stands."""
    if any(sign in markdown for sign in "\\`*_[<~"):
        from kratomcli.markup.inline_markup import without_markup

        return without_markup(markdown)
    return markdown
