"""Markdown → tokens, with the lines they come from: the one parser, set up once.

CommonMark by markdown-it-py, with what GitHub adds (tables, task lists, strikethrough, bare addresses,
footnotes), definition lists, the callouts of all tools and kramdown's attributes. Headings, links, plain
text, terminal pages and HTML are all made of these tokens. Front matter is cut off before.

Parsing takes about a millisecond for an article: import this where an article is shown or converted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, backtick, html_inline, link
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from kratomcli.markup.attributes import BEHIND, BELOW_BLOCK, set_attributes, split_heading
from kratomcli.markup.bare_links import bare_links_plugin
from kratomcli.markup.callouts import callouts_plugin
from kratomcli.markup.footnotes import Labels, Note, numbered
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore

DEEPEST = 100
"""Nesting of blocks (a list item is two levels) or of emphasis that is converted; nobody writes deeper.
The parser itself would drop blocks that are nested more deeply."""


class Document(NamedTuple):
    """A parsed body of Markdown."""

    tokens: list[Token]
    """Tokens in order, without those of footnotes; `map` has the lines [first, last) of blocks, from 0."""
    notes: list[Note]
    """Footnotes, sorted by number."""


def parse(body: str) -> Document | None:
    """The tokens of `body`; None if it is nested too deeply."""
    try:
        tokens = parser().parse(body, {"footnotes": {"refs": Labels()}})
    except RecursionError:
        return None
    if any(map(_is_deep, tokens)):
        return None
    return Document(*numbered(tokens))


def _is_deep(token: Token) -> bool:
    """Whether a block, or the emphasis in it, is nested more deeply than is converted."""
    children = token.children or ()
    inner = max(child.level for child in children) if len(children) > DEEPEST else 0
    return max(token.level, inner) >= DEEPEST - 1


_USUAL = lazy_regex(r"https?://[A-Za-z0-9./_-]+")


class _MarkdownParser(MarkdownIt):
    """MarkdownIt that makes links of all addresses: unsafe ones are refused where output is written."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        """`url` percent-encoded; most addresses have nothing to encode and are returned at once."""
        return url if _USUAL.fullmatch(url) else super().normalizeLink(url)

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802
        return True


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """The parser."""
    options = {"maxNesting": DEEPEST, "tasklists": True, "strikethrough_single_tilde": True}
    made = _MarkdownParser("commonmark", options).enable(["table", "strikethrough"])
    made.use(bare_links_plugin).use(footnote_plugin, inline=False, move_to_end=False)
    made.use(callouts_plugin).use(deflist_plugin)
    for name, sign, rule in (
        ("link", "[", link),
        ("html_inline", "<", html_inline),
        ("backticks", "`", backtick),
    ):
        made.inline.ruler.at(name, _placed(rule, sign))
    made.inline.ruler.at("footnote_ref", _take_reference)
    made.core.ruler.before("inline", "template_links", _mend_template_links)
    made.core.ruler.before("inline", "block_attributes", _take_block_attributes)
    made.core.ruler.after("inline", "inline_attributes", _take_inline_attributes)
    made.core.ruler.after("inline", "references_in_links", _move_references)
    made.core.ruler.after("inline", "task_marks", _mark_tasks)
    return made


_PLACED = ("link_open", "html_inline", "code_inline")


def _placed(rule: Callable[[StateInline, bool], bool], sign: str) -> Callable[[StateInline, bool], bool]:
    """`rule` with the offsets of its token in the paragraph added to `meta`, as "at" and "to".

    `sign` is the character that the rule's syntax begins with: markdown-it calls each rule at every
    special character, and this skips the others.
    """

    def run(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if state.src[start] != sign:
            return False
        found = rule(state, silent)
        if found and not silent:
            for token in state.tokens[count : count + 2]:  # pending text may have become a token before it
                if token.type in _PLACED:
                    token.meta = {"at": start, "to": state.pos}
        return found

    return run


# [text]({{ "/page/" | url }}): a template as address, whose spaces would keep it from being a link.
_TEMPLATE_LINK = lazy_regex(r"(?<=\]\()(\{[{%][^{}\n]*[%}]\})")


def _mend_template_links(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and "]({" in token.content:
            token.content = _TEMPLATE_LINK.sub(lambda tag: re.sub(r'[\s"]+', "", tag[0]), token.content)


# -- attributes as kramdown and Python-Markdown write them: {: #id .class key="value"} ---------------

_CLOSING = lazy_regex(r"(?:^|[ \t]+)#+$")
_TAKING = frozenset(("image", "code_inline", "link_close", "em_close", "strong_close", "s_close"))


def _take_block_attributes(state: StateCore) -> None:
    """Remove attribute lists from headings and paragraphs; paragraphs of nothing else are dropped."""
    gone = False
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type != "inline" or not token.content.rstrip(" ").endswith(("}", "-->")):
            continue
        if before.type == "heading_open":
            text, attributes = split_heading(token.content)
        else:
            found = BELOW_BLOCK.search(token.content)
            text, attributes = (token.content[: found.start()], found[1]) if found else ("", "")
        if attributes:
            token.content = text.rstrip()
            if before.markup.startswith("#"):  # a heading's closing sequence was in front of its attributes
                token.content = _CLOSING.sub("", token.content)
            if token.content or before.type != "paragraph_open":
                set_attributes(before, attributes)
            else:
                before.hidden = gone = True
    if gone:
        state.tokens[:] = _without_emptied(state.tokens)


def _without_emptied(tokens: list[Token]) -> list[Token]:
    """The tokens without paragraphs that are hidden and empty."""
    kept: list[Token] = []
    for token in tokens:
        kept.append(token)
        if token.type == "paragraph_close" and kept[-3].hidden and not kept[-2].content:
            del kept[-3:]
    return kept


def _take_inline_attributes(state: StateCore) -> None:
    """Remove attribute lists after links, images, code spans and emphasis."""
    for token in state.tokens:
        if token.type == "inline" and "{:" in token.content:
            children = token.children or []
            for at in range(1, len(children)):
                taking, text = children[at - 1], children[at]
                if taking.type in _TAKING and text.type == "text" and (found := BEHIND.match(text.content)):
                    set_attributes(_opening(children, at - 1), found[1])
                    text.content = text.content[found.end() :]


def _opening(children: list[Token], at: int) -> Token:
    """The opening token for the closing token at `at`; the token itself if it closes nothing."""
    closing = children[at]
    if closing.nesting == 0:
        return closing
    wanted = closing.type.replace("_close", "_open")
    return next(one for one in reversed(children[:at]) if one.type == wanted and one.level == closing.level)


# -- references to footnotes -------------------------------------------------------------------------


def _take_reference(state: StateInline, silent: bool) -> bool:
    """A reference to a footnote; the text of a link may hold one, as on GitHub, for it is no link there."""
    return not silent and footnote_ref(state, silent)


def _move_references(state: StateCore) -> None:
    """Move references to footnotes out of links, behind them: HTML has no link within a link."""
    for token in state.tokens:
        if token.type == "inline" and "[^" in token.content:
            token.children = list(_behind_links(token.children or []))


def _behind_links(children: list[Token]) -> Iterator[Token]:
    waiting: list[Token] = []
    depth = 0
    for child in children:
        depth += (child.type == "link_open") - (child.type == "link_close")
        if depth and child.type == "footnote_ref":
            waiting.append(child)
            continue
        yield child
        if not depth:
            yield from waiting
            waiting.clear()


# -- task lists --------------------------------------------------------------------------------------


def _mark_tasks(state: StateCore) -> None:
    """Put the character ☑ or ☐ before the text of each task-list item."""
    mark: dict[str, Any] = {}
    for token in state.tokens:
        if token.type == "list_item_open":
            mark = token.meta
        elif token.type == "inline" and "checked" in mark:
            box = "☑ " if mark["checked"] else "☐ "
            token.children = [Token("text", "", 0, content=box), *(token.children or [])]
            mark = {}
