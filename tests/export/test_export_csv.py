"""CSV: what is written is what is read, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kratomcli.errors import UsageError
from kratomcli.export import ExportOptions, write
from kratomcli.export.csv import COLUMNS, guard_cell, write_rows
from support.articles import article, articles

if TYPE_CHECKING:
    from kratomcli.model.article import Article

cells = st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5)


def exported(given: list[Article], **options: object) -> str:
    stream = io.StringIO()
    write(given, "csv", stream, options=ExportOptions(**options))
    return stream.getvalue()


def test_a_header_then_a_row_an_article() -> None:
    one = article(
        'He said "no",\nthen left.',
        tags=("a", "b c"),
        authors=("Ann", "Bob"),
        date="2021",
        draft=True,
        words=5,
        summary="=SUM(A1)",
    )
    assert exported([one]) == (
        "id,title,date,updated,tags,summary,authors,draft,source,lang,words,path,body\n"
        'one,One,2021,,"a, b c",\'=SUM(A1),"Ann, Bob",true,,,5,/library/one.md,'
        '"He said ""no"",\nthen left."\n'
    )
    assert exported([]) == ",".join(COLUMNS) + "\n"


def test_fields_choose_the_columns_in_their_own_order() -> None:
    one = article(words=5, meta={"a": [1]})
    assert exported([one], fields=("words", "id", "meta")) == 'words,id,meta\n5,one,"{""a"":[1]}"\n'
    with pytest.raises(UsageError, match="colour"):
        exported([one], fields=("colour",))


@given(cells)
def test_any_cells_are_read_back_as_they_were(rows: list[list[str]]) -> None:
    stream = io.StringIO()
    assert write_rows(("a", "b"), rows, stream, guard=False) == len(rows)
    assert list(csv.reader(io.StringIO(stream.getvalue(), newline=""), strict=True)) == [["a", "b"], *rows]


@given(cells)
def test_no_guarded_cell_begins_as_a_formula(rows: list[list[str]]) -> None:
    stream = io.StringIO()
    write_rows(("a", "b"), rows, stream)
    read = list(csv.reader(io.StringIO(stream.getvalue(), newline=""), strict=True))[1:]
    for cell, original in zip(chain(*read), chain(*rows), strict=True):
        assert not cell.lstrip(" \n").startswith(tuple("=+-@\t\r＝＋－＠"))
        assert cell in (original, "'" + original)


@given(st.lists(articles(), max_size=2))
@settings(max_examples=40)
def test_every_row_of_an_export_has_every_column(given: list[Article]) -> None:
    read = list(csv.DictReader(io.StringIO(exported(given, csv_guard=False), newline=""), strict=True))
    assert [row["body"] for row in read] == [one.body for one in given]
    assert [row["title"] for row in read] == [one.title for one in given]
    assert [row["tags"] for row in read] == [", ".join(one.tags) for one in given]


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", " =1", "\n=1"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert guard_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "1=1", "a-b", "'=1", " x", "é", "(-1)"])
def test_what_it_would_not_is_left_alone(text: str) -> None:
    assert guard_cell(text) == text


def test_a_number_is_no_formula() -> None:
    stream = io.StringIO()
    write_rows(("n",), [[-1], [-1.5]], stream)
    assert stream.getvalue() == "n\n-1\n-1.5\n"


def test_a_name_that_is_not_utf_8_does_not_stop_the_export() -> None:
    exported([article(path="/library/caf\udce9.md")]).encode()
