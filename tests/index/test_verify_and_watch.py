"""Looking through an index, and keeping it current: what is said and done, step by step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from kratomcli.catalog.catalog import Catalog
from kratomcli.catalog.schema import TextLocation
from kratomcli.catalog.writer import CatalogWriter
from kratomcli.errors import IndexLocked, KratomError, LibraryUnreadable, MissingExtra
from kratomcli.files.reading import FileUnreadable
from kratomcli.index import watch as watching
from kratomcli.index.scan import Root, identity
from kratomcli.index.verify import faults
from kratomcli.model.article import Article


class Engine:
    def __init__(self, *keys: int, generation: int = 0) -> None:
        self.generation = generation
        self._keys = keys

    def keys(self, _: object) -> Iterator[list[int]]:
        yield list(self._keys)


class Disk:
    """Files by path: their text, or None for those that were changed since."""

    def __init__(self, **files: bytes | None) -> None:
        self._files = files

    def read_unchanged(self, path: bytes, size: int, mtime: int) -> bytes | None:
        assert (size, mtime) == (3, 7)
        try:
            return self._files[path.decode().removeprefix("/lib/").removesuffix(".md")]
        except KeyError:
            raise FileUnreadable(path, "gone") from None


@pytest.fixture
def catalog() -> Iterator[Catalog]:
    catalog = Catalog(None, [("", "/lib")])
    for key, name in enumerate("abc", 1):
        article = Article(id=name, path=f"/lib/{name}.md", title=name, body="x", markup="markdown")
        fingerprint = blake2b(name.encode(), digest_size=16).digest()
        CatalogWriter(catalog).put(
            key, article, fingerprint, TextLocation(f"{name}.md", None, 3, 7, "utf-8", 0), None
        )
    yield catalog
    catalog.close()


def said(catalog: Catalog, engine: Engine, disk: Disk, folder: str | None = None) -> list[str]:
    found: Any = faults(catalog, folder, lambda: engine, disk, lambda path: b"/lib/" + path)  # type: ignore[arg-type,return-value]
    return list(found)


def test_a_whole_index_has_no_faults(catalog: Catalog) -> None:
    assert said(catalog, Engine(1, 2, 3), Disk(a=b"a", b=None)) == []


def test_an_article_that_is_another_text_is_found(catalog: Catalog) -> None:
    assert said(catalog, Engine(1, 2, 3), Disk(a=b"a", b=b"x", c=b"c")) == [
        "b.md has changed since it was indexed, but not its size and time stamp"
    ]
    # What comes after one that is gone, or that was changed, is looked at all the same.
    assert said(catalog, Engine(1, 2, 3), Disk(b=None, c=b"x")) == [
        "c.md has changed since it was indexed, but not its size and time stamp"
    ]


def test_catalog_and_engine_are_compared(catalog: Catalog) -> None:
    disk = Disk()
    assert said(catalog, Engine(1, 2), disk) == ["catalog and engine differ in 1 articles"]
    assert said(catalog, Engine(1, 2, 4), disk) == ["catalog and engine differ in 2 articles"]
    assert said(catalog, Engine(1, 2, 3, generation=2), disk) == [
        "catalog and engine are not of the same commit"
    ]
    catalog.note(generation="2")
    assert said(catalog, Engine(1, 2, 3, generation=2), disk) == []
    CatalogWriter(catalog).expect(1, 2)
    assert said(catalog, Engine(generation=5), disk) == [
        "the last writer was interrupted; the next one will continue its work"
    ]


def test_in_a_damaged_one_nothing_is_compared(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kratomcli.engine.segment_checksums.faults", lambda folder: [f"{folder}-1", "2"])
    assert said(catalog, Engine(), Disk(a=b"x"), "f") == [
        "the engine's file f-1 does not match its checksum",
        "the engine's file 2 does not match its checksum",
    ]
    monkeypatch.undo()
    catalog.execute("UPDATE articles SET title = 'x' WHERE key = 1")
    assert said(catalog, Engine(), Disk(a=b"x")) == [
        "the catalog is damaged: the row of 'a' does not match its checksum"
    ]


# Watching.


class Report:
    def __init__(self, changed: int = 0, failed: int = 0) -> None:
        self.changed = changed
        self.failed = failed


Batches = Callable[..., Iterator[bool]]


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> Callable[..., threading.Event]:
    """Have these batches come, one list each time the folders are watched anew; then it is to stop."""
    monkeypatch.setattr(watching, "_TICK", 0.0)

    def come(*rounds: list[Any]) -> threading.Event:
        stop = threading.Event()
        left = list(rounds)

        def given(roots: object, event: object, debounce: int) -> Iterator[bool]:
            assert (event, debounce) == (stop, 5)
            for batch in left.pop(0):
                if isinstance(batch, Exception):
                    raise batch
                if callable(batch):
                    batch()
                else:
                    yield batch
            if not left:
                stop.set()

        monkeypatch.setattr(watching, "_batches", given)
        return stop

    return come


def watched(place: Path, reports: list[Any], stop: threading.Event) -> tuple[list[Any], int]:
    """What is given, and how many times was synced."""
    left = list(reports)

    def sync() -> Any:
        report = left.pop(0)
        if isinstance(report, Exception):
            raise report
        return report

    found = list(watching.watch([Root("", str(place))], sync, stop, 5))
    return found, len(reports) - len(left)


def test_the_first_report_is_given_and_then_those_of_changes(tmp_path: Path, batches: Any) -> None:
    first, same, changed, failed = Report(), Report(), Report(changed=1), Report(failed=1)
    stop = batches([False, True, False, True, False])
    assert watched(tmp_path, [first, same, changed, failed], stop) == ([first, changed, failed], 4)


def test_before_the_watch_began_there_may_have_been_changes(tmp_path: Path, batches: Any) -> None:
    first, late = Report(), Report(changed=1)
    assert watched(tmp_path, [first, late], batches([False, False, False])) == ([first, late], 2)


def test_an_error_is_given_once_for_each_kind_and_it_goes_on(tmp_path: Path, batches: Any) -> None:
    locked, gone, again = IndexLocked("a"), LibraryUnreadable("b"), IndexLocked("c")
    report = Report()
    stop = batches([])
    found = watched(tmp_path, [locked, IndexLocked("more"), gone, again, report], stop)
    assert found == ([locked, gone, again, report], 5)


def test_after_it_went_well_the_same_error_is_given_again(tmp_path: Path, batches: Any) -> None:
    one, other, first, later = IndexLocked("a"), IndexLocked("b"), Report(), Report(changed=1)
    stop = batches([other], [])
    assert watched(tmp_path, [one, first, later], stop) == ([one, first, other, later], 3)


def test_without_the_package_it_ends(tmp_path: Path, batches: Any) -> None:
    with pytest.raises(MissingExtra):
        watched(tmp_path, [Report()], batches([MissingExtra("no")]))


def test_a_folder_that_is_another_is_watched_anew(tmp_path: Path, batches: Any) -> None:
    place = tmp_path / "lib"
    place.mkdir()

    def replaced() -> None:
        place.rename(tmp_path / "old")
        place.mkdir()

    before = identity(Root("", str(place)))
    stop = batches([replaced, False, pytest.fail], [])
    first, second = Report(), Report(changed=1)
    found, synced = watched(place, [first, Report(), second], stop)
    assert (found, synced) == ([first, second], 3)
    assert identity(Root("", str(place))) != before


def test_a_folder_that_is_gone_is_waited_for(tmp_path: Path, batches: Any) -> None:
    place = tmp_path / "lib"
    place.mkdir()
    stop = batches([place.rmdir, False])
    given = iter(watching.watch([Root("", str(place))], lambda: Report(), stop, 5))  # type: ignore[arg-type,return-value]
    assert isinstance(next(given), Report)
    gone = next(given)
    assert isinstance(gone, KratomError)
    assert gone.message == "the library can't be read: No such file or directory; waiting for it"
    stop.set()
    assert list(given) == []


def test_what_is_to_stop_before_it_begins_does_nothing(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    assert watched(tmp_path, [], stop) == ([], 0)
