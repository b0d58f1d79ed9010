"""How an index is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from kratomcli.index.sync import Progress
    from kratomcli.model.article import Dialect

Refresh = Literal["auto", "always", "never"]


class IndexOptions(NamedTuple):
    """What whoever opens a library chooses for its index."""

    cache: str
    """The folder that holds the indexes of all libraries."""
    refresh: Refresh
    """When to compare with the folders: where it is due, always, or never."""
    max_file_size: int
    """In bytes; longer files are failures."""
    progress: Callable[[Progress], None] | None
    """Told how many articles of how many are done."""
    wait: float = 0.0
    """Seconds to wait while another process writes."""
    language: str = ""
    """The language of articles that name none; "" for English, "none" for no stemming."""
    dialect: Dialect | None = None
    """Whose Markdown all folders hold; None to see it by what lies in them."""
