"""Notion's pages as Markdown, and its databases as CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Mapping
from html import escape, unescape
from io import StringIO

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.notes.notion_properties import Property
from kratomcli.patterns import lazy_regex

_LINK = lazy_regex(r"(?<=\]\()(?:<([^<>\n]+)>|([^()\s<>]+(?:\([^()\s]*\)[^()\s<>]*)*))(?=[)\s])")
_PROPERTY = lazy_regex(r"([^:\n]{1,100}): ?(.*)")
_FENCE = lazy_regex(r"^( *)(`{3,}|~{3,})[^\n]*\n.*?(?:^ *\2[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_ASIDE = lazy_regex(r"^<aside>\n?((?:(?!^<aside>).)*?)</aside>$", re.MULTILINE | re.DOTALL)
_MOST_ROWS = 10_000


def converted_text(
    text: str, columns: Collection[str] | None, mend: Callable[[str], str]
) -> tuple[str, list[Property]]:
    """The body of a page, and its properties: lines below the heading that name columns of its database."""
    text = text.replace("\r\n", "\n")
    if text.startswith("# "):
        text = text.partition("\n")[2]
    text = text.lstrip("\n")
    properties, text = _properties(text, columns)
    parts: list[str] = []
    at = 0
    for code in _FENCE.finditer(text):
        parts += (_mended(text[at : code.start()], mend), code[0])
        at = code.end()
    return "".join([*parts, _mended(text[at:], mend)]).strip("\n"), properties


def _properties(text: str, columns: Collection[str] | None) -> tuple[list[Property], str]:
    block, _, rest = text.partition("\n\n")
    lines = block.split("\n")
    if columns is None and (len(lines) < 2 or not all(map(_PROPERTY.fullmatch, lines))):
        return [], text
    found: list[Property] = []
    for line in lines:
        property = _PROPERTY.fullmatch(line)
        if property and (columns is None or property[1] in columns):
            found.append(Property(property[1], property[2].strip()))
        elif found:
            found[-1] = Property(found[-1].name, f"{found[-1].text}\n{line}")
        else:
            return [], text
    return found, rest


def _mended(text: str, mend: Callable[[str], str]) -> str:
    """Links by their new addresses; a callout, which is HTML, as a quote."""
    text = _LINK.sub(lambda found: mend(unescape(found[1] or found[2])), text)
    return _ASIDE.sub(_quoted, text)


def _quoted(found: re.Match[str]) -> str:
    return "\n".join(f"> {line}".rstrip() for line in found[1].strip("\n").split("\n"))


def read_table(data: bytes) -> list[list[str]]:
    """The rows of a database, the names of its columns first.

    Raises:
        ArticleUnreadable: it has no rows, or is no CSV.
    """
    try:
        rows = list(csv.reader(StringIO(data.decode("utf-8-sig", errors="replace"), newline="")))
    except csv.Error as error:
        raise ArticleUnreadable(f"it is no CSV: {error}") from error
    if not rows:
        raise ArticleUnreadable("it is empty")
    return rows


def table_of(rows: list[list[str]], links: Mapping[str, str]) -> str:
    """A database as a table of at most 10,000 rows, titles in its first column as links to their pages."""
    from kratomcli.readers.html.markdown import markdown_of

    head = "".join(f"<th>{escape(name)}</th>" for name in rows[0])
    body = "".join(f"<tr>{_cells(row, links)}</tr>" for row in rows[1 : _MOST_ROWS + 1])
    return markdown_of(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _cells(row: list[str], links: Mapping[str, str]) -> str:
    cells = [escape(cell.strip()).replace("\n", "<br>") for cell in row]
    if row and (address := links.get(row[0].strip())):
        cells[0] = f'<a href="{escape(address)}">{cells[0]}</a>'
    return "".join(f"<td>{cell}</td>" for cell in cells)
