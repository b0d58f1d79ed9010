"""Addresses that stand in a text without any markup, as GitHub makes links of them.

    www.example.com   https://example.com/a_(b)   ann@example.com

Source: GitHub Flavored Markdown 0.29, "Autolinks (extension)". An address ends, too, before quotation
marks, brackets and the punctuation of Chinese and Japanese, which stands next to words without a space.

The rules of markdown-it's plugins take the square of a paragraph's colons, and lose what stands before an
underscore in a mail address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_TO_END = r"""[^\s<>"`|\\\[\]\x00-\x1f“”„‘«»‹›、。，；：？！）】」』》〉]*+"""
_URL = re.compile(rf"://(?=[^\W_]){_TO_END}")
_SCHEME = re.compile(r"(?<![A-Za-z0-9<])(?:https?|ftp)$", re.IGNORECASE)
_ADDRESS = re.compile(
    rf"""(?<![A-Za-z0-9<])(?:(?:https?|ftp)://(?=[^\W_]){_TO_END})
    | (?<![^\s*_~(])(?P<www>www\.{_TO_END})
    | (?<![\w.+<-])(?P<scheme>(?:mailto|xmpp):)?
      (?P<mail>[A-Za-z0-9.+_-]++@[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)++)(?<![-_])(?P<rest>/[A-Za-z0-9@.]*+)?""",
    re.VERBOSE | re.IGNORECASE,
)
_ENTITY = re.compile(r"&[A-Za-z0-9]+;$")
_DOMAIN = re.compile(r"(?:\w+://)?([^\s/?#:@]*+)")


class BareLink(NamedTuple):
    """An address in a text: the offsets [start, end) of it, and where it leads."""

    start: int
    end: int
    href: str


def bare_links(text: str) -> Iterator[BareLink]:
    """The addresses in a text, in its order."""
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
    """An address without what at its end belongs to the sentence: its stops, a parenthesis, an entity."""
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
    """Whether an address begins with a name of a host: no underscores in the last two parts of it."""
    found = _DOMAIN.match(address)
    parts = found[1].split(".") if found else []
    return bool(parts and parts[-1]) and not any("_" in part for part in parts[-2:])


def bare_links_plugin(parser: MarkdownIt) -> None:
    """Teach a parser to make links of addresses.

    Those with a scheme are taken as they are read, so that no underscore in them begins emphasis; the
    others from the texts that are left.
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
    """The parts of a paragraph, with links in those of its texts that are in none."""
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
