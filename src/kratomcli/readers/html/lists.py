"""Items of lists, each with its level, as nested HTML."""

from __future__ import annotations

from collections.abc import Iterable

from kratomcli.named_tuples import NamedTuple


class ListItem(NamedTuple):
    """An item: its HTML, its level from 0, and its number, None for a bullet."""

    html: str
    level: int
    number: int | None = None


DEEPEST = 12
"""Levels of lists that are told apart."""


class _OpenList(NamedTuple):
    level: int
    tag: str
    following: int
    """The number of the next item, if it goes on; 0 for bullets."""


def html_of_items(items: Iterable[ListItem]) -> str:
    """Items as lists within each other.

    Another kind of item at one level, and a number that does not follow, begin another list.
    """
    parts: list[str] = []
    lists: list[_OpenList] = []
    for item in items:
        level = min(max(item.level, 0), DEEPEST)
        while lists and _ends(lists[-1], item, level):
            parts.append(f"</li></{lists.pop().tag}>")
        tag = "ul" if item.number is None else "ol"
        following = 0 if item.number is None else item.number + 1
        if lists and lists[-1].level == level:
            parts.append("</li>")
            lists[-1] = lists[-1]._replace(following=following)
        else:
            parts.append("<ul>" if item.number is None else f'<ol start="{item.number}">')
            lists.append(_OpenList(level, tag, following))
        parts.append(f"<li>{item.html}")
    parts += (f"</li></{each.tag}>" for each in reversed(lists))
    return "".join(parts)


def _ends(open_list: _OpenList, item: ListItem, level: int) -> bool:
    """Whether a list, the innermost, is at its end before an item."""
    is_same = open_list.following == (item.number or 0) and (open_list.tag == "ul") == (item.number is None)
    return open_list.level > level or (open_list.level == level and not is_same)
