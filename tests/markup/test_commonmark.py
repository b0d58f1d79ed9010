"""The examples of CommonMark's specification, through our HTML; GitHub's additions by examples of our own."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import PROJECT
from kratomcli.export.html.bodies import body_html, body_text
from kratomcli.export.html.markdown import to_html
from kratomcli.export.html.sanitise import clean
from kratomcli.markup.parser import parse
from kratomcli.markup.tools import pieces_of
from kratomcli.markup.tools.syntaxes import UNKNOWN
from support.articles import markdown

SPEC = PROJECT / "node_modules" / "commonmark-spec" / "spec.txt"
"""Version 0.31.2, which the package of that name at npm holds."""

needs_spec = pytest.mark.skipif(
    not SPEC.exists(), reason="no CommonMark specification: npm install commonmark-spec@0.31.2"
)


class Example(NamedTuple):
    number: int
    markdown: str
    html: str


def examples(path: Path = SPEC) -> list[Example]:
    """What a specification has between its fences of 32 backticks."""
    text = path.read_text(encoding="utf-8").replace("→", "\t") if path.exists() else ""
    found = re.findall(r"^`{32} example.*\n([\s\S]*?)^\.\n([\s\S]*?)^`{32}$", text, re.MULTILINE)
    return [Example(number, *pair) for number, pair in enumerate(found, 1)]


# What we make of an example in another way, by the rule that makes it so.
OTHERWISE = {
    "an empty quote has no line feed within": {218, 239, 240},
    "a bare address is a link, as on GitHub": {608, 611, 612},
}


@needs_spec
def test_every_example_is_read_as_the_specification_has_it() -> None:
    every = examples()
    assert len(every) == 652
    differing = {one.number for one in every if to_html(one.markdown) != one.html}
    assert differing == set().union(*OTHERWISE.values())


@needs_spec
def test_where_no_tool_is_known_no_example_is_read_as_the_markup_of_one() -> None:
    assert [one.number for one in examples() if pieces_of(one.markdown, UNKNOWN)] == []


# What the sanitiser changes in the HTML that the specification gives, by the rule that it does it by.
SANITISED = {
    "elements are opened and closed where a browser does it": {
        *(21, 31, 148, 149, 150, 151, 155, 160, 165, 174, 175, 184, 187, 190, 191, 344, 476, 477, 494, 613),
        *(614, 615, 616, 623, 630, 631, 642, 643),
    },
    "a tag that is not closed takes what follows": {156, 157, 158},
    "an element that is not known goes, its text stays": {163, 201, 491, 524, 536, 617},
    "an attribute or class that is not known goes": {144, 152, 153, 154, 164, 169},
    "these elements go with what is in them": {170, 171, 172, 173, 176, 178},
    "comments, declarations and instructions go": {
        *(177, 179, 180, 181, 182, 183, 308, 309, 625, 626, 627, 628, 629),
    },
    "an address of a scheme that is not known leads nowhere": {596, 598, 599, 601},
    "a number has four digits at most": {265},
}
_ADDED = re.compile(
    r' loading="lazy" decoding="async" referrerpolicy="no-referrer"| rel="noopener noreferrer"'
)


def _written_alike(html: str) -> str:
    """HTML without what the sanitiser adds, and with what may be written in two ways in one of them."""
    html = html.replace("&quot;", '"').replace("&nbsp;", "\xa0")
    return re.sub(r"<(br|hr|img)([^>]*?) ?/>", r"<\1\2>", _ADDED.sub("", html)).strip()


@needs_spec
def test_what_the_sanitiser_changes_is_known_by_rule() -> None:
    changed = {
        one.number for one in examples() if _written_alike(clean(one.html)) != _written_alike(one.html)
    }
    assert changed == set().union(*SANITISED.values())


@needs_spec
def test_no_example_loses_a_word_as_plain_text() -> None:
    """Plain text has the words that the HTML shows; what is markup in one is in the other."""
    for one in examples():
        shown = clean(one.html)
        shown = re.sub(r"</?(?:a|code|del|em|i|strong)\b[^>]*>", "", shown)
        wanted = re.findall(r"\w+", unescape(re.sub(r"<[^>]*>", " ", shown)))
        words = re.findall(r"\w+", body_text(markdown(one.markdown)))
        assert Counter(wanted) - Counter(words) == Counter(), one


GITHUB = [
    ("| a | b |\n|:--|--:|\n| 1 | `x\\|y` |\n| 2 |\n\nend", '<td align="right"><code>x|y</code></td>'),
    ("| a |\n| - |\n> quote", "</table>\n<blockquote>"),
    ("| a | b |\n| - |\n", "<p>| a | b |\n| - |</p>"),
    ("a ~~gone~~, ~so~ and ~~~not~~~", "<del>gone</del>, <del>so</del> and ~~~not~~~"),
    ("- [ ] open\n- [X] done\n- [] no", '☐ open</li>\n<li class="task-list-item">☑ done</li>\n<li>[] no'),
    ("see www.example.org/a_(b).", '<a href="http://www.example.org/a_(b)">www.example.org/a_(b)</a>.'),
    ("(www.example.org/a)", '(<a href="http://www.example.org/a">www.example.org/a</a>)'),
    (
        "www.example.org?a=b&amp;copy;",
        '<a href="http://www.example.org?a=b">www.example.org?a=b</a>&amp;copy;',
    ),
    ("http://a.example/__init__.py, *so*", '<a href="http://a.example/__init__.py">'),
    ("ftp://a.example/x_y_", '<a href="ftp://a.example/x_y">ftp://a.example/x_y</a>_'),
    ("ann_lee.x+y@mail.example.org.", '<a href="mailto:ann_lee.x+y@mail.example.org">'),
    ("ann@example.org- xmpp:a@b.example/c", '<p>ann@example.org- <a href="xmpp:a@b.example/c">'),
    (
        "[http://a.example](http://b.example) `http://c.example`",
        '<a href="http://b.example">http://a.example</a>',
    ),
    ("看https://a.example/路，好", '<a href="https://a.example/%E8%B7%AF">https://a.example/路</a>，好'),
    (
        "> [!WARNING]\n> Hot.",
        '<div class="callout warning" role="note">\n<p class="callout-title">Warning</p>',
    ),
]


@pytest.mark.parametrize(("text", "html"), GITHUB)
def test_what_github_adds_is_read_as_github_reads_it(text: str, html: str) -> None:
    assert html in (to_html(text) or "")


@needs_spec
def test_headings_have_one_text_and_one_anchor_everywhere() -> None:
    """Sections, ids in HTML and the lines of plain text come from the same headings."""
    for one in examples():
        article = markdown(one.markdown)
        html = body_html(article)
        ids = re.findall(r'<h\d id="([^"]*)"', html)
        document = parse(one.markdown)
        assert document is not None
        outer = [t for t in document.tokens if t.type == "heading_open" and t.level == 0]
        assert len(article.sections) == len(outer), one
        assert ids == [section.slug for section in article.sections][len(article.sections) - len(ids) :], one
