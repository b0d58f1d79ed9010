"""The names by which links can mean an article: file, title, aliases, address on a site."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from kratomcli.model.paths import INDEX_NAMES, SUFFIXES
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

_ADDRESS_KEYS = ("slug", "permalink", "url", "path", "id", "redirect_from", "aliases", "alias")
_ALIAS_KEYS = ("aliases", "alias")
_GAP = lazy_regex(r"[-_\s]+")
_BETWEEN = lazy_regex(r"[,\n]")
_DAY = lazy_regex(r"\d{4}[-_]\d\d[-_]\d\d[-_ ]+(?=.)")
_DENOTE = lazy_regex(r"(\d{8}T\d{6})(?:==[^-_]+)?(?:--([^_]+))?(?:__.*)?$")
_NUMBERED = lazy_regex(r"(\d{8,14})(?:[-_ ]+(.+))?$")


class Named(NamedTuple):
    """An article that links can mean.

    `path` is that within the library, `names` are its names but for the file's, `addresses` those of its
    page on a site, as front matter gives them.
    """

    key: int
    id: str
    path: str
    title: str
    date: str
    names: tuple[str, ...]
    addresses: tuple[str, ...]


def named(key: int, id: str, path: str, title: str, date: str, meta: Mapping[str, object]) -> Named:
    """The article with the names and addresses that its front matter gives it."""
    given = [value for name in _ADDRESS_KEYS if name in meta for value in _texts(meta[name])]
    names = [
        title,
        *(text for text in given if "/" not in text),
        *aliases_of(meta),
    ]
    return Named(key, id, path, title, date, tuple(names), tuple(given))


def aliases_of(meta: Mapping[str, object]) -> Iterator[str]:
    """Yield the other names that front matter gives an article: no addresses of pages."""
    for key, value in meta.items():
        if key.lower() in _ALIAS_KEYS:
            yield from _aliases(value)


def _aliases(value: object) -> Iterator[str]:
    """Yield the aliases in a list, or between the commas of a text."""
    given = value if isinstance(value, list) else _BETWEEN.split(value) if isinstance(value, str) else [value]
    for one in given:
        if isinstance(one, str | int | float):
            name = str(one).strip().removeprefix("[[").removesuffix("]]").strip()
            if name and not name.startswith("/"):
                yield name


def _texts(value: object) -> Iterator[str]:
    """The names in a list or a text: `one`, or `one, [[two]]`."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and item.strip():
            yield item.strip()
            if "," in item or "[[" in item:
                yield from filter(None, (name.strip(" []#") for name in item.split(",")))


def stem(path: str) -> str:
    """The last part of a path, without the suffix of an article or a page."""
    name = path.rpartition("/")[2]
    lower = name.lower()
    for suffix in (*SUFFIXES, ".html", ".htm"):
        if lower.endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    return name


def page_name(path: str) -> str:
    """The name of the page at a path: that of its folder if the file is the folder's page."""
    name = stem(path)
    if name.lower() in INDEX_NAMES:
        return path.rstrip("/").rpartition("/")[0].rpartition("/")[2] or name
    return name


def loose(name: str) -> str:
    """A name as it is compared: case, date in front, hyphens and underscores don't count."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return _GAP.sub(" ", _DAY.sub("", folded, count=1)).strip()


def last_part(name: str) -> str:
    """The last part of a name that may have several, separated by slashes."""
    return name.rstrip("/").rpartition("/")[2]


def file_names(path: str) -> Iterator[str]:
    """The names that a file has: as it is written, as apps for notes write slashes, numbers and titles."""
    from urllib.parse import unquote

    name = page_name(path)
    yield name
    if "___" in name or "%" in name:  # Logseq
        yield unquote(name.replace("___", "/"))
    if parts := _DENOTE.match(name):
        yield parts[1]
        yield from (parts[2].replace("-", " "),) if parts[2] else ()
    elif numbered := _NUMBERED.match(name):
        yield numbered[1]
        yield from (numbered[2],) if numbered[2] else ()


def name_keys(article: Named) -> set[int]:
    """The keys under which an article is found: `name_key` of the last part of each of its names."""
    names = (*file_names(article.path), *article.names, *article.addresses)
    return {name_key(found) for name in names if (found := loose(stem(last_part(name))))}


def name_key(name: str) -> int:
    """A 63-bit number for a name as `loose` gives it. Different names may have the same, rarely."""
    from hashlib import blake2b

    return int.from_bytes(blake2b(name.encode("utf-8", "replace"), digest_size=8).digest(), "big") >> 1
