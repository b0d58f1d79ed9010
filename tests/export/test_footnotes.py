"""Footnotes: the same numbers in every format, by first reference; none is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from kratomcli.export import ALL
from kratomcli.export.html.bodies import body_html, body_text
from kratomcli.model.article import Article
from kratomcli.render.article import pages
from support.articles import article, markdown

NOTED = """# Wells

- In a list[^z]

Then a paragraph[^dry], and the first again[^z].

> Quoted[^q].

| year | depth |
| --- | --- |
| 1901 | 12[^t] |

[^t]: From the ledger, as said[^deep].
[^dry]: In summer.

    Not in every summer.
[^q]: yes
[^z]: By the keeper.
[^deep]: See above[^z].
[^nobody]: Nothing refers here.

The end.
"""
ORDER = ["By the keeper", "In summer", "yes", "From the ledger", "See above", "Nothing refers here"]


def terminal(one: Article) -> str:
    console = Console(width=80, color_system=None)
    with console.capture() as capture:
        console.print(pages([one], ALL))
    return capture.get()


def set_in_text(shown: str) -> list[str]:
    return [line for line in shown.splitlines() if re.match(r"\[\d+\] ", line)]


@pytest.mark.parametrize("shown", [body_text, terminal])
def test_notes_stand_below_a_text_by_their_numbers(shown: object) -> None:
    text = shown(markdown(NOTED))  # type: ignore[operator]
    notes = set_in_text(text)
    assert [note.split("] ")[0] for note in notes] == [f"[{number}" for number in range(1, 7)]
    assert all(begin in note for begin, note in zip(ORDER, notes, strict=True))
    body = text[: text.index("[1] By")]
    assert re.findall(r"\[\d\]", body) == ["[1]", "[2]", "[1]", "[3]", "[4]"]
    assert "[^" not in text
    assert "    Not in every summer." in text
    assert "The end." in body


def test_html_numbers_notes_by_reference_and_leads_back() -> None:
    html = body_html(markdown(NOTED))
    assert re.findall(r'href="#fn:(\w+)"[^>]*>(\d)<', html) == [
        *(("z", "1"), ("dry", "2"), ("z", "1"), ("q", "3"), ("t", "4"), ("deep", "5"), ("z", "1")),
    ]
    assert re.findall(r'<li id="fn:(\w+)"', html) == ["z", "dry", "q", "t", "deep", "nobody"]
    back = re.findall(r'href="#(fnref\d?:\w+)" title="Back to the text of note (\d)"[^>]*>([^<]*)<', html)
    assert back[:3] == [(f"fnref{n}:z", "1", "\u21a9\ufe0e") for n in ("", 2, 3)]
    assert {name for name, _, _ in back} == set(re.findall(r'id="(fnref[^"]*)"', html))
    assert [html.index(f'id="fnref{n}:z"') for n in ("", 2, 3)] == sorted(
        html.index(f'id="fnref{n}:z"') for n in ("", 2, 3)
    )


_labels = st.sampled_from("abcde")
_lines = st.one_of(
    st.tuples(st.sampled_from(["", "- ", "> ", "1. ", "## "]), _labels).map(lambda x: f"{x[0]}word[^{x[1]}]"),
    st.tuples(_labels, _labels).map(lambda x: f"[^{x[0]}]: said {x[0]}, see[^{x[1]}]"),
)


@settings(deadline=None)
@given(st.lists(_lines, max_size=12))
def test_all_formats_agree_on_the_numbers(lines: list[str]) -> None:
    labels = [line[2] for line in lines if line.startswith("[^")]
    if len(set(labels)) < len(labels):
        return  # two notes of one name
    one = article("\n\n".join(lines), title="x")
    html = re.sub(r"<sup[^>]*>(.*?)</sup>", r"[\1]", body_html(one).replace("\n", ""))
    marks = [re.findall(r"\[\d\]", re.sub("<[^>]*>", "", html))]
    for shown in (body_text(one), terminal(one)):
        told = set_in_text(shown)
        said = re.findall(r"\[\d\]", re.sub(r"^\[\d\] ", "", shown, flags=re.MULTILINE))
        assert all(note.split(" ")[0] == f"[{at}]" for at, note in enumerate(told, 1))
        assert len(told) == len(labels)
        marks.append(said)
    assert marks[0] == marks[1] == marks[2]


LONG = "".join(f"- [Item {n}](https://example.com/{n}) as said[^{n % 3}] *there*\n" for n in range(3000))
NOTES = "\n[^2]: Ibid.\n[^0]: See [the ledger][l], as said[^2].\n[^1]: > Quoted.\n\n[^none]: Alone.\n\n[l]: /ledger.md\n"


def test_no_note_is_lost_where_a_list_is_long() -> None:
    html = body_html(markdown(LONG + NOTES))
    assert html.count("<li>") == 3000
    marks = re.findall(r'<sup id="([^"]*)"><a[^>]*href="#([^"]*)"[^>]*>(\d+)</a></sup>', html)
    assert [number for _, _, number in marks] == ["1", "2", "3"] * 1000 + ["3"]
    notes = html[html.index('<div class="footnote">') :]
    assert re.findall(r'<li id="([^"]*)"', notes) == ["fn:0", "fn:1", "fn:2", "fn:none"]
    said = [notes.index(words) for words in ("the ledger", "Quoted.", "Ibid.", "Alone.")]
    assert said == sorted(said)
    assert 'href="/ledger.md"' in notes
    back = re.findall(r'href="#(fnref[^"]*)" title="Back to the text of note \d"[^>]*>([^<]*)<', notes)
    assert {(id, "\u21a9\ufe0e") for id, _, _ in marks} == set(back)
    assert len(back) == len(marks) == 3001


TWICE = "Once[^a], two[^b].\n\n[^a]: the first\n[^b]: another\n[^a]: the second\n    goes on\n"


@pytest.mark.parametrize("shown", [body_text, terminal, body_html])
def test_of_two_notes_of_one_name_the_first_counts(shown: object) -> None:
    text = shown(markdown(TWICE))  # type: ignore[operator]
    assert "the first" in text
    assert "another" in text
    assert "the second" not in text
    assert "goes on" not in text


WITHIN = """See[^q], [^two-words], [^i], [^j], [^n].

