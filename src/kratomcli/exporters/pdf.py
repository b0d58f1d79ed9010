"""Articles → a typeset PDF: a title page with the contents, page numbers, an article on each new page.

Typst sets it, in its own fonts unless they lack a writing, and holds the whole document in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kratomcli.errors import MissingExtra, OutputError
from kratomcli.exporters.bodies import body_html
from kratomcli.exporters.moment import moment
from kratomcli.exporters.site.cards import language
from kratomcli.exporters.typeset import string, typeset
from kratomcli.file_writing import write_new
from kratomcli.humane import and_list, count, date_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kratomcli.article import Article
    from kratomcli.exporters import ExportOptions

_SETTINGS = """
#let mono = ("DejaVu Sans Mono",)
#set page(paper: "a4", margin: (x: 2.8cm, y: 2.6cm), numbering: "1", number-align: center)
#set text(size: 10.5pt, hyphenate: true)
#set par(justify: true, leading: 0.72em, spacing: 1.1em)
#set heading(numbering: none)
#set table(stroke: (x, y) => (bottom: 0.4pt + luma(160)), inset: (x: 4pt, y: 5pt))
#show heading: set par(justify: false)
#show heading: set block(above: 1.6em, below: 0.8em)
#show heading.where(level: 1): set text(size: 20pt)
#show link: set text(fill: rgb("#0a58a8"))
#show raw.where(block: true): block.with(fill: luma(245), inset: 8pt, radius: 3pt, width: 100%)
#show raw: set text(font: mono)
#show outline.entry: set block(above: 0.9em)
"""


def write_file(articles: Iterable[Article], path: Path, options: ExportOptions) -> int:
    """Write the PDF at `path`. Raises MissingExtra without the package typst."""
    typst = _typst()
    given = list(articles)
    when = moment(article.updated or article.date for article in given)
    parts = [_front(given, options, f"datetime(year: {when.year}, month: {when.month}, day: {when.day})")]
    parts += [_chapter(article) for article in given]
    source = path.with_name("book.typ")
    write_new(source, "\n".join(parts).encode("utf-8", "replace"))
    try:
        typst.compile(str(source), output=str(path), root=str(path.parent), timestamp=int(when.timestamp()))
    except Exception as error:  # its own kinds, which differ between its versions
        raise OutputError(f"Typst can't set this: {str(error)[:300]}") from error
    finally:
        source.unlink()
    return len(given)


def _typst() -> Any:
    try:
        import typst
    except ImportError as error:
        raise MissingExtra(
            "pdf needs the package typst", hint="Install it: pip install 'kratomcli[pdf]'"
        ) from error
    return typst


def _front(articles: list[Article], options: ExportOptions, date: str) -> str:
    title = articles[0].title if len(articles) == 1 else options.title
    authors = list(dict.fromkeys(name for article in articles for name in article.authors))
    names = ", ".join(string(name) for name in authors)
    head = (
        f"#set document(title: {string(title)}, author: ({names}{',' if names else ''}), date: {date})\n"
        f"#set text(lang: {string(language(options.lang)[:2].lower() or 'en')})\n{_SETTINGS}"
    )
    if len(articles) == 1:
        return head
    below = string(count(len(articles), "article"))
    return (
        f"{head}#v(3cm)\n#text(size: 30pt, weight: 700)[#{string(title)};]\n\n"
        f"#text(fill: luma(90))[#{below};]\n#v(1.5cm)\n#outline(title: none, depth: 1)\n"
    )


def _chapter(article: Article) -> str:
    about = [and_list(article.authors), date_text(article.date), ", ".join(article.tags)]
    line = " · ".join(filter(None, about))
    below = f"#text(fill: luma(90), size: 9pt)[#{string(line)};]\n\n" if line else ""
    lang = language(article.lang)[:2].lower()
    start = f"#pagebreak(weak: true)\n#heading(level: 1)[#{string(article.title or article.id)};]\n\n{below}"
    body = typeset(body_html(article))
    return f"{start}#[#set text(lang: {string(lang)});\n{body}]\n" if lang else f"{start}{body}\n"
