"""Removing the markup from a line of Markdown. Imported only when needed, since few headings have any."""

from __future__ import annotations

import re

from kratomcli.patterns import lazy_regex

# No pattern here may backtrack over what it has matched, or a hostile title could take quadratic time.
_VERBATIM = lazy_regex(
    r"\\([!-/:-@\[-`{-~])"  # an escaped sign
    r"|(?<!`)(`++)([^`]++)\2(?!`)"  # code
    r"|<([A-Za-z][A-Za-z0-9+.-]*+:[^\s<>]*+)>"  # an address
)
_TAG = lazy_regex(r"</?[A-Za-z][^<>]*+>|<![^<>]*+>")
_BREAK = lazy_regex(r"<br\s*+/?+>", re.IGNORECASE)
_FOOTNOTE = lazy_regex(r"\[\^[^\[\]]*+\]")
_LINK = lazy_regex(r"!?\[([^\[\]]*+)\](?:\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)|\[[^\[\]]*+\])")
_STARS = lazy_regex(r"(?<!\*)(\*{1,3})(?=\S)([^*]++)(?<=\S)\1")
_UNDERSCORES = lazy_regex(r"(?<![\w_])(_{1,3})(?=\S)([^_]++)(?<=\S)\1(?!\w)")
_STRIKE = lazy_regex(r"~~([^~]++)~~")
_KEPT = lazy_regex(r"\0(\d+)\0")


def without_markup(markdown: str) -> str:
    """`markdown` without markup: the part of `kratomcli.markup.inline.plain_text` that needs patterns."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1] or found[3] or found[4])
        return f"\0{len(kept) - 1}\0"  # unambiguous, since NULs were removed from the text

    text = _VERBATIM.sub(keep, markdown.replace("\0", ""))
    text = _FOOTNOTE.sub("", _TAG.sub("", _BREAK.sub(" ", text)))
    for _ in range(2):  # an image within a link
        text = _LINK.sub(r"\1", text)
    for _ in range(3):  # emphasis within emphasis
        text = _STARS.sub(r"\2", text)
    text = _UNDERSCORES.sub(r"\2", text)
    text = _STRIKE.sub(r"\1", text)
    return _KEPT.sub(lambda found: kept[int(found[1])], text)
