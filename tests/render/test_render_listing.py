"""The table of `list`: one line an article, readable at any width."""

from __future__ import annotations

from textwrap import dedent

import pytest
from render_making import printed
from rich.cells import cell_len

from kratomcli.render.listing import listing

COLUMNS = ("id", "title", "date", "tags", "words")
ROWS: list[tuple[str | int, ...]] = [
    ("000_dfba0f", "Powdered kratom as told by those who use it", "2021-10-05", "kratom, health", 1612),
    ("a-longer-name/for-it", "日本語の記事", "2021-03", "", 7),
    ("003", "[red]Not markup[/red] :smile:", "", "a tag on its own", 0),
]


def test_every_column_is_as_wide_as_its_widest_cell_where_there_is_room() -> None:
    assert printed(listing(COLUMNS, ROWS), 120) == dedent(
        """\
        id                    title                                              date  tags              words
        ──────────────────────────────────────────────────────────────────────────────────────────────────────
        000_dfba0f            Powdered kratom as told by those who use it  5 Oct 2021  kratom, health    1,612
        a-longer-name/for-it  日本語の記事                                   Mar 2021                        7
        003                   [red]Not markup[/red] :smile:                            a tag on its own      0
        """
    )


def test_at_80_columns_tags_go_first() -> None:
    assert printed(listing(COLUMNS, ROWS), 80) == dedent(
        """\
        id                    title                                          date  words
        ────────────────────────────────────────────────────────────────────────────────
        000_dfba0f            Powdered kratom as told by those who u…  5 Oct 2021  1,612
        a-longer-name/for-it  日本語の記事                               Mar 2021      7
        003                   [red]Not markup[/red] :smile:                            0
        """
    )


def test_at_40_columns_ids_stand_above_titles_and_dates() -> None:
    assert printed(listing(COLUMNS, ROWS), 40) == dedent(
        """\
        id
          title                             date
        ────────────────────────────────────────
        000_dfba0f
          Powdered kratom as told b…  5 Oct 2021
        a-longer-name/for-it
          日本語の記事                  Mar 2021
        003
          [red]Not markup[/red] :sm…
        """
    )


def test_at_20_columns_ids_are_whole_and_dates_are_gone() -> None:
    assert printed(listing(COLUMNS, ROWS), 20) == dedent(
        """\
        id
          title
        ────────────────────
        000_dfba0f
          Powdered kratom a…
        a-longer-name/for-it
          日本語の記事
        003
          [red]Not markup[/…
        """
    )


def test_names_that_are_far_longer_than_most_stand_above_their_rows() -> None:
    rows = [(f"post-{number:02}", "Tea and water", "2021") for number in range(20)]
    rows[1] = ("notes/a name that has grown to be far longer", "Milk", "2022")
    assert printed(listing(COLUMNS[:3], rows), 40).splitlines()[2:6] == [
        "post-00  Tea and water  2021",
        "notes/a name that has grown to be far lo",
        "nger",
        "         Milk           2022",
    ]
    assert printed(listing(COLUMNS[:3], rows), 80).splitlines()[2:4] == [
        "post-00                                       Tea and water  2021",
        "notes/a name that has grown to be far longer  Milk           2022",
    ]


def test_one_long_name_does_not_push_all_rows_below_theirs() -> None:
    rows = [(f"post-{number}", "Tea and water", "2021-03-05") for number in range(7)]
    rows[3] = ("x" * 70, "Milk", "2022")
    lines = printed(listing(COLUMNS[:3], rows), 60).splitlines()
    assert lines[2] == "post-0  Tea and water  5 Mar 2021"
    assert lines[5:8] == ["x" * 60, "x" * 10, "        Milk                 2022"]


def test_paths_are_names_too() -> None:
    rows = [("Tea and water", "/home/ann/articles/drinks/tea-and-water.md", "tea")]
    assert printed(listing(("title", "path", "id"), rows), 40).splitlines() == [
        "path",
        "id",
        "  title",
        "─" * 40,
        "/home/ann/articles/drinks/tea-and-water.",
        "md",
        "tea",
        "  Tea and water",
    ]


@pytest.mark.parametrize("width", range(2, 140, 3))
def test_ids_are_whole_at_any_width(width: int) -> None:
    for names in (["short", "a-longer-name/for-it"], ["my note: one", "日本語の記事/二"], ["x" * 90, "y"]):
        rows = [(name, *row[1:]) for name, row in zip(names, ROWS, strict=False)]
        text = printed(listing(COLUMNS, rows), width)
        assert all(cell_len(line) <= width for line in text.splitlines())
        for name in names:
            assert name.replace(" ", "") in text.replace("\n", "").replace(" ", "")


def test_colours_set_ids_apart() -> None:
    assert printed(listing(("id", "tags"), [("a", "b, c")]), 80, color=True) == (
        "\x1b[1mid  \x1b[0m\x1b[1mtags\x1b[0m\n"
        "\x1b[2m────────\x1b[0m\n"
        "\x1b[36ma   \x1b[0m\x1b[2mb, c\x1b[0m\n"
    )


@pytest.mark.parametrize("width", range(1, 140, 3))
def test_no_line_is_wider_than_the_terminal_or_ends_in_a_space(width: int) -> None:
    lines = printed(listing(COLUMNS, ROWS), width).splitlines()
    assert len(lines) >= len(ROWS) + 2
    assert all(cell_len(line) <= width and line == line.rstrip() for line in lines)


def test_a_date_alone_is_never_cut() -> None:
    assert (
        printed(listing(("date", "summary"), [("2021-10-05", "x" * 99)]), 12).splitlines()[2] == "5 Oct 2021"
    )


def test_one_column_takes_the_whole_width() -> None:
    shown = printed(listing(("id",), [("i" * 100,)]), 80).splitlines()
    assert shown[2:] == ["i" * 80, "i" * 20]


def test_front_matter_keys_are_columns_like_others() -> None:
    assert printed(listing(("id", "mood"), [("a", "calm"), ("b", 3)]), 40) == (
        "id  mood\n────────\na   calm\nb   3\n"
    )


def test_without_rows_there_is_the_header() -> None:
    assert printed(listing(("id", "title"), []), 40) == "id  title\n─────────\n"
