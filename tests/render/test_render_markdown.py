"""Markdown bodies: everything that was written appears, set so that it can be read."""

from __future__ import annotations

from textwrap import dedent

import pytest
from render_making import article, printed
from rich.cells import cell_len

from kratomcli.render.article import article as page
from support.cost import is_linear


def shown(body: str, width: int = 40, *, color: bool = False) -> str:
    return printed(page(article(dedent(body)), meta=False), width, color=color)


def test_headings_are_on_the_left_and_low_ones_close_to_their_text() -> None:
    assert shown("# A\n\none\n\nB\n-\ntwo\n\n### C\nthree\n#### D\n##### E\nfour") == (
        "A\n\none\n\nB\n\ntwo\n\nC\nthree\n\nD\n\nE\nfour\n"
    )


def test_lists_are_as_tight_as_they_were_written() -> None:
    assert shown("- a\n- b\n  - c\n    more\n- d") == " • a\n • b\n    • c more\n • d\n"
    assert shown("- a\n\n  more\n\n- b") == " • a\n\n   more\n\n • b\n"
    assert shown("9. a\n1. b") == "  9. a\n 10. b\n"


def test_long_items_wrap_beside_their_bullets() -> None:
    assert shown("- one two three four five", 16) == " • one two three\n   four five\n"


def test_quotes_have_a_bar_and_keep_their_paragraphs() -> None:
    assert shown("> one\n>\n> two\n>> three") == "│ one\n│\n│ two\n│\n│ │ three\n"


def test_callouts_have_a_bar_of_their_own_and_their_title_close_to_their_text() -> None:
    body = "> [!note]\n> one\n>\n> two\n>\n> > [!tip]- Mind *you*\n> > - three\n\n> [!danger] Alone\n\n> so"
    assert shown(body) == "┃ Note\n┃ one\n┃\n┃ two\n┃\n┃ ┃ Mind you\n┃ ┃  • three\n\n┃ Alone\n\n│ so\n"
    assert shown(":::warning\none\n:::", color=True).startswith(
        "\x1b[1;33m┃ \x1b[0m\x1b[1;33mWarning\x1b[0m\n"
    )
    assert shown('- a\n\n  !!! note ""\n      one\n') == " • a\n\n   ┃ one\n"


def test_code_stands_to_the_right_and_keeps_its_lines() -> None:
    body = "```\nx = [red]1[/red]\n\n\ty\n```\n\n    if z:\n        pass\n"
    assert shown(body) == "    x = [red]1[/red]\n\n        y\n\n    if z:\n        pass\n"


def test_code_in_a_known_language_has_colours_but_no_background() -> None:
    text = shown("```python\ndef tea():  # hot\n    return 'x'\n```", color=True)
    assert "\x1b[35mdef\x1b[0m" in text
    assert "\x1b[32m'\x1b[0m\x1b[32mx\x1b[0m\x1b[32m'\x1b[0m" in text
    assert "\x1b[4" not in text


@pytest.mark.parametrize("language", ["nosuchlanguage", "{.python}", "python title=x", "[red]"])
def test_any_language_name_will_do(language: str) -> None:
    assert shown(f"```{language}\nx = 1\n```") == "    x = 1\n"


def test_a_rule_is_as_wide_as_the_column() -> None:
    assert shown("a\n\n---\n\nb", 8) == "a\n\n────────\n\nb\n"


def test_breaks_and_inline_styles() -> None:
    assert shown("a  \nb\nc") == "a\nb c\n"
    assert shown("*a* **b** ~~c~~ `d` ***e***", color=True) == (
        "\x1b[3ma\x1b[0m \x1b[1mb\x1b[0m \x1b[9mc\x1b[0m \x1b[36md\x1b[0m \x1b[1;3me\x1b[0m\n"
    )


def test_images_are_their_description_in_its_place() -> None:
    assert shown("See ![a *cup*](https://x/cup.png) here, and ![](pics/tea%20pot.jpg?x=1).") == (
        "See [image: a cup] here, and [image:\ntea%20pot.jpg].\n"
    )
    assert "\x1b]8;;https://x/cup.png\x1b\\" in shown("![a](https://x/cup.png)", color=True)


