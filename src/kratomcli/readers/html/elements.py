"""Which element of a page becomes what."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex
from kratomcli.readers.html import formulas, list_elements, phrases, sections, table_elements
from kratomcli.readers.html.code import is_gutter
from kratomcli.readers.html.formulas import is_drawn
from kratomcli.readers.html.hidden import is_hidden
from kratomcli.readers.html.notes import is_back_link
from kratomcli.readers.html.pieces import InlinePiece, WordFormat
from kratomcli.readers.html.reading import Ending, PageElement, PageReading, skipped

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MARKS = {
    **dict.fromkeys(("em", "i", "dfn", "var"), "*"),
    **dict.fromkeys(("strong", "b"), "**"),
    **dict.fromkeys(("del", "s", "strike"), "~~"),
    **{tag: f"<{tag}>" for tag in ("sub", "sup", "kbd", "mark", "ins")},
}
_BLOCKS = _names(
    "address article aside blockquote body center details dialog dir div dd dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup p "
    "plaintext pre search section summary table tbody thead tfoot tr td th caption ul xmp"
)
_LEFT_OUT = _names(
    "style template head object applet canvas svg map area select option datalist textarea button progress "
    "meter noembed noframes frameset frame rp param source track title link meta base annotation "
    "annotation-xml mjx-math"
)
_METHODS: dict[str, Callable[[PageReading, PageElement], Ending | None]] = {
    "p": sections.paragraph,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), sections.heading),
    "summary": sections.summary,
    "hr": sections.rule,
    "blockquote": sections.quote,
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), sections.code_block),
    "dl": sections.terms,
    "dt": sections.term,
    "dd": sections.definition,
    **dict.fromkeys(("ul", "ol", "menu", "dir"), list_elements.whole_list),
    "li": list_elements.item,
    "table": table_elements.table,
    "tr": table_elements.row,
    **dict.fromkeys(("td", "th"), table_elements.cell),
    "a": phrases.link,
    "br": phrases.line_break,
    **dict.fromkeys(("code", "tt", "samp"), phrases.code),
    **dict.fromkeys(("img", "amp-img"), phrases.image),
    "noscript": phrases.without_scripts,
    **dict.fromkeys(("iframe", "video", "audio", "embed"), phrases.player),
    "q": phrases.quotation,
    "rt": phrases.ruby_text,
    "input": phrases.tick_box,
    "math": formulas.math,
    "script": formulas.script,
}
_WEIGHT = lazy_regex(r"font-weight\s*:\s*(bold|bolder|[6-9]00|normal|[1-5]00)")
_STYLE = lazy_regex(r"font-style\s*:\s*(italic|oblique|normal)")


def begin(reading: PageReading, node: LexborNode) -> Ending | None:
    """Take the beginning of a node. Returns what to do at its end; `skipped` says not to go into it."""
    if node.is_text_node:
        reading.words(node.text_content or "")
        return None
    tag = node.tag or ""
    attributes = node.attributes
    if tag in _LEFT_OUT or tag[:1] in "-!":
        return skipped
    if attributes or reading.notes.texts:
        taken, ending = _by_attributes(reading, PageElement(node, tag, attributes))
        if taken:
            return ending
    if (mark := _MARKS.get(tag)) is not None:
        return reading.format(WordFormat(mark))
    method = _METHODS.get(tag)
    if method is not None and not (reading.is_line and tag in _BLOCKS):
        return method(reading, PageElement(node, tag, attributes))
    return reading.block() if tag in _BLOCKS else None


def _by_attributes(reading: PageReading, element: PageElement) -> tuple[bool, Ending | None]:
    """Take an element that its attributes make something else than its tag does; whether it is one."""
    classes = element.attribute("class")
    if is_hidden(element) or (classes and (is_gutter(classes) or is_drawn(element.tag, classes))):
        return True, skipped
    if reading.notes.texts and (found := _note(reading, element)) is not None:
        return True, found
    if "mwe-math-element" in classes.split() and (ending := formulas.wiki_formula(reading, element)):
        return True, ending
    if element.tag == "img" and formulas.picture_of_formula(reading, element):
        return True, skipped
    is_box = element.tag in ("div", "table") and not reading.is_line
    if classes and is_box and (ending := sections.listing(reading, element)) is not None:
        return True, ending
    if "style" in element.attributes:
        return _by_style(reading, element)
    return False, None


def _note(reading: PageReading, element: PageElement) -> Ending | None:
    """A reference to a footnote, a footnote, or a link back from one; None for anything else."""
    notes, number = reading.notes, element.node.mem_id
    if number in notes.back_links or is_back_link(element.attribute("class")):
        return skipped
    if (label := notes.references.get(number)) is not None:
        reading.add(InlinePiece("markdown", f"[^{label}]"))
        return skipped
    if (label := notes.texts.get(number)) is not None and not reading.is_line:
        return sections.note(reading, label)
    return None


def _by_style(reading: PageReading, element: PageElement) -> tuple[bool, Ending | None]:
    """Take what is bold or italic by its style, or is not although its tag says so."""
    if element.tag not in ("span", "font", "b", "strong", "i", "em"):
        return False, None
    style = element.attribute("style").lower()
    mark = _MARKS.get(element.tag, "")
    marks = [mark] if mark else []
    for pattern, name in ((_WEIGHT, "**"), (_STYLE, "*")):
        if found := pattern.search(style):
            is_plain = found[1] == "normal" or found[1][0] in "12345"
            marks = [each for each in marks if each != name] + ([] if is_plain else [name])
    endings = [ending for each in marks if (ending := reading.format(WordFormat(each))) is not None]
    if not endings:
        return True, None

    def end() -> None:
        for each in reversed(endings):
            each()

    return True, end
