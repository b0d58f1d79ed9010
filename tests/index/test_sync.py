"""Folder and index: what differs is found, applied once, and survives what goes wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kratomcli import Library
from kratomcli.conventions.recognition import Conventions
from kratomcli.errors import ArticleNotFound, IndexDamaged, IndexLocked, LibraryUnreadable
from kratomcli.index.scan import Difference
from support.indexes import ids, settle

Make = Callable[[Mapping[str, str | bytes]], Path]


def synced(folder: Path) -> tuple[int, int, int, int]:
    with Library.open(folder) as library:
        report = library.sync()
        return report.added, report.updated, report.removed, report.failed


def test_a_second_sync_changes_nothing(folder: Make) -> None:
    place = folder({"a.md": "# A\n", "b.txt": "B\n", "sub/c.md": "C\n"})
    assert synced(place) == (3, 0, 0, 0)
    assert synced(place) == (0, 0, 0, 0)


def test_a_second_sync_does_not_even_open_the_engine(folder: Make) -> None:
    place = folder({"a.md": "# A\n"})
    settle(place)
    synced(place)
    code = f"""if True:
        import sys
        from kratomcli import Library
        with Library.open({str(place)!r}) as library:
            assert [entry.id for entry in library.articles()] == ["a"]
        assert not [name for name in sys.modules if name.split(".")[0] in ("tantivy", "yaml")]"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_added_changed_and_removed_is_found(folder: Make) -> None:
    place = folder({"a.md": "apple\n", "b.md": "banana\n", "c.md": "cherry\n"})
    synced(place)
    (place / "a.md").write_text("apricot\n")
    (place / "b.md").unlink()
    (place / "d.md").write_text("date\n")
    assert synced(place) == (1, 1, 1, 0)
    with Library.open(place) as library:
        assert ids(library) == ["a", "c", "d"]
        assert [hit.entry.id for hit in library.search("apricot")] == ["a"]
        assert library.search("apple") == []
        assert library.search("banana") == []


