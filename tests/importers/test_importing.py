"""Importing as such: nothing is overwritten, comes twice or lies outside, and what fails is said."""

from __future__ import annotations

import errno
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from import_making import BOOKMARKS, bring, fields, files

from kratomcli.errors import OutputError, UsageError
from kratomcli.importers.writing.file_names import FreeNames
from kratomcli.importers.writing.target import ImportTarget
from kratomcli.importers.writing.writer import ItemWriter
from kratomcli.text.file_names import LONGEST, safe_name


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "bookmarks.html"
    path.write_text(BOOKMARKS, encoding="utf-8")
    return path


def test_items_become_articles(source: Path, tmp_path: Path) -> None:
    report = bring(source, tmp_path / "new")
    assert (report.number("written"), report.known, report.number("failed")) == (3, 0, 0)
    assert [one.path for one in report.results] == [
        *("Tea/Green tea - a history.md", "Tea/CON-.md"),
        "Kettles.md",
    ]
    assert fields(tmp_path / "new", "title", "date", "tags", "source", "imported") == [
        ("Kettles", "2020-09-13T12:26:40+00:00", (), "https://c.example/", "bookmarks"),
        ("CON", "2020-09-13T12:26:40+00:00", (), "https://b.example/?a=1&b=2", "bookmarks"),
        (
            *("Green tea: a *history*", "2020-09-13T12:26:40+00:00", ("green", "black tea")),
            *("https://a.example/", "bookmarks"),
        ),
    ]


