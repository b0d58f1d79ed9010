"""The names by which people know an article: its title, the name of its file, its aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.links.names import aliases_of
from kratomcli.model.paths import INDEX_NAMES, SUFFIXES
from kratomcli.named_tuples import NamedTuple
from kratomcli.readers.file_names import with_slashes, words_of_name

if TYPE_CHECKING:
    from kratomcli.model.entry import Entry


class ArticleNames(NamedTuple):
    """The names of one article.

    `file` is the name of its file as it is read, in words and without a date before it, `written` in what
    other forms one may write it.
    """

    title: str
    file: str
    written: tuple[str, ...]
    aliases: tuple[str, ...]


def names_of(entry: Entry) -> ArticleNames:
    """The names of an article."""
    name = _file_name(entry.id)
    plain = with_slashes(name) if "___" in name or "%" in name else name
    is_plain = plain == entry.title or not ("-" in plain or "_" in plain or plain[:1].isdigit())
    return ArticleNames(
        entry.title,
        plain if is_plain else words_of_name(plain),
        () if is_plain and plain is name else (name, plain),
        tuple(aliases_of(entry.meta)),
    )


def _file_name(id: str) -> str:
    """The name of a file without suffix; that of its folder for README, as for index, whose id says so."""
    folder, _, name = id.rpartition("/")
    if name.lower().endswith(SUFFIXES):
        name = name.rpartition(".")[0] or name
    is_of_folder = folder and name.lower() in INDEX_NAMES
    return folder.rpartition("/")[2] if is_of_folder else name
