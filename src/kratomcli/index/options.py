"""Options for opening an index."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.index.sync import Progress
    from kratomcli.model.article import Dialect

Refresh = Literal["auto", "always", "never"]


class IndexOptions(NamedTuple):
    """The options for opening the index of a library."""

    cache: str
    """The folder that holds the indexes of all libraries."""
    refresh: Refresh
    """When to scan the folders: "auto" (when it is due), "always" or "never"."""
    max_file_size: int
    """In bytes; larger files are reported as failures."""
    progress: Callable[[Progress], None] | None
    """Called with the number of files done and the total."""
    wait: float = 0.0
    """Seconds to wait for another process that is writing the index."""
    language: str = ""
    """The language of articles that do not name theirs; "" is English, "none" is no stemming."""
    dialect: Dialect | None = None
    """The Markdown dialect of all folders; None for that of their tools."""
    convention: str | None = None
    """The name of the tool of all folders, or "none"; None to recognise it by the files in them."""
    ignore: tuple[str, ...] = ()
    """Patterns of files and folders that are ignored, as in a .gitignore in each folder of the library."""
    gitignore: bool = False
    """Whether files .gitignore are honoured."""
