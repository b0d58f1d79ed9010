"""Articles → an EPUB 3 book: a chapter for each article, a table of contents, metadata, a cover.

EbookLib makes the book, in memory. Images of the library are embedded. What EPUB doesn't allow is left
out: remote images become their descriptions, and links to articles that are not in the book become text.
"""

from __future__ import annotations

import re
import zipfile
from functools import partial
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kratomcli.errors import MissingExtra, OutputError
from kratomcli.export.books.epub_html import strict
from kratomcli.export.html.bodies import body_html
from kratomcli.export.html.links import ArticleLinks, ElementIds, Finder, Here, told
from kratomcli.export.pictures import Picture, Pictures
from kratomcli.export.reproducible_date import moment
from kratomcli.export.site.cards import language
from kratomcli.export.site.links import aligned
from kratomcli.files.reading import read_text
from kratomcli.files.writing import create_file
from kratomcli.patterns import lazy_regex
from kratomcli.text.safe_output import for_xml
from kratomcli.text.wording import and_list, count, date_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from kratomcli.export import ExportOptions
    from kratomcli.model.article import Article

_ADDRESS = lazy_regex(
    r"(?:https?://[\w.-]+(?::\d+)?(?:[/?#][\w./?#%&=+~:;,@!$'()*-]*)?|mailto:[\w.+@%-]+)", re.ASCII
)
_IN_FRAGMENTS = ":/?@!$'()*+,;=%"
_KINDS = ("gif", "jpeg", "png")
"""Image types that every EPUB reader supports: WebP is new in EPUB 3.3, AVIF is not in EPUB at all."""

_LAST = (2107, 12, 31, 23, 59, 58)  # the last moment that a zip file can hold


def write_file(articles: Iterable[Article], path: Path, options: ExportOptions) -> int:
    """Write the book to `path`, and return the number of articles.

    Raises:
        MissingExtra: EbookLib is not installed.
    """
    epub = _ebooklib()
    given = list(articles)
    book = _book(epub, given, options)
    when = moment(article.updated or article.date for article in given)
    made = BytesIO()  # no file: of a full disk EbookLib says more than raises
    epub.write_epub(made, book, {"mtime": when, "raise_exceptions": True})
    data = _same_each_time(made, when)
    try:
        with create_file(path) as file:
            file.write(data)
    except OSError as error:
        raise OutputError(
            f"can't write the book into {path.parent}: {error.strerror}", hint="Free some space there."
        ) from error
    return len(given)


def _ebooklib() -> Any:
    try:
        from ebooklib import epub
    except ImportError as error:
        raise MissingExtra(
            "epub needs the package EbookLib", hint="Install it: pip install 'kratomcli[epub]'"
        ) from error
    return epub


def _book(epub: Any, articles: list[Article], options: ExportOptions) -> Any:
    from uuid import NAMESPACE_URL, uuid5

    title = articles[0].title if len(articles) == 1 else options.title
    authors = list(dict.fromkeys(name for article in articles for name in article.authors))
    lang = language(options.lang) or "en"
    book = epub.EpubBook()
    book.set_identifier(uuid5(NAMESPACE_URL, "\n".join([title, *(a.id for a in articles)])).urn)
    book.set_title(for_xml(title))
    book.set_language(lang)
    for number, name in enumerate(authors):
        book.add_author(for_xml(name), uid=f"author-{number}")
    for tag in dict.fromkeys(tag for article in articles for tag in article.tags):
        book.add_metadata("DC", "subject", for_xml(tag))
    style = epub.EpubItem("style", "style.css", "text/css", _style())
    drawing = _cover(title, and_list(authors[:3]) or count(len(articles), "article"))
    cover = epub.EpubCover("cover-image", "cover.svg")
    cover.media_type, cover.content = "image/svg+xml", drawing.encode()
    front = _page(epub, "cover", "cover.xhtml", title, lang, style)
    front.content = f'<div class="cover"><img src="cover.svg" alt="{escape(for_xml(title))}"/></div>'
    chapters, pictures = _chapters(epub, articles, lang, style, options)
    book.toc = chapters or [front]  # contents without a line are not valid
    nav = epub.EpubNav()
    nav.add_item(style)
    for item in (style, cover, front, *chapters, *pictures, epub.EpubNcx(), nav):
        book.add_item(item)
    book.spine = [front, "nav", *chapters]
    return book


