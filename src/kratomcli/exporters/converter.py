"""Python-Markdown, set up for articles. Importing this costs 20 ms: do it where a body is converted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.treeprocessors import InlineProcessor as TreeInlineProcessor
from markdown.util import AtomicString

from kratomcli.exporters.lists import lay_out
from kratomcli.exporters.plain import URL


def to_html(body: str) -> str | None:
    """Markdown as HTML, not sanitised; None for what can't be converted in sensible time and depth."""
    if _too_tangled(body):
        return None
    text = "\n".join(lay_out(body.expandtabs(4).split("\n")))
    try:
        return _converter().reset().convert(text)
    except Exception:  # lists in lists in lists…, or a fault: that costs the layout, not the article
        _converter.cache_clear()  # whatever state it was left in
        return None


def _too_tangled(body: str) -> bool:
    """Is this nothing that anyone wrote? The converter's time goes with the square of such things."""
    return any(
        text.count("[") - text.count("]") > 500
        or text.count("](") - text.count(")") > 500
        or text.count("<") - text.count(">") > 500
        or (" " * 200 in text and re.search(r"^ {200,}[-+*\d]", text, re.MULTILINE))
        for text in body.split("\n\n")
    )


class _BareLink(InlineProcessor):
    """An address in the text, as GitHub links it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802  # python-markdown's
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Element, int, int]:
        element = Element("a", href=m[0])
        element.text = AtomicString(m[0])
        return element, m.start(0), m.end(0)


class _Attributes(AttrListTreeprocessor):
    """Kramdown's {: #id}, and {#id} behind headings; not what else stands in braces."""

    BLOCK_RE = re.compile(r"\n *\{: *([^}\n ][^}\n]*)\} *$")  # type: ignore[misc]  # made to be set
    INLINE_RE = re.compile(r"^\{: *([^}\n ][^}\n]*)\}")  # type: ignore[misc]
    HEADER_RE = re.compile(r" +\{(?:: *|(?=[#.]))([^}\n ][^}\n]*)\} *$")  # type: ignore[misc]


_SIGNS = {
    "backtick": "`",
    "escape": "\\",
    "footnote": "[^",
    "reference": "[",
    "link": "[",
    "image_link": "![",
    "image_reference": "![",
    "short_reference": "[",
    "short_image_ref": "![",
    "autolink": "<",
    "automail": "<",
    "linebreak": "\n",
    "html": "<",
    "entity": "&",
    "bare link": "://",
    "deleted": "~~",
}
"""What a text must hold for a pattern to match; a pattern that isn't named here is always tried."""


class _Inline(TreeInlineProcessor):
    """python-markdown's own, but that it tries only patterns whose sign is in the text.

    Most texts hold few signs, and trying them all was a third of a conversion. Where a new version
    of python-markdown calls this no more, conversion is slower and just as right.
    """

    _tried: Sequence[tuple[Any, str]] = ()

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        if not self._tried:
            names: Any = {id(self.inlinePatterns[name]): sign for name, sign in _SIGNS.items()}
            self._tried = [(pattern, names.get(id(pattern), "")) for pattern in self.inlinePatterns]
        apply: Any = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        start = 0
        for index in range(patternIndex, len(self._tried)):
            pattern, sign = self._tried[index]
            matched = True
            while matched and sign in data:
                data, matched, start = apply(pattern, data, index, start)
            start = 0
        return data


@lru_cache(maxsize=1)
def _converter() -> Markdown:
    converter = Markdown(
        extensions=["tables", "footnotes", "fenced_code", "sane_lists", "admonition"],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "footnotes": {"BACKLINK_TITLE": "Back to the text of note {}"},
        },
    )
    converter.ESCAPED_CHARS = [*converter.ESCAPED_CHARS, "~"]
    converter.treeprocessors.register(_Attributes(converter), "attributes", 8)
    converter.treeprocessors.register(_Inline(converter), "inline", 20)
    # Behind raw HTML (90), so that addresses in attributes are left alone.
    converter.inlinePatterns.register(_BareLink(URL.pattern, converter), "bare link", 85)
    converter.inlinePatterns.register(SimpleTagInlineProcessor(r"(~~)(?!~)(.+?)~~", "del"), "deleted", 50)
    return converter
