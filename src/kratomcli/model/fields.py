"""The table of fields: their types, and their names in queries and in front matter."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Literal

from kratomcli.named_tuples import NamedTuple

FieldType = Literal["text", "keyword", "date", "number", "flag"]
"""How a field is queried: "text" by words and phrases (stemmed), "keyword" by whole values or words of them
(not stemmed), "date" and "number" by values and ranges, "flag" by `is:`."""


class Field(NamedTuple):
    """A field; `aliases` are its other names in queries, `keys` its names in front matter."""

    name: str
    kind: FieldType
    help: str
    aliases: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    listed: bool = True
    """Whether it is a column of listings, by which articles can be sorted."""


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
            (
                *("date", "published", "pubDate", "publishDate", "publishedDate", "publishedAt"),
                *("datePublished", "created", "createdAt", "createdDate", "dateCreated", "creationDate"),
            ),
        ),
        Field(
            "updated",
            "date",
            "when it was last changed",
            ("modified",),
            (
                *("updated", "lastmod", "modified", "updatedDate", "updatedAt", "dateUpdated"),
                *("lastUpdated", "lastUpdate", "lastModified", "lastModifiedAt", "modifiedAt"),
                *("modifiedDate", "dateModified", "modificationDate"),
            ),
        ),
        Field(
            "tags",
            "keyword",
            "tags",
            ("tag",),
            ("tags", "tag", "categories", "category", "topics", "keywords", "filetags"),
        ),
        Field("summary", "keyword", "summary", (), ("summary", "description", "excerpt")),
        Field("authors", "keyword", "authors", ("author",), ("authors", "author")),
        Field("draft", "flag", "not yet published", (), ("draft", "isDraft")),
        Field("source", "keyword", "where it came from", ("url",), ("url", "source", "canonical_url")),
        Field("lang", "keyword", "language", ("language",), ("lang", "language")),
        Field("words", "number", "words in the body"),
        Field("kind", "keyword", "kind of file"),
        Field("section", "keyword", "headings", ("sections", "heading", "headings"), (), False),
        Field("links-to", "keyword", "articles that link to this one", ("links",), (), False),
        Field("linked-from", "keyword", "articles that this one links to", ("backlinks",), (), False),
        Field("text", "text", "title, summary, tags and body together", ("body",), (), False),
    )
}

ALIASES: dict[str, str] = {alias: f.name for f in FIELDS.values() for alias in f.aliases}
"""Alias in queries → field name."""

_SEPARATORS = str.maketrans("", "", " _-")


@lru_cache(4096)  # the same few keys in every article
def normal_key(key: str) -> str:
    """A front-matter key as keys are compared: "Date created", date_created and dateCreated are one."""
    return key.lower().translate(_SEPARATORS)


FRONT_MATTER: dict[str, str] = {normal_key(key): f.name for f in FIELDS.values() for key in f.keys}
"""Normal form of a front-matter key → field name; the first key of a field that is present wins."""

LISTED: tuple[str, ...] = tuple(f.name for f in FIELDS.values() if f.listed)
"""Names of the fields that can be listed and sorted by, in the order of the JSON contract."""

LINK_FIELDS: tuple[str, ...] = ("links-to", "linked-from")
"""The fields that ask for links between articles."""

FLAGS: tuple[str, ...] = ("draft",)
"""The values of `is:` in queries."""


def canonical(name: str) -> str:
    """The name of a field for its name or an alias, in any case; other names are returned unchanged."""
    lower = name.lower()
    return lower if lower in FIELDS else ALIASES.get(lower, name)


def nearest(name: str, keys: Collection[str] = ()) -> str:
    """Suggestions for an unknown name, among the fields and `keys`, such as "tags or title"; "" if none."""
    lower = name.lower()
    if (field := FRONT_MATTER.get(normal_key(name))) is not None:
        return field
    from difflib import get_close_matches  # imported here because it is only needed for this error

    spelled = {key.lower(): key for key in keys} | {known: known for known in (*ALIASES, *FIELDS)}
    near = {canonical(spelled[match]): spelled[match] for match in get_close_matches(lower, spelled)}
    return " or ".join(near.values())


def type_of(field: str) -> FieldType | None:
    """The type of a field; None for a front-matter key that is not a field."""
    return FIELDS[field].kind if field in FIELDS else None
