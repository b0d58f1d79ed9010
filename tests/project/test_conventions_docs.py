"""The page about the tools is what the table says."""

from __future__ import annotations

import subprocess
import sys

from conftest import PROJECT
from kratomcli.conventions.table import CONVENTIONS


def test_the_page_is_what_the_table_says() -> None:
    done = subprocess.run(
        [sys.executable, str(PROJECT / "docs" / "make_conventions.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = (PROJECT / "docs" / "conventions.md").read_text(encoding="utf-8")
    assert [name for name in CONVENTIONS if f"(`{name}`)" not in page] == []
