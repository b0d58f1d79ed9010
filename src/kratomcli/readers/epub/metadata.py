"""What a book says of itself, in EPUB 2 and 3 → the values of front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kratomcli.patterns import lazy_regex
from kratomcli.readers.epub.xml import attribute, elements, local, text_in
from kratomcli.readers.html.parsing import parsed

_DUBLIN_CORE = "http://purl.org/dc/elements/1."
_ROLES = {"edt": "editors", "trl": "translators", "ill": "illustrators", "nrt": "narrators"}
_AUTHORS = {"", "aut", "author", "cre", "dub", "aui"}
_ISBN = lazy_regex(r"(?:urn:)?(?:isbn[:\s-]*)?((?:97[89][-\s]?)?(?:\d[-\s]?){9}[\dXx])", re.IGNORECASE)
_ADDRESS = lazy_regex(r"https?://\S+", re.IGNORECASE)
_TAG = lazy_regex(r"<[A-Za-z/][^>]*>")
_NO_YEAR = lazy_regex(r"0\d\d\d\b")  # what calibre writes where it knows no date


class BookMetadata:
    """The statements of a package about the book, with those that refine them."""

    def __init__(self, root: Any) -> None:
        self._all = [each for meta in elements(root, "metadata")[:1] for each in meta.iter()]
        self._refined: dict[tuple[str, str], str] = {}
        for each in self._all:
            if local(each) == "meta" and attribute(each, "refines"):
                key = attribute(each, "refines").lstrip("#"), attribute(each, "property")
                self._refined.setdefault(key, text_in(each))

    def values(self) -> dict[str, object]:
        """The values, under the keys of front matter."""
        values: dict[str, object] = {
            **self._titles(),
            **self._people(),
            **self._dates(),
            "language": self._first("language"),
            "tags": list(dict.fromkeys(filter(None, map(text_in, self._named("subject"))))),
            "summary": _plain(self._first("description")),
            "publisher": self._first("publisher"),
            "rights": self._first("rights"),
            **self._identifiers(),
            **self._series(),
        }
        return {key: value for key, value in values.items() if value}

    def _named(self, name: str) -> Iterator[Any]:
        """The elements of Dublin Core of this name."""
        for each in self._all:
            if local(each) == name and str(each.tag).startswith("{" + _DUBLIN_CORE):
                yield each

    def _first(self, name: str) -> str:
        return next(filter(None, map(text_in, self._named(name))), "")

    def _more(self, element: Any, name: str) -> str:
        """What is said of a statement: in an attribute (EPUB 2), or in a statement that refines it."""
        return attribute(element, name) or self._refined.get((attribute(element, "id"), name), "")

    def _meta(self, name: str) -> str:
        for each in self._all:
            if local(each) == "meta" and not attribute(each, "refines"):
                if attribute(each, "property") == name:
                    return text_in(each)
                if attribute(each, "name") == name:
                    return attribute(each, "content")
        return ""

    def _titles(self) -> dict[str, object]:
        kinds = [(self._more(each, "title-type"), text_in(each)) for each in self._named("title")]
        titles = [(kind, title) for kind, title in kinds if title]
        main = next((title for kind, title in titles if kind == "main"), titles[0][1] if titles else "")
        return {"title": main, "subtitle": next((title for kind, title in titles if kind == "subtitle"), "")}

    def _people(self) -> dict[str, object]:
        people: dict[str, list[str]] = {"authors": []}
        creators = sorted(self._named("creator"), key=lambda each: _number(self._more(each, "display-seq")))
        for each in creators:
            role = self._more(each, "role")
            key = "authors" if role in _AUTHORS else _ROLES.get(role, "contributors")
            people.setdefault(key, []).append(text_in(each))
        if not people["authors"]:
            people["authors"] = [text_in(each) for each in creators]
        for each in self._named("contributor"):
            if kind := _ROLES.get(self._more(each, "role")):
                people.setdefault(kind, []).append(text_in(each))
        return {key: list(dict.fromkeys(filter(None, names))) for key, names in people.items()}

    def _dates(self) -> dict[str, object]:
        dates = {
            attribute(each, "event") or "publication": text_in(each)
            for each in reversed([*self._named("date")])
        }
        known = [dates.get("publication"), self._meta("dcterms:issued"), dates.get("original-publication")]
        known = [*known, self._meta("dcterms:created"), dates.get("creation")]
        made = next((date for date in known if date), "")
        return {
            "date": "" if _NO_YEAR.match(made) else made,
            "updated": self._meta("dcterms:modified") or dates.get("modification"),
        }

    def _identifiers(self) -> dict[str, object]:
        texts = [(attribute(each, "scheme").lower(), text_in(each)) for each in self._named("identifier")]
        texts += [("", text_in(each)) for each in self._named("source")]
        isbn = next((_isbn(scheme, text) for scheme, text in texts if _isbn(scheme, text)), "")
        return {"isbn": isbn, "source": next((text for _, text in texts if _ADDRESS.fullmatch(text)), "")}

    def _series(self) -> dict[str, object]:
        return {"series": self._meta("belongs-to-collection") or self._meta("calibre:series")}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _isbn(scheme: str, text: str) -> str:
    """The digits of an ISBN, where a text is one and says so, or begins as those of 13 digits do."""
    found = _ISBN.fullmatch(text)
    if not found:
        return ""
    digits = re.sub(r"[-\s]", "", found[1]).upper()
    says_so = "isbn" in scheme or "isbn" in text.lower()
    return digits if says_so or (len(digits) == 13 and scheme in ("", "ean", "gtin-13")) else ""


def _plain(text: str) -> str:
    """A description without the HTML that many write in it."""
    if not _TAG.search(text):
        return text
    from kratomcli.text.normalize import one_line

    body = parsed(text).body
    return one_line(body.text(separator=" ")) if body is not None else text
