"""Workers that index a library on a cluster: what several do at once ends as what one does alone, embedded."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from conftest import Make, Run
from kratomcli import IndexMissing, Library, LibraryUnmounted, UsageError
from kratomcli.cluster import leases, runs
from kratomcli.config.engine import EngineSettings
from kratomcli.model.notices import NotComplete
from support.opensearch_nodes import ask

Open = Callable[[Path], Library]

FILES: Mapping[str, str | bytes] = {
    "a.md": "# First\n\nSee [[Second]] and [the other](x/b.md).\n",
    "a.txt": "The same name\n",
    "x.md": "---\ntags: [one, two]\ndate: 2024-05-06\n---\n# The folder's name\n\nWords.\n",
    "x/index.md": "# Page of the folder\n\n[[First]]\n",
    "x/b.md": "# Second\n\n[back](../a.md)\n",
    "x/y/c.md": "# Third\n\nIt links to [nothing](gone.md).\n",
    "x/broken.md": b"---\ntitle: [never closed\n---\n# B\n",
    "z/index.md": "# z\n",
    "z/page.html": "<html><head><title>Page</title></head><body><p>Some text.</p></body></html>",
    "z/data.ipynb": "{}",
    "ü/ä.md": "# Umlauts\n",
    "y/a.html.md": "# One\n",
    "y/a.docx.md": "# Two\n",
}

WORKER = """
import sys, threading
from kratomcli import Library
from kratomcli.cluster import leases, writer
from kratomcli.config.engine import EngineSettings
leases.SECONDS = 1.5
name, url, folder, partitions, wait = sys.argv[1:]
if wait:
    send = writer.ClusterWriter._send
    def wait_and_send(self, actions):
        if wait == "before":
            print("ready", flush=True)
            sys.stdin.readline()
            late.append(self)
            return send(self, actions)
        done = send(self, actions)
        print("ready", flush=True)
        sys.stdin.readline()
        return done
    late = []
    writer.ClusterWriter._send = wait_and_send
engine = EngineSettings("opensearch", (url,), name, replicas=0)
with Library.open(folder, refresh="never", engine=engine) as library:
    report = library.work(partitions=partitions)
print(*report[:4], *([late[0].late] if wait == "before" else []), flush=True)
"""


@pytest.fixture(autouse=True)
def short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "SECONDS", 1.5)


@pytest.fixture
def on_cluster(nodes: list[str], index_name: str) -> Iterator[Open]:
    """Opens a folder as a library on the cluster, always the same one."""
    with ExitStack() as opened:

        def open(folder: Path) -> Library:
            engine = EngineSettings("opensearch", tuple(nodes), index_name, replicas=0)
            return opened.enter_context(Library.open(folder, refresh="never", engine=engine))

        yield open


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(nodes: list[str], index_name: str) -> Iterator[Start]:
    """Starts a worker in a process of its own; it may wait before or after it sends documents."""
    started: list[subprocess.Popen[str]] = []

    def begin(folder: Path, partitions: str = "folders", wait: str = "") -> subprocess.Popen[str]:
        command = [sys.executable, "-c", WORKER, index_name, nodes[0], str(folder), partitions, wait]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def embedded(folder: Path, cache: Path) -> Library:
    return Library.open(folder, cache=cache, refresh="always")


def told(library: Library) -> list[object]:
    """All that a library has to say of its articles, their links and what can't be read."""
    lines = [*library.lines("json")]
    links = [library.links(one.id) for one in library.articles()]
    return [lines, links, library.edges(), library.status().failures]


def as_embedded(library: Library, folder: Path, cache: Path) -> None:
    """Assert that a library on the cluster is as an embedded one that is made now."""
    with embedded(folder, cache / str(time.time_ns())) as other:
        other.sync()
        assert told(library) == told(other)


