"""Folders, files and archives as sources: hostile ones write nothing outside, and cost no more than their size."""

from __future__ import annotations

import io
import os
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from import_making import BOOKMARKS, bring, files

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.sources import archives
from kratomcli.importers.sources.source import open_source


def zipped(path: Path, parts: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, parts: dict[str, bytes], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def content(path: Path) -> dict[str, bytes]:
    with open_source(str(path)) as source:
        return {name: source.read(name) for name in source.names}


PARTS = {"a.txt": b"A", "b/c.txt": b"C" * 10_000}


def test_the_same_parts_come_from_a_folder_and_every_archive(tmp_path: Path) -> None:
    (tmp_path / "folder" / "b").mkdir(parents=True)
    for name, data in PARTS.items():
        (tmp_path / "folder" / name).write_bytes(data)
    sources = [tmp_path / "folder", zipped(tmp_path / "a.zip", {**PARTS, "__MACOSX/._a.txt": b"x"})]
    sources += [tarred(tmp_path / f"a.{end}", PARTS, f"w:{end}") for end in ("gz", "bz2", "xz")]
    sources.append(tarred(tmp_path / "notes.jex", PARTS))
    for source in sources:
        assert content(source) == PARTS, source


def test_a_file_is_its_own_part(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"x")
    assert content(tmp_path / "a.csv") == {"a.csv": b"x"}


def test_a_file_that_ends_in_an_archive_is_a_file(tmp_path: Path) -> None:
    zipped(tmp_path / "a.zip", PARTS)
    (tmp_path / "a.warc").write_bytes(b"WARC/1.0\r\n" + (tmp_path / "a.zip").read_bytes())
    assert list(content(tmp_path / "a.warc")) == ["a.warc"]


def test_a_compressed_file_that_is_no_archive_is_a_file(tmp_path: Path) -> None:
    import gzip

    data = gzip.compress(b"WARC/1.0\r\n" * 100)
    (tmp_path / "a.warc.gz").write_bytes(data)
    assert content(tmp_path / "a.warc.gz") == {"a.warc.gz": data}


HOSTILE = (
    "../out.txt",
    "/etc/out.txt",
    "a/../../out.txt",
    "..\\out.txt",
    "C:\\out.txt",
    "c:out.txt",
    "//x/y",
    "..",
)


def test_names_that_lead_out_are_not_offered(tmp_path: Path) -> None:
    for path in (
        zipped(tmp_path / "a.zip", dict.fromkeys(HOSTILE, b"x") | PARTS),
        tarred(tmp_path / "a.tar", dict.fromkeys(HOSTILE, b"x") | PARTS),
    ):
        with open_source(str(path)) as source:
            assert source.names == sorted(PARTS), path
            assert source.refused == len(HOSTILE)


def test_a_colon_is_no_drive_but_behind_a_letter(tmp_path: Path) -> None:
    parts = {"Tea: a history.html": b"x", "12:30/b.txt": b"x"}
    with open_source(str(zipped(tmp_path / "a.zip", parts))) as source:
        assert (source.names, source.refused) == (sorted(parts), 0)


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link.txt").symlink_to(tmp_path / "secret")
    (tmp_path / "folder" / "dir").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "folder" / "pipe")
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            member = tarfile.TarInfo(f"link{kind!r}")
            member.type, member.linkname = kind, str(tmp_path / "secret")
            archive.addfile(member)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as zipped_links:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = 0o120777 << 16
        zipped_links.writestr(info, str(tmp_path / "secret"))
    for name, refused in (("folder", 2), ("a.tar", 4), ("a.zip", 1)):
        with open_source(str(tmp_path / name)) as source:
            assert (source.names, source.refused) == ([], refused), name


def test_an_archive_gives_no_more_than_its_size_warrants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "_AT_LEAST", 1_000_000)
    zeros = {f"{number}.txt": bytes(3_000_000) for number in range(10)}
    for path in (zipped(tmp_path / "a.zip", zeros), tarred(tmp_path / "a.tar.gz", zeros, "w:gz")):
        with pytest.raises(ArticleUnreadable, match="200 times its own size"):
            content(path)
    assert content(tarred(tmp_path / "a.tar", zeros)) == zeros


def test_a_part_gives_no_more_than_is_asked_for(tmp_path: Path) -> None:
    with open_source(str(zipped(tmp_path / "a.zip", {"a.txt": bytes(5000)}))) as source:
        with pytest.raises(ArticleUnreadable, match=r"larger than 4,999 bytes"):
            source.read("a.txt", 4999)
        assert source.start("a.txt", 3) == bytes(3)


