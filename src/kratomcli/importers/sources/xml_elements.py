"""Elements of an XML export one after the other, however large it is and whatever its writer forgot.

Programs that export write XML by hand: with control characters, names in undeclared namespaces, HTML's
entities without a document type. So names are taken as written ("wp:post_id"), what XML forbids is dropped,
and a file that ends too early gives what it has.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator
from html import unescape
from typing import IO, TYPE_CHECKING
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from kratomcli.errors import ArticleUnreadable
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import ImportSource

_CHUNK = 1 << 16
_DEEPEST = 200
"""Elements within each other; a path of more is no export."""
_LONGEST = 40
"""Characters of the longest text that is mended, which a piece must not cut."""
_MENDED = lazy_regex(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|&#(?:[0-8]|1[124-9]|2\d|3[01]|x0*[0-8bceBCEfF]|x0*1[0-9a-fA-F]);"
    r"|<!\[CDATA\[|\]\]>"
    r"|&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)"
)
_ENCODING = lazy_regex(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")


def elements(source: ImportSource, name: str, wanted: Collection[str]) -> Iterator[Element]:
    """Each of the `wanted` elements in a part of a source, whole, once it is closed.

    Names are as written, with prefix. An element within a wanted one is not given on its own.

    Raises:
        ArticleUnreadable: the rest is no XML, or declares entities; `line` says where. What came before has
            been given.
    """
    with source.stream(name) as stream:
        yield from _Elements(name, wanted).of(stream)


class _Elements:
    def __init__(self, name: str, wanted: Collection[str]) -> None:
        self._name = name
        self._wanted = frozenset(wanted)
        self._builder: TreeBuilder | None = None
        self._depth = 0
        self._done: list[Element] = []
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.UseForeignDTD(True)  # so that unknown entities are told, not errors
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.SkippedEntityHandler = self._entity
        parser.EntityDeclHandler = self._refuse
        self._parser = parser

    def of(self, stream: IO[bytes]) -> Iterator[Element]:
        try:
            for text in _texts(stream):
                self._parser.Parse(text, False)
                yield from self._taken()
            self._parser.Parse("", True)
        except expat.ExpatError as error:
            yield from self._taken()
            raise ArticleUnreadable(
                f"{self._name} is no complete XML: {expat.errors.messages.get(error.code, error)}"
                f" in line {error.lineno}",
                line=error.lineno,
            ) from error

    def _taken(self) -> Iterator[Element]:
        done, self._done = self._done, []
        yield from done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._builder is None:
            if name not in self._wanted:
                return
            self._builder, self._depth = TreeBuilder(), 0
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ArticleUnreadable(f"{self._name} has elements within each other {_DEEPEST} deep")
        self._builder.start(name, attributes)

    def _end(self, name: str) -> None:
        if self._builder is None:
            return
        self._builder.end(name)
        self._depth -= 1
        if not self._depth:
            self._done.append(self._builder.close())
            self._builder = None

    def _text(self, text: str) -> None:
        if self._builder is not None:
            self._builder.data(text)

    def _entity(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._text(unescape(f"&{name};"))

    def _refuse(self, *_: object) -> None:
        raise ArticleUnreadable(f"{self._name} declares entities, which no export needs")


def _texts(stream: IO[bytes]) -> Iterator[str]:
    """The content as text that has nothing that XML forbids, in pieces."""
    data = stream.read(_CHUNK).lstrip(b" \t\r\n")
    decoder = _decoder(data)
    mend = _Mending()
    while data:
        yield mend.piece(decoder.decode(data))
        data = stream.read(_CHUNK)
    yield mend.piece(decoder.decode(b"", True), is_last=True)


class _Mending:
    """Drops forbidden characters and references to them, and escapes ampersands that begin no reference.

    Within CDATA ampersands are text, so it remembers from piece to piece whether it is in there.
    """

    def __init__(self) -> None:
        self._rest = ""
        self._is_cdata = False

    def piece(self, text: str, *, is_last: bool = False) -> str:
        text = self._rest + text
        cut = len(text)
        if not is_last:  # what may go on in the next piece is kept for that
            cut = max(text.rfind(mark, max(0, cut - _LONGEST)) for mark in "&<]")
            cut = len(text) if cut < 0 else len(text[:cut].rstrip("]"))
        self._rest = text[cut:]
        return _MENDED.sub(self._mended, text[:cut])

    def _mended(self, found: re.Match[str]) -> str:
        part = found[0]
        if part in ("<![CDATA[", "]]>"):
            self._is_cdata = part[0] == "<"
            return part
        return part if self._is_cdata and part == "&" else "&amp;" if part == "&" else ""


def _decoder(start: bytes) -> codecs.IncrementalDecoder:
    found = _ENCODING.match(start.removeprefix(codecs.BOM_UTF8))
    encoding = found[1].decode() if found else "utf-8"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif encoding.lower().replace("-", "") == "utf8":
        encoding = "utf-8-sig"
    try:
        return codecs.getincrementaldecoder(encoding)("replace")
    except LookupError:
        return codecs.getincrementaldecoder("utf-8-sig")("replace")


def text_of(element: Element, name: str) -> str:
    """The text of the first child of that name, without white space around it; "" if there is none."""
    return (element.findtext(name) or "").strip()


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of that name; its prefix is part of it, which `iterfind` would look up."""
    return (child for child in element if child.tag == name)
