"""Names of files for any text, such as a title, that every system can hold."""

from __future__ import annotations

import re
import unicodedata

from kratomcli.patterns import lazy_regex

UNTITLED = "Untitled"
LONGEST = 120
"""Bytes of a name without its number and suffix: some systems hold 143 in all, and people read it."""

_SPLIT = lazy_regex(r"[/\\:|]")
_REPLACED = str.maketrans("[]", "()", '?*<>"#^')
_RESERVED = lazy_regex(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # which are part of a word's spelling


def safe_name(text: str) -> str:
    """A name for `text`, without a suffix, that Windows, macOS and Linux can hold; in NFC, never empty."""
    name = _visible(unicodedata.normalize("NFC", text))
    name = re.sub(r"(\w)- ", r"\1 - ", _SPLIT.sub("-", name)).translate(_REPLACED)
    name = _cut(" ".join(name.split()).lstrip(" .-_~"))
    return _RESERVED.sub(r"\1-", name) or UNTITLED


def _visible(text: str) -> str:
    """`text` with a space for each character that isn't seen."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if unicodedata.category(char) in _INVISIBLE and char not in _JOINERS else char for char in text
    )


def _cut(name: str) -> str:
    """The beginning of `name` that fits, up to a word's end if one is near, without a dot at its end."""
    coded = name.encode()
    if len(coded) > LONGEST:
        name = coded[:LONGEST].decode(errors="ignore")
        end = name.rfind(" ")
        name = name[: end if end > len(name) * 2 // 3 else _whole_letter(name)]
    return name.rstrip(" .-,;" + _JOINERS)


def _whole_letter(name: str) -> int:
    """Where the last letter begins, whose accents may have been cut off."""
    at = len(name) - 1
    while at > 0 and (unicodedata.combining(name[at]) or name[at] in _JOINERS):
        at -= 1
    return at
