"""An article as an item of CSL-JSON: the mapping from which every citation is made.

Only what the article says of itself gets in: a title or a date that it lacks is left out, a date has no more
parts than are known, and a sentence of the text is no abstract. docs/citing.md has the tables.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kratomcli.dates.partial_date import PartialDate
from kratomcli.export.citations.front_matter import PublicationData
from kratomcli.export.citations.keys import made_key, told_key
from kratomcli.export.citations.people import CslName, csl_names
from kratomcli.export.citations.publication_types import ONLINE, publication_type
from kratomcli.model.fields import FIELDS, normal_key
from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from kratomcli.model.entry import Entry

CslItem = dict[str, Any]
"""An item of CSL-JSON: variable → text, {"date-parts": [[year, month, day]]}, or a list of names."""

_ROLES = {
    "editor": ("editor", "editors"),
    "translator": ("translator", "translators"),
    "illustrator": ("illustrator", "illustrators"),
}
_ANYWHERE = {
    "publisher": ("publisher", "institution", "organization", "organisation", "school", "university"),
    "publisher-place": ("publisherplace", "place", "address"),
    "PMID": ("pmid",),
    "PMCID": ("pmcid",),
    "note": ("annote",),
}
_PRINTED = {
    "collection-title": ("collectiontitle", "series", "seriestitle"),
    "volume": ("volume",),
    "issue": ("issue",),
    "number": ("number", "reportnumber"),
    "page": ("page", "pages"),
    "edition": ("edition",),
    "version": ("version",),
    "genre": ("genre", "thesistype", "reporttype"),
    "event-title": ("eventtitle", "conference", "conferencename"),
    "medium": ("medium",),
}
"""Variables of what is printed or numbered; on the web only what stands under `citation:` counts."""

_CONTAINERS = (
    *("containertitle", "journal", "journaltitle", "publicationtitle", "booktitle", "newspaper", "magazine"),
    *("publication", "publishedin", "proceedingstitle", "site", "sitename", "websitetitle", "blogtitle"),
    *("website", "blog", "feed", "feedtitle"),
)
_URLS = ("url", "canonicalurl", "canonical", "permalink", "link", "sourceurl", "originalurl", "uri")
_ISSUED = ("issued", "publicationdate", "firstpublished", "originallypublished")
_ACCESSED = (
    *("accessed", "accessdate", "dateaccessed", "urldate", "retrieved", "dateretrieved", "saved", "savedat"),
    *("datesaved", "clipped", "captured", "dateadded", "timeadded"),
)
_OF_MAKING = frozenset(normal_key(key) for key in FIELDS["date"].keys if "creat" in key.lower())
"""Keys of the day on which a file was made: that of the note, where its subject is elsewhere."""

_WEB = lazy_regex(r"https?://[^\s/]\S*", re.IGNORECASE)
_DOI = lazy_regex(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_ISBN = lazy_regex(r"(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]")
_ISSN = lazy_regex(r"\d{4}-?\d{3}[\dXx]")
_NAME = lazy_regex(r"[^/\\:<>|@#{}]+")


def csl_item(entry: Entry) -> CslItem:
    """The item of an article, its `id` being the citation key; variables that are not known are not in it."""
    told = PublicationData(entry.meta)
    url = _url(entry, told)
    kind = publication_type(entry, told, url)
    issued, accessed = _dates(entry, told)
    authors = _authors(entry, told)
    surname = authors[0].get("family") or authors[0].get("literal", "") if authors else ""
    item: CslItem = {
        "id": told_key(told) or made_key(entry.id, _first_word_of_many(surname), issued, entry.title),
        "type": kind,
        "title": _title(entry, told, kind),
        "author": authors,
        **{role: csl_names(told.value(*keys)) for role, keys in _ROLES.items()},
        "issued": _csl_date(issued),
        "accessed": _csl_date(accessed),
        "container-title": _container(entry, told, kind),
        **_texts(told, kind),
        **_numbers(entry, told),
        "URL": url,
        "language": _language(entry.lang),
        "abstract": told.text("abstract") or entry.summary,
        "keyword": ", ".join(tag.replace(", ", " ") for tag in entry.tags),
    }
    return {variable: value for variable, value in item.items() if value}


def year_of(item: CslItem) -> str:
    """The year of an item's date; "" if it has none."""
    return str(item["issued"]["date-parts"][0][0]) if "issued" in item else ""


