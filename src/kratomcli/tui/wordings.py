"""What the browser says in its last line and its lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.text.normalize import one_line
from kratomcli.text.wording import count
from kratomcli.tui.finding import ORDERS

if TYPE_CHECKING:
    from kratomcli.errors import KratomError
    from kratomcli.model.entry import Entry
    from kratomcli.tui.finding import Results


def problem(error: KratomError) -> str:
    """What went wrong, in one line."""
    return f"error: {error.message}" + (f" ({error.hint})" if error.hint else "")


def summary(results: Results) -> str:
    """How many articles there are, in which order."""
    order = ORDERS[results.sort]
    if not results.total:
        return "no article matches"
    if results.shown < results.total:
        return f"the best {results.shown:,} of {count(results.total, 'article')}; d shows all by date"
    return f"{count(results.total, 'article')}, {order}"


def link_line(link: tuple[str, Entry, str]) -> str:
    """A link in a list: which way it leads, the other article, and the sentence."""
    direction, entry, sentence = link
    title = one_line(entry.title or entry.id)
    return f"{'→' if direction == 'out' else '←'} {title}" + (f"\n  {one_line(sentence)}" if sentence else "")
