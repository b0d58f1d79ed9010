"""Articles → one self-contained HTML page, with inline styles and images and without scripts.

Images of the library are embedded as `data:` URLs. Images on the web stay there, and are loaded lazily and
without a referrer. A single article is the whole page; several have a table of contents, and links between
them lead to places on the page.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from html import escape
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kratomcli.dates.partial_date import PartialDate
from kratomcli.export.html.bodies import body_html
from kratomcli.export.html.links import ArticleLinks, ElementIds, Finder, Here, told, written
from kratomcli.export.html.sanitise import IMAGES
from kratomcli.export.pictures import Picture, Pictures
from kratomcli.files.reading import read_text
from kratomcli.files.writing import spooled
from kratomcli.markup.plain_text import letters
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.text.wording import date_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TextIO

    from kratomcli.export import ExportOptions
    from kratomcli.model.article import Article

_IN_MEMORY = 8 << 20
_LANG = lazy_regex(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_DATE = lazy_regex(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?")


class _Line(NamedTuple):
    """A line of the table of contents, and where its article is in the temporary file of bodies."""

    slug: str
    title: str
    date: str
    lang: str
    here: Here
    lengths: tuple[int, ...]
    """Lengths in characters of the text before the body, of the body, and of the text after it."""


class _FragmentLinks(ArticleLinks):
    """Rewrites links and images for one page. An article's page name is its slug, "" if it is alone."""

    def address(self, page: str, anchor: str) -> str | None:
        return f"#{anchor or page}"

    def within(self, fragment: str, href: str) -> str | None:
        return href if href in ("#", "#top") else super().within(fragment, href)

    def shown(self, picture: Picture) -> str:
        from base64 import b64encode

        return f"data:{picture.media_type};base64,{b64encode(picture.data).decode()}"

    def description(self, src: str, alt: str, kept: Mapping[str, str]) -> str:
        if src.startswith(("http:", "https:")):
            return f"<img{IMAGES}{written({'src': src, 'alt': alt, **kept})}>"
        return super().description(src, alt, kept)


def _links(
    pages: Mapping[str, str], anchors: Mapping[str, ElementIds], options: ExportOptions
) -> ArticleLinks:
    return _FragmentLinks(Finder(pages, options.roots), Pictures(options.roots, note=options.note), anchors)


def write(articles: Iterable[Article], stream: TextIO, options: ExportOptions) -> int:
    """Write the page, and return the number of articles.

    Titles are kept in memory, bodies in a temporary file. If only bodies are asked for, they are written as
    fragments, without a page around them.
    """
    if not options.parts.meta:
        return sum(stream.write(f"{_alone(article, options)}\n") > 0 for article in articles)
    rest = iter(articles)
    first, second = next(rest, None), next(rest, None)
    if first and not second:
        stream.write(_head(first.title, first.lang or options.lang))
        stream.write("<main>\n")
        before, behind = _around(first, "", "")
        stream.writelines([before, _wide(_alone(first, options)), behind])
        stream.write(f"</main>\n{_FOOT}")
        return 1
    given = chain([first, second], rest) if first and second else iter(())
    return _several(given, stream, options)


def _alone(article: Article, options: ExportOptions) -> str:
    """The HTML of the only article of a page."""
    body = body_html(article, note=partial(options.tell, article.id))
    links = _links({article.path: ""}, {"": ElementIds(body, article.sections)}, options)
    body = links.rewritten(body, Here.of(article, ""))
    _tell(links, options)
    return body


def _tell(links: ArticleLinks, options: ExportOptions) -> None:
    if links.lost and options.note is not None:
        options.note(told(links.lost))


def _several(articles: Iterator[Article], stream: TextIO, options: ExportOptions) -> int:
    used = {"contents"}
    lines: list[_Line] = []
    pages: dict[str, str] = {}
    anchors: dict[str, ElementIds] = {}
    with spooled(_IN_MEMORY) as bodies:
        for article in articles:
            slug = _slug(article.id, used)
            before, behind = _around(article, slug, options.lang)
            note = partial(options.tell, article.id)
            pieces = before, body_html(article, prefix=escape(f"{slug}:"), top=3, note=note), behind
            pages.setdefault(article.path, slug)
            anchors[slug] = ElementIds(pieces[1], article.sections, f"{slug}:")
            here = Here.of(article, slug)
            lines.append(
                _Line(slug, article.title, article.date, article.lang, here, tuple(map(len, pieces)))
            )
            bodies.writelines(pieces)
        stream.write(_head(options.title, options.lang))
        stream.writelines(_contents(lines, options))
        stream.write("<main>\n")
        bodies.seek(0)
        links = _links(pages, anchors, options)
        for line in lines:  # only now is it known where they lead
            before, body, behind = map(bodies.read, line.lengths)
            stream.writelines([before, _wide(links.rewritten(body, line.here)), behind])
    stream.write(f"</main>\n{_FOOT}")
    _tell(links, options)
    return len(lines)


