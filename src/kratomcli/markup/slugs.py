"""The anchors that the usual site generators and Markdown renderers give a heading.

Each function is the algorithm of one of them, from its documentation: text of a heading → anchor.
Anchors are compared in lower case, so no function needs to keep capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from kratomcli.markup.sections import slugify
from kratomcli.patterns import lazy_regex

_SIGNS = lazy_regex(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'“”‘’<>,.?/]+")
_LIGATURES = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_HUMP = lazy_regex(r"([a-z\d]{2,})([A-Z])|([A-Z])([A-Z][a-z])")
# Dashes, quotes and the like, which no generator transliterates.
_FOREIGN_SIGNS = lazy_regex("[\u2010-\u2027\u3001-\u3003\u3008-\u3011\u30fb\uff01-\uff0f\uff1a-\uff1f«»]+")
# A syllable of Mandarin in Pinyin without accents.
_SYLLABLE = lazy_regex(
    r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?(?:a(?:i|o|ng?)?|e(?:i|ng?|r)?|i(?:a(?:o|ng?)?|e|ng?|ong|u)?"
    r"|o(?:ng|u)|u(?:a(?:i|ng?)?|e|i|n|o)?|ve?)|[bpmfw]?o|ng?|m)\Z"
)
_SILENT = lazy_regex(r"[^b-df-gj-np-tvxz]")  # all but consonants: vowels, y and w, and the h of "sh"
_VOWEL_FIRST = lazy_regex(r"CYRILLIC .* E[FLMNRS]\Z")
_BETWEEN = 4  # characters of a slug in which the next consonant must follow
_FARTHEST = 100
_ALIKE = str.maketrans("cqxvfj", "kkkbpz")  # consonants that transliteration tables use for one sound
_CONTRACTION = lazy_regex(r"([a-zA-Z\d]+)['’]([ts])(?=\s|$)")


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(char for char in parts if not unicodedata.combining(char))


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")


def github_ascii(text: str) -> str:
    """Hugo with `autoHeadingIDType = "github-ascii"`: as GitHub, without accents."""
    return re.sub(r"[^a-z0-9_-]", "", _ascii(text).lower().replace(" ", "-"))


def gitlab(text: str) -> str:
    """GitLab: as GitHub, with runs of hyphens as one."""
    return re.sub(r"-{2,}", "-", re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-"))


def python_markdown(text: str) -> str:
    """Python-Markdown's `toc` (MkDocs, Pelican): characters that are not ASCII are dropped."""
    return python_markdown_unicode(_ascii(text))


def python_markdown_unicode(text: str) -> str:
    """Python-Markdown's `slugify_unicode`."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


def pymdown(text: str) -> str:
    """`pymdownx.slugs.slugify`, which Material for MkDocs recommends: a hyphen for each space."""
    kept = re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", text))
    return kept.strip().lower().replace(" ", "-")


def bitbucket(text: str) -> str:
    """Bitbucket: as Python-Markdown, with a prefix."""
    return f"markdown-header-{python_markdown(text)}"


def kramdown(text: str) -> str:
    """Kramdown: from the first letter on; keeps letters, digits and hyphens; each space is a hyphen."""
    kept = re.sub(r"[^a-zA-Z0-9 -]", "", re.sub(r"^[^a-zA-Z]+", "", text))
    return kept.replace(" ", "-").lower() or "section"


def kramdown_gfm(text: str) -> str:
    """Kramdown with its GFM parser, as in Jekyll."""
    return re.sub(r"[^\w\- \t]", "", text.lower()).translate({32: "-", 9: "-"}) or "section"


def pandoc(text: str) -> str:
    """Pandoc's `auto_identifiers`: from the first letter on; words joined by hyphens."""
    kept = "".join(char for char in text.lower() if char.isalnum() or char in "_-." or char.isspace())
    joined = "-".join(kept.split())
    start = next((at for at, char in enumerate(joined) if char.isalpha()), len(joined))
    return joined[start:] or "section"


def pandoc_ascii(text: str) -> str:
    """Pandoc with `ascii_identifiers`."""
    return pandoc(_ascii(text))


def blackfriday(text: str) -> str:
    """Blackfriday, Hugo's former engine: runs of letters and digits joined by hyphens."""
    return "-".join(re.findall(r"[^\W_]+", text.lower()))