def _page(epub: Any, uid: str, name: str, title: str, lang: str, style: Any) -> Any:
    page = epub.EpubHtml(uid, name, title=for_xml(title), lang=lang)
    page.add_item(style)
    return page


def _chapters(
    epub: Any, articles: list[Article], lang: str, style: Any, options: ExportOptions
) -> tuple[list[Any], list[Any]]:
    """(chapters, items of the images in them)."""
    bodies = {
        f"chapter-{at:04}.xhtml": body_html(article, note=partial(options.tell, article.id))
        for at, article in enumerate(articles, 1)
    }
    pages = {article.path: name for name, article in zip(bodies, articles, strict=True)}
    links = _EpubLinks(
        Finder(pages, options.roots),
        Pictures(options.roots, _KINDS, options.note),
        {
            name: ElementIds(html, article.sections)
            for (name, html), article in zip(bodies.items(), articles, strict=True)
        },
    )
    chapters = []
    for number, (name, article) in enumerate(zip(bodies, articles, strict=True), 1):
        chapter = _page(epub, f"chapter-{number}", name, article.title, language(article.lang) or lang, style)
        about = [and_list(article.authors), date_text(article.date), ", ".join(article.tags)]
        line = escape(" · ".join(filter(None, about)))
        html = aligned(links.rewritten(bodies[name], Here.of(article, name)))
        head = f"<h1>{escape(article.title)}</h1>" + (f'<p class="about">{line}</p>' if line else "")
        chapter.content = for_xml(head + strict(html))
        chapters.append(chapter)
    if links.lost and options.note is not None:
        options.note(told(links.lost))
    items = [epub.EpubItem(f"picture-{n}", *row) for n, row in enumerate(links.items.values(), 1)]
    return chapters, items


class _EpubLinks(ArticleLinks):
    """Rewrites links and images for a book, whose pages are chapters. `items`: the images used so far."""

    def __init__(self, finder: Finder, pictures: Pictures, anchors: Mapping[str, ElementIds]) -> None:
        super().__init__(finder, pictures, anchors)
        self.items: dict[str, tuple[str, str, bytes]] = {}

    def address(self, page: str, anchor: str) -> str | None:
        return page + (f"#{quote(anchor, _IN_FRAGMENTS)}" if anchor else "")

    def elsewhere(self, href: str) -> str | None:
        return href if _ADDRESS.fullmatch(href) else None

    def shown(self, picture: Picture) -> str:
        name = f"pictures/{picture.name}"
        self.items[name] = (name, picture.media_type, picture.data)
        return name


def _style() -> str:
    return read_text(Path(__file__).with_name("book.css"))


def _cover(title: str, below: str) -> str:
    """An SVG cover with the title on a background colour, which is derived from the title."""
    from zlib import crc32

    words, lines = title.split() or ["Articles"], [""]
    room = 14 if len(title) < 60 else 20
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) >= room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 10:
        lines = [*lines[:9], lines[9] + " …"]
    size = min(120, int(1000 / max(8, *(len(line) * 0.62 for line in lines))))
    texts = "".join(
        f'<text x="100" y="{420 + int(at * size * 1.2)}" font-size="{size}" font-weight="700">'
        f"{escape(for_xml(line))}</text>"
        for at, line in enumerate(lines)
    )
    hue = crc32(title.encode("utf-8", "replace")) % 360
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="1800" viewBox="0 0 1200 1800">'
        f'<rect width="1200" height="1800" fill="hsl({hue}, 38%, 24%)"/>'
        f'<rect x="100" y="220" width="160" height="14" fill="hsl({hue}, 70%, 70%)"/>'
        f'<g fill="#fff" font-family="Helvetica, Arial, sans-serif">{texts}'
        f'<text x="100" y="1660" font-size="48">{escape(for_xml(below))}</text></g></svg>\n'
    )


def _same_each_time(made: BytesIO, when: datetime) -> bytes:
    """The EPUB with `when` as timestamp of every zip entry, in the order of writing: reproducible bytes."""
    written = BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, min(when.timetuple()[:6], _LAST))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            new.writestr(info, old.read(name))
    return written.getvalue()
