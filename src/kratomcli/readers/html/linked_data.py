"""What a page says of itself in JSON-LD: the objects of its `application/ld+json` scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

LinkedObject = Mapping[str, object]

_MOST = 200  # objects of one page
_ARTICLES = (
    *(
        "Article",
        "NewsArticle",
        "BlogPosting",
        "TechArticle",
        "ScholarlyArticle",
        "Report",
        "Review",
        "Recipe",
    ),
    *(
        "ReportageNewsArticle",
        "OpinionNewsArticle",
        "AnalysisNewsArticle",
        "ReviewNewsArticle",
        "SocialMediaPosting",
    ),
    *(
        "LiveBlogPosting",
        "AdvertiserContentArticle",
        "SatiricalArticle",
        "DiscussionForumPosting",
        "MedicalWebPage",
    ),
    *("BackgroundNewsArticle", "Blog", "CreativeWork", "HowTo", "QAPage", "WebPage"),
)
"""The types of a page's text, the surest first: every page is a WebPage, too."""


class LinkedData:
    """The objects of a page by their types, and by the names that others refer to them by (`@id`)."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.objects: list[LinkedObject] = []
        self._named: dict[str, LinkedObject] = {}
        for script in tree.css('script[type="application/ld+json"]'):
            self._add(_parsed(script.text()))

    def _add(self, value: object) -> None:
        later = [value]
        while later and len(self.objects) < _MOST:
            value = later.pop(0)
            if isinstance(value, list):
                later += value
            elif isinstance(value, dict):
                self.objects.append(value)
                name = value.get("@id")
                if isinstance(name, str) and len(value) > 1:
                    self._named.setdefault(name, value)
                later += [inner for inner in (value.get("@graph"), value.get("mainEntity")) if inner]

    def article(self) -> LinkedObject:
        """The object that is the page's text; {} for none."""
        of_type = {kind: each for each in reversed(self.objects) for kind in _types(each)}
        return next((of_type[kind] for kind in _ARTICLES if kind in of_type), {})

    def site(self) -> str:
        """The name of the site; "" if it isn't told."""
        article = self.article()
        sites = [each for each in self.objects if "WebSite" in _types(each)]
        for value in (article.get("publisher"), *(each.get("name") for each in sites)):
            if names := [name for name, _ in self.names(value)]:
                return names[0]
        return ""

    def names(self, value: object) -> Iterator[tuple[str, str]]:
        """The names in an author or a publisher, and the type of each: "Person", "Organization" or ""."""
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield each, ""
            elif isinstance(each, dict):
                known = self._named.get(str(each.get("@id")), each) if "name" not in each else each
                name = known.get("name")
                for one in name if isinstance(name, list) else [name]:
                    if isinstance(one, str):
                        yield one, next(iter(_types(known)), "")


def text_in(value: object) -> str:
    """The first text in a value; "" for none."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("@id") or value.get("url") or value.get("name")
    return value if isinstance(value, str) else ""


def _types(value: LinkedObject) -> list[str]:
    kinds = value.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _parsed(text: str) -> object:
    try:
        return json.loads(text.strip().removesuffix(";"), strict=False)
    except (ValueError, RecursionError):
        return None
