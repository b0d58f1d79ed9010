"""The format that a file's name asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Run
from kratomcli.errors import UsageError
from kratomcli.export import format_for


@pytest.mark.parametrize(
    ("name", "format"),
    [
        (".html", "html"),
        ("pages/.HTM", "html"),
        (".csv", "csv"),
        (".ndjson", "jsonl"),
        (".sqlite3", "sqlite"),
        (".shelf", "jsonl"),
        ("site.d/plain", "jsonl"),
        ("plain.", "jsonl"),
        (".shelf.md", "markdown"),
        ("all/", "markdown"),
        (None, "jsonl"),
    ],
)
def test_a_name_has_the_format_of_its_suffix(name: str | None, format: str) -> None:
    assert format_for(name) == format


@pytest.mark.parametrize(
    ("suffix", "nearest"),
    [
        (".jsno", ".json"),
        (".jsonll", ".jsonl"),
        (".HTLM", ".html"),
        (".epbu", ".epub"),
        (".pfd", ".pdf"),
        (".cvs", ".csv"),
        (".mardown", ".markdown"),
        (".sqlit", ".sqlite"),
    ],
)
def test_a_misspelt_suffix_is_guessed_at(suffix: str, nearest: str) -> None:
    with pytest.raises(UsageError) as caught:
        format_for(f"shelf{suffix}")
    assert (caught.value.hint or "").startswith(f"Did you mean {nearest}? These endings name one: .json, ")


@pytest.mark.parametrize("suffix", [".xml", ".yaml", ".docx", ".q"])
def test_a_suffix_that_is_near_to_none_is_not_guessed_at(suffix: str) -> None:
    with pytest.raises(UsageError) as caught:
        format_for(f"shelf{suffix}")
    assert (caught.value.hint or "").startswith("These endings name one: .json, ")


def test_export_goes_by_it(run: Run, tmp_path: Path) -> None:
    refused = run("export", "-o", tmp_path / "z.jsno")
    assert refused.returncode == 2
    assert b"Did you mean .json?" in refused.stderr
    assert not list(tmp_path.glob("z.*"))
    assert run("export", "-n", "1", "-o", tmp_path / ".html").returncode == 0
    assert (tmp_path / ".html").read_text().startswith("<!doctype html>")
