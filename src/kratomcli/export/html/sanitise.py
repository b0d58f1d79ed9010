"""The HTML sanitiser, an allow-list that every body passes before it is written for a browser.

Kept are the elements and attributes below, links and images with the schemes below or with relative URLs,
and classes that this project's style sheet uses. Removed are scripts, styles, frames, forms, media
players, event handlers, `javascript:` and `data:` URLs, and comments; of other unknown elements only the
tags are removed. Every id and every link within the page gets the article's prefix, so that articles on
one page don't clash, and repeated ids are removed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Collection

_KEPT = """
a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em
figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small
span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr
"""
_DROPPED = """
audio iframe math noembed noframes noscript object script select style svg template textarea title
video xmp
"""
TAGS = frozenset(_KEPT.split())

DROPPED_WHOLE = frozenset(_DROPPED.split())
"""Elements that are removed together with their content."""

ATTRIBUTES = {
    "*": frozenset({"id", "lang", "dir", "title"}),
    "a": frozenset({"href", "name", "class"}),
    "bdo": frozenset({"dir"}),
    "code": frozenset({"class"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "details": frozenset({"class", "open"}),
    "div": frozenset({"class", "role"}),
    "img": frozenset({"src", "srcset", "alt", "width", "height"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start", "reversed"}),
    "p": frozenset({"class"}),
    "summary": frozenset({"class"}),
    "td": frozenset({"align", "colspan", "rowspan"}),
    "th": frozenset({"align", "colspan", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
}

IMAGES = ' loading="lazy" decoding="async" referrerpolicy="no-referrer"'
"""Attributes that are added to each image; each link gets rel="noopener noreferrer"."""

SCHEMES = frozenset({"http", "https", "mailto", "tel", "wiki"})
"""With that of links between articles, which are resolved afterwards, and are in no output."""

_CLASS = lazy_regex(
    r"language-[\w+#.-]{1,40}|footnote(?:-ref|-backref)?"
    r"|callout(?:-title)?|note|tip|important|warning|danger|quote"
)
_VALUE = {
    "align": lazy_regex(r"left|right|center"),
    "dir": lazy_regex(r"ltr|rtl|auto"),
    "role": lazy_regex(r"note"),
    "scope": lazy_regex(r"row|col|rowgroup|colgroup"),
    "lang": lazy_regex(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"),
    "datetime": lazy_regex(r"[0-9A-Za-z:+. -]{1,40}"),
    "id": lazy_regex(r"\S+"),
    "name": lazy_regex(r"\S+"),
} | dict.fromkeys(("colspan", "rowspan", "span", "start", "value", "width", "height"), lazy_regex(r"\d{1,4}"))


_UNKNOWN = lazy_regex(r"</?([A-Za-z][^\s/<>]*+)(?:\"[^\"]*+\"|'[^']*+'|[^<>\"'])*+>")
_TAG = lazy_regex(r'</?[A-Za-z][^"<>]*+(?:"[^"]*+"[^"<>]*+)*+>')
_COMMENT = lazy_regex(r"<!--|-->")
_GONE = lazy_regex(rf"<({'|'.join(sorted(DROPPED_WHOLE))})(?=[\s/>])", re.IGNORECASE)
_NAMED_INSTEAD = frozenset(("audio", "iframe", "object", "video"))


def left_out(html: str) -> list[str]:
    """The names of elements in `html` that `clean` removes with their content, in order, each once.

    Without players and frames, which are replaced by links.
    """
    found: dict[str, None] = {}
    done = 0
    for opening in _COMMENT.finditer(html):
        if opening.start() >= done and opening[0] == "<!--":
            found.update(dict.fromkeys(map(str.lower, _GONE.findall(html, done, opening.start()))))
            end = html.find("-->", opening.end())
            done = len(html) if end < 0 else end
    found.update(dict.fromkeys(map(str.lower, _GONE.findall(html, done))))
    return [name for name in found if name not in _NAMED_INSTEAD]


def _without_foreign(tag: re.Match[str]) -> str:
    """A tag, "" if its element is unknown: nh3 drops the words in one that is named as one of SVG's."""
    name = tag[1].lower()
    return tag[0] if name in TAGS or name in DROPPED_WHOLE else ""


def clean(html: str, *, prefix: str = "", reserved: Collection[str] = ()) -> str:
    """`html` reduced to what the allow-list allows; always well-formed.

    `prefix` is put before each id and each link to one. Ids in `reserved` (without prefix) are used
    elsewhere on the page, and are removed here.
    """
    import nh3

    seen = set(reserved)

    def attribute(tag: str, name: str, value: str) -> str | None:  # noqa: ARG001  # nh3's signature
        rule = _VALUE.get(name)
        if rule and not rule.fullmatch(value):
            return None
        if name == "class":
            return " ".join(c for c in value.split() if _CLASS.fullmatch(c)) or None
        if name in ("id", "name"):
            if value in seen:
                return None
            seen.add(value)
            return prefix + value
        if name == "href" and value.startswith("#") and value != "#":
            return f"#{prefix}{value[1:]}"
        return value

    html = nh3.clean(
        _UNKNOWN.sub(_without_foreign, html),
        tags=TAGS,
        clean_content_tags=DROPPED_WHOLE,
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
    return _TAG.sub(_finished, html)


def _finished(tag: re.Match[str]) -> str:
    """A tag as the pages have it: images with `IMAGES`, and each "<" in an attribute escaped.

    nh3 can set attributes too, but in another order on each run, and not all of its versions escape them.
    """
    inner = tag[0][1:-1].replace("<", "&lt;").replace(">", "&gt;")
    return f"<img{IMAGES}{inner[3:]}>" if inner.startswith("img") else f"<{inner}>"
