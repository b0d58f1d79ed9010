"""Documents of articles: what the engine indexes of one, and its rows in a catalog in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kratomcli.catalog.schema import ARTICLE_COLUMNS, ArticleRow
from kratomcli.cluster.partitions import top_of
from kratomcli.cluster.rows import catalog_fields

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog
    from kratomcli.cluster.target import Target


def stored_row(catalog: Catalog, key: int) -> ArticleRow | None:
    """The row of an article; None if it has none."""
    rows = catalog.rows(f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE key = ?", (key,))
    return ArticleRow._make(rows[0]) if rows else None


def document_of(
    target: Target, catalog: Catalog, row: ArticleRow, fields: dict[str, Any], file: bytes | None
) -> dict[str, Any]:
    """The document of an article, whose names, links and conversion are in the catalog, but no longer then.

    Args:
        fields: what the engine indexes of it.
        file: the content of its file, which is kept if the cluster keeps files.
    """
    key = (row.key,)
    names = [name for (name,) in catalog.rows("SELECT name FROM names WHERE key = ?", key)]
    links = catalog.rows("SELECT start, address, name FROM links WHERE source = ? ORDER BY start", key)
    packed = catalog.rows("SELECT packed FROM conversions WHERE key = ?", key)
    for statement in ("names WHERE key", "links WHERE source", "conversions WHERE key"):
        catalog.execute(f"DELETE FROM {statement} = ?", key)
    kept = catalog_fields(
        row, names, links, packed[0][0] if packed else None, file if target.keeps_files else None
    )
    return {**fields, **kept.indexed, "top": top_of(row.path, target.depth), **kept.kept}
