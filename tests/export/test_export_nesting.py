"""Elements within each other without end: a body of them is plain text, and no parser is given it."""

from __future__ import annotations

import re
from pathlib import Path

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kratomcli.export import ExportOptions, write_file
from kratomcli.export.html.bodies import body_html
from kratomcli.export.html.nesting import DEEPEST, too_deep
from support.articles import markdown

NAMES = """
a b span font div p section x-y ul li dd table td th caption button select option object details summary
ruby rt svg math desc foreignobject path template form script style h1 blockquote
""".split()  # noqa: SIM905
KEPT = {*NAMES} - {"script", "style"}
_TAG = re.compile(r"""<(/?)[a-z](?:"[^"]*"|[^">])*>""")
_piece = st.sampled_from(
    [
        *(f"<{name}>" for name in NAMES),
        *(f"</{name}>" for name in NAMES),
        *(f"<{name}/>" for name in ("div", "path", "svg")),
        *(
            "x",
            " ",
            "<!-- ",
            " -->",
            "<![CDATA[",
            "]]>",
            '<p title="',
            "<b title='",
            '">',
            "'>",
            "<!x>",
            "</>",
        ),
    ]
)


def depth(html: str) -> int:
    """How deep nh3 finds the HTML."""
    most = now = 0
    for tag in _TAG.finditer(nh3.clean(html, tags=KEPT, clean_content_tags=set(), attributes={})):
        now += -1 if tag[1] else 1
        most = max(most, now)
    return most


@settings(max_examples=60, deadline=None)
@given(st.lists(_piece, min_size=1, max_size=7).map("".join))
def test_what_gets_deep_is_found_to_be_deep(piece: str) -> None:
    html = piece * (2 * DEEPEST + 60)
    assert too_deep(html) or depth(html) <= 2 * DEEPEST + 50  # a cell has a row and a body around it


@pytest.mark.parametrize(
    "piece",
    [
        "<p>a",
        "<li>a",
        "<ul><li>a<li>b</ul>",
        "<dl><dt>a<dd>b</dl>",
        "<table><tr><td>a<td>b<tr><td>c</table>",
        "<div><p>a</div>",
        "<p><span>a</p>",
        "<br><img src=x><hr>",
        "<b>a</b><a href=x>a<a href=y>b</a>",
        '<p title="<div><div>">a</p>',
        "<!-- <div> -->",
        "<style>a > b { } /* <div> */</style>",
        "<svg><title>a</title><path/><g><path></path></g></svg>",
        "</div>",
    ],
)
def test_html_that_people_write_is_not_deep_however_long(piece: str) -> None:
    assert not too_deep(piece * 1000)


@pytest.mark.parametrize("name", ["div", "span", "x-y", "b", "ul><li", "details", "table><td", "svg><desc"])
def test_words_in_elements_without_end_stay_and_it_is_said(name: str, tmp_path: Path) -> None:
    one = markdown("# Tea\n\n" + f"<{name}>" * 600 + "\n\n*deep* water\n")
    notes: list[str] = []
    html = body_html(one, note=notes.append)
    assert notes == ["stands as plain text, its HTML has too many elements within each other"]
    assert "deep" in html
    assert depth(html) < 3
    told: list[str] = []
    options = ExportOptions(note=told.append)
    write_file([one], "epub", tmp_path / "a.epub", options=options)
    assert told == [f"one: {note}" for note in notes]


def test_what_may_be_deep_is_html_still() -> None:
    one = markdown("# Tea\n\n" + "<div>" * (DEEPEST - 10) + "deep" + "</div>" * (DEEPEST - 10) + "\n")
    assert depth(body_html(one)) == DEEPEST - 10


@pytest.mark.parametrize("name", NAMES)
def test_no_parser_is_given_elements_within_each_other_without_end(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    clean = nh3.clean
    monkeypatch.setattr(nh3, "clean", lambda html, **options: given.append(html) or clean(html, **options))
    body_html(markdown("# Tea\n\n" + f"<{name}>\n\n" * 1500 + "deep\n"))
    monkeypatch.undo()
    assert [depth(html) < DEEPEST for html in given] == [True]


@pytest.mark.parametrize(
    "text", ["*a " * 300 + "b*" * 300, "> " * 300 + "a", "~a *b " * 300 + "c* d~ " * 300]
)
def test_marks_within_each_other_are_plain_text(text: str) -> None:
    """The parser has no bound for those within a paragraph, and its HTML isn't looked at."""
    told: list[str] = []
    html = body_html(markdown(f"Begin.\n\n{text}\n"), note=told.append)
    assert told == ["stands as plain text, its Markdown can't be converted"]
    assert not re.search("<(?:em|del|blockquote)>", html)


def test_what_is_not_looked_at_is_not_deep() -> None:
    html = body_html(markdown("*a " * 90 + "b*" * 90 + "\n\n" + "> - " * 20 + "a\n"))
    assert html.count("<em>") == 90
    assert depth(html) == 60
