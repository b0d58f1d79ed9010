"""The store of vectors: exact answers after any changes, one writer, whole after a crash, repaired if damaged."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import PATIENCE, Make
from kratomcli import Library
from kratomcli.errors import IndexLocked, IndexMissing
from kratomcli.index.file_lock import Lock
from kratomcli.meaning import embedders, store, update
from kratomcli.meaning.nearest import VectorSearch
from kratomcli.meaning.store import EmbeddedArticle, ModelIdentity, VectorStore, rows_of
from support.embedders import HashedWords

MODEL = ModelIdentity("test", "1", 8)


def add(kept: VectorStore, articles: dict[int, np.ndarray]) -> None:
    """Add articles to a store, each as the rows of its vectors."""
    writer = kept.writer()
    first = writer.rows
    for key, vectors in articles.items():
        writer.write(*rows_of([key] * len(vectors), [(at, at + 1) for at in range(len(vectors))], vectors))
    rows = [EmbeddedArticle(key, b"%d" % key, len(vectors)) for key, vectors in articles.items()]
    kept.add(rows, first, writer.sums)


def vectors_of(seed: int, rows: int) -> np.ndarray:
    """Random vectors of length 1."""
    made = np.random.default_rng(seed).standard_normal((rows, MODEL.dimensions)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


STEPS = st.lists(
    st.tuples(st.sampled_from(("add", "forget", "compact")), st.sets(st.integers(1, 12), max_size=6)),
    max_size=8,
)


@pytest.mark.parametrize("place", ["disk", "memory"])
@given(steps=STEPS, seed=st.integers(0, 1000))
def test_answers_are_those_of_a_plain_search_after_any_changes(
    tmp_path_factory: pytest.TempPathFactory, place: str, steps: list[tuple[str, set[int]]], seed: int
) -> None:
    kept = VectorStore(str(tmp_path_factory.mktemp("store")) if place == "disk" else None)
    kept.begin(MODEL)
    known: dict[int, np.ndarray] = {}
    for number, (step, keys) in enumerate(steps):
        if step == "add":
            new = {key: vectors_of(seed + number, key % 4) for key in sorted(keys - known.keys())}
            add(kept, new)
            known |= new
        elif step == "forget":
            kept.forget(sorted(keys))
            known = {key: vectors for key, vectors in known.items() if key not in keys}
        else:
            kept.compact()
    assert dict(kept.fingerprints()) == {key: b"%d" % key for key in known}
    assert not [*kept.faults()]
    question = vectors_of(seed, 1)[0]
    found = VectorSearch(kept.vectors()[1]).nearest(question, 100)
    expected = {key: float((vectors @ question).max()) for key, vectors in known.items() if len(vectors)}
    assert {one.key: one.similarity for one in found} == pytest.approx(expected, abs=0.01)
    assert [one.similarity for one in found] == sorted((one.similarity for one in found), reverse=True)
    for one in found:
        assert (known[one.key] @ question)[one.start] == pytest.approx(one.similarity, abs=0.01)
    kept.close()


def test_a_vector_in_bytes_is_nearly_the_same() -> None:
    exact = vectors_of(1, 500)
    rows, places = rows_of([1] * 500, [(0, 1)] * 500, exact)
    assert np.abs(rows * places["scale"][:, None] - exact).max() < 0.005
    nothing, places = rows_of([1], [(0, 0)], np.zeros((1, 8), np.float32))
    assert not nothing.any()
    assert not places["scale"].any()


def test_a_store_with_many_dead_rows_is_compacted(tmp_path: Path) -> None:
    kept = VectorStore(str(tmp_path))
    kept.begin(MODEL)
    add(kept, {key: vectors_of(key, 10) for key in range(1, 11)})
    before = kept.state()
    kept.forget([1, 2])
    assert kept.state().rows == before.rows
    kept.forget([3])
    assert kept.state().rows == before.rows - 30
    assert sorted(path.name for path in tmp_path.glob("0*")) == ["00000002.places", "00000002.vectors"]
    kept.close()


def test_readers_see_what_was_committed_and_go_on_while_another_writes(tmp_path: Path) -> None:
    writing, reading = VectorStore(str(tmp_path)), VectorStore(str(tmp_path))
    writing.begin(MODEL)
    add(writing, {1: vectors_of(1, 3)})
    search = VectorSearch(reading.vectors()[1])
    question = vectors_of(7, 1)[0]
    before = search.nearest(question, 5)
    writer = writing.writer()
    writer.write(*rows_of([2], [(0, 1)], vectors_of(2, 1)))
    assert reading.state() == writing.state()
    assert VectorSearch(reading.vectors()[1]).nearest(question, 5) == before
    writing.forget([1])  # which compacts the store: the files that are read are removed
    assert search.nearest(question, 5) == before
    assert VectorSearch(reading.vectors()[1]).nearest(question, 5) == []
    for one in (writing, reading):
        one.close()


# -- with a library -----------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    """All libraries here use the embedder for tests."""
    monkeypatch.setattr(embedders, "embedder", lambda _: HashedWords())


def articles(number: int) -> dict[str, str | bytes]:
    return {f"a{at:03}.md": f"# Number {at}\n\nArticle word{at} says that." for at in range(number)}


def test_only_new_articles_are_embedded(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    class Counting(HashedWords):
        def passages(self, texts):  # type: ignore[no-untyped-def]
            seen.extend(texts)
            return super().passages(texts)

    monkeypatch.setattr(embedders, "embedder", lambda _: Counting())
    place = folder(articles(5))
    with Library.open(place) as library:
        library.embed()
        assert len(seen) == 5
        folder({"a001.md": "# Another\n\nChanged.", "new.md": "# New\n\nAdded."})
        library.sync()
        library.embed()
        assert len(seen) == 7
        library.embed()
        assert len(seen) == 7


def test_one_process_embeds_at_a_time(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_PATIENCE", 0.1)
    with Library.open(folder(articles(3))) as library:
        library.refresh()
        lock = Lock(f"{library.status().place}/meaning.lock")
        lock.take()
        with pytest.raises(IndexLocked):
            library.embed()
        lock.free()
        library.embed()
        assert library.status().meaning == ("test", 3, 3, library.status().meaning.bytes)  # type: ignore[union-attr]


KILLED = """
import sys
sys.path[:0] = {paths!r}
from kratomcli import Library
from kratomcli.meaning import embedders, update
from support.embedders import HashedWords

