"""What the readers promise to those who call them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kratomcli import readers
from kratomcli.errors import ArticleUnreadable

if TYPE_CHECKING:
    from kratomcli.model.article import Article

SEEDS = Path(__file__).parents[2] / "seeds"


def seed(number: str) -> tuple[Article, readers.BodyLocation, bytes]:
    path = next(SEEDS.glob(f"{number}_*.txt"))
    data = path.read_bytes()
    article, place = readers.read_with_location(data, id=path.stem, path=str(path))
    return article, place, data


def read(text: str, name: str = "a.md") -> Article:
    return readers.read(text.encode(), id=name.rpartition(".")[0], path=f"/library/{name}")


@pytest.mark.parametrize(
    "name", ["a.md", "a.MD", "a.markdown", "a.Markdown", "a.b.md", "a.mdx", "a.qmd", "a.Rmd"]
)
def test_markdown_files_are_markdown(name: str) -> None:
    assert read("text", name).markup == "markdown"


@pytest.mark.parametrize("name", ["a.txt", "a.TXT"])
def test_text_files_are_text(name: str) -> None:
    assert read("text", name).markup == "text"


@pytest.mark.parametrize(
    "text",
    ["---\ntitle: T\n---\ntext", '{"title": "T"}\ntext', "# A heading\n\ntext", "\n \n  ## A heading\ntext"],
)
def test_text_files_with_front_matter_or_a_heading_are_markdown(text: str) -> None:
    assert read(text, "a.txt").markup == "markdown"


@pytest.mark.parametrize("text", ["#hashtag\n\ntext", "text\n\n# Heading", "    # code"])
def test_other_signs_do_not_make_markdown_of_text(text: str) -> None:
    assert read(text, "a.txt").markup == "text"


@pytest.mark.parametrize("path", ["a.pdfx", "/dir.md/file", "", "md", "a.md.gz"])
def test_a_suffix_without_reader_is_refused(path: str) -> None:
    with pytest.raises(ArticleUnreadable, match="no reader"):
        readers.read(b"text", id="a", path=path)


def test_every_suffix_has_a_reader() -> None:
    for suffix in readers.SUFFIXES:
        assert suffix == suffix.lower()
        assert read("text", "a" + suffix).body == "text"


def test_id_and_path_are_kept() -> None:
    article = readers.read(b"text", id="notes/a", path="/library/notes/a.md")
    assert (article.id, article.path) == ("notes/a", "/library/notes/a.md")


def test_the_body_begins_after_front_matter_and_blank_lines() -> None:
    article = read("---\ntitle: T\n---\n\n \t\n  First line.\n\nLast.\n\n \n")
    assert article.body == "  First line.\n\nLast."
    assert article.body_line == 6
    assert read("\n\ntext\n").body_line == 3


@pytest.mark.parametrize(
    "data", [b"", b"\n", b" \n\t\n", b"\xef\xbb\xbf", b"---\ntitle: T\n---", b"---\n---\n"]
)
def test_a_body_may_be_empty(data: bytes) -> None:
    article, place = readers.read_with_location(data, id="my-notes", path="my-notes.md")
    assert (article.body, article.words, article.sections) == ("", 0, ())
    assert article.title in ("T", "my notes")
    assert readers.body_of(data, *place) == ""


@pytest.mark.parametrize(
    "data",
    [
        "---\ntitle: Café\n---\n\nBody: “naïve”\n".encode(),
        b"\xef\xbb\xbf---\r\ntitle: T\r\n---\r\n\r\nOne\r\n\rTwo\r\n",
        "---\ntitle: T\n---\nUTF-16 body \u202e\x1b".encode("utf-16"),
        "\n\nUTF-32".encode("utf-32"),
        "Le café était très cher à Noël, et la crème brûlée aussi.\n".encode("cp1252"),
        "damaged é here \n".encode() + b"\xe9\xe9 \x00"[:1] + "and ü, ö, ä\n".encode(),
        b"+++\ntitle='T'\n+++\n\x1b[31mred\x07 \x0b\x0c",
    ],
)
def test_body_of_cuts_the_same_body(data: bytes) -> None:
    article, place = readers.read_with_location(data, id="a", path="a.md")
    assert readers.body_of(data, *place) == readers.body_of(data, place.encoding, place.start) == article.body
    assert article.body


def test_sections_can_be_found_again_from_a_body() -> None:
    article = read("---\ntitle: T\n---\n\n# One\n\ntext\n\n## Two\n")
    assert readers.sections_of(article.body, article.markup, article.body_line) == article.sections
    assert [section.line for section in article.sections] == [5, 9]


def test_every_value_says_where_it_is_from() -> None:
    article = read("---\npubDate: 2021\nauthor: A\nsummary: S\nlang: en\nurl: u\ndraft: no\n---\n# T\n")
    assert article.derived == {
        "date": "front matter: pubDate",
        "authors": "front matter: author",
        "summary": "front matter: summary",
        "lang": "front matter: lang",
        "source": "front matter: url",
        "draft": "front matter: draft",
        "title": "first heading",
    }
    assert read("text").derived.keys() == {"title"}


def test_control_characters_are_replaced_one_for_one_and_noted() -> None:
    article = read("---\ntitle: a\x1b[31mb\n---\n\x07bell \u202eback\x9f\n")
    assert article.title == "a�[31mb"
    assert article.body == "�bell �back�"
    assert article.notes == ("4 control characters replaced",)
    assert read("one \x07").notes == ("1 control character replaced",)
    assert read("already � there").notes == ()


def test_the_first_seeds_are_text() -> None:
    for number in ("000", "001", "002"):
        article, place, data = seed(number)
        assert article.markup == "text"
        assert article.sections == ()
        assert not article.meta
        assert readers.body_of(data, *place) == article.body
    assert seed("000")[0].derived == {"title": "first line"}
    assert seed("001")[0].derived == {"title": "first sentence"}
    assert len(seed("001")[0].title) <= 80


def test_the_headings_of_003_repeat_its_list() -> None:
    article, _, data = seed("003")
    items = [line[2:] for line in data.decode().split("\n") if line.startswith("- ")]
    assert [section.title for section in article.sections] == items
    assert len(items) == 3
    assert all(section.level == 2 for section in article.sections)


def test_004_is_markdown_in_a_text_file() -> None:
    article, place, data = seed("004")
    assert article.markup == "markdown"
    assert article.date == "2021-10-05"
    assert article.tags == ("Kratom", "Opioid Addiction", "Health & Wellness")
    assert article.draft is False
    assert article.derived["draft"] == "front matter: draft"
    assert article.sections[0].title == article.title
    assert article.sections[0].line == article.body_line == 9
    assert len(article.sections) == 11
    assert readers.body_of(data, *place) == article.body


@pytest.mark.parametrize(
    ("text", "name", "spared"),
    [
        (
            "Plain text. Of two sentences.",
            "a.txt",
            ("yaml", "frontmatter", "kratomcli.dates.parser", "tomllib", "json"),
        ),
        (
            "# Heading\n\ntext 2021-10-05",
            "2021-10-05-a.md",
            ("yaml", "frontmatter", "kratomcli.dates.parser"),
        ),
        ("---\ndate: 2021-10-05 10:00 -5\n---\n", "a.md", ("charset_normalizer", "tomllib")),
    ],
)
def test_nothing_is_imported_that_an_article_does_not_need(
    text: str, name: str, spared: tuple[str, ...]
) -> None:
    program = (
        "import sys; from kratomcli import readers; "
        f"readers.read({text.encode()!r}, id={name[:-3]!r}, path={name!r}); "
        f"print(sorted({{*{spared!r}, 'markdown', 'charset_normalizer'}} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
