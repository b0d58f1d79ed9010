"""Building an `Article` from text and front matter, for all readers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kratomcli.conventions.table import NONE
from kratomcli.markup.comments import blocks_of, comments_of
from kratomcli.markup.sections import sections_of
from kratomcli.markup.tools.pieces import blanked
from kratomcli.model.article import Article, Markup
from kratomcli.model.file_kinds import KIND_OF
from kratomcli.model.paths import is_converted, suffix_of
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers.derivation import add_from_names, add_inline_tags, own_convention
from kratomcli.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kratomcli.conventions.table import Convention
    from kratomcli.model.entry import Section
    from kratomcli.readers.decoding import Decoded
    from kratomcli.readers.front_matter import FrontMatter
    from kratomcli.readers.metadata import Metadata


class Read(NamedTuple):
    """An article, and the location of its body: the encoding, and a character offset in the text."""

    article: Article
    encoding: str
    start: int


_HEADING = lazy_regex(r"^#.*\n*", re.MULTILINE)
_UNTITLED = NONE._replace(heading_title="none")
_BLANK_LINES = lazy_regex(r"(?:[^\S\n]*+\n)*+")


def assemble(
    source: Decoded,
    front: FrontMatter | None,
    markup: Markup,
    *,
    id: str,
    path: str,
    convention: Convention,
) -> Read:
    """The article in the text `source` with the front matter `front`.

    Of a file that was converted, `front` is its metadata, and the text is Markdown of no tool.
    """
    is_own = not is_converted(path)
    text = source.text
    blank = _BLANK_LINES.match(text, front.end if front else 0)
    start = blank.end() if blank else 0
    body = text[start:].rstrip()
    body_line = 1 + text.count("\n", 0, start)
    tool = convention.name if is_own else ""
    comments = comments_of(body, markup, path, tool)
    sections = sections_of(blanked(body, blocks_of(body, comments)), markup, body_line)

    found = _metadata(text, front, own_convention(id, convention), id)
    fields: dict[str, Any] = found.fields
    derived = found.derived
    if "title" not in fields:
        fields["title"], derived["title"] = _title(body, markup, sections, id, path, convention)
    add_from_names(found, id, path, convention)
    if not is_own:
        for name, origin in derived.items():
            derived[name] = origin.replace("front matter: ", "metadata: ", 1)
    elif convention.inline_tags and markup == "markdown":
        add_inline_tags(found, body, path, convention)

    article = Article(
        id=id,
        path=path,
        words=count_words(blanked(body, comments)),
        derived=derived,
        notes=(*source.notes, *found.notes),
        meta=found.meta,
        body=body,
        markup=markup,
        body_line=body_line,
        sections=sections,
        dialect=convention.dialect if is_own else NONE.dialect,
        convention=convention.name if is_own else "",
        **fields,
    )
    return Read(article, source.encoding, start)


def _title(
    body: str, markup: Markup, sections: Sequence[Section], id: str, path: str, convention: Convention
) -> tuple[str, str]:
    """A title that no metadata tell, and where it is from."""
    from kratomcli.readers.titles import title_of

    if not is_converted(path):
        return title_of(body, markup, sections, id, path, convention)
    kind = KIND_OF.get(suffix_of(path))
    if kind is None or kind.has_title:
        return title_of(body, markup, sections, id, path, NONE)
    return title_of(_HEADING.sub("", body), markup, sections, id, path, _UNTITLED)


def _metadata(text: str, front: FrontMatter | None, convention: Convention, id: str) -> Metadata:
    """What the front matter of a text tells."""
    from kratomcli.readers.metadata import Metadata, absorb

    if front is None or not front.values:
        return Metadata({}, {}, {}, [])
    from kratomcli.readers.file_names import date_in_name
    from kratomcli.readers.front_matter import as_written

    end = front.end
    return absorb(
        front.values,
        lambda key: as_written(text[:end], key),
        convention,
        is_dated=lambda: bool(date_in_name(id)[0]),
    )