def _contents(lines: Sequence[_Line], options: ExportOptions) -> Iterator[str]:
    count = f"{len(lines):,} articles" if lines else "No articles"
    yield f'<header>\n<h1>{escape(options.title)}</h1>\n<p class="count">{count}</p>\n</header>\n'
    if not lines:
        return
    yield '<nav class="contents" id="contents" aria-labelledby="contents:title">\n'
    yield '<h2 id="contents:title">Contents</h2>\n<ol>\n'
    for line in lines:
        link = f'<a href="#{escape(line.slug)}"{_lang(line.lang)}>{escape(line.title)}</a>'
        yield f"<li>{link}{_time(line.date, options.lang)}</li>\n"
    yield "</ol>\n</nav>\n"


def _head(title: str, lang: str) -> str:
    css, checksum = _style()
    sources = f"style-src 'sha256-{checksum}'; img-src data: http: https:"
    policy = f"default-src 'none'; {sources}; base-uri 'none'; form-action 'none'"
    return (
        f"<!doctype html>\n<html{_lang(lang)}>\n<head>\n"
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="generator" content="kratomcli">\n'
        f"<title>{escape(title)}</title>\n<style>{css}</style>\n</head>\n<body>\n"
    )


_FOOT = "</body>\n</html>\n"


@lru_cache(maxsize=1)
def _style() -> tuple[str, str]:
    """(style sheet, its hash for the page's Content-Security-Policy)."""
    from base64 import b64encode
    from hashlib import sha256

    css = "\n" + read_text(Path(__file__).with_name("page.css"))
    return css, b64encode(sha256(css.encode()).digest()).decode()


def _around(article: Article, slug: str, page_lang: str) -> tuple[str, str]:
    """The HTML before an article's body and after it.

    Without a slug the article is the only one, and its title is the page's.
    """
    where = f' id="{escape(slug)}"' if slug else ""
    lang = _lang(article.lang) if article.lang != page_lang and slug else ""
    title = f'<h2 class="title">{escape(article.title)}</h2>' if slug else f"<h1>{escape(article.title)}</h1>"
    back = '<p class="back"><a href="#contents">Back to contents</a></p>\n' if slug else ""
    head = f'<article{where}{lang} dir="auto">\n<header>\n{title}\n{_about(article)}</header>\n'
    return f'{head}<div class="body">\n', f"\n</div>\n{back}</article>\n"


def _wide(body: str) -> str:
    return body.replace("<table", '<div class="wide"><table').replace("</table>", "</table></div>")


def _about(article: Article) -> str:
    """The HTML with an article's summary, authors, dates, length, source and tags, as far as known."""
    parts = []
    if article.draft:
        parts.append('<span class="draft">Draft</span>')
    if article.authors:
        parts.append(f'<span class="authors">{escape(", ".join(article.authors))}</span>')
    if article.date:
        parts.append(f"<span>{_time(article.date, article.lang)}</span>")
    if article.updated and article.updated != article.date:
        parts.append(f"<span>updated {_time(article.updated, article.lang)}</span>")
    if article.words:
        parts.append(f"<span>{article.words:,} word{'s' if article.words != 1 else ''}</span>")
    if article.source:
        parts.append(f"<span>{_source(article.source)}</span>")
    lines = [f'<p class="summary">{escape(article.summary)}</p>'] if tells_more(article) else []
    if parts:
        lines.append(f'<p class="about">{"".join(parts)}</p>')
    if article.tags:
        tags = "".join(f"<li>{escape(tag)}</li>" for tag in article.tags)
        lines.append(f'<ul class="tags" aria-label="Tags">{tags}</ul>')
    return "".join(f"{line}\n" for line in lines)


def tells_more(article: Article) -> bool:
    """Whether the article has a summary of its own that is not just the beginning of the body."""
    summary = article.summary
    if not summary or not article.derived.get("summary", "front matter").startswith("front matter"):
        return False
    start = letters(article.body[: 3 * len(summary) + 300])
    return letters(summary)[:60] not in start


def _source(source: str) -> str:
    try:
        parts = urlsplit(source)
    except ValueError:
        return escape(source)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return escape(source)
    name = parts.hostname.removeprefix("www.")
    return f'<a href="{escape(source)}" rel="noopener nofollow">{escape(name)}</a>'


def _time(date: str, lang: str) -> str:
    """A `<time>` element: the date spelled out in English, in ISO form for other languages."""
    if not _DATE.fullmatch(date):
        return escape(date)
    known = PartialDate.parsed(date)
    day = str(known.day) if known else date
    return f'<time datetime="{date}">{date_text(day) if lang[:2].lower() in ("", "en") else day}</time>'


def _lang(lang: str) -> str:
    return f' lang="{lang}"' if _LANG.fullmatch(lang) else ""


def _slug(id: str, used: set[str]) -> str:
    base = re.sub(r"\W+", "-", id.lower()).strip("-") or "article"
    slug, number = base, 1
    while slug in used:
        number += 1
        slug = f"{base}-{number}"
    used.add(slug)
    return slug
