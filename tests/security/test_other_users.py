"""Other users of the machine: they read no word of a private article, and nothing they prepare is used."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Make, Run
from kratomcli import Library

ENTRIES: dict[str, str | bytes] = {
    f"n{number}.md": f"# Private {number}\n\nNobody else's words, number{number}, that are written down here for once.\n"
    for number in range(20)
}


def open_to_others(place: Path) -> list[str]:
    """What below a folder, itself included, others may read, write or enter."""
    everything = [place, *place.rglob("*")]
    return [str(path.relative_to(place)) for path in everything if stat.S_IMODE(path.lstat().st_mode) & 0o077]


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """One that takes nothing from anybody."""
    before = os.umask(0)
    yield
    os.umask(before)


def fill(run: Run, place: Path) -> None:
    for command in (
        ["index"],
        ["search", "private"],
        ["reuse"],
        ["similar", "n1"],
        ["check"],
        ["changed", "--since", "3d"],
    ):
        assert run(*command, "-L", place).returncode in (0, 1)


def test_the_cache_is_for_the_user_alone(folder: Make, run: Run, own_place: Path) -> None:
    fill(run, folder(ENTRIES))
    files = [path for path in (own_place / "cache").rglob("*") if path.is_file()]
    assert len(files) > 8
    assert open_to_others(own_place / "cache") == []


def test_it_stays_so_when_articles_change(folder: Make, run: Run, own_place: Path) -> None:
    place = folder(ENTRIES)
    fill(run, place)
    for number in range(5):
        (place / f"n{number}.md").write_text(f"changed {number}\n")
        assert run("index", "-L", place).returncode == 0
        assert open_to_others(own_place / "cache") == []
    with Library.open(place) as library:
        library.sync(rebuild=True)
        library.search("changed")
    assert open_to_others(own_place / "cache") == []


def test_one_that_was_open_is_mended_and_answers_the_same(folder: Make, run: Run, own_place: Path) -> None:
    place = folder(ENTRIES)
    fill(run, place)
    before = run("list", "-L", place).stdout
    cache = own_place / "cache" / "kratomcli"
    for path in (cache, *cache.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    again = run("list", "-L", place)
    assert (again.stdout, again.stderr) == (before, b"")
    assert run("search", "private", "-L", place, "-f", "ids").returncode == 0
    assert run("reuse", "-L", place).returncode in (0, 1)
    assert open_to_others(cache) == []
    done = run("index", "--verify", "-L", place)
    assert done.returncode == 0, done.stderr


def test_a_cache_folder_that_the_user_named_keeps_its_own_permissions(
    folder: Make, run: Run, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    (shared / "other").write_text("x")
    (shared / "other").chmod(0o644)
    assert run("list", "-L", folder(ENTRIES), env={"KRATOMCLI_CACHE": str(shared)}).returncode == 0
    assert sorted(open_to_others(shared)) == [".", "other"]


def test_what_is_published_has_the_permissions_of_anything_that_is_written(
    folder: Make, run: Run, tmp_path: Path
) -> None:
    place = folder(ENTRIES)
    for format, target in (
        ("site", "site"),
        ("markdown", "md/"),
        ("html", "page.html"),
        ("epub", "book.epub"),
    ):
        assert run("export", "-L", place, "--to", format, "-o", f"{tmp_path}/{target}").returncode == 0
    for path in (
        tmp_path / "site",
        tmp_path / "md",
        *(tmp_path / "site").rglob("*"),
        *(tmp_path / "md").rglob("*"),
    ):
        assert stat.S_IMODE(path.stat().st_mode) == (0o777 if path.is_dir() else 0o666), path
    assert stat.S_IMODE((tmp_path / "page.html").stat().st_mode) == 0o666


def test_a_site_folder_that_somebody_has_prepared_with_links_leads_nowhere(
    folder: Make, run: Run, tmp_path: Path
) -> None:
    place, site, victim = folder(ENTRIES), tmp_path / "site", tmp_path / "victim"
    assert run("export", "-L", place, "--to", "site", "-o", site).returncode == 0
    victim.mkdir()
    (victim / "file").write_text("theirs")
    names = ("index.html", "articles/n1.html", ".kratomcli-site.json", "assets/site.css")
    for name in names:
        (site / name).unlink()
        (site / name).symlink_to(victim / "file")
    for pid in range(os.getpid(), os.getpid() + 300):  # names that could once be guessed
        (site / f".{pid}.tmp").symlink_to(victim / "file")
    (place / "n1.md").write_text("# Another\n\nAnd new.\n")
    done = run("export", "-L", place, "--to", "site", "-o", site, "--force")
    assert done.returncode == 0, done.stderr
    assert (victim / "file").read_text() == "theirs"
    assert not any((site / name).is_symlink() for name in names)


def test_a_folder_of_a_site_that_is_a_link_is_in_the_way(folder: Make, run: Run, tmp_path: Path) -> None:
    place, site, victim = folder(ENTRIES), tmp_path / "site", tmp_path / "victim"
    assert run("export", "-L", place, "--to", "site", "-o", site).returncode == 0
    (site / "articles").rename(victim)
    (site / "articles").symlink_to(victim)
    before = {path.name: path.read_bytes() for path in victim.iterdir()}
    (place / "n1.md").write_text("# Another\n\nAnd new.\n")
    done = run("export", "-L", place, "--to", "site", "-o", site)
    assert done.returncode == 4
    assert b"in the way" in done.stderr
    assert {path.name: path.read_bytes() for path in victim.iterdir()} == before


def test_temporary_places_are_random_and_for_the_user_alone(folder: Make, run: Run, tmp_path: Path) -> None:
    """A folder for others to write to, where all that a book needs meanwhile is made."""
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    scratch.chmod(0o1777)
    done = run("export", "-L", folder(ENTRIES), "-o", tmp_path / "a.epub", env={"TMPDIR": str(scratch)})
    assert done.returncode == 0
    assert list(scratch.iterdir()) == []
    left = scratch / f".kratomcli.{'0' * 16}.kratomcli"
    left.mkdir()
    (left / "half").write_text("x")
    assert run("export", "-L", ".", "-o", tmp_path / "b.epub", cwd=tmp_path, env={"TMPDIR": str(scratch)})
    assert not re.search("half", str(list(scratch.rglob("*"))))
