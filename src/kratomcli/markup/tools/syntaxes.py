"""Names of the kinds of markup that tools add to Markdown."""

from __future__ import annotations

UNKNOWN = frozenset(
    ("wiki-links", "percent-comments", "highlights", "liquid", "shortcodes", "attributes", "guess")
)
"""What is read where no tool is known; "guess" has each kind take only what can hardly be anything else."""

_OF_SUFFIX = {
    ".mdx": frozenset(("mdx",)),
    ".qmd": frozenset(("fenced-divs", "shortcodes", "chunks", "attributes")),
    ".rmd": frozenset(("fenced-divs", "shortcodes", "chunks", "attributes")),
}
_NOT_IN_MDX = frozenset(("liquid", "shortcodes", "guess", "percent-comments", "kramdown"))


def syntaxes_for(path: str, of_tool: frozenset[str] | None) -> frozenset[str]:
    """The kinds of markup in a file: those of its tool, None for an unknown one, and those of its suffix."""
    suffix = path[path.rfind(".") :].lower()
    found = UNKNOWN if of_tool is None else of_tool
    if suffix == ".mdx":
        found -= _NOT_IN_MDX
    return found | _OF_SUFFIX.get(suffix, frozenset())
