"""Files that are not written as they are read: their readers, which give Markdown and metadata.

A reader is found by the suffix of the file: one of `model.file_kinds`, or one of another package, which
names it in the group of entry points `kratomcli.readers`, as in

    [project.entry-points."kratomcli.readers"]
    adoc = "my_package.asciidoc:read"
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Protocol

from kratomcli.errors import ArticleUnreadable, KratomError, MissingExtra
from kratomcli.model.file_kinds import KIND_OF, FileKind
from kratomcli.model.paths import suffix_of
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUP = "kratomcli.readers"


class Converted(NamedTuple):
    """A file as an article would be written by hand.

    `body` is Markdown: plain words that look like markup are escaped in it. `values` are what front matter
    would say, under its usual keys: title, date, updated, authors, tags, language, summary, source (the
    address of a page), and any other, whose values YAML could hold. Dates are texts or `datetime` values.
    `notes` say for people what was lost.
    """

    body: str
    values: Mapping[str, object] = {}
    notes: tuple[str, ...] = ()


class FormatReader(Protocol):
    """A reader: the content of a file, and its path within the library, which is for names only.

    Raises:
        ArticleUnreadable: the file is broken, encrypted, holds no text …: the message is the reason.
        NotAnArticle: it holds something else than an article, such as the template of a page.
        MissingExtra: a package is needed that is not installed.
    """

    def __call__(self, data: bytes, path: str) -> Converted: ...


def convert(data: bytes, path: str) -> Converted:
    """The content of a file as Markdown, cleaned, with values that JSON can hold.

    Raises:
        ArticleUnreadable: it can't be read, or no reader is for files of this name.
        NotAnArticle: it is no article.
        MissingExtra: a package is needed that is not installed.
    """
    from kratomcli.text.normalize import clean

    if not data or data.isspace():
        raise ArticleUnreadable("the file is empty")
    found = _reader(suffix_of(path), path)(data, path)
    if not found.body.strip() and not found.values.get("title"):
        raise ArticleUnreadable("it holds no text")
    body = clean(found.body.replace("\r\n", "\n").replace("\r", "\n"))
    lines = body.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    values = {
        clean(key): _plain(value) for key, value in found.values.items() if value not in (None, "", [], ())
    }
    return Converted("\n".join(lines[first:]).rstrip(), values, tuple(found.notes))


def _reader(suffix: str, path: str) -> FormatReader:
    from importlib import import_module

    kind = KIND_OF.get(suffix)
    if kind is not None:
        module = import_module(f"kratomcli.readers.formats.{kind.module}")
        return module.read  # type: ignore[no-any-return]
    if (plugin := _plugins().get(suffix)) is not None:
        return plugin
    raise ArticleUnreadable(
        f"no reader for a file that is called {path!r}",
        hint=f"Articles are text, or files that end in {', '.join(KIND_OF)}.",
    )


def missing(suffix: str) -> MissingExtra:
    """The error for a file of a kind whose packages are not installed."""
    kind = KIND_OF[suffix]
    return MissingExtra(
        f"{kind.name} needs the package {' and '.join(kind.needs)}",
        hint="Install it: pip install 'kratomcli[documents]'",
    )


@cache
def is_installed(kind: FileKind) -> bool:
    """Whether the packages that a kind of file needs are installed; they are not imported."""
    from importlib.util import find_spec

    return all(find_spec(name) is not None for name in kind.needs)


def _plain(value: object) -> object:
    """A value as JSON can hold it: dates as ISO 8601, texts cleaned, what is unknown as text."""
    from kratomcli.text.normalize import clean

    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {clean(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return clean(str(value))


# -- readers of other packages ----------------------------------------------------------------------


def found_suffixes() -> tuple[str, ...]:
    """The suffixes for which other packages have readers, in lower case; this takes a few milliseconds."""
    return tuple(
        f".{name}" for name in sorted({name for name, _ in _entry_points()}) if f".{name}" not in KIND_OF
    )


@cache
def _plugins() -> Mapping[str, FormatReader]:
    readers: dict[str, FormatReader] = {}
    for name, load in _entry_points():
        try:
            readers.setdefault(f".{name}", load())  # type: ignore[operator]
        except KratomError:
            raise
        except Exception as error:
            raise ArticleUnreadable(f"the reader of .{name} files can't be loaded: {error}") from error
    return readers


def _entry_points() -> Iterator[tuple[str, object]]:
    from importlib.metadata import entry_points

    for point in entry_points(group=_GROUP):
        name = point.name.lower().lstrip(".")
        if name.isalnum():
            yield name, point.load


# -- kept by the index --------------------------------------------------------------------------------


def pack(converted: Converted) -> bytes:
    """A result of `convert` as bytes."""
    import json
    from zlib import compress

    return compress(json.dumps(converted, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def unpack(packed: bytes) -> Converted:
    """The result of `convert` that these bytes hold.

    Raises:
        ValueError, zlib.error: they are damaged.
    """
    import json
    from zlib import decompress

    body, values, notes = json.loads(decompress(packed).decode("utf-8", "surrogatepass"))
    return Converted(body, values, tuple(notes))
