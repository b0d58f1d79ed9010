"""Documentation of the rules in Markdown, for `check --explain` and docs/checks.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kratomcli.checks.registry import ExampleFiles, Rule


def explained(rule: Rule) -> str:
    """The documentation of a rule in Markdown: what it finds, why, what to do, and examples."""
    unasked = "" if rule.default else ", only if selected"
    parts = [
        f"### {rule.code} {rule.name}",
        f"{rule.severity}{unasked}: {rule.summary}",
        rule.explanation,
        f"What to do: {rule.hint}",
        "It finds:",
        *_shown(rule.fires),
        "It leaves alone:",
        *_shown(rule.passes),
    ]
    return "\n\n".join(parts) + "\n"


def _shown(files: ExampleFiles) -> Iterator[str]:
    for name, content in files.items():
        lines = [f"{name}:"] if len(files) > 1 or not name.endswith(".md") else []
        text = repr(content)[1:] if isinstance(content, bytes) else _visible(content)
        yield "\n".join("    " + line if line else "" for line in [*lines, *text.rstrip("\n").split("\n")])


def _visible(text: str) -> str:
    """`text` with each invisible character as <U+XXXX>."""
    return "".join(char if char == "\n" or char.isprintable() else f"<U+{ord(char):04X}>" for char in text)
