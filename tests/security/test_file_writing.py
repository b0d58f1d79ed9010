"""The one way to write a file: exclusive, unguessable, through no link, and nothing left behind."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kratomcli.files import writing
from kratomcli.files.writing import (
    make_folders,
    make_private_folder,
    remove_leftovers,
    replace_file,
    scratch_folder,
    temporary_file,
    temporary_folder,
    write_new,
)


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


def mode(place: Path) -> int:
    return stat.S_IMODE(place.stat().st_mode)


def test_names_in_the_making_can_not_be_guessed(tmp_path: Path) -> None:
    seen = set()
    for _ in range(50):
        with temporary_file(tmp_path, "out.html") as made:
            assert re.fullmatch(r"\.out\.html\.[0-9a-f]{16}\.kratomcli", Path(made.path).name)
            seen.add(made.path)
    assert len(seen) == 50
    assert names(tmp_path) == []


def test_a_link_that_lies_there_already_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if somebody knew the name."""
    victim = tmp_path / "victim"
    victim.write_text("theirs")
    numbers = iter([b"\x00" * 8, b"\x01" * 8])
    monkeypatch.setattr(writing.os, "urandom", lambda _: next(numbers))
    (tmp_path / f".out.{'00' * 8}.kratomcli").symlink_to(victim)
    with pytest.raises(FileExistsError), temporary_file(tmp_path, "out"):
        pytest.fail("never begun")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / f".out.{'00' * 8}.kratomcli", b"ours")
    assert victim.read_text() == "theirs"


def test_a_link_in_the_place_of_the_target_is_replaced_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("theirs")
    (tmp_path / "out").symlink_to("victim")
    replace_file(tmp_path / "out", b"ours")
    assert (tmp_path / "victim").read_text() == "theirs"
    assert (tmp_path / "out").read_text() == "ours"
    assert not (tmp_path / "out").is_symlink()


def test_a_link_in_the_place_of_a_folder_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "sub").symlink_to("../outside")
    with pytest.raises(FileExistsError):
        make_folders(tmp_path / "root", "sub/deep")
    assert names(tmp_path / "outside") == []
    make_folders(tmp_path / "root", "a/b/c")
    make_folders(tmp_path / "root", "a/b/d")
    assert names(tmp_path / "root" / "a" / "b") == ["c", "d"]


def test_private_means_for_the_user_alone_whatever_the_umask(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        replace_file(tmp_path / "private", b"", private=True)
        replace_file(tmp_path / "public", b"")
        make_private_folder(str(tmp_path / "a" / "b"))
        with temporary_folder(tmp_path, "x", private=True) as made, scratch_folder() as scratch:
            assert mode(Path(made.path)) == mode(Path(scratch)) == 0o700
    finally:
        os.umask(umask)
    assert mode(tmp_path / "private") == 0o600
    assert mode(tmp_path / "public") == 0o666
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700


def test_a_folder_that_was_open_to_others_is_mended(tmp_path: Path) -> None:
    place = tmp_path / "cache"
    place.mkdir(mode=0o755)
    (place / "words").write_text("private")
    (place / "words").chmod(0o644)
    (tmp_path / "outside").write_text("x")
    (tmp_path / "outside").chmod(0o644)
    (place / "link").symlink_to("../outside")
    make_private_folder(str(place))
    assert mode(place) == 0o700
    assert mode(place / "words") == 0o600
    assert mode(tmp_path / "outside") == 0o644


KILLED = """
import os, signal, sys
from kratomcli.files.writing import temporary_file, temporary_folder
with temporary_folder(sys.argv[1], "site") as folder, temporary_file(sys.argv[1], "out.html") as file:
    open(folder.path + "/half", "w").close()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_is_removed_by_the_next_of_the_same_target(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(names(tmp_path)) == 2
    with temporary_file(tmp_path, "other"):
        assert len(names(tmp_path)) == 3  # not of that target
    with temporary_file(tmp_path, "out.html") as made:
        assert [name for name in names(tmp_path) if "html" in name] == [Path(made.path).name]
    remove_leftovers(tmp_path, "site")
    assert names(tmp_path) == []


def test_what_another_process_is_making_still_is_left_alone(tmp_path: Path) -> None:
    with temporary_file(tmp_path, "out") as first, temporary_file(tmp_path, "out") as second:
        assert Path(first.path).exists()
        assert Path(second.path).exists()
        with temporary_folder(tmp_path, "out") as third:
            remove_leftovers(tmp_path, "out")
            assert len(names(tmp_path)) == 3
            assert Path(third.path).is_dir()


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    ours = f".out.{'0' * 16}.kratomcli"
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "file").write_text("x")
    (tmp_path / ours).symlink_to("elsewhere")
    (tmp_path / f".out.{'0' * 15}.kratomcli").write_text("too short")
    (tmp_path / "out.tmp").write_text("x")
    remove_leftovers(tmp_path, "out")
    assert len(names(tmp_path)) == 4
    assert names(tmp_path / "elsewhere") == ["file"]
