"""Plain text taken apart: what is a heading, a paragraph or an item of a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kratomcli.article import Article

_BULLET = re.compile(r"[-*+•‣◦·▪–]\s+(?=\S)")
URL = re.compile(r"""https?://[^\s<>"'`|\\\[\]\x00-\x1f]*[^\s<>"'`|\\\[\]\x00-\x1f.,;:!?)}…*_~]""")
"""An address within a text; what follows it in the sentence is not part of it."""

_NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_RULE = re.compile(r"([-=_*~#.])\1{2,}")

# A text whose lines were cut at a fixed width: each line but the last of a paragraph is about full.
_FULL = 50
_WIDEST = 100


class Block(NamedTuple):
    """One piece of a plain text, on one line; `level` is a heading's, `number` a numbered item's.

    `line` is an item with its bullet or number.
    """

    kind: Literal["heading", "paragraph", "bullet", "number"]
    text: str
    level: int = 0
    number: int = 0
    line: str = ""


def blocks(article: Article) -> Iterator[Block]:
    """The pieces of a plain-text article in order.

    Headings are the article's sections. Every other line is a paragraph, or an item where it begins
    with a bullet or a number; only lines that were plainly wrapped at a fixed width are joined.
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
    """The lines between two empty ones."""
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
    """Do two headings say the same, apart from case, spaces and punctuation?"""
    return letters(one) == letters(other) != ""


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def to_markdown(article: Article) -> str:
    """A plain-text article as Markdown that reads the same: nothing in it becomes markup by chance."""
    parts: list[str] = []
    last = Block("paragraph", "")
    for block in blocks(article):
        text = escape(block.text)
        if block.line:
            text = text.replace("|", "\\|")  # items that look like a table
        if not parts and same(block.text, article.title):
            block = block._replace(kind="heading", level=1)
        if block.kind == "heading":
            piece = "#" * min(max(block.level, 1), 6) + " " + re.sub(r"#$", r"\\#", text)
        elif block.kind == "bullet":
            piece = f"- {text}"
        elif block.kind == "number":
            piece = f"{block.number}. {text}"
        else:
            piece = text
        tight = block.kind == last.kind and block.kind in ("bullet", "number")
        parts += ["\n" if tight else "\n\n", piece]
        last = block
    return "".join(parts[1:])


_INLINE = re.compile(
    r"""[\\`*]
      | (?<![^\W_])_ | _(?![^\W_])  # within a word an underscore is just that
      | \](?=[(:\[]) | ^\[ | \[(?=\^)  # what makes a bracket a link or a note
      | ~(?=~)
      | <(?=\S)
      | &(?=\#?\w+;)""",
    re.VERBOSE,
)
_AT_START = re.compile(r"[#>]|[-+](?:\s|$)|-(?:\s*-){2}|!!!")
_NUMBERED = re.compile(r"(\d+)([.)](?:\s|$))")


def escape(text: str) -> str:
    """One line of plain text as one line of Markdown that shows just that text.

    Characters are escaped only where they would be markup: to this project's two Markdown readers,
    python-markdown and markdown-it, which is why a few become entities.
    """
    parts: list[str] = []
    done = 0
    for url in URL.finditer(text):
        signs = {match[0] for match in _INLINE.finditer(text, *url.span())}
        if signs and signs <= set("*_~"):  # which would mean no less within an address
            parts += [_INLINE.sub(_escaped, text[done : url.start()]), f"<{url[0]}>"]
            done = url.end()
    text = "".join([*parts, _INLINE.sub(_escaped, text[done:])])
    text = _NUMBERED.sub(r"\1\\\2", text, count=1) if _NUMBERED.match(text) else text
    return f"\\{text}" if _AT_START.match(text) else text


def _escaped(match: re.Match[str]) -> str:
    return {"<": "&lt;", "&": "&amp;"}.get(match[0], "\\" + match[0])
