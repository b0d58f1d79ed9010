"""An article as a page: what is known of it, its headings, its text in a column."""

from __future__ import annotations

from textwrap import dedent

import pytest
from render_making import article, printed, section
from rich.cells import cell_len

from kratomcli.model.article import Parts, excerpt
from kratomcli.model.entry import Section
from kratomcli.render.article import article as page
from kratomcli.render.article import pages

BODY = """\
# A quiet evening

Tea is drunk *slowly* and with **friends**.

## How to brew

Boil the water. Wait.

### How long

Three minutes, as [the tea board](https://tea.example/brewing) says.

## Notes

None."""
SECTIONS = (
    section(BODY, "# A quiet evening")._replace(title="A quiet evening", slug="a-quiet-evening"),
    section(BODY, "## How to brew", 2, BODY.index("## Notes"))._replace(
        title="How to brew", slug="how-to-brew"
    ),
    section(BODY, "### How long", 3, BODY.index("## Notes"))._replace(title="How long", slug="how-long"),
    section(BODY, "## Notes", 2)._replace(title="Notes", slug="notes"),
)
TEA = article(
    BODY,
    id="tea",
    path="/library/tea.md",
    title="A quiet evening",
    authors=("Ann Lee", "Bo"),
    date="2021-10-05T14:00:00Z",
    updated="2022-01",
    tags=("tea", "slow food"),
    draft=True,
    source="https://example.org/tea?q=[1]",
    words=700,
    summary="Tea, slowly.",
    lang="en",
    meta={"mood": "calm", "cups": [1, 2], "[b]": None},
    derived={"title": "first heading", "date": "front matter: pubDate"},
    notes=("decoded as windows-1252",),
    sections=SECTIONS,
)


def test_a_page_has_a_header_and_the_text_below_it_and_the_title_once() -> None:
    assert printed(page(TEA), 60) == dedent(
        """\
        A quiet evening
        Ann Lee and Bo · 5 October 2021, 14:00 · 3 min read · draft
        tea · slow food
        https://example.org/tea?q=[1]
        ────────────────────────────────────────────────────────────

        Tea is drunk slowly and with friends.

        How to brew

        Boil the water. Wait.

        How long
        Three minutes, as the tea board says.

        Notes

        None.
        """
    )


def test_at_40_columns_it_is_the_same_page_but_narrower() -> None:
    assert printed(page(TEA), 40) == dedent(
        """\
        A quiet evening
        Ann Lee and Bo · 5 October 2021, 14:00 ·
        3 min read · draft
        tea · slow food
        https://example.org/tea?q=[1]
        ────────────────────────────────────────

        Tea is drunk slowly and with friends.

        How to brew

        Boil the water. Wait.

        How long
        Three minutes, as the tea board says.

        Notes

        None.
        """
    )


def test_the_column_is_no_wider_than_can_be_read() -> None:
    long = article("word " * 100)
    assert max(map(len, printed(page(long), 200).splitlines())) == 88
    assert max(map(len, printed(page(long, width=50), 200).splitlines())) == 50
    assert max(map(len, printed(page(long, width=50), 30).splitlines())) == 30


def test_styles_and_links_on_a_terminal_with_colours() -> None:
    shown = printed(page(TEA), 88, color=True)
    assert shown.splitlines()[:4] == [
        "\x1b[1mA quiet evening\x1b[0m",
        "Ann Lee and Bo\x1b[2m · \x1b[0m5 October 2021, 14:00\x1b[2m · \x1b[0m3 min read\x1b[2m · \x1b[0m"
        "\x1b[33mdraft\x1b[0m",
        "\x1b[35mtea\x1b[0m\x1b[2m · \x1b[0m\x1b[35mslow food\x1b[0m",
        "\x1b]8;;https://example.org/tea?q=[1]\x1b\\\x1b[4;36mhttps://example.org/tea?q=[1]\x1b[0m\x1b]8;;\x1b\\",
    ]
    assert "Tea is drunk \x1b[3mslowly\x1b[0m and with \x1b[1mfriends\x1b[0m." in shown
    assert "\n\n\x1b[1;35mHow to brew\x1b[0m\n\nBoil" in shown
    assert "\n\n\x1b[1mHow long\x1b[0m\nThree" in shown
    assert "\x1b]8;;https://tea.example/brewing\x1b\\\x1b[4;36mthe tea board\x1b[0m\x1b]8;;\x1b\\" in shown


