"""SQLite and TSV: read back by others, the same each time; and what a delivery says of itself."""

from __future__ import annotations

import contextlib
import io
import sqlite3
from typing import TYPE_CHECKING

import pytest

from kratomcli.errors import OutputError, UsageError
from kratomcli.export import ExportOptions, delivery, write, write_file
from support.articles import article, markdown

if TYPE_CHECKING:
    from pathlib import Path

DEFAULTS = ExportOptions()


def database(path: Path, *given: object) -> sqlite3.Connection:
    assert write_file(iter(given), "sqlite", path) == len(given)  # type: ignore[arg-type]
    return sqlite3.connect(path)


def test_a_database_holds_articles_tags_and_their_words(tmp_path: Path) -> None:
    first = article("A dog is sleeping.", id="a", tags=("Sleep", "sleep"), date="2021-03", meta={"x": [1]})
    other = article("Foxes run. \ud800", id="b", draft=True)
    base = database(tmp_path / "x.db", first, other)
    assert base.execute("SELECT id, date, draft, meta FROM articles ORDER BY id").fetchall() == [
        ("a", "2021-03", 0, '{"x":[1]}'),
        ("b", None, 1, "{}"),
    ]
    assert base.execute("SELECT * FROM tags").fetchall() == [("a", "Sleep"), ("a", "sleep")]
    found = "SELECT id FROM articles JOIN articles_fts ON articles.rowid = articles_fts.rowid WHERE articles_fts MATCH ?"
    assert base.execute(found, ("dogs",)).fetchall() == [("a",)]
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    base.close()


def test_a_database_links_tags_to_articles_by_their_keys(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    write_file((markdown(f"---\ntags: [t, u]\n---\nWord{n}", id=f"a{n}") for n in range(9)), "sqlite", path)
    with contextlib.closing(sqlite3.connect(path)) as db:
        (key,) = [name for _, name, *_, key in db.execute("PRAGMA table_info(articles)") if key]
        assert key == "id"
        assert [row[2:5] for row in db.execute("PRAGMA foreign_key_list(tags)")] == [
            ("articles", "article", "id")
        ]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        matching = "SELECT id FROM articles WHERE rowid IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"
        assert db.execute(matching, ("word7",)).fetchall() == [("a7",)]


def test_a_database_is_the_same_each_time(tmp_path: Path) -> None:
    given = [article("word " * number, id=str(number)) for number in range(50)]
    for name in ("one", "two"):
        database(tmp_path / name, *given).close()
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_table_has_a_line_an_article_whatever_is_in_it() -> None:
    stream = io.StringIO()
    write(iter([article("a\tb\nc\u2028d", title="x\r\ny")]), "tsv", stream)
    header, row, rest = stream.getvalue().split("\n")
    assert rest == ""
    cells = dict(zip(header.split("\t"), row.split("\t"), strict=True))
    assert (cells["title"], cells["body"], cells["date"]) == ("x y", "a b c d", "")


def test_a_delivery_counts_articles_and_bytes(tmp_path: Path) -> None:
    given = [article("é", id="a"), article("b", id="b")]
    for format, place in (("text", "x.txt"), ("sqlite", "x.db"), ("markdown", "x/")):
        done = delivery.to_place(
            iter(given), format, f"{tmp_path}/{place}", force=False, options=ExportOptions()
        )
        files = [tmp_path / place] if place[-1] != "/" else list((tmp_path / "x").iterdir())
        assert done == (2, sum(file.stat().st_size for file in files), ())


def test_what_is_not_text_goes_to_a_stream_as_bytes(tmp_path: Path) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw)
    done = delivery.to_stream(iter([article()]), "sqlite", stream, options=DEFAULTS)
    assert raw.getvalue()[:15] == b"SQLite format 3"
    assert done.size == len(raw.getvalue())


def test_a_delivery_replaces_nothing_unasked_and_knows_its_kinds(tmp_path: Path) -> None:
    place = tmp_path / "x.db"
    place.write_text("precious")
    with pytest.raises(OutputError):
        delivery.to_place(iter([article()]), "sqlite", str(place), force=False, options=DEFAULTS)
    assert place.read_text() == "precious"
    assert delivery.to_place(iter([article()]), "sqlite", str(place), force=True, options=DEFAULTS).size > 9
    with pytest.raises(UsageError):
        delivery.to_place(iter([article()]), "sqlite", f"{tmp_path}/y/", force=True, options=DEFAULTS)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.db"]


def test_drafts_stay_out_of_what_is_published() -> None:
    for format, drafts, shown in (("html", False, False), ("html", True, True), ("text", False, True)):
        stream = io.StringIO()
        given = iter([article(id="a"), article("Secret.", id="b", draft=True)])
        write(given, format, stream, options=ExportOptions(drafts=drafts))
        assert ("Secret." in stream.getvalue()) == shown
