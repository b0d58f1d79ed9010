"""The elements of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex
from kratomcli.readers.html import blocks
from kratomcli.readers.html.reading import DEEPEST, Ending, Frame, PageElement, PageItem, PageReading

if TYPE_CHECKING:
    from kratomcli.readers.html.blocks import MarkdownBlock

_NUMBER = lazy_regex(r"\s*\+?([0-9]{1,9})\s*")


def whole_list(reading: PageReading, element: PageElement) -> Ending:
    """A list; one that stands in another list and in no item belongs to the item before it."""
    if reading.depth >= DEEPEST:
        return reading.block()
    frame = reading.enter("list")
    frame.is_ordered = element.tag == "ol"
    first = _number(element.attribute("start"))

    def end() -> None:
        reading.leave()
        _take_loose(frame)
        if not frame.items or (reading.depth and not any(each.blocks for each in frame.items)):
            return  # the signs of empty lists within each other would be a rule
        made = list(_lists(frame, first, is_reversed="reversed" in element.attributes))
        around = reading.frame
        if around.kind == "list" and around.items and not around.blocks:
            around.items[-1].blocks.extend(made)
        else:
            reading.put(*made)

    return end


def item(reading: PageReading, element: PageElement) -> Ending:
    """An item; outside of a list it is a block like any other."""
    around = reading.frame
    if around.kind != "list":
        return reading.block()
    reading.flush()
    _take_loose(around)
    reading.enter("item")
    reading.depth += 1

    def end() -> None:
        frame = reading.leave()
        reading.depth -= 1
        around.items.append(PageItem(frame.blocks, _number(element.attribute("value"))))
        around.has_paragraphs = around.has_paragraphs or frame.has_paragraphs

    return end


def _take_loose(frame: Frame) -> None:
    """Make an item of what stands in a list and in no item."""
    if frame.blocks:
        frame.items.append(PageItem(frame.blocks))
        frame.blocks = []


def _number(text: str) -> int | None:
    found = _NUMBER.fullmatch(text)
    return int(found[1]) if found else None


def _lists(frame: Frame, first: int | None, *, is_reversed: bool) -> Iterator[MarkdownBlock]:
    """The lists for the items of one: more than one where their numbers don't follow each other."""
    items = frame.items
    is_tight = not frame.has_paragraphs and all(blocks.is_tight(each.blocks) for each in items)
    if not frame.is_ordered:
        yield blocks.list_of([each.blocks for each in items], None, is_tight=is_tight)
        return
    number = first if first is not None else len(items) if is_reversed else 1
    start = number
    group: list[list[MarkdownBlock]] = []
    for each in items:
        number = each.number if each.number is not None else max(number, 0)
        if group and number != start + len(group):
            yield blocks.list_of(group, start, is_tight=is_tight)
            group = []
        if not group:
            start = number
        group.append(each.blocks)
        number += -1 if is_reversed else 1
    if group:
        yield blocks.list_of(group, start, is_tight=is_tight)
