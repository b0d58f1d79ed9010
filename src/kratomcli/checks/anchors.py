"""What of an article a link's #fragment can lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kratomcli.article import Article

_ID = re.compile(r"<[A-Za-z][^<>]*?\s(?:id|name)\s*=\s*[\"']?([^\s\"'<>]+)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\{:?[^{}\n]*?#([^\s{}]+)[^{}\n]*\}")


def anchors_of(article: Article) -> frozenset[str]:
    """Slugs of sections, ids of HTML elements and ids in {#braces}, in lower case."""
    found = {section.slug for section in article.sections}
    found.update(match[1] for match in _ID.finditer(article.body))
    found.update(match[1] for match in _ATTRIBUTE.finditer(article.body))
    return frozenset(name.lower() for name in found)
