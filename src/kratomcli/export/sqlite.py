"""Articles → one SQLite file: a table of articles, one of their tags, and full-text search.

    articles      a row for each article: the keys of the JSON contract; meta, derived and notes are JSON
    tags          (article, tag), a row for each tag of each article
    articles_fts  FTS5 index of title, summary and body, by rowid of articles; Datasette searches in it

The same articles give the same bytes (with the same SQLite).
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from kratomcli.errors import OutputError
from kratomcli.export import contract
from kratomcli.text.safe_output import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kratomcli.export import ExportOptions
    from kratomcli.model.article import Article

_KEYS = tuple(key for key in contract.ARTICLE_KEYS if key not in ("tags", "sections"))
_INTEGERS = ("draft", "words")

_SCHEMA = f"""
CREATE TABLE articles (
  {",".join(f"{key} {'INTEGER' if key in _INTEGERS else 'TEXT'}" for key in _KEYS)}, PRIMARY KEY (id)
);
CREATE TABLE tags (article TEXT REFERENCES articles (id), tag TEXT, PRIMARY KEY (article, tag));
CREATE INDEX articles_by_date ON articles (date);
CREATE INDEX tags_by_tag ON tags (tag);
CREATE VIRTUAL TABLE articles_fts USING fts5 (
  title, summary, body, content="articles", tokenize="porter unicode61 remove_diacritics 2"
);
"""


def write_file(articles: Iterable[Article], path: Path, options: ExportOptions) -> int:
    """Write the database to `path`, where nothing may exist yet; return the number of articles."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        return _fill(connection, articles, options)
    except sqlite3.Error as error:
        raise OutputError(f"can't write the database: {error}") from error
    finally:
        connection.close()


def _fill(connection: sqlite3.Connection, articles: Iterable[Article], options: ExportOptions) -> int:
    # Nobody reads it before it is whole, and what is not whole is thrown away.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(_SCHEMA)
    connection.execute("BEGIN")
    count = 0
    insert = f"INSERT INTO articles ({','.join(_KEYS)}) VALUES ({','.join('?' * len(_KEYS))})"  # noqa: S608 - ours
    for article in articles:
        # One of two sections of an article has its id too.
        connection.execute(insert.replace("INSERT", "INSERT OR IGNORE", 1), list(_row(article, options)))
        tags = {(harmless(article.id), harmless(tag)): None for tag in article.tags}
        connection.executemany("INSERT OR IGNORE INTO tags VALUES (?, ?)", tags)
        count += 1
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
    connection.execute("COMMIT")
    connection.execute("VACUUM")
    return count


def _row(article: Article, options: ExportOptions) -> Iterator[str | int | None]:
    for value in contract.exported(article, options, _KEYS).values():
        if value is None or isinstance(value, int):
            yield value
        else:
            yield harmless(value if isinstance(value, str) else contract.dumps(value))
