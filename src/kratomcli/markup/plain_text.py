"""Plain text → blocks: headings, paragraphs and list items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kratomcli.model.article import Article

_BULLET = lazy_regex(r"[-*+•‣◦·▪–]\s+(?=\S)")
_NUMBER = lazy_regex(r"(\d{1,3})[.)]\s+(?=\S)")
_RULE = lazy_regex(r"([-=_*~#.])\1{2,}")

# A hard-wrapped text: each line but the last of a paragraph is about as long as the width allows.
_FULL = 50
_WIDEST = 100


class Block(NamedTuple):
    """One block of a plain text, its text on one line.

    `level` is a heading's, `number` a numbered item's; `line` is a list item with its bullet or number.
    """

    kind: Literal["heading", "paragraph", "bullet", "number"]
    text: str
    level: int = 0
    number: int = 0
    line: str = ""


def blocks(article: Article) -> Iterator[Block]:
    """The blocks of a plain-text article, in order.

    Headings are the article's sections. Every other line is a paragraph, or a list item if it begins
    with a bullet or a number; only lines that are clearly hard-wrapped are joined to one paragraph.
    """
    last = 0
    for block in _blocks(article):
        if last and block.kind == "number" and block.number != last + 1:
            # Not the next of the list, which HTML and Markdown would make it.
            yield Block("paragraph", block.line)
            last = 0
        else:
            yield block
            last = block.number


def _blocks(article: Article) -> Iterator[Block]:
    headings = iter(sorted(article.sections, key=lambda section: section.start))
    heading = next(headings, None)
    group: list[str] = []
    offset = 0
    underlined = False
    for line in article.body.split("\n"):
        end = offset + len(line)
        text = " ".join(line.split())
        if heading is not None and offset <= heading.start <= end:
            yield from _paragraphs(group)
            group = []
            yield Block("heading", " ".join(heading.title.split()), level=heading.level)
            heading = next(headings, None)
            underlined = True
        elif not text:
            yield from _paragraphs(group)
            group = []
        elif not (underlined and _RULE.fullmatch(text)):
            underlined = False
            group.append(text)
        offset = end + 1
    yield from _paragraphs(group)


def _paragraphs(lines: list[str]) -> Iterator[Block]:
    """The blocks of `lines`, which are the lines between two blank ones."""
    starts = [i for i, line in enumerate(lines) if i == 0 or _BULLET.match(line) or _NUMBER.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        piece = lines[start:end]
        wrapped = all(len(line) <= _WIDEST for line in piece) and all(
            len(line) >= _FULL for line in piece[:-1]
        )
        for text in [" ".join(piece)] if wrapped else piece:
            yield _block(text)


def _block(text: str) -> Block:
    if match := _BULLET.match(text):
        return Block("bullet", text[match.end() :], line=text)
    if match := _NUMBER.match(text):
        return Block("number", text[match.end() :], number=int(match[1]), line=text)
    return Block("paragraph", text)


def same(one: str, other: str) -> bool:
    """Whether two headings are equal, apart from case, spaces and punctuation."""
    return letters(one) == letters(other) != ""


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
