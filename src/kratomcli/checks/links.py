"""Rules about broken links: to files or sections of the library that don't exist."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from kratomcli.checks.registry import rule
from kratomcli.conventions.table import convention_of
from kratomcli.links.extraction import is_file
from kratomcli.markup.anchors import Anchors, is_not_ours
from kratomcli.markup.links import inner_parts, names_an_article, places
from kratomcli.markup.sections import slugify
from kratomcli.markup.tools.wiki_links import target_of
from kratomcli.model.paths import INDEX_NAMES
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.checks.finding import Spot
    from kratomcli.checks.scope import Scope, Subject

_TEA = "# Tea\n\n## Green\n\nGreen tea.\n"

# An address that begins with a host: a name with a dot and then a path, or with a usual top-level domain.
_HOST = lazy_regex(
    r"(?:www\.[\w-]+\.[a-z]|(?:[\w-]+\.)+(?:com|org|net|edu|gov|io|dev|app|info|example|eu|uk|de|fr|jp)(?:[/:?]|$)"
    r"|(?!\.)(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/)",
    re.IGNORECASE,
)
_MADE_BY_TEMPLATE = lazy_regex(r"\{\{|<%|\$\{")
_MAIL = lazy_regex(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+$")
_PAGE = lazy_regex(r"\.html?$", re.IGNORECASE)


@rule(
    "L001",
    "missing-article",
    "error",
    "a link to an article that isn't there",
    explanation="The address ends as an article's file does (.md, .mdx, .qmd, .txt …) or is relative, and"
    " there is no such file: neither beside the article nor, for one that begins with /, below the"
    " library's folders; nor where the pages that a site makes of them would be. A web address without"
    " https:// is told, too. Addresses that begin or end with / and have no such ending are a website’s"
    " affair and not looked at, nor is what a template makes, nor are texts (/a.txt) that a site may have"
    " from elsewhere. Links in parts of pages (_part.qmd) are those of the pages that include them. The same"
    " address that is no file's name, time and again, is told once. What is a link CommonMark decides.",
    hint="Correct the address, or take the link away.",
    fires={"one.md": "# One\n\nSee [the other](two.md).\n"},
    passes={
        "one.md": "# One\n\nSee [tea](tea.md) or [it](/blog/tea/) or [it](../tea/).\n\n"
        "Write it so:\n\n    [text](target.md)\n",
        "tea.md": _TEA,
    },
)
def missing_article(subject: Subject, scope: Scope) -> Iterator[Spot]:
    if subject.is_partial:
        return
    for offset, href in subject.hrefs:
        if href.startswith("[[") or not _is_missing(href, subject, scope):  # [text]([[name]]) is a wiki's
            continue
        address = subject.address(offset, href)
        if address is None or (address != href and not _is_missing(address, subject, scope)):
            continue
        path = unquote((inner_parts(address) or (address, ""))[0])
        if names_an_article(path) or not scope.names_a_page(path):
            yield _missing(subject, offset, path)
    if "virtual-pages" not in convention_of(subject.article.convention).links:
        yield from _missing_names(subject, scope)


def _missing_names(subject: Subject, scope: Scope) -> Iterator[Spot]:
    """The links of a wiki to names that no article has. What has another suffix may be any file."""
    for offset, address in subject.wiki_links:
        name = target_of(address).partition("#")[0]
        if is_file(address) or _MADE_BY_TEMPLATE.search(name) or scope.target(address, subject.article):
            continue
        if not any(scope.exists(place) for place in places(subject.article.path, quote(name), scope.roots)):
            yield subject.in_body(offset, f"no article called {name}", text=name)


def _missing(subject: Subject, offset: int, path: str) -> Spot:
    if _MAIL.match(path):
        return subject.in_body(
            offset, f"{path} is an address without mailto:", "Write mailto: in front of it.", path
        )
    if _HOST.match(path):
        return subject.in_body(
            offset, f"{path} is an address without https://", "Write https:// in front of it.", path
        )
    return subject.in_body(offset, f"no article at {path}", text="" if names_an_article(path) else path)


def _is_missing(href: str, subject: Subject, scope: Scope) -> bool:
    """Whether an address must mean a file of the library, and that file doesn't exist."""
    inner = inner_parts(href)
    if inner is None or not inner[0]:
        return False
    path = inner[0]
    if (path.startswith("/") or path.endswith("/")) and not names_an_article(path):
        return False
    if path.startswith("/") and path.endswith(".txt") and subject.is_of_a_site:
        return False
    if scope.target(href, subject.article) is not None:
        return False
    return not any(scope.exists(place) for place in _places(subject.article.path, path, scope))


