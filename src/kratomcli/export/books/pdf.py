"""Articles → a typeset PDF: a title page with contents, page numbers, each article on a new page.

Typst typesets it, in memory, with its bundled fonts, and with system fonts for scripts that those lack.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kratomcli.errors import MissingExtra, OutputError
from kratomcli.export.books.html_to_typst import string, typeset
from kratomcli.export.html.bodies import body_html
from kratomcli.export.html.links import ArticleLinks, ElementIds, Finder, Here, told
from kratomcli.export.pictures import Picture, Pictures
from kratomcli.export.reproducible_date import moment
from kratomcli.export.site.cards import language
from kratomcli.files.writing import scratch_folder, write_new
from kratomcli.text.safe_output import harmless
from kratomcli.text.wording import and_list, count, date_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from kratomcli.export import ExportOptions
    from kratomcli.model.article import Article

_KINDS = ("gif", "jpeg", "png", "webp")
"""Image types that Typst supports."""

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
    """Write the PDF to `path`, and return the number of articles.

    Raises:
        MissingExtra: the package typst is not installed.
        OutputError: Typst can't typeset the articles.
    """
    typst = _typst()
    given = list(articles)
    when = moment(article.updated or article.date for article in given)
    front = _front(given, options, f"datetime(year: {when.year}, month: {when.month}, day: {when.day})")
    with scratch_folder() as folder:
        book = _Book(typst, Path(folder), given, options)
        book.compile(front, path, int(when.timestamp()))
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


class _Book:
    """The chapters of a PDF, and the temporary folder from which Typst compiles it."""

    def __init__(self, typst: Any, folder: Path, articles: list[Article], options: ExportOptions) -> None:
        self._typst = typst
        self._folder = folder
        self._articles = articles
        self._options = options
        self._damaged: set[str] = set()
        self._bodies = [
            body_html(article, prefix=f"a{n}:", note=partial(options.tell, article.id))
            for n, article in enumerate(articles, 1)
        ]

    def compile(self, front: str, path: Path, timestamp: int) -> None:
        """Compile the PDF to `path`, leaving out images that Typst can't read.

        Raises:
            OutputError: Typst fails for any other reason.
        """
        notes: list[str] = []
        links, chapters = self._chapters(notes)
        try:
            self._set("book.typ", "\n".join([front, *chapters]), path, timestamp)
        except OutputError:
            self._damaged = {name for name in links.names if not self._can_be_read(name)}
            if not self._damaged:
                raise
            notes.clear()
            links, chapters = self._chapters(notes)
            self._set("again.typ", "\n".join([front, *chapters]), path, timestamp)
        for note in [*notes, *([told(links.lost)] if links.lost else [])]:
            if self._options.note is not None:
                self._options.note(note)

    def _chapters(self, notes: list[str]) -> tuple[_PdfLinks, list[str]]:
        names = [f"a{number}" for number in range(1, len(self._articles) + 1)]
        pages = {article.path: name for name, article in zip(names, self._articles, strict=True)}
        anchors = {
            name: ElementIds(body, article.sections, f"{name}:")
            for name, article, body in zip(names, self._articles, self._bodies, strict=True)
        }
        links = _PdfLinks(
            Finder(pages, self._options.roots),
            Pictures(self._options.roots, _KINDS, notes.append),
            anchors,
            self._folder,
            self._damaged,
        )
        given = list(zip(names, self._articles, self._bodies, strict=True))
        bodies = [links.rewritten(body, Here.of(a, name)) for name, a, body in given]
        return links, [
            _chapter(article, name, body, links.targets)
            for (name, article, _), body in zip(given, bodies, strict=True)
        ]

    def _can_be_read(self, name: str) -> bool:
        try:
            self._set(f"{name}.typ", f"#image({string(name)})", self._folder / "picture.pdf", 0)
        except OutputError:
            return False
        return True

    def _set(self, name: str, source: str, path: Path, timestamp: int) -> None:
        file = self._folder / name
        write_new(file, harmless(source).encode("utf-8", "replace"))
        try:
            self._typst.compile(str(file), output=str(path), root=str(self._folder), timestamp=timestamp)
        except Exception as error:  # its own kinds, which differ between its versions
            raise OutputError(f"Typst can't set this: {str(error)[:300]}") from error


class _PdfLinks(ArticleLinks):
    """Rewrites links and images for a PDF. `targets`: ids that links lead to; `names`: images used."""

    def __init__(
        self,
        finder: Finder,
        pictures: Pictures,
        anchors: Mapping[str, ElementIds],
        folder: Path,
        damaged: Collection[str],
    ) -> None:
        super().__init__(finder, pictures, anchors)
        self.targets: set[str] = set()
        self.names: set[str] = set()
        self._folder = folder
        self._damaged = damaged

    def address(self, page: str, anchor: str) -> str | None:
        self.targets.add(anchor or page)
        return f"#{anchor or page}"

    def refused(self, picture: Picture) -> str:
        return "it is damaged" if picture.name in self._damaged else ""

    def shown(self, picture: Picture) -> str:
        if not (self._folder / picture.name).exists():
            write_new(self._folder / picture.name, picture.data)
        self.names.add(picture.name)
        return picture.name


def _chapter(article: Article, name: str, html: str, targets: Collection[str]) -> str:
    about = [and_list(article.authors), date_text(article.date), ", ".join(article.tags)]
    line = " · ".join(filter(None, about))
    below = f"#text(fill: luma(90), size: 9pt)[#{string(line)};]\n\n" if line else ""
    lang = language(article.lang)[:2].lower()
    label = f"#label({string(name)})" if name in targets else ""
    title = f"#heading(level: 1)[#{string(article.title or article.id)};]{label}"
    start = f"#pagebreak(weak: true)\n{title}\n\n{below}"
    body = typeset(html, targets)
    return f"{start}#[#set text(lang: {string(lang)});\n{body}]\n" if lang else f"{start}{body}\n"
