"""The search of a site: Pagefind indexes the finished pages; browsers load its index in parts."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from kratomcli.errors import OutputError
from kratomcli.export.site.state import put, remove
from kratomcli.files.processes import run
from kratomcli.files.reading import read_file
from kratomcli.files.writing import scratch_folder

_WANTED = ("pagefind-entry.json", "pagefind.js", "pagefind-worker.js")
_LARGEST = 1 << 30
_SUFFIXES = (".pf_meta", ".pf_index", ".pf_fragment", ".pf_filter", ".pagefind")
"""The files of the index; Pagefind's other files are its user interface, which is not used."""


def is_installed() -> bool:
    """Whether the optional package Pagefind is installed."""
    return find_spec("pagefind_bin") is not None


def index(folder: Path, before: set[str]) -> set[str]:
    """Make the index of the site in `folder`, and return its files; `before` are those of the last build.

    Raises:
        OutputError: Pagefind fails.
    """
    from pagefind_bin import get_executable

    with scratch_folder() as made:
        # By its own path, for `python -m` looks into the current folder first; in a folder of our own,
        # for it takes settings from a pagefind.toml, .yml or .json there, and from PAGEFIND_ variables.
        result = run(
            get_executable(),
            *("--site", os.path.abspath(folder), "--output-path", made, "--silent"),
            *("--glob", "articles/**/*.html"),
        )
        if result.returncode:
            last = (result.stderr or result.stdout).strip().rpartition("\n")[2]
            raise OutputError(f"the search index can't be made: {last}")
        files = set()
        for file in sorted(Path(made).rglob("*")):
            if file.is_file() and (file.name in _WANTED or file.suffix in _SUFFIXES):
                name = f"pagefind/{file.relative_to(made).as_posix()}"
                put(folder, name, read_file(file, limit=_LARGEST))
                files.add(name)
    remove(folder, sorted(before - files))
    return files
