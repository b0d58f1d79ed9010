"""The table of articles and the type of its rows are one description."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from zlib import crc32

import pytest

from kratomcli.catalog import history, schema
from kratomcli.catalog.catalog import Catalog
from kratomcli.catalog.schema import ArticleRow
from kratomcli.catalog.writer import CatalogWriter
from kratomcli.errors import IndexDamaged

ROW = ArticleRow(
    *(1, "a", "a.md", None, None, b"1234567890123456", 3, 4, "utf-8", 0, "markdown", 1, "A", None, None),
    *('["x"]', None, None, 0, None, None, 2, None, "{}", None, b""),
)


@pytest.fixture
def catalog() -> Iterator[Catalog]:
    with closing(Catalog(None, [("", "/x")])) as catalog:
        catalog.execute(schema.INSERT_ARTICLE, (*ROW, schema.checksum(ROW)))
        yield catalog


def test_the_table_has_the_columns_of_the_row_in_its_order(catalog: Catalog) -> None:
    columns = catalog.rows("PRAGMA table_info(articles)")
    assert [name for _, name, *_ in columns] == [*ArticleRow._fields, "checksum"]
    may_be_none = {name for _, name, _, is_needed, *_ in columns if not is_needed} - {"key"}
    assert may_be_none == {name for name, kind in ArticleRow.__annotations__.items() if "None" in str(kind)}


@pytest.mark.parametrize("name", ArticleRow._fields)
def test_a_change_of_any_column_is_seen(catalog: Catalog, name: str) -> None:
    value = getattr(ROW, name)
    other = value + 1 if isinstance(value, int) else b"other" if isinstance(value, bytes) else "other"
    catalog.execute(f"UPDATE articles SET {name} = ?", (other,))  # noqa: S608
    assert list(catalog.faults())
    with pytest.raises(IndexDamaged, match="does not match its checksum"):
        catalog.entries([other if name == "key" else 1])


def test_what_the_writer_changes_is_intact_and_what_was_damaged_stays_so(catalog: Catalog) -> None:
    writer = CatalogWriter(catalog)
    writer.touch(1, 30, 40)
    assert not list(catalog.faults())
    assert [(file.size, file.mtime) for file in catalog.files()] == [(30, 40)]
    catalog.execute("UPDATE articles SET title = 'B'")
    with pytest.raises(IndexDamaged):
        writer.touch(1, 31, 41)
    assert list(catalog.faults())


def test_tables_that_change_have_another_version() -> None:
    """Where this fails: raise SCHEMA_VERSION, and write down the new pair."""
    whole = "\n".join((*schema.tables(), *history.SCHEMA))
    assert (schema.SCHEMA_VERSION, crc32(whole.encode())) == (7, 2981841740)
