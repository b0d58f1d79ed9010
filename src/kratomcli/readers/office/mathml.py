"""Formulas as MathML → LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_DEEPEST = 40
_SKIPPED = frozenset(("annotation", "annotation-xml"))


def tex_of_mathml(formula: Element, depth: int = 0) -> str:
    """A formula, or a part of one, as LaTeX; what is too deep within it is left out."""
    name = formula.tag.removeprefix(_MATHML)
    if depth > _DEEPEST or name in _SKIPPED:
        return ""
    children = [tex_of_mathml(child, depth + 1) for child in formula]
    text = " ".join((formula.text or "").split())
    form = _FORMS.get(name)
    if form and len(children) == form[0]:
        return form[1](children)
    wrap = _WRAPPED.get(name)
    inner = text + "".join(children)
    return wrap(inner) if wrap else inner


_FORMS: Mapping[str, tuple[int, Callable[[list[str]], str]]] = {
    "mfrac": (2, lambda parts: rf"\frac{{{parts[0]}}}{{{parts[1]}}}"),
    "msup": (2, lambda parts: f"{parts[0]}^{{{parts[1]}}}"),
    "msub": (2, lambda parts: f"{parts[0]}_{{{parts[1]}}}"),
    "msubsup": (3, lambda parts: f"{parts[0]}_{{{parts[1]}}}^{{{parts[2]}}}"),
    "munder": (2, lambda parts: f"{parts[0]}_{{{parts[1]}}}"),
    "mover": (2, lambda parts: f"{parts[0]}^{{{parts[1]}}}"),
    "munderover": (3, lambda parts: f"{parts[0]}_{{{parts[1]}}}^{{{parts[2]}}}"),
    "mroot": (2, lambda parts: rf"\sqrt[{parts[1]}]{{{parts[0]}}}"),
}
"""Element → the number of its children, and what is made of them."""
_WRAPPED: Mapping[str, Callable[[str], str]] = {
    "msqrt": lambda inner: rf"\sqrt{{{inner}}}",
    "mtext": lambda inner: rf"\text{{{inner}}}",
    "mtable": lambda inner: rf"\begin{{matrix}}{inner}\end{{matrix}}",
    "mtr": lambda inner: rf"{inner} \\ ",
    "mtd": lambda inner: f"{inner} & ",
}
