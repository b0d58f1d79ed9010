"""Random queries of the small library in corpus.py, as trees."""

from __future__ import annotations

from hypothesis import strategies as st

from kratomcli.query import ast, parse

WORDS = st.sampled_from(
    [
        "fox",
        "foxes",
        "dog",
        "sleep",
        "sleeping",
        "lazy",
        "brown",
        "quick",
        "the",
        "of",
        "café",
        "cafe",
        "naive",
        "running",
        "C++",
        "don't",
        "日本語",
        "nap",
    ]
)
LEAVES = st.one_of(
    st.builds(ast.Term, WORDS),
    st.builds(ast.Term, st.sampled_from(["fo", "sle", "caf", "hydroxy", "7-hydro"]), prefix=st.just(True)),
    st.builds(ast.Term, WORDS, fuzz=st.sampled_from([1, 2])),
    st.builds(ast.Term, WORDS, exact=st.just(True)),
    st.builds(ast.Phrase, st.lists(WORDS, min_size=1, max_size=3).map(" ".join)),
    st.builds(ast.Match, st.sampled_from(["title", "text", "tags", "authors"]), WORDS),
    st.builds(
        ast.Match, st.just("tags"), st.sampled_from(["sleep", "food", "animals"]), quoted=st.just(True)
    ),
    st.sampled_from(["date:2021", "date:2021-03..", "date:..2020", "words:>10", "is:draft", "has:date"]).map(
        parse
    ),
)
NODES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: ast.And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: ast.Or(tuple(parts))),
        inner.filter(lambda node: not isinstance(node, ast.Not)).map(ast.Not),
    ),
    max_leaves=6,
)
