"""Plain text of an export, such as a description or a note, as Markdown that says the same."""

from __future__ import annotations

from kratomcli.markup.escaping import escape


def markdown_lines(text: str) -> list[str]:
    """Plain text as lines of Markdown: its lines stay lines, and empty ones part paragraphs."""
    lines = [markdown_line(line) for line in text.strip().splitlines()]
    following = [*lines, ""][1:]
    return [f"{line}\\" if line and after else line for line, after in zip(lines, following, strict=True)]


def markdown_line(text: str) -> str:
    """Plain text as one line of Markdown."""
    return escape(" ".join(text.split()))
