"""Words of Org: emphasis, links, notes, formulas, dates within a paragraph → HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from html.entities import html5

from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.insets import Insets, without_marks

_DEEPEST = 8
_NAME = r"[A-Za-z0-9_-]+"

_TOKENS = lazy_regex(
    r"(?P<link>\[\[(?P<target>(?:[^\[\]\\]|\\.)++)\](?:\[(?P<text>(?:[^\[\]]|\[[^\[\]]*+\])*+)\])?\])"
    r"|(?P<fn>\[fn:(?P<label>[\w-]*+)(?::(?P<note>(?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*+\])*+\])*+))?\])"
    r"|(?P<cite>\[cite(?:/[\w/]+)?:(?P<keys>[^\[\]]++)\])"
    r"|(?P<date>[<\[](?P<day>\d{4}-\d\d-\d\d[^<>\[\]\n]*+)[>\]])"
    r"|(?P<radio><<<?(?P<place>[^<>\n]++)>>>?)"
    r"|(?P<address><(?P<in>(?:https?|ftp|mailto):[^\s<>]++)>|(?P<bare>https?://[^\s<>\[\]|]*[^\s<>\[\]|.,;:!?'\")]))"
    r"|(?P<tex>\\\((?P<round>.{1,1000}?)\\\)|\\\[(?P<square>.{1,1000}?)\\\]|\$\$(?P<double>[^$]++)\$\$"
    r"|(?<![\w$])\$(?P<dollar>[^\s$,;.](?:[^$\n]{0,300}[^\s$,.])?)\$(?![\w$]))"
    r"|(?P<macro>\{\{\{(?P<name>[A-Za-z][\w-]*+)(?:\((?P<args>[^{}]*?)\))?\}\}\})"
    r"|(?P<export>@@(?P<backend>[\w-]+):(?P<raw>.{0,1000}?)@@)"
    r"|(?P<src>src_(?P<lang>[^\s\[{]++)(?:\[[^\[\]]*+\])?\{(?P<code>[^{}]++)\})"
    r"|(?P<emphasis>(?:(?<=[\s\-({'\"\u200b])|^)(?P<mark>[*/_+=~])(?P<inner>\S(?:.{0,800}?\S)??)(?P=mark)"
    r"(?=[\s\-.,;:!?'\")}\[\\\u200b]|$))"
    r"|(?P<raised>(?<=\S)(?P<sign>[_^])\{(?P<index>[^{}]++)\})"
    r"|(?P<entity>\\(?P<char>[A-Za-z]+\d*)(?:\{\}|(?![A-Za-z])))"
    r"|(?P<end>\\\\[ \t]*(?:\n|$))",
    re.DOTALL,
)
_ELEMENTS = {"*": "strong", "/": "em", "+": "del"}
_ENTITIES = {"to": "→", "dots": "…", "nbsp": "\xa0", "vert": "|", "slash": "/", "under": "_", "star": "*"}
_IMAGE = lazy_regex(r".*\.(?:png|jpe?g|gif|svg|webp|avif|tiff?|bmp)", re.IGNORECASE)
_SEARCH = lazy_regex(r"(?<=.)::.*")


@dataclass(slots=True)
class OrgWords:
    """Reads the words of one file."""

    insets: Insets = field(default_factory=Insets)
    macros: dict[str, str] = field(default_factory=dict)
    abbreviations: dict[str, str] = field(default_factory=dict)
    """Names of `#+LINK:` → the address that they stand for."""
    _count: int = 0

    def html(self, text: str, depth: int = 0) -> str:
        """A text as HTML."""
        if depth > _DEEPEST:
            return escape(text)
        parts: list[str] = []
        done = 0
        for found in _TOKENS.finditer(text):
            made = self._made(found, depth)
            if made is None:
                continue
            parts += (escape(text[done : found.start()]), made)
            done = found.end()
        return "".join([*parts, escape(text[done:])])

    def _made(self, found: re.Match[str], depth: int) -> str | None:
        kind = next(name for name in _MAKERS if found[name] is not None)
        return _MAKERS[kind](self, found, depth)

    def _link(self, found: re.Match[str], depth: int) -> str:
        target = found["target"].replace("\\[", "[").replace("\\]", "]").strip()
        text = found["text"]
        address = self._address(target)
        if not address:
            return self.html(text or target.lstrip("*#"), depth + 1)
        if text is None and _IMAGE.fullmatch(address):
            return f'<img src="{escape(address)}" alt="">'
        if text and _IMAGE.fullmatch(text) and (picture := self._address(text)):
            return f'<a href="{escape(address)}"><img src="{escape(picture)}" alt=""></a>'
        inner = self.html(text, depth + 1) if text else escape(target.removeprefix("file:"))
        return f'<a href="{escape(address)}">{inner}</a>'

    def _address(self, target: str) -> str:
        """Where a link leads to; "" for a place in the file itself."""
        name, colon, rest = target.partition(":")
        if colon and name in self.abbreviations:
            address = self.abbreviations[name]
            return address.replace("%s", rest) if "%s" in address else address + rest
        if name in ("file", "file+sys", "file+emacs", "attachment") and colon:
            path = _SEARCH.sub("", rest)
            return path.removeprefix("//") if path.startswith("///") else path
        if target.startswith(("./", "../", "/", "~/")):
            return _SEARCH.sub("", target)
        return target if colon and re.fullmatch(r"[a-z][a-z0-9+.-]*", name) else ""

    def _note(self, found: re.Match[str], depth: int) -> str:
        label = found["label"]
        if found["note"] is not None:
            self._count += 1
            label = label or f"inline-{self._count}"
            self.insets.add_note(label, f"<p>{self.html(found['note'], depth + 1)}</p>")
        return self.insets.reference(label) if label else escape(found[0])

    def _formula(self, found: re.Match[str], _: int) -> str:
        inline = found["round"] or found["dollar"]
        return self.insets.math(
            without_marks(inline or found["square"] or found["double"] or ""), is_block=not inline
        )

    def _macro(self, found: re.Match[str], depth: int) -> str:
        value = self.macros.get(found["name"].lower())
        if value is None:
            return ""
        for number, argument in enumerate((found["args"] or "").split(",")[:9], 1):
            value = value.replace(f"${number}", argument.strip())
        return self.html(value, depth + 1)

    def _emphasis(self, found: re.Match[str], depth: int) -> str | None:
        mark, inner = found["mark"], found["inner"]
        if inner.count("\n") > 1:
            return None
        if mark in "=~":
            return f"<code>{escape(inner)}</code>"
        html = self.html(inner, depth + 1)
        element = _ELEMENTS.get(mark)
        return f"<{element}>{html}</{element}>" if element else html


def _raised(_: OrgWords, found: re.Match[str], __: int) -> str:
    element = "sub" if found["sign"] == "_" else "sup"
    return f"<{element}>{escape(found['index'])}</{element}>"


def _entity(_: OrgWords, found: re.Match[str], __: int) -> str | None:
    char = _ENTITIES.get(found["char"]) or html5.get(f"{found['char']};")
    return None if char is None else escape(char)


_MAKERS: Mapping[str, Callable[[OrgWords, re.Match[str], int], str | None]] = {
    "link": OrgWords._link,
    "fn": OrgWords._note,
    "cite": lambda _, found, __: f"[{escape(found['keys'].strip())}]",
    "date": lambda _, found, __: escape(found["day"]),
    "radio": lambda _, found, __: escape(found["place"]) if found[0].startswith("<<<") else "",
    "address": lambda _, found, __: escape(found["in"] or found["bare"]),
    "tex": OrgWords._formula,
    "macro": OrgWords._macro,
    "export": lambda _, found, __: found["raw"] if found["backend"] == "html" else "",
    "src": lambda _, found, __: f"<code>{escape(found['code'])}</code>",
    "emphasis": OrgWords._emphasis,
    "raised": _raised,
    "entity": _entity,
    "end": lambda _, __, ___: "<br>",
}
"""Names of groups in `_TOKENS` → what makes HTML of them; None for what is no markup after all."""
