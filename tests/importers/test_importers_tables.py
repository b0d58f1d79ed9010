"""Tables and lists as people have them: saved again by other programs, cut off, very large."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from import_making import bring, files
from read_later_exports import POCKET, RAINDROP, as_csv, as_zip

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.items import Importer, Item
from kratomcli.importers.read_later import instapaper, pinboard, pocket, raindrop, wallabag
from kratomcli.importers.read_later.grouping import grouped
from kratomcli.importers.sources.csv_rows import rows_of
from kratomcli.importers.sources.json_objects import listed_objects
from kratomcli.importers.sources.source import open_source

HEAD = "title,url,time_added,tags,status\n"


def read(importer: Importer, path: Path) -> tuple[list[Item], list[str]]:
    """The items of a source that is recognised, and the names of what failed."""
    failed: list[str] = []
    with open_source(str(path)) as source:
        assert importer.recognises(source)
        return list(importer.items(source, lambda name, _: failed.append(name))), failed


def written(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        as_csv(POCKET).encode("utf-8-sig"),
        as_csv(POCKET, ends="\r\n").encode("utf-16"),
        as_csv(POCKET, delimiter=";").encode(),
        as_csv(POCKET, delimiter="\t").encode(),
        as_csv(POCKET).encode("cp1252"),
        as_csv(POCKET).replace("title,url", ' Title ,"URL"').encode(),
    ],
    ids=["mark", "utf-16", "semicolons", "tabs", "windows-1252", "other names"],
)
def test_a_table_that_was_saved_again_says_the_same(tmp_path: Path, data: bytes) -> None:
    expected, _ = read(pocket, written(tmp_path / "as_it_was.csv", as_csv(POCKET)))
    assert read(pocket, written(tmp_path / "again.csv", data)) == (expected, [])


def test_columns_may_be_missing_and_unknown_ones_are_kept(tmp_path: Path) -> None:
    text = (
        "title,url,time_added,tags,My Rating\nA,https://a.example/,1600322788,,five\nB,https://b.example/\n"
    )
    (one, two), failed = read(pocket, written(tmp_path / "t.csv", text))
    assert one.values["my_rating"] == "five"
    assert ("status" in one.values, two.values, failed) == (
        False,
        {"title": "B", "source": "https://b.example/"},
        [],
    )


def test_a_row_that_does_not_fit_costs_that_row(tmp_path: Path) -> None:
    text = f"{HEAD}A, with a comma,https://a.example/,1600322788,,unread\n\n,,,,\nB,https://b.example/,,,unread,,\n"
    (item,), failed = read(pocket, written(tmp_path / "t.csv", text))
    assert (item.key, failed) == ("https://b.example/", ["row 2 of t.csv"])


def test_an_address_that_is_there_twice_is_one_item(tmp_path: Path) -> None:
    rows = [
        *["https://a.example/,https://a.example/,1600000002,tea|pots,unread"],
        *["Other,https://o.example/,1600000000,,unread"],
        *["A title,https://a.example/,1600000001,pots|cups,archive"],
    ]
    (other, one), failed = read(pocket, written(tmp_path / "t.csv", HEAD + "\n".join(rows)))
    assert (one.values["title"], one.values["tags"]) == ("A title", ["tea", "pots", "cups"])
    assert one.values["saved"] == "2020-09-13T12:26:41+00:00"
    assert (one.values["status"], other.key, failed) == ("archived", "https://o.example/", [])


def test_an_importer_that_was_named_says_that_nothing_is_there(tmp_path: Path) -> None:
    for each in (instapaper, pinboard, pocket, raindrop, wallabag):
        with open_source(str(written(tmp_path / "t.csv", "a,b\n1,2\n"))) as source:
            assert not each.recognises(source)
            with pytest.raises(ArticleUnreadable):
                list(each.items(source, lambda *_: None))


def test_titles_keep_what_only_looks_like_an_entity(tmp_path: Path) -> None:
    titles = {
        "Pots &amp; cups &#8211; &eacute;t&eacute;": "Pots & cups – été",
        "R&D; AT&T &nosuch; &copy": "R&D; AT&T &nosuch; &copy",
        "https://a.example/?a=1&copy;=2": "https://a.example/?a=1&copy;=2",
    }
    rows = [
        ["title", "url", "time_added", "tags"],
        *[[t, f"https://{n}.example/", "", ""] for n, t in enumerate(titles)],
    ]
    found, _ = read(pocket, written(tmp_path / "t.csv", as_csv(rows)))
    assert [item.values["title"] for item in found] == list(titles.values())


def test_tags_are_parted_as_each_service_does(tmp_path: Path) -> None:
    cell = '"[""one, two"", ""three""]"'
    text = f"URL,Title,Selection,Folder,Timestamp,Tags\nhttps://a.example/,A,,Unread,1,{cell}\n"
    (item,), _ = read(instapaper, written(tmp_path / "i.csv", text))
    assert item.values["tags"] == ["one, two", "three"]


@pytest.mark.parametrize(
    ("cell", "marks"),
    [
        ("Highlight:One: two\nstill one\nHighlight:Two", [("One: two\nstill one", ""), ("Two", "")]),
        ("Highlight:One\nNote:a note\nin lines", [("One", "a note\nin lines")]),
        ("First\nSecond", [("First", ""), ("Second", "")]),
        ("", []),
    ],
)
def test_raindrops_highlights_are_told_apart(tmp_path: Path, cell: str, marks: list[tuple[str, str]]) -> None:
    row = [*RAINDROP[1][:9], cell, "false"]
    (item,), _ = read(raindrop, written(tmp_path / "r.csv", as_csv([RAINDROP[0], row])))
    assert [(each.text, each.note) for each in item.annotations] == marks


def test_what_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    whole = json.dumps(
        [{"href": f"https://{n}.example/", "description": "", "extended": ""} for n in range(3)]
    )
    found, failed = read(pinboard, written(tmp_path / "p.json", whole[:-20]))
    assert ([item.key for item in found], failed) == (
        ["https://0.example/", "https://1.example/"],
        ["p.json"],
    )


def test_a_long_text_is_read_and_an_endless_one_is_not(tmp_path: Path) -> None:
    entry = {"url": "https://a.example/", "title": "A", "is_archived": 0, "content": "<p>word</p>" * 100_000}
    (item,), _ = read(wallabag, written(tmp_path / "w.json", json.dumps([entry])))
    assert item.body.count("word") == 100_000
    table = f"Title;URL;Content;Tags;MIME Type;Creation date\nA;https://a.example/;{entry['content']};;;\n"
    (item,), _ = read(wallabag, written(tmp_path / "w.csv", table))
    assert item.body.count("word") == 100_000
    path = written(tmp_path / "endless.zip", as_zip({"part_000000.csv": f"{HEAD}{'a' * 30_000_000}"}))
    with open_source(str(path)) as source, pytest.raises(ArticleUnreadable, match="a line of more than"):
        list(pocket.items(source, lambda *_: None))


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    rows = [POCKET[0], *[[f"title {n * n}", f"https://{n * n}.example/", "", ""] for n in range(20_000)]]
    path = written(tmp_path / "pocket.zip", as_zip({"part_000000.csv": as_csv(rows)}))
    with zipfile.ZipFile(path) as archive:
        size = archive.infolist()[0].compress_size
    data = bytearray(path.read_bytes())
    data[size // 2 : size // 2 + 100] = bytes(100)
    found, failed = read(pocket, written(path, bytes(data)))
    assert failed[-1] == "part_000000.csv"
    assert 0 < len(found) < 20_000


def test_records_of_one_key_come_together_and_few_are_held() -> None:
    keys = [*range(1000), 3, 5, 3]
    alive = most = 0

    class Record:
        def __init__(self, key: int) -> None:
            nonlocal alive, most
            self.key = key
            alive += 1
            most = max(most, alive)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    groups = grouped(lambda _: map(Record, keys), lambda one: str(one.key), lambda *_: None)
    sizes = [len(group) for group in groups]
    assert (len(sizes), sum(sizes), sizes[-1]) == (1000, 1003, 3)
    assert most < 10


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r\ufeff"), max_size=20)


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_any_cell_comes_back_as_it_was(cells: list[tuple[str, str]], delimiter: str) -> None:
    rows = [["title", "url", "time_added", "tags", "note"]]
    rows += [[title, f"https://{at}.example/", "", "", note] for at, (title, note) in enumerate(cells)]
    with TemporaryDirectory() as folder:
        path = written(Path(folder) / "t.csv", as_csv(rows, delimiter=delimiter))
        with open_source(str(path)) as source:
            found = list(rows_of(source, ["t.csv"])(lambda *_: None))
    assert [(row["title"], row["note"]) for row in found] == cells


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(TEXT, JSON, max_size=4), max_size=6), st.booleans(), st.integers(1, 40))
def test_any_list_is_read_however_it_is_cut(
    values: list[dict[str, object]], is_plain: bool, size: int
) -> None:
    text = json.dumps(values, ensure_ascii=is_plain, indent=size % 3 or None)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("kratomcli.importers.sources.json_objects._CHUNK", size)
        path = written(Path(folder) / "l.json", text)
        with open_source(str(path)) as source:
            assert list(listed_objects(source, ["l.json"])(lambda *_: None)) == values


def test_folders_of_a_service_never_lead_out(tmp_path: Path) -> None:
    names = ["../../out", "/etc/cron.d", "a/../../b", "C:\\Windows", "..", ".hidden / con", "~/x"]
    rows = [
        [str(n), "A", "", "", f"https://{n}.example/", each, "", "", "", "", ""]
        for n, each in enumerate(names)
    ]
    into = tmp_path / "deep" / "into"
    into.parent.mkdir()
    report = bring(written(tmp_path / "r.csv", as_csv([RAINDROP[0], *rows])), into)
    assert {result.status for result in report.results} == {"written"}
    assert len(files(into)) == len(names)
    assert sorted(path.name for path in tmp_path.rglob("*.md")) == sorted(
        Path(name).name for name in files(into)
    )
    assert {path.name for path in tmp_path.iterdir()} == {"deep", "r.csv"}
