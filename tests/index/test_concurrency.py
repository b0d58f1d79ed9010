"""Many readers and one writer, killed at any moment: real processes on one index."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import PATIENCE
from kratomcli import Library

Make = Callable[[Mapping[str, str | bytes]], Path]

READER = """
import os, sys
from kratomcli import Library
place, end = sys.argv[1:]
rounds = 0
while rounds < 4 or not os.path.exists(end):
    with Library.open(place, refresh="never") as library:
        # Each round of the writer gives every article the same number; a torn answer has two.
        hits = library.search("steady", limit=50, snippets=0)
        numbers = {hit.entry.title for hit in hits}
        assert len(hits) == 20, len(hits)
        assert len(numbers) == 1, numbers
        assert len(list(library.lines("tsv", ["id"], "steady"))) == 20
        assert library.get("a7").id == "a7"
    rounds += 1
print(rounds)
"""


def write_round(place: Path, number: int) -> None:
    for name in range(20):
        (place / f"a{name}.md").write_text(
            f"---\ntitle: Round {number}\n---\nsteady text of round {number}\n"
        )


def test_no_reader_fails_or_sees_half_a_batch(folder: Make, tmp_path: Path) -> None:
    place = folder({})
    write_round(place, 0)
    with Library.open(place) as library:
        library.sync()
    end = tmp_path / "end"
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(place), str(end)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    number = 0
    while any(reader.poll() is None for reader in readers):
        number += 1
        write_round(place, number)
        with Library.open(place) as library:
            library.sync()
        if number == 12:
            end.touch()
    assert number >= 12
    for reader in readers:
        stdout, stderr = reader.communicate()
        assert reader.returncode == 0, stderr.decode()
        assert int(stdout) > 3


def test_two_first_commands_at_once_both_answer(folder: Make) -> None:
    place = folder({f"{number}.md": f"article {number}\n" for number in range(300)})
    command = [sys.executable, "-m", "kratomcli", "list", "--count", "-L", str(place)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    for process in both:
        stdout, stderr = process.communicate(timeout=PATIENCE)
        assert (process.returncode, stdout) == (0, b"300\n"), stderr.decode()


def test_a_waiting_writer_gets_its_turn_and_an_impatient_one_exits_75(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    with Library.open(place) as library:
        library.sync()
        command = [sys.executable, "-m", "kratomcli", "index", "-L", str(place), "--rebuild", "--wait"]
        with library._session.index._alone():
            patient = subprocess.Popen([*command, str(PATIENCE)], stderr=subprocess.PIPE)
            refused = subprocess.run([*command, "0.2"], capture_output=True, check=False)
            assert refused.returncode == 75
            assert str(os.getpid()) in refused.stderr.decode()
            assert patient.poll() is None
        assert patient.wait(PATIENCE) == 0
        assert patient.stderr
        patient.stderr.close()


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_a_random_moment_the_next_command_mends_it(folder: Make, seed: int) -> None:
    chance = random.Random(seed)
    place = folder({f"{number}.md": f"# T{number}\n\nfirst {number}\n" for number in range(400)})
    index = [sys.executable, "-m", "kratomcli", "index", "-q", "-L", str(place)]
    if seed % 2:
        subprocess.run(index, check=True)
        for number in chance.sample(range(400), 150):
            (place / f"{number}.md").write_text(f"# T{number}\n\nsecond {number}\n")
        for number in chance.sample(range(400), 30):
            (place / f"{number}.md").unlink()
    process = subprocess.Popen(index)
    time.sleep(chance.uniform(0.1, 1.2))
    process.send_signal(signal.SIGKILL)
    process.wait()
    with Library.open(place) as mended, Library.open(place, cache=place.parent / "fresh") as fresh:
        assert list(mended.articles()) == list(fresh.articles())
        for query in ("first", "second", "first OR second", "fir*", "title:t7"):
            assert list(mended.articles(query)) == list(fresh.articles(query)), query
            assert mended.count(query) == fresh.count(query), query


@pytest.mark.parametrize("delay", [0.2, 0.6, 1.0, 1.6])
def test_ctrl_c_leaves_a_usable_index_that_the_next_run_goes_on_with(folder: Make, delay: float) -> None:
    place = folder(
        {f"{number}.md": f"# T{number}\n\n" + f"common word{number} " * 200 for number in range(1500)}
    )
    index = [sys.executable, "-m", "kratomcli", "index", "-L", str(place)]
    process = subprocess.Popen(index, stderr=subprocess.PIPE)
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode in (130, 0, -signal.SIGINT)  # the last before anything was set up
    assert b"Traceback" not in stderr or process.returncode == -signal.SIGINT
    again = subprocess.run(index, capture_output=True, check=True)
    assert b"1,500 articles" in again.stderr
    with Library.open(place) as mended:
        assert mended.count("common") == 1500
        assert mended.count("word7 OR word8") == 2
