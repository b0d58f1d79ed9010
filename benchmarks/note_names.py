"""How many notes of a collection are found first by their exact name.

A name is typed as a query as it stands: the title; the name of the file, without suffix (of README and index
in a folder, the folder's; Logseq's %3A and ___ are the colon and the slash of the page's name); each alias
in the front matter that is no address. Where several notes have the name, any of them counts. What a note's
names are is worked out here once more, apart from the project's own code.

    python benchmarks/note_names.py FOLDER...

Prints, for each kind of name, how many were typed and the share that came first, and to standard error each
name that did not.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from kratomcli import Entry

Names = dict[str, dict[str, set[str]]]
"""Kind → name → ids of the notes that have it."""


def names_of(entry: Entry, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (kind, name) of a note in the folder of a collection."""
    yield "title", entry.title
    path = Path(entry.path)
    is_page = path.parent != folder and path.stem.lower() in ("readme", "index", "_index")
    name = path.parent.name if is_page else path.stem
    yield "file", unquote(name).replace("___", "/") if path.parent.name in ("pages", "journals") else name
    for key in ("aliases", "alias"):
        value = entry.meta.get(key)
        for alias in value if isinstance(value, list) else str(value or "").split(","):
            if (name := str(alias or "").strip()) and not name.startswith("/"):
                yield "alias", name


def in_one_form(name: str) -> str:
    """A name without the differences that a search makes no difference of."""
    return " ".join(name.casefold().split())


def searched(folder: Path, cache: Path) -> Iterator[tuple[str, str, bool, str]]:
    """Yield (kind, name, whether a note of that name comes first, what comes first) for each name."""
    from kratomcli import KratomError, Library

    with Library.open(folder, cache=cache) as library:
        library.sync()
        bearers: dict[str, set[str]] = {}
        names: dict[tuple[str, str], str] = {}
        for entry in library.articles():
            for kind, name in names_of(entry, folder):
                bearers.setdefault(in_one_form(name), set()).add(entry.id)
                names[kind, in_one_form(name)] = name
        for (kind, form), name in names.items():
            try:
                first = [hit.entry.id for hit in library.search(name, limit=1, snippets=0)]
            except KratomError as error:
                first = [str(error)]
            yield kind, name, bool(bearers[form] & {*first}), "".join(first) or "nothing"


def main(folders: list[str]) -> None:
    """Print the table, a line for each folder and kind of name."""
    print("folder\tnames\ttyped\tfirst\tshare")
    for folder in folders:
        typed: dict[str, int] = {}
        first: dict[str, int] = {}
        with tempfile.TemporaryDirectory() as cache:
            for kind, name, is_first, other in searched(Path(folder).resolve(), Path(cache)):
                typed[kind] = typed.get(kind, 0) + 1
                first[kind] = first.get(kind, 0) + is_first
                if not is_first:
                    print(f"{kind} {name!r}: first is {other!r}", file=sys.stderr)
        for kind, number in typed.items():
            print(Path(folder).name, kind, number, first[kind], f"{first[kind] / number:.3f}", sep="\t")


if __name__ == "__main__":
    main(sys.argv[1:])
