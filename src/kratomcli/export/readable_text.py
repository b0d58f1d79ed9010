"""A body as readable plain text: without markup, but with the structure that it expressed."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from kratomcli.export.html.embedded import named, picture_name
from kratomcli.markup.plain_text import blocks, same
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from kratomcli.model.article import Article

_WIDEST_TABLE = 120
_SILENT = lazy_regex(r"<(?:(script)\b|(style)\b|(!--))", re.IGNORECASE)
_ENDS = [lazy_regex(end, re.IGNORECASE) for end in (r"</script\s*>", r"</style\s*>", "-->")]
_BLOCKS = "p|div|li|tr|h[1-6]|figcaption|caption|td|th|dt|dd|summary"
_BREAK = lazy_regex(rf"<br\s*/?>|</(?:{_BLOCKS})>", re.IGNORECASE)
_PLAYER = lazy_regex(r"<(?:audio|video)\b", re.IGNORECASE)
_BLOCK = lazy_regex(rf"<br\s*/?>|</?(?:{_BLOCKS}|option|textarea)\b[^<>]*>", re.IGNORECASE)
_HTML_TAG = lazy_regex(r"</?[A-Za-z][^<>]*>")


def body_text(article: Article, *, drop_title: bool = False) -> str:
    """The body without markup: one line for each block, with a blank line between blocks.

    Headings are separate lines, lists keep bullets and numbers, block quotes and callouts their ">", code is
    unchanged, links become their text, and tables become columns. With `drop_title` a first heading that
    repeats the title is left out. The text does not end in a line feed.
    """
    if article.markup == "text":
        return _text(article, drop_title)
    from kratomcli.markup.parser import parse
    from kratomcli.markup.tools import as_markdown

    body = as_markdown(article)
    document = parse(body)
    if document is None:
        return body
    tokens = document.tokens
    if drop_title:
        tokens = _without_title(tokens, article.title)
    page = _Page()
    page.run(tokens)
    for note in document.notes:
        page.note(note.number, note.tokens)
    return "\n".join(page.lines)


def _without_title(tokens: list[Token], title: str) -> list[Token]:
    """The tokens without a first heading that repeats the title; comments may stand above it."""
    is_shown = (one.type != "html_block" or _bare(one.content).strip() for one in tokens)
    first = next((at for at, shown in enumerate(is_shown) if shown), len(tokens))
    if first < len(tokens) and tokens[first].type == "heading_open":
        words = [one for one in tokens[first + 1].children or [] if one.type != "footnote_ref"]
        if same(_inline(words), title):
            return tokens[first + 3 :]
    return tokens


def _text(article: Article, drop_title: bool) -> str:
    pieces = list(blocks(article))
    if drop_title and pieces and same(pieces[0].text, article.title):
        del pieces[0]
    marks = {"bullet": "- {0.text}", "number": "{0.number}. {0.text}"}
    return "\n\n".join(
        ("\n" if kind in marks else "\n\n").join(marks.get(kind, "{0.text}").format(block) for block in group)
        for kind, group in groupby(pieces, lambda block: block.kind)
    )


class _Page:
    """Lays out blocks line by line, with the prefixes of the block quotes and list items around them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.around: list[
            list[str]
        ] = []  # for each quote or item: what its next line and all others begin with
        self.numbers: list[int | None] = []  # for each list: its next number; None for bullets
        self.close = False  # was the last block part of a tight list?

    def note(self, number: int, tokens: list[Token]) -> None:
        """Add a footnote, after its number."""
        mark = f"[{number}] "
        self.around.append([mark, " " * len(mark)])
        self.run(tokens)
        if self.around.pop()[0]:
            self.lines += ["", mark.rstrip()]  # an empty one is a note all the same

    def run(self, tokens: list[Token]) -> None:
        """Add the blocks of a document's tokens."""
        i = 0
        while i < len(tokens):
            token = tokens[i]
            if token.type == "table_open":
                end = next(j for j in range(i, len(tokens)) if tokens[j].type == "table_close")
                self.add(_table(tokens[i:end]))
                i = end
            elif token.type == "inline":
                text = _inline(token.children or [])
                self.add(text.split("\n"), tight=tokens[i - 1].hidden)
            elif token.type in ("fence", "code_block"):
                self.add(token.content.rstrip("\n").split("\n"))
            elif token.type == "html_block":
                self.add([line for line in map(str.strip, _bare(token.content).split("\n")) if line])
            elif token.type == "hr":
                self.add(["* * *"])
            else:
                self.container(token)
            i += 1

    def container(self, token: Token) -> None:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self.close = self.close and bool(self.numbers)
            number = None if token.type == "bullet_list_open" else int(token.attrs.get("start", 1))
            self.numbers.append(number)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.numbers.pop()
            self.close = self.close and bool(self.numbers)
        elif token.type == "list_item_open":
            number = self.numbers[-1]
            mark = "- " if number is None else f"{number}. "
            self.numbers[-1] = None if number is None else number + 1
            self.around.append([mark, " " * len(mark)])
        elif token.type in ("blockquote_open", "callout_open"):
            self.around.append(["> ", "> "])
        elif token.type == "dd_open":
            self.around.append(["    ", "    "])
        elif token.type in ("list_item_close", "blockquote_close", "callout_close", "dd_close"):
            if self.around[-1][0] and token.type == "list_item_close":
                self.add([""], tight=True)  # an empty item is an item all the same
            self.around.pop()

    def add(self, lines: Sequence[str], *, tight: bool = False) -> None:
        if not lines:
            return
        if self.lines and not (tight and self.close):
            self.lines.append("".join(rest for first, rest in self.around if not first).rstrip())
        for line in lines:
            self.lines.append(("".join(first or rest for first, rest in self.around) + line).rstrip())
            for prefix in self.around:
                prefix[0] = ""
        self.close = tight


