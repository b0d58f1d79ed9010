"""The field table: what every article has, under which names, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple

FieldType = Literal["text", "keyword", "date", "number", "flag"]
"""text: analysed words and phrases · keyword: whole values or words in them · date · number · flag."""


class Field(NamedTuple):
    """One field; `aliases` are its other names in queries, `keys` its names in front matter."""

    name: str
    kind: FieldType
    help: str
    aliases: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    listed: bool = True
    """A column of `list`, so also something to sort by."""


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("id", "keyword", "path in the library without suffix"),
        Field("path", "keyword", "file", ("file",)),
        Field("title", "text", "title", (), ("title",)),
        Field(
            "date",
            "date",
            "when it was published",
            ("published",),
            ("date", "published", "pubDate", "publishDate"),
        ),
        Field(
            "updated",
            "date",
            "when it was last changed",
            ("modified",),
            ("updated", "lastmod", "modified"),
        ),
        Field("tags", "keyword", "tags", ("tag",), ("tags", "categories", "keywords")),
        Field("summary", "keyword", "summary", (), ("summary", "description", "excerpt")),
        Field("authors", "keyword", "authors", ("author",), ("authors", "author")),
        Field("draft", "flag", "not yet published", (), ("draft",)),
        Field("source", "keyword", "where it came from", ("url",), ("url", "source", "canonical_url")),
        Field("lang", "keyword", "language", ("language",), ("lang", "language")),
        Field("words", "number", "words in the body"),
        Field("section", "keyword", "headings", ("sections", "heading", "headings"), (), False),
        Field("text", "text", "title, summary, tags and body together", ("body",), (), False),
    )
}

ALIASES: dict[str, str] = {alias: f.name for f in FIELDS.values() for alias in f.aliases}
"""Other query name → field name."""

FRONT_MATTER: dict[str, str] = {key.lower(): f.name for f in FIELDS.values() for key in f.keys}
"""Front-matter key in lower case → field name; the first key of a field that is present wins."""

LISTED: tuple[str, ...] = tuple(f.name for f in FIELDS.values() if f.listed)
"""Fields that `list` can show and sort by, in the order of the JSON contract."""

FLAGS: tuple[str, ...] = ("draft",)
"""What `is:` can ask."""


def canonical(name: str) -> str:
    """The field's own name for any of its names; a name that is not in the table comes back as is."""
    lower = name.lower()
    return lower if lower in FIELDS else ALIASES.get(lower, name)


def nearest(name: str, keys: Collection[str] = ()) -> str:
    """The fields, and of `keys` those, that a name which is neither was likely meant for: "tags or title"."""
    lower = name.lower()
    if lower in FRONT_MATTER:
        return FRONT_MATTER[lower]
    from difflib import get_close_matches  # only this mistake needs it

    spelled = {key.lower(): key for key in keys} | {known: known for known in (*ALIASES, *FIELDS)}
    near = {canonical(spelled[match]): spelled[match] for match in get_close_matches(lower, spelled)}
    return " or ".join(near.values())


def type_of(field: str) -> FieldType | None:
    """The type of a field; None for a front-matter key that is no field."""
    return FIELDS[field].kind if field in FIELDS else None
