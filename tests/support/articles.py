"""Articles for the tests of exporters: with given values, read from text, or random (by Hypothesis)."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from kratomcli.model.article import Article, Markup
from kratomcli.model.entry import Section
from kratomcli.readers import read
from kratomcli.text.normalize import clean, one_line


def article(body: str = "One.\n\nTwo.", **values: Any) -> Article:
    """An article with the given values; every other field has a fixed minimal value."""
    given = {"id": "one", "path": "/library/one.md", "title": "One", "markup": "markdown", **values}
    return Article(body=body, **given)


def markdown(text: str, id: str = "one") -> Article:
    """The article that the reader makes of a Markdown file with this content."""
    return read(text.encode(), id=id, path=f"/library/{id}.md")


def plain(text: str, id: str = "one") -> Article:
    """The article that the reader makes of a plain-text file with this content."""
    return read(text.encode(), id=id, path=f"/library/{id}.txt")


# Text as readers return it, that is, cleaned. Tokens with a meaning in YAML, CSV, HTML or Markdown are
# frequent.
_SPECIAL = """
yes 2021-03-05 2021 1e3 0x1f 12:30:45 null ~ =1+1 #x ' " <b> &amp; * _ ` [x](y) 😀 中文 é { } % ! | \\ , ; --- - a:
"""
_special = st.sampled_from([*_SPECIAL.split(), "a: b", "- y"])
words = st.lists(st.one_of(_special, st.text(max_size=6)), max_size=6).map(" ".join)
lines = words.map(one_line)
texts = st.lists(words, max_size=8).map("\n".join).map(clean)

_numbers = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | _numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(lines.filter(bool), inner, max_size=3),
    max_leaves=6,
)

sections = st.builds(
    Section,
    slug=lines,
    title=lines,
    level=st.integers(1, 6),
    line=st.integers(1, 99),
    start=st.integers(0, 99),
    end=st.integers(0, 99),
)


def articles(markup: Markup = "markdown") -> st.SearchStrategy[Article]:
    """Random articles; fields are drawn independently, so sections need not fit the body."""
    return st.builds(
        Article,
        id=lines.filter(bool),
        path=lines,
        title=lines,
        date=st.sampled_from(["", "2021", "2021-03", "2021-03-05", "2021-03-05T10:00:00-05:00"]),
        updated=st.sampled_from(["", "2022-01-31"]),
        tags=st.lists(lines.filter(bool), max_size=3).map(tuple),
        summary=lines,
        authors=st.lists(lines.filter(bool), max_size=3).map(tuple),
        draft=st.booleans(),
        source=lines,
        lang=st.sampled_from(["", "en", "pt-br"]),
        words=st.integers(0, 10**6),
        meta=st.dictionaries(lines.filter(bool), json_values, max_size=3),
        derived=st.dictionaries(lines, lines, max_size=2),
        notes=st.lists(lines, max_size=2).map(tuple),
        body=texts,
        markup=st.just(markup),
        sections=st.lists(sections, max_size=3, unique_by=lambda section: section.slug).map(tuple),
    )
