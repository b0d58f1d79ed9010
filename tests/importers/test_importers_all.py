"""What holds for every importer: it is documented, and no source, however odd, is more than a failure to it."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from import_making import bring

from conftest import PROJECT
from kratomcli.importers.sources.source import open_source
from kratomcli.importers.table import IMPORTERS, ImporterRow

PAGE = (PROJECT / "docs" / "import.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("## Sources\n")[2].partition("\n## ")[0].partition("\n### ")[0]


def odd_sources(place: Path) -> list[Path]:
    """An empty folder, files and archives with what no service writes."""
    parts = {
        **{"a.json": b"[", "b.json": b"null", "c.json": b'{"a": [1, null]}', "d.json": b"[" * 100_000},
        **{"a.csv": b"", "b.csv": b"\xff\xfe\x00", "c.csv": b'"', "d.csv": b",,,\n,", "a.xml": b"<a>", "b.xml": b"<rss/>"},
        **{"a.html": b"", "b.html": b"<" * 1000, "c.html": b"<div>" * 3000, "a.md": b"---\n: [\n---\n", "a.txt": b"\0"},
        **{"a.enex": b"<en-export>", "a.opml": b"<opml>", "a.eml": b"\n", "a.mbox": b"From ", "a.warc": b"WARC/1.0\r\n", "noname": b"x"},
    }  # fmt: skip
    (place / "empty").mkdir()
    (place / "folder").mkdir()
    for name, data in parts.items():
        (place / "folder" / name).write_bytes(data)
    with zipfile.ZipFile(place / "all.zip", "w") as archive, tarfile.open(place / "all.tar", "w") as tar:
        for name, data in parts.items():
            archive.writestr(f"export/{name}", data)
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return [
        place / "empty",
        place / "folder",
        place / "all.zip",
        place / "all.tar",
        *sorted((place / "folder").iterdir()),
    ]


def test_each_is_in_the_table_of_the_docs() -> None:
    assert [row.name for row in IMPORTERS if f"`{row.name}`" not in TABLE] == []


def test_names_are_unique() -> None:
    assert len({row.name for row in IMPORTERS}) == len({row.module for row in IMPORTERS}) == len(IMPORTERS)


@pytest.mark.parametrize("row", IMPORTERS, ids=lambda row: row.name)
def test_odd_sources_are_failures_with_reasons(row: ImporterRow, tmp_path: Path) -> None:
    name, module = row.name, row.load()
    for source in odd_sources(tmp_path):
        with open_source(str(source)) as opened:
            assert module.recognises(opened) in (True, False), source
        report = bring(source, tmp_path / "new", importer=name)
        for one in report.results:
            assert one.status != "failed" or one.reason, (source, one)
            assert "Error: " not in one.reason, (source, one)


def test_none_takes_what_is_anothers(tmp_path: Path) -> None:
    """The first bytes and names of one service are no other's: none recognises plain text or an empty file."""
    for name, data in (
        ("a.txt", b"Tea is a drink.\n"),
        ("empty.json", b""),
        ("b.json", b"[]"),
        ("c.csv", b"a,b\n1,2\n"),
    ):
        (tmp_path / name).write_bytes(data)
        (failed,) = bring(tmp_path / name, tmp_path / "new").results
        assert "no importer knows" in failed.reason, (name, failed)
