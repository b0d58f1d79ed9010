"""The one theme: every style by name, in the 16 colours that each terminal sets to suit its background.

No style sets a background, none is white or black, and blue is left out: it can't be read on black.
What matters is bold as well as coloured.
"""

from __future__ import annotations

from rich.theme import Theme

THEME = Theme(
    {
        # what an article is known by
        "title": "bold",
        "id": "cyan",
        "date": "none",
        "tag": "magenta",
        "number": "none",
        "draft": "yellow",
        # what was looked for: the colour that grep has made known, legible on black and on white
        "match": "bold red",
        "match.title": "bold red underline",
        # an article's text
        "heading": "bold magenta",
        "heading.low": "bold",
        "strong": "bold",
        "em": "italic",
        "strike": "strike",
        "code": "cyan",
        "link": "cyan underline",
        "image": "italic dim",
        "bullet": "bold magenta",
        # the page around it
        "header": "bold",
        "label": "dim",
        "note": "dim",
        "dim": "dim",
        "rule": "dim",
        # when something is wrong
        "error": "bold red",
        "caret": "bold red",
        "warning": "yellow",
        "hint": "dim",
        # Rich's own names, which are fixed RGB colours otherwise
        "bar.back": "dim",
        "bar.complete": "cyan",
        "bar.finished": "green",
        "bar.pulse": "cyan",
        "progress.description": "none",
        "progress.elapsed": "dim",
        "progress.remaining": "dim",
        "progress.data.speed": "dim",
        "progress.download": "none",
        "progress.percentage": "none",
        "progress.filesize": "none",
        "progress.filesize.total": "none",
    }
)