def test_what_is_not_known_takes_no_room() -> None:
    assert printed(page(article("Text.")), 20) == "One\n" + "─" * 20 + "\n\nText.\n"
    assert printed(page(article("")), 20) == "One\n" + "─" * 20 + "\n"
    assert printed(page(article("", title="", id="a")), 20) == "a\n" + "─" * 20 + "\n"


def test_the_body_alone_keeps_its_own_title() -> None:
    assert printed(page(TEA, meta=False), 60).startswith("A quiet evening\n\nTea is drunk")


def test_a_first_heading_that_says_something_else_stays() -> None:
    shown = printed(page(article("# Two\n\nText.")), 20)
    assert shown.splitlines()[3:] == ["Two", "", "Text."]


def test_a_section_is_shown_from_its_heading_to_its_end() -> None:
    shown = printed(page(excerpt(TEA, SECTIONS[1]), meta=False), 60)
    assert shown == dedent(
        """\
        How to brew

        Boil the water. Wait.

        How long
        Three minutes, as the tea board says.
        """
    )


def test_a_section_finds_references_that_stand_elsewhere() -> None:
    body = "# A\n\nSee [this][1].\n\n# B\n\n[1]: https://example.org"
    first = section(body, "# A", end=body.index("# B"))
    shown = printed(page(excerpt(article(body, sections=(first,)), first), meta=False), color=True)
    assert "https://example.org\x1b\\\x1b[4;36mthis" in shown


def test_a_table_of_contents_has_titles_and_slugs() -> None:
    assert printed(page(TEA, meta=False, body=False, toc=True), 60) == dedent(
        """\
        A quiet evening  #a-quiet-evening
          How to brew  #how-to-brew
            How long  #how-long
          Notes  #notes
        """
    )
    assert printed(page(TEA, body=False, toc=True), 60).splitlines()[5:] == [
        "",
        "How to brew  #how-to-brew",
        "  How long  #how-long",
        "Notes  #notes",
    ]


def test_a_long_line_of_the_contents_goes_on_further_in() -> None:
    assert printed(page(TEA, meta=False, body=False, toc=True), 24).splitlines()[:2] == [
        "A quiet evening",
        "  #a-quiet-evening",
    ]


def test_contents_and_text_have_a_line_between_them() -> None:
    lines = printed(page(TEA, meta=False, toc=True), 60).splitlines()
    assert lines[3:7] == ["  Notes  #notes", "", "─" * 60, ""]


def test_an_article_without_headings_says_so() -> None:
    assert printed(page(article("Text."), meta=False, body=False, toc=True)) == "no headings\n"


def test_what_is_known_is_shown_in_full_when_it_is_all_that_is_asked_for() -> None:
    assert printed(page(TEA, body=False), 60) == dedent(
        """\
        A quiet evening
        Ann Lee and Bo · 5 October 2021, 14:00 · 3 min read · draft
        tea · slow food
        https://example.org/tea?q=[1]
        ────────────────────────────────────────────────────────────

        id        tea
        file      /library/tea.md
        updated   January 2022
        summary   Tea, slowly.
        language  en
        length    700 words
        mood      calm
        cups      [1, 2]
        [b]       null
        note      decoded as windows-1252
        derived   title: first heading
        """
    )


def test_several_articles_stand_well_apart() -> None:
    short = article("Text.")
    rule = "─" * 10
    assert (
        printed(pages([short, short], Parts()), 10)
        == f"One\n{rule}\n\nText.\n\n{rule}\n\nOne\n{rule}\n\nText.\n"
    )
    assert printed(pages([short, short], Parts(meta=False)), 10) == f"Text.\n\n{rule}\n\nText.\n"


