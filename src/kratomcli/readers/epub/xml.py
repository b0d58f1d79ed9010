"""The XML in a book: without its entities and the network; broken, it is read as far as it goes."""

from __future__ import annotations

import re
from html.entities import html5
from typing import Any

from kratomcli.patterns import lazy_regex
from kratomcli.readers.conversion import missing
from kratomcli.text.normalize import one_line

_NAMED = lazy_regex(rb"&([A-Za-z][A-Za-z0-9]*);")
_OF_XML = {b"amp", b"lt", b"gt", b"quot", b"apos"}


def xml_root(data: bytes) -> Any:
    """The first element of a document, or None if there is none.

    Raises:
        MissingExtra: lxml is not installed.
    """
    try:
        from lxml import etree
    except ImportError as error:
        raise missing(".epub") from error
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(_NAMED.sub(_numeric, data.strip()), parser)
    except etree.XMLSyntaxError:
        return None


def _numeric(found: re.Match[bytes]) -> bytes:
    """A character of HTML by its number: XML knows no such name."""
    text = "" if found[1] in _OF_XML else html5.get(f"{found[1].decode()};", "")
    return "".join(f"&#{ord(char)};" for char in text).encode() or found[0]


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def elements(root: Any, *names: str) -> list[Any]:
    """All elements of these names, whatever their namespace, in the order of the document."""
    return [] if root is None else [each for each in root.iter() if local(each) in names]


def attribute(element: Any, name: str) -> str:
    """An attribute by its name without namespace, or ""."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value).strip()
    return ""


def text_in(element: Any) -> str:
    """The text in an element, on one line."""
    return "" if element is None else one_line("".join(element.itertext()))
