"""What can happen to an index behind our back: real files are damaged, real disks are full."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from conftest import PATIENCE, Run
from kratomcli import Library
from kratomcli.catalog.file_stamps import as_text, stamp, stamps
from kratomcli.errors import IndexDamaged, UsageError

Make = Callable[[Mapping[str, str | bytes]], Path]
Answers = tuple[list[str], list[tuple[str, str, float]], list[str]]


def written(folder: Make, count: int = 12) -> Path:
    """A small library whose articles differ in everything."""
    return folder(
        {
            f"sub{number % 3}/article-{number}.md": f"---\ntitle: Title {number}\ndate: 2021-01-{number + 1:02}\n"
            f"tags: [red, tag{number}]\n---\n# Heading {number}\n\nCommon words and number{number} here.\n"
            for number in range(count)
        }
    )


def answers(place: Path) -> Answers:
    """What list, search and show say."""
    with Library.open(place) as library:
        lines = list(library.lines("json"))
        hits = [hit for query in ("common", "number*", '"words and"') for hit in library.search(query)]
        bodies = [library.get(entry.id).body for entry in library.articles("common")]
    return lines, [(hit.entry.id, hit.entry.title, round(hit.score, 4)) for hit in hits], bodies


def index_of(place: Path) -> Path:
    with Library.open(place, refresh="never") as library:
        return Path(library.status().place or "")


def notices(place: Path) -> list[str]:
    with Library.open(place) as library:
        list(library.search("common"))
        return library.notices


def flip(path: Path, at: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ bit]))


def retitle(place: Path, *, silently: bool = False) -> None:
    """Change a title in the catalog behind its back; silently, with a stamp that fits."""
    catalog = index_of(place) / "catalog.db"
    with sqlite3.connect(catalog) as db:
        db.execute("UPDATE articles SET title = 'Another' WHERE id = 'sub0/article-3'")
    db.close()
    if silently:
        (catalog.parent / "catalog.db.stamp").write_text(stamp(str(catalog)))


@pytest.mark.parametrize("seed", range(4))
def test_a_flipped_bit_anywhere_never_makes_a_wrong_answer(folder: Make, seed: int) -> None:
    place = written(folder)
    right = answers(place)
    chance = random.Random(seed)
    renewed = 0
    for _ in range(20):
        files = sorted(path for path in index_of(place).rglob("*") if path.is_file() and path.stat().st_size)
        path = chance.choice(files)
        at, bit = chance.randrange(path.stat().st_size), 1 << chance.randrange(8)
        flip(path, at, bit)
        assert answers(place) == right, (path.name, at, bit)
        renewed += not path.exists() or path.name == "catalog.db"
    assert renewed > 3


def test_a_title_that_was_changed_in_the_catalog_is_not_shown(folder: Make) -> None:
    place = written(folder)
    right = answers(place)
    retitle(place)
    assert answers(place) == right


def test_what_the_disk_changes_silently_is_met_in_use(folder: Make, run: Run) -> None:
    """As before, but nothing tells of the change: the stamps are made to fit."""
    place = written(folder)
    right = answers(place)
    retitle(place, silently=True)
    with Library.open(place, refresh="never") as library, pytest.raises(IndexDamaged, match="article-3"):
        library.search("number3")
    verified = run("index", "--verify", "-L", place)
    assert verified.returncode == 4
    assert b"sub0/article-3" in verified.stderr
    found = run("search", "number3", "-L", place, "-f", "json")
    assert found.returncode == 0
    assert b"it is rebuilt" in found.stderr
    assert json.loads(found.stdout)[0]["title"] == "Title 3"
    assert answers(place) == right


def test_a_new_time_stamp_does_not_make_a_damaged_row_good(folder: Make, run: Run) -> None:
    place = written(folder)
    right = answers(place)
    retitle(place, silently=True)
    os.utime(place / "sub0" / "article-3.md", (10**9, 10**9))
    found = run("search", "number3", "-L", place, "-f", "json")
    assert found.returncode == 0
    assert b"it is rebuilt" in found.stderr
    assert json.loads(found.stdout)[0]["title"] == "Title 3"
    assert answers(place) == right


def test_a_silent_flip_in_the_engine_is_found_by_verify(folder: Make, run: Run) -> None:
    place = written(folder)
    with Library.open(place) as library:
        library.sync()
    state = index_of(place)
    postings = next((state / "engine").glob("*.idx"))
    flip(postings, 20, 4)
    with sqlite3.connect(state / "catalog.db") as db:
        noted = as_text(stamps(str(state / "engine")))
        db.execute("UPDATE meta SET value = ? WHERE name = 'files'", (noted,))
    db.close()
    (state / "catalog.db.stamp").write_text(stamp(str(state / "catalog.db")))
    verified = run("index", "--verify", "-L", place)
    assert verified.returncode == 4
    assert postings.name in verified.stderr.decode()
    assert run("index", "--rebuild", "-L", place).returncode == 0
    verified = run("index", "--verify", "-L", place)
    assert (verified.returncode, verified.stdout) == (0, b"")
    assert b"the index is whole: 12 articles" in verified.stderr


def test_verify_sees_an_article_that_changed_under_its_old_time_stamp(folder: Make, run: Run) -> None:
    place = written(folder)
    path = place / "sub1" / "article-4.md"
    for one in place.rglob("*.md"):
        os.utime(one, (1_600_000_000, 1_600_000_000))
    assert run("index", "-L", place).returncode == 0
    path.write_text(path.read_text().replace("Common", "Uncomm"))
    os.utime(path, (1_600_000_000, 1_600_000_000))
    verified = run("index", "--verify", "-L", place)
    assert verified.returncode == 4
    assert b"sub1/article-4.md has changed since it was indexed" in verified.stderr


def test_a_copied_index_is_looked_through_and_kept(folder: Make) -> None:
    place = written(folder)
    right = answers(place)
    state = index_of(place)
    shutil.copytree(state, state.with_name("copy"))
    shutil.rmtree(state)
    state.with_name("copy").rename(state)
    segments = sorted((state / "engine").iterdir())
    assert answers(place) == right
    assert sorted((state / "engine").iterdir()) == segments


def test_what_others_keep_in_its_folder_survives(folder: Make, run: Run) -> None:
    place = written(folder)
    right = answers(place)
    state = index_of(place)
    (state / "other.db").write_text("not ours")
    assert run("index", "--rebuild", "-L", place).returncode == 0
    (state / "catalog.db").write_bytes(b"nonsense" * 1000)
    assert answers(place) == right
    assert (state / "other.db").read_text() == "not ours"


PARTS = ["catalog.db", "engine/meta.json", "engine/*.idx", "engine/*.term", "engine/*.fast"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kept", [0.0, 0.5, 0.999])
def test_a_truncated_file_is_noticed_and_made_anew(folder: Make, part: str, kept: float) -> None:
    place = written(folder)
    right = answers(place)
    path = next(index_of(place).glob(part))
    os.truncate(path, int(path.stat().st_size * kept))
    assert answers(place) == right
    assert notices(place) == []


@pytest.mark.parametrize("part", PARTS)
def test_without_leave_to_repair_damage_is_an_error_with_a_hint(folder: Make, run: Run, part: str) -> None:
    place = written(folder)
    answers(place)
    path = next(index_of(place).glob(part))
    os.truncate(path, path.stat().st_size // 2)
    refused = run("search", "common", "-L", place, "--refresh", "never")
    assert (refused.returncode, refused.stdout) == (4, b"")
    assert b"Traceback" not in refused.stderr
    assert b"kratomcli index --rebuild" in refused.stderr
    mended = run("search", "common", "-L", place, "-f", "ids")
    assert mended.returncode == 0
    assert mended.stderr.count(b"it is rebuilt") == 1
    assert mended.stderr.count(b"\n") == 1


@pytest.mark.parametrize("version", [1, 99])
def test_an_index_of_an_older_or_newer_version_is_made_anew(folder: Make, version: int) -> None:
    place = written(folder)
    right = answers(place)
    with sqlite3.connect(index_of(place) / "catalog.db") as db:
        db.execute(f"PRAGMA user_version = {version}")
    db.close()
    assert f"format {version}" in notices(place)[0]
    assert answers(place) == right


def test_an_index_of_another_engine_is_made_anew(folder: Make) -> None:
    place = written(folder)
    right = answers(place)
    with sqlite3.connect(index_of(place) / "catalog.db") as db:
        db.execute("UPDATE meta SET value = '0.1, analysis 0' WHERE name = 'engine'")
    db.close()
    assert "made with 0.1" in notices(place)[0]
    assert answers(place) == right


def test_parts_of_two_commits_are_not_taken_for_one(folder: Make) -> None:
    place = written(folder)
    answers(place)
    state = index_of(place)
    shutil.copy(state / "catalog.db", state / "older.db")
    (place / "new.md").write_text("common and new\n")
    right = answers(place)
    shutil.copy(state / "older.db", state / "catalog.db")
    assert answers(place) == right


# -- disks -------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def big(folder: Make) -> Path:
    chance = random.Random(1)
    return folder(
        {
            f"{number}.md": f"# T{number}\n\n" + " ".join(f"w{chance.randrange(50_000)}" for _ in range(1500))
            for number in range(400)
        }
    )


def test_a_full_disk_is_said_in_one_line_and_the_next_run_goes_on(
    folder: Make, run: Run, small_disk: Path
) -> None:
    place = big(folder)
    env = {"KRATOMCLI_CACHE": str(small_disk / "cache")}
    full = run("index", "-L", place, env=env)
    assert full.returncode == 4
    assert b"No space left on device" in full.stderr
    assert b"hint: Free some space" in full.stderr
    assert b"Traceback" not in full.stderr
    found = run("search", "w1 OR w2", "-n", "1", "-f", "ids", "-L", place, env=env)
    assert found.returncode == 0
    assert b"using memory" in found.stderr
    subprocess.run(["mount", "-o", "remount,size=50m", str(small_disk)], check=True)
    assert run("index", "-L", place, env=env).returncode == 0
    assert run("list", "--count", "-L", place, env=env).stdout == b"400\n"
    assert run("index", "--verify", "-L", place, env=env).returncode == 0


def test_a_disk_that_fills_up_later_leaves_the_last_state(folder: Make, run: Run, small_disk: Path) -> None:
    place = written(folder)
    env = {"KRATOMCLI_CACHE": str(small_disk / "cache")}
    assert run("index", "-L", place, env=env).returncode == 0
    big(folder)
    found = run("search", "common", "-n", "20", "-f", "ids", "-L", place, env=env)
    assert found.returncode == 0, found.stderr
    assert len(found.stdout.splitlines()) == 12
    assert b"answers are from its last state" in found.stderr


def test_a_limit_on_the_size_of_files_is_as_a_full_disk(folder: Make, tmp_path: Path) -> None:
    place = big(folder)
    program = f"{sys.executable} -m kratomcli"
    limited = subprocess.run(
        ["bash", "-c", f"ulimit -f 300; {program} index -L {place}"], capture_output=True, check=False
    )
    assert limited.returncode == 4
    assert b"File too large" in limited.stderr or b"disk I/O error" in limited.stderr
    assert b"Traceback" not in limited.stderr
    again = subprocess.run(["bash", "-c", f"{program} index -L {place}"], capture_output=True, check=False)
    assert again.returncode == 0, again.stderr
    counted = subprocess.run(
        ["bash", "-c", f"{program} list --count -L {place}"], capture_output=True, check=False
    )
    assert counted.stdout == b"400\n"


def test_a_cache_that_is_read_only_costs_the_index_and_not_the_answer(
    folder: Make, run: Run, small_disk: Path
) -> None:
    place = written(folder)
    env = {"KRATOMCLI_CACHE": str(small_disk / "cache")}
    assert run("index", "-L", place, env=env).returncode == 0
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    found = run("search", "number3", "-f", "ids", "-L", place, env=env)
    assert (found.returncode, found.stdout) == (0, b"sub0/article-3\n")
    assert b"using memory" in found.stderr
    refused = run("index", "-L", place, env=env)
    assert refused.returncode == 4
    assert b"Traceback" not in refused.stderr


def test_a_cache_that_vanishes_while_it_is_written(folder: Make, own_place: Path) -> None:
    place = big(folder)
    cache = own_place / "cache"
    process = subprocess.Popen(
        [sys.executable, "-m", "kratomcli", "index", "-L", str(place)], stderr=subprocess.PIPE
    )
    while not list(cache.rglob("meta.json")) and process.poll() is None:
        time.sleep(0.01)
    while cache.exists() and process.poll() is None:
        shutil.rmtree(cache, ignore_errors=True)
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode in (0, 4)
    assert b"Traceback" not in stderr
    with Library.open(place) as library:
        assert library.count() == 400


def test_a_cache_that_vanishes_while_it_is_read(folder: Make) -> None:
    place = written(folder)
    right = answers(place)
    with Library.open(place) as library:
        assert len(library.search("common")) == 10
        shutil.rmtree(index_of(place))
        assert library.count("common") == 12
    assert answers(place) == right


# -- while somebody reads ------------------------------------------------------------------------------


def test_the_index_stays_as_it_is_while_articles_are_read(folder: Make) -> None:
    place = written(folder)
    with Library.open(place) as library:
        library.sync()
        for query in ("", "common"):
            reading = library.articles(query)
            first = next(reading)
            with pytest.raises(UsageError, match="being read"):
                library.sync()
            assert 1 + len(list(reading)) == 12
            assert first.id == "sub0/article-0"
        (place / "new.md").write_text("common\n")
        assert library.sync().added == 1


def test_a_reader_sees_how_far_the_first_writer_is(folder: Make) -> None:
    """The first indexing of a library is stopped after its first batch: its articles can be listed."""
    place = big(folder)
    code = """if True:
        import os, signal, sys
        from kratomcli import Library
        from kratomcli.index import batch_writer, sync
        sync.BATCH = 100
        batch = batch_writer.BatchWriter.batch
        def batch_and_wait(self, *args):
            if self.added >= 100:
                print("there", flush=True)
                sys.stdin.read()
            return batch(self, *args)
        batch_writer.BatchWriter.batch = batch_and_wait
        with Library.open(sys.argv[1]) as library:
            library.sync()"""
    writer = subprocess.Popen(
        [sys.executable, "-c", code, str(place)], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    )
    assert writer.stdout
    assert writer.stdin
    assert writer.stdout.readline() == b"there\n"
    with Library.open(place, wait=0.1) as library:
        assert library.count() == 100
        assert "so far" in library.notices[0]
    with Library.open(place, refresh="never") as library:
        assert library.count() == 100
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    writer.stdin.close()
    with Library.open(place) as library:
        assert library.count() == 400
