"""A body as sanitised HTML (`body_html`) and as plain, readable text (`body_text`)."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.export.html import embedded, headings, nesting, sanitise
from kratomcli.export.html.code import coloured
from kratomcli.export.readable_text import body_text
from kratomcli.markup.bare_links import bare_links
from kratomcli.markup.plain_text import blocks, same
from kratomcli.markup.tools import as_markdown
from kratomcli.patterns import lazy_regex
from kratomcli.readers import one_article
from kratomcli.text.safe_output import harmless

if TYPE_CHECKING:
    from collections.abc import Callable

    from kratomcli.model.article import Article, Dialect

__all__ = ["body_html", "body_text"]

AS_TEXT = "stands as plain text"
"""The beginning of the message about a Markdown body that can't be converted."""

_TASK = lazy_regex(r"<li>(?=\s*(?:<p>)?[☐☑] )")


def body_html(
    article: Article, *, prefix: str = "", top: int = 2, note: Callable[[str], None] | None = None
) -> str:
    """The body as sanitised HTML (see `sanitise`).

    Headings begin at level `top`; their ids are the slugs of their sections. Every id begins with
    `prefix`. A first heading that repeats the title is left out. `note` is called with a message for
    elements that are removed with their content, and if the body can't be converted: then the HTML has
    its source as plain text.
    """
    try:
        with one_article():
            return _converted(article, prefix, top, note)
    except ArticleUnreadable as error:
        if note is None:
            raise
        note(f"{AS_TEXT}, its Markdown {error.message}")
        return harmless(_as_paragraphs(article.body))


def _converted(article: Article, prefix: str, top: int, note: Callable[[str], None] | None) -> str:
    if article.markup == "text":
        body, html = article.body, _from_text(article)
    else:
        body = as_markdown(article)
        html = embedded.linked(_from_markdown(body, article.dialect, note))
    if _may_be_deep(body, article.dialect) and nesting.too_deep(html):
        if note is not None:
            note(f"{AS_TEXT}, its HTML has too many elements within each other")
        html = _as_paragraphs(body)
    if note is not None and (gone := sanitise.left_out(html)):
        note(f"left out: {', '.join(f'<{name}>' for name in gone)}")
    html = sanitise.clean(html, prefix=prefix, reserved=[section.slug for section in article.sections])
    html = headings.arrange(html, title=article.title, sections=article.sections, prefix=prefix, top=top)
    return harmless(coloured(_TASK.sub('<li class="task">', html).strip("\n")))


def _may_be_deep(body: str, dialect: Dialect) -> bool:
    """Whether the HTML may be nested too deeply: only if the body contains HTML, or is of another dialect."""
    return "<" in body or dialect != "commonmark"


def _from_markdown(body: str, dialect: Dialect, note: Callable[[str], None] | None) -> str:
    if dialect == "python-markdown":
        from kratomcli.markup import python_markdown

        html = python_markdown.to_html(body)
        if html is not None:
            return html
        if note is not None:
            note("converted as CommonMark, Python-Markdown would take too long")
    from kratomcli.export.html.markdown import to_html

    html = to_html(body)
    if html is not None:
        return html
    if note is not None:
        note(f"{AS_TEXT}, its Markdown can't be converted")
    return _as_paragraphs(body)


def _as_paragraphs(body: str) -> str:
    paragraphs = re.split(r"\n\s*\n", body)
    return "\n".join(f"<p>{escape(text)}</p>" for text in paragraphs if text.strip())


def _from_text(article: Article) -> str:
    """The blocks of a plain-text article as HTML."""
    parts: list[str] = []
    pieces = list(blocks(article))
    if pieces and same(pieces[0].text, article.title):
        del pieces[0]
    for kind, group in groupby(pieces, lambda block: block.kind):
        if kind == "heading":
            parts += [f"<h{block.level}>{escape(block.text)}</h{block.level}>" for block in group]
        elif kind == "paragraph":
            parts += [f"<p>{_linked(block.text)}</p>" for block in group]
        else:
            items = list(group)
            start = f' start="{items[0].number}"' if items[0].number > 1 else ""
            tag = "ul" if kind == "bullet" else "ol"
            parts += [f"<{tag}{start}>", *(f"<li>{_linked(item.text)}</li>" for item in items), f"</{tag}>"]
    return "\n".join(parts)


def _linked(text: str) -> str:
    parts: list[str] = []
    done = 0
    for link in bare_links(text):
        shown = escape(text[link.start : link.end])
        parts += [escape(text[done : link.start]), f'<a href="{escape(link.href)}">{shown}</a>']
        done = link.end
    return "".join([*parts, escape(text[done:])])
