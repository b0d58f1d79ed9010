"""Tools that look for articles: `search`, `list`, `facets`, `quotes`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kratomcli.tool_server import answers
from kratomcli.tool_server.arguments import ToolArgument
from kratomcli.tool_server.tools.tool import (
    ANY,
    FUZZY,
    NUMBER,
    NUMBER_OR_NULL,
    PAGED,
    SECTION,
    SORT,
    SPANS,
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

MOST_HITS = 50
MOST_LISTED = 200
MOST_PLACES = 10
"""Places of one quote; the number of its articles is given as well."""
_DEEPEST = 1000
"""Hits that can be reached page by page; what lies deeper needs a narrower query."""
_OF_HITS = ("id", "path", "title", "date", "tags", "summary", "source", "words")
_LISTED = ["id", "title", "date", "tags", "summary", "words"]


def _search(library: Library, given: Mapping[str, Any]) -> dict[str, object]:
    from kratomcli.export.contract import ENTRY_KEYS, hit_as_json

    text = given["query"]
    looser = {"any": given["any"], "fuzzy": given["fuzzy"], "meaning": given["meaning"] or None}
    start, end = given["offset"], given["offset"] + given["limit"]
    hits = library.search(
        text,
        limit=end + given["unique"],  # how many there are without versions, nobody counts
        sort=given["sort"] or None,
        snippets=given["snippets"],
        width=given["width"],
        unique=given["unique"],
        **looser,
    )
    left_out = {*ENTRY_KEYS} - {*_OF_HITS}
    found = (
        {key: value for key, value in hit_as_json(hit).items() if key not in left_out} for hit in hits[start:]
    )
    total = library.count(text, **looser) if not given["unique"] else None
    more: dict[str, object] = {}
    if not hits and (guesses := library.suggestions(text)):
        more["suggestions"] = [{"word": word, "instead": instead[:5]} for word, instead in guesses[:5]]
    made = answers.paged(answers.ItemPage("hits", found, start, given["limit"], total), **more)
    after = made["next"]
    return {**made, "next": None} if isinstance(after, dict) and after["offset"] > _DEEPEST else made


def _list(library: Library, given: Mapping[str, Any]) -> dict[str, object]:
    lines = library.lines(
        "json",
        given["fields"],
        given["query"],
        sort=given["sort"] or None,
        limit=given["limit"],
        offset=given["offset"],
    )
    total = library.count(given["query"])
    return answers.paged(
        answers.ItemPage("articles", map(json.loads, lines), given["offset"], given["limit"], total)
    )


def _facets(library: Library, given: Mapping[str, Any]) -> dict[str, object]:
    from kratomcli.export.contract import facets_as_json

    start, most = given["offset"], given["limit"]
    found = []
    for name in given["fields"][:_MOST_FACETS]:
        facet = library.facet(
            name, given["query"], any=given["any"], fuzzy=given["fuzzy"], limit=start + most
        )
        found.append(facet._replace(values=facet.values[start:]))
    is_more = any(facet.other for facet in found)
    made = answers.paged(
        answers.ItemPage("facets", facets_as_json(found), 0, _MOST_FACETS, len(given["fields"]))
    )
    return {
        **made,
        "offset": start,
        "next": {"offset": start + most} if is_more else None,
        "bound": {"items": most, "bytes": answers.MOST_BYTES},
    }


def _quotes(library: Library, given: Mapping[str, Any]) -> dict[str, object]:
    from kratomcli.export.contract import quote_as_json

    found = library.quotes(given["query"], any=given["any"], fuzzy=given["fuzzy"])
    shown = (
        quote_as_json(quote._replace(places=quote.places[:MOST_PLACES])) for quote in found[given["offset"] :]
    )
    return answers.paged(answers.ItemPage("quotes", shown, given["offset"], given["limit"], len(found)))


_MOST_FACETS = 10

_SNIPPET = {"text": TEXT, "line": NUMBER, "section": SECTION, "headings": TEXTS, "highlights": SPANS}
_ENTRY: Mapping[str, Schema] = {
    "id": TEXT,
    "path": TEXT,
    "title": TEXT,
    "date": TEXT_OR_NULL,
    "tags": TEXTS,
    "summary": TEXT_OR_NULL,
    "source": TEXT_OR_NULL,
    "words": NUMBER,
}
_HIT: Mapping[str, Schema] = {
    **_ENTRY,
    "score": {"type": "number"},
    "section": SECTION,
    "line": NUMBER_OR_NULL,
    "matched": TEXT,
    "snippets": items(_SNIPPET),
    "title_highlights": SPANS,
}

TOOLS = (
    Tool(
        "search",
        "Search articles",
        "Find the best articles for a query, each with its best passages and the line of each passage,"
        " which the tool read takes. Best first. Use list to go through all articles that match.",
        (
            query("What to look for.", is_required=True),
            limit("articles", 10, MOST_HITS),
            offset(_DEEPEST),
            ANY,
            FUZZY,
            ToolArgument(
                "meaning",
                "flag",
                "Find articles by what they say, too, in whatever words: ask a question. Phrases in quotes,"
                " fields and -words must hold even so. A hit with none of the words has matched: meaning.",
                False,
            ),
            SORT,
            ToolArgument("snippets", "number", "Passages for each article.", 2, 0, 5),
            ToolArgument("width", "number", "Characters of a passage at most.", 240, 20, 1000),
            ToolArgument("unique", "flag", "Of several versions of an article only the best.", False),
        ),
        {
            **PAGED,
            "hits": items(_HIT, ["id", "title"]),
            "suggestions": {
                **items({"word": TEXT, "instead": TEXTS}),
                "description": "Where nothing was found: words that no article has, and what may be meant.",
            },
        },
        _search,
    ),
    Tool(
        "list",
        "List articles",
        "List articles, all or those that match a query, by id or sorted, with the fields that are chosen and"
        " their total number.",
        (
            query("Which articles; none for all."),
            limit("articles", 50, MOST_LISTED),
            offset(100_000_000),
            SORT,
            ToolArgument(
                "fields",
                "texts",
                "Fields or front-matter keys of each: id, path, title, date, updated, tags, summary, authors,"
                " draft, source, lang, words, meta, derived, notes.",
                _LISTED,
            ),
        ),
        {**PAGED, "articles": items(_ENTRY)},
        _list,
    ),
    Tool(
        "facets",
        "Count by field",
        "Count the articles that match by the values of fields: how many there are for each tag, year or"
        " author. Says how many have no value (missing) and how many values are left out (other).",
        (
            ToolArgument(
                "fields",
                "texts",
                f"At most {_MOST_FACETS} fields or front-matter keys to count by: tags, authors, source,"
                " lang, section, date:year, date:month.",
                ["tags", "date:year"],
            ),
            query("Which articles; none for all."),
            limit("values of each", 20, MOST_LISTED),
            offset(),
            ANY,
            FUZZY,
        ),
        {
            **PAGED,
            "facets": items(
                {
                    "name": TEXT,
                    "values": items({"value": TEXT, "count": NUMBER}, ["value", "count"]),
                    "other": NUMBER,
                    "missing": NUMBER,
                },
                ["name", "values", "other", "missing"],
            ),
        },
        _facets,
    ),
    Tool(
        "quotes",
        "Collect quotes",
        "The sentences that have words of a query, those of most articles first. Copies are one quote, with"
        f" its number of articles and of independent ones, and its first {MOST_PLACES} places. Hedges and"
        " negations are words that were seen in it, no verdict.",
        (
            query("What the sentences speak of.", is_required=True),
            limit("sentences", 10, MOST_HITS),
            offset(),
            ANY,
            FUZZY,
        ),
        {
            **PAGED,
            "quotes": items(
                {
                    "text": TEXT,
                    "highlights": SPANS,
                    "hedges": SPANS,
                    "negations": SPANS,
                    "articles": NUMBER,
                    "independent": NUMBER,
                    "places": items(
                        {
                            "id": TEXT,
                            "path": TEXT,
                            "title": TEXT,
                            "date": TEXT_OR_NULL,
                            "source": TEXT_OR_NULL,
                            "section": SECTION,
                            "line": NUMBER,
                        },
                        ["id", "line"],
                    ),
                },
                ["text", "places"],
            ),
        },
        _quotes,
    ),
)
