"""Tags of templates in a text: Liquid (Jekyll), Nunjucks (Eleventy), Tera (Zola), and Hugo's shortcodes.

They are out of the text, and what they stand around is kept: {% raw %} as it is, {% highlight %} as code,
{% comment %} not at all. A tag that is part of an address is left to what resolves addresses, and those of
callouts to the parser.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from kratomcli.markup.callout_syntax import shortcodes
from kratomcli.markup.tools.pieces import Piece, Source, escaped
from kratomcli.markup.tools.syntaxes import GUESS
from kratomcli.markup.tools.wiki_links import address
from kratomcli.patterns import lazy_regex

_OBJECT = r"\{(?![%{#])[^{}]*+\}(?!\})"
_TAG = lazy_regex(
    r"\{\{(?P<hugo>[<%])(?P<shortcode>[^{}]*+)\}\}"
    rf"|\{{%(?P<liquid>(?:[^{{}}%]++|%(?!\}})|{_OBJECT})*+)%\}}"
    rf"|\{{\{{(?P<output>(?:[^{{}}]++|{_OBJECT})*+)\}}\}}"
    r"|\{#(?P<note>(?!\w++\})[^{}#]++(?:#(?!\})[^{}#]*+)*+)#\}"
)
_NAME = lazy_regex(r"[\s*~-]*+(/?)\s*+([\w.-]++)")
_ADDRESSES = lazy_regex(
    r"(?<=\])\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)|^ {0,3}\[[^\]\n]++\]:[^\n]*+$"
    r"|=\"[^\"\n]*+\"|='[^'\n]*+'",
    re.MULTILINE,
)
_ARGUMENT = lazy_regex(r"([\w-]++)=(?:\"([^\"]*+)\"|'([^']*+)'|`([^`]*+)`|([^\s\"'`>]++))")
_LANGUAGE = lazy_regex(r"(?:lang:)?([A-Za-z][\w+#.-]*+)")
_LINK = lazy_regex(  # each begins with a brace, which is quick to find
    r"\{(?:\{-?\s*+site\.(?:base)?url\s*+-?\}\}(?:\{(?=%)|(?=/)))?+"
    r"(?:%-?\s*+(?:link|post_url)\s++(?P<liquid>[^\s%]++)\s*+-?%\}"
    r"|\{[<%]\s*+(?:rel)?ref\s++(?:path=)?[\"'`]?(?P<ref>[^\"'`\s>%]++)[\"'`]?[^{}>%]*+[>%]\}\}"
    r"|\{-?\s*+[\"'](?P<quoted>/[^\"'\n{}]*+)[\"']\s*+\|\s*+(?:relative_url|absolute_url|url)\b[^{}]*+\}\}"
    r"|(?<=\}\})(?=/))"
)
_RAW_TAG = r"\{%-?\s*+(?:end)?raw\s*+-?%\}"
_RAW = lazy_regex(rf"^[ \t]*+{_RAW_TAG}[ \t]*+\n|{_RAW_TAG}", re.MULTILINE)
_CODE = frozenset(("highlight", "codeblock"))
_HIDDEN = frozenset(("comment",))


def links(source: Source) -> Iterator[Piece]:
    """Tags within addresses that stand for the address of an article: {% link a.md %}, {{< ref "a" >}}."""
    tags = list(_LINK.finditer(source.text))
    kept = [found.span() for found in _ADDRESSES.finditer(source.text)] if tags else []
    for tag in tags:
        if _within(kept, tag.start()):
            name = tag["liquid"] or tag["ref"]
            yield Piece(*tag.span(), address(name) if name else tag["quoted"] or "")


def comments(source: Source) -> Iterator[Piece]:
    """{% comment %} and what is before its end, the same as shortcodes, and {# notes #}."""
    tags = list(_tags(source))
    closings = _closings(tags)
    at = 0
    while at < len(tags):
        end = closings.get(at, -1)
        if end > 0 and _name(tags[at]) in _HIDDEN:
            yield Piece(tags[at].start(), tags[end].end())
        elif tags[at]["note"]:
            yield Piece(*tags[at].span())
        at = max(at, end) + 1


def _tags(source: Source) -> Iterator[re.Match[str]]:
    """The tags of the syntaxes of a text that are not within addresses."""
    kept = [found.span() for found in _ADDRESSES.finditer(source.text)]
    for tag in _TAG.finditer(source.text):
        is_known = ("shortcodes" if tag["hugo"] else "liquid") in source.syntaxes
        if is_known and not _within(kept, tag.start()):
            yield tag


def raw_in_code(source: Source) -> Iterator[Piece]:
    """The tags {% raw %} and {% endraw %} in code, which are for Liquid alone."""
    for found in _RAW.finditer(source.body) if GUESS not in source.syntaxes else ():
        if source.code.text[found.start() + found[0].index("{")] == " ":
            yield Piece(*found.span(), is_code=True)


def template_tags(source: Source) -> Iterator[Piece]:
    """The tags of templates, and what they hide or show as code."""
    yield from sorted(_template_tags(source))


def _template_tags(source: Source) -> Iterator[Piece]:
    tags = list(_tags(source))
    if "shortcodes" in source.syntaxes:  # those in addresses show nothing
        outside = {tag.start() for tag in tags}
        for tag in _TAG.finditer(source.text):
            if tag["hugo"] and tag.start() not in outside:
                yield Piece(*tag.span())
    closings, callouts = _closings(tags), shortcodes(source.text)
    at = 0
    while at < len(tags):
        tag, name = tags[at], _name(tags[at])
        end = closings.get(at, -1)
        if end > 0 and name in _CODE:
            yield _code(source.body, tag, tags[end])
        elif end > 0 and name == "raw":
            yield Piece(*tag.span())
            yield Piece(*tags[end].span())
        else:
            end = at
            # Where no tool is known, {{ this }} may be meant as it stands.
            is_kept = tag["output"] is not None and GUESS in source.syntaxes
            title = callouts.get(tag.start())
            if title is not None:  # what the parser makes a callout of
                words = tag.start() + tag[0].rfind(title)
                yield Piece(*tag.span(), tag[0], (words, words + len(title)))
            else:
                yield Piece(*tag.span(), tag[0] if is_kept else _figure(tag))
        at = end + 1


def _name(tag: re.Match[str]) -> str:
    """The name of a tag, with "end" before it where it closes one; "" for none."""
    found = _NAME.match(tag["shortcode"] or tag["liquid"] or "")
    if not found:
        return ""
    return ("end" if found[1] else "") + found[2].lower()


def _closings(tags: Sequence[re.Match[str]]) -> dict[int, int]:
    """The number of each tag that stands around a text → the number of the one that closes it, or -1."""
    found: dict[int, int] = {}
    next_end: dict[str, int] = {}
    for number in range(len(tags) - 1, -1, -1):
        name = _name(tags[number])
        if name.startswith("end"):
            next_end[name[3:]] = number
        elif name in _CODE or name in _HIDDEN or name == "raw":
            found[number] = next_end.get(name, -1)
    return found


def _within(ranges: Sequence[tuple[int, int]], at: int) -> bool:
    number = bisect_right(ranges, at, key=lambda one: one[0])
    return bool(number) and at < ranges[number - 1][1]


def _code(body: str, opening: re.Match[str], closing: re.Match[str]) -> Piece:
    """What stands between two tags as a fenced block of code."""
    start, end = opening.end(), closing.start()
    text = body[start:end].strip("\n")
    written = (opening["shortcode"] or opening["liquid"] or "").strip(" -")
    language = _LANGUAGE.match(written.partition(" ")[2].strip())
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    code = f"{fence}{language[1] if language else ''}\n{text}\n{fence}"
    return Piece(opening.start(), closing.end(), code, (start, end), is_code=True)


def _figure(tag: re.Match[str]) -> str:
    """The picture that a shortcode for one shows; "" for any other tag."""
    if not tag["hugo"] or _name(tag) != "figure":
        return ""
    found = {each[1]: next(filter(None, each.groups()[1:]), "") for each in _ARGUMENT.finditer(tag[0])}
    source = found.get("src", "")
    if not source or any(char in source for char in "<>\n"):
        return ""
    shown = found.get("alt") or found.get("caption") or found.get("title") or ""
    return f"![{escaped(' '.join(shown.split()))}](<{source}>)"
