"""From a file's name to an article's id."""

from __future__ import annotations

from collections.abc import Sequence

SUFFIXES = (".md", ".markdown", ".txt")
"""Files with these endings, in any case, are articles."""

_FOLDER_NAMES = ("index", "_index")


def shown_path(path: bytes) -> tuple[str, bytes | None]:
    """A path as text that is safe to print, and the exact bytes where the two differ.

    Control characters, line ends, direction changes and bytes that aren't UTF-8 appear as %XX.
    """
    from kratomcli.text.normalize import clean, flat

    try:
        text = path.decode()
        if text.isprintable() or flat(clean(text)) == text:
            return text, None
    except UnicodeDecodeError:
        text = path.decode(errors="surrogateescape")
    shown = []
    for char in text:
        if flat(clean(char)) == char:
            shown.append(char)
        else:
            shown.extend(f"%{byte:02X}" for byte in char.encode(errors="surrogateescape"))
    return "".join(shown), path


def preferred_id(path: str) -> str:
    """The id for an article's path: without suffix, and `index` and `_index` name their folder.

    A name with two suffixes ("a.txt.md") keeps both, so that no preferred id ends in one and
    `full_id` can't meet it.
    """
    stem, dot, suffix = path.rpartition(".")
    if not dot or ("." + suffix.lower()) not in SUFFIXES or stem.lower().endswith(SUFFIXES):
        return path
    folder, slash, name = stem.rpartition("/")
    if not name:
        return path
    return folder if slash and name.lower() in _FOLDER_NAMES else stem


def full_id(path: str) -> str:
    """The id of an article whose preferred id another one holds: its whole path."""
    return path


def within(path: str, roots: Sequence[tuple[str, str]]) -> str:
    """An absolute path as seen from the library, whose roots are (name, folder); as it is without roots."""
    for name, folder in roots:
        inside = folder.rstrip("/") + "/"
        if path.startswith(inside):
            return f"{name}/{path[len(inside) :]}" if name else path[len(inside) :]
    return path