def _inline(tokens: list[Token]) -> str:
    """The text of a paragraph: soft breaks as spaces, hard breaks as line feeds, footnotes as numbers."""
    parts: list[str] = []
    player = ""  # whose address may be in a source within it
    for token in tokens:
        if token.type == "softbreak":
            parts.append("\n")
        elif token.type == "hardbreak":
            parts.append("\0")
        elif token.type == "html_inline":
            parts.append("\0" if _BREAK.fullmatch(token.content) else _named(token.content, player))
            is_source = token.content.startswith("<source")
            player = token.content if _PLAYER.match(token.content) else "" if is_source else player
        elif token.type == "image":
            description = _inline(token.children or [])
            parts.append(description or picture_name(str(token.attrGet("src") or "")))
        else:
            parts.append(token.content)
    text = re.sub(r"(.?)\n(?=(.?))", _join, "".join(parts))
    return re.sub(" *\0 *", "\n", text).strip()


def _join(match: re.Match[str]) -> str:
    """What joins two lines: a space, or nothing in scripts without spaces between words."""
    wide = all(side and east_asian_width(side) in "WF" for side in (match[1], match[2]))
    return match[1] if wide else f"{match[1]} "


def _bare(html: str) -> str:
    """The text of raw HTML, one line for each of its blocks."""
    text = named(re.sub(r"\s+", " ", _without_silent(html)))
    return re.sub(r"[^\S\n]+", " ", _without_tags(_BLOCK.sub("\n", text)))


def _named(tag: str, player: str) -> str:
    """The text for an inline HTML tag: a name for embedded media (or the source of `player`), else ""."""
    html = player + tag if tag.startswith("<source") else tag
    text = named(html)
    return "" if text == html else _without_tags(text).strip()


def _without_tags(html: str) -> str:
    """The text of HTML without tags."""
    from html import unescape

    return unescape(_HTML_TAG.sub("", html))


def _without_silent(html: str) -> str:
    """`html` without scripts, styles and comments that are closed; unclosed ones stay.

    If one is unclosed, so are all later ones of its kind, and no end is searched for again.
    """
    parts: list[str] = []
    done = 0
    endless: set[int] = set()
    for opening in _SILENT.finditer(html):
        kind = opening.lastindex or 0
        if opening.start() < done or kind in endless:
            continue
        if end := _ENDS[kind - 1].search(html, opening.end()):
            parts.append(html[done : opening.start()])
            done = end.end()
        else:
            endless.add(kind)
    return "".join([*parts, html[done:]])


def _table(tokens: Sequence[Token]) -> list[str]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_inline(token.children or []).replace("\n", " "))
    widths = [max(map(_width, column)) for column in zip(*rows, strict=False)]
    if sum(widths) + 2 * len(widths) > _WIDEST_TABLE:
        return [" | ".join(row) for row in rows]
    rows.insert(1, ["─" * width for width in widths])
    return ["  ".join(_padded(row, widths)).rstrip() for row in rows]


def _padded(row: list[str], widths: list[int]) -> Iterator[str]:
    for text, width in zip(row, widths, strict=False):
        yield text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
