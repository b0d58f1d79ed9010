"""The catalog's tables, in memory: what is put in comes out, in order, as text, as JSON and as entries."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import pytest

from kratomcli.batches import batches
from kratomcli.catalog import history, queries, writer
from kratomcli.catalog.catalog import Catalog
from kratomcli.catalog.schema import Failure, FileRow, TextLocation
from kratomcli.catalog.sql_fields import CONTRACT, Sort
from kratomcli.catalog.writer import CatalogWriter, KnownArticle
from kratomcli.errors import (
    ArticleUnreadable,
    IndexDamaged,
    IndexLocked,
    IndexRefusal,
    LibraryClosed,
    UsageError,
)
from kratomcli.model.article import Article
from kratomcli.model.entry import Entry

FINGERPRINT = bytes(range(16))


@pytest.fixture
def catalog() -> Iterator[Catalog]:
    catalog = Catalog(None, [("", "/lib's")])
    yield catalog
    catalog.close()


def article(id: str, **values: Any) -> Article:
    values = {"title": id.title(), "body": f"{id}\n\nmore\n", "markup": "markdown", "words": 2} | values
    return Article(id=id, path=f"/lib's/{id}.md", **values)


def put(catalog: Catalog, *articles: Article, base: str | None = None) -> None:
    change = CatalogWriter(catalog)
    for one in articles:
        location = TextLocation(f"{one.id}.md", None, 10, 20, "utf-8", 5)
        change.put(change.next_key(), one, FINGERPRINT, location, base)


FULL = article(
    "full",
    title="It’s a “title”",
    date="2021-03-05",
    updated="2022",
    tags=("a, b", 'c"d', "e"),
    summary="Short.",
    authors=("Ada", "Ed"),
    draft=True,
    source="https://example.org/x",
    lang="en",
    words=7,
    meta={"mood": "calm", "list": [1, 2], "on": True, "off": False, "deep": {"x": 1.5}, "none": None},
    derived={"date": "file name"},
    notes=("decoded as windows-1252",),
    body_line=9,
)
BARE = article("bare")


def lines(catalog: Catalog, shape: Literal["tsv", "json"], fields: list[str], **chosen: Any) -> list[str]:
    """All lines of a listing."""
    return [*chain.from_iterable(catalog.blocks(shape, fields, **chosen))]


def test_an_empty_catalog_has_nothing(catalog: Catalog) -> None:
    assert catalog.is_empty
    assert (catalog.count(), catalog.words(), catalog.last_key(), catalog.generation()) == (0, 0, 0, 0)
    assert (catalog.failures(), catalog.expected(), catalog.folders(), catalog.events(at=0)) == (
        [],
        [],
        [],
        [],
    )
    assert lines(catalog, "json", []) == list(catalog.keys()) == list(catalog.fingerprints()) == []
    assert CatalogWriter(catalog).next_key() == 1


def test_entries_come_out_as_articles_went_in(catalog: Catalog) -> None:
    put(catalog, FULL, BARE)
    assert (catalog.is_empty, catalog.count(), catalog.words(), catalog.last_key()) == (False, 2, 9, 2)
    found = catalog.entries([1, 2, 3])
    assert list(found) == [1, 2]
    for key, whole in ((1, FULL), (2, BARE)):
        assert type(found[key]) is Entry
        for name in CONTRACT:
            assert getattr(found[key], name) == getattr(whole, name), name


def test_what_is_known_of_files(catalog: Catalog) -> None:
    put(catalog, FULL, BARE)
    assert catalog.locations([2]) == {2: TextLocation("bare.md", None, 10, 20, "utf-8", 5)}
    assert list(catalog.files()) == [
        FileRow(b"full.md", 10, 20, FINGERPRINT),
        FileRow(b"bare.md", 10, 20, FINGERPRINT),
    ]
    assert catalog.body_formats([1, 2]) == {1: ("markdown", 9), 2: ("markdown", 1)}
    assert list(catalog.fingerprints()) == [(1, FINGERPRINT), (2, FINGERPRINT)]


def test_more_keys_than_one_statement_takes(catalog: Catalog) -> None:
    put(catalog, *(article(f"a{n:04}") for n in range(1201)))
    keys = list(range(1, 1202))
    assert list(catalog.body_formats(keys)) == keys
    assert list(catalog.entries(keys[:501])) == keys[:501]
    assert list(catalog.keys(keys=[keys[:700], keys[600:1200]])) == keys[:1200]


def test_cells_are_text_and_json_is_the_contract(catalog: Catalog) -> None:
    put(catalog, FULL, BARE)
    fields = ["id", "path", "date", "tags", "authors", "draft", "words", "summary", "lang"]
    fields += ["mood", "on", "off", "deep.x", "none", "missing"]
    full = ["full", "/lib's/full.md", "2021-03-05", 'a, b, c"d, e', "Ada, Ed", "true", 7, "Short.", "en"]
    full += ["calm", "true", "false", "1.5", "", ""]
    bare = ["bare", "/lib's/bare.md", "", "", "", "false", 2, "", "", "", "", "", "", "", ""]
    assert list(catalog.cells(fields)) == [tuple(bare), tuple(full)]
    assert lines(catalog, "tsv", fields) == ["\t".join(map(str, one)) for one in (bare, full)]

    (said,) = lines(catalog, "json", [], keys=[[1]])
    assert list(json.loads(said)) == list(CONTRACT)
    assert json.loads(said) == {
        name: list(value) if isinstance(value := getattr(FULL, name), tuple) else value for name in CONTRACT
    }
    (said,) = lines(catalog, "json", ["on", "off", "deep", "none", "list", "missing", "draft"], keys=[[1]])
    assert said == (
        '{"on":true,"off":false,"deep":{"x":1.5},"none":null,"list":[1,2],"missing":null,"draft":true}'
    )


def test_a_line_is_one_line(catalog: Catalog) -> None:
    put(catalog, article("a", meta={"k": "x\ty\nz\u2028q\u2029\r."}, title="t\u2028u\u2029v"))
    assert lines(catalog, "tsv", ["k"]) == ["x y z q  ."]
    (said,) = lines(catalog, "json", ["title"])
    assert said == '{"title":"t\\u2028u\\u2029v"}'


def test_order_unknown_last_and_ties_by_id(catalog: Catalog) -> None:
    put(
        catalog,
        article("c", date="2021", title="b"),
        article("a", title="C"),
        article("b", date="2020", title="a"),
    )
    put(catalog, article("d", date="2021", title="D", meta={"mood": "x"}))

    def ids(sort: str | None, **more: Any) -> str:
        return "".join(str(id) for (id,) in catalog.cells(["id"], sort=sort and Sort.parse(sort), **more))  # type: ignore[arg-type]

    assert ids(None) == ids("id") == ids("id:asc") == "abcd"
    assert ids("id:desc") == "dcba"
    assert ids("date") == "bcda"
    assert ids("date:desc") == "cdba"
    assert ids("title") == "bcad"
    assert ids("path:desc") == "dcba"
    assert ids("mood") == ids("mood:desc") == "dabc"
    assert ids(None, limit=2) == "ab"
    assert ids(None, limit=2, offset=1) == "bc"
    assert ids(None, offset=3) == "d"
    assert ids("date", keys=[[1, 2], [2]]) == "ca"
    assert list(catalog.keys(sort=Sort("date"))) == [3, 1, 4, 2]
    assert list(catalog.keys(limit=1, offset=1)) == [3]


def test_values_are_counted_in_any_case(catalog: Catalog) -> None:
    put(
        catalog,
        article("a", tags=("Tea", "x"), date="2021-03", meta={"n": [1, 2], "on": True, "deep": {"k": 1}}),
    )
    put(catalog, article("b", tags=("tea",), date="2021-04", meta={"n": 1}), article("c", date="2020"))
    assert catalog.tally("tags", 0) == ([("Tea", 2), ("x", 1)], 1)
    assert catalog.tally("date", 4) == ([("2021", 2), ("2020", 1)], 0)
    assert catalog.tally("date", 0) == ([("2020", 1), ("2021-03", 1), ("2021-04", 1)], 0)
    assert catalog.tally("n", 0) == ([("1", 2), ("2", 1)], 1)
    assert catalog.tally("on", 0) == ([("true", 1)], 2)
    assert catalog.tally("deep", 0) == ([("1", 1)], 2)
    assert catalog.tally("summary", 0) == ([], 3)
    assert catalog.tally("tags", 0, [[2], [3]]) == ([("tea", 1)], 1)


def test_an_article_is_found_by_its_id_or_a_beginning(catalog: Catalog) -> None:
    put(catalog, *map(article, ["2021-good_Tea", "sub/tea", "tea", "green"]))
    assert catalog.find("tea", 9) == [(3, "tea")]
    assert catalog.find("TE", 9) == [(1, "2021-good_Tea"), (2, "sub/tea"), (3, "tea")]
    assert catalog.find("te", 2) == [(1, "2021-good_Tea"), (2, "sub/tea")]
    assert catalog.find("good", 9) == [(1, "2021-good_Tea")]
    assert catalog.find("SUB/t", 9) == [(2, "sub/tea")]
    assert catalog.find("ea", 9) == catalog.find("", 9) == []
    assert catalog.ids("", 2) == [("2021-good_Tea", "2021-Good_Tea"), ("green", "Green")]
    assert catalog.ids("te", 9) == [("tea", "Tea")]
    assert catalog.ids("tea", 9) == [("tea", "Tea")]
    assert catalog.ids("teas", 9) == []


def test_several_folders_have_paths_of_their_own() -> None:
    catalog = Catalog(None, [("one", "/x/one/"), ("one two", "/y")])
    for path in ("one/a.md", "one two/b.md"):
        change = CatalogWriter(catalog)
        change.put(
            change.next_key(),
            article(path[:-3]),
            FINGERPRINT,
            TextLocation(path, None, 1, 1, "utf-8", 0),
            None,
        )
    assert list(catalog.cells(["path"])) == [("/y/b.md",), ("/x/one/a.md",)]
    catalog.close()


# Writing.


def test_listings_and_failures_are_kept_and_forgotten(catalog: Catalog) -> None:
    change = CatalogWriter(catalog)
    change.put_listing(b"sub", b"1")
    change.put_listing(b"", b"0")
    change.put_listing(b"sub", b"2")
    assert catalog.folders() == [b"", b"sub"]
    assert (catalog.listing(b"sub"), catalog.listing(b"none")) == (b"2", b"")
    change.put_listing(b"sub", b"")
    assert catalog.folders() == [b""]
    change.put_failure("b.md", Failure("b.md", 3, "bad"))
    change.put_failure("a.md", Failure("a.md", 0, "worse"))
    change.put_failure("b.md", Failure("b.md", 4, "bad"))
    assert catalog.failures() == [Failure("a.md", 0, "worse"), Failure("b.md", 4, "bad")]
    change.put_failure("a.md", None)
    assert catalog.failures() == [Failure("b.md", 4, "bad")]


def test_rows_are_known_renamed_touched_and_removed(catalog: Catalog) -> None:
    put(catalog, article("a"), article("b"))
    put(catalog, article("c"), base="a")
    change = CatalogWriter(catalog)
    assert change.row("c.md") == KnownArticle(3, "c", "a", FINGERPRINT, 10, 20)
    assert change.row("d.md") is None
    assert change.holder("b") == (2, "b.md")
    assert change.holder("B") is None
    assert change.waiting("a") == (3, "c.md")
    assert change.waiting("b") is None
    change.rename(3, "c.md", None)
    change.touch(3, 11, 22)
    assert change.row("c.md") == KnownArticle(3, "c.md", None, FINGERPRINT, 11, 22)
    assert catalog.entries([3])[3].id == "c.md"  # its checksum is right
    assert change.waiting("a") is None
    change.remove(3)
    assert (catalog.count(), catalog.last_key()) == (2, 2)
    assert change.distrust(2, 5) == [b"b.md"]
    assert list(catalog.fingerprints()) == [(1, FINGERPRINT), (2, b"")]


def test_of_several_that_wait_the_first_by_path_is_next(catalog: Catalog) -> None:
    put(catalog, article("z"), article("y"), base="a")
    assert CatalogWriter(catalog).waiting("a") == (2, "y.md")


def test_keys_on_their_way_are_not_given_again(catalog: Catalog) -> None:
    put(catalog, article("a"))
    change = CatalogWriter(catalog)
    change.expect(2, 7)
    assert (catalog.expected(), change.next_key()) == ([(2, 7)], 8)
    change.settle(12)
    assert (catalog.expected(), change.next_key(), catalog.generation()) == ([], 2, 12)


def test_a_damaged_row_is_neither_read_nor_changed(catalog: Catalog) -> None:
    put(catalog, article("a"), article("b"))
    catalog.execute("UPDATE articles SET title = 'other' WHERE key = 1")
    assert list(catalog.faults()) == ["the catalog is damaged: the row of 'a' does not match its checksum"]
    for spoiled in (lambda: catalog.entries([1]), lambda: CatalogWriter(catalog).touch(1, 1, 1)):
        with pytest.raises(IndexDamaged, match=r"^the row of 'a' does not match its checksum"):
            spoiled()
    assert list(catalog.entries([2])) == [2]


def test_what_no_row_can_hold_costs_the_article(catalog: Catalog) -> None:
    put(catalog, article("a"))
    with pytest.raises(ArticleUnreadable, match=r"^the catalog refuses it: UNIQUE"):
        put(catalog, article("a"))


def test_a_step_counts_as_a_whole(catalog: Catalog) -> None:
    catalog.begin()
    put(catalog, article("a"))
    with pytest.raises(ArticleUnreadable), catalog.step():
        put(catalog, article("b"), article("b"))
    with catalog.step():
        put(catalog, article("c"))
    assert catalog.is_held
    catalog.commit()
    assert [id for (id,) in catalog.cells(["id"])] == ["a", "c"]
    catalog.begin()
    put(catalog, article("d"))
    catalog.rollback()
    catalog.rollback()
    assert (catalog.is_held, catalog.count()) == (False, 2)


def test_one_state_is_held_and_let_go_of(catalog: Catalog) -> None:
    catalog.note(generation="5", other="x")
    with catalog.one_state():
        assert catalog.is_held
        with catalog.one_state():
            pass
        assert catalog.is_held
    assert not catalog.is_held
    assert catalog.hold() == 5
    catalog.rollback()
    assert catalog.facts().items() >= {"generation": "5", "other": "x"}.items()
    catalog.note(generation="none")
    assert catalog.generation() == 0


def test_after_closing_it_says_so() -> None:
    catalog = Catalog(None, [("", "/lib")])
    catalog.close()
    assert not catalog.is_held
    with pytest.raises(LibraryClosed):
        catalog.count()


def test_a_file_remembers_and_knows_when_it_is_replaced(tmp_path: Path) -> None:
    path = str(tmp_path / "catalog")
    catalog = Catalog(path, [("", "/lib")])
    put(catalog, article("a"))
    assert (catalog.is_replaced, catalog.has_successor) == (False, False)
    catalog.close()
    assert Path(path + ".stamp").exists()
    again = Catalog(path, [("", "/lib")])
    assert again.count() == 1
    Path(path).rename(tmp_path / "elsewhere")
    assert (again.is_replaced, again.has_successor) == (True, False)
    Path(path).write_bytes(b"")
    assert (again.is_replaced, again.has_successor) == (True, True)
    again.close()


def test_another_format_is_not_read(tmp_path: Path) -> None:
    catalog = Catalog(str(tmp_path / "c"), [("", "/lib")])
    catalog.execute("PRAGMA user_version=99")
    catalog.close()
    with pytest.raises(
        IndexDamaged, match=r"^the index was made by another version of kratomcli \(format 99\)"
    ):
        Catalog(str(tmp_path / "c"), [("", "/lib")])


# What changed.


def test_the_log_begins_after_the_first_indexing_and_is_bounded(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(catalog, article("a"))
    assert catalog.events(at=0) == []
    catalog.note(synced="1", generation="3")
    change = CatalogWriter(catalog)
    change.remove(1)
    put(catalog, article("b"))
    gone, new = catalog.events(at=0)
    assert gone == history.Event("a.md", "a", "A", FINGERPRINT, history.parts_of("a\n\nmore\n", "markdown"))
    assert new == history.Event("b.md", "b", "B", None, None)
    assert catalog.events(state=3) == [gone, new]
    assert catalog.events(state=4) == catalog.events(at=2**40) == []
    monkeypatch.setattr(writer, "MOST_EVENTS", 1)
    change.settle(4)
    assert catalog.events(at=0) == [new]
    assert catalog.facts()["began_state"] == "4"
    assert float(catalog.facts()["began"]) > 1.6e9


# Counting all rows.


def test_articles_are_counted_by_where_they_come_from(catalog: Catalog) -> None:
    put(
        catalog,
        article("a", source="https://www.Example.org/x", authors=("Ada", "Ed"), title="Tea: one"),
        article("sub/b", source="https://example.org/y", authors=("Ed",), title="Tea: two"),
        article("sub/deep/c", source="https://other.example.com/example.org", title="tea"),
        article("subs/d", source="https://bücher.example/"),
    )
    assert queries.count_from(catalog, "author", "Ed") == 1
    assert queries.count_from(catalog, "title", "Tea: ") == 2
    assert queries.count_from(catalog, "folder", "") == 1
    assert queries.count_from(catalog, "folder", "sub") == 1
    assert queries.count_from(catalog, "folder", "sub/deep") == 1
    assert queries.count_from(catalog, "host", "other.example.com") == 1
    assert queries.count_from(catalog, "host", "nowhere.org") == 0
    hosts = [queries.count_from(catalog, "host", name) for name in ("example.org", "www.example.org")]
    assert sum(hosts) in (2, 3)
    assert queries.count_from(catalog, "host", "bücher.example") == 1


def test_fields_are_counted_and_titles_compared(catalog: Catalog) -> None:
    put(
        catalog,
        FULL,
        article("a", title="Same"),
        article("b", title="same", lang="de"),
        article("d", title="Same", derived={"title": "file name"}),
    )
    assert queries.coverage(catalog) == [
        ("title", 3),
        ("date", 1),
        ("updated", 1),
        ("tags", 1),
        ("summary", 1),
        ("authors", 1),
        ("source", 1),
        ("lang", 2),
    ]
    assert queries.namesakes(catalog) == [
        ("Same", "a", "/lib's/a.md", ""),
        ("same", "b", "/lib's/b.md", "de"),
    ]


def test_an_empty_library_covers_nothing(catalog: Catalog) -> None:
    assert {count for _, count in queries.coverage(catalog)} == {0}


def test_addresses_and_ids_that_articles_gave_themselves(catalog: Catalog) -> None:
    put(catalog, article("a", meta={"slug": "s", "permalink": "/p/", "id": 5, "url": "u", "path": "q"}))
    put(catalog, article("b"), article("c", meta={"id": "i"}))
    put(catalog, article("z"), base="a")
    assert sorted(queries.own_addresses(catalog)) == ["/p/", "i", "q", "s", "u"]
    assert queries.displaced(catalog) == [("a", "z", "/lib's/z.md")]


def test_a_field_is_known_by_any_name_and_a_key_in_any_case(catalog: Catalog) -> None:
    put(catalog, article("a", meta={"Mood": "calm", "deep": {"x": 1}}))
    fields = ["title", "tags"]
    assert queries.known(catalog, "TAG", fields) == "tags"
    assert queries.known(catalog, "Mood", fields) == queries.known(catalog, "mOOD", fields) == "Mood"
    assert queries.known(catalog, "deep.x", fields) == "deep.x"
    with pytest.raises(UsageError) as caught:
        queries.known(catalog, "Mod", fields)
    assert caught.value.message == "no field 'Mod'"
    assert caught.value.hint == (
        "Did you mean Mood? There are title, tags, and the keys of front matter that articles have."
    )
    with pytest.raises(UsageError) as caught:
        queries.known(catalog, "zzzz", fields)
    assert caught.value.hint == "There are title, tags, and the keys of front matter that articles have."


# Found by changing the code: what no test above would notice.


def test_a_file_that_others_wrote_to_is_looked_through(tmp_path: Path) -> None:
    path = tmp_path / "catalog"
    catalog = Catalog(str(path), [("", "/lib")])
    put(catalog, article("a"), article("b"))
    catalog.close()
    noted = Path(f"{path}.stamp")
    assert noted.stat().st_mode & 0o777 == 0o600
    noted.unlink()
    Catalog(str(path), [("", "/lib")]).close()
    assert noted.exists()

    catalog = Catalog(str(path), [("", "/lib")])
    catalog.execute("UPDATE articles SET title = 'other' WHERE id = 'b'")
    catalog.close()
    noted.unlink()
    with pytest.raises(IndexDamaged) as caught:
        Catalog(str(path), [("", "/lib")])
    assert caught.value.message == "the catalog is damaged: the row of 'b' does not match its checksum"


def test_what_is_no_catalog_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "catalog"
    path.write_bytes(b"no tables in here. " * 500)
    with pytest.raises(IndexDamaged) as caught:
        Catalog(str(path), [("", "/lib")])
    assert caught.value.message == "the index can't be used: file is not a database"


def test_pages_that_are_overwritten_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "catalog"
    catalog = Catalog(str(path), [("", "/lib")])
    put(catalog, *(article(f"a{n:03}", summary="words " * 50) for n in range(200)))
    catalog.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size // 4))
    with pytest.raises(IndexDamaged, match=r"^the catalog is damaged: "):
        Catalog(str(path), [("", "/lib")])


def test_a_stamp_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    path = tmp_path / "catalog"
    (tmp_path / "catalog.stamp").mkdir()
    (tmp_path / "catalog.stamp" / "in the way").touch()
    for count in (0, 1):
        catalog = Catalog(str(path), [("", "/lib")])
        assert catalog.count() == count
        put(catalog, article(f"a{count}"))
        catalog.close()


def test_lines_are_limited_too(catalog: Catalog) -> None:
    put(catalog, *map(article, "abc"))
    assert lines(catalog, "tsv", ["id"], limit=1, offset=1) == ["b"]
    assert lines(catalog, "tsv", ["id"], limit=0) == []


def test_keys_of_front_matter_are_sorted_in_any_case(catalog: Catalog) -> None:
    put(catalog, *(article(id, meta={"mood": mood}) for id, mood in (("a", "b"), ("b", "C"), ("c", "A"))))
    assert [id for (id,) in catalog.cells(["id"], sort=Sort("mood"))] == ["c", "a", "b"]


def test_a_folder_may_end_in_any_letter_and_a_file_have_any_name() -> None:
    catalog = Catalog(None, [("", "/lib/XX/")])
    location = TextLocation("b�.md", b"b\xe9.md", 1, 2, "latin-1", 3)
    CatalogWriter(catalog).put(1, article("b"), FINGERPRINT, location, None)
    assert catalog.locations([1]) == {1: location}
    assert list(catalog.files()) == [FileRow(b"b\xe9.md", 1, 2, FINGERPRINT)]
    assert list(catalog.cells(["path"])) == [("/lib/XX/b�.md",)]
    catalog.close()


def test_a_file_that_another_has_open_gets_no_stamp(tmp_path: Path) -> None:
    path = str(tmp_path / "catalog.db")
    one, other = Catalog(path, [("", "/lib")]), Catalog(path, [("", "/lib")])
    one.note(x="1")
    one.close()
    assert not (tmp_path / "catalog.db.stamp").exists()
    other.close()
    noted = (tmp_path / "catalog.db.stamp").read_text()
    assert noted
    Catalog(path, [("", "/lib")]).close()
    assert (tmp_path / "catalog.db.stamp").read_text() == noted, "nobody wrote"


def test_hosts_beyond_ascii_are_counted_by_their_letters(catalog: Catalog) -> None:
    put(
        catalog,
        article("a", source="https://BÜCHER.example/x"),
        article("b", source="https://bücher.example/y"),
        article("c", source="https://example.org/bücher.example"),
        article("d"),
    )
    assert queries.count_from(catalog, "host", "bücher.example") == 2
    assert queries.count_from(catalog, "host", "example.org") == 1


def test_two_may_create_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "catalog.db")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            other.rollback()

    monkeypatch.setattr("kratomcli.catalog.database.time.sleep", sleep)
    Catalog(path, [("", "/lib")]).close()
    assert len(waited) == 3
    other.execute("BEGIN IMMEDIATE")
    Catalog(path, [("", "/lib")]).close()  # it is made already
    other.close()


def test_who_waits_for_ever_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "catalog.db")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("kratomcli.catalog.database._PATIENCE", 0.05)
    with pytest.raises(IndexLocked) as caught:
        Catalog(path, [("", "/lib")])
    assert caught.value.message == "another process is writing the index"
    other.close()


def test_what_is_no_file_or_can_not_be_written_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(PermissionError, match="unable to open database file"):
        Catalog(str(tmp_path / "folder"), [("", "/lib")])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))  # as on a full disk
    try:
        with pytest.raises(PermissionError, match=r"^the index can't be written: "):
            Catalog(str(tmp_path / "c"), [("", "/lib")])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    Catalog(str(tmp_path / "c"), [("", "/lib")]).close()


def test_a_closed_catalog_is_not_taken_for_a_damaged_one() -> None:
    catalog = Catalog(None, [("", "/lib")])
    assert (catalog.is_replaced, catalog.has_successor) == (False, False)
    catalog.close()
    with pytest.raises(LibraryClosed):
        list(catalog.faults())
    for ask in (catalog.files, catalog.fingerprints, catalog.keys):
        with pytest.raises(LibraryClosed):
            list(ask())


def test_an_index_that_lacks_rows_is_a_fault(tmp_path: Path) -> None:
    catalog = Catalog(str(tmp_path / "c"), [("", "/lib")])
    put(catalog, article("a"), article("b"))
    catalog.execute("PRAGMA writable_schema=ON")
    catalog.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', 'NULL') WHERE name = 'articles_base'"
    )
    catalog.close()
    (tmp_path / "c.stamp").unlink()
    with pytest.raises(IndexDamaged, match=r"^the catalog is damaged: (row 1|wrong # of entries|.*missing)"):
        Catalog(str(tmp_path / "c"), [("", "/lib")])


def test_all_that_is_wrong_is_told(catalog: Catalog) -> None:
    put(catalog, article("a"), article("b"), article("c"))
    assert list(catalog.faults()) == []
    catalog.execute("UPDATE articles SET words = 99 WHERE key != 2")
    assert list(catalog.faults()) == [
        f"the catalog is damaged: the row of '{id}' does not match its checksum" for id in "ac"
    ]


def test_a_log_begins_when_its_catalog_is_made(catalog: Catalog) -> None:
    before = time.time()
    other = Catalog(None, [("", "/lib")])
    assert before <= float(other.facts()["began"]) <= time.time()
    assert "began_state" not in other.facts()
    other.close()


def test_passages_of_plain_text_are_its_lines(catalog: Catalog) -> None:
    catalog.note(synced="1")
    put(catalog, article("a", body="one\ntwo\n\nthree", markup="text"))
    put(catalog, article("b", body="one\ntwo\n\nthree"))
    change = CatalogWriter(catalog)
    change.remove(1)
    change.remove(2)
    lines, paragraphs = (event.parts for event in catalog.events(at=0) if event.parts is not None)
    assert lines == history.parts_of("one\ntwo\nthree", "text")
    assert paragraphs == history.parts_of("one\ntwo\n\nthree", "markdown")
    assert (len(lines), len(paragraphs)) == (12, 8)


def failing_in(within: AbstractContextManager[None], act: Callable[[], object]) -> None:
    """Fail within a state or a step, after something was done in it."""
    with within:
        act()
        raise ZeroDivisionError


def test_an_error_ends_a_state_and_a_step(catalog: Catalog) -> None:
    with pytest.raises(ZeroDivisionError):
        failing_in(catalog.one_state(), catalog.count)
    assert not catalog.is_held
    catalog.begin()
    with pytest.raises(ZeroDivisionError):
        failing_in(catalog.step(), lambda: put(catalog, article("a")))
    assert (catalog.is_held, catalog.count()) == (True, 0)
    with catalog.step():
        put(catalog, article("b"))
    with pytest.raises(ZeroDivisionError):
        failing_in(catalog.step(), catalog.rollback)  # as a full disk may
    assert (catalog.is_held, catalog.count()) == (False, 0)


def test_a_state_stays_as_it_was_while_others_write(tmp_path: Path) -> None:
    path = str(tmp_path / "c")
    reading, writing = Catalog(path, [("", "/lib")]), Catalog(path, [("", "/lib")])
    put(writing, article("a"))
    writing.note(generation="7")
    assert reading.hold() == 7
    assert reading.count() == 1
    put(writing, article("b"))
    writing.note(generation="8")
    assert (reading.count(), reading.generation()) == (1, 7)
    reading.rollback()
    assert (reading.count(), reading.generation()) == (2, 8)
    with reading.one_state():
        put(writing, article("c"))
        assert reading.count() in (2, 3)
    writing.begin()
    writing.commit()
    writing.close()
    assert reading.count() == 3
    reading.close()


def test_an_untouched_file_is_not_looked_through_and_neither_is_one_in_use(tmp_path: Path) -> None:
    path = str(tmp_path / "c")
    catalog = Catalog(path, [("", "/lib")])
    put(catalog, article("a"))
    catalog.execute("UPDATE articles SET title = 'other'")
    Catalog(path, [("", "/lib")]).close()  # in use: nobody knows who wrote
    catalog.close()
    Catalog(path, [("", "/lib")]).close()  # with a stamp
    os.utime(path, ns=(1, 1))
    with pytest.raises(IndexDamaged):
        Catalog(path, [("", "/lib")])
    noted = tmp_path / "c.stamp"
    for length in (3000, 30):
        noted.write_bytes(b"\xff" * length)
        with pytest.raises(IndexDamaged):
            Catalog(path, [("", "/lib")])


def test_what_was_looked_through_has_a_stamp_though_nobody_wrote(tmp_path: Path) -> None:
    path = tmp_path / "c"
    catalog = Catalog(str(path), [("", "/lib")])
    put(catalog, article("a"))
    catalog.close()
    os.utime(path, ns=(1, 1))
    noted = tmp_path / "c.stamp"
    before = noted.read_text()
    Catalog(str(path), [("", "/lib")]).close()
    assert noted.read_text() not in ("", before)
    found = path.stat()
    assert noted.read_text() == (f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}")


def test_hosts_are_counted_in_any_case_and_nothing_else_is(catalog: Catalog) -> None:
    put(
        catalog,
        *(
            article(f"a{n}", source=source)
            for n, source in enumerate(
                ["https://EXAMPLE.org/x", "https://sub.example.org", "example.org", ""]
            )
        ),
    )
    assert queries.count_from(catalog, "host", "example.org") == 1
    assert queries.count_from(catalog, "host", "sub.example.org") == 1


def test_errors_between_rows_are_translated_too(catalog: Catalog) -> None:
    put(catalog, article("a"), article("b"), article("c"))
    with pytest.raises(IndexRefusal, match=r"^the index can't be used for this: integer overflow$"):
        catalog.rows("SELECT 1 UNION ALL SELECT abs(-9223372036854775808)")
    with pytest.raises(IndexRefusal, match=r"^the index can't be used for this: datatype mismatch$"):
        list(catalog.keys(keys=[[1], ["x"]]))  # type: ignore[list-item]
    catalog.execute("UPDATE articles SET meta = '{' WHERE id = 'b'")
    with pytest.raises(IndexDamaged, match=r"^the index can't be used: malformed JSON$"):
        list(catalog.cells(["id", "mood"]))


def test_what_is_closed_between_rows_says_so() -> None:
    for ask in (Catalog.files, Catalog.fingerprints, Catalog.keys):
        catalog = Catalog(None, [("", "/lib's")])
        put(catalog, article("a"), article("b"))
        rows = ask(catalog)
        next(rows)
        catalog.close()
        with pytest.raises(LibraryClosed):
            next(rows)
    catalog = Catalog(None, [("", "/lib's")])

    def closing() -> Iterator[list[int]]:
        yield [1]
        catalog.close()
        yield [2]

    with pytest.raises(LibraryClosed):
        list(catalog.keys(keys=closing()))


def test_what_an_article_does_not_have_is_empty_or_null(catalog: Catalog) -> None:
    put(catalog, BARE)
    unknown = ("date", "updated", "tags", "summary", "authors", "source", "lang")
    for name in unknown:
        assert list(catalog.cells([name])) == [("",)], name
        assert lines(catalog, "tsv", ["id", name]) == ["bare\t"], name
    (said,) = lines(catalog, "json", [])
    assert {name: json.loads(said)[name] for name in (*unknown, "meta", "derived", "notes", "draft")} == {
        "date": None,
        "updated": None,
        "tags": [],
        "summary": None,
        "authors": [],
        "source": None,
        "lang": None,
        "meta": {},
        "derived": {},
        "notes": [],
        "draft": False,
    }


def test_what_is_known_of_an_article_is_known_in_every_form(catalog: Catalog) -> None:
    put(catalog, FULL)
    cells = {name: next(catalog.cells([name]))[0] for name in CONTRACT[:-3]}
    assert cells == {
        "id": "full",
        "path": "/lib's/full.md",
        "title": FULL.title,
        "date": "2021-03-05",
        "updated": "2022",
        "tags": 'a, b, c"d, e',
        "summary": "Short.",
        "authors": "Ada, Ed",
        "draft": "true",
        "source": "https://example.org/x",
        "lang": "en",
        "words": 7,
    }
    for name in CONTRACT:
        (said,) = lines(catalog, "json", [name])
        value = getattr(FULL, name)
        assert json.loads(said) == {name: list(value) if isinstance(value, tuple) else value}


def test_lists_and_mappings_within_lists_are_no_values(catalog: Catalog) -> None:
    put(catalog, article("a", meta={"n": [{"a": 1}, "x", ["y"], True, False, None, 2]}))
    put(catalog, article("b", meta={"n": {"k": "z", "deep": {"l": 1}}}))
    assert catalog.tally("n", 0) == ([("2", 1), ("false", 1), ("true", 1), ("x", 1), ("z", 1)], 0)


def test_an_article_may_go_on_waiting_under_another_id(catalog: Catalog) -> None:
    put(catalog, article("a"))
    put(catalog, article("b"), base="a")
    change = CatalogWriter(catalog)
    change.rename(2, "c", "d")
    assert (change.waiting("a"), change.waiting("d")) == (None, (2, "b.md"))
    assert change.holder("c") == (2, "b.md")


def test_a_log_that_forgets_says_since_when_it_knows(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MOST_EVENTS", 2)
    catalog.note(synced="1", generation="3", began="0.5")
    change = CatalogWriter(catalog)
    put(catalog, article("a"), article("b"))
    change.settle(4)
    assert catalog.facts()["began"] == "0.5"
    assert "began_state" not in catalog.facts()
    put(catalog, article("c"))
    (at,) = catalog.execute("SELECT at FROM history WHERE number = 1").fetchone()
    change.settle(5)
    assert [event.id for event in catalog.events(at=0)] == ["b", "c"]
    assert (catalog.facts()["began"], catalog.facts()["began_state"]) == (repr(at), "4")


def test_keys_come_in_lists_of_five_hundred() -> None:
    assert [len(batch) for batch in batches(range(1201))] == [500, 500, 201]
    assert list(batches(iter(range(5)), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batches([])) == []


def test_another_process_is_waited_for_ten_seconds(catalog: Catalog) -> None:
    assert catalog.rows("PRAGMA busy_timeout") == [(10_000,)]


def test_ids_are_in_the_order_of_their_letters_asked_or_not(catalog: Catalog) -> None:
    put(catalog, *map(article, ["b", "B", "a", "C"]))
    for sort in (None, Sort("id"), Sort.parse("ID:asc")):
        assert [id for (id,) in catalog.cells(["id"], sort=sort)] == ["B", "C", "a", "b"]
    assert [id for (id,) in catalog.cells(["id"], sort=Sort.parse("Id:desc"))] == ["b", "a", "C", "B"]


def test_the_names_of_several_folders_are_whole() -> None:
    with closing(Catalog(None, [("X", "/lib/XX/"), ("y's", "/lib/y's")])) as catalog:
        for path in ("X/a.md", "y's/b.md"):
            source = TextLocation(path, None, 1, 1, "utf-8", 0)
            CatalogWriter(catalog).put(CatalogWriter(catalog).next_key(), article(path), b"", source, None)
        assert list(catalog.cells(["path"])) == [("/lib/XX/a.md",), ("/lib/y's/b.md",)]
