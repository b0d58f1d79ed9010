"""The one way to read a file: what is refused, and that nothing is ever waited for."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from kratomcli.files import reading
from kratomcli.files.reading import (
    FileChanging,
    FileMissing,
    FileReader,
    FileTooLarge,
    FileUnreadable,
    open_file,
    read_file,
    read_text,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "library"
    (place / "sub").mkdir(parents=True)
    (place / "tea.md").write_text("Tea.\n")
    (tmp_path / "secret.md").write_text("secret")
    return place


def test_a_regular_file_is_read_whole(root: Path) -> None:
    data = os.urandom(300_000)
    (root / "large").write_bytes(data)
    assert read_file(root / "large", limit=1 << 20) == data
    assert FileReader([str(root)], 1 << 20).read(root / "large") == data
    with open_file(root / "large") as file:
        assert file.read() == data
    assert os.get_blocking(0) in (True, False)


@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "folder"])
def test_what_is_no_regular_file_is_refused_without_waiting(root: Path, kind: str) -> None:
    place = root / "strange.png"
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(os.path.relpath(place))
    elif kind == "device":
        place = Path("/dev/zero")
    else:
        place.mkdir()
    with pytest.raises(FileUnreadable, match=f"a {kind}, not a file"):
        read_file(place, limit=100)
    with pytest.raises(FileUnreadable):
        open_file(place)


def test_what_took_a_files_place_after_it_was_looked_at_is_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever swaps a pipe in between the look and the opening."""
    os.mkfifo(root / "pipe")
    seen = (root / "tea.md").stat()
    monkeypatch.setattr(reading.os, "stat", lambda _: seen)
    with pytest.raises(FileUnreadable, match="a pipe"):
        read_file(root / "pipe", limit=100)


def test_a_link_within_the_library_is_followed_and_one_out_of_it_is_not(root: Path) -> None:
    files = FileReader([str(root)], 100)
    (root / "in.md").symlink_to("tea.md")
    (root / "out.md").symlink_to("../secret.md")
    (root / "chain.md").symlink_to("out.md")
    (root / "up").symlink_to("..")
    (root / "back").symlink_to("../library/sub")
    (root / "sub" / "deep.md").write_text("deep")
    assert files.read(root / "in.md") == b"Tea.\n"
    assert files.read(root / "back" / "deep.md") == b"deep"
    for name in ("out.md", "chain.md", "up/secret.md", "../secret.md", "sub/../../secret.md"):
        with pytest.raises(FileUnreadable, match="leaves the library"):
            files.read(root / name)
        with pytest.raises(FileUnreadable, match="leaves the library"):
            files.read_steadily(root / name)


def test_a_folder_whose_name_begins_alike_is_not_the_library(root: Path) -> None:
    other = root.with_name("library-2")
    other.mkdir()
    (other / "x.md").write_text("x")
    with pytest.raises(FileUnreadable, match="leaves"):
        FileReader([str(root)], 100).read(other / "x.md")
    assert FileReader([str(root), str(other)], 100).read(other / "x.md") == b"x"
    assert FileReader(["/"], 100).read(other / "x.md") == b"x"


def test_it_holds_on_systems_that_do_not_tell_where_an_open_file_is(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> bytes:
        raise FileNotFoundError("/proc")

    (root / "in.md").symlink_to("tea.md")
    (root / "out.md").symlink_to("../secret.md")
    with monkeypatch.context() as patched:
        real = os.readlink
        patched.setattr(
            reading.os,
            "readlink",
            lambda path, **_: none() if b"/proc/self" in os.fsencode(path) else real(path),
        )
        files = FileReader([str(root)], 100)
        assert files.read(root / "in.md") == b"Tea.\n"
        with pytest.raises(FileUnreadable, match="leaves"):
            files.read(root / "out.md")


def test_errors_say_what_is_wrong(root: Path) -> None:
    with pytest.raises(FileMissing, match=r"none\.md can't be read: no such file"):
        read_file(root / "none.md", limit=1)
    with pytest.raises(FileUnreadable, match="null"):
        read_file(f"{root}/a\0b", limit=1)
    with pytest.raises(FileUnreadable, match="Not a directory"):
        read_file(root / "tea.md" / "x", limit=1)
    (root / "loop").symlink_to("loop")
    with pytest.raises(FileUnreadable, match="Too many levels"):
        read_file(root / "loop", limit=1)
    (root / "latin").write_bytes(b"caf\xe9")
    with pytest.raises(FileUnreadable, match="not UTF-8"):
        read_text(root / "latin")
    (root / "marked").write_bytes(b"\xef\xbb\xbftext")
    assert read_text(root / "marked") == "text"


def test_size_is_bounded_whatever_the_file_says(root: Path) -> None:
    (root / "large").write_bytes(b"x" * 101)
    with pytest.raises(FileTooLarge, match="101 bytes, more than the 100 that are read"):
        read_file(root / "large", limit=100)
    assert len(read_file(root / "large", limit=101)) == 101
    with pytest.raises(FileTooLarge):  # its size is said to be 0
        read_file("/proc/self/status", limit=10)


def test_a_file_that_always_changes_is_given_up(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = FileReader([str(root)], 1000)
    assert files.read_steadily(root / "tea.md")[0] == b"Tea.\n"
    real = os.read

    def writing(handle: int, size: int) -> bytes:
        with (root / "tea.md").open("a") as file:
            file.write("x")
        return real(handle, size) if os.fstat(handle).st_size < 500 else b""

    monkeypatch.setattr(reading.os, "read", writing)
    with pytest.raises(FileChanging, match="changed each time"):
        files.read_steadily(root / "tea.md")


def test_a_file_that_is_another_by_now_is_not_taken_for_what_it_was(root: Path) -> None:
    files = FileReader([str(root)], 1000)
    stat = (root / "tea.md").stat()
    assert files.read_unchanged(root / "tea.md", stat.st_size, stat.st_mtime_ns) == b"Tea.\n"
    assert files.read_unchanged(root / "tea.md", stat.st_size, stat.st_mtime_ns + 1) is None
    assert files.read_unchanged(root / "tea.md", stat.st_size + 1, stat.st_mtime_ns) is None