def test_archives_within_archives_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = zipped(tmp_path / "0.zip", {"bookmarks.html": BOOKMARKS}).read_bytes()
    for depth in range(1, 4):
        inner = zipped(tmp_path / f"{depth}.zip", {f"{depth - 1}.zip": inner}).read_bytes()
    assert bring(tmp_path / "2.zip", tmp_path / "two").number("written") == 3
    (failed,) = bring(tmp_path / "3.zip", tmp_path / "three").results
    assert failed.reason.endswith("archives are nested too deeply")
    monkeypatch.setattr(archives, "_AT_LEAST", 1_000_000)
    bomb = zipped(tmp_path / "bomb.zip", {"a.zip": b"PK\3\4" + bytes(100_000_000)}).read_bytes()
    bombs = zipped(tmp_path / "bombs.zip", {f"{number}.zip": bomb for number in range(9)})
    failed = bring(bombs, tmp_path / "four").results[-1]
    assert "200 times its own size" in failed.reason


def test_exports_cut_in_pieces_are_one_source(tmp_path: Path) -> None:
    piece = zipped(tmp_path / "1.zip", {"b.txt": b"B"}).read_bytes()
    with open_source(str(zipped(tmp_path / "a.zip", {"a.txt": b"A", "1.zip": piece}))) as source:
        assert "1.zip" in source
        with source.with_inner(["1.zip"]) as whole:
            assert {name: whole.read(name) for name in whole.names} == {"a.txt": b"A", "b.txt": b"B"}


def test_too_many_parts_are_refused_before_they_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {f"{number}.txt": b"" for number in range(30)}
    paths = [zipped(tmp_path / "a.zip", many), tarred(tmp_path / "a.tar", many)]
    monkeypatch.setattr(archives, "MOST_PARTS", 20)
    for path in paths:
        with pytest.raises(ArticleUnreadable, match="more than 20 parts"), open_source(str(path)):
            pass
    monkeypatch.setattr(archives, "MOST_PARTS", 200)
    monkeypatch.setattr(archives, "_MOST_DIRECTORY", 30 * 46)
    monkeypatch.setattr(zipfile, "ZipFile", None)  # it is not even called
    with pytest.raises(ArticleUnreadable, match="parts"), open_source(str(paths[0])):
        pass


def test_the_directory_of_a_huge_archive_is_bounded_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = b"PK\6\6" + bytes(36) + struct.pack("<QQ", 1 << 40, 0)
    locator = b"PK\6\7" + struct.pack("<IQI", 0, 4, 1)
    end = b"PK\5\6" + bytes(4) + b"\xff" * 12 + bytes(2)
    (tmp_path / "a.zip").write_bytes(b"PK\3\4" + record + locator + end)
    with (
        pytest.raises(ArticleUnreadable, match="more than 200,000 parts"),
        open_source(str(tmp_path / "a.zip")),
    ):
        pass


@pytest.mark.parametrize("spoil", [slice(0, 60), slice(-40, None), slice(30, 90)])
def test_a_damaged_archive_is_a_failure_with_its_reason(tmp_path: Path, spoil: slice) -> None:
    for path in (
        zipped(tmp_path / "a.zip", {"a.html": BOOKMARKS}),
        tarred(tmp_path / "a.tar.gz", {"a.html": BOOKMARKS.encode()}, "w:gz"),
    ):
        data = bytearray(path.read_bytes())
        data[spoil] = bytes(byte ^ 0x55 for byte in data[spoil])
        path.write_bytes(data)
        report = bring(path, tmp_path / "new")
        assert [one.status for one in report.results] == ["failed"], path
        assert report.results[0].reason


def test_an_encrypted_part_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path / "a.zip", {"a.html": BOOKMARKS}).read_bytes())
    data[6] |= 1
    data[data.rfind(b"PK\1\2") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    with open_source(str(tmp_path / "a.zip")) as source, pytest.raises(ArticleUnreadable, match="encrypted"):
        source.read("a.html")


def test_what_lies_in_an_archive_is_recognised_part_by_part(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"x/bookmarks.html": BOOKMARKS, "x/readme.bin": b"\0"})
    assert bring(path, tmp_path / "new").number("written") == 3
    assert len(files(tmp_path / "new")) == 3
