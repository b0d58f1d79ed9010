"""Write docs/api.md from what the package says of itself; with --check only compare.

python docs/make_api.py [--check]
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import kratomcli
from kratomcli import Library, errors
from kratomcli.checks.finding import Finding
from kratomcli.checks.run import Report
from kratomcli.config.engine import EngineSettings
from kratomcli.index.ignoring import Ignored
from kratomcli.index.status import ClusterState, EmbeddedState, FolderConvention, Status
from kratomcli.index.sync import Progress, SyncReport
from kratomcli.reuse.answers import ArticlePassage, Group, GroupPassage, SharedPassage
from kratomcli.search.changes import Change
from kratomcli.search.facets import Facet
from kratomcli.search.links import ArticleLink, GraphEdge, GraphNode, LinkGraph
from kratomcli.search.quotes import Quote
from kratomcli.search.similar import Neighbour
from kratomcli.search.statistics import LengthClass, Statistics
from kratomcli.search.timeline import Timeline

PAGE = Path(__file__).with_name("api.md")

INTRODUCTION = """# The Python API

Made from the package by `python docs/make_api.py`.

```python
from kratomcli import Library

with Library.open("articles") as library:
    library.sync()
    for entry in library.articles("date:2021.. -is:draft", sort="date:desc", limit=5):
        print(entry.id, entry.title)
```

The public names are those of `kratomcli.__all__`: `Library`, `import_into`, the values that these give with
what those hold, and the errors that they raise. Names that begin with `_`, and other modules, may
change at any time.

**Arguments.** A value of another type or out of its range is a `UsageError` that names the argument, before
anything else happens: `limit=-1`, `refresh="bogus"`, `query=None`, bytes. A query is text or a node of
`kratomcli.query.ast`, of at most 1,000 words, those of phrases included.

**Threads.** One library may be used by any number of threads at once, through `asyncio.to_thread`, too. Each
thread that asks has an index of its own, opened at its first question, as processes have; they compare with
the folders once, and write in turn. What one thread has written the others find with their next question.
What gives its items one by one may be handed from thread to thread, one at a time. Where no index can be
kept, each thread makes one in memory.

**Closing.** `close`, or the end of `with`, closes a library for all threads. Every method of a closed library
raises `LibraryClosed`; what was being read ends with that error, too. `close` waits for no other thread: a
question that one is in the middle of is answered, or ends with `LibraryClosed`; then its files are closed.

**Errors.** Besides those named below, any method may raise `UsageError` (an argument), `QueryError` (a query
with a mistake, where it takes one), `LibraryClosed`, `LibraryUnreadable` (a folder that is gone),
`IndexLocked` (another process writes the index, and there is none to answer from),
`EngineUnreachable` and `PartialAnswer` (a cluster that does not answer, or only in part), and with
`refresh="never"` `IndexDamaged`, where otherwise the index is rebuilt and a notice says so.
"""

VALUES = [
    *(Progress, SyncReport, Status, EmbeddedState, ClusterState, FolderConvention, Ignored),
    EngineSettings,
    *(Facet, Statistics, LengthClass, Timeline),
    *(Quote, ArticleLink, LinkGraph, GraphNode, GraphEdge, Neighbour, Change),
    *(Group, GroupPassage, SharedPassage, ArticlePassage, Report, Finding),
]
"""What methods give, besides the public names."""


def doc(thing: object) -> str:
    """A docstring as Markdown: its sections as lists."""
    text = inspect.cleandoc(getattr(thing, "__doc__", "") or "")
    for name in ("Args", "Raises"):
        text = re.sub(rf"^{name}:$", f"{name}:\n", text, flags=re.MULTILINE)
    # An item may go on in lines that are further in.
    text = re.sub(r"\n {5,}", " ", text)
    return re.sub(r"^    (?=\S)", "- ", text, flags=re.MULTILINE)


def signature(name: str, member: Any) -> str:
    """As one calls it."""
    found = inspect.signature(member)
    known = [one for one in found.parameters.values() if one.name not in ("self", "cls")]
    shown = str(found.replace(parameters=known))
    return name + re.sub(r"(: |-> )'([^']*)'", r"\1\2", shown).replace("'", '"')


def methods() -> Iterator[str]:
    """The library's methods and properties, as they stand in the source."""
    members = {name: member for kind in reversed(Library.__mro__) for name, member in vars(kind).items()}
    for name, member in members.items():
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            yield f"### `library.{name}`\n\n{doc(member)}\n"
        else:
            where = "Library" if isinstance(member, classmethod) else "library"
            yield f"### `{where}.{signature(name, getattr(Library, name))}`\n\n{doc(member)}\n"


def value(kind: type) -> str:
    """A class of values: what it is and what it holds."""
    names = getattr(kind, "_fields", None) or getattr(kind, "part_names", ())
    hints = {
        # A NamedTuple wraps those that are text.
        name: getattr(hint, "__forward_arg__", None) or getattr(hint, "__name__", hint)
        for base in reversed(kind.__mro__)
        for name, hint in vars(base).get("__annotations__", {}).items()
    }
    lines = [f"- `{name}: {hints[name]}`" for name in names if name in hints]
    return f"### `{kind.__name__}`\n\n{doc(kind)}\n" + ("\n" + "\n".join(lines) + "\n" if lines else "")


def tree(kind: type, depth: int = 0) -> Iterator[str]:
    """The errors, each below what it is a kind of."""
    first = doc(kind).partition("\n")[0]
    yield f"{'  ' * depth}- `{kind.__name__}`: {first}"
    for below in kind.__subclasses__():
        yield from tree(below, depth + 1)


def aliases(public: list[object]) -> Iterator[str]:
    """The names for one of several types or texts."""
    for name, member in zip(kratomcli.__all__, public, strict=True):
        if get_origin(member) is Literal:
            yield f"`{name}` is one of {', '.join(map(repr, get_args(member)))}.\n"
        elif get_args(member):
            yield f"`{name}` is one of the types {', '.join(kind.__name__ for kind in get_args(member))}.\n"


def page() -> str:
    """The whole page."""
    public = [getattr(kratomcli, name) for name in kratomcli.__all__]
    hidden = {Library, *VALUES}
    values = [
        kind
        for kind in public
        if isinstance(kind, type) and not issubclass(kind, errors.KratomError) and kind not in hidden
    ]
    parts = [INTRODUCTION, "## Library\n", doc(Library) + "\n", *methods(), "## Functions\n"]
    functions = [each for each in public if inspect.isfunction(each)]
    parts += [f"### `{signature(each.__name__, each)}`\n\n{doc(each)}\n" for each in functions]
    parts.append("## Values\n")
    parts += [
        "`kratomcli.__version__` is the version, as text.\n",
        *aliases(public),
        *map(value, [*values, *VALUES]),
    ]
    parts += [
        "## Errors\n",
        'Each has a `message` and a `hint` (or "").\n',
        "\n".join(tree(errors.KratomError)),
    ]
    return "\n".join(parts) + "\n"


def main() -> int:
    made = page()
    if "--check" in sys.argv:
        if PAGE.read_text(encoding="utf-8") != made:
            print(f"{PAGE} is not what the package says: run python {Path(__file__).name}", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
