"""Bare addresses in a text, which GitHub turns into links: extended autolinks.

    www.example.com   https://example.com/a_(b)   ann@example.com

Source: GitHub Flavored Markdown 0.29, "Autolinks (extension)". Beyond that, an address also ends before
quotation marks, brackets and Chinese or Japanese punctuation, which follows words without a space.

markdown-it's own plugins are not used: their time grows with the square of the number of colons in a
paragraph, and they lose the part of a mail address before an underscore.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_TO_END = r"""[^\s<>"`|\\\[\]\x00-\x1f“”„‘«»‹›、。，；：？！）】」』》〉]*+"""
_URL = lazy_regex(rf"://(?=[^\W_]){_TO_END}")
_SCHEME = lazy_regex(r"(?<![A-Za-z0-9<])(?:https?|ftp)$", re.IGNORECASE)
_ADDRESS = lazy_regex(
    rf"""(?<![A-Za-z0-9<])(?:(?:https?|ftp)://(?=[^\W_]){_TO_END})
    | (?<![^\s*_~(])(?P<www>www\.{_TO_END})
    | (?<![\w.+<-])(?P<scheme>(?:mailto|xmpp):)?
      (?P<mail>[A-Za-z0-9.+_-]++@[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)++)(?<![-_])(?P<rest>/[A-Za-z0-9@.]*+)?""",
    re.VERBOSE | re.IGNORECASE,
)
_ENTITY = lazy_regex(r"&[A-Za-z0-9]+;$")
_DOMAIN = lazy_regex(r"(?:\w+://)?([^\s/?#:@]*+)")


class BareLink(NamedTuple):
    """An address in a text: its character offsets [start, end), and the URL it links to."""

    start: int
    end: int
    href: str


def bare_links(text: str) -> Iterator[BareLink]:
    """The bare addresses in `text`, by offset."""
    for found in _ADDRESS.finditer(text):
        start, end = found.span()
        if found["mail"]:
            if (found["scheme"] or "").lower() != "xmpp:" and found["rest"]:
                end = found.start("rest")
            elif found["rest"]:
                end = start + len(found[0].rstrip("."))
            yield BareLink(start, end, ("" if found["scheme"] else "mailto:") + text[start:end])
        elif _is_domain(shown := _without_tail(found[0])):
            yield BareLink(start, start + len(shown), ("http://" if found["www"] else "") + shown)


def _without_tail(address: str) -> str:
    """`address` without trailing punctuation, an unbalanced parenthesis, or an entity."""
    opened, closed = address.count("("), address.count(")")
    while address:
        last = address[-1]
        if last in "?!.,:*_~'’…":
            address = address[:-1]
        elif last == ")" and closed > opened:
            address = address[:-1]
            closed -= 1
        elif last == ";":
            shorter = _ENTITY.sub("", address)
            address = shorter if shorter != address else address[:-1]
        else:
            break
    return address


def _is_domain(address: str) -> bool:
    """Whether `address` begins with a valid domain: no underscores in its last two labels."""
    found = _DOMAIN.match(address)
    parts = found[1].split(".") if found else []
    return bool(parts and parts[-1]) and not any("_" in part for part in parts[-2:])


def bare_links_plugin(parser: MarkdownIt) -> None:
    """Add the rules for bare addresses to a markdown-it parser.

    Addresses with a scheme are an inline rule, so that no underscore in them begins emphasis; the others
    are linked afterwards, in the text tokens that remain.
    """
    parser.inline.ruler.push("bare_url", _take_url)
    parser.core.ruler.push("bare_links", _link_texts)


def _take_url(state: StateInline, silent: bool) -> bool:
    if silent or state.linkLevel > 0 or state.src[state.pos] != ":":
        return False
    scheme = _SCHEME.search(state.pending[-6:])
    found = _URL.match(state.src, state.pos, state.posMax) if scheme else None
    if scheme is None or found is None:
        return False
    shown = _without_tail(scheme[0] + found[0])
    if not _is_domain(shown):
        return False
    state.pending = state.pending[: -len(scheme[0])]
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": state.md.normalizeLink(shown)}
    opening.info = "auto"
    state.push("text", "", 0).content = shown
    state.push("link_close", "a", -1).info = "auto"
    state.pos += len(shown) - len(scheme[0])
    return True


def _link_texts(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and ("@" in token.content or "www." in token.content.lower()):
            token.children = list(_linked(state, token.children or []))


def _linked(state: StateCore, children: list[Token]) -> Iterator[Token]:
    """The inline tokens of a paragraph, with links made in its text tokens that are not within a link."""
    depth = 0
    for child in children:
        if child.type == "html_inline":
            depth += child.content.lower().startswith("<a ") - child.content.lower().startswith("</a")
        else:
            depth += (child.type == "link_open") - (child.type == "link_close")
        if child.type == "text" and depth <= 0:
            yield from _pieces(state, child)
        else:
            yield child


def _pieces(state: StateCore, text: Token) -> Iterator[Token]:
    done = 0
    for link in bare_links(text.content):
        yield text.copy(content=text.content[done : link.start])
        opening = text.copy(type="link_open", tag="a", nesting=1, content="", info="auto")
        opening.attrs = {"href": state.md.normalizeLink(link.href)}
        yield opening
        yield text.copy(content=text.content[link.start : link.end])
        yield text.copy(type="link_close", tag="a", nesting=-1, content="", info="auto")
        done = link.end
    if done < len(text.content):
        yield text.copy(content=text.content[done:]) if done else text
