"""Documents that are zip archives: what may be unpacked of them in all."""

from __future__ import annotations

import tracemalloc

import pytest

from kratomcli.errors import ArticleUnreadable
from kratomcli.model.file_kinds import KIND_OF
from kratomcli.readers.conversion import convert
from kratomcli.readers.zipped import ZippedParts
from support.zipped import zipped


def test_parts_are_read_by_name_as_often_as_one_likes() -> None:
    parts = ZippedParts(zipped({"/a.xml": "tea", "b.xml": ""}), "book", largest=3, most=6)
    assert parts.names == ["a.xml", "b.xml"]
    assert [parts.read(name) for name in ("a.xml", "/a.xml", "b.xml", "c.xml")] == [b"tea", b"tea", b"", None]


def test_one_part_is_bounded_and_so_are_all_that_are_read() -> None:
    parts = ZippedParts(zipped({"a": "x" * 5, "b": "y" * 4}), "book", largest=4, most=10)
    with pytest.raises(ArticleUnreadable, match="enormous book: a has more than 4 bytes"):
        parts.read("a")
    assert [parts.read("b"), parts.read("b")] == [b"yyyy", b"yyyy"]
    with pytest.raises(ArticleUnreadable, match="enormous book: what was read of it up to b"):
        parts.read("b")


def test_what_may_no_longer_be_read_is_not_unpacked() -> None:
    parts = ZippedParts(zipped({"a": "x" * 4_000_000}), "book", largest=9_000_000, most=3_000_000)
    for _ in range(2):
        with pytest.raises(ArticleUnreadable):
            parts.read("a")
    tracemalloc.start()
    with pytest.raises(ArticleUnreadable):
        parts.read("a")
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("suffix", KIND_OF)
@pytest.mark.parametrize("data", [b"", b"\n \n"])
def test_a_file_without_anything_is_said_to_be_empty(suffix: str, data: bytes) -> None:
    with pytest.raises(ArticleUnreadable, match=r"^the file is empty$"):
        convert(data, f"a{suffix}")


@pytest.mark.parametrize(("suffix", "kind"), [(".odt", "OpenDocument text"), (".docx", "Word document")])
def test_a_file_of_another_kind_is_said_to_be_none(suffix: str, kind: str) -> None:
    with pytest.raises(ArticleUnreadable, match=rf"^no {kind}: it is no zip archive$"):
        convert(b"Tea.", f"a{suffix}")
