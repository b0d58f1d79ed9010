"""An article as a page for the terminal: its metadata, headings and text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.constrain import Constrain
from rich.text import Text

from kratomcli.markup.plain_text import same
from kratomcli.patterns import lazy_regex
from kratomcli.render.layout import (
    Flow,
    HeadingFlow,
    HorizontalRule,
    Indented,
    Stack,
    joined,
    labelled,
    link_to,
    text,
    whole,
)
from kratomcli.text.wording import and_list, count, date_text, reading_time

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.model.article import Article, Parts

_NOTE_NUMBER = lazy_regex(r"\[\d+\]")

WIDTH = 88
"""The widest column of text, in terminal cells: longer lines are hard to read."""


def pages(articles: Sequence[Article], parts: Parts, *, width: int = WIDTH) -> RenderableType:
    """The chosen parts of several articles, one below the other, at most `width` cells wide."""
    blocks: list[RenderableType] = []
    for number, each in enumerate(articles):
        if number:
            blocks += [Text(), Constrain(HorizontalRule(), width), Text()]
        blocks.append(article(each, meta=parts.meta, body=parts.body, toc=parts.toc, width=width))
    return Stack(blocks, tight=True)


def article(
    article: Article,
    *,
    meta: bool = True,
    body: bool = True,
    toc: bool = False,
    width: int = WIDTH,
) -> RenderableType:
    """The chosen parts of one article, in a column at most `width` cells wide.

    If `meta` is the only part, all metadata is shown, else only a header above the text. A heading that
    repeats the title is left out if the title is shown.
    """
    blocks: list[RenderableType] = []
    if meta:
        blocks.append(_header(article))
        if not body and not toc:
            blocks.append(_known(article))
    if toc:
        blocks.append(_contents(article, has_title=meta))
    if body:
        content = _body(article)
        # In plain text the title may be the first line, which need not be a heading.
        kind = HeadingFlow if article.markup == "markdown" else Flow
        if meta and content and isinstance(content[0], kind) and _repeats(article, content[0].content):
            del content[0]
        if toc and content:
            blocks.append(HorizontalRule())
        blocks += content
    return Constrain(Stack(blocks), width)


def _repeats(article: Article, heading: Text) -> bool:
    """Whether a heading repeats the title, with or without the numbers of notes."""
    without_notes = _NOTE_NUMBER.sub("", heading.plain)
    return same(heading.plain, article.title) or same(without_notes, article.title)


def _header(article: Article) -> RenderableType:
    lines = [
        text(article.title or article.id, "title"),
        joined(
            [
                text(and_list(article.authors)),
                whole(date_text(article.date), "date"),
                text(reading_time(article.words) if article.words else ""),
                text("draft" if article.draft else "", "draft"),
            ]
        ),
        joined([text(tag, "tag") for tag in article.tags]),
        _url(article.source),
    ]
    return Stack([*(Flow(line) for line in lines if line.plain), HorizontalRule()], tight=True)


def _url(url: str) -> Text:
    """A URL as text, as a terminal hyperlink if its scheme is safe."""
    shown = text(url)
    target = link_to(url)
    if target is not None:
        shown.stylize("link")
        shown.stylize(target)
    return shown


def _known(article: Article) -> RenderableType:
    """The metadata that the header leaves out, and how fields got their values."""
    rows = [
        ("id", whole(article.id, "id")),
        ("file", text(article.path)),
        ("updated", whole(date_text(article.updated), "date")),
        ("summary", text(article.summary)),
        ("language", text(article.lang)),
        ("length", text(count(article.words, "word"))),
    ]
    rows += [(name, text(_value(value))) for name, value in article.meta.items()]
    rows += [("note", text(note, "note")) for note in article.notes]
    derived = [
        f"{name}: {how}" for name, how in article.derived.items() if not how.startswith("front matter")
    ]
    rows.append(("derived", text("; ".join(derived), "dim")))
    return labelled(rows)


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _contents(article: Article, *, has_title: bool) -> RenderableType:
    """The headings with their slugs (as in id#slug), indented by level."""
    sections = list(article.sections)
    if has_title and sections and same(sections[0].title, article.title):
        del sections[0]
    if not sections:
        return Text("no headings", style="dim")
    lines: list[RenderableType] = []
    above: list[int] = []
    for section in sections:
        while above and above[-1] >= section.level:
            above.pop()
        line = text(section.title)
        line.append("  ").append_text(text(f"#{section.slug}", "dim"))
        indent = "  " * len(above)
        lines.append(Indented(Flow(line), indent, indent + "  "))
        above.append(section.level)
    return Stack(lines, tight=True)


def _body(article: Article) -> list[RenderableType]:
    if article.markup == "markdown":
        from kratomcli.markup.tools import as_markdown
        from kratomcli.render.markdown import blocks

        return blocks(as_markdown(article))
    from kratomcli.render.plain_text import blocks as plain_blocks

    return plain_blocks(article)