def test_a_library_on_a_cluster_is_as_an_embedded_one(on_cluster: Open, folder: Make, tmp_path: Path) -> None:
    place = folder(FILES)
    library = on_cluster(place)
    report = library.sync()
    assert report[:4] == (11, 0, 0, 2)
    assert (report.articles, report.unreadable) == (11, 2)
    as_embedded(library, place, tmp_path)
    before = library.state()
    assert library.sync()[:4] == (0, 0, 0, 0)  # neither the broken file nor what is no article is read again
    assert library.state() == before


@pytest.mark.parametrize("partitions", ["folders", "3"])
def test_two_workers_at_once_end_as_one_alone(
    on_cluster: Open, start: Start, folder: Make, tmp_path: Path, partitions: str
) -> None:
    place = folder(
        FILES | {f"{part}/{number}.md": f"# {part} {number}\n" for part in "pqrs" for number in range(20)}
    )
    workers = [start(place, partitions) for _ in range(2)]
    counts = [[int(number) for number in worker.communicate()[0].split()] for worker in workers]
    assert [sum(numbers) for numbers in zip(*counts, strict=True)] == [91, 0, 0, 2]
    as_embedded(on_cluster(place), place, tmp_path)


def test_who_finishes_at_the_same_time_as_others_ends_well(
    on_cluster: Open, folder: Make, tmp_path: Path
) -> None:
    place = folder(FILES)
    libraries = [on_cluster(place) for _ in range(3)]
    libraries[0].sync()
    with ThreadPoolExecutor(len(libraries)) as workers:
        for _ in range(2):
            begun = [workers.submit(library.sync, rebuild=True) for library in libraries]
            assert {one.result().articles for one in begun} == {11}
    as_embedded(libraries[0], place, tmp_path)


def test_a_run_of_other_folders_is_not_gone_on_with(
    nodes: list[str], index_name: str, folder: Make, tmp_path: Path, start: Start
) -> None:
    one, two = folder({"a.md": "# A\n", "b.md": "# B\n"}), tmp_path / "two"
    two.mkdir()
    (two / "c.md").write_text("# C\n")
    worker = start(one, "folders", "before")
    assert worker.stdout
    assert worker.stdout.readline() == "ready\n"
    worker.kill()
    worker.wait()
    engine = EngineSettings("opensearch", tuple(nodes), index_name, replicas=0)
    with Library.open(one, two, refresh="never", engine=engine) as library:
        assert library.work().articles == 3
        assert len([*library.articles()]) == 3


def test_an_index_that_is_not_complete_says_so(on_cluster: Open, folder: Make, start: Start) -> None:
    place = folder(FILES)
    worker = start(place, "3", "after")
    assert worker.stdout
    assert worker.stdout.readline() == "ready\n"
    worker.stdin.write("\n")  # type: ignore[union-attr]
    assert worker.stdout.readline() == "ready\n"  # one partition is committed
    library = on_cluster(place)
    assert 0 < library.count() < 11
    assert any(isinstance(notice, NotComplete) for notice in library.notices)
    worker.kill()
    worker.wait()
    assert library.work().articles == 11
    assert not library.staleness


def test_where_the_files_are_kept_can_be_changed(nodes: list[str], index_name: str, folder: Make) -> None:
    place = folder(FILES)
    for bodies in ("files", "engine", "files"):
        engine = EngineSettings("opensearch", tuple(nodes), index_name, replicas=0, bodies=bodies)
        with Library.open(place, refresh="never", engine=engine) as library:
            library.sync()
            assert library.sync()[:3] == (0, 0, 0)
        place.rename(place.with_name("away"))
        with Library.open(refresh="never", engine=engine) as library:
            assert bool([*library.texts()]) == (bodies == "engine")
        place.with_name("away").rename(place)


def test_another_folder_does_not_take_the_place_of_a_library_by_mistake(
    on_cluster: Open, folder: Make, tmp_path: Path
) -> None:
    library = on_cluster(folder(FILES))
    library.sync()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "another.md").write_text("# Another\n")
    other = on_cluster(tmp_path / "other")
    for write in (other.sync, other.work):
        with pytest.raises(UsageError, match="none of the 11 articles"):
            write()
    assert library.count() == 11
    assert other.sync(rebuild=True).articles == 1


