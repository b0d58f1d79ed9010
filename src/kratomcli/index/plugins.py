"""Which suffixes readers of other packages are for: found anew only after something was installed.

This is kept as the fact `readers` of the catalog: the state of the installation, and on a line below it the
suffixes that were found in it. To ask Python takes as long as a whole search.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping


def plugin_suffixes(readers: str) -> list[str]:
    """The suffixes in the fact `readers`."""
    return readers.partition("\n")[2].split()


def current_readers(facts: Mapping[str, str]) -> str:
    """The fact `readers`, found anew if a package was installed or removed since `facts` were noted."""
    known = facts.get("readers", "")
    now = installation()
    if known and known.partition("\n")[0] == now:
        return known
    from kratomcli.readers.conversion import found_suffixes

    return f"{now}\n{' '.join(found_suffixes())}"


def installation() -> str:
    """A text that differs after a package was installed or removed."""
    stamps = []
    for place in sys.path:
        if place.endswith("-packages"):
            try:
                stamps.append(str(os.stat(place).st_mtime_ns))
            except OSError:
                continue
    return " ".join(stamps)
