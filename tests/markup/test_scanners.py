"""What patterns find in a body, which is faster than parsing it, agrees with what the parser finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from conftest import PROJECT, SEEDS
from kratomcli.markup import headings
from kratomcli.markup.headings import markdown_headings
from kratomcli.markup.hrefs import hrefs
from kratomcli.markup.parser import parse
from kratomcli.markup.prose import prose, without_code
from kratomcli.markup.spans import MarkdownSpans

if TYPE_CHECKING:
    from markdown_it.token import Token

NEITHER = re.compile(r"<!--.*?-->|\{[{%].*?[%}]\}", re.DOTALL)
"""Comments and template tags are neither code nor text."""
FILES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md"), *SEEDS.iterdir()])


def tokens(body: str) -> Iterator[Token]:
    document = parse(body)
    assert document
    pending = [*document.tokens, *(token for note in document.notes for token in note.tokens)]
    while pending:
        token = pending.pop()
        pending += token.children or ()
        yield token


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_all_links_and_all_code_of_real_files_are_found(path: object) -> None:
    body = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    text = without_code(body, "markdown")
    found = {unquote(unescape(href)) for _, href in hrefs(text, "markdown")}
    for token in tokens(body):
        if token.type == "link_open" and token.info != "auto" and token.markup != "linkify":
            assert unquote(str(token.attrs["href"])) in found
    spans = MarkdownSpans(body)
    others = {at for found in NEITHER.finditer(body) for at in range(*found.span())}
    for offset, char in enumerate(body):
        if char.isalnum() and offset % 7 == 0 and offset not in others:
            assert spans.is_code(offset) == text[offset].isspace()


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("Use `<script>` here. [a](b.md)", "Use here. [a](b.md)"),
        ("Use `<!--` here.\n\nAnd `-->` there.", "Use here. And there."),
        ("Of `<pre>`, ``<style> ` ``, all.\n\nMore.", "Of , , all. More."),
        ("Before <!-- not `seen --> after ` too.", "Before after ` too."),
        ("Before `code <!-- in` it --> after.", "Before it --> after."),
        ("An arrow <!-- without end.\n\nMore.", "An arrow <!-- without end. More."),
        ("<!-- a comment\n\nto the end", ""),
        ("> <!-- quoted\n> comment --> x", "x"),
        ("A tag <script> within.\n\nMore.", "A tag <script> within. More."),
        ("It <style>p { }</style> is.", "It is."),
        ("Is it <script>x()\n\n</script> gone?", "Is it <script>x() </script> gone?"),
        ("<script>\nx = 1\n\ny = `\n</script>\nSo `it` is.", "So is."),
        ("- item\n\n  <pre>\n  kept\n  </pre>\n\nAfter.", "- item After."),
        ("<scripture> is no script.", "<scripture> is no script."),
        ("<PRE>x</PRE> y", "y"),
        ("No \\`code\\` <b>bold</b>.", "No \\`code\\` <b>bold</b>."),
        ("```\n`\n```\nfenced `x`.", "fenced ."),
        ("A.\n\n    code\n\n    more\nText.", "A. Text."),
        ("    code\n\n\tcode\n", ""),
        ("A paragraph\n    that goes on.", "A paragraph that goes on."),
        ("- An item\n\n    and its paragraph.\n\nText.\n\n    code", "- An item and its paragraph. Text."),
        ("1. One\n2. Two\n\n    of it\n\n   and on\n\n    too", "1. One 2. Two of it and on too"),
        ("1. ```sh\n   npm\n   ```\n\n2. Read.\n\nAfter.", "2. Read. After."),
        ("* ~~~\n  code\n  ~~~\n- x", "- x"),
        ("> ```\n> code\n> ```\n> said", "> said"),
        ("```\n```python\nstill code\n```\nText.", "Text."),
        ("- item\n\n    ```\n    code\n    ```\n\nText.", "- item Text."),
        ("[^1]: A note.\n\n    More of it.", "[^1]: A note. More of it."),
        ("!!! note\n    Take care.", "!!! note Take care."),
    ],
)
def test_what_begins_first_counts(body: str, left: str) -> None:
    text = without_code(body, "markdown")
    assert len(text) == len(body)
    assert " ".join(text.split()) == left


def test_a_sentence_after_code_that_names_a_tag_is_prose() -> None:
    body = "Put it in `<script>`, not in `<style>`.\n\nThe second paragraph is read.\n"
    assert " ".join(prose(body, "markdown").split()).endswith("The second paragraph is read.")


@pytest.mark.parametrize(
    ("body", "href"),
    [
        ("[![A picture](a.png)](page.md)", "page.md"),
        ("[see [1] there](page.md)", "page.md"),
        ("[a](<b c.md>)", "b c.md"),
        ("[x](y(z).md)", "y(z).md"),
        ("[w](\ndead.md)", "dead.md"),
    ],
)
def test_links_with_brackets_in_their_text(body: str, href: str) -> None:
    assert [address for _, address in hrefs(body, "markdown")] == [href]
    assert MarkdownSpans(body).link_at(0, href) == href.replace(" ", "%20")


HEADINGS = [
    *(
        "# G { #top }",
        "# G {#top}",
        "# G {: #top }",
        "# G{#top}",
        "# {#top}",
        "# G ## {#top}",
        "# G {: title=x }",
        "# G {#top} ##",
        "# G ## {#top} ##",
    ),
    *(
        "# G {/* #top */}",
        "# G {/*top*/}",
        "# G{/* #top */} #",
        "# G {/* a note */}",
        "G {/* #top more */}\n---",
    ),
    *("# G <!-- #top -->", "# G <!--#top-0-->", "# G <!-- a note -->"),
    *("# <foo@bar.com>", "# H~2~O", "# _a_b_", "# a_b_c and _d_", "# __init__.py", '# <img src="a>b.png"> x'),
    *("# **\u201cQuoted\u201d**says", "# **Bold** and *more*", "# **\u8be5\u8f6f\u4ef6\uff08X\uff09**\u662f"),
    *(
        '# Button [a](u){:target="_blank"}',
        "# `code` {x}",
        "# One<br>two",
        "# a \\# b #",
        "1.\n---",
        "2)\n===",
    ),
    "<?php\n\n# None\n?>\n\n# One",
    "<!DOCTYPE html\n\n# None\n>\n\n# One",
    "# One\n\n<div>\n# None\n</div>\n\n# Two",
]


@pytest.mark.parametrize("body", HEADINGS)
def test_headings_are_those_of_the_parser(body: str) -> None:
    assert list(markdown_headings(body)) == list(headings._parsed(body))
