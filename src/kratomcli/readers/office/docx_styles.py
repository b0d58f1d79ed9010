"""What the styles and lists of a Word document make of its paragraphs and words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal
from xml.etree.ElementTree import Element

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 20  # styles that are based on each other
_OFF = ("0", "false", "off", "none")

ParagraphKind = Literal["text", "title", "heading", "quote", "code", "contents"]

# Word itself writes the names of its own styles in English whatever its language; people and other programs
# also write theirs.
_HEADING = lazy_regex(
    r"(?:heading|überschrift|titre|título|titulo|titolo|kop|rubrik|overskrift|nagłówek|nadpis|заголовок|标题|見出し|제목)"
    r" ?(\d)"
)
_KINDS: tuple[tuple[re.Pattern[str], ParagraphKind], ...] = (
    (lazy_regex(r"title|titel|titre|título|titolo|标题|表題|タイトル"), "title"),
    (lazy_regex(r"(?:.* )?(?:quote|quotation|quotations)|block text|zitat|citation|cita"), "quote"),
    (lazy_regex(r"source ?code|(?:.* )?code|(?:html )?preformatted(?: text)?|macro|macro text"), "code"),
    (lazy_regex(r"toc ?\d|toc heading|table of figures|contents \d|verzeichnis \d"), "contents"),
)
_CODE_WORDS = lazy_regex(r"verbatim char|html code|html typewriter|(?:.* )?code(?: char)?|source text")


@dataclass(frozen=True, slots=True)
class WordStyle:
    """A style: its name in lower case, the id of that it is based on, and what it says itself."""

    name: str
    parent: str
    properties: Element
    """The element w:style."""


class ListPlace(NamedTuple):
    """The list that a paragraph is an item of, and its level from 0."""

    list_id: str
    level: int


class ParagraphLook(NamedTuple):
    """What a paragraph is; a heading has a level from 1."""

    kind: ParagraphKind
    level: int = 0
    place: ListPlace | None = None


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, part: Element | None) -> None:
        self._styles: dict[str, WordStyle] = {}
        for style in part.iter(f"{W}style") if part is not None else ():
            name = value(style.find(f"{W}name")).lower()
            parent = value(style.find(f"{W}basedOn"))
            self._styles[style.get(f"{W}styleId", "")] = WordStyle(name, parent, style)

    def chain(self, style_id: str) -> list[WordStyle]:
        """A style and those that it is based on, itself first."""
        found: list[WordStyle] = []
        while (style := self._styles.get(style_id)) and len(found) < _DEEPEST:
            found.append(style)
            style_id = style.parent
        return found

    def paragraph(self, properties: Element | None) -> ParagraphLook:
        """What a paragraph is, by its own properties (w:pPr) and its style's."""
        styles = self.chain(value(_find(properties, "pStyle")))
        all = [properties, *(style.properties.find(f"{W}pPr") for style in styles)]
        place = next((place for each in all if (place := _place(each))), None)
        if place and place.list_id == "0":
            place = None
        for style in styles:
            if look := look_by_name(style.name):
                return look._replace(place=place)
        for each in all:
            outline = value(_find(each, "outlineLvl"))
            if outline.isdecimal() and len(outline) == 1:
                # 9 stands for running text.
                return ParagraphLook("text" if outline == "9" else "heading", int(outline) + 1, place)
        return ParagraphLook("text", 0, place)

    def formats(self, properties: Element | None) -> frozenset[str]:
        """The names of HTML elements around the words of a run (w:rPr), and "hidden"."""
        styles = self.chain(value(_find(properties, "rStyle")))
        found: dict[str, bool] = {}
        for style in reversed(styles):
            _add_formats(found, style.properties.find(f"{W}rPr"))
            if _CODE_WORDS.fullmatch(style.name):
                found["code"] = True
        _add_formats(found, properties)
        return frozenset(name for name, is_on in found.items() if is_on)