def test_two_folders_are_known_again(nodes: list[str], index_name: str, folder: Make, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "another.md").write_text("# Another\n")
    engine = EngineSettings("opensearch", tuple(nodes), index_name, replicas=0)
    with Library.open(folder(FILES), tmp_path / "other", refresh="never", engine=engine) as library:
        assert library.sync()[:3] == (12, 0, 0)
        assert library.sync()[:3] == (0, 0, 0)


def test_the_age_of_what_is_known_is_told_anew(nodes: list[str], index_name: str, folder: Make) -> None:
    engine = EngineSettings("opensearch", tuple(nodes), index_name, replicas=0)
    with Library.open(folder({"a.md": "# A\n"}), engine=engine) as library:
        library.sync()
        library.count()
        before = library.staleness
        time.sleep(1.5)
        library.refresh()
        assert before != library.staleness != ""


def test_changes_are_taken_in_and_told_as_embedded(on_cluster: Open, folder: Make, tmp_path: Path) -> None:
    place = folder(FILES)
    with embedded(place, tmp_path / "cache") as other:
        library = on_cluster(place)
        library.sync()
        other.sync()
        states = library.state(), other.state()
        (place / "x.md").unlink()
        (place / "a.txt").unlink()
        (place / "x" / "b.md").rename(place / "z" / "moved.md")
        (place / "a.md").write_text("# First\n\nSee [[Second]] and [the other](x/b.md).\n\nA new passage.\n")
        (place / "x" / "broken.md").write_text("# Mended\n")
        (place / "new").mkdir()
        (place / "new" / "one.md").write_text("# New\n")
        os.utime(place / "z" / "index.md", (1_000_000_000, 1_000_000_000))
        os.utime(place / "z" / "page.html", (1_000_000_000, 1_000_000_000))
        assert library.sync()[:4] == other.sync()[:4]
        assert told(library) == told(other)
        kinds = [
            [
                (change.kind, change.id, change.before, len(change.passages))
                for change in one.changed(f"@{state}")
            ]
            for one, state in zip((library, other), states, strict=True)
        ]
        assert kinds[0] == kinds[1]
        assert {kind for kind, *_ in kinds[0]} == {"added", "edited", "moved", "removed"}
        assert library.sync()[:4] == (0, 0, 0, 0)
        assert library.changed(f"@{library.state()}") == []


def test_an_id_that_articles_of_two_partitions_prefer_is_the_first_paths(
    on_cluster: Open, folder: Make, tmp_path: Path
) -> None:
    place = folder({"x/index.md": "# Inner\n", "y/a.md": "# y\n"})
    library = on_cluster(place)
    library.sync()
    assert [one.id for one in library.articles()] == ["x", "y/a"]
    (place / "x.md").write_text("# Outer\n")
    library.sync()
    assert [(one.id, one.title) for one in library.articles()] == [
        ("x", "Outer"),
        ("x/index.md", "Inner"),
        ("y/a", "y"),
    ]
    as_embedded(library, place, tmp_path)
    (place / "x.md").unlink()
    library.sync()
    assert [(one.id, one.title) for one in library.articles()] == [("x", "Inner"), ("y/a", "y")]


def test_a_worker_that_is_killed_in_mid_write_costs_nothing(
    on_cluster: Open, start: Start, folder: Make, tmp_path: Path
) -> None:
    place = folder(FILES)
    worker = start(place, wait="after")
    assert worker.stdout
    assert worker.stdout.readline() == "ready\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    library = on_cluster(place)
    library.work()
    as_embedded(library, place, tmp_path)
    assert library.work()[:4] == (0, 0, 0, 0)


