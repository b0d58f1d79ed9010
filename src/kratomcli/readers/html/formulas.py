"""Formulas in a page: the TeX that they were made of, once, or their signs in a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kratomcli.markup.escaping import escape_inline
from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.blocks import MarkdownBlock
from kratomcli.readers.html.pieces import InlinePiece, code_span
from kratomcli.readers.html.reading import Ending, PageElement, PageReading, skipped

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_DRAWN = lazy_regex(r"(?:^|\s)(?:MathJax(?:_\w+)?|katex-html|MJX_Assistive_MathML)(?:\s|$)")
_DISPLAYED = lazy_regex(r"(?:^|\s)(?:katex-display|mwe-math-element-block|ltx_equation)(?:\s|$)")
_DISPLAY_STYLE = lazy_regex(r"\{\s*\\(?:displaystyle|textstyle)\s+(.*)\}", re.DOTALL)
_OPENING = lazy_regex(r"(?<![^\W_])_(?=[^\W_])")
_IMAGES = frozenset(("latex", "tex", "mwe-math-fallback-image-inline", "mwe-math-fallback-image-display"))


def is_drawn(tag: str, classes: str) -> bool:
    """Whether an element of these classes shows a formula that stands beside it as TeX or MathML."""
    return tag != "mjx-container" and bool(_DRAWN.search(classes))  # which has the MathML in it


def math(reading: PageReading, element: PageElement) -> Ending | None:
    """MathML: the TeX that it holds, else its own signs, as the words of a line."""
    tex = _tex_of(element.node) or element.attribute("alttext")
    is_block = element.attribute("display") == "block" or _is_displayed(element.node)
    if not tex.strip():
        return reading.block() if is_block else None
    return formula(reading, tex, is_block=is_block)


def wiki_formula(reading: PageReading, element: PageElement) -> Ending | None:
    """A formula of MediaWiki, whose MathML is hidden behind a picture."""
    tex = _tex_of(element.node)
    return formula(reading, tex, is_block=_is_displayed(element.node)) if tex else None


def script(reading: PageReading, element: PageElement) -> Ending:
    """A script; only a formula for MathJax is shown."""
    kind = element.attribute("type").replace(" ", "").lower()
    if kind.startswith("math/tex"):
        child = element.node.first_child
        tex = (child.text_content or "") if child is not None and child.is_text_node else ""
        tex = tex.removeprefix("% <![CDATA[").removesuffix("%]]>")
        return formula(reading, tex, is_block="mode=display" in kind)
    return skipped


def picture_of_formula(reading: PageReading, element: PageElement) -> bool:
    """Take a picture that was made of TeX; whether it was one."""
    if not _IMAGES & {*element.attribute("class").split()} or not element.attribute("alt"):
        return False
    formula(reading, element.attribute("alt"), is_block="display" in element.attribute("class"))
    return True


def formula(reading: PageReading, tex: str, *, is_block: bool) -> Ending:
    """Take TeX: between dollar signs, as code where Markdown would read signs in it as its own."""
    tex = " ".join(tex.split())
    if found := _DISPLAY_STYLE.fullmatch(tex):
        tex = found[1].strip()
    sign = "$$" if is_block else "$"
    if not tex:
        return skipped
    if is_block and not reading.is_line:
        reading.flush()
        text = f"$$\n{tex}\n$$" if _is_safe(tex) else f"```math\n{tex}\n```"
        reading.put(MarkdownBlock("code", text, (_inline(tex, sign),)))
    else:
        reading.add(InlinePiece("markdown", _inline(tex, sign)))
    return skipped


def _inline(tex: str, sign: str) -> str:
    return f"{sign}{tex}{sign}" if _is_safe(tex) else f"${code_span(tex)}$"


def _is_safe(tex: str) -> bool:
    """Whether Markdown leaves TeX as it is."""
    return "$" not in tex and not _OPENING.search(tex) and escape_inline(tex, "$", "$", lone="_") == tex


def _tex_of(node: LexborNode) -> str:
    for annotation in node.css("annotation"):
        if "tex" in (annotation.attributes.get("encoding") or "").lower():
            return annotation.text(deep=True)
    return ""


def _is_displayed(node: LexborNode) -> bool:
    """Whether one of the next elements around a formula says that it stands on a line of its own."""
    around: LexborNode | None = node
    for _ in range(4):
        if around is None:
            return False
        attributes = around.attributes
        if _DISPLAYED.search(attributes.get("class") or "") or attributes.get("display") in ("true", "block"):
            return True
        around = around.parent
    return False
