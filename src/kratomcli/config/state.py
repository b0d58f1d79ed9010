"""The folder of what is neither a setting nor can be made anew."""

from __future__ import annotations

import os
from collections.abc import Mapping


def state_home(environ: Mapping[str, str] = os.environ) -> str:
    """The folder of what is needed to undo changes; it need not exist yet.

    It is not in the cache, which may be deleted: an index can be made anew, an article as it was can't.
    """
    named = environ.get("XDG_STATE_HOME") or (environ.get("LOCALAPPDATA") if os.name == "nt" else None)
    return os.path.join(named or os.path.join(os.path.expanduser("~"), ".local", "state"), "kratomcli")
