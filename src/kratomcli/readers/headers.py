"""Metadata at the top of a text that is not between two boundaries: lines `Key: value`, and `key:: value`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kratomcli.model.fields import FRONT_MATTER, normal_key
from kratomcli.patterns import lazy_regex
from kratomcli.readers.dates import read_date
from kratomcli.readers.front_matter import FrontMatter, is_usual, split
from kratomcli.readers.values import MOST_VALUES

if TYPE_CHECKING:
    from kratomcli.conventions.table import Convention

_LINE = lazy_regex(r" {0,3}([A-Za-z][\w-]*(?: [\w-]+){0,2})[ \t]*:(?!//|:)[ \t]*(.*)")
_ORG_LINE = lazy_regex(r"#\+([A-Za-z][\w-]*):[ \t]*(.*)")
_MORE = lazy_regex(r"[ \t]+(\S.*)")
_END = lazy_regex(r"\s*|-{3,}\s*")
_PROPERTY = lazy_regex(r"[ \t]*(?:- )?([^\W\d_][^:\n`\[\]()]*)::(?:[ \t]+(.*))?")
_BLANK = lazy_regex(r"(?:[^\S\n]*+\n)*+")


def front_matter_of(text: str, convention: Convention) -> FrontMatter | None:
    """The front matter at the top of `text`, a header in its place, and properties below it; or None.

    Raises ArticleUnreadable for front matter that is not closed or invalid.
    """
    front = split(text)
    if front is None:
        front = header(text, convention)
    if "properties" in convention.syntax and (found := _properties(text, front.end if front else 0)):
        return found._replace(values={**found.values, **front.values}) if front else found
    return front


def header(text: str, convention: Convention) -> FrontMatter | None:
    """The values of a header as Pelican, MultiMarkdown and Denote write it; None if there is none.

    A header is lines with a key each, and an empty line or a rule below them. The first key must be a usual
    one, and one of them a title or a date (or all usual, with authors and tags), as lines of a dialogue look
    alike. Python-Markdown's header ends at any line without a key.
    """
    pattern = _ORG_LINE if text.startswith("#+") else _LINE
    first = pattern.match(text)
    if first is None or not is_usual([first[1]]):
        return None
    is_loose = pattern is _ORG_LINE or convention.dialect == "python-markdown"
    found: dict[str, list[str]] = {}
    end = 0
    for line, after in _lines(text):
        if keyed := pattern.fullmatch(line):
            if keyed[1] in found and not is_loose:
                return None
            lines = found.setdefault(keyed[1], [])
            lines.append(keyed[2].strip())
        elif more := _MORE.fullmatch(line):
            lines.append(more[1].strip())
        elif _END.fullmatch(line):
            end = after
            break
        elif is_loose:
            break
        else:
            return None
        end = after
    values = {key: "\n".join(lines).strip() for key, lines in found.items()}
    return FrontMatter({**values}, end) if is_loose or _is_meant(values) else None


def _is_meant(values: Mapping[str, str]) -> bool:
    """Whether there is a title, or a date that is one, or authors and tags among keys that are all usual."""
    fields = {FRONT_MATTER.get(normal_key(key), ""): value for key, value in values.items()}
    if fields.get("title") or read_date(fields.get("date")) is not None:
        return True
    return {"authors", "tags"} <= fields.keys() and all(is_usual([key]) for key in values)


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """The first lines of a text, and the offset after each."""
    start = 0
    for _ in range(MOST_VALUES):
        if start >= len(text):
            return
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end], end + 1
        start = end + 1


def _properties(text: str, start: int) -> FrontMatter | None:
    """The properties in the lines from offset `start` on: those of the page, in its first block."""
    blank = _BLANK.match(text, start)
    start = end = blank.end() if blank else start
    values: dict[str, object] = {}
    while found := _PROPERTY.match(text, end):
        if values and found[0].lstrip().startswith("- "):
            break
        values.setdefault(found[1].strip(), (found[2] or "").strip())
        end = found.end() + 1
        if text[found.end() : end] not in ("\n", "") or len(values) >= MOST_VALUES:
            return None
    return FrontMatter(values, min(end, len(text))) if values else None
