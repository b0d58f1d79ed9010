"""Pages on which a browser shows single articles: private files in the cache; the newest are kept."""

from __future__ import annotations

import io
import os
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from zlib import crc32

from kratomcli.desk.viewers import ViewedFile
from kratomcli.errors import OutputError
from kratomcli.export import ExportOptions, write
from kratomcli.files.writing import is_temporary, make_private_folder, replace_file
from kratomcli.model.file_kinds import KIND_OF
from kratomcli.model.paths import suffix_of
from kratomcli.text.file_names import safe_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kratomcli.model.article import Article

FOLDER = "pages"
"""The folder of the pages within the cache folder."""
KEPT = 50
"""How many pages are kept: those that were made last."""


def is_shown_by_system(path: str) -> bool:
    """Whether the system has programs for the kind of a file, which show it better than a page would."""
    kind = KIND_OF.get(suffix_of(path))
    return kind is not None and not kind.is_text


def make_page(
    article: Article, slug: str, roots: Sequence[str], cache: str, note: Callable[[str], None] | None = None
) -> ViewedFile:
    """Write the page of an article into the cache, as an export to HTML has it, in place of an earlier one.

    `slug` is of the section to begin with, or "".

    Raises:
        OutputError: it can't be written.
    """
    page = io.StringIO()
    write([article], "html", page, options=ExportOptions(roots=tuple(roots), note=note))
    folder = Path(cache, FOLDER)
    name = f"{safe_name(article.id.rpartition('/')[2])[:60]}-{crc32(os.fsencode(article.path)):08x}"
    path = folder / f"{name}.html"
    start = folder / f"{name} at {crc32(slug.encode()):08x}.html" if slug else None
    try:
        make_private_folder(str(folder))
        _put(path, page.getvalue())
        if start:
            _put(start, _leading_to(f"{quote(name)}.html#{quote(slug)}"))
        _remove_oldest(folder, {path, start})
    except OSError as error:
        raise OutputError(f"can't write the page {path}: {error.strerror or error}") from error
    return ViewedFile(str(path), slug, is_page=True, start=str(start or ""))


def _put(path: Path, text: str) -> None:
    replace_file(path, text.encode("utf-8", "replace"), private=True, durable=False)


def _leading_to(address: str) -> str:
    """A page that leads to an address at once."""
    return (
        '<!doctype html>\n<meta charset="utf-8">\n<title>kratomcli</title>\n'
        f'<meta http-equiv="refresh" content="0; url={escape(address)}">\n'
        f'<p><a href="{escape(address)}">The section</a></p>\n'
    )


def _remove_oldest(folder: Path, needed: set[Path | None]) -> None:
    pages = [page for page in folder.glob("*.html") if not is_temporary(page.name)]
    for page in sorted(pages, key=lambda page: page.lstat().st_mtime_ns, reverse=True)[KEPT:]:
        if page not in needed:
            page.unlink(missing_ok=True)
