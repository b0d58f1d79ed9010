"""The elements of a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kratomcli.readers.html.tables import PageCell, PageTable

if TYPE_CHECKING:
    from kratomcli.readers.html.reading import Attributes, Ending, PageElement, PageReading


def table(reading: PageReading, element: PageElement) -> Ending:
    """A table."""
    is_layout = element.attribute("role") in ("presentation", "none")
    reading.enter("table").table = PageTable(is_layout=is_layout)

    def end() -> None:
        frame = reading.leave()
        if frame.table is not None:
            reading.put(*frame.blocks, *frame.table.blocks())

    return end


def row(reading: PageReading, element: PageElement) -> Ending | None:
    """A row of a table."""
    made = reading.frame.table
    if made is None:
        return reading.block()
    reading.flush()
    parent = element.node.parent
    made.rows.append([])
    made.heads += parent is not None and parent.tag == "thead"
    return None


def cell(reading: PageReading, element: PageElement) -> Ending:
    """A cell of a row."""
    made = reading.frame.table
    if made is None or not made.rows:
        return reading.block()
    reading.enter("cell")
    columns, rows = _span(element.attribute("colspan")), _span(element.attribute("rowspan"))
    align = _align(element.attributes)

    def end() -> None:
        made.rows[-1].append(PageCell(reading.leave().blocks, element.tag == "th", align, columns, rows))

    return end


def _span(text: str) -> int:
    return min(max(int(text), 1), 1000) if re.fullmatch(r"[0-9]{1,4}", text) else 1


def _align(attributes: Attributes) -> str:
    found = re.search(r"text-align:\s*(left|right|center)", attributes.get("style") or "")
    return found[1] if found else (attributes.get("align") or "").lower()
