"""What the styles of an OpenDocument text make of its paragraphs and words."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from kratomcli.named_tuples import NamedTuple
from kratomcli.readers.office.docx_styles import ParagraphLook, look_by_name

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DEEPEST = 20
_CODE = frozenset(("source text", "teletype", "source code", "verbatim char", "code"))


class ListLevel(NamedTuple):
    """How a level of a list counts: the number of its first item, None for bullets."""

    start: int | None


class OdtStyles:
    """The styles of a document by family and name, and its styles of lists."""

    def __init__(self, parts: Iterable[Element | None]) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        self._lists: dict[str, dict[int, ListLevel]] = {}
        for part in parts:
            for style in part.iter(f"{STYLE}style") if part is not None else ():
                self._styles[style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")] = style
            for style in part.iter(f"{TEXT}list-style") if part is not None else ():
                self._lists[style.get(f"{STYLE}name", "")] = dict(map(_level, style))

    def look(self, name: str) -> ParagraphLook:
        """What a paragraph of this style is."""
        chain = self._chain("paragraph", name)
        # A style that is not defined is known by its name all the same.
        last = chain[-1].get(f"{STYLE}parent-style-name", "") if chain else name
        names = [*map(_decoded, chain), last.replace("_20_", " ").lower()]
        return next((look for each in names if (look := look_by_name(each))), ParagraphLook("text"))

    def formats(self, name: str) -> frozenset[str]:
        """The names of HTML elements around words of this style, and "hidden"."""
        found: dict[str, bool] = {}
        chain = self._chain("text", name)
        for style in reversed(chain):
            if _decoded(style) in _CODE:
                found["code"] = True
            for properties in style.iter(f"{STYLE}text-properties"):
                _add(found, properties)
        return frozenset(key for key, is_on in found.items() if is_on)

    def list_level(self, name: str, level: int) -> ListLevel:
        """How the level (from 1) of a list of this style counts."""
        return self._lists.get(name, {}).get(level, ListLevel(None))

    def _chain(self, family: str, name: str) -> list[Element]:
        found: list[Element] = []
        while (style := self._styles.get((family, name))) is not None and len(found) < _DEEPEST:
            found.append(style)
            name = style.get(f"{STYLE}parent-style-name", "")
        return found


def _decoded(style: Element) -> str:
    name = style.get(f"{STYLE}display-name") or style.get(f"{STYLE}name", "").replace("_20_", " ")
    return name.lower()


def _level(style: Element) -> tuple[int, ListLevel]:
    is_numbered = style.tag == f"{TEXT}list-level-style-number" and style.get(f"{STYLE}num-format")
    start = number(style.get(f"{TEXT}start-value", ""), 1) if is_numbered else None
    return number(style.get(f"{TEXT}level", ""), 1), ListLevel(start)


def _add(found: dict[str, bool], properties: Element) -> None:
    if weight := properties.get(f"{FO}font-weight"):
        found["strong"] = weight in ("bold", "600", "700", "800", "900")
    if slant := properties.get(f"{FO}font-style"):
        found["em"] = slant in ("italic", "oblique")
    if line := properties.get(f"{STYLE}text-line-through-style"):
        found["del"] = line != "none"
    if place := properties.get(f"{STYLE}text-position"):
        raised = place.split()[0]
        found["sup"] = raised == "super" or (raised[0].isdigit() and not raised.startswith("0"))
        found["sub"] = raised == "sub" or raised.startswith("-")
    if shown := properties.get(f"{TEXT}display"):
        found["hidden"] = shown == "none"


def number(text: str, otherwise: int) -> int:
    """A small number in an attribute."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else otherwise
