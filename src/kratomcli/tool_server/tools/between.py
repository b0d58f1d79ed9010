"""Tools for what lies between articles and what is wrong in them: `similar`, `links`, `check`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from kratomcli.tool_server import answers
from kratomcli.tool_server.arguments import ToolArgument
from kratomcli.tool_server.tools.tool import (
    ID,
    NUMBER,
    PAGED,
    SECTION,
    TEXT,
    TEXT_OR_NULL,
    TEXTS,
    Schema,
    Tool,
    items,
    limit,
    offset,
    query,
)

if TYPE_CHECKING:
    from kratomcli.library.library import Library

MOST_FOUND = 200
_MOST_NEAR = 50


def _similar(library: Library, given: Mapping[str, Any]) -> dict[str, object]:
    from kratomcli.export.contract.comparisons import neighbour_as_json

    start, most = given["offset"], given["limit"]
    found = library.similar(given["id"], limit=start + most + 1)
    return answers.paged(
        answers.ItemPage("articles", map(neighbour_as_json, found[start:]), start, most, None)
    )


def _links(library: Library, given: Mapping[str, Any]) -> dict[str, object]:
    from kratomcli.export.contract.comparisons import link_as_json

    directions = _DIRECTIONS[given["directions"]]
    found = library.links(given["id"], directions=directions)  # type: ignore[arg-type]
    shown = map(link_as_json, found[given["offset"] :])
    return answers.paged(answers.ItemPage("links", shown, given["offset"], given["limit"], len(found)))


def _check(library: Library, given: Mapping[str, Any]) -> dict[str, object]:
    from kratomcli.export.contract import finding_as_json

    report = library.check(given["query"], select=given["select"], ignore=given["ignore"])
    start = given["offset"]
    found = islice(report, start, start + given["limit"] + 1)
    return answers.paged(
        answers.ItemPage("findings", map(finding_as_json, found), start, given["limit"], None)
    )


_DIRECTIONS: Mapping[str, tuple[str, ...]] = {"both": ("out", "in"), "out": ("out",), "in": ("in",)}
_END: Schema = {
    "type": ["object", "null"],
    "properties": {"id": TEXT, "path": TEXT, "title": TEXT},
    "required": ["id", "path", "title"],
}

TOOLS = (
    Tool(
        "similar",
        "Similar articles",
        "The articles nearest to one by what they say, with the words that make them near and the number of"
        " words that both have literally.",
        (ID, limit("articles", 10, _MOST_NEAR), offset(1000)),
        {
            **PAGED,
            "articles": items(
                {
                    "id": TEXT,
                    "path": TEXT,
                    "title": TEXT,
                    "date": TEXT_OR_NULL,
                    "source": TEXT_OR_NULL,
                    "score": {"type": "number"},
                    "terms": TEXTS,
                    "shared_words": NUMBER,
                },
                ["id", "title", "score"],
            ),
        },
        _similar,
    ),
    Tool(
        "links",
        "Links of an article",
        "The links of an article and those of other articles to it (direction in), each with its sentence."
        " The target is null where no article is meant by the address.",
        (
            ID,
            ToolArgument("directions", "text", "Which links.", "both", choices=tuple(_DIRECTIONS)),
            limit("links", 50, MOST_FOUND),
            offset(),
        ),
        {
            **PAGED,
            "links": items(
                {
                    "direction": TEXT,
                    "source": _END,
                    "target": _END,
                    "address": TEXT,
                    "line": NUMBER,
                    "section": SECTION,
                    "sentence": TEXT,
                },
                ["direction", "source", "target", "address", "line"],
            ),
        },
        _links,
    ),
    Tool(
        "check",
        "Check articles",
        "Problems in articles, all or those that match a query: broken links, doubtful dates, missing titles,"
        " damaged characters, words that sell and so on. It reads every article that matches, so a query"
        " makes it quick.",
        (
            query("Which articles; none for all, and files that can't be read as well."),
            ToolArgument(
                "select", "texts", "Codes of rules or beginnings of codes; none for the usual ones.", []
            ),
            ToolArgument("ignore", "texts", "Codes of rules to leave out, or beginnings of codes.", []),
            limit("problems", 50, MOST_FOUND),
            offset(),
        ),
        {
            **PAGED,
            "findings": items(
                {
                    "code": TEXT,
                    "severity": TEXT,
                    "id": TEXT_OR_NULL,
                    "path": TEXT,
                    "line": NUMBER,
                    "column": NUMBER,
                    "message": TEXT,
                    "hint": TEXT,
                },
                ["code", "severity", "id", "path", "line", "message"],
            ),
        },
        _check,
    ),
)
