"""Ids and dates are whole: no byline and no cell of a table breaks a line inside of one."""

from __future__ import annotations

import pytest
from render_making import article, printed
from rich.text import Text

from kratomcli.model.article import Parts
from kratomcli.model.entry import Entry
from kratomcli.model.hit import Hit
from kratomcli.render.article import pages
from kratomcli.render.hits import hits
from kratomcli.render.layout import Flow, joined, text, whole
from kratomcli.render.markdown import blocks
from kratomcli.render.quotes import quotes
from kratomcli.render.reuse import changes
from kratomcli.render.table import Grid
from kratomcli.search.changes import Change
from kratomcli.search.quotes import Quote, QuoteSource

ID = "my note: one"
DATE = "5 October 2021"
ENTRY = Entry(id=ID, path="/l/my note: one.md", title="Tea and water", date="2021-10-05", tags=("a b", "c"))
OTHERS = tuple(QuoteSource(f"other note {number}", "/l/x.md", "X", "", "", 1, None) for number in range(2))
SAID = QuoteSource(ID, "/l/my note: one.md", "Tea", "2021-10-05", "a source", 12, None)
QUOTE = Quote("Tea heals.", (), (), (), (SAID, *OTHERS), 3, 2)


@pytest.mark.parametrize("width", range(16, 90, 2))
def test_a_byline_breaks_beside_ids_and_dates(width: int) -> None:
    shown = {
        "hit": printed(hits([Hit(ENTRY, 1.0, "title")], total=1, query="tea"), width),
        "quote": printed(quotes([QUOTE], 1), width),
        "article": printed(
            pages([article(authors=("Ann Roe",), date="2021-10-05", words=3)], Parts()), width
        ),
        "change": printed(changes([Change("moved", ID, "Tea", ENTRY, before="its old id")]), width),
    }
    for name, page in shown.items():
        lines = page.splitlines()
        assert all(len(line) <= width for line in lines), name
        if name != "article":
            assert any(ID in line for line in lines), name
        if name != "change":
            assert any(DATE in line for line in lines), name
    assert any("other note 1" in line for line in shown["quote"].splitlines())
    assert any("its old id" in line for line in shown["change"].splitlines())


def test_what_fits_on_no_line_is_folded_and_loses_nothing() -> None:
    line = joined([whole("a name of words"), text("a text of words")])
    assert printed(Flow(line), 8).splitlines() == ["a name o", "f words", "· a text", "of words"]


@pytest.mark.parametrize("width", range(30, 90, 6))
@pytest.mark.parametrize(
    "cell", ["003_8952f524e361d085", "5 October 2021", "5. Oktober 2021", "March 5, 2021", "2021-03-05 10:30"]
)
def test_a_cell_breaks_beside_ids_and_dates(width: int, cell: str) -> None:
    row = f"| {cell} | Some words that make a cell wide enough for it to be wrapped | {cell} | and some more of it |"
    table = f"| a | b | c | d |\n|---|---|---|---|\n{row}\n"
    from rich.console import Group

    lines = printed(Group(*blocks(table)), width).splitlines()
    assert sum(line.count(cell) for line in lines) == 2


@pytest.mark.parametrize("width", [60, 65, 70, 80])
def test_a_long_id_in_a_cell_is_whole_where_it_fits(width: int) -> None:
    long = "2019-05-a-long-name-for-one-note-on-water-and-tea"[:48]
    for table in (
        f"| id | said |\n|---|---|\n| {long} | some words that say more of it |\n",
        f"| said | id |\n|---|---|\n| what is said of it at some length, and more | {long} |\n",
    ):
        from rich.console import Group

        page = printed(Group(*blocks(table)), width)
        assert any(long in line for line in page.splitlines()), page
        assert "─  ─" in page  # a table still


def test_an_address_in_a_cell_may_be_folded() -> None:
    rows = [[Text("site"), Text("https://a.example/" + "x" * 60)], [Text("b"), Text("y")]]
    assert printed(Grid(rows, has_header=False), 40).splitlines()[0].startswith("site  https://")
