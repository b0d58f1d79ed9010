"""Markdown → blocks of text. HTML in it becomes text, too; no text is lost.

Rich's own Markdown is not used: it drops HTML and what is nested deeply, renders block quotes without
paragraphs, moves images out of their sentences and centres headings, and differs between versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kratomcli.patterns import lazy_regex
from kratomcli.render.layout import Flow, HeadingFlow, HorizontalRule, Indented, Stack, text
from kratomcli.render.prose import STYLES, Prose
from kratomcli.render.table import Grid

if TYPE_CHECKING:
    from markdown_it.token import Token
    from rich.console import RenderableType
    from rich.text import Text

    from kratomcli.markup.footnotes import Note
    from kratomcli.render.table import Align


def blocks(body: str) -> list[RenderableType]:
    """The blocks of a Markdown body, with its footnotes below a rule."""
    from kratomcli.markup.parser import parse

    document = parse(body)
    if document is None:
        return _paragraphs(body)
    return [*_blocks(iter(_html_joined(document.tokens))), *_footnotes(document.notes)]


def _paragraphs(body: str) -> list[RenderableType]:
    """The source as paragraphs, for a body that is nested too deeply to be parsed."""
    found = (text(part.strip("\n")) for part in re.split(r"\n\s*\n", body))
    return [Flow(part) for part in found if part.plain.strip()]


def _html_joined(tokens: list[Token]) -> Iterator[Token]:
    """The tokens, with each run of HTML blocks joined to one.

    In Markdown a blank line ends an HTML block, so that indented lines of HTML after it are a code block.
    """
    depth = 0
    pending: Token | None = None
    for token in tokens:
        is_html = token.type == "html_block" or (
            token.type == "code_block" and depth > 0 and token.content.lstrip().startswith("<")
        )
        if is_html:
            depth += _opened(token.content)
            if pending is None:
                pending = token
            else:
                pending.content += "\n" + token.content
            pending.type = "html_block"
        else:
            if pending is not None:
                yield pending
                pending = None
            yield token
    if pending is not None:
        yield pending


_TAG = lazy_regex(r"<(/?)(?!(?:br|hr|img|input|link|meta|source)\b)[a-zA-Z][^<>]*?(/?)>")


def _opened(html: str) -> int:
    """The number of elements in `html` that are opened and not closed."""
    return sum(-1 if tag[1] else not tag[2] for tag in _TAG.finditer(html))


def _footnotes(notes: list[Note]) -> list[RenderableType]:
    """The footnotes, below a rule."""
    found: list[RenderableType] = [
        Indented(Stack(_blocks(iter(note.tokens))), f"[{note.number}] ", mark="note") for note in notes
    ]
    return [HorizontalRule(), Stack(found, tight=True)] if found else []


def _blocks(tokens: Iterator[Token], until: str = "") -> list[RenderableType]:
    """The blocks of the tokens up to one of the type `until`, which closes the element around them."""
    found: list[RenderableType] = []
    for token in tokens:
        if token.type == until:
            break
        found.extend(_block(token, tokens))
    return found


def _block(token: Token, tokens: Iterator[Token]) -> list[RenderableType]:
    match token.type:
        case "paragraph_open":
            content = _inline(next(tokens))
            return [Flow(content)] if content.plain else []
        case "heading_open":
            content = _inline(next(tokens))
            return [HeadingFlow(int(token.tag[1:]), content)] if content.plain else []
        case "dt_open":
            return [Flow(_inline(next(tokens)))]
        case "callout_open":
            return [_callout(token, tokens)]
        case "blockquote_open":
            inner = Stack(_blocks(tokens, _closing(token)))
            return [Indented(inner, "│ ", "│ ", mark="bullet")]
        case "dl_open":
            return [Stack(_blocks(tokens, _closing(token)), tight=True)]
        case "dd_open":
            return [Indented(Stack(_blocks(tokens, _closing(token))), "    ")]
        case "bullet_list_open" | "ordered_list_open":
            return [_list(token, tokens)]
        case "fence" | "code_block":
            code = _code(token.content, token.info)
            return [Indented(Flow(code), "    ")] if code.plain.strip() else []
        case "html_block":
            from kratomcli.render.html import blocks as html_blocks

            return html_blocks(token.content)
        case "table_open":
            return [_table(tokens)]
        case "hr":
            return [HorizontalRule()]
    return []


def _closing(token: Token) -> str:
    """The type of the token that closes what `token` opens."""
    return token.type.removesuffix("open") + "close"


def _callout(token: Token, tokens: Iterator[Token]) -> RenderableType:
    """A callout: its title, and its blocks directly below, beside a bar in the colour of its look."""
    style = f"callout.{token.meta['look']}"
    title: list[RenderableType] = []
    inner: list[RenderableType] = []
    for each in tokens:
        if each.type == "callout_close":
            break
        if each.type == "callout_title_open":
            content = _inline(next(tokens))
            content.style = style
            title = [Flow(content)]
        else:
            inner.extend(_block(each, tokens))
    parts = [*title, Stack(inner)] if inner else title
    return Indented(Stack(parts, tight=True), "┃ ", "┃ ", mark=style)


def _list(token: Token, tokens: Iterator[Token]) -> RenderableType:
    end = _closing(token)
    number = int(token.attrGet("start") or 1) if token.type.startswith("ordered") else None
    items: list[list[RenderableType]] = []
    is_tight = True
    for inner in tokens:
        if inner.type == end:
            break
        item = list(_until(tokens, "list_item_close", inner.level))
        is_tight = is_tight and not any(
            part.type == "paragraph_open" and not part.hidden and part.level == inner.level + 1
            for part in item
        )
        items.append(_blocks(iter(item)))
    marks = [" • " if number is None else f" {number + at}. " for at in range(len(items))]
    width = max(map(len, marks), default=0)
    return Stack(
        [
            Indented(Stack(item, tight=is_tight), mark.rjust(width), mark="bullet")
            for item, mark in zip(items, marks, strict=True)
        ],
        tight=is_tight,
    )


def _table(tokens: Iterator[Token]) -> RenderableType:
    rows: list[list[Text]] = []
    aligns: list[Align] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_inline(token))
        elif token.type == "th_open":
            style = str(token.attrGet("style") or "")
            aligns.append(
                "right" if style.endswith("right") else "center" if style.endswith("center") else "left"
            )
    return Grid(rows, has_header=True, aligns=aligns)


def _inline(token: Token) -> Text:
    """The styled text of an inline token: of a paragraph, heading or table cell."""
    prose = Prose()
    html: Any = None
    for child in token.children or []:
        if html is None and child.type == "html_inline":
            from kratomcli.render.html import InlineParser

            html = InlineParser(prose)
        if child.type == "html_inline":
            html.feed(child.content)
        elif html is not None and html.hidden:
            pass
        else:
            _write(prose, child)
    return prose.take()


def _write(prose: Prose, token: Token) -> None:
    match token.type:
        case "text":
            prose.write(token.content)
        case "softbreak":
            prose.flow(" ")
        case "hardbreak":
            prose.write("\n")
        case "footnote_ref":
            prose.write(token.content, "note")
        case "code_inline":
            prose.write(token.content, "code")
        case "link_open":
            prose.open_link(str(token.attrGet("href") or ""))
        case "link_close":
            prose.close_link()
        case "image":
            prose.image(_plain(token), str(token.attrGet("src") or ""))
        case _ if token.nesting == 1:
            prose.open(token.tag, STYLES.get(token.tag, ""))
        case _ if token.nesting == -1:
            prose.close(token.tag)
        case _:
            prose.write(token.content)


def _plain(token: Token) -> str:
    """The text of a token, without styles."""
    if token.children:
        return "".join(_plain(child) for child in token.children)
    return " " if token.type == "softbreak" else token.content


def _until(tokens: Iterator[Token], end: str, level: int) -> Iterator[Token]:
    for token in tokens:
        if token.type == end and token.level == level:
            return
        yield token


def _code(content: str, info: str) -> Text:
    """A code block, highlighted if its info string names a known language."""
    content = content.rstrip("\n")
    language = info.partition(" ")[0].strip("{}.")
    if not language:
        return text(content.expandtabs(4), "code")
    from kratomcli.render.code import highlighted

    return highlighted(content.expandtabs(4), language)
