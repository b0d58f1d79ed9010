"""Indexes of each back end of the engine, to try what holds for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from kratomcli.engine.tantivy import TantivyEngine
from kratomcli.model.article import Article
from kratomcli.query import ast, parse
from kratomcli.readers import read

if TYPE_CHECKING:
    import pytest

    from kratomcli.engine import Engine
    from kratomcli.engine.ties import InOrder


class Kind(NamedTuple):
    """A back end. `index` makes an index; each call of what it gives opens an engine on that."""

    index: Callable[[pytest.FixtureRequest, Path], Callable[[InOrder], Engine]]
    has_versions: bool
    """Whether several may write, and what is stale loses; else there is one writer."""


def _tantivy(_: pytest.FixtureRequest, folder: Path) -> Callable[[InOrder], Engine]:
    return lambda by_id: TantivyEngine(str(folder / "engine"), by_id=by_id)


def _opensearch(request: pytest.FixtureRequest, _: Path) -> Callable[[InOrder], Engine]:
    from kratomcli.engine.opensearch import mapping
    from kratomcli.engine.opensearch.client import Client
    from support.opensearch_engine import OpenSearchEngine

    client, name = Client(request.getfixturevalue("nodes")), f"engine-{uuid4().hex}"
    mapping.create(client, name, about={}, shards=2, replicas=0)

    def remove() -> None:
        client.ask("DELETE", f"/{name}-*")
        client.close()

    request.addfinalizer(remove)
    return lambda by_id: OpenSearchEngine(client, name, by_id=by_id)


KINDS = {"tantivy": Kind(_tantivy, has_versions=False), "opensearch": Kind(_opensearch, has_versions=True)}


def key_of(path: str) -> int:
    """A key of 63 bits, as a cluster has."""
    return int.from_bytes(blake2b(path.encode(), digest_size=8).digest(), "big") >> 1 or 1


def article(id: str, body: str = "", suffix: str = ".md", **front: object) -> Article:
    """An article with front matter; without a title of its own it has that of its body."""
    head = "".join(f"{name}: {value}\n" for name, value in front.items())
    return read(f"---\n{head}---\n{body}\n".encode(), id=id, path=id + suffix)


class SmallIndex:
    """An index of a few articles, asked by ids."""

    def __init__(self, open_engine: Callable[[InOrder], Engine]) -> None:
        self._open = open_engine
        self._ids: dict[int, str] = {}
        self.engine = self.another()

    def another(self) -> Engine:
        """One more engine on the same index."""
        return self._open(lambda keys: sorted(keys, key=lambda key: self._ids[key]))

    def write(self, articles: Iterable[Article], engine: Engine | None = None) -> None:
        """Add or replace articles and commit; the index's engine answers from the new state."""
        writer = (engine or self.engine).writer(1)
        for one in articles:
            writer.delete(self.key(one), self.key(one))
            writer.add(self.key(one), one, one.path)
        writer.commit()
        writer.close()
        self.engine.reload()

    def key(self, one: Article) -> int:
        key = key_of(one.path)
        self._ids[key] = one.id
        return key

    def matching(self, query: str | ast.Node) -> str:
        """The ids of the articles that match, in order, parted by spaces."""
        return " ".join(sorted(self._ids[key] for batch in self.engine.keys(_node(query)) for key in batch))

    def best(self, query: str | ast.Node, limit: int = 100, among: str | None = None) -> str:
        """The ids of the best articles, in the order of their scores."""
        return " ".join(id for id, _ in self.scored(query, limit, among))

    def scored(
        self, query: str | ast.Node, limit: int = 100, among: str | None = None
    ) -> list[tuple[str, float]]:
        """(id, score) of the best articles."""
        ranking = self.engine.search(_node(query), limit, None if among is None else parse(among))
        return [(self._ids[key], score) for key, score in ranking.best]

    def parts(self, query: str) -> dict[str, dict[tuple[str, str], float]]:
        """Id → (words, kind) → score of each part, for all articles that match."""
        keys = [key for batch in self.engine.keys(parse(query)) for key in batch]
        return {
            self._ids[key]: {(part.words, part.kind): part.score for part in parts}
            for key, parts in self.engine.shares(parse(query), keys).items()
        }


def _node(query: str | ast.Node) -> ast.Node:
    return parse(query) if isinstance(query, str) else query


Make = Callable[[Iterable[Article]], SmallIndex]
"""Makes an index of some articles."""


def maker(request: pytest.FixtureRequest, folder: Path, kind: Kind) -> Iterator[Make]:
    """Yield a function that makes indexes of a back end in a folder."""
    count = 0

    def make(articles: Iterable[Article]) -> SmallIndex:
        nonlocal count
        count += 1
        made = SmallIndex(kind.index(request, folder / str(count)))
        made.write(articles)
        return made

    yield make
