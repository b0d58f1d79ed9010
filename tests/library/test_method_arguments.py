"""Whatever the methods of a library are given: an answer, or an error of ours that says what was wrong."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kratomcli import FrontMatterChanges, Library
from kratomcli.errors import KratomError, UsageError
from kratomcli.library.arguments import RULES
from kratomcli.query.ast import And, Everything, Has, Is, Match, Node, Not, Or, Phrase, Range, Term

GOOD: dict[str, object] = {
    "query": "tea",
    "reference": "a",
    "since": "3d",
    "name": "tags",
    "field": "tags",
    "start": "t",
    "ids": ["a"],
    "title": "New",
    "place": "charts.none",
    "changes": FrontMatterChanges(add={"tags": ["new"]}),
    "shape": "tsv",
    "fields": ["id"],
}
"""What an argument is given that has to be given."""

BAD: dict[str, list[object]] = {
    "query": [None, 1, b"tea", ["tea"], object(), ("a", "b"), True, float("nan")],
    "sort": [1, b"date", ["date"], "", "date:up", ":desc", "date:desc:asc", "a\ud800"],
    "limit": [-1, "3", 1.5, True, 2**63, [1]],
    "offset": [-1, None, "3", 1.5, True, 2**63],
    "snippets": [-1, None, "3", 2.0],
    "width": [-1, 0, None, "3", 2.5],
    "least": [-1, 0, None, "8"],
    "most": [-1, None, "8", 1.5],
    "debounce": [-1, None, "8", 0.5],
    "max_file_size": [-1, 0, None, "8", 0.5, 2**70],
    "any": [None, 1, 0, "yes"],
    "fuzzy": [None, 1, 0, "yes"],
    "explain": [None, 1, "no"],
    "unique": [None, 1, "no"],
    "meaning": [1, 0, "yes"],
    "embedder": [None, 1, b"light", "\udcff"],
    "engine": ["opensearch", 1, ("opensearch", ["http://localhost:9200"], "articles")],
    "rebuild": [None, 1, "no"],
    "partitions": [None, 1, "", "0", "-1", "1.5", "10001", "9" * 5000, "²", "files", ["folders"], b"folders"],
    "compare": [None, 1, "no"],
    "source": [None, 1, "no"],
    "title": [None, 1, b"New", "\udcff"],
    "tags": [None, "tea", [1], [b"tea"]],
    "into": [None, 1, b"inbox", "\udcff"],
    "file": [None, 1, b"x.md", "\udcff"],
    "style": [None, 1, b"apa", "\udcff"],
    "locale": [None, 1, b"de", "\udcff"],
    "place": [None, 1, b"x", "a\0b", "\ud800", "charts.none"],
    "force": [None, 1, "no"],
    "template": [None, 1, b"x", "a\0b", "\ud800"],
    "within": [None, 1, b"x", "a\0b", "\ud800"],
    "reference": [None, 1, b"a", ["a"], Path("a"), "\udcff"],
    "name": [None, 1, b"tags", ["tags"], "\udcff"],
    "field": [None, 1, b"tags", "\udcff"],
    "start": [None, 1, b"t", "\udcff"],
    "since": [None, 1, b"3d", "long ago", "-3d", "", "3" * 400 + "d", "@" + "9" * 5000, "@" + "9" * 20],
    "origin": [None, 1, b"x"],
    "language": [None, 1, b"de"],
    "dialect": ["", 1, b"commonmark", "markdown", []],
    "convention": ["", 1, b"obsidian", "notes", []],
    "directions": ["out", 1, None, ["up"], [1], "in"],
    "today": [None, 1, b"2021-03-05", "soon", "2021-3-5", "2021-02-30", "2021"],
    "ids": [None, "a", b"a", [1], [None], 5, {"a": 1}],
    "only": ["a", b"a", [1], [None], 5, {"a": 1}],
    "changes": [None, 1, {"add": {"tags": ["new"]}}, FrontMatterChanges()],
    "select": [None, "C", ["Z"], [1], [b"C"]],
    "ignore": [None, "C", ["Z"], [1]],
    "ignored": [None, "*.txt", [1], [b"*"]],
    "gitignore": [None, 1, "no"],
    "fields": [None, "id", [1], [b"id"], ["id"] * 61],
    "shape": [None, "csv", b"tsv", 1, []],
    "kinds": [[], "copy", ["other"], [1], 3],
    "refresh": ["bogus", None, True, b"auto", []],
    "cache": [1, b"x", "a\0b", [], "\ud800"],
    "folder": [None, 1, b"x", "a\0b", [], "/nowhere/at/all", "\ud800", Path("\ud800")],
    "queries": ["x", [("a", "b")], {"a": 1}, {1: "a"}, {"a": None}],
    "progress": [1, "x"],
    "stop": [1, "x"],
    "wait": [-1, None, "5", float("inf"), float("nan"), True],
}


def public() -> Iterator[tuple[str, list[str]]]:
    """The methods of a library and their arguments."""
    for name, member in inspect.getmembers(Library, callable):
        if not name.startswith("_") and name != "open":
            yield name, list(inspect.signature(member).parameters)[1:]


METHODS = dict(public())
CALLS = [
    (name, argument, value)
    for name, known in METHODS.items()
    for argument in known
    for value in BAD[argument]
]


def call(library: Library, name: str, argument: str, value: object) -> object:
    needed = {
        one.name: GOOD[one.name]
        for one in inspect.signature(getattr(library, name)).parameters.values()
        if one.default is one.empty
    }
    found = getattr(library, name)(**{**needed, argument: value})
    return list(found) if isinstance(found, Iterator) else found


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    place = tmp_path_factory.mktemp("articles")
    for name in "abc":
        (place / f"{name}.md").write_text(
            f"---\ntags: tea\ndate: 2021-03-05\n---\n\n# {name}\n\nGreen tea {name}.\n"
        )
    with Library.open(place, cache=tmp_path_factory.mktemp("cache")) as library:
        library.sync()
        yield library
        # Nothing of all this was taken for damage.
        assert not [notice for notice in library.notices if "anew" in notice]


def test_every_argument_has_its_rule_and_is_tried() -> None:
    opened = set(inspect.signature(Library.open).parameters) - {"folders"} | {"folder"}
    named = {argument for known in METHODS.values() for argument in known} | opened
    assert named == set(RULES) == set(BAD)


@pytest.mark.parametrize(("name", "argument", "value"), CALLS, ids=lambda value: str(value)[:20])
def test_what_makes_no_sense_is_a_usage_error_that_names_it(
    library: Library, name: str, argument: str, value: object
) -> None:
    with pytest.raises(UsageError) as caught:
        call(library, name, argument, value)
    assert caught.value.message
    assert len(caught.value.message) < 300
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        (name, value)
        for name, values in BAD.items()
        for value in values
        if name in inspect.signature(Library.open).parameters
    ],
    ids=lambda value: str(value)[:20],
)
def test_so_is_what_opening_is_given(tmp_path: Path, argument: str, value: object) -> None:
    options: dict[str, Any] = {argument: value}
    with pytest.raises(UsageError, match=argument):
        Library.open(tmp_path, **options)


@pytest.mark.parametrize("value", BAD["folder"], ids=ascii)
def test_and_a_folder_that_is_none(value: Any) -> None:
    with pytest.raises(KratomError):
        Library.open(value)


@pytest.mark.parametrize("name", [name for name, known in METHODS.items() if "limit" in known])
def test_none_is_no_limit_only_where_the_signature_says_so(library: Library, name: str) -> None:
    kind = str(inspect.signature(getattr(library, name)).parameters["limit"].annotation)
    if "None" in kind:
        if name != "lines":  # which has to be given fields, too
            call(library, name, "limit", None)
        return
    with pytest.raises(UsageError) as caught:
        call(library, name, "limit", None)
    assert caught.value.message == "limit must be a whole number, 0 or more, not None"


def test_a_library_needs_a_folder() -> None:
    with pytest.raises(KratomError, match="needs a folder"):
        Library.open()


@pytest.mark.parametrize("limit", [0, 1, 2**40, 2**63 - 1])
def test_any_limit_will_do_that_can_be_counted(library: Library, limit: int) -> None:
    asked: list[Callable[[], object]] = [
        lambda: library.search("tea", limit=limit),
        lambda: library.search("tags:tea", limit=limit),
        lambda: list(library.articles("tea", limit=limit)),
        lambda: list(library.articles(limit=limit, offset=limit)),
        lambda: list(library.lines("json", limit=limit)),
        lambda: library.facet("tags", limit=limit),
        lambda: library.quotes("tea", limit=limit),
        lambda: library.similar("a", limit=limit),
        lambda: library.reuse(limit=limit),
        lambda: library.ids("", limit=limit),
        lambda: library.values("tags", limit=limit),
        lambda: library.statistics(limit),
    ]
    for ask in asked:
        ask()
    assert len(library.search("tea", limit=limit)) == min(limit, 3)


def test_lines_without_fields_are_the_whole_contract_or_an_error(library: Library) -> None:
    assert len(list(library.lines("json"))) == 3
    for ask in (lambda: list(library.lines("tsv")), lambda: list(library.cells([]))):
        with pytest.raises(UsageError, match="fields"):
            ask()


STRANGE = [
    Range("date", "soon", None),
    Range("date", None, "2021-99"),
    Match("date", "yesterday"),
    Range("tags", "a", "b"),
    Range("mood", None, None),
    Match("words", "many"),
    Range("words", "1" * 30, None),
    Range("words", "a", "b"),
    Term(3),  # type: ignore[arg-type]
    Term(None),  # type: ignore[arg-type]
    Phrase(b"tea"),  # type: ignore[arg-type]
    Match("tags", "\ud800"),
    Term("\ud800"),
    And((Term("tea"), "tea")),  # type: ignore[arg-type]
    Or(("a", "b")),  # type: ignore[arg-type]
    Not("tea"),  # type: ignore[arg-type]
    Has(7),  # type: ignore[arg-type]
    Term("tea", fuzz=9),
    Term("tea", fuzz=-1),
    And(Term("tea")),  # type: ignore[arg-type]
    And((Term("tea"),) * 1001),
    Term("tea " * 1001),
]


@pytest.mark.parametrize("node", STRANGE, ids=lambda node: repr(node)[:30])
def test_nodes_made_by_hand_that_no_query_gives_are_usage_errors(library: Library, node: Node) -> None:
    for ask in (library.search, library.count, library.highlighter, library.suggestions, library.quotes):
        with pytest.raises(UsageError):
            ask(node)
    with pytest.raises(UsageError):
        list(library.articles(node))


def test_nodes_deep_within_each_other_are_usage_errors(library: Library) -> None:
    node: Node = Term("tea")
    for _ in range(5000):
        node = Not(And((node, Everything())))
    with pytest.raises(UsageError, match="deep"):
        library.count(node)


WORDS = st.text(max_size=8)
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.just(Everything()),
    st.builds(Term, WORDS, st.booleans()),
    st.builds(Term, WORDS, fuzz=st.integers(0, 2)),
    st.builds(Term, WORDS, exact=st.booleans()),
    st.builds(Phrase, WORDS),
    st.builds(
        Match,
        st.sampled_from(["tags", "title", "id", "date", "words", "mood", ""]),
        WORDS,
        st.booleans(),
        st.booleans(),
    ),
    st.builds(
        Range, st.sampled_from(["tags", "date", "words", "mood"]), st.none() | WORDS, st.none() | WORDS
    ),
    st.builds(Is, WORDS),
    st.builds(Has, WORDS),
)
NODES = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, max_size=3).map(tuple))
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NODES)
def test_any_node_is_answered_or_refused(library: Library, node: Node) -> None:
    try:
        library.count(node)
        library.search(node, explain=True)
        library.suggestions(node)
        library.quotes(node)
    except UsageError:
        pass
    assert not [notice for notice in library.notices if "anew" in notice]
