"""Where kratomcli keeps things: indexes, the user's own settings, the sample articles."""

from __future__ import annotations

import os
from collections.abc import Mapping

OWN_CACHE = "kratomcli"
"""The name of kratomcli's folder within the cache folder; it holds only indexes."""


def sample_library() -> str:
    """The folder of sample articles: inside the installed package, or beside it in a checkout."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    packaged = os.path.join(here, "seeds")
    return packaged if os.path.isdir(packaged) else os.path.join(here, "..", "..", "seeds")


def cache_home(environ: Mapping[str, str] = os.environ) -> str:
    """The folder in which indexes are kept; it need not exist yet."""
    if named := environ.get("KRATOMCLI_CACHE"):
        return os.path.abspath(named)
    return os.path.join(_home(environ, "XDG_CACHE_HOME", "LOCALAPPDATA", ".cache"), OWN_CACHE)


def config_home(environ: Mapping[str, str] = os.environ) -> str:
    """The folder of the user's own kratomcli.toml; it need not exist."""
    return os.path.join(_home(environ, "XDG_CONFIG_HOME", "APPDATA", ".config"), "kratomcli")


def _home(environ: Mapping[str, str], xdg: str, windows: str, fallback: str) -> str:
    named = environ.get(xdg) or (environ.get(windows) if os.name == "nt" else None)
    return named or os.path.join(os.path.expanduser("~"), fallback)
