"""Adding, removing and renaming names in a text that stands for a list: `tags: one, two`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.readers.names import is_marked, spans

if TYPE_CHECKING:
    from kratomcli.conventions.table import TagsText

_USUAL = {"commas": ", ", "semicolons": ", ", "words": " ", "whole": ", "}


def name_places(text: str, how: TagsText) -> list[tuple[int, int]]:
    """Where the names are, without the spaces around them and empty ones."""
    found = []
    for start, end in spans(text, how):
        bare = text[start:end].strip()
        if bare:
            start += text[start:end].index(bare)
            found.append((start, start + len(bare)))
    return found


def with_name(text: str, how: TagsText, name: str) -> str:
    """The text with a name more, written and parted as those before it."""
    places = name_places(text, how)
    if not places:
        return name
    last = text[places[-1][1] :]
    if text.strip().startswith(":") and text.strip().endswith(":"):
        return f"{text[: places[-1][1]]}:{name}{last}"
    if is_marked(text):
        return _with_marked(text, places, name)
    between = text[places[-2][1] : places[-1][0]] if len(places) > 1 else _USUAL[how]
    if how == "semicolons" and len(places) == 1 and ";" in text:
        between = "; "
    return f"{text[: places[-1][1]]}{between}{name}{last}"


def _with_marked(text: str, places: list[tuple[int, int]], name: str) -> str:
    start, end = places[-1]
    begin, stop = start, end
    while begin and text[begin - 1] in "#[":
        begin -= 1
    while stop < len(text) and text[stop] == "]":
        stop += 1
    before = text[places[-2][1] : begin].lstrip("]") if len(places) > 1 else ""
    between = before or (", " if stop > end else " ")
    if " " in name and stop == end:
        return f"{text[:stop]}{between}#[[{name}]]{text[stop:]}"
    return f"{text[:stop]}{between}{text[begin:start]}{name}{text[end:stop]}{text[stop:]}"


def without_name(text: str, how: TagsText, index: int) -> str:
    """The text without the name of this index, and without what parts it from the next one."""
    places = name_places(text, how)
    if len(places) == 1:
        return ""
    opening = [_begin(text, start) for start, _ in places]
    if index + 1 < len(places):
        return text[: opening[index]] + text[opening[index + 1] :]
    return text[: _stop(text, places[index - 1][1])] + text[_stop(text, places[index][1]) :]


def _begin(text: str, start: int) -> int:
    while start and text[start - 1] in "#[":
        start -= 1
    return start


def _stop(text: str, end: int) -> int:
    while end < len(text) and text[end] == "]":
        end += 1
    return end


def with_other_name(text: str, how: TagsText, index: int, name: str) -> str:
    """The text with another name in place of that of this index."""
    start, end = name_places(text, how)[index]
    return text[:start] + name + text[end:]