PLAIN = """\
Tea and sleep
Strong tea keeps people awake.
Weak tea does not.

• black
• green, which takes somewhat longer

How to brew
[bold]Boil[/bold] the water."""
PLAIN_TEA = article(
    PLAIN,
    title="Tea and sleep",
    markup="text",
    sections=(section(PLAIN, "Tea and sleep"), section(PLAIN, "How to brew")),
)


def test_plain_text_has_a_paragraph_a_line_headings_and_tight_lists() -> None:
    assert printed(page(PLAIN_TEA), 30) == dedent(
        """\
        Tea and sleep
        ──────────────────────────────

        Strong tea keeps people awake.

        Weak tea does not.

         • black
         • green, which takes somewhat
           longer

        How to brew

        [bold]Boil[/bold] the water.
        """
    )


def test_headings_of_plain_text_look_like_headings() -> None:
    assert "\n\x1b[1;35mHow to brew\x1b[0m\n" in printed(page(PLAIN_TEA), color=True)


def test_a_section_of_plain_text() -> None:
    shown = printed(page(excerpt(PLAIN_TEA, PLAIN_TEA.sections[1]), meta=False))
    assert shown == "How to brew\n\n[bold]Boil[/bold] the water.\n"


@pytest.mark.parametrize(
    "source",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://x/y",
        "tea",
        "file:///a/b.desktop",
        "vscode://x",
        "https://x y",
    ],
)
def test_only_what_is_safe_to_follow_becomes_a_link(source: str) -> None:
    shown = printed(page(article("", source=source)), color=True)
    assert source in shown
    assert "\x1b]8" not in shown


@pytest.mark.parametrize("source", ["http://x/y", "HTTPS://x", "mailto:ann@example.org"])
def test_what_is_safe_to_follow_becomes_a_link(source: str) -> None:
    assert f"\x1b]8;;{source}\x1b\\" in printed(page(article("", source=source)), color=True)


NASTY = [
    "[red]not markup[/red] [/] [link=https://x]y[/link] :smile:",
    "x" * 500,
    "日本語の長い題名" * 20,
    "👩‍👩‍👧‍👦 ❤️ 🇩🇪 " * 20,
    "a\u0301" * 100,
    "a\x1b[31mb\x9bc\u202ed\re",
    "\t\ttabs\tand\ttabs",
    " ",
]


@pytest.mark.parametrize("width", [1, 8, 40, 120])
@pytest.mark.parametrize("markup", ["markdown", "text"])
@pytest.mark.parametrize("value", NASTY)
def test_nothing_in_an_article_breaks_the_page(value: str, markup: str, width: int) -> None:
    nasty = article(
        f"{value}\n\n- {value}\n\n# {value}\n\n> {value}\n\n    {value}\n",
        title=value,
        markup=markup,
        tags=(value, value),
        authors=(value,),
        date=value,
        source=value,
        summary=value,
        meta={value: value},
        notes=(value,),
        sections=(section("x", "x")._replace(title=value, slug=value),),
    )
    for shown in (printed(page(nasty, toc=True), width), printed(page(nasty, body=False), width)):
        assert not set(shown) & set("\x1b\x9b\u202e\r")
        assert all(cell_len(line) <= max(width, 2) for line in shown.splitlines())
        if width == 120 and "[red]" in value:
            assert value in shown


def test_a_section_brings_the_notes_and_addresses_that_it_refers_to() -> None:
    body = (
        "# One\n\nSee [this][Far] and note[^1].\n\n# Two\n\nNothing[^3].\n\n[far]: https://a.example/\n\n"
        "[^1]: First,\n    with more,\n\n    and [^2].\n\n[^2]: Second.\n[^3]: Third.\n"
    )
    first = Section("one", "One", 1, 1, 0, body.index("# Two"))
    part = excerpt(article(body, sections=(first,)), first)
    assert part.body == (
        "# One\n\nSee [this][Far] and note[^1].\n\n[far]: https://a.example/\n\n"
        "[^1]: First,\n    with more,\n\n    and [^2].\n\n[^2]: Second."
    )
    second = Section("two", "Two", 1, 5, body.index("# Two"), len(body))
    assert excerpt(article(body, sections=(first, second)), second).body == body[second.start :].rstrip()
