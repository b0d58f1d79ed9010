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
from kratomcli.importers.writing.file_names import LONGEST, FreeNames, safe_name
from kratomcli.importers.writing.target import ImportTarget
from kratomcli.importers.writing.writer import ItemWriter


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
