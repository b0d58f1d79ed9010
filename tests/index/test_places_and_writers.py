"""Where an index is kept, what others do with it meanwhile, and what the threads of one process share."""

from __future__ import annotations

import gc
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kratomcli import Library
from kratomcli.catalog.catalog import Catalog
from kratomcli.catalog.file_stamps import stamps
from kratomcli.catalog.writer import CatalogWriter
from kratomcli.conventions.recognition import Conventions
from kratomcli.errors import (
    ArticleUnreadable,
    IndexDamaged,
    IndexLocked,
    IndexUnwritable,
    LibraryClosed,
    LibraryUnreadable,
)
from kratomcli.files.reading import FileUnreadable
from kratomcli.index import batch_writer, engine_files, freshness
from kratomcli.index import folder as places
from kratomcli.index import index as index_module
from kratomcli.index import scan as scan_module
from kratomcli.index import watch as watching
from kratomcli.index.file_lock import Lock
from kratomcli.index.scan import Difference, Root, identity, scan
from kratomcli.readers import read as readers_read
from support.indexes import found, ids, index_of, made, settle

Make = Callable[[Mapping[str, str | bytes]], Path]

UNWRITABLE = "the index can't be written: Is a directory"


def unlockable(state: Path) -> None:
    """Put a folder where the lock is, so that nobody can write this index, not even root."""
    (state / "lock").unlink()
    (state / "lock").mkdir()


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


# -- its folder ----------------------------------------------------------------------------------------


