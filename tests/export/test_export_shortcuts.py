"""The short ways through python-markdown make what the long ones do, to the byte."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kratomcli.export.html.converter import MARK, converter
from kratomcli.export.html.lists import lay_out

_WORDS = """
a B word snake_case _x_ __y__ don't "quoted" (aside *b* **c** ***d*** `e` `` f` `` *g **h** i* [j](k) [l](m_n*o)
[p](q "r") [s][t] [t] [^1] ![u](v) <https://w.example> http://x.example/_y_ AT&T &amp; &#42; 2*3 * _ \\* \\` !z ~~a~~
~b c: {: #d} {#e} <i>f</i> <b g=h>*i*</b> `<j>` [`k`](l) *`m`* *[n](o)* (*p*) "**q**" [](r) [s](<t>) *u*v w*x* !!! |
*y\nz* `a\nb` [c\nd](e) ^2 100% a_ _b 2021. 1) café* *中文* ’tis —*f*— *g*, **h**: **i**.*j* `k```l` 1_000 [m]](n) e
"""
_words = st.sampled_from(_WORDS.split(" "))
_gaps = st.sampled_from(
    [" "] * 6 + ["", "  ", "\n", "  \n", "\n> ", "\n    ", "\n- ", "\n1. ", "\n# ", "\n| ", "\n=="]
)
_starts = st.sampled_from(
    [""] * 8
    + [
        "- ",
        "* ",
        "1. ",
        "> ",
        "    ",
        "# ",
        "## ",
        "!!! note\n    ",
        "[^1]: ",
        "[t]: ",
        "```\n",
        "| a | b |\n|---|---|\n",
        "***\n",
    ]
)
_lines = st.lists(st.tuples(_gaps, _words), max_size=12).map(lambda pairs: "".join(map("".join, pairs)))
_blocks = st.tuples(_starts, _lines).map("".join)
_texts = st.lists(_blocks, max_size=6).map("\n\n".join)
_anything = st.text(st.sampled_from(list("ab _*`[]()!<>&;:/~\\{}#-+.|^\"'\n\t1=\x02\x03é")), max_size=60)


def both(text: str) -> tuple[str, str]:
    made = []
    for short in (True, False):
        one, source = converter(short=short)
        source.text = text
        made.append(one.reset().convert(text))
    return made[0], made[1]


@settings(max_examples=300)
@given(_texts | _anything)
def test_any_text_comes_out_the_same(text: str) -> None:
    for each in (text, "\n".join(lay_out(text.expandtabs(4).split("\n")))):
        short, long = both(each)
        if MARK not in long:  # a fault of some versions, which numbers what it leaves behind
            assert short == long


def test_what_people_write_comes_out_the_same() -> None:
    folder = Path(__file__).parents[2]
    files = [*folder.glob("seeds/*"), *folder.glob("*.md"), *folder.glob("docs/*.md")]
    assert len(files) > 8
    for file in files:
        short, long = both(file.read_text(encoding="utf-8"))
        assert short == long
