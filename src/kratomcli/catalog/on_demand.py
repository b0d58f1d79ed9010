"""What a question needs of a catalog, said before it is read.

The SQLite file of an index has all rows, and nothing is to be done. The catalog of a cluster holds in memory
what was needed so far, and loads what is still missing: so both answer by the same SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence


class OnDemand:
    """A catalog whose rows are all there; others override these methods to load them."""

    def need_all(self) -> None:
        """The rows of all articles are going to be read."""

    def need_key(self, name: str) -> None:
        """An article with this key of front matter is going to be looked for; all, if there is none."""

    def need_ids(self, ids: Sequence[str]) -> None:
        """The rows of the articles with exactly these ids are going to be read."""

    def need_names(self, names: Collection[int]) -> None:
        """The articles with these names (`links.names.name_key`) are going to be read."""

    def need_links(self) -> None:
        """All articles are going to be read, and the links between them."""

    def need_links_from(self, keys: Sequence[int]) -> None:
        """The links of these articles are going to be read, and the articles that they mean."""

    def need_links_to(self, key: int) -> None:
        """The links that mean this article are going to be read, and the articles that have them."""
