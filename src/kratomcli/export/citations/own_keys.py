"""Items for one file: no two with the same key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.export.citations.csl import csl_item
from kratomcli.export.citations.keys import id_checksum

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kratomcli.export import ExportOptions
    from kratomcli.export.citations.csl import CslItem
    from kratomcli.model.entry import Entry

_LONG = 20


def with_own_keys(articles: Iterable[Entry], options: ExportOptions) -> Iterator[CslItem]:
    """The items of articles, as they come; of two that were given one key, the second gets another.

    Only the keys are kept in memory.
    """
    taken: set[str] = set()
    for article in articles:
        item = csl_item(article)
        key = item["id"]
        if key.casefold() in taken:
            item["id"] = f"{key}-{id_checksum(article.id, _LONG)}"
            options.tell(
                article.id, f"another article has the citation key {key}; this one's is {item['id']}"
            )
        taken.add(item["id"].casefold())
        yield item
