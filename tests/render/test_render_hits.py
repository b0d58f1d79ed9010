"""What `search` shows: which article, where in it, and the passage itself."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from render_making import printed
from rich.cells import cell_len

from kratomcli.model.entry import Entry, Section
from kratomcli.model.hit import Hit, Snippet
from kratomcli.render.hits import facet_bars, hits
from kratomcli.search.facets import Facet

if TYPE_CHECKING:
    from collections.abc import Sequence

DOSES = Section("doses", "Doses [bold]", 2, 12, 0, 99)


def entry(**values: Any) -> Entry:
    given = {"id": "posts/tea", "path": "/x/tea.md", "title": "Tea and sleep", "date": "2021-10-05", **values}
    return Entry(**given)


def snippet(text: str, *words: str, line: int = 14, section: Section | None = DOSES) -> Snippet:
    """A passage in which these words are marked."""
    marks = tuple((text.index(word), text.index(word) + len(word)) for word in words)
    return Snippet(text, line, section, marks, (section.title,) if section else ())


PASSAGE = snippet(
    "Strong tea in the evening keeps most people awake; [red]weak tea[/red] does not.", "tea", "weak"
)
TWO: Sequence[Hit] = (
    Hit(entry(tags=("drinks", "sleep")), 2.0, "body", (PASSAGE,), ((0, 3),)),
    Hit(
        entry(id="b", title="On 日本語", date=""),
        1.0,
        "body",
        (PASSAGE, snippet("Tea.", "Tea", section=None)),
    ),
)


def test_one_passage_has_its_place_beside_the_id_several_have_each_their_own() -> None:
    assert printed(hits(TWO, total=1200, query="tea"), 80) == dedent(
        """\
        Tea and sleep
        posts/tea · 5 October 2021 · drinks, sleep · Doses [bold] › line 14
          Strong tea in the evening keeps most people awake; [red]weak tea[/red] does
          not.

        On 日本語
        b
          Doses [bold] › line 14
          Strong tea in the evening keeps most people awake; [red]weak tea[/red] does
          not.
          line 14
          Tea.

        2 of 1,200 articles
        """
    )


def test_at_40_columns_everything_wraps_below_itself() -> None:
    assert printed(hits(TWO[:1], total=1, query="tea"), 40) == dedent(
        """\
        Tea and sleep
        posts/tea · 5 October 2021 · drinks,
          sleep · Doses [bold] › line 14
          Strong tea in the evening keeps most
          people awake; [red]weak tea[/red] does
          not.

        1 article
        """
    )


def test_marked_words_stand_out() -> None:
    shown = printed(hits(TWO[:1], total=None, query="tea"), 120, color=True)
    assert shown == (
        "\x1b[1;4;31mTea\x1b[0m\x1b[1m and sleep\x1b[0m\n"
        "\x1b[36mposts/tea\x1b[0m\x1b[2m · \x1b[0m\x1b[2m5 October 2021\x1b[0m\x1b[2m · \x1b[0m"
        "\x1b[2mdrinks, sleep\x1b[0m\x1b[2m · \x1b[0m\x1b[2mDoses [bold] › line 14\x1b[0m\n"
        "  Strong \x1b[1;31mtea\x1b[0m in the evening keeps most people awake;"
        " [red]\x1b[1;31mweak\x1b[0m tea[/red] does not.\n"
    )


@pytest.mark.parametrize(
    ("matched", "said"),
    [("title", "matches in the title only"), ("field", "matches in another field only"), ("body", "")],
)
def test_where_there_is_no_passage_it_says_why(matched: Any, said: str) -> None:
    shown = printed(hits([Hit(entry(tags=()), 1.0, matched)], total=None, query="tea"))
    assert shown.splitlines() == [
        "Tea and sleep",
        "posts/tea · 5 October 2021",
        *([f"  {said}"] if said else []),
    ]


@pytest.mark.parametrize(
    ("total", "said"),
    [(None, "  Tea."), (1, "1 article"), (2, "1 of 2 articles"), (1200, "1 of 1,200 articles")],
)
def test_the_last_line_counts_articles_if_their_number_is_known(total: int | None, said: str) -> None:
    one = Hit(entry(), 1.0, "body", (snippet("Tea.", "Tea"),))
    assert printed(hits([one], total=total, query="tea")).splitlines()[-1] == said


def test_nothing_found_is_said() -> None:
    assert printed(hits([], total=0, query='tag:"[red]"')) == 'no article matches tag:"[red]"\n'


def test_the_title_is_not_repeated_as_a_section() -> None:
    section = Section("tea", "Tea and sleep", 1, 1, 0, 99)
    one = Hit(entry(), 1.0, "body", (snippet("Tea.", "Tea", section=section),))
    assert (
        printed(hits([one], total=None, query="tea")).splitlines()[1]
        == "posts/tea · 5 October 2021 · line 14"
    )


def test_an_article_without_a_title_is_called_by_its_id() -> None:
    shown = printed(hits([Hit(entry(title="", date=""), 1.0, "title")], total=None, query="tea"))
    assert shown.splitlines()[0] == "posts/tea"


@pytest.mark.parametrize("width", [1, 5, 13, 27, 40, 200])
def test_any_text_stays_within_any_width(width: int) -> None:
    texts = ["x" * 500, "日本語" * 60, "👩‍👩‍👧‍👦 " * 30, "[/] [bold] \\[x]", "a\x1b[31mb\u202e", ""]
    found = [
        Hit(
            entry(id=f"i{'d' * 90}", title=text, tags=(text,)),
            1.0,
            "body",
            (Snippet(text, 1, None, ((0, 2),)),) * 2,
        )
        for text in texts
    ]
    shown = printed(hits(found, total=9, query="x"), width)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert all(cell_len(line) <= max(width, 2) for line in shown.splitlines())


@pytest.mark.parametrize("width", range(8, 100, 4))
def test_bars_fit_whatever_the_width(width: int) -> None:
    facet = Facet(
        "tags", (("日本語の長い名前", 1200), ("short", 600), ("a value that has no end " * 3, 1)), 0, 0
    )
    lines = printed(facet_bars(facet), width).splitlines()[1:]
    assert len(lines) == 3
    assert all(cell_len(line) <= width for line in lines)
    assert [number for line in lines for number in line.split() if number.replace(",", "").isdigit()] == [
        "1,200",
        "600",
        "1",
    ]
    if width > 70:
        assert [line.count("█") for line in lines] == [30, 15, 0]
        assert "end a val…  " in lines[2]
