"""What queries find: a table over one small corpus, and a second opinion in plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kratomcli import Article, Library
from kratomcli.query import ast, parse, unparse
from support.corpus import CORPUS
from support.reference import matching

EVERY = "alpha beta delta epsilon gamma iota sub sub/deep/eta sub/zeta theta"

TABLE = {
    "": EVERY,
    "*": EVERY,
    # words
    "fox": "alpha beta gamma sub/zeta",
    "FOXES": "alpha beta gamma sub/zeta",
    "lazy dog": "alpha beta delta",
    "fox dog": "alpha beta sub/zeta",
    "fox AND dog": "alpha beta sub/zeta",
    "fox OR nap": "alpha beta gamma sub sub/zeta",
    "fox -dog": "gamma",
    "NOT sleep": "alpha gamma iota sub/zeta theta",
    "-sleep -fox": "iota theta",
    "(fox OR sleep) winter": "alpha sub",
    "sleep OR fox winter": "alpha beta delta epsilon sub sub/deep/eta",
    "nothinglikethis": "",
    "withdrawals": "delta iota",
    # phrases
    '"brown fox"': "alpha",
    '"quick brown"': "alpha",
    '"lazy dogs sleeping"': "beta",
    '"fox brown"': "",
    '"the quick"': "alpha",
    '"jumps over the lazy"': "alpha",
    # words with signs in them
    "7-hydroxymitragynine": "delta",
    "don't": "alpha epsilon",
    "C++": "epsilon",
    "12:30": "delta",
    "3.14": "epsilon",
    "!!!": "",
    "fox !!!": "alpha beta gamma sub/zeta",
    # stop words
    "the fox": "alpha beta gamma sub/zeta",
    "the": "alpha beta gamma sub sub/deep/eta sub/zeta",
    "the of and": "sub/deep/eta",
    '"the of"': "",
    '"the and of"': "sub/deep/eta",
    # accents and case
    "cafe": "gamma",
    "CAFÉ": "gamma",
    "naive": "gamma",
    "=café": "gamma",
    "=cafe": "gamma",
    "=naive": "",
    "=naïve": "gamma",
    "=fox": "alpha gamma sub/zeta",
    # the beginnings of words, and words nearly right
    "hydroxy*": "delta",
    "sleep*": "beta delta epsilon sub sub/deep/eta",
    "sleepi*": "sub",
    "caf*": "gamma",
    "fxo~": "alpha gamma sub/zeta",
    "slepe~": "beta delta epsilon sub sub/deep/eta",
    "opiod~1": "delta",
    "wthdrwal~2": "delta iota",
    "wthdrwal~1": "",
    # fields
    "title:fox": "alpha",
    "title:foxes": "alpha",
    'title:"quick brown"': "alpha",
    "title:nap*": "beta sub",
    "title:coffee": "",
    "text:coffee": "gamma",
    "body:coffee": "gamma",
    "tags:sleep": "beta sub sub/deep/eta",
    "tag:SLEEP": "beta sub sub/deep/eta",
    "tags:design": "alpha",
    'tags:"design"': "",
    'tags:"user-centered design"': "alpha",
    "tags:user-centered": "alpha",
    "tags:food": "gamma sub/deep/eta",
    "tags:ani*": "alpha beta",
    "authors:lovelace": "alpha",
    "author:hopper": "beta",
    'author:"grace hopper"': "beta",
    "summary:hurry": "alpha",
    "source:example.com": "sub",
    'source:"https://example.com/naps"': "sub",
    "lang:en": "gamma",
    "section:winter": "alpha",
    'section:"what helps"': "delta",
    "id:alpha": "alpha",
    "id:sub": "sub sub/deep/eta sub/zeta",
    "id:sub/deep": "sub/deep/eta",
    "id:al*": "alpha",
    "id:alp": "",
    "path:sub/zeta.md": "sub/zeta",
    "path:sub": "sub sub/deep/eta sub/zeta",
    "path:e*": "epsilon",
    # patterns of places, and kinds of file
    "path:*.txt": "delta epsilon theta",
    "path:*.md": "alpha beta iota sub sub/deep/eta sub/zeta",
    "path:sub/*.md": "sub sub/deep/eta sub/zeta",
    "path:*eta*": "beta sub/deep/eta sub/zeta theta",
    "path:*deep/": "sub/deep/eta",
    "path:*.TXT": "",
    "path:*.m*n": "gamma",
    'path:"*.md"': "",
    "id:*ta": "beta delta iota sub/deep/eta sub/zeta theta",
    "-path:*.md": "delta epsilon gamma theta",
    "kind:text": "delta epsilon theta",
    "kind:TXT": "delta epsilon theta",
    "kind:markdown fox": "alpha beta gamma sub/zeta",
    "kind:md": "alpha beta iota sub sub/deep/eta sub/zeta",
    "kind:mark*": "alpha beta gamma iota sub sub/deep/eta sub/zeta",
    'kind:"text"': "delta epsilon theta",
    "kind:pdf": "",
    "has:kind": EVERY,
    # front-matter keys
    "layout:post": "alpha",
    "LAYOUT:POST": "alpha",
    "series.name:naps": "beta",
    "series.part:1": "beta",
    "rating:4": "alpha",
    "rating:>3.6": "alpha gamma",
    "rating:3..4": "alpha beta",
    "rating:<10": "alpha beta",
    "rating:<=10": "alpha beta gamma",
    # dates
    "date:2021": "alpha beta sub",
    "date:2021-03": "alpha beta",
    "date:2021-03-28": "beta",
    "date:2021-06": "sub",
    "date:2020": "gamma",
    "date:2020-01": "",
    "date:2021-03..2021-06": "alpha beta sub",
    "date:2021-03-06..2021-06": "beta sub",
    "date:2021..": "alpha beta iota sub",
    "date:..2020": "gamma sub/deep/eta",
    "date:>2020": "alpha beta iota sub",
    "date:>=2020": "alpha beta gamma iota sub",
    "date:<2020": "sub/deep/eta",
    "date:<=2021-03-05": "alpha gamma sub/deep/eta",
    "published:2022": "iota",
    "updated:2022": "beta",
    # numbers, flags, presence
    "words:0": "iota",
    "words:>15": "alpha delta epsilon",
    "words:15": "gamma theta",
    "words:4..6": "sub/deep/eta",
    "is:draft": "beta",
    "draft:true": "beta",
    "-is:draft fox": "alpha gamma sub/zeta",
    "has:summary": "alpha iota",
    "has:layout": "alpha",
    "has:series": "beta",
    "has:date": "alpha beta gamma iota sub sub/deep/eta",
    "-has:date": "delta epsilon sub/zeta theta",
    "layout:*": "alpha",
    # together
    "tags:sleep date:2021": "beta sub",
    "(tags:sleep OR tags:food) -is:draft": "gamma sub sub/deep/eta",
    "fox (date:2020 OR is:draft)": "beta gamma",
    "* -fox": "delta epsilon iota sub sub/deep/eta theta",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    place = tmp_path_factory.mktemp("corpus")
    for name, content in CORPUS.items():
        path = place / "library" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    with Library.open(place / "library", cache=place / "cache") as library:
        yield library


@pytest.fixture(scope="module")
def articles(corpus: Library) -> list[Article]:
    root = Path(corpus.status().folders[0])
    return [one.replace(path=Path(one.path).relative_to(root).as_posix()) for one in corpus.texts()]


def found(library: Library, query: str | ast.Node) -> list[str]:
    return [entry.id for entry in library.articles(query)]


@pytest.mark.parametrize(("query", "ids"), TABLE.items())
def test_a_query_finds_what_the_table_says(corpus: Library, query: str, ids: str) -> None:
    assert found(corpus, query) == ids.split()


@pytest.mark.parametrize("query", TABLE)
def test_plain_python_agrees(corpus: Library, articles: list[Article], query: str) -> None:
    node = parse(query, keys=corpus.names)
    assert matching(node, articles) == found(corpus, node)


@pytest.mark.parametrize("query", TABLE)
def test_search_and_count_find_the_same_as_list(corpus: Library, query: str) -> None:
    ids = found(corpus, query)
    assert sorted(hit.entry.id for hit in corpus.search(query, limit=100)) == ids
    assert corpus.count(query) == len(ids)


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


@settings(max_examples=300, deadline=None)
@given(NODES)
def test_any_query_means_what_plain_python_says(
    corpus: Library, articles: list[Article], node: ast.Node
) -> None:
    node = parse(unparse(node), keys=corpus.names)
    assert found(corpus, node) == matching(node, articles)
