"""Callouts, which tools also call alerts, admonitions and hints: every way of writing one, as one form.

All become these tokens: `callout_open`, whose `meta` has "look" (see `callout_syntax`); for its title, if
it has one, `callout_title_open`, `inline`, `callout_title_close`; its blocks; `callout_close`. A container
of colons that is no callout becomes `container_open` and `container_close`, which are hidden.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from markdown_it.token import Token

from kratomcli.markup.callout_syntax import (
    DEEPEST,
    ByClass,
    Callout,
    OpenedContainer,
    admonition,
    alert,
    by_class,
    closing_line,
    container,
    is_closed,
    shortcode,
)

if TYPE_CHECKING:
    import re

    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore


def callouts_plugin(md: MarkdownIt) -> None:
    """Have `md` read callouts."""
    interrupting: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    md.block.ruler.before("fence", "callout_title", _alert)
    md.block.ruler.before("fence", "container", _container, interrupting)
    md.block.ruler.before("fence", "shortcode", _shortcode, interrupting)
    md.block.ruler.before("fence", "admonition", _admonition, interrupting)
    md.core.ruler.before("inline", "callouts", _finish)


COLONS = ":::"
"""The `markup` of the tokens of containers and shortcodes, in which headings are the article's."""


def _opened(token: Token, callout: Callout, line: int) -> list[Token]:
    """`token` as the opening of a callout, and the tokens of its title."""
    folds = bool(callout.fold)
    token.type, token.tag, token.block = "callout_open", "details" if folds else "div", True
    token.attrs = {"class": f"callout {callout.look}"}
    if not folds:
        token.attrs["role"] = "note"
    elif callout.fold == "+":
        token.attrs["open"] = ""
    token.meta = {"look": callout.look}
    return [token, *_title(callout, token.level + 1, line)]


def _title(callout: Callout, level: int, line: int) -> Iterator[Token]:
    if not callout.shown:
        return
    tag, lines = "summary" if callout.fold else "p", [line, line + 1]
    attrs: dict[str, str | int | float] = {"class": "callout-title"}
    yield Token("callout_title_open", tag, 1, attrs, lines, level, block=True)
    yield Token("inline", "", 0, map=lines, level=level + 1, children=[], content=callout.shown, block=True)
    yield Token("callout_title_close", tag, -1, level=level, block=True)


