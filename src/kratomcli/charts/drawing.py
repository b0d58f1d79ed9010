"""Drawing by vl-convert, which has Vega-Lite and fonts in it: specifications → SVG, and SVG → PNG."""

from __future__ import annotations

import re
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any, cast

from kratomcli.charts.spec import DARK, FONT, GRID, INK, MUTED, PAPER, SIZE, drawable
from kratomcli.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kratomcli.charts.figures import Figure

_VEGA_LITE = "5.20"
"""The version of the language that is used of those in the package."""
_MARGIN = 28
_WIDTH = 720
_BOLD = f'font-weight="bold" fill="{INK}"'
_HEAD = 62
"""Height of a figure's title and summary in a picture."""
_SCALE = 2
"""Pixels of a PNG for one of the picture: sharp on screens of today."""
_LINE = 18
_SUMMARY = 96
"""Characters in a line of a summary."""
EMPTY = "Nothing to show."


def vl_convert() -> Any:
    """The package that draws.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtra(
            "charts need the package vl-convert-python", hint="Install it: pip install 'kratomcli[charts]'"
        ) from error
    return vl_convert


def styles() -> str:
    """The CSS that gives pictures other colours on a dark ground; without it they are as they are drawn."""
    rules = "".join(
        f'[fill="{light}"]{{fill:{dark}}}[stroke="{light}"]{{stroke:{dark}}}' for light, dark in DARK.items()
    )
    return f"@media screen and (prefers-color-scheme:dark){{{rules}}}"


def _drawn(figure: Figure, width: int) -> tuple[str, int]:
    """What is within the SVG of a figure, without its title, and the height; the figure has bars."""
    import json

    wanted = drawable(figure, width)
    svg = cast("str", vl_convert().vegalite_to_svg(json.dumps(wanted.spec), vl_version=_VEGA_LITE))
    inner = re.sub(r"\A<svg[^>]*>|</svg>\s*\Z", "", svg)
    return inner, wanted.height


def svg(figure: Figure, width: int, name: str, css: str) -> str:
    """A figure as an SVG element for a page, with its text alternative; `name` is that of its ids."""
    inner, height = _drawn(figure, width)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{css}" viewBox="0 0 {width} {height}" role="img"'
        f' aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(figure.title)}</title>'
        f'<desc id="{name}-desc">{escape(figure.described())}</desc>'
        f'<g aria-hidden="true">{inner}</g></svg>'
    )


def picture(figures: Sequence[Figure], heading: str) -> str:
    """All figures below each other, as one SVG."""
    inner = _WIDTH - 2 * _MARGIN
    parts: list[str] = []
    top = 74
    for figure in figures:
        lines = wrap(figure.summary or EMPTY, _SUMMARY)
        head = _HEAD + _LINE * (len(lines) - 1)
        parts.append(f'<g transform="translate({_MARGIN},{top})">{_head(figure, lines, inner)}')
        height = 0
        if figure.bars:
            body, height = _drawn(figure, inner)
            parts.append(f'<g transform="translate(0,{head})" aria-hidden="true">{body}</g>')
        parts.append("</g>")
        top += head + height + 26
    words = " ".join(f"{figure.title}. {figure.described()}" for figure in figures)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{top}"'
        f' viewBox="0 0 {_WIDTH} {top}" role="img" aria-labelledby="title desc" font-family="{FONT}">'
        f'<title id="title">{escape(heading)}</title><desc id="desc">{escape(words)}</desc>'
        f"<style>{styles()}</style>"
        f'<rect width="{_WIDTH}" height="{top}" fill="{PAPER}"/>'
        f'<text x="{_MARGIN}" y="48" font-size="20" {_BOLD}>{escape(heading)}</text>'
        f"{''.join(parts)}</svg>\n"
    )


def _head(figure: Figure, lines: Sequence[str], width: int) -> str:
    """What is above a figure in a picture: a thin line, its title and its summary."""
    said = "".join(
        f'<text x="0" y="{47 + _LINE * at}" font-size="{SIZE}" fill="{MUTED}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    return (
        f'<line x1="0" y1="0" x2="{width}" y2="0" stroke="{GRID}"/>'
        f'<text x="0" y="27" font-size="16" {_BOLD}>{escape(figure.title)}</text>{said}'
    )


def png(picture: str) -> bytes:
    """An SVG as a PNG, on white."""
    return cast("bytes", vl_convert().svg_to_png(picture, scale=_SCALE))
