"""Articles as resources: `kratomcli://article/ID`, listed page by page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from kratomcli.errors import ArticleNotFound, UsageError
from kratomcli.named_tuples import NamedTuple
from kratomcli.text.normalize import one_line
from kratomcli.tool_server.arguments import taken
from kratomcli.tool_server.tools.reading import TOOLS as READING
from kratomcli.tool_server.tools.reading import read

if TYPE_CHECKING:
    from kratomcli.library.library import Library

TEMPLATE = "kratomcli://article/{id}{?line,column}"
MIME_TYPE = "application/json"
PER_PAGE = 100
_PREFIX = "kratomcli://article/"
_LONGEST_TITLE = 200


class ArticleResource(NamedTuple):
    """An article in the list of resources."""

    address: str
    id: str
    title: str


def address_of(id: str) -> str:
    """The address of an article."""
    return _PREFIX + quote(id, safe="")


def page(library: Library, cursor: str) -> tuple[list[ArticleResource], str | None]:
    """Articles from a cursor on ("" is the beginning), by id, and the next cursor.

    Raises:
        UsageError: it is no cursor of this server.
    """
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 12):
        raise UsageError(f"'{one_line(cursor)[:60]}' is no cursor", hint="Leave it out to begin again.")
    start = int(cursor or 0)
    lines = library.lines("json", ("id", "title"), limit=PER_PAGE + 1, offset=start)
    found = [json.loads(line) for line in lines]
    listed = [
        ArticleResource(address_of(one["id"]), one["id"], one_line(one["title"])[:_LONGEST_TITLE])
        for one in found[:PER_PAGE]
    ]
    return listed, str(start + PER_PAGE) if len(found) > PER_PAGE else None


def article(library: Library, address: str) -> dict[str, object]:
    """What the tool `read` gives for the article of an address.

    Raises:
        ArticleNotFound: it is no address of an article.
    """
    parts = urlsplit(address)
    if not address.startswith(_PREFIX) or not parts.path.strip("/"):
        raise ArticleNotFound(
            f"no resource '{one_line(address)[:200]}'", hint=f"Their addresses are {TEMPLATE}."
        )
    given: dict[str, object] = {"id": unquote(parts.path[1:])}
    if parts.fragment:
        given["section"] = unquote(parts.fragment)
    given |= _numbers(dict(parse_qsl(parts.query)))
    return read(library, taken("read", READING[0].arguments, given))


def _numbers(query: Mapping[str, str]) -> dict[str, Any]:
    return {name: int(value) if value.isdecimal() else value for name, value in query.items()}
