"""Regular expressions that are compiled when they are first used.

A module knows many, of which a short answer needs few, and compiling all of them would take a fifth of its
time.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def lazy_regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` returns, in use: compiled at the first access to one of its attributes.

    Functions of `re` do not take it as their pattern; its methods do the same. `re.error` is raised at the
    first access.
    """
    return cast("re.Pattern[AnyStr]", _LazyPattern(source, flags))


class _LazyPattern:
    def __init__(self, source: Any, flags: int) -> None:
        self._given = source, flags

    def __getattr__(self, name: str) -> Any:
        source, flags = self._given
        value = getattr(re.compile(source, flags), name)
        setattr(self, name, value)  # found without this function from now on
        return value
