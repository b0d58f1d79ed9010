"""The tool `read`: an article, or a section of one, by lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kratomcli.errors import UsageError
from kratomcli.named_tuples import NamedTuple
from kratomcli.tool_server import answers
from kratomcli.tool_server.arguments import ToolArgument
from kratomcli.tool_server.tools.tool import ID, NUMBER, PAGED, SECTION, TEXT, Schema, Tool, items

if TYPE_CHECKING:
    from kratomcli.library.library import Library
    from kratomcli.model.article import Article
    from kratomcli.model.entry import Section

MOST_LINES = 2000
_FEW = 400
_MOST_OF_ENTRY = 6000  # bytes: front matter may be longer than the article
_CONTINUED = ("id", "title")


def read(library: Library, given: Mapping[str, Any]) -> dict[str, object]:
    """An article or a section, from a line on, or its headings."""
    reference = given["id"]
    if given["section"]:
        reference = f"{reference.partition('#')[0]}#{given['section']}"
    article, section = library.get_part(reference)
    if given["toc"]:
        return _contents(article, section, given)
    return _text(article, section, given)


def _text(article: Article, section: Section | None, given: Mapping[str, Any]) -> dict[str, object]:
    from kratomcli.export.contract import section_as_json

    text = article.body[section.start : section.end].rstrip() if section else article.body
    whole = text.removesuffix("\n").split("\n")
    first = section.line if section else article.body_line
    start = max(given["line"], first)
    if start >= first + len(whole):
        last = first + len(whole) - 1
        raise UsageError(f"line {start} is behind the end", hint=f"There are lines {first} to {last}.")
    piece = _piece(whole, start - first, given["column"], given["lines"])
    keys = _CONTINUED if given["line"] or given["column"] else None
    next_line = first + piece.end
    is_end = piece.end >= len(whole)
    return {
        "untrusted": answers.untrusted("article", "section", "text"),
        "article": _entry(article, keys),
        "section": section_as_json(section),
        "line": start,
        "column": given["column"],
        "first_line": first,
        "last_line": first + len(whole) - 1,
        "text": piece.text,
        "next": None if is_end else {"line": next_line, "column": piece.column},
        "bound": {"lines": given["lines"], "bytes": answers.MOST_BYTES},
    }


class _TextPiece(NamedTuple):
    """A part of a text; the next one begins at the line with index `end`, at character `column`."""

    text: str
    end: int
    column: int


def _piece(lines: Sequence[str], start: int, column: int, most: int) -> _TextPiece:
    """The text from a line and column on, as many lines and bytes as the bounds allow."""
    room = answers.MOST_BYTES
    kept: list[str] = []
    for number in range(start, min(start + most, len(lines))):
        line = lines[number][column:] if number == start else lines[number]
        size = _size(line)
        if size > room:
            if kept:
                return _TextPiece("\n".join(kept), number, 0)
            part = _fitting(line, room)
            return _TextPiece(part, number, (column if number == start else 0) + len(part))
        kept.append(line)
        room -= size
    return _TextPiece("\n".join(kept), start + len(kept), 0)


def _size(line: str) -> int:
    """Bytes of a line within JSON, with its end."""
    from kratomcli.export.contract import dumps

    return len(dumps(line).encode())


def _fitting(line: str, room: int) -> str:
    """The beginning of a line that has so many bytes within JSON."""
    length = room
    while _size(line[:length]) > room:
        length = length * 3 // 4
    return line[:length]


def _contents(article: Article, section: Section | None, given: Mapping[str, Any]) -> dict[str, object]:
    """The headings of an article or a section, paged."""
    from kratomcli.export.contract import section_as_json

    inner = [
        {"slug": one.slug, "title": one.title, "level": one.level, "line": one.line}
        for one in article.sections
        if section is None or section.start <= one.start < section.end
    ]
    start = given["offset"]
    page = answers.ItemPage("sections", inner[start:], start, _FEW, len(inner))
    made = answers.paged(page, article=_entry(article, None), section=section_as_json(section))
    made["untrusted"] = answers.untrusted("article", "section", "sections")
    if made["next"] is not None:
        made["next"] = {"toc": True, "offset": start + len(made["sections"])}  # type: ignore[arg-type]
    return made


def _entry(article: Article, keys: Sequence[str] | None) -> object:
    from kratomcli.export.contract import ENTRY_KEYS, as_json

    made = as_json(article, fields=keys or ENTRY_KEYS)
    if answers.size_of(made) > _MOST_OF_ENTRY:
        return answers.shortened(made, _MOST_OF_ENTRY)
    return made


_HEADING: Mapping[str, Schema] = {"slug": TEXT, "title": TEXT, "level": NUMBER, "line": NUMBER}

TOOLS = (
    Tool(
        "read",
        "Read an article",
        "The text of an article, or of one section, as it stands in its file, with what is known of it. Long"
        " ones come in pieces: next has the arguments of the next one. Lines are counted as in the file, so"
        " that a line of search, quotes or links can be given as line. toc gives the headings with their"
        " slugs in place of the text.",
        (
            ID,
            ToolArgument("section", "text", "The slug of a section, or its beginning; none for all.", ""),
            ToolArgument("line", "number", "The line to begin at; 0 for the beginning.", 0, 0, 2**31 - 1),
            ToolArgument(
                "column", "number", "The character of that line to begin at, from 0.", 0, 0, 2**31 - 1
            ),
            ToolArgument("lines", "number", "At most so many lines.", _FEW, 1, MOST_LINES),
            ToolArgument("toc", "flag", "The headings in place of the text.", False),
            ToolArgument("offset", "number", "toc: leave out so many of the first ones.", 0, 0, 1_000_000),
        ),
        {
            **PAGED,
            "article": {"type": "object", "properties": {"id": TEXT, "title": TEXT}, "required": ["id"]},
            "section": SECTION,
            "line": {**NUMBER, "description": "The line of the file that the text begins at, from 1."},
            "column": NUMBER,
            "first_line": NUMBER,
            "last_line": NUMBER,
            "text": TEXT,
            "sections": items(_HEADING, ["slug", "title", "level", "line"]),
        },
        read,
        is_paged=False,
    ),
)
