"""Which article a link means: by path, by name, or by the address that a site gives its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import commonpath, dirname, join, normpath
from typing import TYPE_CHECKING

from kratomcli.links.names import (
    file_names,
    last_part,
    loose,
    name_key,
    page_name,
    stem,
)
from kratomcli.markup.links import as_files, inner_parts
from kratomcli.markup.tools.wiki_links import SCHEME, target_of
from kratomcli.model.paths import INDEX_NAMES
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.conventions.table import Convention
    from kratomcli.links.names import Named

_VAULT = lazy_regex(r"denote:|dendron://[^/]*/")
_DAY = lazy_regex(r"(\d{4})[-_](\d\d)[-_](\d\d)")
_ROOT = lazy_regex(r"content|docs|src|source|site|pages|_pages|posts|_posts|[a-z]{2}(?:[-_][a-z]{2,4})?")
_LISTS = frozenset(("tags", "tag", "categories", "category", "authors", "author", "archives", "page"))


def lookup_key(address: str, source: str) -> int:
    """The key under which the article that a link means is found; 0 if it can mean none.

    `source` is the path within the library of the article with the link.
    """
    if address.startswith(SCHEME):
        name = last_part(stem(_wiki_name(address)))
        if name.lower() in INDEX_NAMES:
            name = page_name(_wiki_name(address))
    else:
        path = _path_of(address)
        name = page_name(normpath(join(dirname(source), path.lstrip("/@")))) if path else ""
        name = INDEX_NAMES[0] if path == "/" else name
    found = loose(name) if name not in ("", ".", "..") else ""
    return name_key(found) if found else 0


def resolved(
    address: str, source: str, candidates: Sequence[Named], convention: Convention, roots: Sequence[str]
) -> Named | None:
    """The article that a link means, of the candidates, which have its lookup key; None if none.

    Args:
        source: path within the library of the article with the link.
        roots: name and last part of the folder of each root of the library.
    """
    if not candidates:
        return None
    if address.startswith(SCHEME):
        return _by_name(_wiki_name(address), source, candidates)
    path = _path_of(address)
    by_path = {one.path: one for one in candidates}
    for place in _places(source, path, roots):
        for file in as_files(place):
            if (found := by_path.get(file)) is not None:
                return found
    if "pages" in convention.links:
        return _by_page(path, source, candidates)
    # Apps for notes find [a](Name.md) wherever the note is, as [[Name]].
    return (
        _by_name(path, source, candidates) if "names" in convention.links and path[:1] not in "./" else None
    )


def _wiki_name(address: str) -> str:
    """The name in a `wiki:` address, without its section."""
    name = target_of(address).partition("#")[0].partition("^")[0]
    return _VAULT.sub("", name).strip().strip("/")


def _path_of(address: str) -> str:
    from urllib.parse import unquote

    parts = inner_parts(address.removeprefix("{filename}"))  # Pelican
    path = unquote(parts[0]) if parts else ""
    return "" if "\0" in path else path


# -- by path ------------------------------------------------------------------------------------------


def _places(source: str, path: str, roots: Sequence[str]) -> Iterator[str]:
    """Paths within the library, perhaps without suffix, that a link's path can mean, the likeliest first."""
    for written in dict.fromkeys((path, path[: len(path) - len(_page_suffix(path))])):
        yield from filter(None, map(_within, _joined(source, written, roots)))


def _joined(source: str, path: str, roots: Sequence[str]) -> Iterator[str]:
    folder = dirname(source)
    if path.startswith("/"):
        below = path.strip("/")
        yield below
        yield from (join(root, below) for root in roots)
        first, _, rest = below.partition("/")
        if first in roots:
            yield rest
        yield from (join(above, below) for above in (folder, *_above(folder)))  # from the folder of content
        return
    if path.startswith("@/"):  # Zola: from the folder of content
        path = path[2:]
        yield from (path, join("content", path))
    yield join(folder, path)
    if not path.startswith("."):
        yield from (join(above, path) for above in _above(folder))  # Docusaurus, Obsidian: from the top
    if page_name(source) == stem(source):  # a page has a folder of its own on most sites
        yield join(folder, stem(source), path)
    else:
        yield join(dirname(folder), path)


def _above(folder: str) -> Iterator[str]:
    while folder:
        folder = dirname(folder)
        yield folder


def _within(path: str) -> str:
    """A normal path; "" if it leads out of the library."""
    normal = normpath(path)
    return "" if normal.startswith("..") or normal in (".", "/") else normal


def _page_suffix(path: str) -> str:
    return next((end for end in (".html", ".htm") if path.lower().endswith(end)), "")


# -- by name ------------------------------------------------------------------------------------------


