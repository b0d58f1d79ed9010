"""What holds for every file, however odd."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kratomcli.conventions.table import CONVENTIONS, convention_of
from kratomcli.errors import ArticleUnreadable
from kratomcli.markup.inline import plain_text
from kratomcli.readers import BodyLocation, body_of, decode, read_with_location, sections_of
from kratomcli.readers.dates import read_date
from kratomcli.text.normalize import clean, one_line
from kratomcli.text.sentences import sentences

if TYPE_CHECKING:
    from kratomcli.model.article import Article, Markup

NAMES = st.sampled_from(
    [
        *("a.md", "b.markdown", "c.txt", "2021-10-05-d.md", "Green tea.md", "2021/10/05/x.md"),
        *("20220605T110001--a__b_c.txt", "journals/2021_10_05.md", "a___b%2Fc.md", "a.b.c.md", "  .md"),
    ]
)
TOOLS = st.sampled_from(["", *CONVENTIONS])
SIGNS = "--- +++ ... { } === ~~~ ``` <!-- --> <pre> </pre> # ## - * > title:T title=T"
LINES = st.sampled_from(
    [
        *SIGNS.split(),
        *("", " ", "    code", "# Heading", "## Two #", "### {#id}", "Setext", "- item", "item"),
        *(
            "1. One",
            "1.1 Two",
            "IV. X",
            "text. More text! Yes?",
            "A\u2028B",
            "\x1b[31m",
            "漢字。",
            "\ufeff",
            "\r",
            "é",
        ),
        *(
            "title: T",
            "date: 03/04/2021",
            "tags: [a, b]",
            "a: &a [*a]",
            "b: !x y",
            'c: "\\x1b"',
            "d: 2021-02-30",
        ),
        *("Title: T", "Date: 2021-03-05", "    more", "#+title: T", "key:: v", "- tags:: #a, [[b]]"),
        *("#tag", "a #b/c :d:e: #[[f g]]", "published: false", "author: [[A]]", "status: [draft]"),
        *("title = 'T'", "[a]", '"a": 1,', '{"title": "T"}'),
    ]
)
TEXTS = st.lists(LINES | st.text(max_size=20), max_size=25).map("\n".join)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "shift-jis", "utf-16-le"])
FILES = st.binary(max_size=300) | st.builds(
    lambda text, encoding: text.encode(encoding, "replace"), TEXTS, ENCODINGS
)


def read(data: bytes, name: str, tool: str = "") -> tuple[Article, BodyLocation] | ArticleUnreadable:
    convention = convention_of(tool)
    try:
        return read_with_location(data, id=name.rpartition(".")[0], path=name, convention=convention)
    except ArticleUnreadable as error:
        return error


@given(FILES, NAMES, TOOLS)
@settings(max_examples=500, deadline=None)
@example(b"---\ntitle: [\n---", "a.md", "")
@example(b"{", "a.md", "")
@example(b"\xff\xfe", "a.txt", "")
@example(b"key:: v", "a.md", "obsidian")
def test_any_file_is_an_article_or_refused(data: bytes, name: str, tool: str) -> None:
    found = read(data, name, tool)
    if isinstance(found, ArticleUnreadable):
        assert found.message.isprintable()
        assert found.line >= 0
        return
    article, place = found
    assert body_of(data, *place) == article.body
    for text in (
        article.title,
        article.summary,
        article.source,
        article.lang,
        *article.tags,
        *article.authors,
    ):
        assert text == one_line(text)
    assert article.title
    assert article.body == clean(article.body).rstrip()
    assert not article.body[:1].isspace() or article.body.partition("\n")[0].strip()
    assert "\r" not in article.body
    assert article.words >= 0
    json.dumps([article.meta, article.derived, article.notes], allow_nan=False)
    assert clean(json.dumps(article.meta, ensure_ascii=False)) == json.dumps(article.meta, ensure_ascii=False)
    assert "title" in article.derived
    given_fields = {
        name
        for name in ("date", "updated", "tags", "summary", "authors", "source", "lang")
        if getattr(article, name)
    }
    assert given_fields | {"title"} | ({"draft"} & article.derived.keys()) == article.derived.keys()
    text, _ = decode(data)
    assert article.body_line <= text.count("\n") + 1
    if article.body:
        assert clean(text.split("\n")[article.body_line - 1]).startswith(article.body.partition("\n")[0])


@example("\xa0\n---\n---", "markdown", 1)
@given(TEXTS, st.sampled_from(["markdown", "text"]), st.integers(1, 50))
@settings(max_examples=500, deadline=None)
def test_sections_lie_on_heading_lines(body: str, markup: Markup, line: int) -> None:
    body = clean(body.replace("\r", ""))
    sections = sections_of(body, markup, line)
    assert len({section.slug for section in sections}) == len(sections)
    at = -1
    for section in sections:
        assert at < section.start < section.end <= len(body)
        at = section.start
        assert section.start == 0 or body[section.start - 1] == "\n"
        heading = body[section.start :].partition("\n")[0]
        assert heading.strip(" \t")  # a no-break space is a character as any other
        assert re.search(r"[^\W_]+|$", section.title)[0] in body[section.start : section.end]  # type: ignore[index]
        assert section.line == line + body.count("\n", 0, section.start)
        assert 1 <= section.level <= 6
        assert section.slug
        assert section.title == one_line(section.title)
    for section, following in pairwise(sections):
        if following.level <= section.level:
            assert section.end == following.start
        else:
            assert section.end >= following.end or section.end > following.start


@given(
    st.text()
    | st.text("0123456789-/.:T Z+,JanuaryOct年月日", max_size=30)
    | st.integers()
    | st.floats()
    | st.none()
)
@settings(max_examples=500, deadline=None)
def test_a_date_is_iso_or_nothing(value: object) -> None:
    reading = read_date(value)
    if reading is not None:
        assert re.fullmatch(
            r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?([+-]\d\d:\d\d)?)?)?)?", reading.iso, re.ASCII
        )
        assert read_date(reading.iso) == (reading.iso, "")


@given(st.text("ab. !?…。\n\"'”)(MrDr1[]*J", max_size=60))
def test_sentences_cover_the_text_in_order(text: str) -> None:
    at = 0
    for start, end in sentences(text):
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip() != ""
        at = end
    assert not text[at:].strip()


@given(st.text(r"ab *_`\[]()<>!~^#/:0", max_size=40))
def test_a_title_is_one_line_whatever_its_markup(text: str) -> None:
    assert plain_text(text) == one_line(plain_text(text))
