"""What the cluster knows of a partition, as a catalog in memory with which its files are compared."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kratomcli.catalog.catalog import Catalog
from kratomcli.catalog.schema import INSERT_ARTICLE, ArticleRow
from kratomcli.cluster.articles import Articles
from kratomcli.cluster.partitions import top_of
from kratomcli.cluster.rows import key_of, row_of
from kratomcli.index.file_changes import as_listing
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.catalog.schema import Failure
    from kratomcli.cluster.partitions import Partition
    from kratomcli.cluster.target import Target

FAILURE, NO_ARTICLE = "failure", "no article"
"""The kinds of the state documents of files that are in a listing, but are no articles."""
_PAGE = 5_000
_READ_AGAIN = b"?"
_INSERT = INSERT_ARTICLE.replace("INSERT", "INSERT OR IGNORE")

Listings = dict[bytes, dict[bytes, bytes]]
"""Folder → file name → the rest of its line; see `scan.Listed`."""


class UnreadFile(NamedTuple):
    """A file without an article: its folder, its name and its line in a listing."""

    folder: bytes
    name: bytes
    line: bytes

    def document(self, target: Target, path: str, failure: Failure | None) -> dict[str, Any]:
        """Its state document; without a failure it is a file that holds something else than an article."""
        return {
            "kind": NO_ARTICLE if failure is None else FAILURE,
            "name": path,
            "top": top_of(path, target.depth),
            "number": key_of(target.library, path),
            "value": failure._asdict() if failure else {"path": path},
            "file": [part.decode("latin-1") for part in self],
        }


class KnownFiles(NamedTuple):
    """What is known: articles, listings, failures and facts, and path → file of those without articles."""

    catalog: Catalog
    unread: dict[str, UnreadFile]


def known_files(target: Target, partition: Partition) -> KnownFiles:
    """What the cluster knows of the files of a partition."""
    state = target.state.read()
    catalog = Catalog(None, target.roots)
    catalog.begin()
    facts = {name: value for name, value in state.facts.items() if not name.startswith("root ")}
    if not target.is_shown:
        facts.pop("synced", None)  # what is written anew is no change
    # A folder that is empty here, but has articles, is taken to be one whose disk is not mounted.
    empty = {f"root {root.name}": "" for root in target.roots if not os.listdir(root.folder)}
    catalog.note(**facts, **empty, generation=str(state.generation))
    listings: Listings = {}
    for row in _rows(target, partition):
        if catalog.execute(_INSERT, row).rowcount:  # else two articles have one id, and this is read anew
            one = ArticleRow._make(row[:-1])
            folder, _, name = (one.file or one.path.encode()).rpartition(b"/")
            line = b"%d %d 0" % (one.size, one.mtime) if one.fingerprint else _READ_AGAIN
            listings.setdefault(folder, {})[name] = line
    unread: dict[str, UnreadFile] = {}
    for kind, path, file in _unread(target, partition):
        unread[path] = file
        listings.setdefault(file.folder, {})[file.name] = file.line
        if kind == FAILURE:
            catalog.execute("INSERT INTO failures VALUES (?, 0, '')", (path,))
    folders = ((path, as_listing(lines)) for path, lines in listings.items())
    catalog.execute_many("INSERT INTO folders VALUES (?, ?)", folders)
    catalog.commit()
    return KnownFiles(catalog, unread)


def _rows(target: Target, partition: Partition) -> Iterator[tuple[Any, ...]]:
    target.refresh()  # for what a worker wrote that ended before it did so
    # Nobody else writes the partition, so that no point in time is needed.
    for some in Articles(target).all_of(partition.query("key"), "row"):
        yield from (row_of(one.kept) for one in some)


def _unread(target: Target, partition: Partition) -> Iterator[tuple[str, str, UnreadFile]]:
    """(kind, path, file) of the files of a partition without an article."""
    target.client.ask("POST", f"/{target.state.index}/_refresh")
    kinds = {"terms": {"kind": [FAILURE, NO_ARTICLE]}}
    body: dict[str, Any] = {
        "query": {"bool": {"filter": [kinds, partition.query("number")]}},
        "sort": [{"number": "asc"}],
        "size": _PAGE,
    }
    while True:
        address = f"/{target.state.index}/_search"
        found = target.client.ask("POST", address, body, allow_partial_search_results=False)["hits"]["hits"]
        for one in found:
            document = one["_source"]
            file = UnreadFile._make(part.encode("latin-1") for part in document["file"])
            yield document["kind"], document["name"], file
        if len(found) < _PAGE:
            return
        body["search_after"] = found[-1]["sort"]
