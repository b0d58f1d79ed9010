"""Articles → RIS, which most reference managers read: a tag and a value a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO

from kratomcli.export.citations.own_keys import with_own_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kratomcli.export import ExportOptions
    from kratomcli.export.citations.csl import CslItem
    from kratomcli.export.citations.people import CslName
    from kratomcli.model.entry import Entry

_TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "legal_case": "CASE",
    "legislation": "STAT",
    "manuscript": "UNPB",
    "map": "MAP",
    "motion_picture": "MPCT",
    "paper-conference": "CPAPER",
    "pamphlet": "PAMP",
    "patent": "PAT",
    "personal_communication": "PCOMM",
    "post-weblog": "BLOG",
    "report": "RPRT",
    "software": "COMP",
    "song": "SOUND",
    "standard": "STAND",
    "thesis": "THES",
    "webpage": "ELEC",
}
"""Kind → type of RIS; every other is GEN."""

_TAGS = {
    "title": "TI",
    "container-title": "T2",
    "collection-title": "T3",
    "publisher": "PB",
    "publisher-place": "CY",
    "volume": "VL",
    "edition": "ET",
    "genre": "M3",
    "DOI": "DO",
    "URL": "UR",
    "language": "LA",
    "abstract": "AB",
    "note": "N1",
}


def write(articles: Iterable[Entry], stream: TextIO, options: ExportOptions) -> int:
    """Write a record for each article, and return their number."""
    count = 0
    for item in with_own_keys(articles, options):
        stream.write(ris_record(item))
        count += 1
    return count


def ris_record(item: CslItem) -> str:
    """The RIS record of an item of CSL-JSON, with an empty line behind it."""
    lines = [("TY", _TYPES.get(item["type"], "GEN")), ("ID", item["id"]), *_lines(item), ("ER", "")]
    written = (f"{tag}  - {' '.join(value.split())}\n" for tag, value in lines if value or tag == "ER")
    return "".join(written) + "\n"


def _lines(item: CslItem) -> Iterator[tuple[str, str]]:
    for role, tag in (("author", "AU"), ("editor", "ED"), ("translator", "A4")):
        for name in item.get(role, ()):
            yield tag, _person(name)
    for variable, tag in _TAGS.items():
        yield tag, str(item.get(variable, ""))
    if "issued" in item:
        yield "PY", f"{item['issued']['date-parts'][0][0]:04}"
    yield "DA", _date(item, "issued")
    yield "Y2", _date(item, "accessed")
    yield "IS", item.get("issue") or item.get("number") or ""
    yield from zip(("SP", "EP"), re.split(r"\s*[-–—]+\s*", item.get("page", ""), maxsplit=1), strict=False)
    yield "SN", item.get("ISBN") or item.get("ISSN") or ""
    for keyword in filter(None, item.get("keyword", "").split(", ")):
        yield "KW", keyword


def _person(name: CslName) -> str:
    """A name as "Last, First, Suffix"; a literal one as it is, since RIS has no sign for that."""
    if "literal" in name:
        return name["literal"]
    before = name.get("non-dropping-particle") or name.get("dropping-particle") or ""
    family = f"{before} {name['family']}".strip()
    suffix = name.get("suffix", "")
    given = name.get("given", "")
    return ", ".join([family, given, suffix] if suffix else filter(None, [family, given]))


def _date(item: CslItem, variable: str) -> str:
    """A date as YYYY/MM/DD/, with what is not known left empty."""
    if variable not in item:
        return ""
    year, month, day = (*item[variable]["date-parts"][0], 0, 0)[:3]
    return "/".join([f"{year:04}", *(f"{part:02}" if part else "" for part in (month, day)), ""])
