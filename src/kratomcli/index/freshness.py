"""When a library's folders were last scanned, how long that took, and the notices about it.

This is stored as facts in the catalog: `synced` (Unix seconds of the last scan), `scan` (its duration in
seconds), `slow` (number of consecutive slow scans), `unread` (a line "number suffix" for each type of file
that is not read), `ignored` (a line "files folders by"), `conventions` (the tools of the folders:
`Conventions.as_fact`), `readers` (the suffixes that other packages read, after the state of the installation
in which they were found).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from kratomcli.index.ignoring import Ignored
from kratomcli.model.file_kinds import KIND_OF
from kratomcli.model.notices import FilesUnreadable, NotUpToDate

if TYPE_CHECKING:
    from kratomcli.index.scan import Difference

Facts = Mapping[str, str]

NO_INDEX = "there is no index of this library yet"
"""The message of IndexMissing where no sync was ever completed."""
QUICK_SCAN = 0.25
"""Seconds; a longer scan is slow, and a library is slow after two consecutive slow scans."""
SPARING = 100
"""A slow library is scanned again automatically only after this many times the duration of its last scan."""


def number(facts: Facts, name: str) -> float:
    """A fact as a number; 0 if it is missing or not a finite number."""
    try:
        value = float(facts.get(name, 0))
    except ValueError:
        return 0.0
    return value if isfinite(value) else 0.0


def unread(facts: Facts) -> dict[str, int]:
    """Suffix → number of files that are not read, as counted by the last scan."""
    pairs = (line.partition(" ") for line in facts.get("unread", "").splitlines())
    return {kind: int(count) for count, _, kind in pairs if count.isdecimal()}


def ignored(facts: Facts) -> list[Ignored]:
    """How much the last scan ignored, and by what."""
    lines = (line.split(" ", 2) for line in facts.get("ignored", "").splitlines())
    return [
        Ignored(line[2], int(line[0]), int(line[1]))
        for line in lines
        if len(line) == 3 and line[0].isdecimal() and line[1].isdecimal()
    ]


def is_spared(facts: Facts) -> bool:
    """Whether the library is slow and was scanned so recently that the automatic scan is left out.

    One slow scan is not enough: with a warm file cache the next one can be a hundred times as fast.
    """
    passed = time.time() - number(facts, "synced")
    return number(facts, "slow") >= 2 and 0 <= passed < SPARING * number(facts, "scan")


def is_worth_noting(difference: Difference, facts: Facts) -> bool:
    """Whether the facts should be stored after a scan that found no changes."""
    is_slow = difference.seconds > QUICK_SCAN / 2 or number(facts, "scan") >= QUICK_SCAN
    counted = (dict(difference.unread), list(difference.ignored))
    is_counted = counted == (unread(facts), ignored(facts))
    return is_slow or not is_counted or difference.readers != facts.get("readers", "")


def noted(difference: Difference, before: Facts) -> dict[str, str]:
    """The new facts after a scan; `before` are the facts so far."""
    slow = int(number(before, "slow")) + 1 if difference.seconds >= QUICK_SCAN else 0
    return {
        "synced": repr(time.time()),
        "scan": repr(difference.seconds),
        "slow": repr(slow),
        "conventions": difference.conventions.as_fact(),
        "readers": difference.readers,
        "unread": "\n".join(f"{count} {kind}" for kind, count in difference.unread.items()),
        "ignored": "\n".join(f"{one.files} {one.folders} {one.by}" for one in difference.ignored),
    }


def last_look(facts: Facts) -> tuple[NotUpToDate, bool]:
    """A notice of when the folders were last scanned, and whether that is a minute ago or more."""
    from kratomcli.text.wording import age, count

    seconds = max(time.time() - number(facts, "synced"), 0.0)
    is_long = seconds >= 60
    ago = age(seconds) if is_long else f"{count(int(seconds), 'second')} ago"
    return NotUpToDate(f"the folders were last scanned {ago}"), is_long


def unreadable(failed: int) -> FilesUnreadable:
    """A notice of how many files could not be read."""
    files = "1 file" if failed == 1 else f"{failed:,} files"
    return FilesUnreadable(f"{files} can't be read")


def without_reader(unread: Mapping[str, int]) -> str:
    """A notice of the files that are not read because a package is missing; "" if there are none.

    `unread` has the number of files that are not read by suffix, without its dot.
    """
    from kratomcli.text.wording import kinds

    found = {suffix: number for suffix, number in unread.items() if f".{suffix}" in KIND_OF}
    if not found:
        return ""
    verb = "is" if sum(found.values()) == 1 else "are"
    return f"{kinds(found)} {verb} not read; to read them: pip install 'kratomcli[documents]'"


def nothing_to_read(facts: Facts) -> str:
    """A notice for a library without articles: what would be read, and which other files there are."""
    from kratomcli.text.wording import kinds

    text = "no articles here (.md, .txt, .html, .pdf and other kinds of file)"
    if missing := without_reader(unread(facts)):
        text += f"; {missing}"
    elif others := unread(facts):
        text += f"; {kinds(others)} {'is' if sum(others.values()) == 1 else 'are'} not read"
    if hidden := ignored(facts):
        text += f"; ignored: {parts_ignored(hidden)}"
    return text


def parts_ignored(parts: Sequence[Ignored]) -> str:
    """Such as "1 file by default, 2 files and 1 folder by kratomcli.toml"."""
    from kratomcli.text.wording import and_list, count

    said = []
    for one in parts:
        numbers = ((one.files, "file"), (one.folders, "folder"))
        said.append(f"{and_list([count(n, noun) for n, noun in numbers if n])} by {one.by}")
    return ", ".join(said)