_TOGGLES = {"b": "strong", "i": "em", "strike": "del", "dstrike": "del", "vanish": "hidden"}
_RAISED = {"superscript": "sup", "subscript": "sub"}


def _add_formats(found: dict[str, bool], properties: Element | None) -> None:
    for each in properties if properties is not None else ():
        name = each.tag.removeprefix(W)
        if name in _TOGGLES:
            found[_TOGGLES[name]] = each.get(f"{W}val", "1") not in _OFF
        elif name == "vertAlign":
            found["sup"] = found["sub"] = False
            if raised := _RAISED.get(value(each)):
                found[raised] = True


def look_by_name(name: str) -> ParagraphLook | None:
    """What a paragraph is, by the name of its style in lower case; None if that says nothing."""
    if heading := _HEADING.fullmatch(name):
        return ParagraphLook("heading", int(heading[1]) or 1)
    return next((ParagraphLook(kind, 1) for pattern, kind in _KINDS if pattern.fullmatch(name)), None)


def _place(properties: Element | None) -> ListPlace | None:
    numbering = _find(properties, "numPr")
    if numbering is None:
        return None
    level = value(numbering.find(f"{W}ilvl"))
    list_id = value(numbering.find(f"{W}numId"))
    return ListPlace(list_id, int(level) if level.isdecimal() and len(level) == 1 else 0) if list_id else None


def _find(element: Element | None, name: str) -> Element | None:
    return None if element is None else element.find(f"{W}{name}")


def value(element: Element | None) -> str:
    """The attribute w:val of an element; "" for None."""
    return "" if element is None else element.get(f"{W}val", "")


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far they have counted."""

    _levels: dict[str, dict[int, Element]] = field(default_factory=dict)
    """Id of an abstract list → its levels."""
    _lists: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    """Id of a list → the abstract list that it is of, and the numbers that its levels start from anew."""
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, part: Element | None) -> Numbering:
        made = cls()
        for each in part if part is not None else ():
            if each.tag == f"{W}abstractNum":
                levels = {_number(level, "ilvl"): level for level in each.iter(f"{W}lvl")}
                made._levels[each.get(f"{W}abstractNumId", "")] = levels
            elif each.tag == f"{W}num":
                starts = {
                    _number(level, "ilvl"): _number(start)
                    for level in each.iter(f"{W}lvlOverride")
                    if (start := level.find(f"{W}startOverride")) is not None
                }
                abstract = value(each.find(f"{W}abstractNumId"))
                made._lists[each.get(f"{W}numId", "")] = (abstract, starts)
        return made

    def is_continued(self, place: ListPlace) -> bool:
        """Whether the paragraphs at this place have no mark, as those that continue an item."""
        level = self._level(place)
        if level is None or level.find(f"{W}lvlPicBulletId") is not None:
            return False
        text = level.find(f"{W}lvlText")
        return value(level.find(f"{W}numFmt")) == "none" or (text is not None and not value(text).strip())

    def next_number(self, place: ListPlace) -> int | None:
        """The number of the next item at this place; None for a bullet."""
        level = self._level(place)
        if level is None or value(level.find(f"{W}numFmt")) in ("bullet", "none", ""):
            return None
        abstract, starts = self._lists[place.list_id]
        first = level.find(f"{W}start")
        start = starts.get(place.level, _number(first) if first is not None else 1)
        if place.list_id not in self._begun:
            self._begun.add(place.list_id)
            for at in starts:
                self._counts.pop((abstract, at), None)
        number = self._counts.get((abstract, place.level), start - 1) + 1
        self._counts[abstract, place.level] = number
        for deeper in range(place.level + 1, 10):
            self._counts.pop((abstract, deeper), None)
        return number

    def _level(self, place: ListPlace) -> Element | None:
        return self._levels.get(self._lists.get(place.list_id, ("", {}))[0], {}).get(place.level)


def _number(element: Element, name: str = "val") -> int:
    text = element.get(f"{W}{name}", "")
    return int(text) if text.isdecimal() and len(text) < 6 else 0
