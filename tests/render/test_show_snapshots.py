"""What `show` puts on a terminal, exactly: three widths, three colour systems, themes for dark and light.

python tests/render/test_show_snapshots.py    writes the pages anew, for a person to look at
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Literal

import pytest
from rich.color import Color

from kratomcli.render.theme import COLOURS as COLOURS_OF
from kratomcli.render.theme import for_background
from kratomcli.render.theme import theme as looks

HERE = Path(__file__).parent
WIDTHS = (40, 80, 200)
COLOURS = ("none", "standard", "truecolor")

PAGE = """---
title: Everything that a page may hold
authors: [Ada Lovelace, Grace Hopper]
date: 2021-03-05
tags: [Things, More things]
source: https://example.com/everything
draft: true
---
Running *text* with **words** in it, `code`, a [link](https://example.com/a) and a note.[^one]

## A heading

- an item that is long enough to be wrapped where the column is narrow
- another
  1. one within
  2. and a second

> A quote of somebody.

### Code and a table

```python
def answer(n: int = 42) -> str:  # a comment
    return f"it is {n}"
```

| name | number |
| --- | ---: |
| first | 1 |
| second | 22 |

![A picture](https://example.com/p.png)

[^one]: The note, which refers to another.[^two]
[^two]: That one.
"""


def shown(width: int, colour: str, theme: str = "terminal") -> str:
    from rich.console import Console

    from kratomcli.model.article import Parts
    from kratomcli.readers import read
    from kratomcli.render.article import pages
    from kratomcli.render.layout import Centred

    articles = [
        read(PAGE.encode(), id="page", path="/library/page.md"),
        read(
            b"A plain text\n\nIt has a paragraph.\n\n- and\n- a list\n", id="text", path="/library/text.txt"
        ),
    ]
    system: Literal["standard", "truecolor"] | None = None if colour == "none" else colour  # type: ignore[assignment]
    console = Console(
        file=io.StringIO(),
        width=width,
        theme=looks(theme, system),
        force_terminal=colour != "none",
        color_system=system,
        highlight=False,
        legacy_windows=False,
    )
    console.print(Centred(pages(articles, Parts()), 88))
    console.print(pages(articles[:1], Parts(meta=False, body=False, toc=True)))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return re.sub(r"\x1b\]8;id=\d+;", "\x1b]8;;", text)


PAGES = [(width, colour, "terminal") for width in WIDTHS for colour in COLOURS]
PAGES += [(80, colour, theme) for colour in COLOURS[1:] for theme in ("dark", "light")]


def snapshot(width: int, colour: str, theme: str) -> Path:
    return HERE / "snapshots" / ("-".join([str(width), colour, theme]).removesuffix("-terminal") + ".txt")


@pytest.mark.parametrize(("width", "colour", "theme"), PAGES)
def test_a_page_is_shown_exactly_so(width: int, colour: str, theme: str) -> None:
    assert shown(width, colour, theme) == snapshot(width, colour, theme).read_text(encoding="utf-8")


def test_themes_differ_in_colours_only() -> None:
    pages = {re.sub(r"\x1b\[[0-9;]*m", "", shown(80, "truecolor", theme)) for theme in COLOURS_OF}
    assert len(pages) == 1
    assert len({shown(80, "truecolor", theme) for theme in COLOURS_OF}) == 3


@pytest.mark.parametrize(
    ("theme", "background"),
    [("dark", (0, 0, 0)), ("dark", (40, 42, 54)), ("light", (255, 255, 255)), ("light", (253, 246, 227))],
)
def test_every_colour_can_be_read_on_its_background(theme: str, background: tuple[int, int, int]) -> None:
    for name in COLOURS_OF[theme].values():
        high, low = sorted((brightness(Color.parse(name).get_truecolor()), brightness(background)))[::-1]
        assert (high + 0.05) / (low + 0.05) >= 4.5, name


def brightness(colour: tuple[int, int, int]) -> float:
    """As WCAG defines relative luminance."""
    parts = [part / 255 for part in colour]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("said", "theme"),
    [
        ("", "terminal"),
        ("15;0", "dark"),
        ("0;15", "light"),
        ("0;default;7", "light"),
        ("12;8", "dark"),
        ("x", "terminal"),
    ],
)
def test_the_terminal_may_say_what_its_background_is(said: str, theme: str) -> None:
    assert for_background(said) == theme


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal_or_ends_in_spaces(width: int) -> None:
    for line in shown(width, "none").split("\n"):
        assert len(line) <= width
        assert line == line.rstrip()


def test_footnotes_are_numbered_and_stand_at_the_end() -> None:
    text = shown(80, "none")
    assert "and a note.[1]" in text
    assert text.index("[1] The note, which refers to another.[2]") > text.index("A picture")
    assert "[2] That one." in text
    assert "[^" not in text


if __name__ == "__main__":
    (HERE / "snapshots").mkdir(exist_ok=True)
    for page in PAGES:
        snapshot(*page).write_text(shown(*page), encoding="utf-8")
