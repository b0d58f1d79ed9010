"""Fields as SQL: how the catalog's columns become cells of text, JSON values and an order."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from kratomcli.errors import UsageError
from kratomcli.model.fields import FIELDS, LISTED, canonical
from kratomcli.model.paths import shown_path

CONTRACT = (*LISTED, "meta", "derived", "notes")
"""The keys of an entry in the JSON contract, in its order."""


class Sort(NamedTuple):
    """What to order by: a listed field or a front-matter key."""

    field: str
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> Sort:
        """`FIELD`, `FIELD:asc` or `FIELD:desc`.

        Raises:
            UsageError: an unknown direction, or no field.
        """
        name, _, direction = text.partition(":")
        if direction not in ("", "asc", "desc") or not name:
            raise UsageError(f"can't sort by '{text}'", hint="Write FIELD, FIELD:asc or FIELD:desc.")
        return cls(canonical(name), direction == "desc")


class Columns:
    """SQL expressions over the table of articles of a library with these roots: (name, folder)."""

    def __init__(self, roots: Sequence[tuple[str, str]]) -> None:
        self.roots = [(_shown(name), _shown(folder)) for name, folder in roots]
        """As they are in paths that are shown."""

    def order(self, sort: Sort | None) -> str:
        """SQL for ORDER BY: unknown values last, ties by id."""
        if sort is None or sort.field == "id":
            return "id DESC" if sort and sort.descending else "id"
        if sort.field in LISTED:
            column = self.path() if sort.field == "path" else sort.field
        elif sort.field in FIELDS:
            raise UsageError(f"can't sort by '{sort.field}'", hint=f"Sort by one of {', '.join(LISTED)}.")
        else:
            column = f"json_extract({place_in_meta(sort.field)})"
        kind = FIELDS[sort.field].kind if sort.field in FIELDS else "keyword"
        collation = " COLLATE NOCASE" if kind in ("text", "keyword") else ""
        return f"{column}{collation} {'DESC' if sort.descending else 'ASC'} NULLS LAST, id"

    def cell(self, name: str) -> str:
        """SQL for one text cell."""
        if name == "path":
            return self.path()
        if name in ("tags", "authors"):
            # ["a","b"] → a, b. Without a backslash in it, "," can only be between two values.
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

    def values(self, field: str, source: str) -> str:
        """SQL for a row (key, value) for each value that an article in `source` has for a field."""
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
        """SQL for one value of the JSON contract."""
        if name in ("tags", "authors", "notes"):
            return f"json(coalesce({name},'[]'))"
        if name in ("meta", "derived"):
            return f"json(coalesce({name},'{{}}'))"
        if name == "draft":
            return f"json({self.cell(name)})"
        if name == "path":
            return self.path()
        if name in LISTED:
            return name
        place = place_in_meta(name)
        return (
            f"json(CASE json_type({place}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'"
            f" ELSE json_quote(json_extract({place})) END)"
        )

    def path(self) -> str:
        """SQL for the absolute path, safe to print."""
        if len(self.roots) == 1:
            return f"{quoted(self.roots[0][1].rstrip('/') + '/')}||path"
        whens = " ".join(
            f"WHEN substr(path,1,{len(name) + 1})={quoted(name + '/')}"
            f" THEN {quoted(folder.rstrip('/'))}||substr(path,{len(name) + 1})"
            for name, folder in self.roots
        )
        return f"CASE {whens} END"


def _shown(name: str) -> str:
    """A folder's name as paths in the catalog have it: safe to print."""
    return name if name.isascii() and name.isprintable() else shown_path(os.fsencode(name))[0]


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def place_in_meta(name: str) -> str:
    """The arguments of SQLite's JSON functions for a front-matter key; dots go into mappings."""
    path = ".".join('"' + part.replace('"', "") + '"' for part in name.split("."))
    return f"meta,{quoted('$.' + path)}"
