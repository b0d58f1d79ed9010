"""Markdown → tokens, with the lines they come from: the one parser, set up once.

CommonMark by markdown-it-py, with what GitHub adds (tables, task lists, strikethrough, bare addresses,
alerts, footnotes), definition lists, Python-Markdown's admonitions and kramdown's attributes. Headings,
links, plain text, terminal pages and HTML are all made of these tokens. Front matter is cut off before.

Parsing takes about a millisecond for an article: import this where an article is shown or converted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, backtick, html_inline, link
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from kratomcli.markup.bare_links import bare_links_plugin
from kratomcli.markup.footnotes import Note, numbered

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore

DEEPEST = 100
"""Levels of blocks (a list item is two), or of emphasis: the parser leaves out what is deeper of the former,
and no one writes that."""


class Document(NamedTuple):
    """What a body of Markdown is made of."""

    tokens: list[Token]
    """Blocks in their order, without footnotes; `map` has the lines [first, last) of each, from 0."""
    notes: list[Note]
    """Footnotes by number."""


def parse(body: str) -> Document | None:
    """A body's tokens; None for one that is nested deeper than can be parsed."""
    try:
        tokens = parser().parse(body)
    except RecursionError:
        return None
    if any(map(_is_deep, tokens)):
        return None
    return Document(*numbered(tokens))


def _is_deep(token: Token) -> bool:
    """Whether a block is among too many, or has too much emphasis in each other, which the parser allows."""
    children = token.children or ()
    inner = max(child.level for child in children) if len(children) > DEEPEST else 0
    return max(token.level, inner) >= DEEPEST - 1


_USUAL = re.compile(r"https?://[A-Za-z0-9./_-]+")


class _Parser(MarkdownIt):
    """Every address makes a link: whether it may be followed is decided where links are written."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        """The address as HTML has it; one without anything to encode is that already."""
        return url if _USUAL.fullmatch(url) else super().normalizeLink(url)

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802
        return True


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """The parser."""
    options = {"maxNesting": DEEPEST, "tasklists": True, "alerts": True, "strikethrough_single_tilde": True}
    made = _Parser("commonmark", options).enable(["table", "strikethrough"])
    made.use(bare_links_plugin).use(footnote_plugin, inline=False, move_to_end=False)
    made.use(admon_plugin).use(deflist_plugin)
    for name, sign, rule in (
        ("link", "[", link),
        ("html_inline", "<", html_inline),
        ("backticks", "`", backtick),
    ):
        made.inline.ruler.at(name, _placed(rule, sign))
    made.core.ruler.before("inline", "template_links", _mend_template_links)
    made.core.ruler.before("inline", "block_attributes", _take_block_attributes)
    made.core.ruler.after("inline", "inline_attributes", _take_inline_attributes)
    made.core.ruler.after("inline", "task_marks", _mark_tasks)
    return made


_PLACED = ("link_open", "html_inline", "code_inline")


def _placed(rule: Callable[[StateInline, bool], bool], sign: str) -> Callable[[StateInline, bool], bool]:
    """A rule whose token says in its `meta` where in its paragraph it stands: from "at" to "to".

    `sign` is what the rule's text begins with: it is asked at every sign there is.
    """

    def run(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if state.src[start] != sign:
            return False
        found = rule(state, silent)
        if found and not silent:
            for token in state.tokens[count : count + 2]:  # what was pending may stand before it
                if token.type in _PLACED:
                    token.meta = {"at": start, "to": state.pos}
        return found

    return run


# [text]({{ "/page/" | url }}): a link of a site generator, whose spaces keep it from being one.
_TEMPLATE_LINK = re.compile(r"(?<=\]\()(\{[{%][^{}\n]*[%}]\})")


def _mend_template_links(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and "]({" in token.content:
            token.content = _TEMPLATE_LINK.sub(lambda tag: re.sub(r'[\s"]+', "", tag[0]), token.content)


# -- attributes as kramdown and Python-Markdown write them: {: #id .class key="value"} ---------------

_AT_HEADING = re.compile(r" +\{(?:: *|(?=[#.]))([^}\n ][^}\n]*)\} *$")
_BELOW_BLOCK = re.compile(r"(?:^|\n) *\{: *([^}\n ][^}\n]*)\} *$")
_BEHIND = re.compile(r"\{: *([^}\n ][^}\n]*)\}")
_ATTRIBUTE = re.compile(
    r"""#(?P<id>[^\s"'=]+)|\.(?P<class>[^\s"'=]+)|([\w-]+)=(?:"([^"]*)"|'([^']*)'|(\S+))"""
)
_TAKING = frozenset(("image", "code_inline", "link_close", "em_close", "strong_close", "s_close"))


def _set_attributes(token: Token, text: str) -> None:
    for found in _ATTRIBUTE.finditer(text):
        if found["class"]:
            token.attrJoin("class", found["class"])
        elif found["id"]:
            token.attrSet("id", found["id"])
        else:
            token.attrSet(found[3], found[4] or found[5] or found[6] or "")


def _take_block_attributes(state: StateCore) -> None:
    """Take attributes off the end of headings and paragraphs; a paragraph of nothing else goes."""
    gone = False
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type != "inline" or not token.content.rstrip(" ").endswith("}"):
            continue
        pattern = _AT_HEADING if before.type == "heading_open" else _BELOW_BLOCK
        if found := pattern.search(token.content):
            token.content = token.content[: found.start()].rstrip()
            if token.content or before.type != "paragraph_open":
                _set_attributes(before, found[1])
            else:
                before.hidden = gone = True
    if gone:
        state.tokens[:] = _without_emptied(state.tokens)


def _without_emptied(tokens: list[Token]) -> list[Token]:
    """The tokens without the paragraphs that are hidden and empty."""
    kept: list[Token] = []
    for token in tokens:
        kept.append(token)
        if token.type == "paragraph_close" and kept[-3].hidden and not kept[-2].content:
            del kept[-3:]
    return kept


def _take_inline_attributes(state: StateCore) -> None:
    """Take attributes off the text behind a link, picture, code or emphasis."""
    for token in state.tokens:
        if token.type == "inline" and "{:" in token.content:
            children = token.children or []
            for at in range(1, len(children)):
                taking, text = children[at - 1], children[at]
                if taking.type in _TAKING and text.type == "text" and (found := _BEHIND.match(text.content)):
                    _set_attributes(_opening(children, at - 1), found[1])
                    text.content = text.content[found.end() :]


def _opening(children: list[Token], at: int) -> Token:
    """The token that opens what a token closes; the token itself if it closes nothing."""
    closing = children[at]
    if closing.nesting == 0:
        return closing
    wanted = closing.type.replace("_close", "_open")
    return next(one for one in reversed(children[:at]) if one.type == wanted and one.level == closing.level)


# -- task lists --------------------------------------------------------------------------------------


def _mark_tasks(state: StateCore) -> None:
    """Put a box, ticked or not, before the text of each item that is a task."""
    mark: dict[str, Any] = {}
    for token in state.tokens:
        if token.type == "list_item_open":
            mark = token.meta
        elif token.type == "inline" and "checked" in mark:
            box = "☑ " if mark["checked"] else "☐ "
            token.children = [Token("text", "", 0, content=box), *(token.children or [])]
            mark = {}
