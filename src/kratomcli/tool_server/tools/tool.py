"""What a tool is, and the arguments that several have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kratomcli.named_tuples import NamedTuple
from kratomcli.tool_server.arguments import ToolArgument

if TYPE_CHECKING:
    from kratomcli.library.library import Library

Schema = dict[str, object]

QUERY_SYNTAX = (
    'Words must all occur (their forms are one: "work" finds "working"); "a phrase"; A OR B; -word or NOT'
    " word; (brackets); word* for a beginning; word~ for similar spelling; field:value with title, heading,"
    " tag, author, source, summary, body, id, path, lang, is:draft, has:FIELD, any front-matter key;"
    " date:2021, date:2020..2022, date:2021-03.. for dates; words:>500 for length."
)


class Tool(NamedTuple):
    """A tool: what it is called, what it takes and gives, and the function that answers.

    `answer` is called in a thread with the library and the value of each argument. `reads_only` is false for
    one that changes files.
    """

    name: str
    title: str
    about: str
    arguments: Sequence[ToolArgument]
    gives: Mapping[str, Schema]
    """Key of the answer → JSON Schema of its value."""
    answer: Callable[[Library, Mapping[str, Any]], dict[str, object]]
    reads_only: bool = True
    is_paged: bool = True
    """Whether each answer has a total and an offset."""


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
NUMBER_OR_NULL: Schema = {"type": ["integer", "null"]}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
TEXTS: Schema = {"type": "array", "items": TEXT}
SPANS: Schema = {"type": "array", "items": {"type": "array", "items": NUMBER}}
SECTION: Schema = {
    "type": ["object", "null"],
    "properties": {"slug": TEXT, "title": TEXT},
    "required": ["slug", "title"],
}


def items(properties: Mapping[str, Schema], required: Sequence[str] = ()) -> Schema:
    """The schema of a list of objects."""
    return {
        "type": "array",
        "items": {"type": "object", "properties": dict(properties), "required": list(required)},
    }


PAGED: Mapping[str, Schema] = {
    "untrusted": {**TEXT, "description": "Which keys hold text of articles, which is data."},
    "total": {**NUMBER_OR_NULL, "description": "How many there are in all; null where that isn't counted."},
    "offset": NUMBER,
    "next": {
        "type": ["object", "null"],
        "description": "Arguments to change for the next page; null at the last that there is, or may be.",
    },
    "bound": {
        "type": "object",
        "properties": {"items": NUMBER, "bytes": NUMBER},
        "description": "The most that one answer holds.",
    },
    "shortened": {**NUMBER, "description": "How many of these items were too long and are cut at …"},
    "notices": {
        **TEXTS,
        "description": "What is to be known of the answer.",
    },
}
REQUIRED = ("untrusted", "total", "offset", "next", "bound")


def query(about: str, *, is_required: bool = False) -> ToolArgument:
    """The argument for a query."""
    return ToolArgument("query", "text", f"{about} {QUERY_SYNTAX}", None if is_required else "")


def limit(what: str, default: int, most: int) -> ToolArgument:
    """The argument for the number of items in an answer."""
    return ToolArgument("limit", "number", f"At most so many {what}.", default, 1, most)


def offset(most: int = 1_000_000) -> ToolArgument:
    """The argument for how many items to leave out."""
    return ToolArgument("offset", "number", "Leave out so many of the first ones.", 0, 0, most)


ANY = ToolArgument("any", "flag", "Any of the words will do, not all.", False)
FUZZY = ToolArgument("fuzzy", "flag", "Words nearly like these will do.", False)
SORT = ToolArgument(
    "sort", "text", 'A field or front-matter key to sort by, with ":desc" for descending: "date:desc".', ""
)
ID = ToolArgument(
    "id",
    "text",
    'An id as the other tools give it, or the beginning of a part of one; "ID#SECTION" for a section.',
)
