"""The themes: the colours and attributes of each named style.

"terminal" uses only the sixteen ANSI colours, which each terminal defines to suit its background, and is
readable on dark and light ones: nothing is white, black or blue. "dark" and "light" use colours for such a
background, of the 256 that nearly every terminal has, or of sixteen if it has no more. No style sets a
background colour, and what is important is bold as well as coloured.
"""

from __future__ import annotations

from functools import cache

from rich.theme import Theme

_LOOKS = {
    # what an article is known by
    "title": "bold",
    "id": "{name}",
    "date": "none",
    "tag": "{key}",
    "number": "none",
    "draft": "{warning}",
    # what was looked for, in the colour that grep has made known
    "match": "bold {alarm}",
    "match.title": "bold {alarm} underline",
    # an article's text
    "heading": "bold {key}",
    "heading.low": "bold",
    "strong": "bold",
    "em": "italic",
    "strike": "strike",
    "mark": "bold {warning}",
    "code": "{name}",
    "link": "{name} underline",
    "image": "italic {quiet}",
    "bullet": "bold {key}",
    "callout.note": "bold {name}",
    "callout.tip": "bold {text}",
    "callout.important": "bold {key}",
    "callout.warning": "bold {warning}",
    "callout.danger": "bold {alarm}",
    "callout.quote": "bold {quiet}",
    # source code
    "code.comment": "italic {quiet}",
    "code.keyword": "{key}",
    "code.builtin": "{name}",
    "code.defined": "bold",
    "code.text": "{text}",
    "code.number": "{number}",
    "code.deleted": "{alarm}",
    "code.inserted": "{text}",
    # the page around it
    "header": "bold",
    "label": "{quiet}",
    "note": "{quiet}",
    "dim": "{quiet}",
    "rule": "{quiet}",
    # when something is wrong
    "error": "bold {alarm}",
    "caret": "bold {alarm}",
    "warning": "{warning}",
    "hint": "{quiet}",
    # Rich's own names, which are fixed RGB colours otherwise
    "bar.back": "{quiet}",
    "bar.complete": "{name}",
    "bar.finished": "{text}",
    "bar.pulse": "{name}",
    "progress.description": "none",
    "progress.elapsed": "{quiet}",
    "progress.remaining": "{quiet}",
    "progress.data.speed": "{quiet}",
    "progress.download": "none",
    "progress.percentage": "none",
    "progress.filesize": "none",
    "progress.filesize.total": "none",
}

COLOURS = {
    "terminal": {
        "name": "cyan",
        "key": "magenta",
        "text": "green",
        "number": "green",
        "alarm": "red",
        "warning": "yellow",
        "quiet": "dim",
    },
    "dark": {
        "name": "color(80)",
        "key": "color(176)",
        "text": "color(114)",
        "number": "color(215)",
        "alarm": "color(210)",
        "warning": "color(222)",
        "quiet": "color(246)",
    },
    "light": {
        "name": "color(24)",
        "key": "color(90)",
        "text": "color(22)",
        "number": "color(94)",
        "alarm": "color(124)",
        "warning": "color(94)",
        "quiet": "color(241)",
    },
}
"""The styles of each theme, by name."""

_OF_SIXTEEN = {
    "dark": {
        "name": "bright_cyan",
        "key": "bright_magenta",
        "text": "bright_green",
        "number": "bright_yellow",
        "alarm": "bright_red",
        "warning": "bright_yellow",
        "quiet": "dim",
    },
    "light": {
        "name": "blue",
        "key": "magenta",
        "text": "green",
        "number": "red",
        "alarm": "red",
        "warning": "red",
        "quiet": "dim",
    },
}


@cache
def theme(name: str, system: str | None = None) -> Theme:
    """The theme of this name, for a terminal with Rich's colour system `system`."""
    colours = _OF_SIXTEEN.get(name) if system == "standard" else None
    return Theme({style: look.format(**(colours or COLOURS[name])) for style, look in _LOOKS.items()})


def for_background(colours: str) -> str:
    """The name of the theme for a value of COLORFGBG, which is "foreground;background" as ANSI numbers."""
    background = colours.rpartition(";")[2]
    if not background.isdecimal():
        return "terminal"
    return "light" if int(background) in (7, *range(9, 16)) else "dark"
