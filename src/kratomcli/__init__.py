"""kratomcli: grep, notmuch and pandoc for a folder of articles.

    from kratomcli import Library

    with Library.open("articles") as library:
        library.sync()
        for entry in library.articles("date:2021.. -is:draft", sort="date:desc"):
            print(entry.id, entry.title)

Names are looked up when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False  # as type checkers know it: the module `typing` takes longer than all else here

if TYPE_CHECKING:
    from kratomcli.checks.run import Report
    from kratomcli.engine import Highlighter
    from kratomcli.errors import KratomError
    from kratomcli.index.options import Refresh
    from kratomcli.index.status import Status
    from kratomcli.index.sync import Progress, SyncReport
    from kratomcli.library.library import Library
    from kratomcli.model.article import Article, Dialect
    from kratomcli.model.entry import Entry, Section
    from kratomcli.model.hit import Hit, Snippet
    from kratomcli.query.ast import Node
    from kratomcli.reuse.answers import Group, SharedPassage
    from kratomcli.reuse.groups import ReuseKind
    from kratomcli.search.changes import Change
    from kratomcli.search.facets import Facet
    from kratomcli.search.quotes import Quote
    from kratomcli.search.similar import Neighbour
    from kratomcli.search.statistics import Statistics

__all__ = [
    "Article",
    "Change",
    "Dialect",
    "Entry",
    "Facet",
    "Group",
    "Highlighter",
    "Hit",
    "KratomError",
    "Library",
    "Neighbour",
    "Node",
    "Progress",
    "Quote",
    "Refresh",
    "Report",
    "ReuseKind",
    "Section",
    "SharedPassage",
    "Snippet",
    "Statistics",
    "Status",
    "SyncReport",
    "__version__",
]

_HOMES = {
    "Article": "model.article",
    "Change": "search.changes",
    "Dialect": "model.article",
    "Entry": "model.entry",
    "Facet": "search.facets",
    "Group": "reuse.answers",
    "Highlighter": "engine",
    "Hit": "model.hit",
    "KratomError": "errors",
    "Library": "library.library",
    "Neighbour": "search.similar",
    "Node": "query.ast",
    "Progress": "index.sync",
    "Quote": "search.quotes",
    "Refresh": "index.options",
    "Report": "checks.run",
    "ReuseKind": "reuse.groups",
    "Section": "model.entry",
    "SharedPassage": "reuse.answers",
    "Snippet": "model.hit",
    "Statistics": "search.statistics",
    "Status": "index.status",
    "SyncReport": "index.sync",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
