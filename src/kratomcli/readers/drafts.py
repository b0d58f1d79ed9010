"""Which articles a tool does not publish, beside those with `draft: true`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kratomcli.model.fields import normal_key
from kratomcli.model.paths import FOLDER_NAMES

if TYPE_CHECKING:
    from kratomcli.conventions.table import Convention

_NOT = frozenset(("false", "no", "off", "n", "0"))
_YES = frozenset(("true", "yes", "on", "y", "1"))
_UNPUBLISHED = frozenset(("draft", "pending", "private", "hidden", "unpublished", "skip"))
_HIDING: Mapping[str, frozenset[str]] = {
    "published": _NOT,  # Jekyll, Hexo, Dendron
    "publish": _NOT,  # Obsidian
    "public": _NOT,  # Logseq
    "private": _YES,
    "visibility": frozenset(("private", "hidden")),
    "permalink": _NOT,  # Eleventy
    "status": _UNPUBLISHED,  # Pelican, WordPress
}
"""Normal form of a key → its values, in lower case, with which some tool does not publish the article."""


def hiding_key(values: Mapping[str, object]) -> str:
    """The front-matter key because of which some tool would not publish an article; "" if there is none.

    Nothing that one tool hides is published, so these count whatever the tool.
    """
    for key, value in values.items():
        hiding = _HIDING.get(normal_key(key))
        if hiding is not None and _word(value) in hiding:
            return key
    return ""


def _word(value: object) -> str:
    """A value, or that of a list with one, as a word in lower case."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    return str(value).strip().strip("[]").lower() if isinstance(value, bool | int | str) else ""


def drafts_folder(id: str, path: str, convention: Convention) -> str:
    """The name of the folder of drafts that an article is in; "" if it is in none.

    Only folders within the library count, which are those in the id.
    """
    if not convention.draft_folders or "_" not in id:
        return ""
    folders = id.split("/")
    name = path.rpartition("/")[2].partition(".")[0]
    if name.lower() not in FOLDER_NAMES:
        folders.pop()
    return next((folder for folder in folders if folder in convention.draft_folders), "")
