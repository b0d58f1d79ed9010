"""A figure laid out for a width in pixels, as a specification of Vega-Lite.

Everything is told by length, place and label, nothing by colour. Axes begin at zero. What stands apart
(undated, other tags) is a number without a bar: it often is a multiple of all others, which would be crushed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kratomcli.named_tuples import NamedTuple
from kratomcli.text.wording import count

if TYPE_CHECKING:
    from kratomcli.charts.figures import Bar, Figure

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The library that draws brings the first; the others are as wide, where a picture is shown without it."""
SIZE = 13

INK, MUTED, BAR, GRID, PAPER = "#1b2733", "#55626f", "#2f5d8a", "#d5dbe1", "#ffffff"
DARK = {INK: "#e8edf2", MUTED: "#a9b5c1", BAR: "#8ab6e3", GRID: "#3a4652", PAPER: "#12181e"}
"""Each colour, and what takes its place on a dark ground."""

_ROW = 25
_COLUMNS = 190
"""Height of the columns."""
_APART = 76
"""Width of a column that stands apart."""
_LEFT, _EDGE = 48, 6
"""Room beside columns, for the axis if there is one, and where there is nothing."""


class Drawable(NamedTuple):
    """A specification, and the size of its drawing in pixels."""

    spec: dict[str, Any]
    width: int
    height: int


_SLACK = 0.84
"""The share of the room that a label may take: other fonts than the one it was measured in are wider."""
_EVERY = (1, 2, 3, 4, 5, 6, 10, 12, 20, 25, 50, 100)
_AXIS = {
    **{"title": None, "ticks": False, "labelPadding": 6, "gridColor": GRID},
    **{"tickMinStep": 1, "tickCount": 4, "format": ",d"},
}


def drawable(figure: Figure, width: int) -> Drawable:
    """The specification of a figure that has bars."""
    return _columns(figure, width) if figure.kind == "columns" else _rows(figure, width)


def _spec(layers: list[Any], inner: tuple[int, int], padding: dict[str, int]) -> Drawable:
    width, height = inner
    spec = {
        "$schema": SCHEMA,
        "width": width,
        "height": height,
        "padding": padding,
        "autosize": {"type": "none"},
        "background": None,
        "config": {
            "aria": False,
            "font": FONT,
            "view": {"stroke": None},
            "text": {"fontSize": SIZE, "color": INK, "font": FONT},
            "axis": {"labelFontSize": SIZE, "labelColor": MUTED, "titleColor": MUTED, "domain": False},
        },
        "layer": layers,
    }
    return Drawable(
        spec, width + padding["left"] + padding["right"], height + padding["top"] + padding["bottom"]
    )


def _rows(figure: Figure, width: int) -> Drawable:
    """Bars below each other: the label before each, its number behind it."""
    left = max(116, min(round(width * 0.3), 210))
    right = 96 if figure.whole else 56
    values = [_row(figure, at, bar) for at, bar in enumerate(figure.bars)]
    height = len(values) * _ROW
    number = _quantity({"domain": [0, figure.whole or max(figure.most, 1)], "nice": False, "zero": True})
    down = _quantity({"domain": [0, height], "nice": False, "reverse": True})
    span = {"x": {"field": "zero", **number}, "y": {"field": "top", **down}, "y2": {"field": "bottom"}}
    middle = {"y": {"field": "middle", **down}}
    layers: list[Any] = []
    if figure.whole:
        outline = {"type": "rect", "stroke": GRID, "fill": PAPER}
        layers.append(_layer(values, outline, {**span, "x2": {"field": "whole"}}))
    name = {"type": "text", "align": "right", "baseline": "middle", "x": -8}
    name["limit"] = round((left - 8) * _SLACK)
    said = {"type": "text", "align": "left", "baseline": "middle", "dx": 6}
    end = {"x": {"field": "whole" if figure.whole else "number", **number}}
    layers += [
        _layer(_regular(values), {"type": "rect", "fill": BAR}, {**span, "x2": {"field": "number"}}),
        _layer(values, name, {**middle, "text": {"field": "label"}}),
        _layer(values, said, {**middle, **end, "text": {"field": "value"}}),
    ]
    padding = {"left": left, "right": right, "top": 4, "bottom": 6}
    return _spec(layers, (width - left - right, height), padding)