def _places(path: str, link: str, scope: Scope) -> Iterator[str]:
    """The absolute paths that a link can mean, to a file or to the page that a generator makes of one."""
    for address in dict.fromkeys((link, _PAGE.sub("", link))):
        if address.startswith("@/"):  # Zola: from the content's folder
            yield from places(path, address[2:], scope.roots)
            yield from _above(path, address[2:], scope)
            continue
        yield from places(path, address, scope.roots)
        if names_an_article(address) and not address.startswith((".", "/")):
            yield from _above(path, address, scope)  # Docusaurus, Obsidian: from the top
        base, name = os.path.split(os.path.splitext(path)[0])
        if address.startswith("/"):
            continue
        if name.lower() in (*INDEX_NAMES, os.path.basename(base).lower()):
            yield from places(base, address, scope.roots)
        else:
            yield from places(os.path.join(base, name, name), address, scope.roots)


def _above(path: str, link: str, scope: Scope) -> Iterator[str]:
    """`link` joined to each parent of the article's folder, up to the library's root."""
    folder = os.path.dirname(path)
    while any(folder.startswith(root + "/") for root in scope.roots):
        folder = os.path.dirname(folder)
        yield from places(os.path.join(folder, ""), link, scope.roots)


@rule(
    "L002",
    "dead-anchor",
    "warning",
    "a link to a section that isn't there",
    explanation="The part after # names no heading of the article, and nothing in it has that id. The"
    " slugs that GitHub, GitLab, Python-Markdown, MkDocs, Zola, Hugo, Jekyll, Kramdown, Pandoc, Docusaurus,"
    " VuePress, Eleventy, Hexo, Sphinx and Obsidian make of headings all count."
    " Footnotes, #top, lines (#L10), articles that include others and parts of pages are left alone.",
    hint="Name a heading that is there, by its slug.",
    fires={"one.md": "# One\n\nSee [below](#tea).\n\n## Coffee\n"},
    passes={
        "one.md": "# One\n\nSee [below](#coffee), [what](#what-s-next) and [there](tea.md#green).\n\n"
        "## Coffee\n\n## What's next\n",
        "tea.md": _TEA,
    },
)
def dead_anchor(subject: Subject, scope: Scope) -> Iterator[Spot]:
    if subject.is_partial:
        return
    own = Anchors(subject.article)
    for offset, named in subject.wiki_links:
        name, _, heading = target_of(named).partition("#")
        first = heading.partition(":#")[0]  # Dendron: from one heading to another, #a,1:#b
        last = re.sub(r",\d+$", "", first.rpartition("#")[2]).strip()
        meant = scope.target(named, subject.article) if last else None
        target = scope.article_at(meant) if meant else None
        if target and target.anchors is not None and not _has_heading(target.anchors, last):
            yield subject.in_body(offset, f"no section {last} in {name}")
    for offset, href in subject.hrefs:
        if not _is_dead(href, own, subject, scope):
            continue
        address = subject.address(offset, href)
        if address is None or (address != href and not _is_dead(address, own, subject, scope)):
            continue
        path, fragment = inner_parts(address) or ("", "")
        where = unquote(path) if path else "this article"
        yield subject.in_body(offset, f"no section #{unquote(fragment).lower()} in {where}")


def _has_heading(anchors: Anchors, heading: str) -> bool:
    """Whether there is a heading of this text or slug, or a block of this name (^name)."""
    lower = heading.lower()
    plain = " ".join(re.sub(r"[*_`=~]{2,}|[*`]", "", heading).split())  # Obsidian compares the words
    return lower in anchors or (
        not lower.startswith("^") and any(slugify(one) in anchors for one in (heading, plain))
    )


def _is_dead(href: str, own: Anchors, subject: Subject, scope: Scope) -> bool:
    """Whether an address has a #fragment that the article it leads to doesn't have."""
    path, fragment = inner_parts(href) or ("", "")
    fragment = unquote(fragment).lower()
    if is_not_ours(fragment):
        return False
    if not path:
        return fragment not in own
    return names_an_article(path) and _has_no_such(fragment, href, subject, scope)


def _has_no_such(fragment: str, href: str, subject: Subject, scope: Scope) -> bool:
    """Whether a link means an article that doesn't have the anchor `fragment`."""
    path = (inner_parts(href) or ("", ""))[0]
    meant = scope.target(href, subject.article)
    for place in (meant,) if meant else places(subject.article.path, path, scope.roots):
        target = scope.article_at(place)
        if target and target.anchors is not None:
            return fragment not in target.anchors
    return False
