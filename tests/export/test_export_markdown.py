"""Markdown: front matter that reads back, file names that stay where they belong."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kratomcli.errors import OutputError
from kratomcli.export import write, write_folder
from kratomcli.export.html.bodies import body_html, body_text
from kratomcli.export.markdown import to_text
from kratomcli.export.names import Names
from kratomcli.export.output import folder
from kratomcli.readers import read
from support.articles import article, articles, markdown, plain, texts

if TYPE_CHECKING:
    from kratomcli.model.article import Article

SEEDS = Path(__file__).parents[2] / "seeds"


KEPT = (
    *("title", "date", "updated", "tags", "summary", "authors", "draft", "source", "lang"),
    *("meta", "body", "words"),
)


def same(one: Article, other: Article) -> None:
    """All that a round trip keeps."""
    for name in KEPT:
        assert getattr(one, name) == getattr(other, name), name
    assert [(s.slug, s.title, s.level) for s in one.sections] == [
        (s.slug, s.title, s.level) for s in other.sections
    ]


def again(one: Article) -> Article:
    return markdown(to_text(one), one.id)


def test_front_matter_has_what_is_known_in_the_contracts_order() -> None:
    one = article(
        "# One\n\nText.",
        title="2021",
        date="2021-03-05",
        tags=("yes", "a: b"),
        summary="It's 12:30 😀",
        authors=("Ann",),
        draft=True,
        source="https://example.org/a?b=c#d",
        lang="pt-br",
        meta={"layout": "post", "n": [1, {"x": None}], "code": "a\nb\n"},
    )
    assert to_text(one) == (
        "---\n"
        "title: '2021'\n"
        "date: '2021-03-05'\n"
        "tags:\n- 'yes'\n- 'a: b'\n"
        "summary: It's 12:30 😀\n"
        "authors:\n- Ann\n"
        "draft: true\n"
        "source: https://example.org/a?b=c#d\n"
        "lang: pt-br\n"
        "layout: post\n"
        "n:\n- 1\n- x: null\n"
        "code: |\n  a\n  b\n"
        "---\n"
        "\n"
        "# One\n\nText.\n"
    )
    assert to_text(article("", title="Empty")) == "---\ntitle: Empty\n---\n"


def test_several_articles_on_a_stream_have_an_empty_line_between() -> None:
    stream = io.StringIO()
    assert write([article("A", title="A"), article("B", title="B")], "markdown", stream) == 2
    assert stream.getvalue() == "---\ntitle: A\n---\n\nA\n\n---\ntitle: B\n---\n\nB\n"


@pytest.mark.parametrize(
    "text",
    [
        "Just a paragraph.",
        "---\ntitle: 'yes'\ndate: 2021-03-05 10:00:00 -5\ntags: a, b\nDraft: yes\n---\n\nText\n---\n\n---\n",
        "---\ntitle: x\n---\n\n---\nkey: in the body\n---\n",
        # Values that a field can't hold, or that are more than it can, stay in meta.
        "---\ndate: soon\npublished: 2021-03-05\n---\nText",
        "---\ndate: soon\n---\nText",
        "---\nsummary: ''\ndescription: Second\nexcerpt: Third\n---\nText",
        "---\nurl: https://a.example\nsource: https://b.example\n---\nText",
        "---\nauthors:\n- name: Ann\n  mail: a@example.org\n- Bob\nauthor: Cy\n---\nText",
        "---\ntags: [a, A, ' b ']\ncategories: [c]\n---\nText",
        "---\nlang: klingon of old\nlanguage: en_US\n---\nText",
        "+++\ntitle = 'T'\ndate = 2021-03-05\nx = 1.50\n+++\nText",
        '{"title": "T", "tags": "a;b"}\n\nText',
        "# T {#own}\n\n## T\n\n## T\n\n```\n# not\n```\n\nSetext\n---\n",
    ],
)
def test_a_markdown_article_is_read_back_as_the_same(text: str) -> None:
    one = markdown(text, "2020-01-01-name")
    same(again(one), one)
    assert to_text(again(one)) == to_text(one)


@given(articles(), texts)
def test_any_markdown_article_is_read_back_as_the_same(any_one: Article, body: str) -> None:
    one = again(any_one.replace(id="one", body=body, derived={}))  # any, as a reader gives it
    same(again(one), one)
    assert to_text(again(one)) == to_text(one)


@given(
    st.dictionaries(
        st.sampled_from(["date", "updated", "n", "tags", "title"]),
        st.integers(-(2**64), 2**64) | st.floats(allow_nan=False, allow_infinity=False),
    )
)
@example({"date": 1e308, "updated": 5e-324, "n": 2**63 - 1})
@example({"n": -(2**63), "date": 1e16})
@example({"n": 2**63})
def test_numbers_keep_their_type_and_their_value(values: dict[str, float]) -> None:
    one = read(f"{json.dumps(values)}\n\nTea.\n".encode(), id="one", path="/library/one.md")
    back = again(one)
    assert json.dumps(back.meta) == json.dumps(one.meta)
    assert (back.date, back.updated, back.tags, back.title) == (one.date, one.updated, one.tags, one.title)


# Text full of what Markdown might take for markup; words to see that nothing is lost.
_SIGNS = """
# > - + * _ ` [ ] ( ) < > & ! | ~ \\ : = . 1 ~~~ ``` --- === [a](b) ![a](b) <b> </p> <!-- &amp; &#33; http://a.b/_c_
<http://a.b> [^1]: a_b_c **x** _y_ ~~z~~ \\*
"""
_WORDS = [
    "1. ",
    "2) ",
    "- ",
    "* ",
    "## ",
    "> ",
    "!!! ",
    "word ",
    "two words ",
    "{: .x}",
    " {#id}",
    "\t",
    "    ",
]
_bits = st.sampled_from([*_SIGNS.split(), *_WORDS])
_marked = st.lists(st.lists(_bits, max_size=6).map("".join), max_size=8).map("\n".join)


@given(_marked)
def test_plain_text_becomes_markdown_that_shows_the_same(text: str) -> None:
    one = plain("Begin.\n\n" + text).replace(title="", sections=())
    as_markdown = again(one).replace(title="", sections=())
    assert as_markdown.markup == "markdown"
    assert body_text(as_markdown) == body_text(one)
    # An address full of markup may be cut short as a link, never as a text.
    assert _unlinked(body_html(as_markdown)) == _unlinked(body_html(one))


def _unlinked(html: str) -> list[str]:
    return re.sub(r"</?a\b[^>]*>", "", html).split()


def test_a_plain_text_keeps_its_headings_and_lists() -> None:
    text = (
        "The title\n\nFirst line.\nSecond line with *stars*.\n- Red\n- Green\nRed\n# 1 of 2\n"
        "1. one\n2. two\n4. four\n\nUnderlined\n==========\nA line\n"
    )
    one = plain(text)
    assert one.markup == "text"
    assert to_text(one).split("---\n\n")[1] == (
        "# The title\n\nFirst line.\n\nSecond line with \\*stars\\*.\n\n- Red\n- Green\n\n## Red\n\n\\# 1 of 2\n\n"
        "1. one\n2. two\n\n4\\. four\n\n# Underlined\n\nA line\n"
    )
    assert [s.title for s in again(one).sections] == ["The title", "Red", "Underlined"]


def test_hard_wrapped_plain_text_becomes_paragraphs() -> None:
    text = (
        "These words were wrapped by hand at some sixty characters, as\nthe mails of old were, and they "
        "go on in this way for a while\nuntil they end.\n\nShort\nlines\nstay.\n"
    )
    assert body_text(plain(text)).split("\n\n") == [
        "These words were wrapped by hand at some sixty characters, as the mails of old were, and they "
        "go on in this way for a while until they end.",
        "Short",
        "lines",
        "stay.",
    ]


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.*")), ids=lambda path: path.name)
def test_the_seeds_can_be_exported_and_read_back(path: Path) -> None:
    one = read(path.read_bytes(), id=path.stem, path=str(path))
    back = again(one)
    assert back.title == one.title
    if one.markup == "markdown":
        same(back, one)
    else:
        assert [s.title for s in back.sections if s.title != one.title] == [
            s.title for s in one.sections if s.title != one.title
        ]


def test_a_folder_has_a_file_an_article(tmp_path: Path) -> None:
    ids = ["a", "2021/b", "2021/B", "2021/deep/c"]
    with folder(tmp_path / "out") as place:
        assert write_folder((article(f"Text {id}", id=id) for id in ids), "markdown", place) == 4
    files = {p.relative_to(tmp_path / "out").as_posix(): p for p in (tmp_path / "out").rglob("*.md")}
    assert sorted(files) == ["2021/B-2.md", "2021/b.md", "2021/deep/c.md", "a.md"]
    assert files["2021/B-2.md"].read_text() == "---\ntitle: One\n---\n\nText 2021/B\n"


_hostile = st.one_of(
    st.text(max_size=20),
    st.text(st.characters(), max_size=5),
    st.lists(
        st.sampled_from(
            ["..", ".", "", "/", "\\", "a", "A", "ß", "SS", "é", "e\u0301", "C:", "\0", "~", "a.md", "-2"]
        )
        | st.text("ab\u0130文", min_size=60, max_size=300),
        max_size=5,
    ).map("/".join),
)


@given(st.lists(_hostile, max_size=12))
def test_no_id_leads_out_of_the_folder_or_over_another_file(ids: list[str]) -> None:
    names, twin = Names(".md"), Names(".md")
    taken: set[str] = set()
    folders: set[str] = set()
    for id in ids:
        try:
            path = PurePosixPath(names.path(id))
        except OutputError:
            with pytest.raises(OutputError):
                twin.path(id)
            continue
        assert path == PurePosixPath(twin.path(id))
        assert not path.is_absolute()
        assert not {"", ".", ".."} & set(path.parts)
        assert "\\" not in str(path)
        assert path.name.endswith(".md")
        assert max(len(part.encode()) for part in path.parts) <= 255
        key = str(path).casefold()
        assert key not in taken | folders
        taken.add(key)
        folders |= {str(parent).casefold() for parent in path.parents}
        assert not taken & folders


@given(st.lists(_hostile, max_size=4, unique=True))
def test_whatever_the_ids_nothing_is_written_elsewhere(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str]
) -> None:
    top = tmp_path_factory.mktemp("top")
    place = top / "in" / "folder"
    place.mkdir(parents=True)
    count = 0
    for id in ids:
        try:
            Names(".md").path(id)
        except OutputError:
            continue
        count += write_folder([article(id=id)], "markdown", place / str(count))
    written = [path for path in top.rglob("*") if path.is_file()]
    assert len(written) == count
    assert all(place in path.parents for path in written)


@pytest.mark.parametrize(
    "id", ["", "/etc/passwd", "../x", "a/../x", "a//b", "a/./b", "C:/x", "C:\\x", "a\0", "..\\x"]
)
def test_an_id_that_leads_elsewhere_is_refused(id: str) -> None:
    with pytest.raises(OutputError, match="can't be a file's name"):
        Names(".md").path(id)


def test_names_that_are_one_on_some_disks_get_numbers() -> None:
    names = Names(".md")
    ids = ["Ab", "aB", "ab-2", "é", "e\u0301", "a.md/x", "a", "b/x", "c: the language"]
    assert [names.path(id) for id in ids] == [
        *("Ab.md", "aB-2.md", "ab-2-2.md", "é.md", "e\u0301-2.md"),
        *("a.md/x.md", "a-2.md", "b/x.md", "c- the language.md"),
    ]
    assert names.path("x" * 300) == "x" * 235 + "-1b432d13.md"
