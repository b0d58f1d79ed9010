"""Building an `Article` from text and front matter, for all readers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from kratomcli.markup.sections import sections_of
from kratomcli.model.article import Article, Markup
from kratomcli.text.words import count_words

if TYPE_CHECKING:
    from kratomcli.conventions.table import Convention
    from kratomcli.readers.decoding import Decoded
    from kratomcli.readers.front_matter import FrontMatter


class Read(NamedTuple):
    """An article, and the location of its body: the encoding, and a character offset in the text."""

    article: Article
    encoding: str
    start: int


_BLANK_LINES = re.compile(r"(?:[^\S\n]*+\n)*+")
_DATE_IN_NAME = re.compile(r"(?:.*/)?(\d{4}-\d\d-\d\d)(?:[-_ ]|\Z)")


def assemble(
    source: Decoded,
    front: FrontMatter | None,
    markup: Markup,
    *,
    id: str,
    path: str,
    convention: Convention,
) -> Read:
    """The article in the text `source` with the front matter `front`."""
    text = source.text
    blank = _BLANK_LINES.match(text, front.end if front else 0)
    start = blank.end() if blank else 0
    body = text[start:].rstrip()
    body_line = 1 + text.count("\n", 0, start)
    sections = sections_of(body, markup, body_line)

    fields: dict[str, Any] = {}
    derived: dict[str, str] = {}
    notes = list(source.notes)
    if front is not None and front.values:
        from kratomcli.readers.front_matter import as_written
        from kratomcli.readers.metadata import absorb

        block = text[: front.end]
        metadata = absorb(front.values, lambda key: as_written(block, key))
        fields, derived = {**metadata.fields, "meta": metadata.meta}, metadata.derived
        notes += metadata.notes
    if "title" not in fields:
        from kratomcli.readers.titles import title_of

        fields["title"], derived["title"] = title_of(body, markup, sections, id)
    if "date" not in fields and (named := _DATE_IN_NAME.match(id)):
        from kratomcli.readers.dates import read_date

        if reading := read_date(named[1]):
            fields["date"], derived["date"] = reading.iso, "file name"

    article = Article(
        id=id,
        path=path,
        words=count_words(body),
        derived=derived,
        notes=tuple(notes),
        body=body,
        markup=markup,
        body_line=body_line,
        sections=sections,
        dialect=convention.dialect,
        convention=convention.name,
        **fields,
    )
    return Read(article, source.encoding, start)
