"""What the catalog makes of values, stamps, passages and SQLite's errors: all that needs no tables."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.catalog import file_stamps
from kratomcli.catalog.history import changed_parts, parts_of
from kratomcli.catalog.row_codec import Later, compact, texts
from kratomcli.catalog.schema import ArticleRow, article_row, checksum, is_intact
from kratomcli.catalog.sql_fields import CHOSEN, Columns, Sort, place_in_meta, quoted
from kratomcli.catalog.sqlite_errors import damage, is_damage, translated
from kratomcli.errors import (
    IndexDamaged,
    IndexLocked,
    IndexRefusal,
    IndexUnwritable,
    LibraryClosed,
    UsageError,
)

# Values.


@given(st.lists(st.text(), min_size=1))
def test_texts_come_back_as_they_were(values: list[str]) -> None:
    array = compact(tuple(values))
    assert texts(array) == tuple(values)
    assert compact(values) == array


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (("a", "é"), '["a","é"]'),
        ({"a": 1, "b": [True, None]}, '{"a":1,"b":[true,null]}'),
        ({"path": Path("x/y")}, '{"path":"x/y"}'),
        ((), None),
        ({}, None),
        ("", None),
        (None, None),
    ],
)
def test_values_are_short_json_or_nothing(value: object, text: str | None) -> None:
    assert compact(value) == text


def test_no_array_is_no_texts() -> None:
    assert texts(None) == ()
    assert texts('["a\\"b","c\\\\"]') == ('a"b', "c\\")


def test_a_mapping_is_read_when_it_is_asked() -> None:
    later = Later('{"a": 1, "b": "two"}')
    assert (later["a"], later["b"], list(later), len(later)) == (1, "two", ["a", "b"], 2)
    assert repr(later) == "{'a': 1, 'b': 'two'}"
    assert dict(later) == later
    with pytest.raises(KeyError):
        later["c"]
    assert Later("{").__class__ is Later  # not looked into yet


def row(**other: object) -> tuple[object, ...]:
    values: dict[str, object] = dict.fromkeys(ArticleRow._fields, "x") | {"id": "a"} | other
    return tuple(values.values())


def test_a_row_is_what_was_written_or_damaged() -> None:
    whole = (*row(), checksum(row()))
    assert is_intact(whole)
    assert article_row(whole) == ArticleRow._make(row())
    spoiled = (*row(title="y"), whole[-1])
    assert not is_intact(spoiled)
    with pytest.raises(IndexDamaged) as caught:
        article_row(spoiled)
    assert caught.value.message == "the row of 'a' does not match its checksum"
    assert caught.value.hint == ""


def test_the_checksum_tells_columns_apart_and_takes_any_text() -> None:
    assert checksum(["a", "b"]) == crc32(b"a\x1fb")
    assert checksum(["ab", ""]) != checksum(["a", "b"])
    assert checksum(["\ud800"]) == crc32("\ud800".encode("utf-8", "surrogatepass"))


# Stamps.


def test_a_stamp_is_of_this_very_file(tmp_path: Path) -> None:
    one = tmp_path / "one"
    one.write_text("a")
    first = file_stamps.stamp(str(one))
    found = one.stat()
    assert first == f"1 {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
    one.write_text("ab")
    assert file_stamps.stamp(str(one)) != first
    assert file_stamps.stamp(str(tmp_path / "none")) == ""


def test_a_folders_stamps_are_those_of_its_files(tmp_path: Path) -> None:
    for name in ("b", "a", ".hidden"):
        (tmp_path / name).write_text(name)
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    stamps = file_stamps.stamps(str(tmp_path))
    assert stamps == {name: file_stamps.stamp(str(tmp_path / name)) for name in ("a", "b")}
    assert file_stamps.as_text(stamps) == f"a {stamps['a']}\nb {stamps['b']}"
    assert file_stamps.from_text(file_stamps.as_text(stamps)) == stamps
    assert file_stamps.stamps(str(tmp_path / "none")) == {}
    assert file_stamps.from_text("") == {}


# Passages.


def sums(*passages: str) -> bytes:
    return b"".join(crc32(passage.encode()).to_bytes(4, "little") for passage in passages)


def test_a_passage_is_a_paragraph_or_in_plain_text_a_line() -> None:
    body = "one\nstill one\n\n\n two \n\nthree"
    assert parts_of(body, "markdown") == sums("one\nstill one", "two", "three")
    assert parts_of(body, "text") == sums("one", "still one", "two", "three")
    assert parts_of("", "markdown") == b""
    assert parts_of("a\ud800", "markdown") == sums("a?")


@pytest.mark.parametrize(
    ("before", "after", "new", "gone"),
    [
        ("a\n\nb", "a\n\nb", [], 0),
        ("a\n\nb", "b\n\na", [], 0),
        ("a\n\nb", "a\n\nc", ["c"], 1),
        ("a\n\nb", "a\n\n\nb\n", [], 0),
        ("a", "x\n\ny\n\na\n\nz", ["x\n\ny", "z"], 0),
        ("a", "a\n\na", ["a"], 0),
        ("a\n\na\n\nb", "a", [], 2),
        ("", "a", ["a"], 0),
        ("a", "", [], 1),
        ("a", "x\n\na\n\ny\n\nz\n\n", ["x", "y\n\nz"], 0),
        ("a\ud800", "a\ud800\n\nb", ["b"], 0),
    ],
)
def test_what_changed_is_the_new_passages_and_how_many_are_gone(
    before: str, after: str, new: list[str], gone: int
) -> None:
    places, lost = changed_parts(parts_of(before, "markdown"), after, "markdown")
    assert [after[start:end] for start, end in places] == new
    assert lost == gone


def test_in_plain_text_lines_change() -> None:
    places, lost = changed_parts(parts_of("a\nb\nc", "text"), "a\nx\ny\n\nc\nz", "text")
    assert (places, lost) == (((2, 5), (9, 10)), 1)


@given(st.text(st.sampled_from("ab \n")), st.sampled_from(["text", "markdown"]))
def test_what_is_compared_with_itself_has_not_changed(body: str, markup: str) -> None:
    assert changed_parts(parts_of(body, markup), body, markup) == ((), 0)  # type: ignore[arg-type]
    places, lost = changed_parts(b"", body, markup)  # type: ignore[arg-type]
    assert lost == 0
    assert bool(places) == bool(body.strip())


# SQLite's errors.


def failed(
    name: str, text: str = "said so", kind: type[sqlite3.Error] = sqlite3.OperationalError
) -> sqlite3.Error:
    error = kind(text)
    if name:
        error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("error", "kind", "message", "hint"),
    [
        (
            failed("", "Cannot operate on a closed database.", sqlite3.ProgrammingError),
            LibraryClosed,
            "the library is closed",
            "Open it again with Library.open.",
        ),
        *(
            (failed(name), IndexLocked, "another process is writing the index", "Try again in a moment.")
            for name in ("SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED", "SQLITE_PROTOCOL")
        ),
        *(
            (failed(name), IndexUnwritable, "the index can't be written: said so", IndexUnwritable.HINT)
            for name in ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR_WRITE")
        ),
        *(
            (
                failed(name),
                IndexDamaged,
                "the index can't be used: said so",
                "",
            )
            for name in (
                "SQLITE_CORRUPT",
                "SQLITE_NOTADB",
                "SQLITE_READONLY_DBMOVED",
                "SQLITE_IOERR_SHORT_READ",
            )
        ),
        (
            failed("SQLITE_ERROR", "no such table: articles"),
            IndexDamaged,
            "the index can't be used: no such table: articles",
            "",
        ),
        *(
            (failed("SQLITE_ERROR", text), IndexDamaged, f"the index can't be used: {text}", "")
            for text in (
                "No such column: x",
                "error in trigger history_new: no such table: history",
                "table articles has no column named mood",
                "table articles has 3 columns but 26 values were supplied",
                "table articles already exists",
                "malformed JSON",
            )
        ),
        (
            failed("", "could not decode to UTF-8 column 'a'"),
            IndexDamaged,
            "the index can't be used: could not decode to UTF-8 column 'a'",
            "",
        ),
        *(
            (failed(*what), IndexRefusal, f"the index can't be used for this: {what[1]}", "")
            for what in (
                ("SQLITE_TOOBIG", "string or blob too big", sqlite3.DataError),
                ("SQLITE_ERROR", "too many terms"),
                ("SQLITE_CONSTRAINT", "no such table", sqlite3.IntegrityError),
                ("SQLITE_INTERRUPT", "no such table: x"),
                ("", "wrong number of bindings", sqlite3.ProgrammingError),
            )
        ),
    ],
)
def test_what_sqlite_says_means_this(error: sqlite3.Error, kind: type, message: str, hint: str) -> None:
    found = translated(error)
    assert type(found) is kind
    assert (found.message, found.hint) == (message, hint)
    assert is_damage(error) == (kind is IndexDamaged)


def test_the_file_is_named() -> None:
    assert translated(failed("SQLITE_BUSY"), "the store").message == "another process is writing the store"
    assert translated(failed("SQLITE_FULL"), "the store").message == "the store can't be written: said so"
    assert damage("spoiled").message == "spoiled"


# Fields as SQL.


@pytest.mark.parametrize(
    ("text", "sort"),
    {
        "date": Sort("date"),
        "DATE:asc": Sort("date"),
        "tag:desc": Sort("tags", descending=True),
        "Mood:desc": Sort("Mood", descending=True),
    }.items(),
)
def test_what_to_sort_by(text: str, sort: Sort) -> None:
    assert Sort.parse(text) == sort


@pytest.mark.parametrize("text", ["", ":desc", "date:down", "date:desc:", "date:DESC"])
def test_what_not_to_sort_by(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        Sort.parse(text)
    assert caught.value.message == f"can't sort by '{text}'"
    assert caught.value.hint == "Write FIELD, FIELD:asc or FIELD:desc."


def test_a_field_that_is_not_listed_is_no_order() -> None:
    with pytest.raises(UsageError) as caught:
        Columns([("", "/lib")]).order(Sort("text"))
    assert caught.value.message == "can't sort by 'text'"
    assert caught.value.hint.startswith("Sort by one of id, ")
    assert caught.value.hint.endswith(".")
    assert set(caught.value.hint.removeprefix("Sort by one of ")[:-1].split(", ")) < set(CHOSEN)


def test_names_are_quoted_for_sql() -> None:
    assert quoted("it's") == "'it''s'"
    assert place_in_meta("a.b'c") == "meta,'$.\"a\".\"b''c\"'"
    assert place_in_meta('a"b') == "meta,'$.\"ab\"'"
