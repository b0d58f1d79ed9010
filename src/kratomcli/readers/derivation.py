"""Metadata from elsewhere than front matter: the names of the file and of its folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.model.fields import normal_key
from kratomcli.readers.drafts import drafts_folder
from kratomcli.readers.file_names import date_in_address, date_in_name, denote_name

if TYPE_CHECKING:
    from kratomcli.conventions.table import Convention
    from kratomcli.readers.metadata import Metadata

_ADDRESSES = ("path", "permalink", "url", "slug")
"""The keys under which the address of a page may be."""


def add_from_names(found: Metadata, id: str, path: str, convention: Convention) -> None:
    """Add what names tell to `found`: a date and tags where it has none, and that it is a draft."""
    if "date" not in found.fields:
        date, how = _date(found, id)
        if date:
            found.fields["date"], found.derived["date"] = date, how
    if "tags" not in found.fields and (denote := denote_name(id.rpartition("/")[2])) and denote.tags:
        found.fields["tags"], found.derived["tags"] = denote.tags, "file name"
    if not found.fields.get("draft") and (folder := drafts_folder(id, path, convention)):
        found.fields["draft"], found.derived["draft"] = True, f"folder: {folder}"


def _date(found: Metadata, id: str) -> tuple[str, str]:
    """The date in the address of the page, or in the names of the file and its folders, and where it was."""
    for key, value in found.meta.items():
        if normal_key(key) in _ADDRESSES and (date := date_in_address(value)):
            return date, f"front matter: {key}"
    return date_in_name(id)
