"""When an index is compared with its folders, what that does, and what is said of it, within one process."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kratomcli import Library
from kratomcli.catalog.catalog import Catalog
from kratomcli.catalog.writer import CatalogWriter
from kratomcli.errors import (
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexUnwritable,
    KratomError,
    LibraryUnreadable,
    MissingExtra,
    UsageError,
)
from kratomcli.index.file_lock import Lock
from kratomcli.index.options import Refresh
from kratomcli.index.sync import Progress, SyncReport
from support.indexes import found, ids, index_of, made, settle

Make = Callable[[Mapping[str, str | bytes]], Path]


@contextmanager
def written_by_another(state: Path) -> Iterator[None]:
    """As long as another process writes the index: the lock is one of its file, not of the process."""
    lock = Lock(str(state / "lock"))
    lock.take()
    try:
        yield
    finally:
        lock.free()


# -- progress and reports -----------------------------------------------------------------------------


def test_progress_is_told_for_every_hundred_files_and_at_the_end(folder: Make) -> None:
    told: list[Progress] = []
    place = folder({f"{number:03}.md": "x\n" for number in range(250)})
    with Library.open(place, progress=told.append) as library:
        report = library.sync()
    assert told == [(100, 250), (200, 250), (250, 250)]
    assert report[:4] == (250, 0, 0, 0)


def test_progress_goes_on_where_one_commit_ended(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kratomcli.index.batch_writer.INTERVAL", -1.0)  # each commit is due at its first look
    told: list[Progress] = []
    commits: list[int] = []
    place = folder({f"{number:03}.md": f"x{number}\n" for number in range(250)})
    original = Catalog.commit

    def commit(self: Catalog) -> None:
        original(self)
        commits.append(self.count())

    monkeypatch.setattr(Catalog, "commit", commit)
    with Library.open(place, progress=told.append) as library:
        assert library.sync()[:4] == (250, 0, 0, 0)
        assert told == [(100, 250), (200, 250), (250, 250)]
        assert commits == [0, 100, 100, 200, 200, 250]
        assert found(library, "x99 OR x100 OR x249") == ["099", "100", "249"]
        assert library._session.index.catalog.expected() == []


def test_a_report_counts_each_kind_of_change_once(folder: Make) -> None:
    place = folder({"a.md": "a\n", "b.md": "b\n", "c.md": "c\n", "bad.md": "---\ntitle: [\n---\n"})
    with Library.open(place) as library:
        assert library.sync()[:4] == (3, 0, 0, 1)
        (place / "a.md").write_text("other\n")
        (place / "b.md").unlink()
        (place / "c.md").write_text("---\ntitle: [\n---\n")
        (place / "bad.md").write_text("good\n")
        assert library.sync()[:4] == (1, 1, 1, 1)
        assert [failure.path for failure in library.status().failures] == ["c.md"]
        (place / "c.md").unlink()
        assert library.sync()[:4] == (0, 0, 0, 0)
        assert library.status().failures == []
        assert ids(library) == ["a", "bad"]


def test_a_rebuild_reads_everything_again(folder: Make) -> None:
    place = folder({"a.md": "apple\n", "b.md": "banana\n"})
    with Library.open(place) as library:
        library.sync()
        before = list(index_of(library).catalog.keys())
        report = library.sync(rebuild=True)
        assert report[:4] == (2, 0, 0, 0)
        assert before == list(index_of(library).catalog.keys()), "it began at the beginning"
        assert found(library, "apple OR banana") == ["a", "b"]
        assert library.notices == []


def test_a_status_says_what_there_is(folder: Make) -> None:
    place = folder({"a.md": "one two three\n", "b.md": "four\n", "c.png": "", "bad.md": b"\0\0"})
    with Library.open(place, origin="option") as library:
        before = library.status()
        assert (before.articles, before.words, before.synced, before.scan_seconds) == (0, 0, None, None)
        started = time.time()
        library.sync()
        status = library.status()
    assert (status.articles, status.words) == (2, 4)
    assert status.folders == (str(place),)
    assert status.origin == "option"
    assert status.place
    assert Path(status.place).parent == Path(os.environ["KRATOMCLI_CACHE"])
    assert status.bytes > 1000
    assert status.synced
    assert started <= status.synced <= time.time()
    assert status.scan_seconds
    assert 0 < status.scan_seconds < 60
    assert [failure.path for failure in status.failures] == ["bad.md"]
    assert status.version.startswith("tantivy")
    assert status.unread == {"png": 1}


# -- what is said ----------------------------------------------------------------------------------------


def test_without_an_index_only_answers_are_refused(folder: Make) -> None:
    with Library.open(folder({"a.md": "x"}), refresh="never") as library:
        assert library.status().articles == 0
        with pytest.raises(IndexMissing) as caught:
            ids(library)
        assert caught.value.message == "there is no index of this library yet"


@pytest.mark.parametrize("refresh", ["auto", "never"])
def test_what_there_is_not_can_not_be_verified(
    folder: Make, refresh: Refresh, run: Callable[..., Any]
) -> None:
    place = folder({"a.md": "x"})
    with Library.open(place, refresh=refresh) as library:
        with pytest.raises(IndexMissing, match="there is no index of this library yet"):
            next(library.verify())
        assert library.notices == []
    verified = run("index", "--verify", "-L", place)
    assert verified.returncode == 4
    assert "there is no index of this library yet" in verified.stderr.decode()
    assert "Run 'kratomcli index'." in verified.stderr.decode()


def test_an_index_that_is_not_complete_says_so(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    made(place)
    with Library.open(place) as library:
        index_of(library).catalog.execute("DELETE FROM meta WHERE name = 'synced'")
    with Library.open(place, refresh="never") as library:
        assert ids(library) == ["a"]
        assert library.notices == [library.staleness]
        assert library.staleness.startswith("the index is not complete yet")


def test_what_can_not_be_read_is_counted_in_a_notice(folder: Make) -> None:
    place = folder({"a.md": "apple\n", "bad.md": "---\ntitle: [\n---\n"})
    settle(place)
    with Library.open(place) as library:
        assert ids(library) == ["a"]
        assert len(library.notices) == 1
        assert library.notices[0].startswith("1 file can't be read")
    with Library.open(place) as library:
        assert ids(library) == ["a"]
        assert library.notices == [], "it is said when it is found"


def test_where_there_is_no_article_it_is_said_what_there_is(folder: Make) -> None:
    place = folder({"a.png": "", "b.PNG": ""})
    with Library.open(place) as library:
        assert ids(library) == []
        assert library.notices == [
            "no articles here (.md, .txt, .html, .pdf and other kinds of file); 2 .png are not read"
        ]
        library.sync()
        assert len(library.notices) == 1, "once is enough"
    (place / "bad.md").write_text("---\ntitle: [\n---\n")
    with Library.open(place) as library:
        assert ids(library) == []
        assert len(library.notices) == 1
        assert library.notices[0].startswith("1 file can't be read")


def test_while_another_process_writes_the_last_state_answers(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    state = made(place)
    (place / "b.md").write_text("banana\n")
    with written_by_another(state):
        with Library.open(place) as library:
            assert ids(library) == ["a"]
            assert (
                library.staleness == "another process is updating the index; answers are from its last state"
            )
            assert library.notices == [library.staleness]
        with Library.open(place, refresh="always", wait=0.0) as library, pytest.raises(IndexLocked) as caught:
            ids(library)
        assert caught.value.message == f"process {os.getpid()}, for 0 s, is writing the index"
        assert caught.value.hint == "Try again in a moment."
    with Library.open(place) as library:
        assert ids(library) == ["a", "b"]
        assert library.staleness == ""


def test_while_another_process_makes_it_what_there_is_answers(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    state = made(place)
    with Library.open(place) as library:
        index_of(library).catalog.execute("DELETE FROM meta WHERE name = 'synced'")
    with written_by_another(state):
        with Library.open(place, wait=0.0) as library:
            assert ids(library) == ["a"]
            assert library.staleness == "another process is creating the index; answers are incomplete so far"
        with Library.open(place) as library:
            index_of(library).catalog.execute("DELETE FROM articles")
        with Library.open(place, wait=0.0) as library, pytest.raises(IndexLocked):
            ids(library)


def test_a_scan_is_noted_unless_another_process_writes(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    settle(place)
    state = made(place)
    with Library.open(place) as library:
        index_of(library).catalog.note(synced="1.0")
    with Library.open(place) as library:
        assert ids(library) == ["a"]
        assert library.status().synced == 1.0, "nothing changed, and it was quick"
    with Library.open(place, refresh="always") as library:
        assert ids(library) == ["a"]
        assert (library.status().synced or 0) > 1.0
    (place / "new.tex").write_text("")
    with written_by_another(state), Library.open(place) as library:
        assert ids(library) == ["a"]
        assert library.notices == []
    with Library.open(place) as library:
        assert ids(library) == ["a"]
        assert library.status().unread == {"tex": 1}


def test_after_a_sync_nothing_is_stale_in_any_thread(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    state = made(place)
    (place / "b.md").write_text("banana\n")
    with Library.open(place) as library:
        with written_by_another(state):
            assert ids(library) == ["a"]
        assert library.staleness
        library.sync()
        assert library.staleness == ""
        told: list[object] = []

        def ask() -> None:
            told.extend((ids(library), library.staleness))

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        assert told == [["a", "b"], ""]


def test_no_change_while_its_articles_are_gone_through(folder: Make) -> None:
    place = folder({"a.md": "x", "b.md": "y"})
    with Library.open(place) as library:
        articles = library.articles()
        next(articles)
        with pytest.raises(UsageError) as caught:
            library.sync()
        assert caught.value.message == "the index can't change while its articles are being read"
        assert caught.value.hint == "Finish or close what iterates over them first."
        articles.close()
        assert library.sync().added == 0


# -- where no index can be kept -------------------------------------------------------------------------


def test_without_a_place_it_is_in_memory_and_says_so(folder: Make, tmp_path: Path) -> None:
    place = folder({"a.md": "apple\n"})
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.md").write_text("banana\n")
    no_folder = tmp_path / "file"
    no_folder.write_text("")
    with Library.open(place, other, cache=no_folder / "cache") as library:
        assert ids(library) == ["articles/a", "other/b"]
        assert [entry.path for entry in library.articles()] == [str(place / "a.md"), str(other / "b.md")]
        assert found(library, "banana") == ["other/b"]
        assert library.status().place is None
        assert library.status().bytes == 0
        assert len(library.notices) == 1
        assert library.notices[0].startswith(f"no index can be kept in {no_folder}/cache/articles-")
        assert library.notices[0].endswith("(Not a directory); using memory")
        with pytest.raises(IndexUnwritable) as caught:
            library.sync()
        assert f"{caught.value.message}; using memory" == library.notices[0]
        assert caught.value.hint == IndexUnwritable.HINT


# -- damage ------------------------------------------------------------------------------------------------


def test_a_sync_that_meets_damage_makes_it_anew_and_reports_that(folder: Make) -> None:
    place = folder({"a.md": "apple\n", "b.md": "banana\n"})
    state = made(place)
    shutil.rmtree(state / "engine")
    with Library.open(place) as library:
        assert library.sync()[:4] == (2, 0, 0, 0)
        assert library.notices == ["a part of the index is missing; it is rebuilt"]
        assert found(library, "apple") == ["a"]


def test_nobody_who_only_looks_has_it_made_anew(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    state = made(place)
    shutil.rmtree(state / "engine")
    with Library.open(place, refresh="never") as library:
        with pytest.raises(IndexDamaged) as caught:
            library.search("apple")
        assert caught.value.message == "a part of the index is missing"
        assert library.notices == []
    (state / "catalog.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(IndexDamaged):
        Library.open(place, refresh="never")


def test_a_segment_that_is_not_what_was_written_is_found_by_its_time(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    state = made(place)
    segment = next((state / "engine").glob("*.store"))
    data = bytearray(segment.read_bytes())
    data[0] ^= 255
    segment.chmod(0o600)
    segment.write_bytes(bytes(data))
    with Library.open(place) as library:
        assert found(library, "apple") == ["a"]
        assert library.notices == [f"{segment.name} in the index does not match its checksum; it is rebuilt"]


def test_segments_with_another_time_and_the_same_bytes_are_whole(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    for path in (made(place) / "engine").iterdir():
        os.utime(path, (1, 1))
    with Library.open(place) as library:
        assert found(library, "apple") == ["a"]
        assert library.notices == []


def test_a_list_of_segments_that_lost_one_is_found(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    listed = made(place) / "engine" / "meta.json"
    before = json.loads(listed.read_text())
    (place / "b.md").write_text("banana\n")
    made(place)
    now = json.loads(listed.read_text())
    assert before["segments"] != now["segments"]
    listed.write_text(json.dumps(now | {"segments": before["segments"]}))
    with Library.open(place) as library:
        assert found(library, "apple OR banana") == ["a", "b"]
        assert library.notices == ["the engine's list of its files is damaged; it is rebuilt"]


def test_an_index_of_another_version_is_made_anew(folder: Make) -> None:
    place = folder({"a.md": "apples\n"})
    made(place)
    with Library.open(place) as library:
        index_of(library).catalog.note(engine="tantivy 0.1")
        version = library.status().version
    assert version == "tantivy 0.1"
    with Library.open(place) as library:
        assert found(library, "apples") == ["a"]
        assert library.notices[0].startswith("the index was made with tantivy 0.1, and this is tantivy ")
        assert library.notices[0].endswith("; it is rebuilt")


def test_a_language_has_an_index_of_its_own_words(folder: Make) -> None:
    place = folder({"a.md": "Häuser\n"})
    made(place)
    with Library.open(place, language="de") as library:
        assert found(library, "Haus") == ["a"]
        assert library.notices[0].endswith(", german; it is rebuilt")
        library.sync()
        assert library.status().version.endswith(", german")
    with Library.open(place, language="de") as library:
        assert found(library, "Haus") == ["a"]
        assert library.notices == []


def test_the_dialect_that_is_named_is_that_of_all(folder: Make) -> None:
    place = folder({"a.md": "x\n"})
    with Library.open(place, dialect="python-markdown") as library:
        assert library.get("a").dialect == "python-markdown"
    with Library.open(place) as library:
        assert library.get("a").dialect == "commonmark"


# -- a writer that stopped between its commits ----------------------------------------------------------


def test_what_a_writer_left_is_made_good_and_nothing_else(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({"a.md": "apple\n", "b.md": "banana\n", "c.md": "cherry\n"})
    settle(place)
    made(place)
    (place / "b.md").write_text("blueberry\n")
    (place / "d.md").write_text("date\n")
    with monkeypatch.context() as patched:
        patched.setattr("kratomcli.catalog.writer.CatalogWriter.settle", _stop)
        with Library.open(place) as library, pytest.raises(KeyboardInterrupt):
            library.sync()
    monkeypatch.setattr("kratomcli.index.index._SETTLING", 0.05)  # how long a reader waits for that writer
    with Library.open(place, refresh="never") as library:
        assert found(library, "cherry") == ["c"]
        assert [fault.partition(";")[0] for fault in library.verify()] == ["the last writer was interrupted"]
    with Library.open(place) as library:
        assert library.sync()[:4] == (1, 1, 0, 0)
        assert library.notices == []
        assert found(library, "apple OR blueberry OR cherry OR date") == ["a", "b", "c", "d"]
        assert found(library, "banana") == []
        assert list(library.verify()) == []
        assert index_of(library).catalog.expected() == []


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_parts_of_different_commits_are_damage(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    settle(place)
    made(place)
    with Library.open(place) as library:
        catalog = index_of(library).catalog
        catalog.note(generation=str(catalog.generation() + 7))
    with Library.open(place, refresh="never") as library:
        faults = list(library.verify())
        assert faults == ["catalog and engine are not of the same commit"]


# -- scans --------------------------------------------------------------------------------------------------


def test_files_are_counted_by_what_follows_their_last_dot(folder: Make) -> None:
    place = folder(
        {"a.md": "x", "b.tar.gz": "", "c.d.GZ": "", "Makefile": "", "e.": "", "f.way-too-long": ""}
    )
    with Library.open(place) as library:
        library.sync()
        assert library.status().unread == {"gz": 2, "": 3}


def test_a_folder_that_took_the_place_of_another_is_read_where_it_holds_anything(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    made(place)
    place.rename(place.with_name("old"))
    place.mkdir()
    with (
        Library.open(place) as library,
        pytest.raises(LibraryUnreadable, match="not the folder that was indexed"),
    ):
        ids(library)
    (place / "b.md").write_text("banana\n")
    with Library.open(place) as library:
        assert ids(library) == ["b"]


def test_a_sync_goes_from_batch_to_batch(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kratomcli.index.sync.BATCH", 3)
    expected: list[int] = []
    original = CatalogWriter.expect

    def expect(self: CatalogWriter, low: int, high: int) -> None:
        expected.append(high - low)
        original(self, low, high)

    monkeypatch.setattr(CatalogWriter, "expect", expect)
    place = folder({f"{number}.md": f"word{number}\n" for number in range(8)})
    with Library.open(place) as library:
        assert library.sync()[:4] == (8, 0, 0, 0)
        assert expected == [3, 3, 2]
        assert ids(library) == [str(number) for number in range(8)]
        assert found(library, "word7") == ["7"]


def test_an_open_library_sees_what_another_writes(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    with Library.open(place) as library:
        assert found(library, "apple OR banana") == ["a"]
        (place / "b.md").write_text("banana\n")
        made(place)
        assert found(library, "apple OR banana") == ["a", "b"]
        with Library.open(place) as other:
            other.sync(rebuild=True)
        assert found(library, "apple OR banana") == ["a", "b"]


def test_files_below_the_folders_of_several_roots_are_read(folder: Make, tmp_path: Path) -> None:
    place = folder({"sub/deep/a.md": "apple\n"})
    other = tmp_path / "other"
    (other / "sub").mkdir(parents=True)
    (other / "sub" / "b.md").write_text("banana\n")
    with Library.open(place, other) as library:
        assert library.raw("articles/sub/deep/a") == b"apple\n"
        assert library.raw("other/sub/b") == b"banana\n"
        assert library.file("other/sub/b") == os.fsencode(other / "sub" / "b.md")


# -- watching -----------------------------------------------------------------------------------------------


def watching(library: Library, stop: threading.Event) -> Iterator[SyncReport]:
    for report in library.watch(stop, debounce=300):
        assert not isinstance(report, KratomError)
        yield report


def test_a_real_watch_sees_articles_and_not_what_is_hidden(folder: Make, tmp_path: Path) -> None:
    place = folder({"a.md": "apple\n"})
    hidden = tmp_path / ".below" / "notes"
    hidden.mkdir(parents=True)
    stop = threading.Event()
    with Library.open(place, hidden) as library:
        reports = watching(library, stop)
        assert next(reports).added == 1
        (place / ".git").mkdir()
        (place / ".git" / "x.md").write_text("hidden\n")
        (hidden / "b.md").write_text("banana\n")  # a dot above the library hides nothing
        assert next(reports)[:3] == (1, 0, 0)
        (place / "a.md").unlink()
        assert next(reports)[:3] == (0, 0, 1)
        assert ids(library) == ["notes/b"]
        stop.set()
        assert list(reports) == []


def test_a_watch_without_its_package_says_what_to_install(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "watchfiles", None)
    with Library.open(folder({"a.md": "apple\n"})) as library:
        reports: Iterator[Any] = library.watch()
        assert next(reports).added == 1
        with pytest.raises(MissingExtra) as caught:
            next(reports)
        assert caught.value.message == "watching needs the package watchfiles"
        assert caught.value.hint == "Install it: pip install 'kratomcli[watch]'"


def test_a_system_that_can_watch_no_more_is_an_error_of_the_library(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def watch(*_: object, **__: object) -> Iterator[object]:  # the limit of a machine can't be had in a test
        raise OSError("OS file watch limit reached.")

    monkeypatch.setattr("watchfiles.watch", watch)
    monkeypatch.setattr("kratomcli.index.watch._TICK", 0.0)
    stop = threading.Event()
    with Library.open(folder({"a.md": "apple\n"})) as library:
        reports = library.watch(stop)
        next(reports)
        error = next(reports)
        assert isinstance(error, LibraryUnreadable)
        assert error.message == "the library can't be watched: OS file watch limit reached."
        assert error.hint == "Raise the limit on watched files of your system."
        stop.set()
        assert list(reports) == []
