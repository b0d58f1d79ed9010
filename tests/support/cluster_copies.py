"""Copies of embedded indexes on a cluster: the same articles and rows, without what writes to clusters."""

from __future__ import annotations

from typing import Any

from kratomcli import Library
from kratomcli.catalog.schema import article_row
from kratomcli.cluster.rows import catalog_fields, key_of
from kratomcli.cluster.state import StateDocuments, roots_fact, version_of
from kratomcli.config.engine import EngineSettings
from kratomcli.engine.analysis import Analysis
from kratomcli.engine.clauses import AllClause
from kratomcli.engine.opensearch.client import Client, as_line
from kratomcli.engine.opensearch.documents import engine_fields
from kratomcli.engine.opensearch.mapping import ARTICLES, STATE, alias, create
from kratomcli.engine.opensearch.snapshot import OpenSearchSnapshot
from kratomcli.text.languages import language_of


def copied(library: Library, client: Client, name: str, *, bodies: bool = False) -> Library:
    """A library of the same folders on a cluster, with a copy of what the index of this one has."""
    library.articles(limit=1)
    session = library._session
    index = session.index
    language = language_of(index._options.language)
    create(client, name, about={"version": version_of(language)}, shards=3, replicas=0)
    copy(library, client, name, bodies=bodies)
    StateDocuments(client, name).note(**_facts(library))
    failures = (
        as_line({"kind": "failure", "name": one.path, "value": one._asdict()})
        for one in index.catalog.failures()
    )
    about = as_line({"index": {"_index": alias(name, STATE)}})
    client.bulk([about + line for line in failures], refresh=True)
    return Library.open(*library.folders, refresh="never", engine=settings_for(client, name, bodies=bodies))


def settings_for(client: Client, name: str, *, bodies: bool = False) -> EngineSettings:
    """The settings that a library on a cluster is opened with."""
    return EngineSettings("opensearch", tuple(client._urls), name, bodies="engine" if bodies else "files")


def copy(library: Library, client: Client, name: str, *, bodies: bool = False) -> int:
    """Write all articles that a library has now, take the others away, and commit; returns the generation."""
    session = library._session
    index, analysis = session.index, Analysis(language_of(session.index._options.language))
    actions = []
    keys = set()
    for entry in [*library.articles()]:
        (row,) = index.catalog.rows("SELECT * FROM articles WHERE id = ?", (entry.id,))
        document = _document(library, article_row(row), name, analysis, bodies=bodies)
        keys.add(document["key"])
        about = {"index": {"_index": alias(name, ARTICLES), "_id": str(document["key"])}}
        actions.append(as_line(about) + as_line(document))
    known = {key for some in OpenSearchSnapshot(client, name).keys(AllClause()) for key in some}
    about = {"_index": alias(name, ARTICLES)}
    actions += [as_line({"delete": about | {"_id": str(key)}}) for key in known - keys]
    for result in client.bulk(actions):
        assert "error" not in result, result
    client.ask("POST", f"/{alias(name, ARTICLES)}/_refresh")
    return StateDocuments(client, name).commit()


def _document(library: Library, row: Any, name: str, analysis: Analysis, *, bodies: bool) -> dict[str, Any]:
    index = library._session.index
    rows = index.catalog.rows
    article = next(iter(library.read([row.id])))
    names = [one for (one,) in rows("SELECT name FROM names WHERE key = ?", (row.key,))]
    links = rows("SELECT start, address, name FROM links WHERE source = ? ORDER BY start", (row.key,))
    packed = rows("SELECT packed FROM conversions WHERE key = ?", (row.key,))
    key = key_of(name, row.path)
    file = library.raw(row.id) if bodies else None
    kept = catalog_fields(row._replace(key=key), names, links, packed[0][0] if packed else None, file)
    return {**engine_fields(article, row.path, key, analysis), **kept.indexed, **kept.kept}


def _facts(library: Library) -> dict[str, str]:
    index = library._session.index
    facts = {name: str(value) for name, value in index.catalog.facts().items() if name != "generation"}
    return facts | {"roots": roots_fact(index.roots)}
