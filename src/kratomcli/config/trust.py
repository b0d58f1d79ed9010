"""Which settings files are trusted: the user's own, and those in folders that it lists."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from kratomcli.errors import SettingsUntrusted
from kratomcli.files.settings import fault, load, shown


def refuse_strangers(path: str, folders: Sequence[str], own: str) -> None:
    """Refuse a settings file, found by walking up, with folders outside its own, unless that is trusted.

    Raises:
        SettingsUntrusted: it names such a folder.
    """
    here = os.path.dirname(path)
    for folder in folders:
        if not is_in(folder, here) and not is_trusted(path, own):
            raise SettingsUntrusted(
                f"{path} names {shown(folder)}, which is not below it", hint=how_to_trust(path, own)
            )


def how_to_trust(path: str, own: str) -> str:
    """What to do so that a settings file is trusted."""
    return f"If you trust it, write trusted = ['{os.path.dirname(path)}'] into {own}."


def is_trusted(path: str, own: str) -> bool:
    """Whether a settings file is the user's own, or in or below a folder that this trusts."""
    here = os.path.dirname(path)
    return path == own or any(is_in(here, trusted) for trusted in _trusted(own))


def is_in(folder: str, root: str) -> bool:
    """Whether a folder is another or below it, wherever links lead."""
    real, root = os.path.realpath(folder), os.path.realpath(root)
    return real == root or real.startswith(os.path.join(root, ""))


def _trusted(own: str) -> tuple[str, ...]:
    """The folders in and below which settings files are trusted, as the user's own file lists them."""
    found: Any = load(own).get("trusted", []) if os.path.lexists(own) else []
    if not isinstance(found, list) or not all(
        isinstance(folder, str) and "\0" not in folder for folder in found
    ):
        raise fault(own, f"trusted must be a list of folders, not {shown(found)}", "trusted")
    return tuple(os.path.join(os.path.dirname(own), os.path.expanduser(folder)) for folder in found)
