"""The catalog's part of an article's document: what is indexed of its row, and what is only stored."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b
from typing import Any

from kratomcli.catalog.schema import ArticleRow, checksum
from kratomcli.catalog.sqlite_errors import damage
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

_BINARY = tuple(ArticleRow._fields.index(name) for name in ("file", "fingerprint", "parts"))
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_BEGINNINGS = lazy_regex(r"(?<=[-_/])|^")
_LONGEST = 30_000
"""Bytes of a value to sort by: a cluster refuses more than 32,766."""
_ABBREVIATION = 500
"""Characters of the rest of an id."""

StoredRow = tuple[Any, ...]
"""The values of a row of the table `articles`, with its checksum."""
OutLink = tuple[int, str, int]
"""A link of an article: offset, address, and the key of the name under which its target is found."""


class CatalogFields(NamedTuple):
    """What the document of an article has for the catalog: fields that are indexed, and what is only kept."""

    indexed: dict[str, Any]
    kept: dict[str, Any]


def key_of(index: str, path: str) -> int:
    """The key of the article at a path within the library: positive, of 63 bits, always the same."""
    name = f"{index}\0{path}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(name, digest_size=8).digest(), "big") >> 1 or 1


def catalog_fields(
    row: ArticleRow,
    names: Collection[int],
    links: Sequence[OutLink],
    packed: bytes | None = None,
    file: bytes | None = None,
) -> CatalogFields:
    """What is indexed and kept of an article's row.

    Args:
        names: the keys of its names (`links.names.name_keys`).
        packed: what its file was converted to, if it was.
        file: the content of its file, if the cluster is to keep it.
    """
    indexed = {
        "id": row.id,
        "id_ends": sorted(set(_ends(lowered(row.id)))),
        "preferred": row.id if row.base is None else row.base,
        "path": row.path,
        "sort_path": lowered(row.path),
        "sort_title": _cut(lowered(row.title)),
        "sort_date": row.date,
        "sort_updated": row.updated,
        "word_count": row.words,
        "names": sorted(names),
        "link_names": sorted({name for _, _, name in links}),
    }
    kept: dict[str, Any] = {
        "row": _as_json(row),
        "names": sorted(names),
        "links": [list(link) for link in links],
    }
    if packed is not None:
        kept["packed"] = b64encode(packed).decode()
    if file is not None:
        kept["file"] = b64encode(file).decode()
    return CatalogFields({name: value for name, value in indexed.items() if value not in (None, [])}, kept)


def row_of(kept: dict[str, Any]) -> StoredRow:
    """The row of an article from what its document keeps."""
    values = article_of(kept)
    return (*values, checksum(values))


def article_of(kept: dict[str, Any]) -> ArticleRow:
    """As `row_of`, with names and without a checksum.

    Raises:
        IndexDamaged: there is no row in it.
    """
    try:
        values = list(kept["row"])
        for at in _BINARY:
            values[at] = None if values[at] is None else b64decode(values[at])
        return ArticleRow._make(values)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise damage("the index on the cluster is damaged: a document has no row of an article") from error


def links_of(kept: dict[str, Any]) -> list[OutLink]:
    """The links of an article from what its document keeps."""
    return [(start, address, name) for start, address, name in kept.get("links", ())]


def binary(kept: dict[str, Any], name: str) -> bytes | None:
    """The bytes `packed` or `file` from what a document keeps; None if it has none."""
    return b64decode(kept[name]) if name in kept else None


def lowered(text: str) -> str:
    """A text with A to Z in lower case, as SQLite compares without regard to case."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


def abbreviation(text: str) -> str:
    """What a value of `id_ends` begins with if `text` abbreviates the id."""
    return lowered(text)[:_ABBREVIATION]


def _ends(id: str) -> Iterator[str]:
    """The id, and what is behind each of its separators."""
    for beginning in _BEGINNINGS.finditer(id):
        if rest := id[beginning.start() :]:
            yield rest[:_ABBREVIATION]


def _cut(text: str) -> str:
    if len(text) <= _LONGEST // 4:
        return text
    return text.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore")


def _as_json(row: ArticleRow) -> list[Any]:
    return [b64encode(value).decode() if isinstance(value, bytes) else value for value in row]
