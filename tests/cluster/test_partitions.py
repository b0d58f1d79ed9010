"""Which partition a file is in, and scanning one by itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kratomcli.catalog.catalog import Catalog
from kratomcli.cluster.partitions import FOLDERS, Partition, partitions, top_of
from kratomcli.index.scan import Root, roots_of, scan

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[[Mapping[str, str | bytes]], Path]

FILES = {
    "top.md": "# top",
    "a/1.md": "# 1",
    "a/b/2.md": "# 2",
    "c/3.md": "# 3",
    "ab/4.md": "# 4",
    "b/a/5.md": "# 5",
}


def listed(roots: list[Root], part: Partition) -> set[bytes]:
    """The paths of the files that a scan of a partition finds."""
    catalog = Catalog(None, roots)
    found = scan(roots, catalog, part=part).folders
    catalog.close()
    lines = [(one.path, line) for one in found for line in one.now.split(b"\0")]
    assert all(line.endswith(b" 0") for _, line in lines)  # no inode
    return {
        folder + b"/" + line.partition(b"/")[0] if folder else line.partition(b"/")[0]
        for folder, line in lines
    }


def test_each_file_is_in_the_partition_of_its_first_folder(folder: Make) -> None:
    roots = roots_of([str(folder(FILES))])
    parts = partitions(FOLDERS, "library", ["", "a", "ab", "b", "c"], 1)
    found = {part.name: listed(roots, part) for part in parts}
    assert found == {
        "": {b"top.md"},
        "a": {b"a/1.md", b"a/b/2.md"},
        "ab": {b"ab/4.md"},
        "b": {b"b/a/5.md"},
        "c": {b"c/3.md"},
    }


def test_of_several_folders_each_has_partitions_of_its_own(folder: Make) -> None:
    place = folder({"one/x/1.md": "# 1", "one/2.md": "# 2", "two/x/3.md": "# 3"})
    roots = roots_of([str(place / "one"), str(place / "two")])
    names = [root.name for root in roots]
    parts = partitions(FOLDERS, "library", [*names, *(f"{name}/x" for name in names)], 2)
    found = {part.name: listed(roots, part) for part in parts}
    assert found == {
        names[0]: {f"{names[0]}/2.md".encode()},
        f"{names[0]}/x": {f"{names[0]}/x/1.md".encode()},
        names[1]: set(),
        f"{names[1]}/x": {f"{names[1]}/x/3.md".encode()},
    }


def test_ranges_of_keys_part_a_library_whatever_its_folders(folder: Make) -> None:
    roots = roots_of([str(folder(FILES))])
    parts = partitions("3", "library", [], 1)
    found = [listed(roots, part) for part in parts]
    assert set.union(*found) == {path.encode() for path in FILES}
    assert sum(map(len, found)) == len(FILES)
    assert (parts[0].low, parts[-1].high) == (0, (1 << 63) - 1)
    assert [part.low for part in parts[1:]] == [part.high + 1 for part in parts[:-1]]


def test_top_of_a_path() -> None:
    assert [top_of(path, 1) for path in ("a.md", "x/a.md", "x/y/a.md")] == ["", "x", "x"]
    assert [top_of(path, 2) for path in ("r/a.md", "r/x/a.md", "r/x/y/a.md")] == ["r", "r/x", "r/x"]


def test_a_partition_with_a_name_that_is_not_utf_8(folder: Make) -> None:
    place = folder({"a.md": "# a"})
    inside = Path(os.fsdecode(bytes(place) + b"/\xff"))
    inside.mkdir()
    (inside / "b.md").write_text("# b")
    (part,) = partitions(FOLDERS, "library", ["%FF"], 1)
    assert listed(roots_of([str(place)]), part) == {b"\xff/b.md"}
