"""When a library's folders were looked at, how long that took, and what is said of it.

All of it is kept as small facts in the catalog: `synced` (Unix seconds), `scan` (seconds), `slow` (slow
scans running), `unread` (a line "number suffix" for each kind of file that is not read).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING

from kratomcli.model.notices import FilesUnreadable, NotUpToDate
from kratomcli.model.paths import SUFFIXES

if TYPE_CHECKING:
    from kratomcli.index.scan import Difference

Facts = Mapping[str, str]

QUICK_SCAN = 0.25
"""Seconds; a scan that takes longer is slow, and two slow ones running make a slow library."""
SPARING = 100
"""How many times as long as its last scan took a slow library is not scanned unasked."""


def number(facts: Facts, name: str) -> float:
    """A fact as a number; 0 where it is missing or damaged."""
    try:
        value = float(facts.get(name, 0))
    except ValueError:
        return 0.0
    return value if isfinite(value) else 0.0


def unread(facts: Facts) -> dict[str, int]:
    """Files of each kind that is not read, by suffix, as the last scan had them."""
    pairs = (line.partition(" ") for line in facts.get("unread", "").splitlines())
    return {kind: int(count) for count, _, kind in pairs if count.isdecimal()}


def is_spared(facts: Facts) -> bool:
    """Whether the folders of a slow library were looked at so lately that it costs too much to do it again.

    One slow scan says little: after a start from cold the next one is a hundred times as fast.
    """
    passed = time.time() - number(facts, "synced")
    return number(facts, "slow") >= 2 and 0 <= passed < SPARING * number(facts, "scan")


def is_worth_noting(difference: Difference, facts: Facts) -> bool:
    """Whether a scan that saw no change tells enough to be written down."""
    is_slow = difference.seconds > QUICK_SCAN / 2 or number(facts, "scan") >= QUICK_SCAN
    return is_slow or dict(difference.unread) != unread(facts)


def noted(difference: Difference, before: Facts) -> dict[str, str]:
    """The facts that a scan makes of those before it."""
    slow = int(number(before, "slow")) + 1 if difference.seconds >= QUICK_SCAN else 0
    return {
        "synced": repr(time.time()),
        "scan": repr(difference.seconds),
        "slow": repr(slow),
        "unread": "\n".join(f"{count} {kind}" for kind, count in difference.unread.items()),
    }


def last_look(facts: Facts) -> tuple[NotUpToDate, bool]:
    """When the folders were looked at last, and whether that is long ago."""
    from kratomcli.text.wording import age, count

    seconds = max(time.time() - number(facts, "synced"), 0.0)
    is_long = seconds >= 60
    ago = age(seconds) if is_long else f"{count(int(seconds), 'second')} ago"
    return NotUpToDate(f"the folders were last looked at {ago}"), is_long


def unreadable(failed: int) -> FilesUnreadable:
    """How many files could not be read."""
    files = "1 file" if failed == 1 else f"{failed:,} files"
    return FilesUnreadable(f"{files} can't be read")


def nothing_to_read(facts: Facts) -> str:
    """What there is in place of articles where there are none."""
    from kratomcli.text.wording import kinds

    text = f"no {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]} here"
    others = unread(facts)
    if not others:
        return text
    return f"{text}; {kinds(others)} {'is' if sum(others.values()) == 1 else 'are'} not read"
