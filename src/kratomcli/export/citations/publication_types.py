"""The kind of publication that an article is, as CSL names it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kratomcli.model.fields import normal_key
from kratomcli.model.paths import suffix_of
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.export.citations.front_matter import PublicationData
    from kratomcli.model.entry import Entry

_NAMES = {
    "article-journal": "articlejournal journalarticle scholarlyarticle",
    "article-magazine": "articlemagazine magazinearticle",
    "article-newspaper": "articlenewspaper newspaperarticle",
    "article": "preprint",
    "bill": "bill",
    "book": "book mvbook monograph ebook collection",
    "broadcast": "broadcast tvbroadcast radiobroadcast",
    "chapter": "chapter bookchapter booksection inbook incollection",
    "dataset": "dataset",
    "entry-dictionary": "entrydictionary dictionaryentry",
    "entry-encyclopedia": "entryencyclopedia encyclopediaarticle",
    "interview": "interview",
    "legal_case": "legalcase",
    "legislation": "legislation statute",
    "manuscript": "manuscript unpublished",
    "map": "map",
    "motion_picture": "motionpicture film movie videorecording",
    "paper-conference": "paperconference conferencepaper inproceedings",
    "pamphlet": "pamphlet booklet",
    "patent": "patent",
    "personal_communication": "personalcommunication letter email",
    "post-weblog": "postweblog blogpost blogposting weblogpost",
    "report": "report techreport technicalreport whitepaper",
    "review": "review",
    "review-book": "reviewbook bookreview",
    "song": "audiorecording podcast podcastepisode song",
    "speech": "speech presentation talk",
    "standard": "standard",
    "software": "software computerprogram",
    "thesis": "thesis phdthesis mastersthesis mathesis dissertation",
    "treaty": "treaty",
    "webpage": "webpage website online www electronic",
}
_TYPES = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_IN_BIBTEX = {"article": "article-journal", "proceedings": "book", "conference": "paper-conference"}
"""Names that mean this where the key says that a reference manager wrote them."""
_FOR_MANAGERS = ("csltype", "itemtype", "zoterotype", "entrytype", "bibtype", "bibtextype", "referencetype")

_BLOG_HOST = lazy_regex(
    r"https?://(?:[^/]+\.)?(?:(?:blogspot|wordpress|substack|tumblr|livejournal|typepad|medium|hashnode)\.\w+"
    r"|bearblog\.dev|dev\.to|write\.as|ghost\.io)(?:/|$)|https?://(?:we)?blogs?\.[^/]+|https?://[^/]+/blog/",
    re.IGNORECASE,
)
_POSTS = frozenset(("_posts", "posts", "post", "blog"))
"""Folders in which site generators have the posts of a blog."""

ONLINE = frozenset(("webpage", "post-weblog", "post", "document"))
"""Kinds that have no volumes, editions and pages: keys of these names mean something else there."""


def publication_type(entry: Entry, told: PublicationData, url: str) -> str:
    """What is said in front matter, else what follows from the other keys, the file and its address.

    "document", the most general, where nothing tells.
    """
    said = _said(told)
    if said:
        return said
    if _has(told, "journal", "journaltitle", "issn"):
        return "article-journal"
    if _has(told, "newspaper"):
        return "article-newspaper"
    if _has(told, "magazine"):
        return "article-magazine"
    if _has(told, "conference", "eventtitle"):
        return "paper-conference"
    if _has(told, "booktitle"):
        return "chapter"
    suffix = suffix_of(entry.path)
    if suffix == ".eml":
        return "personal_communication"
    if suffix == ".epub" or _has(told, "isbn", "isbn13", "isbn10"):
        return "book"
    return _of_page(entry, told, url)


def _said(told: PublicationData) -> str:
    if kind := _TYPES.get(normal_key(_first(told.citation.get("type"))), ""):
        return kind
    for key in _FOR_MANAGERS:
        name = normal_key(told.text(key))
        if kind := (_IN_BIBTEX | _TYPES).get(name, ""):
            return kind
    return _TYPES.get(normal_key(told.text("type")), "")


def _first(value: object) -> str:
    return value if isinstance(value, str) else ""


def _has(told: PublicationData, *keys: str) -> bool:
    return bool(told.text(*keys))


def _of_page(entry: Entry, told: PublicationData, url: str) -> str:
    in_blog = entry.date and _POSTS & set(entry.id.lower().split("/")[:-1])
    if in_blog or _has(told, "feed", "blog", "blogtitle") or (url and _BLOG_HOST.match(url)):
        return "post-weblog"
    return "webpage" if url else "document"