class Slow(HashedWords):
    def passages(self, texts):
        print(len(texts), flush=True)
        sys.stdin.readline()
        return super().passages(texts)

embedders.embedder = lambda _: Slow()
update._COMMIT = update._READ = 10
with Library.open({place!r}) as library:
    library.embed()
"""


def test_what_was_committed_before_a_kill_is_kept_and_the_rest_made(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder(articles(50))
    paths = [entry for entry in sys.path if entry]
    script = KILLED.format(paths=paths, place=str(place))
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ}
    )
    assert process.stdin
    assert process.stdout
    for _ in range(3):
        assert process.stdout.readline() == b"10\n"
        process.stdin.write(b"\n")
        process.stdin.flush()
    assert process.stdout.readline() == b"10\n"  # it is in the fourth batch, and three are committed
    process.kill()
    process.communicate(timeout=PATIENCE)
    with Library.open(place) as library:
        library.refresh()
        assert not [*library.verify()]
        known = library._session.meaning
        assert known.missing == 20
        assert len(known.nearest("word5", 100)) == 30
        library.embed()
        assert known.missing == 0
        assert len(known.nearest("word45", 100)) == 50


def test_rows_that_a_killed_writer_left_are_overwritten(tmp_path: Path) -> None:
    kept = VectorStore(str(tmp_path))
    kept.begin(MODEL)
    add(kept, {1: vectors_of(1, 2)})
    kept.writer().write(*rows_of([5] * 9, [(0, 1)] * 9, vectors_of(5, 9)))  # and no commit
    add(kept, {2: vectors_of(2, 2)})
    assert [one.key for one in VectorSearch(kept.vectors()[1]).nearest(vectors_of(2, 1)[0], 9)] == [2, 1]
    assert not [*kept.faults()]
    kept.close()


def test_an_interrupted_run_keeps_what_it_committed(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update, "_COMMIT", 10)
    monkeypatch.setattr(update, "_READ", 10)

    class Interrupted(HashedWords):
        def passages(self, texts):  # type: ignore[no-untyped-def]
            if any("word25" in text for text in texts):
                raise KeyboardInterrupt
            return super().passages(texts)

    monkeypatch.setattr(embedders, "embedder", lambda _: Interrupted())
    with Library.open(folder(articles(50))) as library:
        with pytest.raises(KeyboardInterrupt):
            library.embed()
        assert library._session.meaning.missing == 30


def rows_file(library: Library) -> Path:
    found = Path(f"{library.status().place}", "meaning").glob("*.vectors")
    return next(iter(found))


def test_damage_is_found_by_verify(folder: Make) -> None:
    with Library.open(folder(articles(5))) as library:
        library.embed()
        file = rows_file(library)
        data = bytearray(file.read_bytes())
        data[70] ^= 1
        file.write_bytes(data)
        assert [fault for fault in library.verify() if "rows 0 to 5 do not match" in fault]


def test_places_that_can_not_be_are_made_anew(folder: Make) -> None:
    place = folder(articles(5))
    with Library.open(place) as library:
        library.embed()
        file = rows_file(library).with_suffix(".places")
        before = library.search("word1", meaning=True)
    file.write_bytes(b"\xff" * file.stat().st_size)
    with Library.open(place) as library:
        assert library.search("word1", meaning=True) == before
        assert not [*library.verify()]


@pytest.mark.skipif(os.name == "nt", reason="Windows removes no file that is open")
def test_a_store_that_another_made_anew_is_followed(folder: Make) -> None:
    place = folder(articles(5))
    with Library.open(place, refresh="always") as old:
        old.embed()
        for file in rows_file(old).parent.iterdir():
            file.unlink()
        (place / "0.md").unlink(missing_ok=True)
        folder({f"more{n}.md": f"# More {n}\n\nword{n}" for n in range(10)})
        with Library.open(place, refresh="always") as new:
            new.embed()
        folder({"last.md": "# Last\n\nzebra"})
        old.sync()
        old.embed()
        assert not [*old.verify()]
        assert old.search("zebra", meaning=True)[0].entry.id == "last"
    with Library.open(place) as again:
        assert again._session.meaning.missing == 0
        assert not [*again.verify()]


def test_damage_among_the_rows_of_a_table_is_made_anew(folder: Make) -> None:
    place = folder(articles(5))
    with Library.open(place) as library:
        library.embed()
        database = rows_file(library).with_name("meaning.db")
        before = library.search("word1", meaning=True)
    with closing(sqlite3.connect(database)) as other:
        other.execute("UPDATE meta SET name = cast(x'6368616e6765ff' AS TEXT) WHERE name = 'changes'")
        other.commit()
    with Library.open(place) as library:
        assert library.search("word1", meaning=True) == before
        assert any("embedded anew" in notice for notice in library.notices)


def test_what_is_cut_off_is_made_anew_with_a_notice(folder: Make) -> None:
    place = folder(articles(5))
    with Library.open(place) as library:
        library.embed()
        file = rows_file(library)
    file.write_bytes(file.read_bytes()[:-10])
    folder({"more.md": "# More\n\nText."})
    with Library.open(place) as library:
        library.sync()
        assert [*library.verify()] == [f"a part of what is known of meaning is gone: {file.name}"]
        library.embed()
        assert any("embedded anew" in notice for notice in library.notices)
        assert library._session.meaning.missing == 0
        assert not [*library.verify()]


def test_a_rebuilt_index_has_no_vectors_of_before(folder: Make) -> None:
    with Library.open(folder(articles(5))) as library:
        library.embed()
        library.sync(rebuild=True)
        assert library.status().meaning is None
        library.embed()
        assert library._session.meaning.missing == 0


def test_a_library_without_meaning_has_no_folder_for_it(folder: Make) -> None:
    with Library.open(folder(articles(2))) as library:
        library.sync()
        library.search("word1")
        assert library.status().meaning is None
        assert not [*library.verify()]
        assert not Path(f"{library.status().place}", "meaning").exists()


def test_without_writing_there_are_the_vectors_that_there_are(folder: Make) -> None:
    place = folder(articles(2))
    with Library.open(place) as library:
        library.sync()
    with Library.open(place, refresh="never") as library, pytest.raises(IndexMissing):
        library.embed()
    with Library.open(place) as library:
        library.embed()
        folder({"a000.md": "# Changed\n\nText."})
        library.sync()
    with Library.open(place, refresh="never") as library:
        library.embed()
        assert library._session.meaning.missing == 1
        assert len(library._session.meaning.nearest("word0 word1", 5)) == 1


def test_a_library_whose_index_can_t_be_kept_is_embedded_in_memory(folder: Make, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the way")
    with Library.open(folder(articles(3)), cache=tmp_path / "cache") as library:
        library.embed()
        assert len(library._session.meaning.nearest("word1", 5)) == 3


def test_progress_is_reported(folder: Make) -> None:
    seen: list[tuple[int, int]] = []
    with Library.open(
        folder(articles(250)), progress=lambda one: seen.append((one.done, one.total))
    ) as library:
        library.sync()
        seen.clear()
        library.embed()
    assert seen == [(100, 250), (200, 250), (250, 250)]
