"""Markdown as blocks of text. HTML in it becomes text too; nothing that was written gets lost.

Rich's own Markdown drops HTML and what is nested deeply, sets quotes without paragraphs, takes
images out of their sentences and centres headings, each version in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kratomcli.markup.footnotes import Footnotes
from kratomcli.render.layout import Flow, Heading, Indented, Rule, Stack, text
from kratomcli.render.prose import STYLES, Prose
from kratomcli.render.table import Grid

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from rich.console import RenderableType
    from rich.text import Text

    from kratomcli.render.table import Align

_DEEPEST = 40
"""Levels of blocks (a list item is two); the parser leaves out what is deeper, so we don't parse it."""

_MOST_OPEN = 2000
"""Brackets that are never closed; the parser's time goes with their square."""

# [text]({{ "/page/" | url }}): a link of a site generator, whose spaces keep it from being one.
_TEMPLATE_LINK = re.compile(r"(?<=\]\()(\{[{%][^{}\n]*[%}]\})")


def blocks(body: str) -> list[RenderableType]:
    """The blocks of a Markdown text."""
    from markdown_it import MarkdownIt

    notes = Footnotes(body)
    body = notes.body
    if body.count("[") - body.count("]") > _MOST_OPEN:
        return _paragraphs(body)
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    # Every link is one to the parser; `layout.link_to` says which can be followed.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    env: dict[str, Any] = {}
    try:
        tokens = parser.parse(body, env)
    except RecursionError:
        return _paragraphs(body)
    if any(token.level >= _DEEPEST - 2 for token in tokens):
        return _paragraphs(body)
    builder = _Builder(parser, env, notes)
    found = builder.blocks(iter(_html_joined(tokens)))
    return [*found, *builder.footnotes()]


def _paragraphs(body: str) -> list[RenderableType]:
    """The text as it was written, for what can't be set any better."""
    found = (text(part.strip("\n")) for part in re.split(r"\n\s*\n", body))
    return [Flow(part) for part in found if part.plain.strip()]


def _html_joined(tokens: list[Token]) -> Iterator[Token]:
    """The tokens with each run of HTML blocks as one.

    An empty line ends an HTML block for Markdown; indented lines after it would be taken for code.
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


_TAG = re.compile(r"<(/?)(?!(?:br|hr|img|input|link|meta|source)\b)[a-zA-Z][^<>]*?(/?)>")


def _opened(html: str) -> int:
    """How many more elements begin than end."""
    return sum(-1 if tag[1] else not tag[2] for tag in _TAG.finditer(html))


class _Builder:
    """Tokens → renderables."""

    def __init__(self, parser: MarkdownIt, env: dict[str, Any], notes: Footnotes) -> None:
        self.parser = parser
        self.env = env
        self.notes = notes

    def footnotes(self) -> list[RenderableType]:
        """The notes below a rule; call this when all blocks have been set."""
        set_notes: list[RenderableType] = []
        for number, note in self.notes.in_order():
            content = Stack(self.blocks(iter(self.parser.parse(note, self.env))))
            set_notes.append(Indented(content, f"[{number}] ", mark="note"))
        return [Rule(), Stack(set_notes, tight=True)] if set_notes else []

    def blocks(self, tokens: Iterator[Token], until: str = "") -> list[RenderableType]:
        """The blocks up to the token that ends what they are in."""
        found: list[RenderableType] = []
        for token in tokens:
            if token.type == until:
                break
            found.extend(self._block(token, tokens))
        return found

    def _block(self, token: Token, tokens: Iterator[Token]) -> list[RenderableType]:
        match token.type:
            case "paragraph_open":
                content = self._inline(next(tokens))
                return [Flow(content)] if content.plain else []
            case "heading_open":
                content = self._inline(next(tokens))
                return [Heading(int(token.tag[1:]), content)] if content.plain else []
            case "blockquote_open":
                inner = Stack(self.blocks(tokens, "blockquote_close"))
                return [Indented(inner, "│ ", "│ ", mark="bullet")]
            case "bullet_list_open" | "ordered_list_open":
                return [self._list(token, tokens)]
            case "fence" | "code_block":
                code = _code(token.content, token.info)
                return [Indented(Flow(code), "    ")] if code.plain.strip() else []
            case "html_block":
                from kratomcli.render.html import blocks as html_blocks

                return html_blocks(token.content)
            case "table_open":
                return [self._table(tokens)]
            case "hr":
                return [Rule()]
        return []

    def _list(self, token: Token, tokens: Iterator[Token]) -> RenderableType:
        end = token.type.replace("open", "close")
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
            items.append(self.blocks(iter(item)))
        marks = [" • " if number is None else f" {number + at}. " for at in range(len(items))]
        width = max(map(len, marks), default=0)
        return Stack(
            [
                Indented(Stack(item, tight=is_tight), mark.rjust(width), mark="bullet")
                for item, mark in zip(items, marks, strict=True)
            ],
            tight=is_tight,
        )

    def _table(self, tokens: Iterator[Token]) -> RenderableType:
        rows: list[list[Text]] = []
        aligns: list[Align] = []
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._inline(token))
            elif token.type == "th_open":
                style = str(token.attrGet("style") or "")
                aligns.append(
                    "right" if style.endswith("right") else "center" if style.endswith("center") else "left"
                )
        return Grid(rows, has_header=True, aligns=aligns)

    def _inline(self, token: Token) -> Text:
        """The text of a paragraph, heading or cell."""
        children = token.children or []
        mended = _TEMPLATE_LINK.sub(lambda tag: re.sub(r'[\s"]+', "", tag[0]), token.content)
        if mended != token.content:
            children = self.parser.parseInline(mended, self.env)[0].children or []
        prose = Prose()
        html: Any = None
        for child in children:
            if html is None and child.type == "html_inline":
                from kratomcli.render.html import Inline

                html = Inline(prose)
            if child.type == "html_inline":
                html.feed(child.content)
            elif html is not None and html.hidden:
                pass
            elif child.type == "text" and "[^" in child.content:
                for piece in self.notes.pieces(child.content):
                    prose.write(piece.text, "note" if piece.number else "")
            else:
                _write(prose, child)
        return prose.take()


def _write(prose: Prose, token: Token) -> None:
    match token.type:
        case "text":
            prose.write(token.content)
        case "softbreak":
            prose.write(" ")
        case "hardbreak":
            prose.write("\n")
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
    """The text in a token, without its looks."""
    if token.children:
        return "".join(_plain(child) for child in token.children)
    return " " if token.type == "softbreak" else token.content


def _until(tokens: Iterator[Token], end: str, level: int) -> Iterator[Token]:
    for token in tokens:
        if token.type == end and token.level == level:
            return
        yield token


def _code(content: str, info: str) -> Text:
    """Code, coloured if its language is named and known."""
    content = content.rstrip("\n")
    language = info.partition(" ")[0].strip("{}.")
    if not language:
        return text(content.expandtabs(4), "code")
    from kratomcli.render.code import highlighted

    return highlighted(content.expandtabs(4), language)