def test_once_more_adds_nothing_whatever_was_moved_edited_or_deleted(source: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    bring(source, new)
    (new / "Kettles.md").rename(new / "Tea" / "Pots.md")
    (new / "Tea" / "CON-.md").unlink()
    (new / "Tea" / "Green tea - a history.md").write_text("My own words.")
    before = files(new)
    report = bring(source, new)
    assert (report.results, report.known) == ((), 3)
    assert files(new) == before


def test_only_what_is_new_is_added(source: Path, tmp_path: Path) -> None:
    bring(source, tmp_path / "new")
    more = '<DT><A HREF="https://d.example/">Kettles</A>\n</DL><p>'
    source.write_text(more.join(BOOKMARKS.rsplit("</DL><p>", 1)))
    report = bring(source, tmp_path / "new")
    assert [(one.status, one.path) for one in report.results] == [("written", "Kettles-2.md")]


def test_what_has_changed_is_left_alone_unless_asked_for(source: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    bring(source, new)
    before = files(new)
    source.write_text(BOOKMARKS.replace("By hand", "By machine"))
    report = bring(source, new)
    assert [(one.status, one.title, one.path) for one in report.results] == [
        ("changed", "Green tea: a *history*", "")
    ]
    assert files(new) == before
    report = bring(source, new, changed=True)
    (written,) = report.results
    assert written.path == "Tea/Green tea - a history-2.md"
    assert {**before, written.path: (new / written.path).read_text()} == files(new)
    assert bring(source, new).results == ()


@pytest.mark.parametrize("way", ["kill", "failure"])
def test_what_was_known_before_a_failed_change_is_still_known(
    source: Path, tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "new"
    bring(source, new)
    source.write_text(BOOKMARKS.replace("By hand", "By machine"))
    if way == "kill":
        written = bring(source, new, changed=True).results[0].path
        (new / written).unlink()
        known = new / ".kratomcli-import.jsonl"
        known.write_text(known.read_text().removesuffix('{"ended":true}\n'))
    else:

        def broken(*_: object) -> None:
            raise OSError(errno.ENAMETOOLONG, "too long")

        with monkeypatch.context() as patch:
            patch.setattr(ItemWriter, "write", broken)
            assert bring(source, new, changed=True).number("failed") == 1
    source.write_text(BOOKMARKS)
    assert (bring(source, new).results, bring(source, new).known) == ((), 3)


def test_what_another_process_imported_before_the_lock_was_taken_is_known(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = ImportTarget.begin

    def late(target: ImportTarget) -> None:
        monkeypatch.undo()
        bring(source, tmp_path / "new")
        opened(target)

    monkeypatch.setattr(ImportTarget, "begin", late)
    report = bring(source, tmp_path / "new")
    assert (report.results, report.known) == ((), 3)


POCKET = "title,url,time_added,tags,status\nOne,https://p.example/,1600000000,,unread\n"
PAGE = "<!DOCTYPE html><html><head><title>{}</title>{}</head><body><article><p>{}</p></article></body></html>"
WORDS = "A long enough text about tea and pots of {}, which somebody has written with care and patience."


def page(path: Path, word: str, head: str = "") -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(PAGE.format(word, head, WORDS.format(word)))
    return path


def test_one_known_file_claims_nothing_beside_it(source: Path, tmp_path: Path) -> None:
    place = tmp_path / "all"
    page(place / "real.html", "clay")
    (place / "pocket.csv").write_text(POCKET)
    (place / "odd.bin").write_bytes(b"\0")
    source.rename(place / "bookmarks.html")
    report = bring(place, tmp_path / "new")
    assert sorted(one.importer for one in report.results) == ["bookmarks"] * 3 + ["page", "pocket"]
    assert report.notes == (f"{place}: 1 part left out, which pocket doesn't use: odd.bin",)
    assert bring(place, tmp_path / "new").results == ()


def test_what_an_importer_of_whole_folders_does_not_use_is_named(source: Path, tmp_path: Path) -> None:
    place = tmp_path / "all"
    place.mkdir()
    (place / f"Tea {'15bb52ee' * 4}.md").write_text("# Tea\n\nGreen")
    source.rename(place / "bookmarks.html")
    report = bring(place, tmp_path / "new")
    assert [one.importer for one in report.results] == ["notion"]
    assert report.notes == (f"{place}: 1 part left out, which notion doesn't use: bookmarks.html",)


def test_a_long_number_in_a_name_is_not_notions(tmp_path: Path) -> None:
    place = tmp_path / "all"
    page(place / f"Tea {'15bb52ee' * 4}.html", "clay")
    page(place / f"{'15bb52ee' * 8}.html", "iron")
    page(place / "c.html", "glass")
    report = bring(place, tmp_path / "new")
    assert [(one.status, one.importer) for one in report.results] == [("written", "page")] * 3


def test_pages_with_one_name_are_several(tmp_path: Path) -> None:
    pages = [page(tmp_path / name / "index.html", name) for name in "ab"]
    assert bring(pages, tmp_path / "new").number("written") == 2
    assert bring(pages, tmp_path / "new").results == ()


def test_pages_that_all_name_their_sites_address_are_several(tmp_path: Path) -> None:
    head = '<meta property="og:url" content="https://x.example/">'
    for name in ("clay", "iron", "glass"):
        page(tmp_path / "all" / f"{name}.html", name, head)
    assert bring(tmp_path / "all", tmp_path / "new").number("written") == 3
    assert bring(tmp_path / "all", tmp_path / "new").results == ()


def test_a_newer_entry_of_the_same_address_changes_no_older_one(source: Path, tmp_path: Path) -> None:
    link = '<DT><A HREF="https://a.example/">{}</A>'
    head = "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><p>"
    new = tmp_path / "new"
    for titles, statuses in (
        (["one"], ["written"]),
        (["two", "one"], ["written"]),
        (["three", "two", "one"], ["written"]),
        (["one", "two", "three"], []),
        (["one", "two", "other"], ["changed"]),
    ):
        source.write_text(head + "".join(map(link.format, titles)))
        assert [one.status for one in bring(source, new).results] == statuses, titles


def test_nothing_is_overwritten(source: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    (new / "tea").mkdir(parents=True)
    (new / "KETTLES.md").write_text("Mine.")
    (new / "tea" / "con-.MD").write_text("Mine, too.")
    report = bring(source, new)
    paths = [one.path for one in report.results]
    assert paths == ["tea/Green tea - a history.md", "tea/CON--2.md", "Kettles-2.md"]
    assert (new / "KETTLES.md").read_text() == "Mine."
    assert (new / "tea" / "con-.MD").read_text() == "Mine, too."


def test_a_dry_run_says_the_same_and_writes_nothing(source: Path, tmp_path: Path) -> None:
    would = bring(source, tmp_path / "new", dry_run=True)
    assert not (tmp_path / "new").exists()
    assert bring(source, tmp_path / "new") == would
    assert list((tmp_path / "new").iterdir())


def test_a_source_that_cannot_be_read_costs_that_source(source: Path, tmp_path: Path) -> None:
    page = tmp_path / "notes.bin"
    page.write_bytes(b"\0\1\2")
    report = bring([tmp_path / "missing.zip", page, source], tmp_path / "new")
    assert [one.status for one in report.results] == ["failed", "failed", *["written"] * 3]
    assert "no importer knows what notes.bin is" in report.results[1].reason
    assert "no such file" in report.results[0].reason


def test_nothing_to_write_makes_no_folder(tmp_path: Path) -> None:
    bring(tmp_path / "missing", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_an_unknown_importer_is_a_mistake_that_says_which_there_are(source: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no importer 'bookmark'[^$]*Did you mean bookmarks"):
        bring(source, tmp_path / "new", importer="bookmark")


def test_no_target_may_be_a_link_or_a_file(source: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for name in ("link", "bookmarks.html"):
        with pytest.raises(OutputError):
            bring(source, tmp_path / name)
    assert not list((tmp_path / "real").iterdir())


def test_a_linked_folder_in_the_target_leads_nothing_out(source: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "Tea").symlink_to(tmp_path / "real")
    report = bring(source, tmp_path / "new")
    assert [one.path for one in report.results][:2] == ["Tea-2/Green tea - a history.md", "Tea-2/CON-.md"]
    assert not list((tmp_path / "real").iterdir())


# -- names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Tea: a history", "Tea - a history"),
        ("AC/DC", "AC-DC"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows", "C--Windows"),
        ("con.txt", "con-.txt"),
        ("COM¹", "COM¹-"),
        ("…", "…"),
        ("...", "Untitled"),
        ("  \n ", "Untitled"),
        (".hidden", "hidden"),
        ("Ends in dots...", "Ends in dots"),
        ("What?! <b>*Bold*</b>", "What! bBold-b"),
        ("Cafe\u0301", "Café"),
        ("a\u202eb\x00c", "a b c"),
        ("[Draft] Tea #1", "(Draft) Tea 1"),
    ],
)
def test_titles_become_names(title: str, name: str) -> None:
    assert safe_name(title) == name


@given(st.text(max_size=300))
def test_every_name_is_safe(title: str) -> None:
    name = safe_name(title)
    assert 0 < len(name.encode()) <= LONGEST + 1
    assert not set(name) & set('<>:"/\\|?*\0')
    assert not {name[0], name[-1]} & set(" .")
    assert name == unicodedata.normalize("NFC", name)


@given(st.lists(st.text("aAäÄa\u0308 ./ßS-2", max_size=4), max_size=12))
def test_names_never_collide(titles: list[str]) -> None:
    names = FreeNames("/nowhere/at/all")
    made = [names.file("", safe_name(title), ".md") for title in titles]
    assert len({unicodedata.normalize("NFC", name.casefold()) for name in made}) == len(made)