> Quoted.
>
> [^q]: in a quote
> goes on
>
> After it.

- item

  [^i]: in an item

  more of the item
- [^j]: at once
- next

[^two-words]: a name of two
[^n]: by [name][l]

    ```
    [^q]: code
    ```

> ```
> [^x]: code in a quote
> ```

[l]: /ledger
"""


def test_notes_in_quotes_and_items_are_notes_in_every_format() -> None:
    html = re.sub(r"<[^>]*>", "", body_html(markdown(WITHIN)))
    for shown in (body_text(markdown(WITHIN)), terminal(markdown(WITHIN)), html):
        body, _, notes = shown.replace("\n", " ").partition("[^x]: code in a quote")
        said = [
            notes.index(word) for word in ("in a quote", "a name of two", "in an item", "at once", "by name")
        ]
        assert said == sorted(said)
        assert re.search(r"in a quote\s+goes on", notes)
        assert "After it." in body
        assert "more of the item" in body
        assert "next" in body
        assert "[^q]" not in body
    html = body_html(markdown(WITHIN))
    assert set(re.findall(r'href="#([^"]*)"', html)) <= set(re.findall(r'id="([^"]*)"', html))


@pytest.mark.parametrize("shown", [body_html, body_text])
def test_a_description_of_a_picture_has_the_numbers_of_notes(shown: object) -> None:
    text = "One[^a], ![a lamp[^b] lit](lamp.png), two[^c], ![x](x.png).\n\n[^c]: C.\n[^b]: B.\n[^a]: A.\n"
    html = shown(markdown(text))  # type: ignore[operator]
    assert "a lamp[2] lit" in html
    assert html.index("A.") < html.index("B.") < html.index("C.")
    assert 'href="#fnref:b"' not in html


@pytest.mark.parametrize("body", ["# Tea[^1]\n\nText.\n\n[^1]: n\n", "<!-- c -->\n\n# Tea\n\nText.\n"])
def test_a_first_heading_that_repeats_the_title_is_left_out_whatever_is_in_it_or_above(body: str) -> None:
    one = article(body, title="Tea")
    assert body_text(one, drop_title=True).startswith("Text.")
    html = body_html(one)
    assert "<h2" not in html
    assert html.count("fnref:1") in (0, 2), "what leads back to the note's place has a place to lead to"
    console = Console(width=60, record=True)
    with console.capture() as captured:
        console.print(pages([one], ALL))
    assert captured.get().count("Tea") == 1


def test_a_link_may_hold_a_reference_and_labels_are_found_in_any_case() -> None:
    one = article(
        "See [the well[^Deep] there](https://e.example/) and [it[^deep]][r].\n\n[^DEEP]: n\n\n[r]: /x\n"
    )
    html = body_html(one)
    assert re.search(r'<a href="https://e.example/"[^>]*>the well there</a><sup', html)
    assert html.count('href="#fn:deep"') == 2
    assert "[" not in body_text(one).replace("[1]", "")
    assert body_text(one).startswith("See the well there[1] and it[1].")
    assert "[^" not in html
