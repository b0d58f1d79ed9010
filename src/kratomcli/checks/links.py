"""Links within the library that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kratomcli.checks.anchors import anchors_of
from kratomcli.checks.registry import rule
from kratomcli.links import inner_parts, names_an_article, places

if TYPE_CHECKING:
    from kratomcli.checks.finding import Spot
    from kratomcli.checks.scope import Scope, Subject

_TEA = "# Tea\n\n## Green\n\nGreen tea.\n"


@rule(
    "L001",
    "missing-article",
    "error",
    "a link to an article that isn't there",
    explanation="The address ends as an article's file does (.md, .markdown, .txt) or is relative, and"
    " there is no such file: neither beside the article nor, for one that begins with /, below the"
    " library's folders. Addresses that begin or end with / and have no such ending are a website’s affair"
    " and not looked at.",
    hint="Correct the address, or take the link away.",
    fires={"one.md": "# One\n\nSee [the other](two.md).\n"},
    passes={"one.md": "# One\n\nSee [tea](tea.md) or [it](/blog/tea/) or [it](../tea/).\n", "tea.md": _TEA},
)
def missing_article(subject: Subject, scope: Scope) -> Iterator[Spot]:
    for offset, href in subject.hrefs:
        inner = inner_parts(href)
        if inner is None or not inner[0]:
            continue
        path = inner[0]
        if (path.startswith("/") or path.endswith("/")) and not names_an_article(path):
            continue
        at = places(subject.article.path, path, scope.roots)
        if at and not any(scope.exists(place) for place in at):
            yield subject.in_body(offset, f"no article at {unquote(path)}")


@rule(
    "L002",
    "dead-anchor",
    "warning",
    "a link to a section that isn't there",
    explanation="The part after # names no heading of the article, and nothing in it has that id. The"
    " slugs of headings are made as GitHub makes them; `show --toc` prints them. Footnotes and #top are"
    " left alone.",
    hint="`kratomcli show --toc ID` prints the slugs that there are.",
    fires={"one.md": "# One\n\nSee [below](#tea).\n\n## Coffee\n"},
    passes={
        "one.md": "# One\n\nSee [below](#coffee) and [there](tea.md#green).\n\n## Coffee\n",
        "tea.md": _TEA,
    },
)
def dead_anchor(subject: Subject, scope: Scope) -> Iterator[Spot]:
    own = None
    for offset, href in subject.hrefs:
        inner = inner_parts(href)
        if inner is None or not inner[1]:
            continue
        path, fragment = inner[0], unquote(inner[1]).lower()
        if fragment == "top" or fragment.startswith(("fn", "footnote", ":~:", "/", "!")):
            continue
        if not path:
            own = anchors_of(subject.article) if own is None else own
            if fragment not in own:
                yield subject.in_body(offset, f"no section #{fragment} in this article")
        elif names_an_article(path):
            for place in places(subject.article.path, path, scope.roots):
                target = scope.article_at(place)
                if target and target[1] and fragment not in target[1]:
                    yield subject.in_body(offset, f"no section #{fragment} in {unquote(path)}")
                    break
