"""A page of HTML with the figures and, beside each, its numbers as a table; it loads nothing."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from kratomcli.charts.drawing import EMPTY, styles, svg
from kratomcli.charts.spec import DARK, GRID, INK, MUTED, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kratomcli.charts.figures import Bar, Figure

_WIDTHS = {"wide": 640, "narrow": 330}
"""The drawings of each figure, of which the page shows the one that fits its window."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

_CSS = f"""
html {{ color-scheme: light dark }}
body {{ margin: 0; background: {PAPER}; color: {INK}; font: 16px/1.5 system-ui, sans-serif }}
main {{ max-width: 64rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem }}
h1 {{ font-size: 1.6rem; margin: 0 }}
h2 {{ font-size: 1.2rem; margin: 0 }}
p {{ margin: .2rem 0 1rem; color: {MUTED} }}
section {{ border-top: 1px solid {GRID}; padding-top: 1.1rem; margin-top: 2rem }}
svg {{ display: block; overflow: visible; width: 100%; height: auto; max-width: {_WIDTHS["wide"]}px }}
.narrow {{ max-width: 28rem }}
.table {{ overflow: auto; max-height: 30rem }}
table {{ border-collapse: collapse; width: 100%; font-size: .9rem; line-height: 1.4 }}
th, td {{ border-bottom: 1px solid {GRID}; padding: .2rem .6rem .2rem 0; vertical-align: top }}
th {{ text-align: left }}
thead th {{ position: sticky; top: 0; background: {PAPER} }}
tbody th {{ font-weight: normal; overflow-wrap: anywhere }}
.number {{ padding: .2rem 0; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }}
@media (min-width: 46rem) {{
  .both {{ display: grid; gap: 2rem; grid-template-columns: minmax(0, {_WIDTHS["wide"]}px) 1fr }}
  .narrow {{ display: none }}
}}
@media (max-width: 45.99rem) {{ .wide {{ display: none }} .table {{ margin-top: 1rem }} }}
@media screen and (prefers-color-scheme: dark) {{
  body, thead th {{ background: {DARK[PAPER]}; color: {DARK[INK]} }}
  p {{ color: {DARK[MUTED]} }}
  section, th, td {{ border-color: {DARK[GRID]} }}
}}
@media print {{ .table {{ max-height: none; overflow: visible }} }}
"""


def page(figures: Sequence[Figure], heading: str) -> Iterator[str]:
    """The lines of the page."""
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{escape(heading)}</title>\n<style>{_CSS}{styles()}</style>\n</head>\n<body>\n<main>\n"
    yield f"<h1>{escape(heading)}</h1>\n"
    for figure in figures:
        yield from _section(figure)
    yield "</main>\n</body>\n</html>\n"


def _section(figure: Figure) -> Iterator[str]:
    yield f'<section aria-labelledby="{figure.name}">\n<h2 id="{figure.name}">{escape(figure.title)}</h2>\n'
    yield f"<p>{escape(figure.summary or EMPTY)}</p>\n"
    if figure.bars:
        yield '<div class="both">\n<div>\n'
        for name, width in _WIDTHS.items():
            yield svg(figure, width, f"{figure.name}-{name}", name) + "\n"
        label = f"{escape(figure.title)}, numbers"
        yield f'</div>\n<div class="table" tabindex="0" role="region" aria-label="{label}">\n'
        yield f'<table id="{figure.name}-numbers">\n<thead><tr><th scope="col">{figure.heading}</th>'
        yield '<th scope="col" class="number">Articles</th></tr></thead>\n<tbody>\n'
        for bar in figure.bars:
            yield _row(figure, bar)
        yield "</tbody>\n</table>\n</div>\n</div>\n"
    yield "</section>\n"


def _row(figure: Figure, bar: Bar) -> str:
    name = f'<th scope="row"><bdi>{escape(bar.label)}</bdi></th>'
    return f'<tr>{name}<td class="number" data-number="{bar.number}">{escape(figure.value(bar))}</td></tr>\n'
