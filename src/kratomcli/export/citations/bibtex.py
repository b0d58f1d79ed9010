"""Articles → BibTeX, for BibTeX 0.99d and for biber with biblatex alike.

Text is UTF-8 with LaTeX's special characters escaped. A title stands in double braces: which of its words
keep their capitals is not known, so a style changes none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO

from kratomcli.export.citations.csl import csl_item
from kratomcli.export.citations.own_keys import with_own_keys
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kratomcli.export import ExportOptions
    from kratomcli.export.citations.csl import CslItem
    from kratomcli.export.citations.people import CslName
    from kratomcli.model.entry import Entry

_TYPES = {
    **dict.fromkeys(
        ("article-journal", "article-magazine", "article-newspaper", "review", "review-book"), "article"
    ),
    **dict.fromkeys(("chapter", "entry-dictionary", "entry-encyclopedia"), "incollection"),
    "book": "book",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "manuscript": "unpublished",
    "pamphlet": "booklet",
}
"""Kind → entry type; every other kind is "misc", which both programs know, unlike biblatex's "online"."""

_CONTAINER = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
_PUBLISHER = {
    "techreport": "institution",
    "phdthesis": "school",
    "mastersthesis": "school",
    "misc": "organization",
}
_FIELDS = {
    "collection-title": "series",
    "volume": "volume",
    "edition": "edition",
    "version": "version",
    "publisher-place": "address",
    "language": "language",
    "note": "note",
    "abstract": "abstract",
    "keyword": "keywords",
}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # a lone brace, even with a backslash, would end the field
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",  # which the oldest fonts of LaTeX, still its default, would set as other signs
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{sign: f"\\{sign}" for sign in "$&%#_"},
}
_SPECIALS = lazy_regex(r"[\\{}~^<>|$&%#_]")
_NOT_IN_ADDRESS = lazy_regex(r"[\\{}\s]")


def write(articles: Iterable[Entry], stream: TextIO, options: ExportOptions) -> int:
    """Write an entry for each article, and return their number."""
    count = 0
    for item in with_own_keys(articles, options):
        stream.write(("\n" if count else "") + bibtex_entry(item))
        count += 1
    return count


def bibtex(entry: Entry) -> str:
    """The BibTeX entry of an article."""
    return bibtex_entry(csl_item(entry))


def bibtex_entry(item: CslItem) -> str:
    """The BibTeX entry of an item of CSL-JSON, with a line end."""
    kind = _type(item)
    lines = "".join(f"  {name} = {value},\n" for name, value in _fields(item, kind) if value)
    return f"@{kind}{{{item['id']},\n{lines}}}\n"


def escaped(text: str) -> str:
    """A text as LaTeX sets it, on one line."""
    return _SPECIALS.sub(lambda sign: _SPECIAL[sign[0]], " ".join(text.split()))


def _type(item: CslItem) -> str:
    if item["type"] == "thesis":
        genre = item.get("genre", "").lower()
        if re.search(r"ph\.?\s?d|doctor|dissertation", genre):
            return "phdthesis"
        return "mastersthesis" if re.search(r"master|m\.?sc|m\.?a\b", genre) else "misc"
    return _TYPES.get(item["type"], "misc")


def _fields(item: CslItem, kind: str) -> Iterator[tuple[str, str]]:
    for role in ("author", "editor", "translator"):
        yield role, _braced(" and ".join(map(_person, item.get(role, ()))))
    yield "title", f"{{{{{escaped(item['title'])}}}}}" if item.get("title") else ""
    yield from _date(item)
    yield _CONTAINER.get(kind, "howpublished"), _text(item, "container-title")
    yield _PUBLISHER.get(kind, "publisher"), _text(item, "publisher")
    for variable, name in _FIELDS.items():
        yield name, _text(item, variable)
    yield "number", _text(item, "issue") or _text(item, "number")
    yield "pages", _braced(re.sub(r"\s*[-–—]+\s*", "--", escaped(item.get("page", ""))))
    yield "type", _text(item, "genre")
    yield "isbn", _text(item, "ISBN")
    yield "issn", _text(item, "ISSN")
    yield "doi", _address(item.get("DOI", ""))
    yield "url", _address(item.get("URL", ""))
    yield "urldate", _braced(_iso(item, "accessed"))


def _date(item: CslItem) -> Iterator[tuple[str, str]]:
    """Year and month for BibTeX; the whole date for biblatex too, where the day is known."""
    parts = item["issued"]["date-parts"][0] if "issued" in item else []
    if len(parts) > 2:
        yield "date", _braced(_iso(item, "issued"))
    if parts:
        yield "year", _braced(f"{parts[0]:04}")
    if len(parts) > 1:
        yield "month", _MONTHS[parts[1] - 1]


def _iso(item: CslItem, variable: str) -> str:
    parts = item[variable]["date-parts"][0] if variable in item else []
    return "-".join(f"{part:0{width}}" for part, width in zip(parts, (4, 2, 2), strict=False))


def _person(name: CslName) -> str:
    """A name as "von Last, Jr, First", the form that BibTeX reads without a guess; literal ones in braces."""
    if "literal" in name:
        return _braced(escaped(name["literal"]))
    before = name.get("non-dropping-particle") or name.get("dropping-particle") or ""
    family = " ".join(filter(None, [escaped(before), _whole(name["family"], starts=not before)]))
    return ", ".join(filter(None, [family, _whole(name.get("suffix", "")), _whole(name.get("given", ""))]))


def _whole(text: str, *, starts: bool = False) -> str:
    """A part of a name, in braces where BibTeX would divide it: at a comma, at "and", at a small letter."""
    is_divided = (
        "," in text or " and " in f" {text} ".lower() or (starts and text[:1].islower() and " " in text)
    )
    return _braced(escaped(text)) if is_divided else escaped(text)


def _text(item: CslItem, variable: str) -> str:
    return _braced(escaped(str(item.get(variable, ""))))


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _address(text: str) -> str:
    """An address as it is, as both programs take it; what would end the field or the line is encoded."""
    return _braced(_NOT_IN_ADDRESS.sub(lambda sign: f"%{ord(sign[0]):02X}", text))