def test_a_new_time_stamp_on_the_same_content_is_no_change(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    synced(place)
    os.utime(place / "a.md", (1, 1))
    assert synced(place) == (0, 0, 0, 0)
    assert synced(place) == (0, 0, 0, 0)


def test_a_change_that_keeps_size_and_comes_at_once_is_seen(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    for word in ("peach", "grape", "lemon", "mango"):
        synced(place)
        (place / "a.md").write_text(f"{word}\n")
        with Library.open(place) as library:
            assert [hit.entry.id for hit in library.search(word)] == ["a"]


def test_moves_and_renames_leave_nothing_behind(folder: Make) -> None:
    place = folder({"old/a.md": "apple\n", "old/b.md": "banana\n", "c.md": "cherry\n"})
    synced(place)
    (place / "old").rename(place / "new")
    (place / "c.md").rename(place / "d.md")
    with Library.open(place) as library:
        assert ids(library) == ["d", "new/a", "new/b"]
        assert [hit.entry.id for hit in library.search("apple OR cherry")] == ["d", "new/a"]


def test_index_files_stand_for_their_folder(folder: Make) -> None:
    place = folder({"a/index.md": "x", "b/_index.md": "y", "index.md": "z", "c/d.e.md": "w"})
    with Library.open(place) as library:
        assert ids(library) == ["a", "b", "c/d.e", "index"]


def test_two_files_with_one_id_keep_apart_whatever_the_order(folder: Make) -> None:
    place = folder({"a.txt": "text", "a.md": "mark", "b/index.md": "folder", "b.md": "file"})
    with Library.open(place) as library:
        assert ids(library) == ["a", "a.txt", "b", "b/index.md"]
    (place / "a.md").unlink()
    with Library.open(place) as library:
        assert ids(library) == ["a", "b", "b/index.md"]
        assert library.get("a").body == "text"
    (place / "a.markdown").write_text("long")
    with Library.open(place) as library:
        assert ids(library) == ["a", "a.txt", "b", "b/index.md"]
        assert library.get("a").body == "long"
        assert library.get("a.txt").body == "text"


def test_one_bad_file_is_named_and_the_rest_goes_on(folder: Make) -> None:
    place = folder(
        {
            "bad.md": "---\ntitle: [unclosed\n---\nbody\n",
            "binary.txt": b"\x00\x01\x02\xff\xfe\x00" * 50,
            "large.txt": "x" * 2000,
            "good.md": "fine\n",
        }
    )
    with Library.open(place, max_file_size=1000) as library:
        assert library.sync().failed == 3
        assert ids(library) == ["good"]
        failures = {failure.path: failure for failure in library.status().failures}
    assert sorted(failures) == ["bad.md", "binary.txt", "large.txt"]
    assert failures["bad.md"].line >= 2
    assert "2,000 bytes" in failures["large.txt"].reason
    (place / "bad.md").write_text("mended\n")
    with Library.open(place, max_file_size=1000) as library:
        library.sync()
        assert ids(library) == ["bad", "good"]
        assert len(library.status().failures) == 2


def test_a_file_that_goes_bad_leaves_no_stale_article(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    synced(place)
    (place / "a.md").write_bytes(b"---\ntitle: [\n---\n")
    with Library.open(place) as library:
        assert ids(library) == []
        assert library.search("apple") == []


def test_links_are_followed_only_within_the_library(folder: Make, tmp_path: Path) -> None:
    place = folder({"a.md": "apple\n", "real/b.md": "banana\n"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("secret\n")
    (place / "link.md").symlink_to(place / "a.md")
    (place / "inner").symlink_to(place / "real")
    (place / "circle").symlink_to(place)
    (place / "real" / "up").symlink_to(place / "real")
    (place / "leaving.md").symlink_to(outside / "secret.md")
    (place / "away").symlink_to(outside)
    (place / "broken.md").symlink_to(place / "nowhere.md")
    with Library.open(place) as library:
        library.sync()
        assert ids(library) == ["a", "inner/b", "link", "real/b"]
        failures = {failure.path: failure.reason for failure in library.status().failures}
    assert failures == {
        "away": "a symlink that leaves the library",
        "broken.md": "a link to a file that isn't there",
        "circle": "a link to a folder that contains it",
        "inner/up": "a link to a folder that contains it",
        "leaving.md": "a symlink that leaves the library",
        "real/up": "a link to a folder that contains it",
    }


@pytest.mark.parametrize("where", ["", "deep/er/"])
def test_a_link_that_leads_to_itself_costs_nothing_but_itself(folder: Make, where: str) -> None:
    place = folder({f"{where}a.md": "apple\n", f"{where}sub/b.md": "banana\n", "c.md": "cherry\n"})
    here = place / where
    (here / "loop.md").symlink_to("loop.md")
    (here / "loop").symlink_to("loop")
    (here / "one.md").symlink_to("two.md")
    (here / "two.md").symlink_to("one.md")
    with Library.open(place) as library:
        for _ in range(2):  # also when the index is there already
            library.sync()
            assert ids(library) == sorted([f"{where}a", f"{where}sub/b", "c"])
            failures = {failure.path: failure.reason for failure in library.status().failures}
            assert set(failures) == {f"{where}{name}" for name in ("loop", "loop.md", "one.md", "two.md")}
            assert set(failures.values()) == {"a link that leads to itself"}
    (here / "loop.md").unlink()
    (here / "loop.md").write_text("mended\n")
    with Library.open(place) as library:
        assert f"{where}loop" in ids(library)


def test_folders_that_link_to_each_other_are_no_endless_library(folder: Make) -> None:
    names = [f"n{number:02}" for number in range(14)]
    place = folder({f"{name}/text.md": f"{name}\n" for name in names})
    for name in names:
        for other in names:
            if other != name:
                (place / name / other).symlink_to(f"../{other}")
    with Library.open(place) as library:
        library.sync()
        assert len(ids(library)) == len(names) ** 2
        assert all(name + "/text" in ids(library) for name in names)
        failures = {failure.path: failure.reason for failure in library.status().failures}
    assert failures["n00/n01/n02"] == "a link inside of a linked folder"
    assert failures["n00/n01/n00"] == "a link inside of a linked folder"


def test_names_that_could_drive_a_terminal_are_escaped(folder: Make) -> None:
    place = folder({"a\x1b[31m.md": "red\n", "b\nc.md": "two lines\n", "d\u202e.md": "turned\n"})
    with Library.open(place) as library:
        assert ids(library) == ["a%1B[31m", "b%0Ac", "d%E2%80%AE"]
        assert library.get("b%0Ac").body == "two lines"
        assert [hit.entry.id for hit in library.search("red")] == ["a%1B[31m"]
    (place / "a\x1b[31m.md").unlink()
    with Library.open(place) as library:
        assert ids(library) == ["b%0Ac", "d%E2%80%AE"]


def test_a_name_that_is_not_utf_8_is_no_obstacle(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    Path(os.fsdecode(os.fsencode(place) + b"/caf\xe9.md")).write_text("coffee\n")
    with Library.open(place) as library:
        assert ids(library) == ["a", "caf%E9"]
        assert library.get("caf").body == "coffee"


def test_hidden_files_and_other_suffixes_are_left_alone(folder: Make) -> None:
    place = folder({".git/a.md": "x", ".hidden.md": "x", "b.png": "x", "c.MD": "x", "d": "x"})
    with Library.open(place) as library:
        assert ids(library) == ["c"]


def test_several_folders_are_one_library(folder: Make, tmp_path: Path) -> None:
    one = folder({"a.md": "apple\n", "both.md": "one\n"})
    two = tmp_path / "two"
    two.mkdir()
    (two / "both.md").write_text("two apples\n")
    with Library.open(one, two) as library:
        assert ids(library) == ["articles/a", "articles/both", "two/both"]
        assert sorted(hit.entry.id for hit in library.search("apple")) == ["articles/a", "two/both"]
        assert library.get("two/both").path == str(two / "both.md")
        assert [entry.path for entry in library.articles("two")] == [str(two / "both.md")]


def test_a_library_that_is_gone_is_an_error_and_not_an_empty_index(folder: Make, tmp_path: Path) -> None:
    place = folder({"a.md": "apple\n"})
    synced(place)
    place.rename(tmp_path / "away")
    with pytest.raises(LibraryUnreadable):
        Library.open(place)
    place.mkdir()  # an empty mount point
    with Library.open(place) as library, pytest.raises(LibraryUnreadable, match="mounted"):
        library.sync()
    place.rmdir()
    (tmp_path / "away").rename(place)
    with Library.open(place) as library:
        assert ids(library) == ["a"]


def test_deleting_every_article_empties_the_index(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    synced(place)
    (place / "a.md").unlink()
    assert synced(place) == (0, 0, 1, 0)


def test_without_a_place_for_the_index_it_is_in_memory(folder: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with Library.open(folder({"a.md": "apple\n"}), cache=tmp_path / "file" / "cache") as library:
        assert [hit.entry.id for hit in library.search("apple")] == ["a"]
        assert "using memory" in library.notices[0]
        assert library.status().place is None


def test_never_refresh_answers_from_what_is_there(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    with Library.open(place, refresh="never") as library, pytest.raises(IndexDamaged, match="no index"):
        ids(library)
    synced(place)
    (place / "b.md").write_text("banana\n")
    with Library.open(place, refresh="never") as library:
        assert ids(library) == ["a"]
    with Library.open(place, refresh="always") as library:
        assert ids(library) == ["a", "b"]


def scans(place: Path, **facts: str) -> None:
    """Have an index remember other scans than there were: `slow` ones running, `scan` and `synced` in seconds."""
    with Library.open(place) as library:
        library.sync()
        library._session.index.catalog.note(**facts)


def test_one_slow_scan_is_measured_again(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    scans(place, scan="30.0", slow="1", synced=repr(time.time()))
    (place / "b.md").write_text("banana\n")
    with Library.open(place) as library:
        assert ids(library) == ["a", "b"]
        assert library.notices == []
        assert library.status().scan_seconds < 30


def test_what_was_quick_once_more_is_quick_whether_or_not_anything_changed(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    settle(place)
    scans(place, scan="0.3", slow="1")
    with Library.open(place) as library:
        assert ids(library) == ["a"]
        assert library._session.index.catalog.facts()["slow"] == "0"
        assert library.status().scan_seconds != 0.3


def test_a_slow_library_is_not_looked_at_again_for_a_hundred_times_as_long(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    scans(place, scan="600.0", slow="2", synced=repr(time.time() - 7200))
    (place / "b.md").write_text("banana\n")
    with Library.open(place) as library:
        assert ids(library) == ["a"]
        assert library.notices == ["the folders were last scanned 2 hours ago"]
        assert library.staleness == library.notices[0]
        with pytest.raises(
            ArticleNotFound, match=r"^no article 'b'; the folders were last scanned 2 hours ago"
        ):
            library.get("b")
        assert library.notices == []
        library.sync()
        assert library.staleness == ""
        assert ids(library) == ["a", "b"]


def test_but_then_it_is(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    scans(place, scan="60.0", slow="7", synced=repr(time.time() - 7200))
    (place / "b.md").write_text("banana\n")
    with Library.open(place) as library:
        assert ids(library) == ["a", "b"]
        assert library.staleness == ""


def test_a_clock_that_was_set_back_freezes_nothing(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    scans(place, scan="60.0", slow="7", synced=repr(time.time() + 7200))
    (place / "b.md").write_text("banana\n")
    with Library.open(place) as library:
        assert ids(library) == ["a", "b"]


@pytest.mark.parametrize(
    "facts", [{"slow": "many"}, {"scan": "nan", "slow": "inf"}, {"scan": "", "synced": ""}]
)
def test_facts_that_make_no_sense_freeze_nothing(folder: Make, facts: dict[str, str]) -> None:
    place = folder({"a.md": "apple\n"})
    scans(place, **facts)
    (place / "b.md").write_text("banana\n")
    with Library.open(place) as library:
        assert ids(library) == ["a", "b"]


def test_slow_scans_are_counted_until_a_quick_one(folder: Make) -> None:
    with Library.open(folder({"a.md": "apple\n"})) as library:
        library.sync()
        counted = []
        for seconds in (0.3, 0.25, 9.0, 0.2, 0.3):
            library._session.index._note_scan(Difference([], seconds, 0, {}, Conventions({})))
            counted.append(library._session.index.catalog.facts()["slow"])
        assert counted == ["1", "2", "3", "0", "1"]


@pytest.mark.parametrize("part", ["engine", "catalog.db"])
def test_a_damaged_index_is_made_anew(folder: Make, part: str) -> None:
    place = folder({"a.md": "apple\n"})
    with Library.open(place) as library:
        library.sync()
        state = Path(library.status().place or "")
    damaged = state / part
    if damaged.is_dir():
        shutil.rmtree(damaged)
    else:
        damaged.write_bytes(b"not a database at all" * 100)
    with Library.open(place) as library:
        assert [hit.entry.id for hit in library.search("apple")] == ["a"]
        assert "it is rebuilt" in library.notices[0]


def test_a_second_writer_is_refused_and_readers_are_not(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({"a.md": "apple\n"})
    with Library.open(place) as first:
        first.sync()
        (place / "b.md").write_text("banana\n")
        with first._session.index._alone():
            with Library.open(place, wait=0.1) as second, pytest.raises(IndexLocked, match=str(os.getpid())):
                second.sync()
            monkeypatch.setattr(
                "kratomcli.index.file_lock.time.sleep", lambda _: pytest.fail("a reader waits")
            )
            with Library.open(place) as reader:
                assert ids(reader) == ["a"]
                assert "last state" in reader.notices[0]
    with Library.open(place) as reader:
        assert ids(reader) == ["a", "b"]


WRITER_THAT_DIES = """
import os, signal, sys
from kratomcli import Library
from kratomcli.engine.tantivy import TantivyWriter
from kratomcli.catalog.writer import CatalogWriter

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

where = sys.argv[2]
if where == "before engine":
    TantivyWriter.commit = die
elif where == "between":
    commit = TantivyWriter.commit
    TantivyWriter.commit = lambda self: (commit(self), die())
elif where == "after":
    settle = CatalogWriter.settle
    CatalogWriter.settle = lambda self, generation: (settle(self, generation), self._catalog.commit(), die())
with Library.open(sys.argv[1]) as library:
    library.sync()
"""


@pytest.mark.parametrize("where", ["before engine", "between", "after"])
def test_a_writer_that_is_killed_leaves_nothing_wrong(folder: Make, where: str) -> None:
    place = folder({"a.md": "apple\n", "b.md": "banana\n", "c.md": "cherry\n"})
    synced(place)
    (place / "a.md").write_text("apricot\n")
    (place / "b.md").unlink()
    (place / "d.md").write_text("date\n")
    died = subprocess.run([sys.executable, "-c", WRITER_THAT_DIES, str(place), where], check=False)
    assert died.returncode == -9
    (place / "d.md").unlink()  # the world goes on meanwhile
    (place / "b.md").write_text("banana\n")
    with Library.open(place) as library:
        assert ids(library) == ["a", "b", "c"]
        for word, expected in {"apricot": "a", "banana": "b", "cherry": "c", "apple": "", "date": ""}.items():
            assert [hit.entry.id for hit in library.search(word)] == expected.split()
        assert library.count("a*") == 1


NAMES = st.sampled_from(["a.md", "a.txt", "b.md", "sub/a.md", "sub/index.md", "sub.md", "sub/deep/c.txt"])
CONTENTS = st.sampled_from(
    ["apple\n", "banana\n", "---\ntitle: T\n---\ncherry\n", "---\ntitle: [\n---\n", ""]
)
STEPS = st.lists(st.dictionaries(NAMES, st.none() | CONTENTS, min_size=1, max_size=4), min_size=1, max_size=5)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_any_history_ends_where_a_clean_start_ends(
    tmp_path: Path, steps: list[dict[str, str | None]]
) -> None:
    place = tmp_path / "history"
    shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(tmp_path / "cache", ignore_errors=True)
    place.mkdir()
    for step in steps:
        for name, content in step.items():
            path = place / name
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content)
        with Library.open(place, cache=tmp_path / "cache") as library:
            library.sync()
    with Library.open(place, cache=tmp_path / "cache") as grown:
        with Library.open(place, cache=tmp_path / "fresh") as fresh:
            assert list(grown.articles()) == list(fresh.articles())
            assert grown.status().failures == fresh.status().failures
            for word in ("apple", "banana", "cherry", "*"):
                assert grown.count(word) == fresh.count(word)
        shutil.rmtree(tmp_path / "fresh")


def test_engine_and_catalog_agree_though_segments_have_deletions_of_other_commits(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: pytest.fail("nobody waits for anybody"))
    place = folder({f"{number}.md": f"common number{number}\n" for number in range(600)})
    synced(place)
    for round in range(3):
        for number in range(5):
            (place / f"{round * 5 + number}.md").write_text(f"changed in round {round}\n")
        synced(place)
        (place / f"new{round}.md").write_text("common\n")
        synced(place)
        with Library.open(place) as library:
            assert library.count("common") == 600 - 5 * (round + 1) + round + 1
            assert len(library.search("changed", limit=100)) == 5 * (round + 1)
            assert library.notices == []
