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
    from kratomcli.catalog.schema import Failure
    from kratomcli.checks.finding import Finding, Severity
    from kratomcli.checks.run import Report
    from kratomcli.config.engine import EngineSettings
    from kratomcli.desk.editors import FilePosition
    from kratomcli.desk.viewers import ViewedFile
    from kratomcli.editing.changes import FrontMatterChanges
    from kratomcli.editing.proposed import ChangedArticle, ChangeStatus, ProposedChanges
    from kratomcli.engine import Highlighter
    from kratomcli.errors import (
        AccessError,
        AmbiguousId,
        ArticleNotFound,
        ArticleNotSeen,
        ArticleNotText,
        ArticleUnreadable,
        ConfigError,
        EngineUnreachable,
        FormatUnknown,
        IndexDamaged,
        IndexLocked,
        IndexMissing,
        IndexRefusal,
        IndexUnwritable,
        KratomError,
        LibraryClosed,
        LibraryUnmounted,
        LibraryUnreadable,
        LookupFailed,
        MissingExtra,
        NotAnArticle,
        OutputError,
        OutputExists,
        OutputFolderExists,
        PartialAnswer,
        ProgramFailed,
        QueryError,
        SettingsUntrusted,
        UsageError,
    )
    from kratomcli.importers.running import ImportReport, ImportResult, ImportStatus, import_into
    from kratomcli.index.ignoring import Ignored
    from kratomcli.index.options import Refresh
    from kratomcli.index.status import ClusterState, EmbeddedState, FolderConvention, Status
    from kratomcli.index.sync import Progress, SyncReport
    from kratomcli.library.library import Library
    from kratomcli.model.article import Article, Dialect, Markup
    from kratomcli.model.entry import Entry, Section
    from kratomcli.model.explanation import ScorePart
    from kratomcli.model.hit import Hit, Snippet
    from kratomcli.query.ast import Node
    from kratomcli.reuse.answers import ArticlePassage, Group, GroupPassage, SharedPassage
    from kratomcli.reuse.groups import ReuseKind
    from kratomcli.search.changes import Change, NewPassage
    from kratomcli.search.facets import Facet
    from kratomcli.search.links import ArticleLink, Direction, GraphEdge, GraphNode, LinkGraph
    from kratomcli.search.quotes import Quote, QuoteSource
    from kratomcli.search.similar import Neighbour
    from kratomcli.search.statistics import LengthClass, Statistics
    from kratomcli.search.timeline import Timeline, TimelineUnit

__all__ = [
    "AccessError",
    "AmbiguousId",
    "Article",
    "ArticleLink",
    "ArticleNotFound",
    "ArticleNotSeen",
    "ArticleNotText",
    "ArticlePassage",
    "ArticleUnreadable",
    "Change",
    "ChangeStatus",
    "ChangedArticle",
    "ClusterState",
    "ConfigError",
    "Dialect",
    "Direction",
    "EmbeddedState",
    "EngineSettings",
    "EngineUnreachable",
    "Entry",
    "Facet",
    "Failure",
    "FilePosition",
    "Finding",
    "FolderConvention",
    "FormatUnknown",
    "FrontMatterChanges",
    "GraphEdge",
    "GraphNode",
    "Group",
    "GroupPassage",
    "Highlighter",
    "Hit",
    "Ignored",
    "ImportReport",
    "ImportResult",
    "ImportStatus",
    "IndexDamaged",
    "IndexLocked",
    "IndexMissing",
    "IndexRefusal",
    "IndexUnwritable",
    "KratomError",
    "LengthClass",
    "Library",
    "LibraryClosed",
    "LibraryUnmounted",
    "LibraryUnreadable",
    "LinkGraph",
    "LookupFailed",
    "Markup",
    "MissingExtra",
    "Neighbour",
    "NewPassage",
    "Node",
    "NotAnArticle",
    "OutputError",
    "OutputExists",
    "OutputFolderExists",
    "PartialAnswer",
    "ProgramFailed",
    "Progress",
    "ProposedChanges",
    "QueryError",
    "Quote",
    "QuoteSource",
    "Refresh",
    "Report",
    "ReuseKind",
    "ScorePart",
    "Section",
    "SettingsUntrusted",
    "Severity",
    "SharedPassage",
    "Snippet",
    "Statistics",
    "Status",
    "SyncReport",
    "Timeline",
    "TimelineUnit",
    "UsageError",
    "ViewedFile",
    "__version__",
    "import_into",
]

_HOMES = {
    "AccessError": "errors",
    "AmbiguousId": "errors",
    "Article": "model.article",
    "ArticleLink": "search.links",
    "ArticleNotFound": "errors",
    "ArticleNotSeen": "errors",
    "ArticleNotText": "errors",
    "ArticlePassage": "reuse.answers",
    "ArticleUnreadable": "errors",
    "Change": "search.changes",
    "ChangeStatus": "editing.proposed",
    "ChangedArticle": "editing.proposed",
    "ClusterState": "index.status",
    "ConfigError": "errors",
    "Dialect": "model.article",
    "Direction": "search.links",
    "EngineSettings": "config.engine",
    "EngineUnreachable": "errors",
    "Entry": "model.entry",
    "Facet": "search.facets",
    "Failure": "catalog.schema",
    "Finding": "checks.finding",
    "EmbeddedState": "index.status",
    "FolderConvention": "index.status",
    "Ignored": "index.ignoring",
    "ImportReport": "importers.running",
    "ImportResult": "importers.running",
    "ImportStatus": "importers.running",
    "FormatUnknown": "errors",
    "FilePosition": "desk.editors",
    "FrontMatterChanges": "editing.changes",
    "GraphEdge": "search.links",
    "GraphNode": "search.links",
    "Group": "reuse.answers",
    "GroupPassage": "reuse.answers",
    "Highlighter": "engine",
    "Hit": "model.hit",
    "IndexDamaged": "errors",
    "IndexLocked": "errors",
    "IndexMissing": "errors",
    "IndexRefusal": "errors",
    "IndexUnwritable": "errors",
    "KratomError": "errors",
    "Library": "library.library",
    "LibraryClosed": "errors",
    "LibraryUnmounted": "errors",
    "LibraryUnreadable": "errors",
    "LinkGraph": "search.links",
    "LookupFailed": "errors",
    "Markup": "model.article",
    "MissingExtra": "errors",
    "NotAnArticle": "errors",
    "Neighbour": "search.similar",
    "ProposedChanges": "editing.proposed",
    "NewPassage": "search.changes",
    "Node": "query.ast",
    "OutputError": "errors",
    "OutputExists": "errors",
    "OutputFolderExists": "errors",
    "PartialAnswer": "errors",
    "ProgramFailed": "errors",
    "Progress": "index.sync",
    "QueryError": "errors",
    "Quote": "search.quotes",
    "QuoteSource": "search.quotes",
    "Refresh": "index.options",
    "Report": "checks.run",
    "ReuseKind": "reuse.groups",
    "ScorePart": "model.explanation",
    "Section": "model.entry",
    "SettingsUntrusted": "errors",
    "Severity": "checks.finding",
    "SharedPassage": "reuse.answers",
    "Snippet": "model.hit",
    "Statistics": "search.statistics",
    "LengthClass": "search.statistics",
    "Timeline": "search.timeline",
    "TimelineUnit": "search.timeline",
    "Status": "index.status",
    "SyncReport": "index.sync",
    "UsageError": "errors",
    "ViewedFile": "desk.viewers",
    "import_into": "importers.running",
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
