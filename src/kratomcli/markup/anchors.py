"""The anchors of an article: the targets that a link's #fragment can have in its page.

Which generator makes the page is unknown, so every anchor that a usual one would make counts.
"""

from __future__ import annotations

import os
import re
from functools import cached_property
from typing import TYPE_CHECKING

from kratomcli.markup.attributes import commented_ids
from kratomcli.markup.slugs import may_be_transliterated, slugs
from kratomcli.markup.spans import HeadingText, MarkdownSpans
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.model.article import Article

_ID = lazy_regex(r"<[A-Za-z][^<>]*?\s(?:id|name)\s*=\s*[{\"'`]*([^\s\"'`<>{}]+)", re.IGNORECASE)
_BRACES = lazy_regex(r"\{[^{}\n]*+\}")
_OWN = lazy_regex(r"#([^\s{}#]++)|\bid=[\"']?+([^\s{}\"']++)")
_BLOCK = lazy_regex(r"\^([A-Za-z0-9-]+)[ \t]*$", re.MULTILINE)
_HASHES = lazy_regex(r"^ {0,3}#{1,6}([^#\s].*)$", re.MULTILINE)
_IN_HTML = lazy_regex(r"^ {0,3}#{1,6}[ \t]+([^#\s].*?)[ \t]*#*$", re.MULTILINE)
_HTML = lazy_regex(r"<h[1-6]\b[^<>]*>((?:[^<]|<(?!/?h[1-6]\b))*+)</h[1-6]", re.IGNORECASE)
_TERM = lazy_regex(r"^(\S.*)\n(?:[ \t]*\n)?[ \t]*:[ \t]+\S", re.MULTILINE)
_TAG = lazy_regex(r"<[^<>]*>")
_OWN_ID = lazy_regex(r"\s*\{(?::|/\*)?\s*[#.][^{}]*\}\s*$")
# Includes, embeds and templates: headings may come from outside the file, so that any anchor may exist.
_ELSEWHERE = lazy_regex(
    r"\{\{[<%]\s*\w*(?:include|read|render|snippet|partial|embed|transclu)"
    r"|\{%-?\s*(?:include|render)\b[^{}\n]*\.md\b"
    r"|^[ \t]*-{1,2}8<-{1,2}|^:::? ?\{include|^import [^\n]{1,200}? from [^\n]{1,200}\.mdx?[\"']"
    r"|^!\[\[(?![^\]\n]*\.(?:png|jpe?g|gif|svg|webp|pdf))"
    r"|^#{1,6} .*\{[{%<]",
    re.MULTILINE | re.IGNORECASE,
)
_MOST_FOREIGN = 500  # non-ASCII headings that are compared with a fragment; with more, any may exist
_NOT_OURS = lazy_regex(
    r"top$|_?fn|_?footnote|_ftn|_edn|cite|sdfootnote|:~:|[/!]|l\d+(?:-l?\d+)?$|(?:comments?|respond|disqus_thread)$"
    r"|page=|\{"
)


def is_not_ours(fragment: str) -> bool:
    """Whether a fragment (in lower case) is the browser's, a footnote's or a theme's, not a heading's."""
    return not fragment or _NOT_OURS.match(fragment) is not None


class Anchors:
    """The anchors of an article, as a container for `in`. Rare kinds are only computed when needed."""

    def __init__(self, article: Article) -> None:
        self._article = article

    def __contains__(self, fragment: str) -> bool:
        """Whether the page has, or may have, the anchor `fragment`, given in lower case and without "#"."""
        name = fragment.removeprefix("user-content-").rpartition("#")[2]
        return (
            name in self._usual
            or name in self._others
            or self._may_be_elsewhere
            or len(self._foreign) > _MOST_FOREIGN
            or any(may_be_transliterated(text, name) for text in self._foreign)
        )

    @cached_property
    def _usual(self) -> frozenset[str]:
        """GitHub's slugs of the sections, ids of HTML elements, in {#braces} and comments; in lower case."""
        found = {section.slug for section in self._article.sections}
        found.update(match[1] for match in _ID.finditer(self._article.body))
        for braces in _BRACES.findall(self._article.body):
            found.update(own[1] or own[2] for own in _OWN.finditer(braces))
        found.update(commented_ids(self._article.body))
        return frozenset(name.lower() for name in found)

    @cached_property
    def _others(self) -> frozenset[str]:
        """Slugs of other site generators, Obsidian's block ids (^name), anchors of a table of contents."""
        found = set(slugs(self._readings)) | {f"^{match[1].lower()}" for match in self._matches(_BLOCK)}
        if "[toc]" in self._article.body.lower() or "{:toc}" in self._article.body:
            found |= {"toc", "markdown-toc", *(f"markdown-toc-{slug}" for slug in list(found))}
        return frozenset(found)

    @cached_property
    def _readings(self) -> list[set[str]]:
        """The possible texts of each heading: of Markdown and HTML, terms of definition lists, the title."""
        article = self._article
        if article.markup != "markdown":
            return [readings(HeadingText(one.title, one.title)) for one in article.sections]
        found = [*MarkdownSpans(article.body).headings, HeadingText(article.title, article.title)]
        # Python-Markdown's md_in_html reads Markdown in elements that ask for it.
        more = (_IN_HTML,) if article.dialect == "python-markdown" and "markdown=" in article.body else ()
        for pattern in (_HASHES, _HTML, _TERM, *more):
            found += (HeadingText(match[1], _TAG.sub("", match[1])) for match in self._matches(pattern))
        return [readings(one) for one in found]

    @cached_property
    def _foreign(self) -> list[str]:
        """Headings that are not ASCII: some generators transliterate these for their slugs."""
        return [text for texts in self._readings for text in texts if not text.isascii()]

    def _matches(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        return list(pattern.finditer(self._article.body))

    @cached_property
    def _may_be_elsewhere(self) -> bool:
        """Whether part of the page is not in the file: an include, a templated heading, a section page."""
        name = os.path.basename(self._article.path)
        return name.startswith("_index.") or _ELSEWHERE.search(self._article.body) is not None


def readings(heading: HeadingText) -> set[str]:
    """The texts from which a generator may make the slug: source or shown, entities decoded, dashes set."""
    from html import unescape

    written, shown = (_OWN_ID.sub("", text) for text in heading)
    found = {written, shown, unescape(written), unescape(shown)}
    return found | {_set(text) for text in found if "--" in text or "..." in text}


def _set(text: str) -> str:
    return text.replace("---", "—").replace("--", "–").replace("...", "…")
