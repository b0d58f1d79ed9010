"""Sources for the tests of importing, and what became of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kratomcli import Library
from kratomcli.importers.running import ImportReport, import_into

GENERAL = ("feed", "page")
"""The importers that recognise exports of others, too, which are feeds and pages, and are asked after these."""

BOOKMARKS = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks Menu</H1>
<DL><p>
    <DT><H3 ADD_DATE="1600000000">Tea</H3>
    <DL><p>
        <DT><A HREF="https://a.example/" ADD_DATE="1600000000" TAGS="green,black tea">Green tea: a *history*</A>
        <DD>By hand, &lt;main&gt; &amp; more
        <DT><A HREF="https://b.example/?a=1&amp;b=2" ADD_DATE="1600000000000">CON</A>
    </DL><p>
    <DT><A HREF="https://c.example/" PRIVATE="1" ADD_DATE="1600000000000000">Kettles</A>
</DL><p>
"""


def bring(source: Path | list[Path], into: Path, **options: Any) -> ImportReport:
    """Import one source or several into a folder."""
    sources = source if isinstance(source, list) else [source]
    return import_into([str(each) for each in sources], str(into), **options)


def files(folder: Path) -> dict[str, str]:
    """The files below a folder, hidden ones left out: path → text."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def fields(folder: Path, *names: str) -> list[tuple[object, ...]]:
    """Fields and other front matter of all articles of a folder, by id."""
    with Library.open(str(folder)) as library:
        entries = sorted(library.articles(), key=lambda entry: entry.id)
        return [tuple(getattr(one, name, one.meta.get(name)) for name in names) for one in entries]
