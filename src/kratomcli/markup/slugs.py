"""The anchors that the usual makers of pages give a heading.

Each function is one maker's way, from its documentation: text of a heading → anchor. Anchors are
compared in small letters, so no function needs to keep capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from kratomcli.markup.sections import slugify

_SIGNS = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'“”‘’<>,.?/]+")
_LIGATURES = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_HUMP = re.compile(r"([a-z\d]{2,})([A-Z])|([A-Z])([A-Z][a-z])")
# Dashes, quotes and the like: no maker has names for them.
_FOREIGN_SIGNS = re.compile("[\u2010-\u2027\u3001-\u3003\u3008-\u3011\u30fb\uff01-\uff0f\uff1a-\uff1f«»]+")
# Of Mandarin, as it is written without accents.
_SYLLABLE = re.compile(
    r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?(?:a(?:i|o|ng?)?|e(?:i|ng?|r)?|i(?:a(?:o|ng?)?|e|ng?|ong|u)?"
    r"|o(?:ng|u)|u(?:a(?:i|ng?)?|e|i|n|o)?|ve?)|[bpmfw]?o|ng?|m)\Z"
)
_SILENT = re.compile(r"[^b-df-gj-np-tvxz]")  # vowels, what may be one, and what only changes others
_VOWEL_FIRST = re.compile(r"CYRILLIC .* E[FLMNRS]\Z")
_BETWEEN = 4  # letters of a slug from one consonant to where the next may be
_FARTHEST = 100
_ALIKE = str.maketrans("cqxvfj", "kkkbpz")  # what one table has for a letter, and what another
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

    "Plans 🦀" is "plans-crab", "漢字" is "han-zi": without their tables it is known where the names stand,
    how letters sound, and not what signs are called. False for a heading of ASCII and accents.
    """
    plain = _FOREIGN_SIGNS.sub(" ", _plain(heading))
    first, *others = (zola(part) for part in re.split(r"[^\x00-\x7f]+", plain))
    return (
        bool(others)
        and re.fullmatch(r"[a-z0-9-]+", slug) is not None
        and _holds(slug, first, others)
        and _may_sound_like(slug, heading)
    )


def _holds(slug: str, first: str, others: list[str]) -> bool:
    """Whether the parts of a heading that are ASCII stand in a slug, one after another."""
    if not slug.startswith(first) or not slug.endswith(others[-1]):
        return False
    at = len(first)
    for part in others[:-1]:
        at = slug.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return at <= len(slug) - len(others[-1])


def _may_sound_like(slug: str, heading: str) -> bool:
    """Whether a slug has about the sounds of a heading's letters beyond ASCII, which Unicode's names tell.

    Of Han characters each is a syllable of Mandarin, and ends a word; of other letters the consonants count,
    and some may be others, as no two tables agree.
    """
    text = unicodedata.normalize("NFKC", heading.lower())
    letters = [char for char in text if unicodedata.category(char)[0] in "LM" and not char.isascii()]
    sounds = [_consonants(char) for char in letters if not _is_han(char)]
    han = len(letters) - len(sounds)
    words = slug.split("-")
    syllable = _SYLLABLE.search if sounds else _SYLLABLE.fullmatch
    if 4 * len(words) < 3 * han or 2 * sum(syllable(word) is not None for word in words) < han:
        return False
    wanted, there = sum(map(len, sounds)), _found_in(slug, sounds, 6 * han)
    spoken = len(_SILENT.sub("", slug)) - len(_SILENT.sub("", text))
    return 2 * there >= wanted and (_has_signs(text) or spoken <= 2 * there + 3 * han + 1)


def _is_han(char: str) -> bool:
    return unicodedata.name(char, "").startswith("CJK")


def _has_signs(text: str) -> bool:
    """Whether something has a name that may be of any length."""
    return any(not char.isascii() and unicodedata.category(char)[0] in "SN" for char in text)


@lru_cache(4096)
def _consonants(letter: str) -> str:
    """Of a syllable all, of a letter the first of its name: "b" for BETA, BE and BEH, "n" for EN."""
    if unicodedata.category(letter)[0] == "M":
        return ""
    name = unicodedata.name(letter, "").partition(" WITH ")[0]
    sound = name.rpartition(" ")[2].lower()
    found = re.sub("[^a-z]|[aeiouwy]", "", sound).translate(_ALIKE)
    if name.startswith("HANGUL"):
        return found
    if sound == "ti":  # チ, which is "chi"
        return "k"
    if sound in ("sign", "vo") or (sound[:1] in "aeiouwy" and not _VOWEL_FIRST.match(name)):  # VO is an o
        return ""
    return found[:1]


def _found_in(slug: str, sounds: list[str], more: int) -> int:
    """How many of these consonants stand in a slug with few letters, or up to `more`, between them."""
    slug = slug.translate(_ALIKE)
    at = there = 0
    reach = _BETWEEN
    for sound in sounds:
        reach += 3
        for one in sound:
            found = slug.find(one, at, at + min(reach + more, _FARTHEST))
            if found >= 0:
                at, there, reach = found + 1, there + 1, _BETWEEN
    return there