def _row(figure: Figure, at: int, bar: Bar) -> dict[str, Any]:
    return {
        **_shown(figure, bar),
        "whole": figure.whole,
        "value": count(bar.number, "article") if bar.is_apart else figure.value(bar),
        "top": at * _ROW + 4,
        "middle": at * _ROW + _ROW / 2,
        "bottom": (at + 1) * _ROW - 4,
    }


def _shown(figure: Figure, bar: Bar) -> dict[str, Any]:
    """What is drawn of a bar, but its place."""
    number = 0 if bar.is_apart else bar.number
    known = {"label": bar.label, "value": figure.value(bar), "apart": bar.is_apart}
    return {**known, "number": number, "zero": 0}


def _regular(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in values if not one["apart"]]


def _columns(figure: Figure, width: int) -> Drawable:
    """Columns beside each other, as wide as the room allows; those that stand apart are at the right.

    Where there is no room for the number of each there is an axis, and only the highest has its number.
    """
    regular = sum(not bar.is_apart for bar in figure.bars)
    room = width - 2 * _EDGE - _APART * (len(figure.bars) - regular)
    has_axis = room / max(regular, 1) < 8 * len(f"{figure.most:,}") + 6
    left = _LEFT if has_axis else _EDGE
    step = min((room + _EDGE - left) / max(regular, 1), 64)
    values = _placed(figure, step)
    scale = {"domain": [0, max(figure.most, 1)], "nice": 4 if has_axis else False, "zero": True}
    number = {"field": "number", **_quantity(scale, _AXIS if has_axis else None)}
    inner = width - left - _EDGE
    along = _quantity({"domain": [0, inner], "nice": False})
    span = {"y": number, "y2": {"field": "zero"}, "x": {"field": "left", **along}, "x2": {"field": "right"}}
    middle = {"x": {"field": "middle", **along}}
    ground = {"type": "rule", "color": INK, "y": _COLUMNS, "x": 0, "x2": step * regular}
    name = {"type": "text", "align": "center", "baseline": "top", "y": _COLUMNS + 7, "color": MUTED}
    said = {"type": "text", "align": "center", "baseline": "bottom", "dy": -3}
    highest = max(_regular(values), key=lambda one: int(one["number"]), default=None)
    told = [one for one in values if one["apart"] or not has_axis or one is highest]
    layers = [
        _layer(_regular(values), {"type": "rect", "fill": BAR}, span),
        _layer([{}], ground, {}),
        _layer(_labelled(values, step), name, {**middle, "text": {"field": "label"}}),
        _layer(told, said, {**middle, "y": number, "text": {"field": "value"}}),
    ]
    return _spec(layers, (inner, _COLUMNS), {"left": left, "right": _EDGE, "top": 22, "bottom": 30})


def _placed(figure: Figure, step: float) -> list[dict[str, Any]]:
    """The columns with their places in pixels; each but those that stand apart takes `step`."""
    values = []
    start = 0.0
    for bar in figure.bars:
        wide = _APART if bar.is_apart else step
        gap = wide * 0.11
        place = {"left": start + gap, "middle": start + wide / 2, "right": start + wide - gap}
        values.append({**_shown(figure, bar), **place})
        start += wide
    return values


def _labelled(values: list[dict[str, Any]], step: float) -> list[dict[str, Any]]:
    """The columns that have a label: all that stand apart, and of the others each second, fifth, tenth ..."""
    longest = max((len(one["label"]) for one in _regular(values)), default=0) * 7.4 + 10
    every = next((one for one in _EVERY if one * step >= longest), _EVERY[-1])
    return _regular(values)[::every] + [one for one in values if one["apart"]]


def _layer(values: list[Any], mark: dict[str, Any], encoding: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _quantity(scale: dict[str, Any], axis: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "quantitative", "scale": scale, "axis": axis}