@pytest.mark.parametrize(
    "link",
    ["[t](javascript:alert(1))", "[t](/relative)", "[t](data:text/html,x)", "<a href='javascript:x'>t</a>"],
)
def test_links_that_are_not_safe_to_follow_are_text(link: str) -> None:
    assert shown(link, color=True) == "t\n"


def test_links_of_site_generators_are_text_too() -> None:
    assert shown('See [the *post*]({{ "/2014/tea/" | url }}), [this]({% post_url tea %}).') == (
        "See the post, this.\n"
    )


def test_entities_can_not_drive_the_terminal() -> None:
    text = shown("a&#27;[2Jb&#x9b;c&#x202E;d&#13;e <b>&#27;</b>\n\n<p>&#27;&#x202E;&#x9b;</p>")
    assert not set(text) & set("\x1b\x9b\u202e\r")


def test_urls_are_encoded_before_a_terminal_sees_them() -> None:
    text = shown("[t](<http://x/ы \\]8;;>) <a href='http://x/&#27;]&#7;'>u</a>", color=True)
    assert "\x1b]8;;http://x/%D1%8B%20%5D8;;\x1b\\" in text
    assert "\x07" not in text


TABLE = "| Leaf | Time | Notes |\n|---|--:|:-:|\n| green | 2 | use water that is *not* boiling |\n| black | 10 | |\n"


def test_a_table_has_columns_that_line_up() -> None:
    assert shown(TABLE, 60) == dedent(
        """\
        Leaf   Time              Notes
        ─────  ────  ─────────────────────────────
        green     2  use water that is not boiling
        black    10
        """
    )


def test_at_40_columns_the_widest_column_wraps() -> None:
    assert shown(TABLE, 40) == dedent(
        """\
        Leaf   Time             Notes
        ─────  ────  ───────────────────────────
        green     2     use water that is not
                               boiling
        black    10
        """
    )


def test_where_columns_would_be_too_narrow_each_row_is_a_list() -> None:
    assert shown(TABLE, 20).splitlines() == [
        " • Leaf: green",
        "   Time: 2",
        "   Notes: use water",
        "   that is not",
        "   boiling",
        " • Leaf: black",
        "   Time: 10",
    ]


def test_the_header_of_a_table_is_bold() -> None:
    assert shown("|a|b|\n|-|-|\n|c|d|", color=True) == ("\x1b[1ma  b\x1b[0m\n\x1b[2m─  ─\x1b[0m\nc  d\n")


@pytest.mark.parametrize("width", [20, 40, 80])
def test_a_table_of_many_columns_loses_none(width: int) -> None:
    names = [f"name{number}" for number in range(60)]
    text = shown("|".join(names) + "\n" + "|".join("-" * 60) + "\n" + "|".join("v" * 60) + "\n", width)
    assert all(f"{name}: v" in text for name in names)


def test_html_is_what_a_browser_would_show() -> None:
    assert shown(
        """\
        <div class="intro">
        Tea <b>and</b>
        sleep &amp; rest<br>for all
        <p>Second</p><script>alert("x")</script><style>p {}</style><!-- hidden -->
        </div>

        <span>Third</span> <kbd>q</kbd> <img src="a.png" alt="cup"> x<script>no</script> <!-- no -->

        <h2>Heading</h2>
        <ul><li>one</li><li>two <ol><li>in</li></ol></li></ul>
        <blockquote><p>said</p><p>twice</p></blockquote>
        <pre>
          a
            b</pre>
        <hr/>
        <dl><dt>Term</dt><dd>Meaning</dd></dl>
        <iframe src="https://x/video" title="A film"></iframe>
        """,
        60,
    ) == dedent(
        """\
        Tea and sleep & rest
        for all

        Second

        Third q [image: cup] x

        Heading

         • one
         • two
            1. in

        │ said
        │
        │ twice

              a
                b

        ────────────────────────────────────────────────────────────

        Term

           Meaning

        [embedded: A film]
        """
    )


def test_html_and_markdown_take_turns() -> None:
    assert (
        shown("<div>\n\n**bold** and <span>a <em>span</em></span>\n\n</div>\n\nEnd.")
        == "bold and a span\n\nEnd.\n"
    )


