"""Articles → readable plain text, one after another with a rule between them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kratomcli.export import ExportOptions
    from kratomcli.model.article import Article

_RULE = "\n---\n\n"


def write(articles: Iterable[Article], stream: TextIO, options: ExportOptions) -> int:
    """Write the chosen parts of each article, and return the number of articles.

    Metadata alone lists all fields; otherwise it is the title, above the text. Headings alone are lines
    of "id#slug", a tab and the heading, indented by its level.
    """
    parts, count = options.parts, 0
    for article in articles:
        if count and not parts.toc:
            stream.write(_RULE)
        count += 1
        if parts.toc:
            for section in article.sections:
                stream.write(f"{article.id}#{section.slug}\t{'  ' * (section.level - 1)}{section.title}\n")
        elif parts.body:
            from kratomcli.export.readable_text import body_text

            body = body_text(article, drop_title=parts.meta)
            stream.write(f"{article.title}\n\n{body}\n" if parts.meta else f"{body}\n")
        else:
            stream.writelines(f"{name}: {value}\n" for name, value in _known(article))
    return count


def _known(article: Article) -> Iterator[tuple[str, str]]:
    from kratomcli.export.contract import ENTRY_KEYS, as_json

    known = as_json(article, fields=[key for key in ENTRY_KEYS if key not in ("meta", "derived", "notes")])
    known |= article.meta
    for name, value in known.items():
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = ", ".join(value)
        if value not in (None, "", False):
            yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    for note in article.notes:
        yield "note", note
