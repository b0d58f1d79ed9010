"""Formulas of Word documents (OMML) → LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DEEPEST = 40

_SIGNS = {"∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∮": r"\oint", "⋃": r"\bigcup", "⋂": r"\bigcap"}
_FUNCTIONS = frozenset(("sin", "cos", "tan", "log", "ln", "exp", "lim", "max", "min", "det"))


def tex_of(formula: Element, depth: int = 0) -> str:
    """A formula, or a part of one, as LaTeX; what is too deep within it is left out."""
    if depth > _DEEPEST:
        return ""
    name = formula.tag.removeprefix(M)
    if name == "t":
        return formula.text or ""
    parts: dict[str, list[str]] = {}
    order: list[str] = []
    for each in formula:
        if each.tag.startswith(M) and not each.tag.endswith("Pr"):
            text = tex_of(each, depth + 1)
            parts.setdefault(each.tag.removeprefix(M), []).append(text)
            order.append(text)
    make = _MAKERS.get(name)
    if make is None:
        return "".join(order)
    return make({key: "".join(texts) for key, texts in parts.items()} | _signs(formula), order)


def _signs(formula: Element) -> dict[str, str]:
    """The characters that the properties of a part name: chr, begChr, endChr."""
    properties = next((each for each in formula if each.tag.endswith("Pr")), ())
    return {each.tag.removeprefix(M): each.get(f"{M}val", "") for each in properties}


_OfParts = Mapping[str, str]


def _fraction(parts: _OfParts, _: list[str]) -> str:
    return rf"\frac{{{parts.get('num', '')}}}{{{parts.get('den', '')}}}"


def _root(parts: _OfParts, _: list[str]) -> str:
    degree = f"[{parts['deg']}]" if parts.get("deg") else ""
    return rf"\sqrt{degree}{{{parts.get('e', '')}}}"


def _scripts(parts: _OfParts, _: list[str]) -> str:
    below = f"_{{{parts['sub']}}}" if parts.get("sub") else ""
    above = f"^{{{parts['sup']}}}" if parts.get("sup") else ""
    return f"{parts.get('e', '')}{below}{above}"


def _large(parts: _OfParts, _: list[str]) -> str:
    sign = parts.get("chr") or "∫"
    return f"{_scripts({**parts, 'e': _SIGNS.get(sign, sign)}, [])} {parts.get('e', '')}"


def _function(parts: _OfParts, _: list[str]) -> str:
    name = parts.get("fName", "")
    return f"{chr(92) + name if name in _FUNCTIONS else name} {parts.get('e', '')}"


def _limit(parts: _OfParts, _: list[str]) -> str:
    return _scripts({"e": parts.get("e", ""), "sub": parts.get("lim", "")}, [])


def _matrix(_: _OfParts, order: list[str]) -> str:
    return r"\begin{matrix}" + r" \\ ".join(order) + r"\end{matrix}"


_MAKERS: Mapping[str, Callable[[_OfParts, list[str]], str]] = {
    "f": _fraction,
    "rad": _root,
    **dict.fromkeys(("sSup", "sSub", "sSubSup", "sPre"), _scripts),
    "nary": _large,
    "func": _function,
    "limLow": _limit,
    "limUpp": lambda parts, _: _scripts({"e": parts.get("e", ""), "sup": parts.get("lim", "")}, []),
    "d": lambda parts, order: f"{parts.get('begChr', '(')}{', '.join(order)}{parts.get('endChr', ')')}",
    "m": _matrix,
    "mr": lambda _, order: " & ".join(order),
    "acc": lambda parts, _: (
        rf"\hat{{{parts.get('e', '')}}}" if parts.get("chr", "̂") == "̂" else parts.get("e", "")
    ),
    "bar": lambda parts, _: rf"\overline{{{parts.get('e', '')}}}",
}