def test_what_a_late_worker_writes_is_refused(
    on_cluster: Open, start: Start, folder: Make, tmp_path: Path
) -> None:
    place = folder({"a.md": "# Old\n", "b.md": "# To be deleted\n"})
    worker = start(place, wait="before")
    assert worker.stdout
    assert worker.stdin
    assert worker.stdout.readline() == "ready\n"
    worker.send_signal(signal.SIGSTOP)
    (place / "a.md").write_text("# New\n")
    (place / "b.md").unlink()
    library = on_cluster(place)
    assert library.sync()[0] == 1
    worker.send_signal(signal.SIGCONT)
    *_, late = worker.communicate("\n")[0].split()
    assert late == "1"
    assert [one.title for one in on_cluster(place).articles() if one.id == "a"] == ["New"]
    library.sync()
    as_embedded(on_cluster(place), place, tmp_path)


def test_a_rebuild_is_seen_once_it_is_whole(on_cluster: Open, folder: Make, tmp_path: Path) -> None:
    place = folder(FILES)
    library, reader = on_cluster(place), on_cluster(place)
    library.sync()
    before = reader.articles()
    first = next(before)
    (place / "new.md").write_text("# New\n")
    assert library.sync(rebuild=True).added == 12
    assert len([first, *before]) == 11  # of the state that it had begun with
    as_embedded(reader, place, tmp_path)
    for _ in range(2):  # the former index is deleted, and not made again
        assert library.sync()[:4] == (0, 0, 0, 0)
    assert library.sync(rebuild=True).added == 12
    as_embedded(library, place, tmp_path)


def test_other_conventions_have_all_read_anew(on_cluster: Open, folder: Make, tmp_path: Path) -> None:
    place = folder({"docs/a.md": "# One\n\n[[b]]\n", "docs/b.md": "# Two\n"})
    library = on_cluster(place)
    library.sync()
    (place / "docs" / ".obsidian").mkdir()
    assert library.sync().added == 2
    as_embedded(library, place, tmp_path)


def test_a_folder_that_is_not_mounted_keeps_its_articles(
    on_cluster: Open, folder: Make, tmp_path: Path
) -> None:
    place = folder({"a.md": "# One\n", "x/b.md": "# Two\n"})
    library = on_cluster(place)
    library.sync()
    place.rename(tmp_path / "away")
    place.mkdir()
    with pytest.raises(LibraryUnmounted):
        library.sync()
    place.rmdir()
    (tmp_path / "away").rename(place)
    assert library.sync()[:4] == (0, 0, 0, 0)


def test_the_cluster_keeps_files_if_it_is_told_to(
    nodes: list[str], index_name: str, folder: Make, tmp_path: Path
) -> None:
    place = folder(FILES)
    engine = EngineSettings("opensearch", tuple(nodes), index_name, replicas=0, bodies="engine")
    with Library.open(place, refresh="never", engine=engine) as library:
        library.sync()
        (place / "a.md").unlink()
        assert library.raw("a") == str(FILES["a.md"]).encode()


def test_only_a_library_on_a_cluster_has_workers(library: Callable[[Mapping[str, str]], Library]) -> None:
    with pytest.raises(UsageError, match="this one is on one machine"):
        library({"a.md": "# One\n"}).work()


def test_the_command_is_a_worker_too(
    run: Run, own_place: Path, nodes: list[str], index_name: str, folder: Make
) -> None:
    place = folder(FILES)
    settings = own_place / "config" / "kratomcli" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        f'[engine]\nkind = "opensearch"\nurls = ["{nodes[0]}"]\nindex = "{index_name}"\nreplicas = 0\n'
    )
    done = run("index", "--worker", "--partitions", "4", "-L", place)
    assert done.returncode == 0, done.stderr
    *failures, report = done.stderr.decode().splitlines()
    assert report.startswith("kratomcli: 11 articles: 11 added, 0 updated, 0 removed, 2 failed in ")
    assert any("x/broken.md" in line for line in failures)
    listed = run("list", "-f", "ids", "-L", place)
    assert len(listed.stdout.splitlines()) == 11
    assert b"0 added" in run("index", "--worker", "-L", place).stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--worker"], b"workers share a library on a cluster, and this one is on one machine"),
        (["--partitions", "4"], b"--partitions without --worker"),
        (["--worker", "--rebuild"], b"--rebuild and --worker at once"),
        (
            ["--worker", "--partitions", "0"],
            b'partitions must be "folders", or the number of partitions as text',
        ),
        (
            ["--worker", "--partitions", "many"],
            b'partitions must be "folders", or the number of partitions as text',
        ),
    ],
)
def test_the_command_says_what_it_can_not_do(run: Run, folder: Make, options: list[str], said: bytes) -> None:
    done = run("index", *options, "-L", folder({"a.md": "# One\n"}))
    assert done.returncode == 2
    assert said in done.stderr


