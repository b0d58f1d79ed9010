"""Names of people and organisations, as CSL has them: family and given name, particles, suffix; or literal.

A name is divided only where that is certain enough to sort by it. Everything else is literal, that is,
written as it stands: organisations, names of one word, and names in Chinese, Japanese and Korean script,
whose order and division their writing doesn't show.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex
from kratomcli.readers.people import names_in_line
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CslName = dict[str, str]
"""A name of CSL-JSON: `literal`, or `family` with `given`, `suffix` and particles as far as known."""

_SUFFIX = lazy_regex(r"(?:jr|sr|ii|iii|iv|v|ph\.?\s?d|m\.?\s?d|esq)\.?", re.IGNORECASE)
_DROPPING = frozenset(["de", "d'", "von", "zu", "zum", "zur", "af", "av"])
"""Particles that stand behind the given name where the family name comes first: "Goethe, Johann von"."""
_KEPT = frozenset(
    [
        "van",
        "der",
        "den",
        "ter",
        "ten",
        "te",
        "la",
        "le",
        "du",
        "des",
        "del",
        "della",
        "dei",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "el",
        "al",
        "bin",
        "ibn",
    ]
)
"""Particles that stay before the family name: "van der Berg, Jan"."""
_IN_FAMILY = frozenset(
    [
        "Van",
        "Von",
        "De",
        "Del",
        "Della",
        "Di",
        "Da",
        "Du",
        "La",
        "Le",
        "Der",
        "Den",
        "Ter",
        "Mc",
        "Mac",
        "St.",
        "Saint",
    ]
)
_EAST_ASIAN = lazy_regex(
    "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_ORGANISATION = lazy_regex(
    r"""^(?:the|der|die|das|le|la|les|el|los)\s | \b(?:inc|ltd|llc|llp|plc|corp|co|gmbh|ag|e\.?v|s\.?a|bv
          |oy|ab|pty|university|universität|université|universidad|college|school|academy|institute?|institut
          |foundation|fund|trust|team|group|association|society|committee|council|commission|board|bureau
          |ministry|department|dept|office|agency|authority|administration|government|parliament|congress
          |cent(?:er|re|rum)|laboratory|laboratories|labs?|library|museum|hospital|clinic
          |organi[sz]ation|union|federation|alliance|network|coalition|consortium|initiative|project
          |company|press|publishing|publishers|media|news|times|journal|magazine|gazette|herald|tribune
          |bank|service|services|contributors?|authors?|staff|editors|editorial|admin|developers|community
          |working\sgroup|task\sforce|bot|blog|wiki\w*|software|foundation|verein|stiftung|redaktion|bundesamt)
        \b\.? | [\d@_/+|():] | \b(?:of|for)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_TWO_NAMES = lazy_regex(r"\s(?:&|and|und|et|y)\s")
_BRACES = lazy_regex(r"\{([^{}]+)\}")
_ADDRESS = lazy_regex(r"\s*(?:<[^<>]*>|\(?\S+@\S+\.\w+\)?)\s*")
_PARTS: Mapping[str, tuple[str, ...]] = {
    "family": ("family", "last", "lastname", "surname", "familyname"),
    "given": ("given", "first", "firstname", "givenname", "forename"),
    "suffix": ("suffix",),
    "dropping-particle": ("droppingparticle",),
    "non-dropping-particle": ("nondroppingparticle", "particle", "prefix"),
}


def csl_names(value: object) -> list[CslName]:
    """The names in a front-matter value: text, a mapping with the parts of a name, or a list of these."""
    if isinstance(value, list):
        return [name for item in value for name in csl_names(item)]
    if isinstance(value, dict):
        return [name] if (name := _of_mapping(value)) else []
    if not isinstance(value, str):
        return []
    return list(_of_text(value))


def _of_text(text: str) -> Iterator[CslName]:
    text = one_line(text)
    if ";" in text:
        for part in text.split(";"):
            yield from _of_text(part)
        return
    shown = _ADDRESS.sub(" ", text).strip() or text
    parts = [shown] if _is_literal(shown) else names_in_line(shown)
    for part in parts:
        if part:
            yield csl_name(part)


def csl_name(text: str) -> CslName:
    """One name, in its own order ("Jan van der Berg") or with the family name first ("van der Berg, Jan").

    >>> csl_name("Jan van der Berg")
    {'non-dropping-particle': 'van der', 'family': 'Berg', 'given': 'Jan'}
    >>> csl_name("{Plain Tea}")
    {'literal': 'Plain Tea'}
    """
    if braced := _BRACES.fullmatch(text):
        return {"literal": braced[1].strip()}
    if _is_literal(text) or _TWO_NAMES.search(text):
        return {"literal": text}
    family, *others = [part.strip() for part in text.split(",")]
    others = [part for part in others if part]
    suffix = next((part for part in others if _SUFFIX.fullmatch(part)), "")
    given = [part for part in others if part != suffix]
    if not family:
        return {"literal": text}
    if given:
        before, family = _particles(family.split())
        return _name(before, family, " ".join(given), suffix)
    return _in_own_order(family.split(), suffix)


def _is_literal(text: str) -> bool:
    bare = text.partition(",")[0] if "," in text and not text.endswith(",") else ""
    is_one_word = " " not in text.strip() and not bare
    return is_one_word or bool(_EAST_ASIAN.search(text) and not bare) or bool(_ORGANISATION.search(text))


def _in_own_order(words: list[str], suffix: str) -> CslName:
    """A name whose family name comes last, with its particles before it."""
    if not suffix and len(words) > 2 and _SUFFIX.fullmatch(words[-1]) and words[-1] not in ("V", "v"):
        suffix = words.pop()
    start = len(words) - 1
    while start > 1 and (words[start - 1] in _DROPPING | _KEPT or words[start - 1] in _IN_FAMILY):
        start -= 1
    if start < 1:
        return {"literal": " ".join([*words, *filter(None, [suffix])])}
    before, family = _particles(words[start:])
    return _name(before, family, " ".join(words[:start]), suffix)


def _particles(words: list[str]) -> tuple[list[str], str]:
    """The particles before a family name, and the name."""
    start = 0
    while start < len(words) - 1 and words[start] in _DROPPING | _KEPT:
        start += 1
    return words[:start], " ".join(words[start:])


def _name(particles: list[str], family: str, given: str, suffix: str) -> CslName:
    drops = bool(particles) and all(word in _DROPPING for word in particles)
    name = {
        "dropping-particle": " ".join(particles) if drops else "",
        "non-dropping-particle": "" if drops else " ".join(particles),
        "family": family,
        "given": given,
        "suffix": suffix,
    }
    return {part: text for part, text in name.items() if text}


def _of_mapping(value: Mapping[str, object]) -> CslName | None:
    """The name in a mapping: of its parts, or its `name`, which may be a mapping again; or None."""
    told = {str(key).lower().replace("-", "").replace("_", ""): item for key, item in value.items()}
    if isinstance(inner := told.get("name"), dict):
        return _of_mapping(inner)
    if isinstance(literal := told.get("literal"), str) and literal.strip():
        return {"literal": one_line(literal)}
    parts = {
        part: one_line(text)
        for part, keys in _PARTS.items()
        if isinstance(text := next((told[key] for key in keys if told.get(key)), None), str) and text.strip()
    }
    if "family" in parts:
        return parts
    if "given" in parts:
        return {"literal": parts["given"]}
    shown = next(
        (told[key] for key in ("name", "label", "title", "key") if isinstance(told.get(key), str)), None
    )
    return csl_name(one_line(shown)) if isinstance(shown, str) and shown.strip() else None
