"""Normalising text: control characters, white space, marks, case, and scripts without spaces."""

from __future__ import annotations

import re

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

REPLACEMENT = "�"

# Control characters that are white space: vertical tab, form feed, separators of files, groups and
# records, next line.
_SEPARATORS = "\x0b\x0c\x1c\x1d\x1e\x85"
# C0 without tab and line feed, DEL, C1, bidi embeddings, overrides and isolates, lone surrogates.
_UNSAFE = lazy_regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SPACES = lazy_regex(r"[\s\u2028\u2029]+")
# Everything that ends a line, or is a tab.
_BREAK = lazy_regex(f"[\t\n\r\u2028\u2029{_SEPARATORS}]")


def clean(text: str) -> str:
    """Replace the characters that could control a terminal or change the reading direction.

    Each becomes U+FFFD, or a space if it is white space, so that offsets stay valid. Line feeds and tabs are
    kept; other line ends must be converted to line feeds before.
    """
    # What is printable has none of them.
    return text if text.isprintable() else _UNSAFE.sub(_replacement, text)


def _replacement(found: re.Match[str]) -> str:
    return " " if found[0] in _SEPARATORS else REPLACEMENT


def flat(text: str) -> str:
    """`text` on a single line: each line end and tab becomes a space, so that offsets stay valid."""
    return text if text.isprintable() else _BREAK.sub(" ", text)


def one_line(text: str) -> str:
    """`text` cleaned and on a single line: runs of white space become one space."""
    if text.isprintable():  # then its only white space are spaces
        return " ".join(text.split())
    return clean(_SPACES.sub(" ", text).strip())


# Characters without width that can be within a word: soft hyphens, joiners, direction marks, variation
# selectors; and accents without a composed form. A tokeniser would split words at them.
_ZERO_WIDTH = "\u00ad\u0300-\u036f\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff"
# Arabic, Syriac, Indic scripts, Mongolian: in these, joiners are part of the spelling.
_JOINING = "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefe"
# A fast test for possible characters of no width, and an exact one for those to remove.
_MAY_BE_MARK = lazy_regex(rf"[{_ZERO_WIDTH}\u200c\u200d]")
_MARK = lazy_regex(rf"[{_ZERO_WIDTH}]|(?<![{_JOINING}])[\u200c\u200d](?![{_JOINING}])")


def without_marks(text: str) -> str:
    """`text` in composed form (NFC), without soft hyphens and other characters of no width."""
    if text.isascii():
        return text
    text = _composed(text)
    return _MARK.sub("", text) if _MAY_BE_MARK.search(text) else text


def _composed(text: str) -> str:
    from unicodedata import is_normalized, normalize

    return text if is_normalized("NFC", text) else normalize("NFC", text)


def end_of_character(text: str, end: int) -> int:
    """`end`, moved behind the combining marks of the character before it."""
    while end < len(text) and _continues(text[end]):
        end += 1
    return end


def _continues(char: str) -> bool:
    """Whether a character combines with the one before it: accent, vowel sign, Hangul vowel or final."""
    from unicodedata import category

    return category(char) in ("Mn", "Mc") or "\u1160" <= char <= "\u11ff"


def is_text(value: object) -> bool:
    """Whether a value is a `str` that can be encoded: one without lone surrogates."""
    try:
        return isinstance(value, str) and (value.isascii() or bool(value.encode()))
    except UnicodeEncodeError:
        return False


_WORD = lazy_regex(r"[^\W_]+")


def fold(text: str) -> str:
    """The form of `text` in which keywords are compared: one line, casefolded, without accents."""
    text = " ".join(text.split())
    if text.isascii():
        return text.lower()
    from unicodedata import category, normalize

    text = normalize("NFKD", without_marks(text).casefold())
    return "".join(c for c in text if category(c) != "Mn")


def words_of(folded: str) -> list[str]:
    """The words of a folded keyword, in order."""
    return _WORD.findall(folded)


