"""The plain scan for characters of scripts without spaces finds what cutting the whole text into words finds."""

from __future__ import annotations

from unicodedata import normalize

from hypothesis import given, settings
from hypothesis import strategies as st

from kratomcli.engine.analysis import Analysis
from kratomcli.engine.highlighter import TermHighlighter
from kratomcli.query import ast
from kratomcli.text.normalize import is_unspaced, spaced

ANALYSIS = Analysis("english")
FILLING = "灯台の光が海を照らす。" * 60
QUERY = st.text(st.sampled_from("狐茶ชค\u0e34ーか\u3099か"), min_size=1, max_size=3)
LEAVES = st.one_of(
    st.builds(ast.Term, QUERY),
    st.builds(ast.Phrase, QUERY | st.builds("{}fox".format, QUERY)),
    st.builds(ast.Term, QUERY, prefix=st.just(True)),
    st.builds(ast.Term, QUERY, exact=st.just(True)),
)
WRITING = st.text(st.sampled_from("狐茶ชค\u0e34ーか\u3099 \n，。ab\u200b\u0e48"), max_size=12)


@settings(max_examples=300, deadline=None)
@given(st.lists(LEAVES, min_size=1, max_size=3), st.lists(WRITING | st.just("fox "), max_size=4))
def test_the_same_characters_are_marked(leaves: list[ast.Term | ast.Phrase], pieces: list[str]) -> None:
    text = FILLING.join(["", *pieces, ""])
    highlighter = TermHighlighter(leaves, ANALYSIS)
    assert highlighter(text) == highlighter._taken_apart(text, "english")[0]


def test_nothing_else_becomes_such_a_character() -> None:
    signs = map(chr, (*range(0x80, 0xD800), *range(0xE000, 0x40000)))
    composed = [sign for sign in signs if normalize("NFC", sign) == sign]
    others = " ".join(sign for sign in composed if not is_unspaced(sign))
    assert not any(map(is_unspaced, ANALYSIS.stemmed.analyze(others)))
    alone = [sign for sign in composed if is_unspaced(sign) and sign.isalpha()]
    assert ANALYSIS.stemmed.analyze(spaced("".join(alone))) == alone
