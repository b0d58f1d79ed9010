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
    from kratomcli.errors import KratomError
    from kratomcli.library.library import Library
    from kratomcli.model.article import Article
    from kratomcli.model.entry import Entry, Section
    from kratomcli.model.hit import Hit, Snippet

__all__ = ["Article", "Entry", "Hit", "KratomError", "Library", "Section", "Snippet", "__version__"]

_HOMES = {
    "Article": "model.article",
    "Entry": "model.entry",
    "Section": "model.entry",
    "KratomError": "errors",
    "Hit": "model.hit",
    "Snippet": "model.hit",
    "Library": "library.library",
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