def test_whatever_becomes_of_the_files_it_ends_as_embedded(
    on_cluster: Open, folder: Make, tmp_path: Path
) -> None:
    """Files come, change, move and go by chance, under names of which many prefer the same ids."""
    chance = random.Random(16)
    place = folder({"k.md": "# k\n"})
    folders, stems = ("", "x", "x/y", "a", "index"), ("a", "b", "index", "x", "a.html", "README", "_index")
    ends = (".md", ".txt", ".html", ".html.md", ".markdown", ".ipynb")
    texts = (
        "# T {}\n\n[[a]] and [b](x/b.md)\n",
        "---\ntitle: [\n---\n",
        "<title>{}</title><p>x",
        "{{% block x %}}",
    )
    library = on_cluster(place)
    for round in range(6):
        for _ in range(chance.choice((3, 40))):
            files = sorted(path for path in place.rglob("*") if path.is_file())
            target = place / chance.choice(folders) / (chance.choice(stems) + chance.choice(ends))
            target.parent.mkdir(parents=True, exist_ok=True)
            match chance.choice(("write", "write", "write", "move", "touch", "delete")):
                case "write":
                    target.write_text(chance.choice(texts).format(chance.randrange(99)))
                case "move":
                    chance.choice(files).rename(target)
                case "touch":
                    os.utime(chance.choice(files), (1_000_000_000 + round, 1_000_000_000))
                case "delete" if len(files) > 1:
                    chance.choice(files).unlink()
        library.work(partitions=chance.choice(("folders", "3")))
        as_embedded(library, place, tmp_path)


@pytest.mark.parametrize("lost", ["state-1", "articles-1", "*"])
def test_what_is_deleted_in_the_cluster_is_made_anew(
    on_cluster: Open, folder: Make, nodes: list[str], index_name: str, tmp_path: Path, lost: str
) -> None:
    place = folder(FILES)
    library = on_cluster(place)
    library.sync()
    (place / "x.md").write_text("# Another text\n")
    ask(nodes[0], "DELETE", f"/{index_name}-{lost}")
    with pytest.raises(IndexMissing):
        list(on_cluster(place).articles())
    assert on_cluster(place).sync().articles == 11
    as_embedded(on_cluster(place), place, tmp_path)
    assert on_cluster(place).sync()[:4] == (0, 0, 0, 0)


def test_an_index_without_its_name_gets_it_back(
    on_cluster: Open, folder: Make, nodes: list[str], index_name: str, tmp_path: Path
) -> None:
    place = folder(FILES)
    on_cluster(place).sync()
    ask(nodes[0], "DELETE", f"/{index_name}-articles-1/_alias/{index_name}-articles")
    assert on_cluster(place).sync()[:4] == (0, 0, 0, 0)
    as_embedded(on_cluster(place), place, tmp_path)


def test_of_two_that_begin_after_a_rebuild_either_deletes_the_former_index(
    on_cluster: Open, folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({"a.md": "# First\n"})
    on_cluster(place).sync()
    on_cluster(place).sync(rebuild=True)
    on_cluster(place).sync()  # deletes the first
    seen = runs._numbers
    monkeypatch.setattr(runs, "_numbers", lambda target: sorted({1, *seen(target)}))  # as seen before that
    assert on_cluster(place).sync().articles == 1
