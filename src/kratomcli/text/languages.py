"""Languages that the engine can stem, and English stop words."""

from __future__ import annotations

DEFAULT = "english"

SNOWBALL: dict[str, str] = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""The first part of a language tag → the name of its stemmer."""

_ENGLISH = """
    a about am an and any are as at be been being but by can could did do does for from had has have he
    her his how i if in into is it its just may me might must my no not of on or our shall she should so
    some such than that the their them then there these they this those to too us very was we were what
    when where which who whom whose why will with would you your
"""
STOP_WORDS = frozenset(_ENGLISH.split())
"""English words that are in nearly every article or question."""


def language_of(lang: str, otherwise: str = DEFAULT) -> str:
    """The stemmer for a language tag such as "de", "pt-BR" or "German"; "" for a language without one."""
    if not lang:
        return otherwise
    first = lang.lower().replace("_", "-").split("-", 1)[0].strip()
    return SNOWBALL.get(first, first if first in SNOWBALL.values() else "")
