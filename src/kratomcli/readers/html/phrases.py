"""Elements within a paragraph: links, pictures, code, ends of lines, and what has signs of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.addresses import link_address, picture_address, player_address
from kratomcli.readers.html.code import text_of
from kratomcli.readers.html.pieces import InlinePiece, WordFormat, picture
from kratomcli.readers.html.reading import Ending, PageElement, PageReading, skipped

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_PERMALINK = lazy_regex(
    r"(?:^|[\s_-])(?:anchor(?:js)?|perma(?:nent-?)?link|headerlink|heading-link|hash-link)(?:$|[\s_-])"
)
_SIZES = frozenset(("0", "1", "0px", "1px"))


def link(reading: PageReading, element: PageElement) -> Ending | None:
    """A link; its words alone if it leads to a script, nothing if it only marks the place of a heading."""
    href = element.attribute("href")
    address = link_address(href, reading.base)
    if not address or reading.is_in_link:
        return None
    if "#" in href and _is_permalink(reading, element):
        return skipped
    return reading.format(WordFormat("", address, element.attribute("title")))


def _is_permalink(reading: PageReading, element: PageElement) -> bool:
    if _PERMALINK.search(element.attribute("class")):
        text = text_of(element.node)
        return len(text) < 40 and (not re.search(r"\w", text) or "link" in text.lower() or reading.is_line)
    return (
        reading.is_line and not re.search(r"\w", text_of(element.node)) and not element.node.css_first("img")
    )


def image(reading: PageReading, element: PageElement) -> Ending:
    """A picture; its description as words if it is part of the page itself, or shows a single sign."""
    address = picture_address(element.attributes, reading.base)
    address = address or _source_of(element.node, reading.base)
    alt, classes = element.attribute("alt"), element.attribute("class").split()
    reading.is_picture_missing = not address
    if not address and (not element.attribute("src") or _is_before_noscript(element.node)):
        return skipped
    if {element.attribute("width"), element.attribute("height")} <= _SIZES:
        return skipped
    if not address or (alt and {"emoji", "wp-smiley"} & {*classes}):
        reading.words(alt)
    else:
        reading.add(InlinePiece("markdown", picture(alt, address, element.attribute("title"))))
    return skipped


def _is_before_noscript(node: LexborNode) -> bool:
    """Whether the picture itself follows, for where scripts are off."""
    following = node.next
    while following is not None and following.is_text_node and not (following.text_content or "").strip():
        following = following.next
    return following is not None and following.tag == "noscript"


def _source_of(node: LexborNode, base: str) -> str:
    """The address of a picture that only the elements before it in a `<picture>` have; "" for none."""
    each = node.prev
    while each is not None and (each.tag == "source" or each.is_text_node):
        if each.tag == "source" and (address := picture_address(each.attributes, base)):
            return address
        each = each.prev
    return ""


def without_scripts(reading: PageReading, element: PageElement) -> Ending:
    """What is shown where scripts are off: the picture that a script would load in place of the last one."""
    found = element.node.css_first("img") if reading.is_picture_missing else None
    if found is not None:
        image(reading, PageElement(found, "img", found.attributes))
    return skipped


def player(reading: PageReading, element: PageElement) -> Ending:
    """A recording that is played in the page: a link to it."""
    address = player_address(element.node, element.tag, reading.base)
    if address and not reading.is_in_link:
        reading.block()
        title = element.attribute("title")
        ending = reading.format(WordFormat("", address))
        reading.words(title or address)
        if ending is not None:
            ending()
        reading.block()
    return skipped


def line_break(reading: PageReading, element: PageElement) -> Ending:
    """The end of a line; of a paragraph, if another one is right before it."""
    pieces = reading.frame.pieces
    if reading.is_line:
        reading.words(" ")
    elif pieces:
        last = next((each for each in reversed(pieces) if each.text.strip() or each.kind == "break"), None)
        if last is not None and last.kind == "break":
            reading.flush()
        else:
            reading.add(InlinePiece("break"))
    return skipped


def code(reading: PageReading, element: PageElement) -> Ending | None:
    """Code; if links are in it, each piece of it."""
    if element.node.css_first("a[href]") is not None and not reading.is_in_link:
        return reading.code_within()
    text = re.sub(r"[ \t\n\r\f]+", " ", text_of(element.node))
    if text.strip():
        reading.add(InlinePiece("code", text))
    elif text:
        reading.words(text)
    return skipped


def quotation(reading: PageReading, element: PageElement) -> Ending:
    """A quotation in a line."""
    reading.words("“")
    return lambda: reading.words("”")


def ruby_text(reading: PageReading, element: PageElement) -> Ending:
    """How the words before it are said."""
    reading.words("(")
    return lambda: reading.words(")")


def tick_box(reading: PageReading, element: PageElement) -> Ending:
    """A box that tells at the start of an item whether it is done; one that is to be used is a control."""
    around = element.node.parent
    outer = (around.attributes.get("class") or "") if around is not None else ""
    is_task = "disabled" in element.attributes or re.search("task|todo", element.attribute("class") + outer)
    is_first = reading.frame.kind == "item" and reading.frame.is_empty
    if is_task and is_first and element.attribute("type") == "checkbox":
        reading.add(InlinePiece("markdown", "[x]" if "checked" in element.attributes else "[ ]"))
        reading.words(" ")
    return skipped
