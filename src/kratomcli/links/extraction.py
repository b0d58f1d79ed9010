"""The links of a body that may lead to other articles, found by patterns: far faster than parsing it.

An address is a path, as in Markdown and HTML, or `wiki:` and a percent-encoded name, for all that names an
article wherever it lies: [[name]], {% link name %}, {{< ref "name" >}}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.markup.hrefs import hrefs
from kratomcli.model.paths import ALL_SUFFIXES
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.markup.tools.pieces import Source
    from kratomcli.model.article import Article

_TAGS = ("{%", "{{<", "{{%", "url }}", "url}}", "| url", "_url ")
"""What a link made by a template has in it."""
_BEHIND = lazy_regex(r"[^\s)\"'<>{]*+")
_HOST = r"[A-Za-z][A-Za-z0-9+.-]*+:|//|#"
_INLINE = lazy_regex(rf"\]\(\s*+<?+(?!{_HOST}|\))")
_DEFINITION = lazy_regex(rf"^ {{0,3}}\[(?!\^)[^\]\n]++\]:\s*+<?+(?!{_HOST})", re.MULTILINE)
_HREF = lazy_regex(rf"\bhref\s*+=\s*+[\"']?+(?!{_HOST})")
_ELSEWHERE = lazy_regex(rf"{_HOST}|[(<]|\{{(?!filename\}})|\[\[")
_ARTICLES = "|".join(suffix[1:] for suffix in ALL_SUFFIXES)
_FILE = lazy_regex(rf"\.(?!(?:{_ARTICLES})$)[a-z][a-z0-9]{{1,5}}$", re.IGNORECASE)


_IN_BRACKETS = lazy_regex(r"\[\[([^\[\]|\n]++)(?:\|([^\[\]\n]*+))?\]\]")


class FoundLink(NamedTuple):
    """A link of a body: where it begins, in characters, and its address."""

    start: int
    address: str


class PropertyLink(NamedTuple):
    """A link in front matter: the key, the text of the value, the address."""

    key: str
    text: str
    address: str


def links_in(article: Article) -> Iterator[FoundLink]:
    """The links to what may be another article: not to hosts, to files of other kinds, or within itself.

    The name of an article may end as that of a file does (Node.js), so that names are all taken. Links in
    front matter begin at -1, -2 and so on.
    """
    body = article.body
    if article.markup == "text":
        return
    yield from (FoundLink(-number, one.address) for number, one in enumerate(property_links(article), 1))
    if not _may_link(body):
        return
    from kratomcli.markup.tools import source_of
    from kratomcli.markup.tools.syntaxes import syntaxes_of

    source = source_of(body, syntaxes_of(article.path, article.convention))
    for start, href in (*hrefs(source.text, article.markup), *_of_tools(source)):
        if href and (href.startswith("wiki:") or not (_ELSEWHERE.match(href) or is_file(href))):
            yield FoundLink(start, href)


def _may_link(body: str) -> bool:
    """Whether a body has what looks like a link to another article: most have links to hosts alone."""
    return (
        "[[" in body
        or any(tag in body for tag in _TAGS)
        or _INLINE.search(body) is not None
        or ("]:" in body and _DEFINITION.search(body) is not None)
        or ("=" in body and _HREF.search(body.lower()) is not None)
    )


def property_links(article: Article) -> list[PropertyLink]:
    """The links between double brackets in the front matter of a note; in Logseq tags are links, too."""
    from kratomcli.markup.tools.syntaxes import syntaxes_of
    from kratomcli.markup.tools.wiki_links import address

    syntaxes = syntaxes_of(article.path, article.convention)
    if "wiki-links" not in syntaxes or not (article.meta or article.tags):
        return []
    found = [
        PropertyLink(key, _IN_BRACKETS.sub(lambda link: link[2] or link[1], text), address(link[1].strip()))
        for key, value in article.meta.items()
        for text in _texts(value)
        for link in _IN_BRACKETS.finditer(text)
    ]
    if "block-references" in syntaxes:
        given = article.tags if article.derived.get("tags", "").startswith("front matter") else ()
        found += (PropertyLink("tags", tag, address(tag)) for tag in given)
    return found


def _texts(value: object) -> Iterator[str]:
    """The texts in a value of front matter."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _of_tools(source: Source) -> Iterator[tuple[int, str]]:
    """(offset, address) of the links that wikis and templates have."""
    if "[[" in source.text and "wiki-links" in source.syntaxes:
        from kratomcli.markup.tools.wiki_links import addresses

        yield from addresses(source)
    if any(sign in source.text for sign in _TAGS) and not source.syntaxes.isdisjoint(
        ("liquid", "shortcodes")
    ):
        from kratomcli.markup.tools.templates import links

        for piece in links(source):
            behind = _BEHIND.match(source.text, piece.end)
            yield piece.start, piece.markdown + (behind[0] if behind else "")


def is_file(address: str) -> bool:
    """Whether an address names a file that is no article, such as a picture."""
    return _FILE.search(address.partition("#")[0].partition("?")[0]) is not None
