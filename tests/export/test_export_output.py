"""Files and folders appear whole or not at all."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Run
from kratomcli.errors import OutputError, OutputExists, OutputFolderExists
from kratomcli.export import output
from kratomcli.export.output import atomic, folder


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


def fill(target: Path, *files: str) -> None:
    with folder(target, force=True) as place:
        for name in files:
            (place / name).parent.mkdir(exist_ok=True)
            (place / name).write_text("mine")


def test_a_file_appears_at_the_end_and_not_before(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    with atomic(target) as stream:
        stream.write("é\r\nx\n")
        stream.flush()
        assert not target.exists()
        assert [name[0] for name in names(tmp_path)] == ["."]
    assert target.read_bytes() == "é\r\nx\n".encode()
    assert names(tmp_path) == ["out.txt"]


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    with atomic(tmp_path / "out", mode="wb") as stream:
        stream.write(b"\x00\xff\n")
    assert (tmp_path / "out").read_bytes() == b"\x00\xff\n"


def test_an_existing_file_is_refused_without_force_and_replaced_with_it(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("old")
    with pytest.raises(OutputExists, match="is there already"), atomic(target):
        pytest.fail("never begun")
    assert target.read_text() == "old"
    with atomic(target, force=True) as stream:
        stream.write("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize(
    ("format", "hint"),
    [
        ("json", "Use --force to replace it."),
        ("markdown", "Use --force to write into it; that replaces files of the same name."),
        ("site", "Use --force to write into it; that replaces files of the same name."),
    ],
)
def test_the_program_says_which_option_replaces(run: Run, tmp_path: Path, format: str, hint: str) -> None:
    target = tmp_path / "out"
    if format == "json":
        target.write_text("old")
    else:
        target.mkdir()
        (target / "mine").write_text("old")
    done = run("export", "-f", format, "-o", target if format == "json" else f"{target}/")
    assert done.returncode == 4
    assert done.stderr.decode().splitlines()[-1] == f"hint: {hint}"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit, OSError])
@pytest.mark.parametrize("old", [None, "old"])
def test_whatever_goes_wrong_leaves_what_was_there(
    tmp_path: Path, error: type[BaseException], old: str | None
) -> None:
    target = tmp_path / "out"
    if old:
        target.write_text(old)

    def fail() -> None:
        with atomic(target, force=True) as stream:
            stream.write("half" * 100_000)
            raise error

    with pytest.raises(error):
        fail()
    assert names(tmp_path) == (["out"] if old else [])
    if old:
        assert target.read_text() == old


@given(st.lists(st.text(), max_size=4), st.integers(0, 5))
def test_a_file_has_all_that_was_written_or_nothing(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], stop: int
) -> None:
    target = tmp_path_factory.mktemp("any") / "out"
    try:
        with atomic(target) as stream:
            for number, part in enumerate(parts):
                if number == stop:
                    raise InterruptedError
                stream.write(part)
    except InterruptedError:
        assert names(target.parent) == []
    else:
        assert target.read_bytes() == "".join(parts).encode()


def test_a_file_that_appears_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out"
    for link in (os.link, None):
        if link is None:

            def none(*_: object) -> None:
                raise PermissionError("no links on this disk")

            monkeypatch.setattr(os, "link", none)
        with pytest.raises(OutputError, match="meanwhile"), atomic(target):
            target.write_text("theirs")
        assert target.read_text() == "theirs"
        assert names(tmp_path) == ["out"]
        target.unlink()
    with atomic(target) as stream:
        stream.write("on a disk without links")
    assert target.read_text() == "on a disk without links"


def test_permissions_are_the_old_files_or_the_umask(tmp_path: Path) -> None:
    umask = os.umask(0o027)
    try:
        with atomic(tmp_path / "new"):
            pass
    finally:
        os.umask(umask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    (tmp_path / "new").chmod(0o604)
    with atomic(tmp_path / "new", force=True):
        pass
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o604


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_never_written_through(tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    for force in (False, True):
        with pytest.raises(OutputError, match="is a link to real"), atomic(tmp_path / "link", force=force):
            pytest.fail("never begun")
    assert (tmp_path / "link").is_symlink()
    assert names(tmp_path) == (["link", "real"] if there else ["link"])
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OutputError), atomic(tmp_path / "loop", force=True):
        pytest.fail("never begun")


def test_a_link_to_a_folder_is_not_filled(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with pytest.raises(OutputError, match="is a link to real"), folder(tmp_path / "link", force=True):
        pytest.fail("never begun")
    assert names(tmp_path / "real") == []


@pytest.mark.parametrize(
    ("name", "message"),
    [("", "is a folder"), ("none/out", "no folder"), ("file/out", "no folder"), ("a\0b", "can't be")],
)
def test_a_place_that_can_not_be_written_is_refused_at_once(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=message), atomic(tmp_path / name):
        pytest.fail("never begun")
    assert names(tmp_path) == ["file"]


def test_a_long_name_and_a_name_in_any_script_are_no_trouble(tmp_path: Path) -> None:
    for name in ("x" * 255, "文" * 80, "🙂" * 60):
        with atomic(tmp_path / name) as stream:
            stream.write("x")
        assert (tmp_path / name).read_text() == "x"


def test_a_pipe_is_written_straight_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    with atomic(pipe) as stream:
        stream.write("hello")
    reader.join()
    assert got == ["hello"]
    assert names(tmp_path) == ["pipe"]
    with atomic("/dev/null") as stream:
        stream.write("x")


def test_standard_output_that_is_a_file_is_added_to(tmp_path: Path) -> None:
    with (tmp_path / "log").open("a+") as log:
        log.write("before\n")
        log.flush()
        with atomic(f"/proc/self/fd/{log.fileno()}") as stream:
            stream.write("after\n")
    assert (tmp_path / "log").read_text() == "before\nafter\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_an_output_error() -> None:
    with (
        pytest.raises(OutputError, match="can't write /dev/full: No space left"),
        atomic("/dev/full") as stream,
    ):
        stream.write("x" * 1_000_000)


def test_a_reader_that_went_away_is_not_an_error_of_the_output() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        with pytest.raises(BrokenPipeError), atomic(f"/proc/self/fd/{writing}") as stream:
            stream.write("x" * 1_000_000)
    finally:
        os.close(writing)


def test_an_error_of_the_disk_is_translated_but_not_one_of_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileNotFoundError), atomic(tmp_path / "out") as stream:
        stream.write((tmp_path / "source").read_text())

    def broken(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(output.os, "fsync", broken)
    with pytest.raises(OutputError, match="Input/output error"), atomic(tmp_path / "out") as stream:
        stream.write("x")
    assert names(tmp_path) == []


def test_a_lone_surrogate_does_not_stop_the_output(tmp_path: Path) -> None:
    with atomic(tmp_path / "out") as stream:
        stream.write("caf\udce9")
    assert (tmp_path / "out").read_text() == "caf?"


def test_a_folder_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "site"
    with folder(target) as place:
        (place / "a").mkdir()
        (place / "a" / "x.md").write_text("x")
        assert not target.exists()
    assert (target / "a" / "x.md").read_text() == "x"
    assert names(tmp_path) == ["site"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
@pytest.mark.parametrize("there", [False, True])
def test_a_folder_that_is_not_finished_is_not_there(
    tmp_path: Path, error: type[BaseException], there: bool
) -> None:
    target = tmp_path / "site"
    if there:
        target.mkdir()
        (target / "own").write_text("old")

    def fail() -> None:
        with folder(target, force=True) as place:
            (place / "own").write_text("new")
            raise error

    with pytest.raises(error):
        fail()
    assert names(tmp_path) == (["site"] if there else [])
    if there:
        assert names(target) == ["own"]
        assert (target / "own").read_text() == "old"


def test_a_folder_with_files_takes_force_and_keeps_the_others(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "x").write_text("old")
    (tmp_path / "sub" / "foreign").write_text("mine")
    with pytest.raises(OutputFolderExists, match="is not empty"), folder(tmp_path):
        pytest.fail("never begun")
    with folder(tmp_path, force=True) as place:
        (place / "sub").mkdir()
        (place / "sub" / "x").write_text("new")
        (place / "y").write_text("y")
    assert names(tmp_path) == ["sub", "y"]
    assert {p.name: p.read_text() for p in (tmp_path / "sub").iterdir()} == {"x": "new", "foreign": "mine"}


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    with folder(tmp_path) as place:
        (place / "x").write_text("x")
    assert names(tmp_path) == ["x"]


def test_a_link_within_the_folder_leads_nowhere_else(tmp_path: Path) -> None:
    outside, target = tmp_path / "outside", tmp_path / "target"
    outside.mkdir()
    target.mkdir()
    (outside / "x").write_text("theirs")
    (target / "sub").symlink_to(outside)
    (target / "x").symlink_to(outside / "x")
    with pytest.raises(OutputError, match="in the way"):
        fill(target, "sub/x")
    fill(target, "x")
    assert (outside / "x").read_text() == "theirs"
    assert (target / "x").read_text() == "mine"
    assert names(target) == ["sub", "x"]


def test_nothing_moves_when_something_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(OutputError, match="in the way: a folder"):
        fill(tmp_path, "a", "b")
    (tmp_path / "c").touch()
    with pytest.raises(OutputError, match="in the way: not a folder"):
        fill(tmp_path, "a", "c/x")
    assert names(tmp_path) == ["b", "c"]


def test_a_folder_has_to_be_one_and_to_have_a_parent(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("file", "none/site", "file/site"):
        with pytest.raises(OutputError), folder(tmp_path / name, force=True):
            pytest.fail("never begun")