def _first_word_of_many(name: str) -> str:
    """Of the name of an organisation, its first word beside articles; of two words or one, all."""
    words = re.sub(r"^(?:the|der|die|das|le|la)\s", "", name, flags=re.IGNORECASE).split()
    return words[0] if len(words) > 2 else "".join(words)


def _title(entry: Entry, told: PublicationData, kind: str) -> str:
    """The title; of a book with its subtitle behind a colon, as both are cited."""
    title = told.citation.get("title")
    title = one_line(title) if isinstance(title, str) and title.strip() else entry.title
    subtitle = told.text("subtitle") if kind == "book" else ""
    return f"{title}: {subtitle}" if subtitle and subtitle.casefold() not in title.casefold() else title


def _authors(entry: Entry, told: PublicationData) -> list[CslName]:
    """The authors: as under `citation:`, else from front matter with the parts of names, else as text."""
    if names := csl_names(told.citation.get("author") or told.citation.get("authors")):
        return names
    origin, _, key = entry.derived.get("authors", "").partition(": ")
    if origin in ("front matter", "metadata") and (names := csl_names(entry.meta.get(key))):
        return names
    return csl_names(list(entry.authors))


def _dates(entry: Entry, told: PublicationData) -> tuple[str, str]:
    """When it was published and when it was looked at, as ISO 8601 text or "".

    A note with a source that says only when it was created was made then: that is when its source was seen.
    """
    accessed, issued = told.date(*_ACCESSED), told.date(*_ISSUED)
    origin, _, key = entry.derived.get("date", "").partition(": ")
    is_of_note = normal_key(key) in _OF_MAKING or origin in ("file name", "folder")
    if not issued and (not entry.date or is_of_note):
        issued = _year_and_month(told)
    if is_of_note and (issued or _is_about_another(entry)):
        return issued, accessed or (entry.date if _is_about_another(entry) else "")
    return issued or entry.date, accessed


def _is_about_another(entry: Entry) -> bool:
    return bool(_WEB.fullmatch(entry.source)) and entry.derived.get("source", "").endswith(
        (": source", ": url")
    )


def _year_and_month(told: PublicationData) -> str:
    year, month, day = (told.text(key) for key in ("year", "month", "day"))
    known = [year.zfill(4)] if year.isascii() and year.isdecimal() else []
    for part in (month, day):
        if known and part.isascii() and part.isdecimal() and len(part) < 3:
            known.append(part.zfill(2))
        else:
            break
    while known and PartialDate.parsed("-".join(known)) is None:
        known.pop()
    return "-".join(known)


def _csl_date(iso: str) -> dict[str, object] | None:
    """A date of CSL with the day at most, since it has no times; None for text that is no date."""
    date = PartialDate.parsed(iso)
    return {"date-parts": [list(date.day.parts)]} if date else None


def _url(entry: Entry, told: PublicationData) -> str:
    """The first web address of the article: its source, else another that front matter has."""
    given = (entry.source, *(told.text(key) for key in _URLS))
    return next((text for text in given if _WEB.fullmatch(text)), "")


def _container(entry: Entry, told: PublicationData, kind: str) -> str:
    """What it appeared in: a journal, a book, a site; a source that is no address is the name of one."""
    if kind in ("book", "thesis", "personal_communication"):
        return told.text("containertitle")
    given = (*(told.text(key) for key in _CONTAINERS), entry.source)
    return next((text for text in given if _NAME.fullmatch(text) and (" " in text or "." not in text)), "")


def _texts(told: PublicationData, kind: str) -> dict[str, str]:
    found = {variable: told.text(*keys) for variable, keys in _ANYWHERE.items()}
    printed = told.under_citation() if kind in ONLINE else told
    return found | {variable: printed.text(*keys) for variable, keys in _PRINTED.items()}


def _numbers(entry: Entry, told: PublicationData) -> dict[str, str]:
    """The numbers that identify it, without the addresses and words that stand before them."""
    doi = next((match[1] for text in (told.text("doi"), entry.source) if (match := _DOI.fullmatch(text))), "")
    isbn, issn = told.text("isbn", "isbn13", "isbn10"), told.text("issn")
    return {
        "DOI": doi,
        "ISBN": isbn if _ISBN.fullmatch(isbn) else "",
        "ISSN": issn if _ISSN.fullmatch(issn) else "",
    }


def _language(tag: str) -> str:
    """A language tag as BCP 47 recommends to write it: "pt-br" is "pt-BR", "zh-hant" is "zh-Hant"."""
    first, *others = tag.split("-")
    cased = {2: str.upper, 4: str.title}
    return "-".join([first, *(cased.get(len(part), str)(part) for part in others)])
