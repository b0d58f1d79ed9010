"""The kinds of markup that tools add to Markdown, for one article."""

from __future__ import annotations

from functools import lru_cache

from kratomcli.conventions.table import CONVENTIONS, convention_of
from kratomcli.model.file_kinds import KIND_OF
from kratomcli.model.paths import suffix_of

_OF_SUFFIX = {
    ".mdx": frozenset(("mdx", "directives")),
    ".qmd": CONVENTIONS["quarto"].syntax,
    ".rmd": CONVENTIONS["quarto"].syntax,
}
GUESS = "guess"
"""Beside kinds of markup: no tool is known, and what may be anything else is left as it is."""


def syntaxes_of(path: str, convention: str) -> frozenset[str]:
    """The kinds of markup in the file `path` of a tool: those of the tool, and those of its suffix."""
    return _syntaxes(suffix_of(path), convention)


@lru_cache(maxsize=64)
def _syntaxes(suffix: str, convention: str) -> frozenset[str]:
    if suffix in KIND_OF:  # its Markdown is our own
        return frozenset()
    tool = convention_of(convention)
    found: set[str] = {*tool.syntax}
    if not tool.name:
        found.add(GUESS)
    if suffix in _OF_SUFFIX:
        found = {*_OF_SUFFIX[suffix], *found} - {GUESS}
    if suffix == ".mdx":  # whose braces are expressions
        found -= {"liquid", "shortcodes", "kramdown"}
    return frozenset(found)


UNKNOWN = syntaxes_of("", "")
"""What is read where nothing is known."""
