"""Reading takes no more than its share of time for a text of four times the length, whatever the tool."""

from __future__ import annotations

import pytest

from kratomcli.conventions.table import CONVENTIONS, convention_of
from kratomcli.readers import read
from support.cost import is_linear_in

PIECES = [
    *(
        "#a ",
        "#a.",
        "# ",
        "#a/",
        " #",
        ":a:",
        " :a:b:",
        "#[[",
        "#[[a]] ",
        "[[#a ",
        "<a ",
        "<",
        "$$",
        "$$ #a $$",
    ),
    *("a:: b\n", "- a:: b\n", "a::\n", "a:", "Title: a\n", "    a\n", "#+a: b\n", "a b ", "title:", "![["),
]


@pytest.mark.parametrize(
    "tool", ["", "pelican", *(name for name in CONVENTIONS if CONVENTIONS[name].inline_tags)]
)
@pytest.mark.parametrize("start", ["", "Title: a\n"])
def test_time_grows_no_faster_than_the_text(tool: str, start: str) -> None:
    def reading(text: str) -> object:
        return read((start + text).encode(), id="a", path="a.md", convention=convention_of(tool))

    assert [piece for piece in PIECES if not is_linear_in(reading, piece * (40_000 // len(piece)))] == []


@pytest.mark.parametrize(
    "piece", ["-", "_", "=", "a-", "--a", "__a", "2021/", "2021-01-01", "/a", "a/2021/01/01"]
)
@pytest.mark.parametrize("start", ["", "20210305T120000", "20210305T120000==", "2021-03-05"])
def test_nor_than_the_name_of_a_file(piece: str, start: str) -> None:
    def reading(name: str) -> object:
        return read(b"a", id=start + name, path=f"{start}{name}.md")

    assert is_linear_in(reading, piece * (40_000 // len(piece)))