def test_indented_html_after_an_empty_line_is_still_html() -> None:
    body = '<table>\n\n    <tr><th>Term</th><th>What</th></tr>\n\n    <tr><td>tea</td><td>a <a href="x">leaf</a></td></tr>\n\n</table>\n'
    assert shown(body) == "Term  What\n────  ──────\ntea   a leaf\n"


def test_html_tables_need_no_end_tags_and_may_have_captions_and_tables_within() -> None:
    body = "<table><caption>Tea</caption><tr><td>a<td>b<tr><td>c<td><table><tr><td>d<td>e</table></table>"
    assert shown(body) == "Tea\n\na  b\nc  d e\n"


def test_html_lists_need_no_end_tags() -> None:
    body = "<ul><li>one<li>two<ol><li>in<li>more</ol></ul><dl><dt>a<dd>b<dt>c<dd>d</dl>"
    assert shown(body) == " • one\n • two\n    1. in\n    2. more\n\na\n\n   b\n\nc\n\n   d\n"


def test_quotes_of_site_generators_in_attributes_do_no_harm() -> None:
    body = '<p><img src="{{ "/a/b.gif" | url }}" alt="a cat"> {{ "x" | y }}</p>'
    assert shown(body) == '[image: a cat] {{ "x" | y }}\n'


def test_what_only_looks_like_html_stays() -> None:
    assert (
        shown("Type git push <branch> and </done>, a < b.") == "Type git push <branch> and </done>, a <\nb.\n"
    )


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n \n",
        "#",
        ">",
        "-",
        "```\n```",
        "<!-- x -->",
        "<div></div>",
        "<script>x</script>",
        "[x]: http://y",
        "![]()",
    ],
)
def test_what_holds_no_text_shows_nothing(body: str) -> None:
    assert shown(body).strip(" \n│•") == ""


DEEP = {
    "quotes": ">" * 1000 + " deep",
    "lists": "".join("  " * level + "- item\n" for level in range(200)) + "  " * 200 + "deep",
    "quotes line by line": "".join(">" * level + " x\n" for level in range(300)) + "deep",
    "images": "![" * 500 + "deep" + "](x)" * 500,
    "brackets": "[" * 30_000 + "deep",
    "emphasis": "*a " * 3000 + "deep",
    "html quotes": "<blockquote>" * 1500 + "deep",
    "html lists": "<ul><li>" * 1500 + "deep",
    "html tables": "<table><tr><td>" * 1500 + "deep",
    "html spans": "<p>" + "<b>" * 1500 + "deep",
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_loses_no_text(name: str) -> None:
    for width in (10, 80):
        assert "deep" in "".join(shown(DEEP[name], width).split())


@pytest.mark.parametrize("levels", range(1, 24))
def test_every_depth_of_quotes_and_lists_can_be_shown(levels: int) -> None:
    for body in (
        "> " * levels + "deep",
        "".join("> " * level + "> [!note]\n" for level in range(levels)) + "> " * levels + "deep",
        "".join("  " * level + "- x\n" for level in range(levels)) + "  " * levels + "deep",
    ):
        for width in (16, 40, 200):
            text = shown(body, width)
            assert "deep" in "".join(text.split())
            assert all(cell_len(line) <= width for line in text.splitlines())


@pytest.mark.parametrize(
    "piece", ["[", "![", "<", "<a ", "*", "_ ", "`", "~", "> ", "- ", "|", "&", "\\", "{{", "[a]("]
)
def test_no_text_takes_long(piece: str) -> None:
    assert is_linear(lambda size: shown(piece * (size // len(piece))), 5000)


@pytest.mark.parametrize("section", ["<![p", "<![ x", "<![", "<![if IE]> y", "<![endif]>", "<![temp[ z"])
def test_a_marked_section_that_is_none_is_text(section: str) -> None:
    assert section.split()[0] in shown(f"<div>tea {section} leaf</div>\n")


def test_comments_that_never_end_are_text_and_cost_little() -> None:
    assert shown("<div>a <!-- b --> c <!-- d</div>\n") == "a c <!-- d\n"
    assert shown("<!--" * 12_500, 80).count("<!--") > 12_000
    assert is_linear(lambda times: shown("<!--" * times, 80), 3000)
