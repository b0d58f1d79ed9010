"""What `show` puts on a terminal, exactly: three widths, three colour systems.

python tests/render/test_show_snapshots.py    writes the pages anew, for a person to look at
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Literal

import pytest

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


def shown(width: int, colour: str) -> str:
    from rich.console import Console

    from kratomcli.article import Parts
    from kratomcli.readers import read
    from kratomcli.render.article import pages
    from kratomcli.render.layout import Centred
    from kratomcli.render.theme import THEME

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
        theme=THEME,
        force_terminal=colour != "none",
        color_system=system,
        highlight=False,
        legacy_windows=False,
    )
    console.print(Centred(pages(articles, Parts()), 88))
    console.print(pages(articles[:1], Parts(meta=False, body=False, toc=True)))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return re.sub(r"\x1b\]8;id=\d+;", "\x1b]8;;", text)


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_is_shown_exactly_so(width: int, colour: str) -> None:
    assert shown(width, colour) == (HERE / "snapshots" / f"{width}-{colour}.txt").read_text(encoding="utf-8")


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
    for each in WIDTHS:
        for system in COLOURS:
            (HERE / "snapshots" / f"{each}-{system}.txt").write_text(shown(each, system), encoding="utf-8")
