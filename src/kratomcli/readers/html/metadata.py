"""What a page tells of its text: title, dates, authors, tags, where it was.

Pages say each of these in several ways, and in some of them wrongly: the table of each field has the ways
that say most first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import TYPE_CHECKING
from unicodedata import category

from kratomcli.patterns import lazy_regex
from kratomcli.readers.dates import read_date
from kratomcli.readers.html.linked_data import LinkedData, text_in
from kratomcli.readers.html.titles import title_of_page
from kratomcli.readers.people import names_in_line
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_TITLES = (
    "citation_title",
    "dc.title",
    "dcterms.title",
    "og:title",
    "parsely-title",
    "sailthru.title",
    "twitter:title",
)
_DATES = (
    *(
        "article:published_time",
        "article:published",
        "og:published_time",
        "datepublished",
        "parsely-pub-date",
    ),
    *(
        "citation_publication_date",
        "citation_online_date",
        "citation_date",
        "sailthru.date",
        "dc.date.issued",
    ),
    *(
        "dcterms.issued",
        "dcterms.created",
        "dc.date.created",
        "dc.date",
        "dcterms.date",
        "pubdate",
        "publish-date",
    ),
    *(
        "publish_date",
        "article.published",
        "article_date_original",
        "publication_date",
        "date",
        "cxenseparse:recs:publishtime",
    ),
)
_UPDATES = (
    *("article:modified_time", "article:modified", "og:updated_time", "datemodified", "dcterms.modified"),
    *("dc.date.modified", "article.updated", "last-modified", "lastmod", "modified"),
)
_AUTHORS = (
    *("citation_author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "author"),
    *("article:author", "byl", "twitter:creator_name"),
)
_TAGS = (
    "article:tag",
    "parsely-tags",
    "sailthru.tags",
    "citation_keywords",
    "dc.subject",
    "news_keywords",
    "keywords",
)
_SUMMARIES = (
    "og:description",
    "description",
    "twitter:description",
    "dc.description",
    "dcterms.abstract",
    "citation_abstract",
)
_MOST_TAGS = 50
_LONGEST_NAME = 100  # characters of an author's name
_BYLINES = (
    *('[itemprop="author"] [itemprop="name"]', '[itemprop~="author"]', 'a[rel~="author"]', ".author-name"),
    *(".byline-name", ".byline__name", ".p-author", ".author .fn", ".author.vcard", ".byline a"),
    *(".post-author", ".entry-author", ".author", ".byline"),
)
_TIMES = (
    *("time[pubdate]", '[itemprop~="datePublished"]', "time.published", "time.entry-date", ".dt-published"),
    *("abbr.published", "time[datetime]", "time"),
)
_DATE_LINES = (
    *(".published", ".post-date", ".entry-date", ".date", ".postdate", ".article-date", ".dateline"),
    *('[class*="date"]:not([class*="update"])', '[class*="Date"]', '[class*="datum"]', '[class*="fecha"]'),
    *('[class*="publish"]', '[class*="posted"]', '[class*="time"]', ".post-meta", ".meta", ".byline"),
)
"""What holds a day that people read, and what may be around one."""
_SOME_DAY = lazy_regex(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d)?|\b\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\b|"
    r"\b\d{1,2}(?:st|nd|rd|th|\.|\sde)?\s[^\W\d_]{3,10}\.?,?(?:\sde)?\s\d{4}\b|"
    r"\b[^\W\d_]{3,10}\.?\s\d{1,2}(?:st|nd|rd|th)?,\s\d{4}\b|\d{4}年\d{1,2}月\d{1,2}日"
)
_DAY_IN_ADDRESS = lazy_regex(r"/((?:19|20)\d\d)[/-](0\d|1[0-2])[/-]([0-2]\d|3[01])(?:/|-|$)")
_CHANGES = ('[itemprop~="dateModified"]', "time.updated", ".dt-updated")
_BY = lazy_regex(
    r"(?:written |posted |reported |story )?(?:by|von|par|por|di|od|door|av)\b[:\s]+", re.IGNORECASE
)
_NO_NAME = lazy_regex(
    r"https?:|www\.|@\S+\.|\||^\W*$|^(?:admin|editor|staff|unknown|null|none|n/a)$", re.IGNORECASE
)


class PageMetadata:
    """What a page says of itself, to be read before its main text is taken out of it."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        self.data = LinkedData(tree)
        self._article = self.data.article()
        self._metas: dict[str, list[str]] = {}
        for node in tree.css("meta"):
            attributes = node.attributes
            content = one_line(unescape(attributes.get("content") or ""))
            for key in {attributes.get("name"), attributes.get("property"), attributes.get("http-equiv")}:
                if key and content:
                    self._metas.setdefault(
                        key.lower().replace("dcterms:", "dcterms.").replace("dc:", "dc."), []
                    ).append(content)

    def values(self) -> dict[str, object]:
        """The values as front matter would have them; without those that the page doesn't tell."""
        found: dict[str, object] = {
            "title": self._title(),
            "date": self._date(),
            "updated": self._updated(),
            "authors": list(self._authors()),
            "tags": list(self._tags()),
            "lang": self._language(),
            "summary": self._summary(),
            "site": self.site(),
        }
        if found["updated"] == found["date"]:
            del found["updated"]
        return {key: value for key, value in found.items() if value}

    def site(self) -> str:
        """The site's name."""
        return next(self._told(("og:site_name", "application-name")), "") or one_line(self.data.site())

    def addresses(self) -> Iterator[str]:
        """The addresses that the page gives itself, the likeliest first."""
        for node in self._tree.css('link[rel~="canonical"]'):
            yield node.attributes.get("href") or ""
        yield from self._told(("og:url", "citation_public_url", "dc.identifier", "twitter:url"))
        yield text_in(self._article.get("url"))
        yield text_in(self._article.get("mainEntityOfPage"))

    def text(self) -> str:
        """The text of the article as the page's data has it, for pages that show it by a script."""
        return text_in(self._article.get("articleBody"))

    def _told(self, keys: Iterable[str]) -> Iterator[str]:
        for key in keys:
            yield from self._metas.get(key, ())

    def _title(self) -> str:
        node = self._tree.css_first("title")
        headings = [one_line(each.text(separator=" ")) for each in self._tree.css("h1")]
        told = [one_line(unescape(text_in(self._article.get("headline")))), *self._told(_TITLES)]
        address = next((each for each in self.addresses() if each), "")
        return title_of_page(one_line(node.text()) if node else "", told, headings, self.site(), address)

    def _date(self) -> str:
        told = (text_in(self._article.get(key)) for key in ("datePublished", "dateCreated"))
        return (
            _first_date([*told, *self._told(_DATES)])
            or _first_date(self._shown(_TIMES))
            or _first_date(self._lines())
            or self._day_in_address()
        )

    def _day_in_address(self) -> str:
        found = (_DAY_IN_ADDRESS.search(address) for address in self.addresses())
        return next(("-".join(day.groups()) for day in found if day), "")

    def _updated(self) -> str:
        told = (text_in(self._article.get("dateModified")), *self._told(_UPDATES))
        return _first_date(told) or _first_date(self._shown(_CHANGES))

    def _shown(self, selectors: Iterable[str]) -> Iterator[str]:
        """The dates of elements, as a machine reads them or as people do."""
        for part in selectors:
            for node in self._tree.css(part)[:3]:
                attributes = node.attributes
                yield attributes.get("datetime") or attributes.get("content") or attributes.get("title") or ""
                yield one_line(node.text())[:60]

    def _lines(self) -> Iterator[str]:
        for part in _DATE_LINES:
            for node in self._tree.css(part)[:3]:
                text = one_line(node.text(separator=" ")[:300])[:150]
                yield text
                yield from _SOME_DAY.findall(text)
                yield from re.split(r"\s*[|·•/,–-]\s+|\b(?:on|at|am|um)\s+", text)

    def _authors(self) -> Iterator[str]:
        names = [name for name, _ in self.data.names(self._article.get("author"))]
        whole = [
            name for name, kind in self.data.names(self._article.get("author")) if kind == "Organization"
        ]
        found = [name for name in whole if _is_name(name)] if whole == names else []
        found = (
            found
            or list(_people(names))
            or next((people for key in _AUTHORS if (people := list(_people(self._metas.get(key, ()))))), [])
        )
        yield from dict.fromkeys(found or self._bylines())

    def _bylines(self) -> list[str]:
        """Names that the page shows, by the first kind of element that has some."""
        for part in _BYLINES:
            shown = [_shown_name(node) for node in self._tree.css(part)[:4]]
            people = [name for name in _people(shown) if len(name) < 40 and len(name.split()) < 6]
            if people:
                return people[:1] if part in (".author", ".byline") else people
        return []

    def _tags(self) -> Iterator[str]:
        ways = [self._metas.get(key, []) for key in _TAGS]
        shown = [one_line(node.text()) for node in self._tree.css('a[rel~="tag"]')]
        keywords = self._article.get("keywords")
        told = [
            text for text in (keywords if isinstance(keywords, list) else [keywords]) if isinstance(text, str)
        ]
        chosen = next((way for way in (ways[0], told, shown, *ways[1:]) if way), [])
        parts = re.split(r"[,;\n]", chosen[0]) if len(chosen) == 1 else chosen
        tags = (one_line(unescape(part)).lstrip("#") for part in parts)
        yield from [tag for tag in dict.fromkeys(tags) if len(tag) <= 60 and not _is_punctuation(tag)][
            :_MOST_TAGS
        ]

    def _language(self) -> str:
        root = self._tree.css_first("html")
        attributes = root.attributes if root else {}
        told = (
            text_in(self._article.get("inLanguage")),
            *self._told(("content-language", "og:locale", "dc.language")),
        )
        language = attributes.get("lang") or attributes.get("xml:lang") or next(filter(None, told), "")
        return (
            language.strip()
            if re.fullmatch(r"\s*[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*\s*", language)
            else ""
        )

    def _summary(self) -> str:
        told = (*self._told(_SUMMARIES), one_line(unescape(text_in(self._article.get("description")))))
        return next((text for text in told if text), "")


def _is_punctuation(text: str) -> bool:
    """Whether nothing in a text is a letter, a digit or a picture."""
    return all(category(char)[0] in "PZ" or category(char) in ("Sk", "Sm") for char in text)


def _first_date(texts: Iterable[str]) -> str:
    return next((text for text in map(str.strip, texts) if text and read_date(text)), "")


def _shown_name(node: LexborNode) -> str:
    return (node.attributes.get("content") or one_line(node.text(separator=" ")))[:200]


def _people(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for name in names_in_line(
            _BY.sub("", one_line(unescape(text)), count=1)
            if _BY.match(text.strip())
            else one_line(unescape(text))
        ):
            if _is_name(name):
                yield name


def _is_name(name: str) -> bool:
    return 1 < len(name) <= _LONGEST_NAME and not _NO_NAME.search(name)
