"""Metadata from elsewhere than front matter: the names of the file and of its folders, and tags in text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.conventions.table import convention_of
from kratomcli.model.fields import normal_key
from kratomcli.readers.drafts import drafts_folder
from kratomcli.readers.file_names import date_in_address, date_in_name, denote_name, name_of

if TYPE_CHECKING:
    from kratomcli.conventions.table import Convention
    from kratomcli.readers.metadata import Metadata

_ADDRESSES = ("path", "permalink", "url", "slug")
"""The keys under which the address of a page may be."""


def own_convention(id: str, convention: Convention) -> Convention:
    """The convention of a file: that of Denote for a file with a name of Denote's, where no tool is known."""
    return convention_of("denote") if not convention.name and denote_name(name_of(id)) else convention


def add_from_names(found: Metadata, id: str, path: str, convention: Convention) -> None:
    """Add what names tell to `found`: a date and tags where it has none, and that it is a draft."""
    if "date" not in found.fields:
        date, how = _date(found, id)
        if date:
            found.fields["date"], found.derived["date"] = date, how
    if "tags" not in found.fields and (denote := denote_name(name_of(id))) and denote.tags:
        found.fields["tags"], found.derived["tags"] = denote.tags, "file name"
    if not found.fields.get("draft") and (folder := drafts_folder(id, path, convention)):
        found.fields["draft"], found.derived["draft"] = True, f"folder: {folder}"
    if not found.fields.get("draft") and convention.is_partial(path):
        found.fields["draft"], found.derived["draft"] = True, "file name"


def _date(found: Metadata, id: str) -> tuple[str, str]:
    """The date in the address of the page, or in the names of the file and its folders, and where it was."""
    for key, value in found.meta.items():
        if normal_key(key) in _ADDRESSES and (date := date_in_address(value)):
            return date, f"front matter: {key}"
    return date_in_name(id)


def add_inline_tags(found: Metadata, body: str, path: str, convention: Convention) -> None:
    """Add the tags in a body of Markdown to those that `found` has."""
    from kratomcli.readers.inline_tags import inline_tags

    known: tuple[str, ...] = found.fields.get("tags", ())  # type: ignore[assignment]
    tags = {tag.casefold(): tag for tag in known}
    for tag in inline_tags(body, path, convention):
        tags.setdefault(tag.casefold(), tag)
    if len(tags) > len(known):
        found.fields["tags"] = tuple(tags.values())
        found.derived["tags"] = f"{found.derived['tags']}; text" if known else "text"
