"""Counting articles by the values of a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.catalog.queries import known
from kratomcli.dates.partial_date import CHARACTERS
from kratomcli.errors import UsageError
from kratomcli.model.fields import FIELDS, LISTED, canonical
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.index.index_files import OpenIndex
    from kratomcli.query.ast import Node


COUNTED = (*LISTED, "section")
"""Fields whose values can be counted, besides front-matter keys."""


class Facet(NamedTuple):
    """The values of a field and the number of articles with each, most frequent first.

    `name` is the facet as requested ("tags", "date:year"); `other` is the number of values left out,
    `missing` the number of articles without a value.
    """

    name: str
    values: tuple[tuple[str, int], ...]
    other: int
    missing: int


def parse(name: str) -> tuple[str, int]:
    """The field of `FIELD`, or of `FIELD:year`, `:month` or `:day`, and how many characters of a value count.

    Raises:
        UsageError: an unknown field, or a part of a field that is no date.
    """
    field, _, part = name.partition(":")
    field = canonical(field)
    is_date = field in FIELDS and FIELDS[field].kind == "date"
    if not field or (part and (part not in CHARACTERS or not is_date)):
        raise UsageError(
            f"can't count by '{name}'", hint="Write a field, or date:year, date:month or date:day."
        )
    if field in FIELDS and not FIELDS[field].listed and field != "section":
        raise UsageError(f"can't count by '{field}'", hint="Its values are as many as there are words.")
    return field, CHARACTERS.get(part, CHARACTERS["day"] if is_date else 0)


def count(index: OpenIndex, node: Node | None, name: str, limit: int | None = None) -> Facet:
    """Count the articles that match `node` (None: all) by the values of a field.

    Raises:
        UsageError: a name that can't be counted by.
    """
    field, length = parse(name)
    field = known(index.catalog, field, COUNTED)
    if field == "section":  # headings are only in the engine
        from kratomcli.query.ast import And, Has, Not

        values = index.engine().values(field, query=node)
        values.sort(key=lambda value: (-value[1], value[0]))
        without = Not(Has(field))
        missing = index.engine().count(without if node is None else And((node, without)))
    else:
        keys = None if node is None else index.engine().keys(node)
        values, missing = index.catalog.tally(field, length, keys)
    shown = values[:limit]
    return Facet(name, tuple(shown), len(values) - len(shown), missing)
