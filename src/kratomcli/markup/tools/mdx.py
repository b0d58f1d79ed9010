"""MDX: Markdown with components, expressions and modules of JavaScript, as Astro and Docusaurus read it.

`import` and `export` and expressions are out; of components the text stays, and what a title says. Those
that are callouts become containers of colons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from kratomcli.markup.callout_syntax import component
from kratomcli.markup.tools.pieces import Lines, Piece, Source, escaped
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

_ESM = lazy_regex(
    r"^(?:import[ \t]++[\w*{$\"']|import\{|export[ \t]++(?:default|const|let|var|function|async|class|[*{]))",
    re.MULTILINE,
)
_BLANK = lazy_regex(r"\n[ \t]*+(?=\n|\Z)")
_COMMENT = lazy_regex(r"\{\s*+/\*")
_COMMENT_END = lazy_regex(r"\*/\s*+\}")


def _braces(depth: int) -> str:
    """A pattern for braces, with others within each other up to a depth: more is read as text."""
    inner = _braces(depth - 1) if depth else ""
    return rf"\{{(?:[^{{}}]++{'|' + inner if inner else ''})*+\}}"


_BRACES = _braces(5)
_VALUE = rf"(?:\"[^\"]*+\"|'[^']*+'|{_BRACES})"
_TAG = lazy_regex(
    r"<(?P<close>/)?(?:(?P<name>[A-Za-z][\w.-]*+)"
    rf"(?P<attributes>(?:[\s/]++|[\w@.:-]++(?:\s*+=\s*+{_VALUE})?+|{_BRACES})*+))?>"
    rf"|(?:(?<![\w\\^$}}])|(?=\{{[\"'`]))(?P<expression>{_BRACES})"
)
_ATTRIBUTE = lazy_regex(rf"([\w:@.-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|({_BRACES}))")
_LITERAL = lazy_regex(r"\{\s*+(?:\"([^\"\\]*+)\"|'([^'\\]*+)'|`([^`$\\]*+)`)\s*+\}")
_QUOTED = lazy_regex(r"[\"'`]([^\"'`\n]++)[\"'`]")
_TITLES = ("title", "label", "heading", "header", "summary", "question", "caption")
_IN_LINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "input"),
        *("ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time"),
        *("u", "var"),
    )
)


def modules(source: Source) -> Iterator[Piece]:
    """Blocks of `import` and `export`: up to a blank line that no bracket is open across."""
    text, done = source.text, 0
    has_end = True  # whether brackets that are open at a blank line may be closed at all
    for found in _ESM.finditer(text):
        before = text[text.rfind("\n", 0, max(found.start() - 1, 0)) + 1 : found.start()].strip()
        if found.start() < done or (before and before[0] != "#" and found.start() != done + 1):
            continue
        end = _end_of_module(text, found.start()) if has_end else -1
        if end < 0:
            has_end = False
            blank = _BLANK.search(text, found.start())
            end = blank.start() if blank else len(text)
        yield Piece(found.start(), end)
        done = end


def _end_of_module(text: str, start: int) -> int:
    """The first blank line at which all brackets are closed; -1 if there is none."""
    depth, at = 0, start
    for blank in _BLANK.finditer(text, start):
        block = text[at : blank.start()]
        depth += sum(map(block.count, "{([")) - sum(map(block.count, "})]"))
        if depth <= 0:
            return blank.start()
        at = blank.start()
    block = text[at:]
    depth += sum(map(block.count, "{([")) - sum(map(block.count, "})]"))
    return len(text) if depth <= 0 else -1


def comments(source: Source) -> Iterator[Piece]:
    """Comments: {/* so */}."""
    at = 0
    while opening := _COMMENT.search(source.text, at):
        closing = _COMMENT_END.search(source.text, opening.end())
        if closing is None:
            return
        yield Piece(opening.start(), closing.end())
        at = closing.end()


def components(source: Source) -> Iterator[Piece]:
    """Components, expressions and the indent of what is within components, which is no code in MDX."""
    lines = Lines(source.text)
    groups = list(_groups(source.text))
    callouts = _callouts(groups, lines)
    blocks: list[list[re.Match[str]]] = []
    pieces: list[Piece] = []
    for group in groups:
        if _is_block(group, lines):
            blocks.append(group)
            pieces += _block(group, callouts)
        else:
            pieces += _within(group, is_first=lines.is_first(group[0].start()))
    pieces += _indents(source.body, blocks, lines)
    yield from sorted(pieces)


def _groups(text: str) -> Iterator[list[re.Match[str]]]:
    """The tags and expressions, those together that have only spaces between them."""
    group: list[re.Match[str]] = []
    for found in _TAG.finditer(text):
        if found["expression"] and found[0].startswith("{#"):
            continue  # the id of a heading
        between = text[group[-1].end() : found.start()] if group else ""
        if between.strip() or "\n" in between:
            yield group
            group = []
        group.append(found)
    if group:
        yield group


def _is_block(group: list[re.Match[str]], lines: Lines) -> bool:
    """Whether nothing else is on the line of these tags, so that they stand around blocks."""
    return lines.is_first(group[0].start()) and lines.is_last(group[-1].end())


def _callouts(groups: list[list[re.Match[str]]], lines: Lines) -> dict[int, str]:
    """Offset of a tag → what stands for it in Markdown, for components around blocks that are callouts."""
    found: dict[int, str] = {}
    opened: dict[str, list[tuple[int, str]]] = {}
    for group in groups:
        is_alone = len(group) == 1 and _is_block(group, lines)
        for tag in group:
            name = tag["name"] or ""
            if not _is_component(tag) or (tag["attributes"] or "").endswith("/"):
                continue
            if not tag["close"]:
                opening = component(name, _values(tag)) if is_alone else ""
                opened.setdefault(name, []).append((tag.start(), opening))
            elif opened.get(name):
                start, opening = opened[name].pop()
                found |= {start: opening, tag.start(): ":::"} if opening and is_alone else {}
    return found


def _values(tag: re.Match[str]) -> dict[str, str]:
    """The attributes of a tag as Markdown."""
    return {name: escaped(value) for name, (value, _, _) in _attributes(tag).items()}


def _block(group: list[re.Match[str]], callouts: Mapping[int, str]) -> list[Piece]:
    """The pieces for tags that have their lines for themselves."""
    pieces = []
    for tag in group:
        piece = _piece(tag)
        shown = callouts.get(tag.start(), piece.markdown)
        if tag["name"] in _IN_LINE or (tag["expression"] and shown.strip()):
            pieces.append(piece)
        else:
            pieces.append(piece._replace(markdown=f"\n\n{shown}\n\n" if shown.strip() else "\n\n"))
    return pieces


def _within(group: list[re.Match[str]], *, is_first: bool) -> list[Piece]:
    """The pieces for tags in a line of text; a title before that text has its own paragraph."""
    pieces = []
    for tag in group:
        piece = _piece(tag)
        if piece.words[1] and _is_component(tag):
            piece = piece._replace(markdown=piece.markdown + ("\n\n" if is_first else " "))
        pieces.append(piece)
    return pieces


def _is_component(tag: re.Match[str]) -> bool:
    name = tag["name"] or ""
    return not tag["expression"] and (not name or name[0].isupper() or "." in name)


def _piece(tag: re.Match[str]) -> Piece:
    """What stands for one tag or expression."""
    if tag["expression"]:
        literal = _LITERAL.fullmatch(tag["expression"])
        if literal is None:
            return Piece(*tag.span())
        group = literal.lastindex or 1
        start, end = literal.span(group)
        return Piece(*tag.span(), escaped(literal[group]), (tag.start() + start, tag.start() + end))
    attributes = _attributes(tag)
    if not _is_component(tag):
        return Piece(*tag.span(), _element(tag, attributes))
    name = (tag["name"] or "").lower()
    if tag["close"]:
        return Piece(*tag.span(), "</a>" if name in ("link", "a") else "")
    if name in ("image", "img") and "src" in attributes:
        alt = escaped(" ".join(attributes.get("alt", ("", 0, 0))[0].split()))
        return Piece(*tag.span(), f"![{alt}](<{attributes['src'][0]}>)")
    target = attributes.get("href") or attributes.get("to")
    if name in ("link", "a") and target:
        return Piece(*tag.span(), f'<a href="{target[0]}">')
    for title in _TITLES:
        if title in attributes and attributes[title][0].strip():
            shown, start, end = attributes[title]
            return Piece(*tag.span(), f"**{escaped(' '.join(shown.split()))}**", (start, end))
    return Piece(*tag.span())


def _attributes(tag: re.Match[str]) -> dict[str, tuple[str, int, int]]:
    """Name → (value, its offsets); of values in braces only what is quoted in them."""
    found: dict[str, tuple[str, int, int]] = {}
    first = tag.start("attributes")
    for each in _ATTRIBUTE.finditer(tag["attributes"] or ""):
        group = each.lastindex or 2
        start, end = each.span(group)
        if group == 4:
            quoted = _QUOTED.search(each[4])
            if quoted is None or each[1] not in ("src", "href", "to", *_TITLES):
                continue
            start, end = each.start(4) + quoted.start(1), each.start(4) + quoted.end(1)
        value = each.string[start:end]
        if not any(char in value for char in '<>"\n'):
            found[each[1].lower()] = value, first + start, first + end
    return found


def _element(tag: re.Match[str], attributes: dict[str, tuple[str, int, int]]) -> str:
    """An HTML element as Markdown takes it: without attributes that are expressions."""
    if tag["close"] or "{" not in (tag["attributes"] or ""):
        return tag[0]
    shown = "".join(f' {name}="{value}"' for name, (value, _, _) in attributes.items())
    return f"<{tag['name']}{shown}{' /' if tag['attributes'].endswith('/') else ''}>"


# -- indents -----------------------------------------------------------------------------------------


class _Level(NamedTuple):
    """A component that is open: how much indent of its lines stays, and what its first line had."""

    kept: int
    indent: int


def _indents(body: str, blocks: list[list[re.Match[str]]], lines: Lines) -> Iterator[Piece]:
    """The indents of lines within components, as far as the component's first line has them, too.

    Without, a paragraph that is indented by four would be read as code.
    """
    levels: list[_Level] = []
    for group, following in pairwise([*blocks, None]):
        assert group is not None  # noqa: S101 - only the last is none, for what follows the last group
        column = group[0].start() - lines.start(group[0].start())
        kept = levels[-1].kept if levels else column
        if column > kept:
            yield Piece(group[0].start() - column + kept, group[0].start())
        for tag in group:
            if _is_component(tag) or (tag["name"] or "br") not in _IN_LINE:
                _open_or_close(levels, tag, kept)
        start, end = group[-1].end(), following[0].start() if following else len(body)
        if levels:
            yield from _lines(body, start, lines.start(end) if following else end, levels)


def _open_or_close(levels: list[_Level], tag: re.Match[str], kept: int) -> None:
    if tag["close"]:
        del levels[-1:]
    elif not tag["expression"] and not (tag["attributes"] or "").endswith("/"):
        levels.append(_Level(kept, -1))


def _lines(body: str, start: int, end: int, levels: list[_Level]) -> Iterator[Piece]:
    """The indents of the lines between two offsets, of which the first is the end of a line."""
    at = body.find("\n", start) + 1
    while 0 < at < end:
        line_end = body.find("\n", at)
        line = body[at : line_end if line_end >= 0 else len(body)]
        indent = len(line) - len(line.lstrip(" \t"))
        if line.strip():
            level = levels[-1]
            if level.indent < 0:
                level = levels[-1] = level._replace(indent=indent)
            if (gone := min(indent, level.indent)) > level.kept:
                yield Piece(at + level.kept, at + gone)
        at = line_end + 1