def zola(text: str) -> str:
    """Zola, by the slug crate: as Blackfriday, without accents. See also `may_be_transliterated`."""
    return "-".join(re.findall(r"[a-z0-9]+", _plain(text)))


def _plain(text: str) -> str:
    return _without_accents(text.lower().translate(_LIGATURES))


def eleventy(text: str) -> str:
    """Eleventy's `slugify` filter: as Zola, but camelCase is split into words, and ü becomes ue."""
    text = text.translate(_UMLAUTS)
    text = _CONTRACTION.sub(r"\1\2", text.replace("&", " and "))
    return zola(_HUMP.sub(lambda found: f"{found[1] or found[3]} {found[2] or found[4]}", text))


def vuepress(text: str) -> str:
    """VuePress, VitePress and Hexo: runs of punctuation and spaces become one hyphen."""
    slug = _SIGNS.sub("-", _without_accents(text)).strip("-").lower()
    return f"_{slug}" if slug[:1].isdigit() else slug


def hexo(text: str) -> str:
    """Hexo: as VuePress, except for a digit at the beginning."""
    return vuepress(text).removeprefix("_")


def markdown_it_anchor(text: str) -> str:
    """The plugin markdown-it-anchor: spaces become hyphens, and punctuation stays."""
    return re.sub(r"\s+", "-", text.strip().lower())


def docutils(text: str) -> str:
    """Docutils and Sphinx: as Zola, from the first letter on."""
    return re.sub(r"^[-0-9]+", "", zola(text))


def as_written(text: str) -> str:
    """Obsidian, and Zola with slugs off: the heading itself."""
    return text.strip().lower()


MAKERS: tuple[Callable[[str], str], ...] = (
    slugify, github_ascii, gitlab, python_markdown, python_markdown_unicode, pymdown, bitbucket, kramdown,
    kramdown_gfm, pandoc, pandoc_ascii, blackfriday, zola, eleventy, vuepress, hexo, markdown_it_anchor,
    docutils, as_written,
)  # fmt: skip


def slugs(headings: Iterable[Iterable[str]]) -> Iterator[str]:
    """The anchors of a page's headings, by every generator.

    `headings` has for each heading the texts of which a generator may make the slug. A slug that is
    already taken gets a number appended: from 1 or from 2 on, after a hyphen or an underscore, as
    generators differ.
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
    """Whether a generator that transliterates, such as Zola, may make `slug` of a heading beyond ASCII.

    They make "plans-crab" of "Plans 🦀" and "han-zi" of "漢字". Without their tables this is a guess: the
    ASCII parts of the heading must be in the slug, and what is between them must sound about like the
    other letters; emoji and symbols may have any name. False for a heading of ASCII and accented letters.
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
    """Whether `slug` has the ASCII parts of a heading in order: `first` in front, the last at the end."""
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
    """Whether `slug` sounds about like the non-ASCII letters of `heading`, going by their Unicode names.

    Each Han character must be a word that ends in a syllable of Mandarin. Of other letters the consonants
    are compared, and only half of them must agree, because transliteration tables differ.
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
    """Whether `text` has symbols or numbers beyond ASCII, whose names in a slug may be of any length."""
    return any(not char.isascii() and unicodedata.category(char)[0] in "SN" for char in text)


@lru_cache(4096)
def _consonants(letter: str) -> str:
    """The consonants that `letter` stands for, by its Unicode name.

    All consonants of a Hangul syllable; of any other letter the first: "b" for BETA, BE and BEH, "n" for EN.
    """
    if unicodedata.category(letter)[0] == "M":
        return ""
    name = unicodedata.name(letter, "").partition(" WITH ")[0]
    sound = name.rpartition(" ")[2].lower()
    found = re.sub("[^a-z]|[aeiouwy]", "", sound).translate(_ALIKE)
    if name.startswith("HANGUL"):
        return found
    if sound == "ti":  # チ: Unicode calls it TI, and it is read "chi"
        return "k"
    if sound in ("sign", "vo") or (sound[:1] in "aeiouwy" and not _VOWEL_FIRST.match(name)):  # VO is an o
        return ""
    return found[:1]


def _found_in(slug: str, sounds: list[str], more: int) -> int:
    """How many of `sounds` are in `slug` in order, each a few characters (and `more`) after the last."""
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
