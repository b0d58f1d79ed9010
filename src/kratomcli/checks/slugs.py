"""The anchors that the usual makers of pages give a heading.

Each function is one maker's way, from its documentation: text of a heading → anchor. Anchors are
compared in small letters, so no function needs to keep capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from kratomcli.readers.sections import slugify

_SIGNS = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'“”‘’<>,.?/]+")
_LIGATURES = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_HUMP = re.compile(r"([a-z\d]{2,})([A-Z])|([A-Z])([A-Z][a-z])")
_CONTRACTION = re.compile(r"([a-zA-Z\d]+)['’]([ts])(?=\s|$)")


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(char for char in parts if not unicodedata.combining(char))


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")


def github_ascii(text: str) -> str:
    """Hugo with `autoHeadingIDType = "github-ascii"`: as GitHub, without accents."""
    return re.sub(r"[^a-z0-9_-]", "", _ascii(text).lower().replace(" ", "-"))


def gitlab(text: str) -> str:
    """GitLab: as GitHub, and several hyphens are one."""
    return re.sub(r"-{2,}", "-", re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-"))


def python_markdown(text: str) -> str:
    """Python-Markdown's `toc`, so MkDocs and Pelican; what is not ASCII is left out."""
    return python_markdown_unicode(_ascii(text))


def python_markdown_unicode(text: str) -> str:
    """Python-Markdown's `slugify_unicode`."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


def pymdown(text: str) -> str:
    """`pymdownx.slugs.slugify`, which Material for MkDocs recommends: a hyphen for each space."""
    kept = re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", text))
    return kept.strip().lower().replace(" ", "-")


def bitbucket(text: str) -> str:
    """Bitbucket: Python-Markdown's with a prefix."""
    return f"markdown-header-{python_markdown(text)}"


def kramdown(text: str) -> str:
    """Kramdown: from the first letter on, letters, digits, hyphens and a hyphen for each space."""
    kept = re.sub(r"[^a-zA-Z0-9 -]", "", re.sub(r"^[^a-zA-Z]+", "", text))
    return kept.replace(" ", "-").lower() or "section"


def kramdown_gfm(text: str) -> str:
    """Kramdown as Jekyll has it, with the parser for GitHub's Markdown."""
    return re.sub(r"[^\w\- \t]", "", text.lower()).translate({32: "-", 9: "-"}) or "section"


def pandoc(text: str) -> str:
    """Pandoc's `auto_identifiers`: words with hyphens between, from the first letter on."""
    kept = "".join(char for char in text.lower() if char.isalnum() or char in "_-." or char.isspace())
    joined = "-".join(kept.split())
    start = next((at for at, char in enumerate(joined) if char.isalpha()), len(joined))
    return joined[start:] or "section"


def pandoc_ascii(text: str) -> str:
    """Pandoc with `ascii_identifiers`."""
    return pandoc(_ascii(text))


def blackfriday(text: str) -> str:
    """Hugo's former engine: runs of letters and digits with hyphens between."""
    return "-".join(re.findall(r"[^\W_]+", text.lower()))


def zola(text: str) -> str:
    """Zola, by the slug crate: as Blackfriday, without accents. See also `may_be_transliterated`."""
    return "-".join(re.findall(r"[a-z0-9]+", _plain(text)))


def _plain(text: str) -> str:
    return _without_accents(text.lower().translate(_LIGATURES))


def eleventy(text: str) -> str:
    """Eleventy's `slugify` filter: as Zola, with capitals in mid-word as the beginning of words, ü as ue."""
    text = text.translate(_UMLAUTS)
    text = _CONTRACTION.sub(r"\1\2", text.replace("&", " and "))
    return zola(_HUMP.sub(lambda found: f"{found[1] or found[3]} {found[2] or found[4]}", text))


def vuepress(text: str) -> str:
    """VuePress, VitePress and Hexo: runs of signs and spaces are a hyphen."""
    slug = _SIGNS.sub("-", _without_accents(text)).strip("-").lower()
    return f"_{slug}" if slug[:1].isdigit() else slug


def hexo(text: str) -> str:
    """Hexo: as VuePress, but for a digit at the beginning."""
    return vuepress(text).removeprefix("_")


def markdown_it_anchor(text: str) -> str:
    """The anchor plugin of markdown-it: spaces are hyphens, and signs stay."""
    return re.sub(r"\s+", "-", text.strip().lower())


def docutils(text: str) -> str:
    """Docutils and Sphinx: as Zola, from the first letter on."""
    return re.sub(r"^[-0-9]+", "", zola(text))


def as_written(text: str) -> str:
    """Obsidian, and Zola without slugs: the heading itself."""
    return text.strip().lower()


MAKERS: tuple[Callable[[str], str], ...] = (
    slugify, github_ascii, gitlab, python_markdown, python_markdown_unicode, pymdown, bitbucket, kramdown,
    kramdown_gfm, pandoc, pandoc_ascii, blackfriday, zola, eleventy, vuepress, hexo, markdown_it_anchor,
    docutils, as_written,
)  # fmt: skip


def slugs(headings: Iterable[Iterable[str]]) -> Iterator[str]:
    """The anchors of a page's headings; each heading in one or more readings (with its marks, without).

    A slug that was given before gets a number behind it: from 1 or from 2 on, after a hyphen or a low
    line, as makers differ.
    """
    given: dict[str, int] = {}
    for readings in headings:
        for slug in {make(text) for text in readings for make in MAKERS}:
            number = given.get(slug, 0)
            given[slug] = number + 1
            yield slug
            if number:
                yield from (f"{slug}{sep}{count}" for sep in "-_" for count in (number, number + 1))


def may_be_transliterated(heading: str, slug: str) -> bool:
    """Whether Zola and others may make this slug of a heading with letters or signs beyond ASCII.

    "Plans 🦀" is "plans-crab", "漢字" is "han-zi": without their tables it is known where the names stand
    and not what they are. False for a heading of ASCII and accents.
    """
    first, *others = (zola(part) for part in re.split(r"[^\x00-\x7f]+", _plain(heading)))
    if (
        not others
        or not re.fullmatch(r"[a-z0-9-]+", slug)
        or not slug.startswith(first)
        or not slug.endswith(others[-1])
    ):
        return False
    at = len(first)
    for part in others[:-1]:
        at = slug.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return at <= len(slug) - len(others[-1])