# Han, kana, Thai, Lao, Burmese and Khmer are written without spaces between words.
_UNSPACED = (
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
_RUN = lazy_regex(f"([{_UNSPACED}]+)")  # to split by it keeps the runs


def spaced(text: str) -> str:
    """`text` prepared for the tokeniser.

    Characters of scripts without spaces get spaces around them, so that each is a word; characters of no
    width are removed.
    """
    text = one_case(without_marks(text))
    return "".join(_parts_apart(_RUN.split(text))) if _may_be_unspaced(text) else text


def one_case(text: str) -> str:
    """`text` with final sigma and dotted capital I replaced, which the engine folds wrongly."""
    return text if text.isascii() else text.replace("ς", "σ").replace("İ", "I")


def _parts_apart(parts: list[str]) -> list[str]:
    """The parts of a text, of which every second is a run, with spaces around each character of the runs."""
    apart = _followed_by_spaces(" " + " ".join(parts[1::2]))
    made = parts.copy()
    at = 1
    for place in range(1, len(parts), 2):
        end = at + 2 * len(parts[place]) + 1
        made[place] = apart[at:end]
        at = end + 1
    return made


def _followed_by_spaces(text: str) -> str:
    """`text` with a space behind each character: by its bytes, six times faster than by its characters."""
    data = text.encode("utf-32-le", "surrogatepass")
    made = bytearray(b" \0\0\0" * (2 * len(text)))
    for byte in range(4):
        made[byte::8] = data[byte::4]
    return made.decode("utf-32-le", "surrogatepass")


class Unspaced(NamedTuple):
    """A text as from `spaced`; the same without characters of unspaced scripts; each of these once."""

    spaced: str
    rest: str
    lone: str


def unspaced(text: str) -> Unspaced:
    """Split the characters of scripts without spaces from a text."""
    text = one_case(without_marks(text))
    if not _may_be_unspaced(text):
        return Unspaced(text, text, "")
    parts = _RUN.split(text)
    lone = " ".join(dict.fromkeys("".join(parts[1::2])))
    return Unspaced("".join(_parts_apart(parts)), " ".join(parts[::2]), lone)


def is_unspaced(text: str) -> bool:
    """Whether a text holds characters of a script without spaces."""
    return _may_be_unspaced(text) and _RUN.search(text) is not None


# All bytes but the first ones, in UTF-8, of those characters. Testing for these bytes before is ten times
# faster; English with curly quotes has none of them.
_OTHER_BYTES = bytes({*range(256)} - {0xE0, 0xE1, *range(0xE3, 0xEA), 0xEF, 0xF0})


def _may_be_unspaced(text: str) -> bool:
    return not text.isascii() and bool(text.encode("utf-8", "replace").translate(None, _OTHER_BYTES))


def spaced_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """As `spaced`, and for every character of it the offset in `text` (None: the same offsets)."""
    bare, kept = _without_marks_but_offsets(text)
    bare = one_case(bare)
    if kept is None and not is_unspaced(text):
        return bare, None
    parts = _RUN.split(bare)
    offsets: list[int] = []
    start = 0
    for place, part in enumerate(parts):
        end = start + len(part)
        if place % 2:
            each = [start] * (2 * len(part) + 1)
            each[1::2] = range(start, end)
            each[2::2] = range(start + 1, end + 1)
            offsets += each
        else:
            offsets += range(start, end)
        start = end
    offsets.append(len(bare))
    apart = "".join(_parts_apart(parts))
    return apart, offsets if kept is None else [kept[at] for at in offsets]


def _without_marks_but_offsets(text: str) -> tuple[str, list[int] | None]:
    """As `without_marks`, and for every character left the offset in `text`; None if nothing was removed."""
    if text.isascii():
        return text, None
    composed, offsets = _composed_with_offsets(text)
    if not _MAY_BE_MARK.search(composed):
        return composed, offsets
    gone = {mark.start() for mark in _MARK.finditer(composed)}
    places = range(len(composed) + 1) if offsets is None else offsets
    return without_marks(composed), [place for at, place in enumerate(places) if at not in gone]


def _composed_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """As `_composed`, and for every character and the end the offset in `text`; None if unchanged."""
    if (composed := _composed(text)) is text:
        return text, None
    offsets: list[int] = []
    starts = [at for at, char in enumerate(text) if not at or not _continues(char)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        offsets += [start] * len(_composed(text[start:end]))
    return composed, [*offsets, len(text)]
