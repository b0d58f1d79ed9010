"""What queries find: a table over one small corpus, and a second opinion in plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings

from kratomcli import Article, Library
from kratomcli.query import ast, parse, unparse
from support.corpus import CORPUS, TABLE
from support.query_nodes import NODES
from support.reference import matching


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


@settings(max_examples=300, deadline=None)
@given(NODES)
def test_any_query_means_what_plain_python_says(
    corpus: Library, articles: list[Article], node: ast.Node
) -> None:
    node = parse(unparse(node), keys=corpus.names)
    assert found(corpus, node) == matching(node, articles)
