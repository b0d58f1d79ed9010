"""What read-later and bookmark services export, as items: every field, in each shape that their exports have had."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_making import GENERAL, bring, fields, files
from read_later_exports import write

from kratomcli.importers.items import Annotation, Importer, Item
from kratomcli.importers.running import ImportReport
from kratomcli.importers.sources.source import open_source
from kratomcli.importers.table import IMPORTERS

NAMES = [row.name for row in IMPORTERS]


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write(tmp_path_factory.mktemp("exports"))


def importer(name: str) -> Importer:
    (row,) = (row for row in IMPORTERS if row.name == name)
    return row.load()


def read(name: str, path: Path) -> tuple[list[Item], list[tuple[str, str]]]:
    """The items of a source, and what failed: name and reason."""
    failed: list[tuple[str, str]] = []
    with open_source(str(path)) as source:
        found = list(importer(name).items(source, lambda what, why: failed.append((what, why))))
    return found, failed


def items(exports: dict[str, Path], export: str) -> list[Item]:
    found, failed = read(export.split()[0], exports[export])
    assert not failed
    return found


def marks(item: Item) -> list[tuple[str, str, str, str]]:
    return [(each.text, each.note, each.place, each.date) for each in item.annotations]


def test_each_export_is_recognised_by_its_importer_only(exports: dict[str, Path]) -> None:
    for export, path in exports.items():
        with open_source(str(path)) as source:
            knowing = [name for name in NAMES if importer(name).recognises(source)]
            assert knowing[0] not in GENERAL, export
            assert [name for name in knowing if name not in GENERAL] == [export.split()[0]], export


def test_what_is_no_export_is_recognised_by_none_of_them(tmp_path: Path) -> None:
    contents = {
        "empty": b"",
        "text.txt": b"Heads\n- one and two | three\n\nand so on\n----------\n",
        "data.csv": b"name,url,size\na,b,3\n",
        "list.json": b'[{"url": "a", "title": "b"}]',
        "numbers.json": b"[1, 2, 3]",
        "broken.json": b'[{"url": "a", "content',
        "deep.json": b"[" * 100_000,
        "object.json": b'{"bookmarks": 3}',
        "program": bytes(range(256)) * 40,
    }
    for name, data in contents.items():
        path = tmp_path / name
        path.write_bytes(data)
        with open_source(str(path)) as source:
            assert [each for each in NAMES if importer(each).recognises(source)] == [], name


def test_pocket_gives_pages_with_their_highlights(exports: dict[str, Path]) -> None:
    by_key = {item.key: item for item in items(exports, "pocket")}
    slow = by_key["https://tea.example/slow"]
    assert slow.values == {
        "title": "Tea, and the “slow” day",
        "date": "2020-09-17T06:06:28+00:00",
        "saved": "2020-09-17T06:06:28+00:00",
        "tags": ["tea", "slow reading"],
        "source": "https://tea.example/slow",
        "status": "unread",
    }
    assert marks(slow) == [
        ("Water that has boiled twice is tired.", "", "", "2022-01-12T19:55:56+00:00"),
        ("Wait.\nThen pour.", "", "", "2022-01-12T19:56:40+00:00"),
    ]
    kettles = by_key["https://tea.example/kettles"]
    assert kettles.values["title"] == "Kettles & cups for all"
    assert kettles.values["status"] == "archived"
    assert "tags" not in kettles.values
    bare = by_key["https://tea.example/bare"]
    assert bare.values["title"] == "https://tea.example/bare"
    assert "date" not in bare.values  # 0 is no time
    gone = by_key["https://tea.example/deleted"]  # marked, and no longer in the list
    assert (gone.values["title"], len(gone.annotations)) == ("Gone from the list", 1)


def test_pocket_gives_a_table_or_highlights_alone(exports: dict[str, Path]) -> None:
    assert [len(items(exports, name)) for name in ("pocket alone", "pocket marked")] == [3, 2]
    assert [item.annotations for item in items(exports, "pocket alone")] == [(), (), ()]


def test_instapaper_gives_folders_and_tags(exports: dict[str, Path]) -> None:
    one, two, three, four = items(exports, "instapaper")
    assert one.values["summary"] == "A selection, with a comma"
    assert one.values["date"] == "2026-07-03T15:14:10+00:00"
    assert two.values["title"] == two.values["source"] == "https://tea.example/two"
    assert two.name == "tea.example/two"
    assert two.values["tags"] == ["product management", "tea"]
    assert [item.values.get("status", "") for item in (one, two, three, four)] == [
        "unread",
        "archived",
        "",
        "",
    ]
    assert [item.values.get("favorite", False) for item in (one, two, three, four)] == [
        False,
        False,
        True,
        False,
    ]
    assert [item.folder for item in (one, two, three, four)] == ["", "", "", "Long reads"]


def test_instapapers_older_tables_lack_columns(exports: dict[str, Path]) -> None:
    one, *_ = items(exports, "instapaper old")
    assert one.values["status"] == "unread"
    assert "date" not in one.values


def test_instapapers_page_has_folders(exports: dict[str, Path]) -> None:
    four, two = items(exports, "instapaper page")
    assert (four.key, four.folder) == ("https://tea.example/four?a=1&b=2", "Long reads & more")
    assert (two.values["status"], two.values["summary"]) == ("archived", "What was selected")


def test_raindrop_gives_notes_and_highlights(exports: dict[str, Path]) -> None:
    pot, bare = items(exports, "raindrop")
    assert pot.values == {
        "title": "A pot",
        "date": "2024-09-03T20:06:53.347+00:00",
        "saved": "2024-09-03T20:06:53.347+00:00",
        "tags": ["green tea", "pots"],
        "source": "https://tea.example/pot",
        "summary": "What it is",
        "favorite": True,
        "image": "https://tea.example/pot.jpg",
    }
    assert (pot.body, pot.folder) == ("My own note", "Kitchen/Tea")
    assert marks(pot) == [("First passage.", "On the first", "", ""), ("Second passage.", "", "", "")]
    assert (bare.values["title"], bare.folder) == ("https://tea.example/x", "")


def test_readwise_gives_documents_with_their_highlights_in_order(exports: dict[str, Path]) -> None:
    post, pot = items(exports, "readwise")
    assert pot.values == {
        "title": "The Slow Pot",
        "date": "2026-06-22T10:34:42.964038+00:00",
        "saved": "2026-06-22T10:34:42.964038+00:00",
        "authors": ["Ann Roe"],
        "tags": ["favorites"],
        "asin": "B00X",
    }
    assert marks(pot) == [
        ("First.", "", "location 12", "2026-06-23T10:34:42+00:00"),
        (
            "Second,\nin two lines.",
            "my note\n\nTags: facts, deep work",
            "location 345, yellow",
            "2026-06-22T10:34:42.964038+00:00",
        ),
    ]
    assert post.values["authors"] == ["@roe on Twitter"]


def test_reader_gives_progress_and_place_in_the_library(exports: dict[str, Path]) -> None:
    pot, feed, mail = items(exports, "reader")
    assert pot.values == {
        "title": "A pot",
        "date": "2022-11-06T04:33:50+00:00",
        "saved": "2022-11-06T04:33:50+00:00",
        "tags": ["tea", "it's mine"],
        "source": "https://tea.example/pot",
        "status": "archived",
        "progress": 0.25,
        "location": "archive",
    }
    assert (feed.values["status"], feed.values["location"]) == ("unread", "feed")
    assert (mail.key, mail.values["progress"], "source" in mail.values) == ("01gmjz", 1.0, False)


def test_pinboard_gives_what_is_private_and_to_be_read(exports: dict[str, Path]) -> None:
    pinned, bare = items(exports, "pinboard")
    assert pinned.values == {
        "title": "Pinned",
        "date": "2016-10-31T15:57:56+00:00",
        "saved": "2016-10-31T15:57:56+00:00",
        "tags": ["tea", "c++", ".private"],
        "source": "https://tea.example/pin?a=1&b=2",
        "status": "unread",
        "private": True,
    }
    assert pinned.body == "Why I kept it: \\*hot\\*"
    assert bare.values["title"] == "https://tea.example/pin2"
    (same,) = items(exports, "pinboard xml")
    assert (same.key, same.values["title"]) == (pinned.key, "Pots & pans")
    assert same.values["tags"] == ["c", "c++"]


def test_wallabag_gives_texts_and_annotations(exports: dict[str, Path]) -> None:
    pot, done = items(exports, "wallabag 2")
    assert pot.values == {
        "title": "Réfugiés: the pot",
        "date": "2016-09-01T08:00:00+02:00",
        "saved": "2016-09-08T11:55:58+02:00",
        "authors": ["Ann Roe", "Doe, Jane"],
        "tags": ["tea", "blog"],
        "source": "https://tea.example/pot",
        "language": "fr",
        "status": "unread",
        "favorite": True,
        "image": "https://tea.example/pot.png",
    }
    assert pot.body == "Water [to a cup](https://tea.example/cup)\n\n> Slowly."
    assert marks(pot) == [("to a cup", "so true", "", "")]
    assert (done.values["title"], done.values["status"]) == ("https://tea.example/done", "archived")


def test_wallabags_first_version_and_its_table_are_read(exports: dict[str, Path]) -> None:
    (first,) = items(exports, "wallabag 1")
    assert first.body == "## Pots\n\nHot *tea*"
    assert first.values["tags"] == ["tea", "slow reading"]
    assert (first.values["status"], first.values["favorite"]) == ("archived", True)
    (row,) = items(exports, "wallabag csv")
    assert (row.values["date"], row.body) == (
        "2016-09-08",
        "Hot; **tea**",
    )  # its hours have no half of the day


def test_omnivore_gives_texts_highlights_and_files(exports: dict[str, Path]) -> None:
    pot, paper = items(exports, "omnivore")
    assert pot.values == {
        "title": "A pot",
        "date": "2024-10-28T06:30:11+00:00",
        "saved": "2024-10-29T16:30:11+00:00",
        "authors": ["Ann Roe"],
        "tags": ["RSS", "to do"],
        "source": "https://tea.example/pot",
        "summary": "About pots",
        "status": "archived",
        "progress": 0.42,
        "image": "https://tea.example/pot.jpg",
    }
    assert pot.body == "## Pots\n\nWater [to a cup](https://tea.example/cup)."
    assert marks(pot) == [
        ("", "a note on the page", "", ""),
        ("to a cup\nand on", "#tea #slow\n\nso true\n\nindeed", "", ""),
        ("Water", "", "", ""),
    ]
    name = "a-paper-192d9fe5ee4.pdf"
    assert paper.body == f"[{name}]({name})"
    assert [*paper.attachments] == [name]
    assert [item.body for item in items(exports, "omnivore list")] == ["", ""]


def test_matter_gives_texts_and_highlights(exports: dict[str, Path]) -> None:
    pot, mail, left = items(exports, "matter")
    assert pot.values == {
        "title": "A pot",
        "date": "2023-04-16T12:35:16",
        "saved": "2023-04-16T12:35:16",
        "authors": ["Ann Roe"],
        "tags": ["tea", "slow"],
        "source": "https://tea.example/pot",
        "status": "archived",
        "favorite": True,
        "progress": 1.0,
        "publisher": "Roe’s Digest",
    }
    assert pot.body == "Water to a cup."
    assert marks(pot) == [("to a cup", "so true", "", "2023-04-16T12:30:00")]
    assert (mail.values["title"], mail.values["status"]) == ("No address", "unread")
    assert (left.values["title"], left.annotations[0].text) == ("Elsewhere", "left alone")
    (old,) = items(exports, "matter old")
    assert (old.values["status"], old.values["progress"]) == ("unread", 1.0)


def test_hypothesis_gives_pages_with_their_annotations(exports: dict[str, Path]) -> None:
    (pot,) = items(exports, "hypothesis")
    assert pot.values == {
        "title": "The pot",
        "date": "2026-10-01T10:00:00+00:00",
        "saved": "2026-10-01T10:00:00+00:00",
        "source": "https://tea.example/pot",
    }
    assert marks(pot) == [
        ("to a cup", "Check *this*\n\nTags: thesis, to read", "page iii", "2026-10-01T10:00:00+00:00"),
        ("", "No!", "reply, doe", "2026-10-02T10:00:00+00:00"),
    ]
    (row,) = items(exports, "hypothesis csv")
    assert marks(row) == [
        ("to a cup", "Hm\n\nTags: a, b c", "page iii", "2026-10-01T10:00"),
        ("", "No!", "reply", "2026-10-02T10:00"),
    ]


def test_linkding_gives_notes_as_markdown(exports: dict[str, Path]) -> None:
    for export in ("linkding", "linkding list"):
        (pot,) = items(exports, export)
        assert pot.body == "My **own** notes"
        assert pot.values == {
            "title": "A pot",
            "date": "2020-09-26T09:46:23.006313+00:00",
            "saved": "2020-09-26T09:46:23.006313+00:00",
            "tags": ["tea", "pots"],
            "source": "https://tea.example/pot",
            "summary": "About pots",
            "status": "unread",
            "archived_copy": "https://web.archive.org/web/1/https://t.e/",
        }


def test_linkwarden_gives_folders(exports: dict[str, Path]) -> None:
    (pot,) = items(exports, "linkwarden")
    assert (pot.folder, pot.values["date"]) == ("Kitchen/Tea", "2014-03-27T07:02:38+00:00")
    assert (pot.values["summary"], pot.values["tags"]) == ("About pots", ["tea"])


def test_karakeep_gives_links_and_notes_and_says_which_files_are_missing(exports: dict[str, Path]) -> None:
    (pot, note), failed = read("karakeep", exports["karakeep"])
    assert pot.values["lists"] == ["Kitchen"]
    assert (pot.values["status"], pot.values["tags"], pot.body) == (
        "archived",
        ["tea", "slow reading"],
        "Mine",
    )
    assert note.body == "A *note* of its own"
    assert "title" not in note.values
    assert [why for _, why in failed] == ["it has neither an address nor a title"]


def test_diigo_gives_passages_and_notes(exports: dict[str, Path]) -> None:
    pot, bare = items(exports, "diigo")
    assert pot.values["tags"] == ["tea", "slow reading"]
    assert (pot.values["summary"], pot.body) == ("About pots", "my comment")
    assert marks(pot) == [("Alpha quote", "", "", ""), ("Beta quote", "hm", "", "")]
    assert "tags" not in bare.values


def test_a_notebook_of_kindles_apps_is_a_book(exports: dict[str, Path]) -> None:
    (book,) = items(exports, "kindle-notebook")
    assert book.values == {"title": "The Slow Pot & Others", "authors": ["Roe, Ann", "Doe, Jane"]}
    where = "I. Water, 1. Boiling - at last, page 88, location 1536, yellow"
    assert marks(book) == [
        ("Water is patient.", "so true", where, ""),
        ("", "on nothing", "I. Water, page 90, location 1700", ""),
    ]
    (book,) = items(exports, "kindle-notebook computer")
    assert marks(book) == [("Wasser, sagt sie, kocht.", "ja", "Eins, page 12, location 205, blue", "")]
    (book,) = items(exports, "kindle-notebook csv")
    assert (book.values["title"], book.values["authors"]) == ("The Slow Pot", ["Ann Roe", "Jane Doe"])
    assert marks(book) == [('Water, "patient"', "so true", "location 123", "")]


def test_each_export_becomes_files_once(exports: dict[str, Path], tmp_path: Path) -> None:
    """Counts, dates, tags and marked passages are those of the source; once more adds nothing."""
    for export, path in exports.items():
        name = export.split()[0]
        found, _ = read(name, path)
        into = tmp_path / export
        report = bring(path, into)
        assert (written_in(report), {result.importer for result in report.results}) == (
            len(found),
            {name},
        )
        written = files(into)
        whole = "\n".join(written.values())
        assert whole.count("imported: ") == len(found)
        assert [line for item in found for line in lines(item) if line not in whole] == []
        assert sorted(str(date) for (date,) in fields(into, "date")) == sorted(
            str(item.values.get("date", "")) for item in found
        )
        assert tags([many for (many,) in fields(into, "tags")]) == tags(
            [item.values.get("tags") for item in found]
        )
        again = bring(path, into)
        assert (written_in(again), again.known, files(into)) == (0, len(found), written), export


def written_in(report: ImportReport) -> int:
    return sum(result.status == "written" for result in report.results)


def lines(item: Item) -> list[str]:
    """The lines that are marked in an item."""
    return [line.strip() for mark in item.annotations for line in mark.text.split("\n")]


def tags(values: list[object]) -> list[str]:
    return sorted(tag for many in values if isinstance(many, list | tuple) for tag in many)


def test_a_file_of_an_export_lies_beside_its_text(exports: dict[str, Path], tmp_path: Path) -> None:
    bring(exports["omnivore"], tmp_path)
    assert (tmp_path / "a-paper-192d9fe5ee4.pdf").read_bytes() == b"%PDF-1.4 made up"
    assert "](a-paper-192d9fe5ee4.pdf)" in files(tmp_path)["A paper.md"]


def test_annotations_are_plain(exports: dict[str, Path]) -> None:
    """Nothing of what an importer gives is another type than it says."""
    for export in exports:
        for item in read(export.split()[0], exports[export])[0]:
            assert item.key
            for each in item.annotations:
                assert isinstance(each, Annotation)
                assert all(isinstance(part, str) for part in (each.text, each.note, each.place, each.date))
