"""Fields as SQL expressions: text cells, JSON values, and the order of articles."""

from __future__ import annotations

import os
from collections.abc import Sequence

from kratomcli.errors import UsageError
from kratomcli.model.fields import FIELDS, LISTED, canonical
from kratomcli.model.paths import ALL_SUFFIXES, kind_of, shown_path
from kratomcli.named_tuples import NamedTuple

CHOSEN = (*LISTED, "meta", "derived", "notes")
"""The keys that an entry can have in JSON, in order."""
CONTRACT = tuple(name for name in CHOSEN if name != "kind")
"""Those that it has unless others are asked for: the JSON contract."""


_SUFFIX_KINDS = " ".join(
    f"WHEN path LIKE '%{suffix}' THEN '{kind_of(suffix)}'" for suffix in ALL_SUFFIXES if suffix != ".txt"
)
_KIND = f"CASE {_SUFFIX_KINDS} ELSE 'text' END"


class Sort(NamedTuple):
    """A sort order: the name of a field or front-matter key, and the direction."""

    field: str
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> Sort:
        """Parse `FIELD`, `FIELD:asc` or `FIELD:desc`.

        Raises:
            UsageError: the direction is unknown, or the field is missing.
        """
        name, _, direction = text.partition(":")
        if direction not in ("", "asc", "desc") or not name:
            raise UsageError(f"can't sort by '{text}'", hint="Write FIELD, FIELD:asc or FIELD:desc.")
        return cls(canonical(name), direction == "desc")


class Columns:
    """SQL expressions for the table `articles` of a library with these roots: (name, folder)."""

    def __init__(self, roots: Sequence[tuple[str, str]]) -> None:
        self.roots = [(_shown(name), _shown(folder)) for name, folder in roots]
        """Names and folders, escaped so that they are safe to print."""

    def order(self, sort: Sort | None) -> str:
        """The SQL after ORDER BY: missing values last, ties by id; None sorts by id.

        Raises:
            UsageError: articles can't be sorted by this field.
        """
        if sort is None or sort.field == "id":
            return "id DESC" if sort and sort.descending else "id"
        if sort.field in LISTED:
            column = self.cell(sort.field) if sort.field in ("path", "kind") else sort.field
        elif sort.field in FIELDS:
            raise UsageError(f"can't sort by '{sort.field}'", hint=f"Sort by one of {', '.join(LISTED)}.")
        else:
            column = f"json_extract({place_in_meta(sort.field)})"
        kind = FIELDS[sort.field].kind if sort.field in FIELDS else "keyword"
        collation = " COLLATE NOCASE" if kind in ("text", "keyword") else ""
        return f"{column}{collation} {'DESC' if sort.descending else 'ASC'} NULLS LAST, id"

    def cell(self, name: str) -> str:
        """The SQL expression for a field or front-matter key as a cell of text without tabs or line ends."""
        if name == "path":
            return self.path()
        if name == "kind":
            return _KIND
        if name in ("tags", "authors"):
            # ["a","b"] → a, b. Without a backslash in the JSON, '","' only occurs between two values.
            return (
                f"CASE WHEN {name} IS NULL THEN '' WHEN instr({name},'\\')=0"
                f" THEN replace(substr({name},3,length({name})-4),'\",\"',', ')"
                f" ELSE (SELECT group_concat(value,', ') FROM json_each({name})) END"
            )
        if name == "draft":
            return "CASE draft WHEN 1 THEN 'true' ELSE 'false' END"
        if name in ("date", "updated", "summary", "source", "lang"):
            return f"coalesce({name},'')"
        if name in LISTED:
            return name
        place = place_in_meta(name)
        cell = (
            f"coalesce(CASE json_type({place}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'"
            f" ELSE json_extract({place}) END,'')"
        )
        for end in (9, 10, 13, 0x2028, 0x2029):
            cell = f"replace({cell},char({end}),' ')"
        return cell

    def row(self, names: Sequence[str]) -> str:
        """The SQL expression for cells with a tab between them."""
        cells = [self.cell(name) for name in names]
        if all(name in LISTED for name in names):
            form = "\t".join(["%s"] * len(cells))
            return f"printf({quoted(form)},{','.join(cells)})"
        # A value of front matter may have a NUL, at which `printf` would end it.
        return "''||" + "||char(9)||".join(cells)

    def values(self, field: str, source: str) -> str:
        """A SELECT of (key, value), a row for each value of a field in each article of the table `source`."""
        if field in ("tags", "authors"):
            return f"SELECT articles.key AS key, each.value AS value FROM {source}, json_each({field}) each"
        if field in LISTED:
            return f"SELECT articles.key AS key, {self.cell(field)} AS value FROM {source}"
        plain = "CASE each.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE each.value END"
        return (
            f"SELECT articles.key AS key, {plain} AS value"
            f" FROM {source}, json_each({place_in_meta(field)}) each"
            " WHERE each.type NOT IN ('object','array')"
        )

    def json(self, name: str) -> str:
        """The SQL expression for a field or front-matter key as a JSON value."""
        if name in ("tags", "authors", "notes"):
            return f"json(coalesce({name},'[]'))"
        if name in ("meta", "derived"):
            return f"json(coalesce({name},'{{}}'))"
        if name == "draft":
            return f"json({self.cell(name)})"
        if name in ("path", "kind"):
            return self.cell(name)
        if name in LISTED:
            return name
        place = place_in_meta(name)
        return (
            f"json(CASE json_type({place}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'"
            f" ELSE json_quote(json_extract({place})) END)"
        )

    def path(self) -> str:
        """The SQL expression for the absolute path, escaped so that it is safe to print."""
        if len(self.roots) == 1:
            return f"{quoted(self.roots[0][1].rstrip('/') + '/')}||path"
        whens = " ".join(
            f"WHEN substr(path,1,{len(name) + 1})={quoted(name + '/')}"
            f" THEN {quoted(folder.rstrip('/'))}||substr(path,{len(name) + 1})"
            for name, folder in self.roots
        )
        return f"CASE {whens} END"


def _shown(name: str) -> str:
    """A name or path escaped as the paths in the catalog are, so that it is safe to print."""
    return name if name.isascii() and name.isprintable() else shown_path(os.fsencode(name))[0]


def quoted(text: str) -> str:
    """A text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def place_in_meta(name: str) -> str:
    """The arguments "meta, path" of SQLite's JSON functions for a front-matter key; dots enter mappings."""
    path = ".".join('"' + part.replace('"', "") + '"' for part in name.split("."))
    return f"meta,{quoted('$.' + path)}"