def _line(state: StateBlock, line: int) -> str:
    """The text of a line, without the marks of the blocks around it."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


# -- > [!NOTE] ---------------------------------------------------------------------------------------


def _alert(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001 - a rule's signature
    """The first line of a block quote that is a callout: the quote's token becomes the callout's."""
    if silent or not state.tokens or state.tokens[-1].type != "blockquote_open":
        return False
    line = _line(state, start)
    made = alert(line.rstrip()) if line.startswith("[!") and not state.is_code_block(start) else None
    if made is None:
        return False
    state.tokens[-1:] = _opened(state.tokens[-1], made, start)
    state.line = start + 1
    return True


# -- containers between colons or slashes ------------------------------------------------------------


def _container(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if not state.src.startswith((COLONS, "///"), state.bMarks[start] + state.tShift[start]):
        return False
    found = None if state.is_code_block(start) else container(_line(state, start))
    if found is None or state.level > DEEPEST:
        return False
    closing = closing_line(_within(state, start + 1, end), found.marks)
    if not is_closed(found, closing):
        return False
    last = end if closing < 0 else closing
    if not silent:
        opening = state.push("container_open", "div", 1)
        opening.map, opening.markup, opening.hidden = [start, last], COLONS, True
        _fill(state, found, start, last)
        state.line = max(state.line, closing + 1)
    return True


def _fill(state: StateBlock, found: OpenedContainer, start: int, last: int) -> None:
    """Add the tokens of a container behind its opening one, the last so far."""
    at = len(state.tokens)
    opening = state.tokens[-1]
    if found.callout.kind:
        opening.hidden = False
        state.tokens[-1:] = _opened(opening, found.callout, start)
    title_end = len(state.tokens)
    _tokenize(state, start + 1, last)
    if found.callout.kind and found.takes_heading:
        _take_heading(state.tokens, at, title_end)
    closing = state.push(f"{opening.type.removesuffix('open')}close", opening.tag, -1)
    closing.hidden, closing.markup = opening.hidden, COLONS


def _tokenize(state: StateBlock, first: int, last: int) -> None:
    """Add the tokens of the blocks in the lines [first, last)."""
    parent, line_max, state.parentType, state.lineMax = state.parentType, state.lineMax, "container", last
    state.line = first  # where it stays if there are none
    state.md.block.tokenize(state, first, last)
    state.parentType, state.lineMax = parent, line_max


def _take_heading(tokens: list[Token], at: int, title_end: int) -> None:
    """Make a heading at the beginning of a callout its title, in place of tokens[at:title_end]."""
    if len(tokens) <= title_end or tokens[title_end].type != "heading_open":
        return
    for heading, title in zip(tokens[title_end : title_end + 3], tokens[at:title_end], strict=True):
        title.map, title.content = heading.map, heading.content
    del tokens[title_end : title_end + 3]


def _within(state: StateBlock, start: int, end: int) -> Iterator[tuple[int, str]]:
    """(number, text) of each line up to the end of the block around them, without indented code."""
    for line in range(start, end):
        text = _line(state, line).rstrip()
        if text and state.sCount[line] < state.blkIndent:
            return
        if not state.is_code_block(line):
            yield line, text


# -- shortcodes --------------------------------------------------------------------------------------


def _shortcode(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.src[state.bMarks[start] + state.tShift[start]] != "{" or state.is_code_block(start):
        return False
    line = _line(state, start).rstrip()
    found = shortcode(line)
    if found is None or state.level > DEEPEST or start > _last_closed(state, found.close):
        return False
    close = found.close.search(line, found.end)
    if line[found.end :].strip() and not (close and close.end() == len(line)):
        return False
    if not silent:
        opening = state.push("callout_open", "div", 1)
        state.tokens[-1:] = _opened(opening, found.callout, start)
        if close:
            _paragraph(state, line[found.end : close.start()].strip(), start)
            state.line = start + 1
        else:
            closing = _end_of_shortcode(_within(state, start + 1, end), found.close)
            _tokenize(state, start + 1, end if closing < 0 else closing)
            state.line = max(state.line, closing + 1)
        opening.map, opening.markup = [start, state.line], COLONS
        state.push("callout_close", opening.tag, -1).markup = COLONS
    return True


def _last_closed(state: StateBlock, close: re.Pattern[str]) -> int:
    """The last line that has what closes a shortcode, -1 for none; it is searched for once."""
    known: dict[str, int] = state.env.setdefault("closed_shortcodes", {})
    if close.pattern not in known:
        last = max((found.start() for found in close.finditer(state.src)), default=-1)
        known[close.pattern] = bisect_right(state.bMarks, last) - 1
    return known[close.pattern]


def _end_of_shortcode(lines: Iterable[tuple[int, str]], close: re.Pattern[str]) -> int:
    """The number of the line that closes a shortcode, of those behind the one that opens it; -1 for none."""
    depth = 1
    for number, line in lines:
        if line.startswith("{"):
            if close.fullmatch(line):
                depth -= 1
            elif (inner := shortcode(line)) and inner.close == close and not close.search(line):
                depth += 1
            if not depth or depth > DEEPEST:
                return -1 if depth else number
    return -1


def _paragraph(state: StateBlock, text: str, line: int) -> None:
    state.push("paragraph_open", "p", 1).map = [line, line + 1]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = text, [line, line + 1], []
    state.push("paragraph_close", "p", -1)


# -- !!! note ----------------------------------------------------------------------------------------

_INDENT = 4


def _admonition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.src[state.bMarks[start] + state.tShift[start]] not in "!?" or state.is_code_block(start):
        return False
    made = admonition(_line(state, start).rstrip())
    if made is None or silent:
        return made is not None
    last = start + 1
    for line in range(start + 1, end):
        if not state.isEmpty(line):
            if state.sCount[line] < state.blkIndent + _INDENT:
                break
            last = line + 1
    opening = state.push("callout_open", "div", 1)
    opening.map = [start, last]
    state.tokens[-1:] = _opened(opening, made, start)
    state.blkIndent += _INDENT
    _tokenize(state, start + 1, last)
    state.blkIndent -= _INDENT
    state.push("callout_close", opening.tag, -1)
    state.line = last
    return True


# -- behind the reading of blocks --------------------------------------------------------------------


def _finish(state: StateCore) -> None:
    """Complete the callouts that are block quotes, or blocks with a class."""
    if "{:" in state.src:
        state.tokens[:] = _with_classes(state.tokens)
    opened: list[Token] = []
    for token in state.tokens:
        if token.type in ("blockquote_open", "callout_open"):
            opened.append(token)
        elif token.type in ("blockquote_close", "callout_close"):
            opening = opened.pop()
            token.type, token.tag = f"{opening.type.removesuffix('open')}close", opening.tag


def _with_classes(tokens: list[Token]) -> list[Token]:
    """The tokens with the callouts that a line of attributes in or beside a block makes of it."""
    marked, dropped = _marked(tokens)
    done: list[Token] = []
    ends: list[int] = []  # of the paragraphs that are callouts
    for at, token in enumerate(tokens):
        made = marked.get(at)
        if made and token.type == "paragraph_open":
            opening = Token("callout_open", "div", 1, map=token.map, level=token.level)
            done += _opened(opening, made.callout, _lines(token)[0])
            for inner in tokens[at : at + 3]:
                inner.level += 1
            ends.append(at + 2)
        if at not in dropped:
            done.append(token)
        if made and token.type == "blockquote_open":
            done[-1:] = _opened_quote(tokens, at, made)
        if ends and ends[-1] == at:
            done.append(Token("callout_close", "div", -1, level=token.level - 1, block=True))
    return done


def _opened_quote(tokens: list[Token], at: int, made: ByClass) -> list[Token]:
    """The quote of tokens[at] as the opening of a callout, whose title may be its first paragraph."""
    has_title = made.has_title and tokens[at + 1].type == "paragraph_open"
    if has_title:
        for one in tokens[at + 1 : at + 4]:
            one.type = one.type.replace("paragraph", "callout_title")
        tokens[at + 1].attrs = {"class": "callout-title"}
    callout = made.callout._replace(title="") if has_title else made.callout
    return _opened(tokens[at], callout, _lines(tokens[at])[0])


def _lines(token: Token) -> list[int]:
    """The lines [first, last) of a block."""
    return token.map or [0, 0]


def _marked(tokens: list[Token]) -> tuple[dict[int, ByClass], set[int]]:
    """(callout by the index of the token that opens a quote or paragraph, indexes of tokens to drop)."""
    marked: dict[int, ByClass] = {}
    dropped: set[int] = set()
    opened: list[int] = []  # quotes and what has become callouts already, which close like quotes
    quotes: list[int] = []  # the quotes among them
    last = -1  # the quote that ended last
    for at, token in enumerate(tokens):
        if token.type in ("blockquote_open", "callout_open"):
            opened.append(at)
            quotes += [at] if token.type == "blockquote_open" else []
        elif token.type in ("blockquote_close", "callout_close"):
            if quotes[-1:] == [opened.pop()]:
                last = quotes.pop()
        elif token.type == "inline" and "{:" in token.content and tokens[at - 1].type == "paragraph_open":
            found = _of_paragraph(tokens, at, quotes, last)
            marked.update([found] if found else [])
            dropped.update((at - 1, at, at + 1) if found and not token.content else ())
    return marked, dropped


def _of_paragraph(tokens: list[Token], at: int, quotes: list[int], last: int) -> tuple[int, ByClass] | None:
    """(index of the opening token of what becomes a callout, the callout), by a line of attributes.

    That line is the first or last one of the paragraph with the text tokens[at], and is removed from it.
    `quotes` are the open block quotes, `last` is the one that ended last.
    """
    token = tokens[at]
    lines = token.content.split("\n")
    first, end = by_class(lines[0]), by_class(lines[-1])
    if len(lines) == 1:
        target = _quote_beside(tokens, at, last) if first else -1
    elif end and (quotes and _ends_quote(tokens, at + 2)):
        target = quotes[-1]
    else:
        target = -1 if tokens[at - 1].hidden else at - 1
    made = end or first
    if made is None or target < 0:
        return None
    token.content = "\n".join(lines[:-1] if end else lines[1:])
    return target, made


def _quote_beside(tokens: list[Token], at: int, last: int) -> int:
    """The index of the block quote directly below or above a paragraph of one line, -1 for none."""
    first, end = _lines(tokens[at])
    below = tokens[at + 2 : at + 3]
    if below and below[0].type == "blockquote_open" and _lines(below[0])[0] == end:
        return at + 2
    is_below = at >= 2 and tokens[at - 2].type == "blockquote_close"
    return last if is_below and _lines(tokens[last])[1] == first else -1


def _ends_quote(tokens: list[Token], at: int) -> bool:
    """Whether a block quote ends where the block before tokens[at] does."""
    while at < len(tokens) and tokens[at].nesting == -1:
        if tokens[at].type == "blockquote_close":
            return True
        at += 1
    return False
