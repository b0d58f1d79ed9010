"""Where a library is written to, and what that needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.cluster.state import StateDocuments
    from kratomcli.engine.analysis import Analysis
    from kratomcli.engine.opensearch.client import Client
    from kratomcli.index.article_files import ArticleFiles
    from kratomcli.index.options import IndexOptions
    from kratomcli.index.scan import Root
    from kratomcli.model.article import Article


class Copies(NamedTuple):
    """How an index is spread over nodes: into how many shards, and how many more copies there are of each."""

    shards: int = 1
    replicas: int = 1


class Target(NamedTuple):
    """A library on a cluster, for those who write it.

    `library` is the name that the settings give it, `articles` the index that is written, and `is_shown`
    whether that is the one that readers see. `files` begins to read files. `bodies` says, as the settings do,
    where the files of articles are kept.
    """

    client: Client
    library: str
    state: StateDocuments
    roots: Sequence[Root]
    options: IndexOptions
    files: Callable[[], ArticleFiles]
    analysis: Analysis
    copies: Copies = Copies()
    bodies: str = "files"
    articles: str = ""
    is_shown: bool = True

    @property
    def keeps_files(self) -> bool:
        """Whether the cluster keeps the files of articles, too."""
        return self.bodies == "engine"

    @property
    def depth(self) -> int:
        """How many names of a path say which partition a file is in."""
        return 1 if len(self.roots) == 1 else 2

    def fields(self, key: int, article: Article, path: str) -> dict[str, Any]:
        """What the engine indexes of an article; `path` is its path within the library."""
        from kratomcli.engine.opensearch.documents import engine_fields

        return engine_fields(article, path, key, self.analysis)

    @property
    def documents(self) -> int:
        """How many articles there are, as of the last commit."""
        return int(self.client.ask("POST", f"/{self.articles}/_count")["count"])

    def search(self, body: dict[str, Any]) -> dict[str, Any]:
        """The answer of all shards to a search in what is written, as of now."""
        path = f"/{self.articles}/_search"
        return self.client.ask("POST", path, body, allow_partial_search_results=False)

    def refresh(self) -> None:
        """Have everything found that was written so far, whoever wrote it."""
        self.client.ask("POST", f"/{self.articles}/_refresh")
