"""Queries over all rows of a catalog, for statistics and checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.catalog.sql_fields import place_in_meta
from kratomcli.errors import UsageError
from kratomcli.markup.links import host_of
from kratomcli.model.fields import FIELDS, canonical, nearest
from kratomcli.named_tuples import NamedTuple
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from kratomcli.catalog.catalog import Catalog


def count_from(catalog: Catalog, label: str, name: str) -> int:
    """How many articles come from one source, which is told by one of their fields.

    Args:
        label: "host" (of the field `source`), "author" (the first), "folder", or "title" (a prefix of it).
        name: the host, author, folder ("" for the top) or prefix.
    """
    catalog.need_all()
    if label == "host":
        near = "instr(lower(source), lower(?))" if name.isascii() else "coalesce(source, '') != ?"
        rows = catalog.rows(f"SELECT source FROM articles WHERE {near}", (name,))
        return sum(host_of(source) == name for (source,) in rows)
    where = {
        "title": "substr(title, 1, length(:name)) = :name",
        "author": "json_extract(authors, '$[0]') = :name",
        "folder": "instr(id, :name || '/') = 1 AND NOT instr(substr(id, length(:name) + 2), '/')"
        if name
        else "NOT instr(id, '/')",
    }[label]
    values = {"name": name} if ":name" in where else {}
    return int(catalog.execute(f"SELECT count(*) FROM articles WHERE {where}", values).fetchone()[0])


def coverage(catalog: Catalog) -> list[tuple[str, int]]:
    """(field, number of articles that have it); titles from file name or first sentence don't count."""
    catalog.need_all()
    fields = ("date", "updated", "tags", "summary", "authors", "source", "lang")
    own = "sum(coalesce(json_extract(derived,'$.title'),'') NOT IN ('file name','first sentence'))"
    counts = ", ".join([own, *(f"count({field})" for field in fields)])
    row = catalog.execute(f"SELECT {counts} FROM articles").fetchone()
    return [(name, int(count or 0)) for name, count in zip(("title", *fields), row, strict=True)]


def lengths(catalog: Catalog, starts: Sequence[int]) -> list[int]:
    """How many articles have as many words as each of these numbers or more, and less than the next."""
    catalog.need_all()
    classes = " ".join(f"WHEN words >= {start} THEN {at}" for at, start in reversed([*enumerate(starts)]))
    counts = dict(catalog.rows(f"SELECT CASE {classes} END, count(*) FROM articles GROUP BY 1"))
    return [int(counts.get(at, 0)) for at in range(len(starts))]


def articles_with_others(catalog: Catalog, tags: Sequence[str]) -> int:
    """How many articles have a tag that is none of these, without regard to case (ASCII)."""
    catalog.need_all()
    marks = ",".join("?" * len(tags))
    return int(
        catalog.execute(
            "SELECT count(DISTINCT articles.key) FROM articles, json_each(tags) each"
            f" WHERE each.value != '' AND each.value COLLATE NOCASE NOT IN ({marks})",
            tuple(tags),
        ).fetchone()[0]
    )


class Namesake(NamedTuple):
    """An article with the same title as another one; `language` is "" if it states none."""

    title: str
    id: str
    path: str
    language: str


def namesakes(catalog: Catalog) -> list[Namesake]:
    """Articles with the same title as another one, sorted by title, then id.

    Titles are compared without regard to case (ASCII). Those made from the file name or first sentence are
    left out.
    """
    catalog.need_all()
    own = "coalesce(json_extract(derived,'$.title'),'') NOT IN ('file name','first sentence')"
    rows = catalog.rows(
        f"SELECT title, id, {catalog.columns.path()}, coalesce(lang,'') FROM articles"
        f" WHERE {own} AND title COLLATE NOCASE IN"
        f" (SELECT title FROM articles WHERE {own} GROUP BY title COLLATE NOCASE HAVING count(*) > 1)"
        " ORDER BY title COLLATE NOCASE, id"
    )
    return [Namesake(*row) for row in rows]


def own_addresses(catalog: Catalog) -> Iterator[str]:
    """The addresses that front matter gives to articles' pages, as written.

    They are the text values of the keys slug, permalink, id, url and path.
    """
    catalog.need_all()
    query = (
        "SELECT json_extract(meta,'$.slug'), json_extract(meta,'$.permalink'), json_extract(meta,'$.id'),"
        " json_extract(meta,'$.url'), json_extract(meta,'$.path') FROM articles WHERE meta IS NOT NULL"
    )
    return (value for row in catalog.rows(query) for value in row if isinstance(value, str))


def displaced(catalog: Catalog) -> list[tuple[str, str, str]]:
    """(preferred id, actual id, path) of articles whose preferred id belongs to another one, sorted by id."""
    catalog.need_all()
    return catalog.rows(
        f"SELECT base, id, {catalog.columns.path()} FROM articles WHERE base IS NOT NULL ORDER BY id"
    )


def has_key(catalog: Catalog, name: str) -> bool:
    """Whether an article has exactly this key of front matter."""
    sql = f"SELECT 1 FROM articles WHERE json_type({place_in_meta(name)}) IS NOT NULL LIMIT 1"
    return bool(catalog.rows(sql))


def known(catalog: Catalog, name: str, fields: Collection[str]) -> str:
    """Resolve a column name to one of `fields`, or to a front-matter key in the case that articles use.

    Raises:
        UsageError: the name is neither a field nor a key that any article has.
    """
    field = canonical(name)
    if field in fields:
        return field
    catalog.need_key(name)
    if has_key(catalog, name):
        return name
    found = catalog.rows("SELECT DISTINCT each.key FROM articles, json_each(meta) each")
    keys = sorted(str(key) for (key,) in found)  # in whichever order articles have them, one is chosen
    for key in keys:
        if key.casefold() == name.casefold():
            return key
    if field in FIELDS:
        raise UsageError(
            f"the field '{one_line(name)}' can only be searched", hint=f"There are {', '.join(fields)}."
        )
    near = nearest(name, keys)
    guess = f"Did you mean {near}? " if near else ""
    raise UsageError(
        f"no field '{one_line(name)}'",
        hint=f"{guess}There are {', '.join(fields)}, and the keys of front matter that articles have.",
    )
