"""docs/api.md names all that is public, and each error that it names is really raised."""

from __future__ import annotations

import ast
import builtins
import collections.abc
import inspect
import os
import sqlite3
import subprocess
import sys
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kratomcli
from conftest import PROJECT, Make
from kratomcli import Library, errors
from kratomcli.index.file_lock import Lock

PAGE = (PROJECT / "docs" / "api.md").read_text(encoding="utf-8")


def test_the_page_is_what_the_package_says() -> None:
    done = subprocess.run(
        [sys.executable, str(PROJECT / "docs" / "make_api.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", kratomcli.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert f"`{name}`" in PAGE or f".{name}`" in PAGE or f"## {name}\n" in PAGE


def all_errors() -> list[type[errors.KratomError]]:
    return [
        one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.KratomError)
    ]


def test_every_method_and_every_error_is_there() -> None:
    for name in dir(Library):
        assert name.startswith("_") or f"`library.{name}" in PAGE or f"`Library.{name}" in PAGE
    for error in all_errors():
        assert f"- `{error.__name__}`: " in PAGE


KNOWN = {*dir(builtins), *dir(typing), *dir(collections.abc), "os", "PathLike", "threading", "Event"}


def named(annotation: object) -> set[str]:
    """The names of types in an annotation; texts in it are values."""
    tree = ast.parse(str(annotation), mode="eval")
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_every_error_is_public() -> None:
    assert {one.__name__ for one in all_errors()} <= {*kratomcli.__all__}


PLAIN = {"tuple", "list", "Mapping", "Literal", "Ranges"}
"""What fields are made of, beside classes."""


@pytest.mark.parametrize("name", kratomcli.__all__)
def test_every_type_that_a_public_value_holds_is_public(name: str) -> None:
    for base in getattr(getattr(kratomcli, name), "__mro__", ()):
        if not base.__module__.startswith("kratomcli.") or base.__module__.startswith("kratomcli.query."):
            continue
        for hint in vars(base).get("__annotations__", {}).values():
            text = getattr(hint, "__forward_arg__", None) or getattr(hint, "__name__", hint)
            assert named(text) <= KNOWN | PLAIN | {*kratomcli.__all__}, (base, text)


def test_every_type_that_a_method_names_is_public() -> None:
    members = {name: member for kind in Library.__mro__ for name, member in vars(kind).items()}
    for name, member in members.items():
        if name.startswith("_"):
            continue
        function = inspect.unwrap(getattr(member, "fget", None) or getattr(member, "__func__", member))
        used = set().union(*map(named, function.__annotations__.values()))
        assert used <= KNOWN | {*kratomcli.__all__}, name


def closed(library: Library) -> None:
    library.close()
    library.count()


def damaged(library: Library) -> None:
    library.sync()
    place = library.status().place
    assert place
    for file in (Path(place) / "engine").iterdir():
        file.write_bytes(b"damage")
    with Library.open(*library.status().folders, refresh="never") as other:
        other.search("tea")


def locked(library: Library) -> None:
    library.sync()
    place = library.status().place
    assert place
    lock = Lock(os.path.join(place, "lock"))  # noqa: PTH118
    lock.take()
    try:
        with Library.open(*library.status().folders, wait=0.0) as other:
            other.sync(rebuild=True)
    finally:
        lock.free()


def unwritable(library: Library) -> None:
    taken = Path(library.status().folders[0]) / "taken"
    taken.write_text("no folder")
    with Library.open(*library.status().folders, cache=taken) as other:
        other.sync()


def missing(library: Library) -> None:
    with Library.open(library.status().folders[0], refresh="never") as other:
        other.search("tea")


def refused(library: Library) -> None:
    library.sync()
    library._session.index.catalog._db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 10_000)
    library.get("x" * 20_000)


def gone(library: Library) -> None:
    library.sync()
    (Path(library.status().folders[0]) / "notes.md").unlink()
    library.get("notes")


def not_seen(library: Library) -> None:
    library.sync()
    library._session.index.catalog.note(scan="600.0", slow="2")
    with Library.open(*library.status().folders) as other:
        other.get("new")


def unmounted(library: Library) -> None:
    library.sync()
    place = Path(library.status().folders[0])
    place.rename(place.with_name("mounted"))
    place.mkdir()
    library.sync()


RAISED: dict[str, Callable[[Library], Any]] = {
    "UsageError": lambda library: library.search("tea", limit=-1),
    "LibraryClosed": closed,
    "QueryError": lambda library: library.search("tea OR"),
    "ArticleNotFound": lambda library: library.get("nothing"),
    "AmbiguousId": lambda library: library.get("note"),
    "ArticleNotSeen": not_seen,
    "LibraryUnmounted": unmounted,
    "LibraryUnreadable": lambda _: Library.open("/nowhere/at/all"),
    "ArticleUnreadable": gone,
    "IndexDamaged": damaged,
    "IndexMissing": missing,
    "IndexLocked": locked,
    "IndexUnwritable": unwritable,
    "IndexRefusal": refused,
}
"""The errors that methods of a library raise."""

RAISED_THEMSELVES = {
    *(
        "UsageError",
        "ConfigError",
        "EngineUnreachable",
        "IndexDamaged",
        "ArticleNotFound",
        "ArticleUnreadable",
        "LibraryUnreadable",
        "OutputError",
        "OutputExists",
    )
}
"""Bases of others that are raised, too."""

OF_THE_PROGRAM = {
    *("ArticleNotText", "ProgramFailed"),
    *("ConfigError", "SettingsUntrusted", "FormatUnknown"),
    *("OutputError", "OutputExists", "OutputFolderExists", "MissingExtra", "NotAnArticle"),
    *("EngineUnreachable", "PartialAnswer"),
}
"""What settings, exports, readers, editors, watching and clusters raise; they have tests of their own."""


@pytest.mark.parametrize("name", RAISED)
def test_each_documented_error_is_really_raised(folder: Make, name: str) -> None:
    place = folder({"notes.md": "# Tea\n\nGreen tea.\n", "noted.md": "# Note\n\nMore tea.\n"})
    kind = getattr(errors, name)
    with Library.open(place) as library, pytest.raises(kind) as caught:
        RAISED[name](library)
    assert type(caught.value) is kind
    assert caught.value.message


def test_no_error_is_left_out() -> None:
    bases = {base.__name__ for one in all_errors() for base in one.__bases__}
    leaves = {one.__name__ for one in all_errors()} - bases
    assert leaves | RAISED_THEMSELVES == {*RAISED, *OF_THE_PROGRAM}
