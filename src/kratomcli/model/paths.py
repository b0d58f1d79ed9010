"""Paths of articles: which files are articles, their ids, and paths that are safe to print."""

from __future__ import annotations

from collections.abc import Sequence

from kratomcli.model.file_kinds import KIND_OF

MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdx", ".qmd", ".rmd")
SUFFIXES = (*MARKDOWN_SUFFIXES, ".txt")
"""Suffixes of articles that are written as they are read: also those of MDX, Quarto and R Markdown."""
ALL_SUFFIXES = (*SUFFIXES, *KIND_OF)
"""Those, and the suffixes of files that are converted to Markdown; in lower case."""
SITE_STATE = ".kratomcli-site.json"
"""The file that is in the folder of each site that was made: its pages are no articles."""
USUAL_SUFFIXES = (*SUFFIXES, ".Rmd")
"""As files have them on a disk that tells cases apart; a link without a suffix may mean any."""

FOLDER_NAMES = ("index", "_index")
INDEX_NAMES = (*FOLDER_NAMES, "readme")
"""Names, without suffix and in lower case, of files that are the page of their folder."""
"""Names, in lower case, of the files that stand for their folder."""


def shown_path(path: bytes) -> tuple[str, bytes | None]:
    """A path as text that is safe to print, and its exact bytes if they differ, else None.

    Control characters, line ends, bidirectional formatting and bytes that are not UTF-8 are written as %XX.
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


def kind_of(path: str) -> str:
    """The kind of the file of an article, a value of the field `kind`: "markdown", "text", "pdf" …"""
    suffix = suffix_of(path)
    if suffix in KIND_OF:
        return KIND_OF[suffix].module
    return "markdown" if suffix in MARKDOWN_SUFFIXES else "text"


def preferred_id(path: str) -> str:
    """The id for the path of an article: without suffix; for `index` and `_index`, the path of their folder.

    A name with two suffixes ("a.txt.md") keeps both, so that no preferred id can be equal to a `full_id`.
    """
    stem, dot, suffix = path.rpartition(".")
    if not dot or ("." + suffix.lower()) not in ALL_SUFFIXES or stem.lower().endswith(SUFFIXES):
        return path
    folder, slash, name = stem.rpartition("/")
    if not name:
        return path
    return folder if slash and name.lower() in FOLDER_NAMES else stem


def suffix_of(path: str) -> str:
    """The suffix of a file in lower case with its dot; "" for a name without one."""
    name = path[path.rfind("/") + 1 :]
    dot = name.rfind(".")
    return name[dot:].lower() if dot >= 0 else ""


def is_converted(path: str) -> bool:
    """Whether an article's file is converted to Markdown, rather than read as it is."""
    return suffix_of(path) not in SUFFIXES


def full_id(path: str) -> str:
    """The id of an article whose preferred id belongs to another one: its whole path."""
    return path


def within(path: str, roots: Sequence[tuple[str, str]]) -> str:
    """The path within the library for an absolute path; unchanged if it is in none of the roots.

    Args:
        roots: (name, absolute folder) of each root.
    """
    for name, folder in roots:
        inside = folder.rstrip("/") + "/"
        if path.startswith(inside):
            return f"{name}/{path[len(inside) :]}" if name else path[len(inside) :]
    return path
