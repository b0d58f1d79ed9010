"""Python-Markdown, set up for articles. Importing this costs 20 ms: do it where a body is converted."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.util import AtomicString

from kratomcli.exporters.lists import lay_out
from kratomcli.exporters.plain import URL
from kratomcli.exporters.shortcuts import Source, take

MARK = "klzzwxh:"
"""What python-markdown puts in the place of an element for a while; some versions leave it behind."""


def to_html(body: str) -> str | None:
    """Markdown as HTML, not sanitised; None for what can't be converted in sensible time and depth."""
    if _too_tangled(body):
        return None
    text = "\n".join(lay_out(body.expandtabs(4).split("\n")))
    try:
        made, source = converter()
        source.text = text
        html = made.reset().convert(text)
    except Exception:  # lists in lists in lists…, or a fault: that costs the layout, not the article
        converter.cache_clear()  # whatever state it was left in
        return None
    return None if MARK in html and MARK not in body else html


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


@lru_cache(maxsize=2)
def converter(*, short: bool = True) -> tuple[Markdown, Source]:
    """A converter, and where it wants the text beforehand; whether it takes short ways changes no byte."""
    made = Markdown(
        extensions=["tables", "footnotes", "fenced_code", "sane_lists", "admonition"],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "footnotes": {"BACKLINK_TITLE": "Back to the text of note {}"},
        },
    )
    made.ESCAPED_CHARS = [*made.ESCAPED_CHARS, "~"]
    made.treeprocessors.register(_Attributes(made), "attributes", 8)
    # Behind raw HTML (90), so that addresses in attributes are left alone.
    made.inlinePatterns.register(_BareLink(URL.pattern, made), "bare link", 85)
    made.inlinePatterns.register(SimpleTagInlineProcessor(r"(~~)(?!~)(.+?)~~", "del"), "deleted", 50)
    return made, take(made) if short else Source()
