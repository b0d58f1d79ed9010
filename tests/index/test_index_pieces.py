"""The parts of an index, each by itself: what is noted, who writes, where it lies, what a scan sees."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

import pytest

from kratomcli import Library
from kratomcli.catalog.catalog import Catalog
from kratomcli.catalog.schema import TextLocation
from kratomcli.catalog.writer import CatalogWriter
from kratomcli.conventions.recognition import Conventions
from kratomcli.errors import IndexLocked, LibraryUnmounted, LibraryUnreadable
from kratomcli.index import folder as places
from kratomcli.index import freshness
from kratomcli.index.file_lock import Lock
from kratomcli.index.scan import Difference, Root, identity, roots_of, scan
from kratomcli.model.article import Article

# What is noted of scans.


def seen(seconds: float, unread: Mapping[str, int] | None = None) -> Difference:
    return Difference([], seconds, 0, unread or {}, Conventions({}))


@pytest.mark.parametrize(
    ("text", "value"),
    {"1.5": 1.5, "-2": -2.0, "x": 0.0, "": 0.0, "inf": 0.0, "nan": 0.0, "-inf": 0.0}.items(),
)
def test_a_fact_is_a_number_or_nought(text: str, value: float) -> None:
    assert freshness.number({"scan": text}, "scan") == value
    assert freshness.number({}, "scan") == 0.0


def test_what_is_not_read_is_counted_by_kind() -> None:
    assert freshness.unread({"unread": "3 png\n12 \nx jpg\n"}) == {"png": 3, "": 12}
    assert freshness.unread({}) == {}


def test_only_a_library_that_was_slow_twice_is_spared() -> None:
    def spared(ago: float, scan: float, slow: int) -> bool:
        return freshness.is_spared(
            {"synced": repr(time.time() - ago), "scan": repr(scan), "slow": repr(slow)}
        )

    assert spared(50, 1, 2)
    assert spared(50, 1, 3)
    assert not spared(50, 1, 1)
    assert not spared(150, 1, 2)
    assert spared(150, 2, 2)
    assert not spared(-50, 1, 2)


def test_what_a_scan_without_changes_has_to_say() -> None:
    assert not freshness.is_worth_noting(seen(0.1), {"scan": "0.1"})
    assert freshness.is_worth_noting(seen(0.13), {"scan": "0.1"})
    assert freshness.is_worth_noting(seen(0.1), {"scan": "0.25"})
    assert freshness.is_worth_noting(seen(0.1, {"png": 1}), {"scan": "0.1"})
    assert not freshness.is_worth_noting(seen(0.1, {"png": 1}), {"unread": "1 png"})


def test_slow_scans_are_counted_until_a_quick_one() -> None:
    facts = freshness.noted(seen(0.25, {"png": 2, "": 1}), {"slow": "1"})
    assert abs(float(facts.pop("synced")) - time.time()) < 600
    nothing = {"ignored": "", "conventions": "{}", "readers": ""}
    assert facts == {"scan": "0.25", "slow": "2", "unread": "2 png\n1 ", **nothing}
    assert freshness.noted(seen(0.24), {"slow": "7"})["slow"] == "0"
    assert freshness.noted(seen(3), {})["slow"] == "1"


def test_the_last_look_is_said_in_words() -> None:
    def said(ago: float) -> tuple[str, bool]:
        return freshness.last_look({"synced": repr(time.time() - ago)})

    assert said(7200 + 60) == ("the folders were last scanned 2 hours ago", True)
    assert said(-5) == ("the folders were last scanned 0 seconds ago", False)
    assert said(30)[1] is False
    assert said(30)[0].endswith(" seconds ago")
    assert said(60.5)[1] is True


def test_failures_and_nothing_are_said_in_words() -> None:
    assert freshness.unreadable(1) == "1 file can't be read"
    assert freshness.unreadable(1200) == "1,200 files can't be read"
    nothing = freshness.nothing_to_read({})
    assert nothing.startswith("no articles here (.md, .txt, ")
    assert nothing.endswith(")")
    assert freshness.nothing_to_read({"unread": "1 png"}).endswith(" is not read")
    assert freshness.nothing_to_read({"unread": "1 png\n1 jpg"}).endswith(" are not read")
    assert freshness.nothing_to_read({"unread": "2 png"}).startswith(f"{nothing}; ")


# Who writes.


def test_a_lock_is_had_by_one_who_may_take_it_again(tmp_path: Path) -> None:
    path = str(tmp_path / "state" / "lock")
    one, other = Lock(path), Lock(path)
    one.take()
    one.take()
    with pytest.raises(IndexLocked) as caught:
        other.take()
    assert caught.value.message.startswith(f"process {os.getpid()}, for ")
    assert caught.value.message.endswith(" s, is writing the index")
    assert caught.value.hint == "Try again in a moment."
    one.free()
    with pytest.raises(IndexLocked):
        other.take(0.01)
    one.free()
    other.take()
    other.free()
    one.take(wait=600)
    one.free()


@pytest.mark.parametrize("said", ["", "12", "x 1", "12 nan nan", "12 x"])
def test_who_has_it_may_be_unknown(tmp_path: Path, said: str) -> None:
    path = tmp_path / "lock"
    one = Lock(str(path))
    one.take()
    path.write_text(said)
    with pytest.raises(IndexLocked, match=r"^another process is writing the index"):
        Lock(str(path)).take()
    one.free()


def test_where_nobody_else_is_there_is_no_lock() -> None:
    Lock(None).take()
    lock = Lock(None)
    lock.take()
    lock.free()


# Where it lies.


def test_an_index_is_named_for_its_first_folder_and_told_apart() -> None:
    one = places.state_folder(["/home/me/my notes"], "/cache")
    assert one.startswith("/cache/my-notes-")
    assert len(one) == len("/cache/my-notes-") + 16
    assert one != places.state_folder(["/home/you/my notes"], "/cache")
    assert one != places.state_folder(["/home/me/my notes", "/x"], "/cache")
    assert places.state_folder(["/"], "/cache").startswith("/cache/root-")
    assert places.state_folder(["/" + "x" * 50], "/cache").startswith(f"/cache/{'x' * 40}-")


def test_the_library_around_a_place(tmp_path: Path) -> None:
    deep = tmp_path / "lib" / "sub" / "deep"
    deep.mkdir(parents=True)
    cache, library = str(tmp_path / "cache"), str(tmp_path / "lib")
    assert places.library_around(str(deep), [library], cache) == library
    assert places.library_around(library, [library], cache) == library
    assert places.library_around(str(deep), [], cache) == ""
    Path(places.state_folder([str(deep.parent)], cache)).mkdir(parents=True)
    assert places.library_around(str(deep), [library], cache) == str(deep.parent)
    (tmp_path / "link").symlink_to(deep)
    assert places.library_around(str(tmp_path / "link"), [library], cache) == str(deep.parent)


def test_its_size_is_that_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 10)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b").write_bytes(b"x" * 5)
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    assert places.size_of(str(tmp_path)) == 15
    assert places.size_of(str(tmp_path / "none")) == 0


# What a scan sees.


def test_roots_have_names_of_their_own() -> None:
    assert roots_of(["/a/x"]) == roots_of(["/a/x", "/a/x"]) == [Root("", "/a/x")]
    assert roots_of(["/a/x", "/b/x", "/c/x", "/"]) == [
        Root("x", "/a/x"),
        Root("x-2", "/b/x"),
        Root("x-3", "/c/x"),
        Root("root", "/"),
    ]
    assert roots_of(["/ä"]) == [Root("", "/ä")]
    with pytest.raises(LibraryUnreadable) as caught:
        roots_of(["/b\udce9d"])
    assert caught.value.message == r"the library '/b\xe9d' has a name that is not UTF-8"
    assert caught.value.hint == "Rename the folder."


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "lib"
    for name in (
        "a.md",
        "B.TXT",
        "sub/c.md",
        "sub/deep/d.md",
        ".hidden.md",
        ".git/e.md",
        "x.png",
        "sub/y.PNG",
        "z",
    ):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("x")
    return place


def listing(path: Path, *names: str) -> bytes:
    """As a scan keeps it."""
    lines = []
    for name in sorted(names):
        stat = (path / name).stat()
        lines.append(f"{name}/{stat.st_size} {stat.st_mtime_ns} {stat.st_ino}")
    return "\0".join(lines).encode()


def test_a_scan_tells_folders_that_differ(place: Path) -> None:
    catalog = Catalog(None, [("", str(place))])
    root = Root("", str(place))
    found = scan([root], catalog)
    assert sorted(found.folders) == [
        (b"", b"", listing(place, "a.md", "B.TXT")),
        (b"sub", b"", listing(place / "sub", "c.md")),
        (b"sub/deep", b"", listing(place / "sub/deep", "d.md")),
    ]
    assert found.unread == {"png": 2, "": 1}
    assert found.seconds > 0
    for path, _, now in found.folders:
        CatalogWriter(catalog).put_listing(path, now)
    catalog.note(generation="4")
    assert scan([root], catalog)[:3:2] == ([], 4)
    before = listing(place / "sub", "c.md")
    (place / "sub" / "c.md").write_text("longer")
    (place / "sub" / "deep" / "d.md").unlink()
    assert sorted(scan([root], catalog).folders) == [
        (b"sub", before, listing(place / "sub", "c.md")),
        (b"sub/deep", catalog.listing(b"sub/deep"), b""),
    ]
    catalog.close()


def test_links_are_followed_once_and_only_within(place: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside.md").write_text("x")
    (place / "out").symlink_to(tmp_path / "outside")
    (place / "out.md").symlink_to(tmp_path / "outside.md")
    (place / "out.png").symlink_to(tmp_path / "outside.md")
    (place / "none.md").symlink_to(place / "nowhere.md")
    (place / "same.md").symlink_to(place / "a.md")
    (place / "again").symlink_to(place / "sub")
    (place / "sub" / "up").symlink_to(place)
    (place / "loop.md").symlink_to(place / "loop.md")
    with closing(Catalog(None, [("", str(place))])) as catalog:
        found = {path: now for path, _, now in scan([Root("", str(place))], catalog).folders}
    assert set(found) == {b"", b"sub", b"sub/deep", b"again", b"again/deep"}
    lines = dict(line.split(b"/", 1) for line in found[b""].split(b"\0"))
    assert lines[b"out"] == lines[b"out.md"] == b"!a symlink that leaves the library"
    assert lines[b"none.md"] == b"!a link to a file that isn't there"
    assert lines[b"loop.md"] == b"!a link that leads to itself"
    assert lines[b"same.md"] == lines[b"a.md"]
    assert b"out.png" not in lines
    inner = dict(line.split(b"/", 1) for line in found[b"sub"].split(b"\0"))
    assert inner[b"up"] == b"!a link to a folder that contains it"


def test_a_library_that_is_gone_or_not_mounted_is_said(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    with closing(Catalog(None, [("", gone)])) as catalog, pytest.raises(LibraryUnreadable) as caught:
        scan([Root("", gone)], catalog)
    assert caught.value.message == f"the library {gone} can't be read: No such file or directory"
    assert caught.value.hint == "Is it mounted, and are you allowed to read it?"

    empty = tmp_path / "empty"
    empty.mkdir()
    root = Root("", str(empty))
    catalog = Catalog(None, [("", str(empty))])
    article = Article(id="a", path="/a.md", title="A", body="x", markup="markdown")
    CatalogWriter(catalog).put(1, article, b"", TextLocation("a.md", None, 1, 1, "utf-8", 0), None)
    CatalogWriter(catalog).put_listing(b"", b"a.md/1 1 1")
    assert [folder.now for folder in scan([root], catalog).folders] == [b""]
    catalog.note(**{"root ": identity(root)})
    assert scan([root], catalog).folders
    catalog.note(**{"root ": "1:1"})
    with pytest.raises(LibraryUnmounted) as caught:
        scan([root], catalog)
    message = f"the library {empty} is empty, and not the folder that was indexed: is its disk mounted?"
    assert caught.value.message == message
    catalog.close()


# Found by changing the code: what no test above would notice.


def test_what_sync_keeps_and_reports(tmp_path: Path) -> None:
    place = tmp_path / "lib"
    place.mkdir()
    (place / "mkdocs.yml").write_text("site_name: x\n")
    for name in "ab":
        (place / f"{name}.md").write_text(f"# {name}\n")
    with Library.open(place) as library:
        first = library.sync()
        again = library.sync()
        assert (first.added, first.updated, first.removed, first.failed) in {(2, 0, 0, 0), (0, 0, 0, 0)}
        assert (again.added, again.changed) == (0, False)
        for report in (first, again):
            assert isinstance(report.scan_seconds, float)
            assert 0 <= report.scan_seconds <= report.seconds
        assert library.get("a").dialect == "python-markdown"
        assert list(library.verify()) == []
        assert [(report.articles, report.unreadable) for report in (first, again)] == [(2, 0), (2, 0)]
        (place / "a.md").unlink()
        assert library.sync()[:4] == (0, 0, 1, 0)
        assert library.sync()[:4] == (0, 0, 0, 0)
        (place / "c.md").write_text("---\ntags: [\n---\n")
        os.utime(place / "c.md", (1, 1))  # what is older than the scan is not read again
        some, none = library.sync(), library.sync()
        assert (some.failed, some.articles, some.unreadable) == (1, 1, 1)
        assert (none.failed, none.articles, none.unreadable) == (0, 1, 1), "still, of those before"
        (place / "c.md").unlink()
        assert library.sync().unreadable == 0
        fingerprints = [one for _, one in library._session.index.catalog.fingerprints()]
        assert fingerprints == [blake2b(b"# b\n", digest_size=16).digest()]