def test_what_is_removed_is_the_index_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "engine" / "deep").mkdir(parents=True)
    own = ["engine/a.store", "engine/deep/b", "catalog.db", "catalog.db-wal", "catalog.db-shm"]
    others = ["lock", "texts.db", "catalog.db.old", "catalog"]
    for name in [*own, "catalog.db.stamp", *others]:
        (tmp_path / name).write_text("x")
    places.remove_index(str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(others)
    places.remove_index(str(tmp_path))  # there is none any more
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(others)
    places.remove_index(None)


def test_the_name_of_its_folder_stays_from_version_to_version() -> None:
    named = places.state_folder(["/home/me/Notes 2.0", "/home/ä"], "/cache")
    assert named == "/cache/Notes-2-0-c22e2d807a5cc8eb"


def test_only_its_owner_may_read_what_it_made(folder: Make, tmp_path: Path) -> None:
    place = folder({"a.md": "apple\n"})
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    shared.chmod(0o755)
    own = tmp_path / "own" / "kratomcli"
    own.mkdir(parents=True)
    own.chmod(0o755)
    new = tmp_path / "new" / "cache"
    for cache, expected in ((shared, 0o755), (own, 0o700), (new, 0o700)):
        with Library.open(place, cache=cache) as library:
            library.sync()
            state = Path(library.status().place or "")
        assert mode(cache) == expected
        assert mode(state) == 0o700
        assert {mode(path) & 0o077 for path in state.rglob("*") if path.is_file()} == {0}


def test_in_memory_nothing_is_written_and_everything_answers(folder: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    place = folder({"a.md": "apple\n"})
    for refresh in ("auto", "always", "never"):
        with Library.open(place, cache=tmp_path / "file" / "cache", refresh=refresh) as library:
            assert ids(library) == found(library, "apple") == ["a"]
            assert list(library.verify()) == []
            (place / "b.md").write_text("banana\n")
            told: list[Any] = []
            thread = threading.Thread(target=lambda told=told, library=library: told.extend(ids(library)))
            thread.start()
            thread.join()
            assert told == ["a", "b"], "each thread has one of its own, made when it is first asked"
            assert ids(library) == ["a"]
        (place / "b.md").unlink()


# -- an index that can't be written --------------------------------------------------------------------


def test_what_can_not_be_written_answers_from_its_last_state(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    unlockable(made(place))
    (place / "b.md").write_text("banana\n")
    with Library.open(place) as library:
        assert ids(library) == ["a"]
        assert library.notices == [f"{UNWRITABLE}; answers are from its last state"]
        assert library.staleness == library.notices[0]
        with pytest.raises(IndexUnwritable) as caught:
            library.sync()
        assert (caught.value.message, caught.value.hint) == (UNWRITABLE, IndexUnwritable.HINT)


def test_who_wants_the_newest_has_it_in_memory_then(folder: Make) -> None:
    place = folder({"a.md": "apple\n", "bad.md": "---\ntitle: [\n---\n"})
    state = made(place)
    unlockable(state)
    (place / "b.md").write_text("banana\n")
    with Library.open(place, refresh="always") as library:
        before = index_of(library).catalog
        assert ids(library) == found(library, "apple OR banana") == ["a", "b"]
        with pytest.raises(LibraryClosed):
            before.count()
        assert library.notices == [
            f"no index can be kept in {state} ({UNWRITABLE}); using memory",
            "1 file can't be read",
        ]
        assert library.staleness == ""
        assert library.status().place is None


def test_a_scan_without_changes_needs_no_lock(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    settle(place)
    state = made(place)
    unlockable(state)
    with Library.open(place, refresh="always") as library:
        assert ids(library) == ["a"]
        assert library.notices == []
        assert library.status().place == str(state)


# -- other writers ------------------------------------------------------------------------------------


def test_a_reader_with_an_answer_waits_for_nobody(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder({"a.md": "apple\n"})
    lock = Lock(str(made(place) / "lock"))
    (place / "b.md").write_text("banana\n")
    monkeypatch.setattr("kratomcli.index.file_lock.time.sleep", lambda _: pytest.fail("it waits"))
    lock.take()
    with Library.open(place, wait=600) as library:
        assert ids(library) == ["a"]
    lock.free()


def test_a_writer_waits_as_long_as_it_may(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder({"a.md": "apple\n"})
    lock = Lock(str(made(place) / "lock"))
    lock.take()
    paused: list[float] = []

    def pause(seconds: float) -> None:
        paused.append(seconds)
        if len(paused) == 3:
            lock.free()

    monkeypatch.setattr("kratomcli.index.file_lock.time.sleep", pause)
    with Library.open(place, wait=600) as library:
        library.sync(rebuild=True)
        assert paused == [0.05] * 3
        with library._session.index._alone(), library._session.index._alone():
            pass
        lock.take()
        lock.free()


def test_a_lock_whose_folder_was_deleted_meanwhile_is_taken_anew(tmp_path: Path) -> None:
    path = tmp_path / "state" / "lock"
    one, other = Lock(str(path)), Lock(str(path))
    one.take()
    shutil.rmtree(path.parent)
    other.take()  # of the file that is there now
    assert path.read_text().startswith(f"{os.getpid()} ")
    with pytest.raises(IndexLocked):
        Lock(str(path)).take()
    other.free()
    one.free()


def test_what_another_wrote_during_a_scan_is_not_written_again(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({"a.md": "apple\n"})
    settle(place)
    made(place)
    (place / "b.md").write_text("banana\n")
    settle(place)
    scans: list[Difference] = []

    def scanned(*asked: Any) -> Difference:
        difference = scan(*asked)
        scans.append(difference)
        if len(scans) == 1:
            made(place)
        return difference

    monkeypatch.setattr(index_module, "scan", scanned)
    with Library.open(place) as library:
        report = library.sync()
        assert report[:4] == (0, 0, 0, 0)
        assert (report.articles, len(scans)) == (2, 3)
        assert list(library.verify()) == []


def test_an_index_that_another_rebuilt_meanwhile_is_used_and_not_rebuilt(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({"a.md": "apple\n"})
    settle(place)
    state = made(place)
    removed: list[object] = []
    with Library.open(place) as library:
        assert ids(library) == ["a"]
        with Library.open(place) as other:
            assert other.sync(rebuild=True)[:4] == (1, 0, 0, 0)
        inode = (state / "catalog.db").stat().st_ino
        monkeypatch.setattr(index_module, "remove_index", removed.append)
        report = index_of(library).renew(IndexDamaged("it is strange"))
        assert report[:4] == (0, 0, 0, 0)
        assert removed == []
        assert (state / "catalog.db").stat().st_ino == inode
        assert library.notices == ["it is strange; it is rebuilt"]
        assert found(library, "apple") == ["a"]


def test_a_writer_whose_index_was_replaced_writes_the_new_one(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    settle(place)
    made(place)
    with Library.open(place) as library:
        assert ids(library) == ["a"]
        index = index_of(library)
        (place / "b.md").write_text("banana\n")
        difference = index._difference()
        with Library.open(place) as other:
            other.sync(rebuild=True)
            (place / "c.md").write_text("cherry\n")
            index._apply(difference)
            assert ids(library) == ["a", "b", "c"]
            assert list(other.verify()) == []
        assert found(library, "apple OR banana OR cherry") == ["a", "b", "c"]


def test_a_reader_that_goes_through_articles_is_not_led_to_a_new_index(folder: Make) -> None:
    place = folder({"a.md": "apple\n", "b.md": "banana\n"})
    made(place)
    with Library.open(place, refresh="never") as library:
        articles = library.articles()
        assert next(articles).id == "a"
        with Library.open(place) as other:
            other.sync(rebuild=True)
        before = index_of(library).catalog
        assert library.count() == 2
        assert index_of(library).catalog is before
        assert [entry.id for entry in articles] == ["b"]
        assert library.count() == 2
        assert index_of(library).catalog is not before


def test_a_reader_waits_for_the_second_half_of_a_commit(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({"a.md": "apple\n"})
    settle(place)
    made(place)
    with Library.open(place, refresh="never") as library, Library.open(place, refresh="never") as other:
        assert found(library, "apple") == ["a"]
        catalog = index_of(other).catalog
        generation = catalog.generation()
        catalog.note(generation=str(generation + 1))
        pauses: list[float] = []

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 3:
                catalog.note(generation=str(generation))

        monkeypatch.setattr(index_module.time, "sleep", pause)
        assert found(library, "apple") == ["a"]
        assert pauses == [0.005] * 3


def test_halves_that_never_meet_are_damage(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder({"a.md": "apple\n"})
    settle(place)
    made(place)
    clock = Clock()
    monkeypatch.setattr(index_module, "time", clock)
    with Library.open(place, refresh="never") as library:
        catalog = index_of(library).catalog
        catalog.note(generation=str(catalog.generation() + 7))
        with pytest.raises(IndexDamaged) as caught:
            found(library, "apple")
        assert caught.value.message == "catalog and search engine of the index are of different commits"
        assert 30 < clock.now < 31, "it may be another process between its two commits"
        assert not catalog.is_held
        catalog.begin()
        CatalogWriter(catalog).expect(1, 1)
        catalog.commit()
        began = clock.now
        assert found(library, "apple") == ["a"]
        assert 3 < clock.now - began < 4, "but for one that died it is in vain"
        assert not catalog.is_held


class Clock:
    """A time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_an_open_library_verifies_what_another_has_written(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    made(place)
    with Library.open(place) as library:
        assert found(library, "apple") == ["a"]
        (place / "b.md").write_text("banana\n")
        made(place)
        assert list(library.verify()) == []


# -- threads --------------------------------------------------------------------------------------------


def test_threads_share_one_look_and_what_is_said_of_it(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder({"a.md": "apple\n"})
    lock = Lock(str(made(place) / "lock"))
    (place / "b.md").write_text("banana\n")
    scans: list[object] = []
    monkeypatch.setattr(index_module, "scan", lambda *args: (scans.append(args), scan(*args))[1])
    with Library.open(place) as library:
        lock.take()
        told: list[object] = []

        def ask() -> None:
            told.extend((ids(library), library.staleness))

        assert ids(library) == ["a"]
        for _ in range(2):
            thread = threading.Thread(target=ask)
            thread.start()
            thread.join()
        lock.free()
        said = "another process is updating the index; answers are from its last state"
        assert told == [["a"], said] * 2
        assert library.notices == [said], "once"
        assert len(scans) == 1


# -- the engine's files ----------------------------------------------------------------------------------


def test_its_version_names_the_language_where_it_is_another() -> None:
    from kratomcli.engine.tantivy import VERSION

    assert engine_files.version_for("english") == VERSION
    assert engine_files.version_for("german") == f"{VERSION}, german"
    assert engine_files.version_for("") == f"{VERSION}, no stemmer"


def test_the_stamps_of_its_files_are_noted_after_each_commit(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    state = made(place)
    with Library.open(place) as library:
        facts = index_of(library).catalog.facts()
        assert engine_files.from_text(facts["files"]) == stamps(str(state / "engine"))
        assert facts["engine"] == engine_files.version_for("english")
        assert "meta.json" in engine_files.from_text(facts["files"])


def test_without_its_list_it_is_damaged_only_if_it_had_articles(folder: Make) -> None:
    place = folder({"a.png": ""})
    state = made(place)
    listed = state / "engine" / "meta.json"
    assert listed.exists()
    shutil.rmtree(state / "engine")
    with Library.open(place) as library:
        assert found(library, "apple") == []
        assert library.notices == [
            "no articles here (.md, .txt, .html, .pdf and other kinds of file); 1 .png is not read"
        ]
    (place / "a.md").write_text("apple\n")
    made(place)
    listed.unlink()
    with Library.open(place, refresh="never") as library, pytest.raises(IndexDamaged) as caught:
        library.search("apple")
    assert caught.value.message == "a part of the index is missing"


# -- watching --------------------------------------------------------------------------------------------


def watched_with(
    monkeypatch: pytest.MonkeyPatch, folders: list[str], batches: list[Any]
) -> tuple[list[bool], tuple[str, ...], dict[str, Any]]:
    """What is made of the batches that watchfiles gives, and with what it was asked for them."""
    asked: list[Any] = []

    def watch(*paths: str, **options: Any) -> Iterator[Any]:
        asked.extend((paths, options))
        yield from batches

    monkeypatch.setattr("watchfiles.watch", watch)
    stop = threading.Event()
    given = list(watching._batches([Root(str(n), name) for n, name in enumerate(folders)], stop, 1600))
    paths, options = asked
    assert options.pop("stop_event") is stop
    return given, paths, options


def test_what_watchfiles_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    given, paths, options = watched_with(
        monkeypatch, ["/lib/.one", "/two"], [set(), {(1, "/two/a.md")}, set()]
    )
    assert given == [False, True, False]
    assert paths == ("/lib/.one", "/two")
    interesting = options.pop("watch_filter")
    assert options == {
        "debounce": 1600,  # all in milliseconds
        "step": 200,
        "rust_timeout": 1000,
        "yield_on_timeout": True,
        "ignore_permission_denied": True,
    }
    for path in ("/lib/.one/a.md", "/lib/.one/sub", "/two/a.b.png", "/elsewhere/a.md"):
        assert interesting(1, path), path
    for path in ("/lib/.one/.git/a.md", "/two/.a.md", "/elsewhere/.b/a.md"):
        assert not interesting(1, path), path


def test_a_folder_that_goes_while_it_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> Iterator[object]:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr("watchfiles.watch", gone)
    with pytest.raises(LibraryUnreadable) as caught:
        list(watching._batches([Root("", "/lib")], None, 1600))
    assert caught.value.message == "the library can't be read: No such file or directory; waiting for it"
    gone_otherwise = watching._gone(OSError("it went"))
    assert gone_otherwise.message == "the library can't be read: it went; waiting for it"


def test_without_an_event_it_rests_between_two_tries(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    monkeypatch.setattr(watching.time, "sleep", rests.append)

    def sync() -> Any:
        raise IndexLocked("busy") if len(rests) < 3 else LibraryUnreadable("gone")

    given = watching.watch([Root("", str(folder({})))], sync, None, 5)
    assert [str(next(given)) for _ in range(2)] == ["busy", "gone"]
    assert rests == [1.0] * 3


# -- scans ------------------------------------------------------------------------------------------------


def test_what_is_below_a_folder_that_can_not_be_listed_is_kept(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({"a.md": "apple\n", "sub/b.md": "banana\n", "sub/deep/c.md": "cherry\n", "subs/d.md": "d"})
    settle(place)
    made(place)
    original = os.scandir

    def scandir(path: Any) -> Any:  # root may list everything
        if isinstance(path, bytes) and path.endswith(b"/sub"):
            raise PermissionError(13, "Permission denied")
        return original(path)

    monkeypatch.setattr("kratomcli.index.scan.os.scandir", scandir)
    shutil.rmtree(place / "subs")
    with Library.open(place) as library:
        report = library.sync()
        assert (report.removed, report.failed, report.unreadable) == (1, 1, 1)
        assert ids(library) == ["a", "sub/b", "sub/deep/c"]
        failures = [(failure.path, failure.reason) for failure in library.status().failures]
        assert failures == [("sub", "a folder that can't be listed: Permission denied")]
    monkeypatch.undo()
    with Library.open(place) as library:
        report = library.sync()
        assert (report.removed, report.failed, report.unreadable) == (0, 0, 0)
        assert ids(library) == ["a", "sub/b", "sub/deep/c"]


def test_a_folder_that_goes_during_a_scan_is_gone(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder({"a.md": "apple\n", "sub/b.md": "banana\n"})
    original = os.scandir

    def scandir(path: Any) -> Any:
        if isinstance(path, bytes) and path.endswith(b"/sub"):
            shutil.rmtree(path)
        return original(path)

    monkeypatch.setattr("kratomcli.index.scan.os.scandir", scandir)
    with closing(Catalog(None, [("", str(place))])) as catalog:
        assert [path for path, _, _ in scan([Root("", str(place))], catalog).folders] == [b""]


def test_a_file_whose_state_can_not_be_read_is_a_failure(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({"a.md": "apple\n"})
    (place / "link.md").symlink_to(place / "a.md")

    def refused(path: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("kratomcli.index.scan.os.path.realpath", refused)
    with closing(Catalog(None, [("", str(place))])) as catalog:
        listing = scan([Root("", str(place))], catalog).folders[0].now
    assert listing.split(b"\0")[1] == b"link.md/!can't be accessed: Permission denied"


def test_how_long_a_suffix_may_be(folder: Make) -> None:
    place = folder({"a.abcdefghij": "", "b.abcdefghijk": "", "c.": "", "dotless": ""})
    with closing(Catalog(None, [("", str(place))])) as catalog:
        assert scan([Root("", str(place))], catalog).unread == {"abcdefghij": 1, "": 3}


def test_a_scan_takes_as_long_as_it_takes(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter((100.0, 103.5, 110.0, 112.0))
    place = folder({"a.md": "apple\n"})
    with Library.open(place) as library:
        index = index_of(library)
        monkeypatch.setattr("kratomcli.index.scan.time.perf_counter", lambda: next(ticks))
        gc.disable()  # at a collection, Hypothesis asks for the time, too
        try:
            report = index._apply(index._difference())
        finally:
            gc.enable()
    assert (report.scan_seconds, report.seconds) == (3.5, 5.5)


# -- what is noted of files and scans -------------------------------------------------------------------

NOW = 1_700_000_000


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still, for what is decided at its edges."""
    monkeypatch.setattr("time.time", lambda: float(NOW))
    monkeypatch.setattr("time.time_ns", lambda: NOW * 10**9)


def file_state(age: int) -> os.stat_result:
    """The state of a file of 5 bytes that was changed so many nanoseconds ago."""
    stat = [0] * 10
    stat[1], stat[6] = 77, 5
    return os.stat_result(stat, {"st_mtime_ns": NOW * 10**9 - age})


@pytest.mark.usefixtures("frozen")
def test_a_time_stamp_is_trusted_once_it_is_older_than_its_clock_is_exact() -> None:
    assert batch_writer._fresh(file_state(20_000_001)) == b"5 %d 77" % (NOW * 10**9 - 20_000_001)
    assert batch_writer._fresh(file_state(20_000_000)) == b"5 0 77"
    assert batch_writer._fresh(file_state(-1)) == b"5 0 77"
    old, new = (b"5 %d 77" % (NOW * 10**9 - age) for age in (20_000_001, 20_000_000))
    bad = ArticleUnreadable("it is bad")
    assert batch_writer._doubtful(old, bad) == old
    assert batch_writer._doubtful(new, bad) == b"5 0 77"
    assert batch_writer._doubtful(b"!a link", bad) == b"!a link"
    bad.__cause__ = FileUnreadable(b"a.md", "it can't be opened")
    assert batch_writer._doubtful(old, bad) == b"5 0 77"


@pytest.mark.usefixtures("frozen")
def test_the_edges_of_what_is_spared_and_of_what_is_long_ago() -> None:
    def facts(ago: float) -> dict[str, str]:
        return {"synced": repr(NOW - ago), "scan": "3.0", "slow": "2"}

    assert [freshness.is_spared(facts(ago)) for ago in (-1, 0, 299, 300)] == [False, True, True, False]
    assert freshness.last_look(facts(0)) == ("the folders were last scanned 0 seconds ago", False)
    assert freshness.last_look(facts(1)) == ("the folders were last scanned 1 second ago", False)
    assert freshness.last_look(facts(59.9)) == ("the folders were last scanned 59 seconds ago", False)
    assert freshness.last_look(facts(60)) == ("the folders were last scanned 1 minute ago", True)
    assert freshness.last_look({})[1]
    assert freshness.noted(Difference([], 0.5, 0, {}, Conventions({})), {"slow": "4"}) == {
        "synced": repr(float(NOW)),
        "scan": "0.5",
        "slow": "5",
        "unread": "",
        "ignored": "",
        "readers": "",
        "conventions": "{}",
    }


def test_what_is_deleted_is_forgotten_and_not_found_again(folder: Make) -> None:
    place = folder({"a.md": "apple\n", "b.md": "banana\n", "sub/c.md": "cherry\n", "bad.md": b"\0\0"})
    settle(place)
    with Library.open(place) as library:
        assert library.staleness == ""
        library.sync()
        assert index_of(library)._difference().folders == []
        for name in ("b.md", "sub/c.md", "bad.md"):
            (place / name).unlink()
        assert {entry.path for entry in index_of(library)._difference().folders} == {b"", b"sub"}
        assert library.sync()[:4] == (0, 0, 2, 0)
        assert index_of(library)._difference().folders == []
        assert index_of(library).catalog.folders() == [b""]


def test_each_of_several_folders_is_known_again(folder: Make, tmp_path: Path) -> None:
    place, other = folder({"a.md": "apple\n"}), tmp_path / "other"
    other.mkdir()
    (other / "b.md").write_text("banana\n")
    with Library.open(place, other) as library:
        library.sync()
        facts = index_of(library).catalog.facts()
        assert facts["root articles"] == identity(Root("", str(place)))
        assert facts["root other"] == identity(Root("", str(other)))
        stat = other.stat()
        assert facts["root other"] == f"{stat.st_dev}:{stat.st_ino}"


def test_a_file_that_is_too_large_is_a_failure(folder: Make) -> None:
    place = folder({"a.md": "x" * 10, "b.md": "x" * 11})
    with Library.open(place, max_file_size=10) as library:
        assert ids(library) == ["a"]
        assert [failure.path for failure in library.status().failures] == ["b.md"]


def test_whoever_asked_for_progress_is_told_of_other_work_too(folder: Make) -> None:
    told: list[object] = []
    place = folder({"a.md": "apple\n"})
    with Library.open(place, progress=told.append) as library:
        index_of(library).tell(3, 7)
    assert told == [(3, 7)]
    with Library.open(place) as library:
        index_of(library).tell(3, 7)


def test_what_is_made_anew_is_kept(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    settle(place)
    state = made(place)
    (state / "catalog.db").write_bytes(b"no database at all" * 100)
    with Library.open(place) as library:
        assert ids(library) == ["a"]
        assert len(library.notices) == 1
        assert library.notices[0].endswith("; it is rebuilt")
        assert library.status().place == str(state)
    with Library.open(place, refresh="never") as library:
        assert ids(library) == found(library, "apple") == ["a"]
        assert library.notices == []


def test_files_as_they_were_noted_are_not_looked_through(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = made(folder({"a.md": "apple\n"}))
    monkeypatch.setattr(engine_files, "_check_count", lambda *_: pytest.fail("it counts"))
    with Library.open(folder({}), refresh="never") as library:
        assert found(library, "apple") == ["a"]
    for path in (state / "engine").glob("*.store"):
        os.utime(path, (1, 1))
    with Library.open(folder({}), refresh="never") as library:
        assert found(library, "apple") == ["a"]


def test_files_of_one_kind_are_counted_together(folder: Make) -> None:
    place = folder({"a.png": "", "b.png": "", "c.PNG": "", "d": "", "ed": ""})
    with closing(Catalog(None, [("", str(place))])) as catalog:
        assert scan([Root("", str(place))], catalog).unread == {"png": 3, "": 2}


def test_an_error_of_the_system_may_have_no_words() -> None:
    assert scan_module._strange(OSError()) == b"can't be accessed: "
    assert scan_module._strange(OSError(40, "Too many levels")) == b"a link that leads to itself"


def test_after_an_error_the_index_can_be_written_again(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder({"a.md": "apple\n"})
    with Library.open(place) as library:
        with monkeypatch.context() as patched:
            patched.setattr("kratomcli.index.sync.identity", lambda _: 1 // 0)
            with pytest.raises(ZeroDivisionError):
                library.sync()
        assert not index_of(library).catalog.is_held
        assert library.sync()[1:4] == (0, 0, 0)
        assert found(library, "apple") == ["a"]
        assert list(library.verify()) == []


def test_progress_counts_the_files_that_differ_and_no_others(folder: Make) -> None:
    place = folder(
        {"a.md": "apple\n", "b.md": "banana\n", "c.md": "cherry\n", "sub/d.md": "d\n", "sub/e.md": "e\n"}
    )
    settle(place)
    told: list[object] = []
    with Library.open(place, progress=told.append) as library:
        library.sync()
        assert told.pop() == (5, 5)
        (place / "a.md").write_text("other\n")
        (place / "b.md").unlink()
        shutil.rmtree(place / "sub")
        library.sync()
    assert told == [(4, 4)]


@pytest.mark.parametrize("error", [IndexLocked("busy"), IndexUnwritable("full")])
def test_a_scan_that_can_not_be_noted_costs_no_answer(
    folder: Make, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def note(*_: object, **__: str) -> None:
        raise error

    place = folder({"a.md": "apple\n"})
    settle(place)
    made(place)
    monkeypatch.setattr(Catalog, "note", note)
    with Library.open(place, refresh="always") as library:
        assert ids(library) == ["a"]
        assert (library.notices, library.staleness) == ([], "")
        assert library.status().place is not None


@pytest.mark.parametrize("name", ["FOX", "notes", "x."])
def test_links_within_a_library_of_any_name_are_followed(tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    (place / "real").mkdir(parents=True)
    (place / "real" / "a.md").write_text("apple\n")
    (place / "b.md").symlink_to(place / "real" / "a.md")
    (place / "linked").symlink_to(place / "real")
    with Library.open(place) as library:
        library.sync()
        assert ids(library) == ["b", "linked/a", "real/a"]
        assert library.status().failures == []


def test_an_article_that_is_as_it_was_is_not_parsed_again(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({"a.md": "---\ntitle: Apple\n---\nText.\n", "b.md": "---\ntitle: Banana\n---\nText.\n"})
    settle(place)
    parsed: list[str] = []

    def read(data: bytes, *, id: str, **others: Any) -> Any:
        parsed.append(id)
        return readers_read(data, id=id, **others)

    with Library.open(place) as library:
        library.sync()
        monkeypatch.setattr("kratomcli.readers.read", read)
        (place / "b.md").write_text("---\ntitle: Blueberry\n---\nOther.\n")
        read_now = [(article.title, article.body) for article in library.read(["a", "b"])]
        assert read_now == [("Apple", "Text."), ("Blueberry", "Other.")]
        assert parsed == ["b"]


def test_an_article_that_became_bad_is_refused_with_its_id_place_and_hint(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({"a.md": "apple\n"})
    settle(place)

    def read(*_: object, **__: object) -> Any:
        raise ArticleUnreadable("it is bad", line=7, hint="Mend it.")

    with Library.open(place) as library:
        library.sync()
        monkeypatch.setattr("kratomcli.readers.read", read)
        with pytest.raises(ArticleUnreadable) as caught:
            library.get("a")
    error = caught.value
    assert (error.message, error.line, error.hint) == ("a: it is bad", 7, "Mend it.")