def _by_name(name: str, source: str, candidates: Sequence[Named]) -> Named | None:
    """The article that a name means: by its path or the end of it, else as one of its names.

    Of several, one in the same folder comes first, then the one nearest to the top.
    """
    if name.startswith(("./", "../")):
        place = normpath(join(dirname(source), name))
        name = place if not place.startswith("..") else name
    without_suffix = name[: len(name) - len(last_part(name))] + stem(name)
    for wanted in dict.fromkeys((name, without_suffix)):  # a name may end as that of a file does
        for fits in (_ends_in, is_named, _is_like):
            found = [one for one in candidates if fits(one, wanted)]
            if found:
                return min(found, key=lambda one: (not _is_spelled(one, wanted), *_distance(one, source)))
    return None


def _is_spelled(one: Named, name: str) -> bool:
    """Whether a name is one of an article's to the letter."""
    return last_part(name) in (*file_names(one.path), *one.names)


def _distance(one: Named, source: str) -> tuple[bool, int, str]:
    return dirname(one.path) != dirname(source), one.path.count("/"), one.path


def _ends_in(one: Named, name: str) -> bool:
    """Whether an article's path, without its suffix, is `name` or ends in it."""
    path = one.path[: len(one.path) - len(last_part(one.path))] + stem(one.path)
    lower, wanted = f"/{path.casefold()}", f"/{name.casefold()}"
    return lower.endswith(wanted) or lower.endswith(tuple(f"{wanted}/{index}" for index in INDEX_NAMES))


def is_named(one: Named, name: str) -> bool:
    """Whether a name is one of an article's, in any case."""
    wanted = name.casefold()
    return any(wanted == other.casefold() for other in (*file_names(one.path), *one.names))


def _is_like(one: Named, name: str) -> bool:
    wanted = loose(last_part(name))
    return "/" not in name and any(wanted == loose(other) for other in (*file_names(one.path), *one.names))


# -- by the address of its page --------------------------------------------------------------------------


def _by_page(path: str, source: str, candidates: Sequence[Named]) -> Named | None:
    """The article whose page can have this address on a site; of several, the nearest one to the source."""
    written = path[: len(path) - len(_page_suffix(path))].split("/")
    parts = [part for part in written if part not in ("", ".", "..")]
    parts = parts[:-1] if parts and parts[-1].lower() in INDEX_NAMES else parts
    if not parts:
        return min((one for one in candidates if _is_at_top(one)), key=lambda one: one.path, default=None)
    exact = [one for one in candidates if any(_parts(other) == parts for other in one.addresses)]
    likely = [one for one in candidates if _can_be_at(one, parts)]
    within = [one for one in likely if _is_within(one, parts)]
    found = exact or within or likely
    shared = [len(commonpath((dirname(one.path) or ".", dirname(source) or "."))) for one in found]
    nearest = [one for one, length in zip(found, shared, strict=True) if length == max(shared)]
    return nearest[0] if len(nearest) == 1 else None


def _parts(address: str) -> list[str]:
    return [part for part in address.removesuffix(".html").split("/") if part]


def _is_at_top(one: Named) -> bool:
    """Whether it is the page of the whole site, or of a language."""
    *folders, _ = one.path.split("/")
    return stem(one.path).lower() in INDEX_NAMES and not folders


def _words_of(parts: Sequence[str]) -> list[str]:
    """The parts of an address before the last one that are no numbers of a date."""
    return [part.casefold() for part in parts[:-1] if not (part.isascii() and part.isdecimal())]


def _is_within(one: Named, parts: Sequence[str]) -> bool:
    """Whether an article lies in all folders that an address names."""
    folders = one.path.casefold().split("/")[:-1]
    return all(part in folders for part in _words_of(parts))


def _can_be_at(one: Named, parts: Sequence[str]) -> bool:
    """Whether a site may have the page at this address: below its date, its folders, or a section's name.

    A single word is too common a name to be taken for an article in another place.
    """
    *before, last = parts
    if not any(loose(last) == loose(name) for name in (page_name(one.path), *one.addresses)):
        return False
    days = filter(None, map(_DAY.match, (page_name(one.path), one.date)))
    dates = [[int(part) for part in day.groups()] for day in days]
    numbers = [int(part) for part in before if part.isascii() and part.isdecimal()]
    if numbers and not any(numbers == date[: len(numbers)] for date in dates):
        return False
    others = _words_of(parts)
    folders = one.path.casefold().split("/")[:-1]
    is_at_top = all(_ROOT.fullmatch(part) for part in folders)
    if _is_within(one, parts) and (numbers or others or is_at_top):
        return True
    if "_posts" in folders and len(others) == 1:  # as /blog/tea/
        return True
    return not _LISTS & set(others) and " " in loose(last)
