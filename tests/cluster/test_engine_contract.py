"""What every engine answers, on whatever it stands: the same suite for each back end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain, pairwise
from math import log
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kratomcli import Library
from kratomcli.engine import Engine
from kratomcli.errors import IndexLocked, UsageError
from kratomcli.model.article import Article
from kratomcli.query import any_of, ast, parse, unparse
from support.corpus import CORPUS, TABLE
from support.engines import KINDS, Kind, Make, SmallIndex, article, key_of, maker
from support.query_nodes import NODES
from support.reference import matching

MANY = 10_001


@pytest.fixture(scope="module", params=KINDS.values(), ids=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


@pytest.fixture(scope="module")
def make(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, kind: Kind
) -> Iterator[Make]:
    yield from maker(request, tmp_path_factory.mktemp("engines"), kind)


# -- what queries match --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> list[Article]:
    place = tmp_path_factory.mktemp("corpus")
    for name, content in CORPUS.items():
        path = place / "library" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    with Library.open(place / "library", cache=place / "cache") as library:
        return [
            one.replace(path=Path(one.path).relative_to(place / "library").as_posix())
            for one in library.texts()
        ]


@pytest.fixture(scope="module")
def corpus(make: Make, articles: list[Article]) -> SmallIndex:
    return make(articles)


@pytest.mark.parametrize(("query", "ids"), TABLE.items())
def test_a_query_matches_what_the_table_says(corpus: SmallIndex, query: str, ids: str) -> None:
    node = parse(query, keys=lambda: corpus.engine.names())
    assert corpus.matching(node) == ids
    assert corpus.engine.count(node) == len(ids.split())
    assert sorted(corpus.best(node).split()) == ids.split()


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NODES)
def test_any_query_matches_what_plain_python_says(
    corpus: SmallIndex, articles: list[Article], node: ast.Node
) -> None:
    node = parse(unparse(node), keys=lambda: corpus.engine.names())
    found = matching(node, articles)
    assert corpus.matching(node).split() == found
    assert corpus.engine.count(node) == len(found)
    assert sorted(corpus.best(node).split()) == found


LANGUAGES = [
    article("de", "Die Häuser der Straße sind groß.", title="Häuser", lang="de"),
    article("en", "The houses are large; the die is cast. Café.", title="Houses", lang="en"),
    article("fr", "Les maisons sont grandes, étudiées de près.", title="Maisons", lang="fr"),
    article("ja", "日本語の文章です。睡眠は大切です。", title="睡眠", lang="ja"),
    article("ko", "수면은 중요합니다.", title="수면", lang="ko"),
    article("none", "Un café, deux cafés. 睡眠", title="Cafe"),
    article("ru", "Большие дома на улице.", title="Дома", lang="ru"),
    article("th", "การนอนหลับสำคัญ", title="การนอน", lang="th"),
    article("tr", "İstanbul'da evler büyük.", title="Evler", lang="tr"),
]


@pytest.fixture(scope="module")
def languages(make: Make) -> SmallIndex:
    return make(LANGUAGES)


@pytest.mark.parametrize(
    ("query", "ids"),
    {
        "haus": "de",
        "HÄUSERN": "de",
        "houses": "en",
        "house*": "en",
        "maison": "fr",
        "etudiee": "fr",
        '"sont grande"': "fr",
        "дом": "ru",
        "улица": "ru",
        "睡眠": "ja none",
        "眠睡": "",
        '"睡眠は大切"': "ja",
        "日本*": "ja",
        "睡眠~": "ja none",
        "การนอน": "th",
        "수면*": "ko",
        "istanbul": "tr",
        "büyük": "tr",
        "=café": "en none",
        "=cafe": "none",
        "=cafés": "none",
        "strase~": "de",
        "strasse": "de",
        "maisosn~ OR hosues~": "en fr",
        "lang:de OR lang:fr": "de fr",
        "title:睡眠": "ja",
        "title:дома": "ru",
    }.items(),
)
def test_words_of_each_language_are_found_in_its_way(languages: SmallIndex, query: str, ids: str) -> None:
    assert languages.matching(query) == ids
    assert sorted(languages.best(query).split()) == ids.split()


def test_a_phrase_goes_over_no_end_of_a_text(make: Make) -> None:
    index = make(
        [
            article("a", "gamma delta", title="alpha beta", summary="epsilon", tags="[zeta eta, theta]"),
            article("b", "gamma " + "x" * 300 + " delta", title="alpha beta"),
        ]
    )
    assert index.matching('"alpha beta"') == "a b"
    for broken in ('"beta gamma"', '"beta epsilon"', '"epsilon zeta"', '"eta theta"', '"theta gamma"'):
        assert index.matching(broken) == ""
    assert index.matching('"gamma delta"') == "a"  # a word that is too long leaves its place


def test_signs_in_values_are_no_syntax(make: Make) -> None:
    values = ["a*b", "a?b", "a.b", "[ab]", "a|b", "(ab)", "a\\\\b", '"ab"', "a~b", "<a-b>", "a b", "#ab&"]
    index = make([article(f"v{at:02}", status=f"'{value}'") for at, value in enumerate(values)])
    for at, value in enumerate(values):
        node = ast.Match("status", value, quoted=True)
        assert index.matching(node) == f"v{at:02}"
        assert f"v{at:02}" in index.matching(ast.Match("status", value[:2], prefix=True)).split()


def test_a_pattern_of_a_place_is_no_other_syntax(make: Make) -> None:
    index = make([article(name) for name in ("a.b", "axb", "a(1)+b", "a|b", "a[1]b", "a~b", "a#b", "d/a.b")])
    assert index.matching("id:a*b") == "a#b a(1)+b a.b a[1]b axb a|b a~b"
    assert index.matching("id:*.b") == "a.b d/a.b"
    assert index.matching(ast.Match("id", "a(1)+*")) == "a(1)+b"
    assert index.matching(ast.Match("id", "a|*")) == "a|b"
    assert index.matching(ast.Match("id", "a[1]*")) == "a[1]b"
    assert index.matching(ast.Match("id", "*~b")) == "a~b"


def test_a_pattern_of_any_length_is_answered_or_refused(make: Make) -> None:
    name = "x" * 150
    index = make([article(name), article("y")])
    node = ast.Match("id", "*".join(name))
    try:
        found = index.matching(node)
    except UsageError:
        return
    assert found == name


def test_words_and_values_of_any_length(make: Make) -> None:
    long = "w" * 253
    index = make(
        [
            article("a", f"{long} {'v' * 300}", note="z" * 199, other="many words " * 50),
            article("b", f"{long}x", source="https://example.com/" + "é" * 40_000),
        ]
    )
    assert index.matching(long) == "a"
    assert index.matching("v" * 300) == ""
    assert index.matching(long[:99] + "*") == "a b"
    assert index.matching("note:" + "z" * 199) == "a"
    assert index.matching("other:words") == "a"
    assert index.matching("has:source") == "b"


def test_thousands_of_values_and_keys(make: Make) -> None:
    index = make([article(f"{at:05}", "fox", number=at) for at in range(3_000)])
    assert index.engine.count(parse("number:>=100")) == 2_900
    keys = tuple(key_of(f"{at:05}.md") for at in range(0, 3_000, 2))
    only = ast.KeySet("even", keys)
    assert index.engine.count(ast.And((parse("fox"), only))) == 1_500
    assert index.engine.count(ast.And((parse("number:<10"), only))) == 5


def test_numbers_and_dates_at_their_bounds(make: Make) -> None:
    days = ["2020", "2020-12", "2020-12-31", "2021-01-01", "2021-01-01T00:00:01", "0001-01-01", "9999-12-31"]
    index = make([*(article(f"d{at}", "x " * at, date=day) for at, day in enumerate(days)), article("none")])
    assert index.matching("date:2020") == "d0 d1 d2"
    assert index.matching("date:2020-12-31") == "d2"
    assert index.matching("date:>2020") == "d3 d4 d6"
    assert index.matching("date:<2020") == "d5"
    assert index.matching("date:2021-01-01") == "d3 d4"
    assert index.matching("-has:date") == "none"
    assert index.matching("words:2..3") == "d2 d3"
    assert index.matching("words:>5") == "d6"


# -- order ---------------------------------------------------------------------------------------------


def day_of(number: int) -> str:
    """A date that many have; none for every eleventh."""
    return f"{2000 + number % 7}" if number % 11 else ""


@pytest.fixture(scope="module")
def equals(make: Make) -> SmallIndex:
    def one(number: int) -> Article:
        date = {"date": day_of(number)} if day_of(number) else {}
        return article(f"{number:05}", "badger one two three", title="z", tags=f"[t{number % 3}]", **date)

    return make(one(number) for number in range(MANY))


@pytest.mark.parametrize("query", ["badger", "badger three", "badg*", "bagder~", '"one two"', "tags:t1", "*"])
def test_equals_of_any_number_come_by_date_and_then_by_id(equals: SmallIndex, query: str) -> None:
    numbers = [number for number in range(MANY) if query != "tags:t1" or number % 3 == 1]
    wanted = sorted(numbers, key=lambda number: (-int(day_of(number) or 0), number))
    for limit in (1, 10, 1_000, MANY, 2 * MANY):
        assert [int(id) for id, _ in equals.scored(query, limit)] == wanted[:limit]
    assert len({score for _, score in equals.scored(query, MANY)}) == 1 or " " in query


def test_all_of_many_are_counted_listed_and_tallied(equals: SmallIndex) -> None:
    engine = equals.engine
    keys = [*chain(*engine.keys(parse("badger")))]
    assert keys == sorted(key_of(f"{number:05}.md") for number in range(MANY))
    assert engine.count(parse("badger")) == engine.count(ast.Everything()) == MANY
    counts = Counter(f"t{number % 3}" for number in range(MANY))
    assert engine.values("tags") == sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    some = Counter(f"t{number % 3}" for number in range(MANY) if day_of(number) == "2003")
    expected = sorted(some.items(), key=lambda one: (-one[1], one[0]))
    assert engine.values("tags", query=parse("badger date:2003")) == expected


def test_what_has_no_words_is_not_ranked(corpus: SmallIndex) -> None:
    assert not corpus.engine.search(parse("tags:sleep"), 10).ranked
    assert corpus.engine.search(parse("tags:sleep nap"), 10).ranked
    assert corpus.best("tags:sleep") == "sub beta sub/deep/eta"


def bm25(word: str, text: list[str], texts: list[list[str]]) -> float:
    """By the formula, over all articles, those too that lack the field."""
    having = sum(word in one for one in texts)
    length = len(text) / (sum(map(len, texts)) / len(texts))
    often = text.count(word)
    rarity = log(1 + (len(texts) - having + 0.5) / (having + 0.5))
    return rarity * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * length))


WORDS = ["fox", "dog", "owl", "hen", "cat"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6)
MADE = st.tuples(TEXTS, TEXTS, TEXTS)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MADE, min_size=1, max_size=12), st.sampled_from(WORDS))
def test_scores_and_their_parts_are_those_of_the_formula(
    make: Make, library: list[tuple[list[str], list[str], list[str]]], word: str
) -> None:
    rows = [(["z", *title], summary, [f"n{at}", *body]) for at, (title, summary, body) in enumerate(library)]
    index = make(
        article(f"n{at}", " ".join(body), title=" ".join(title), summary=f"'{' '.join(summary)}'")
        for at, (title, summary, body) in enumerate(rows)
    )
    titles, summaries = [title for title, _, _ in rows], [summary for _, summary, _ in rows]
    # The name of the file is a text of its own where not all of its words are in the title.
    texts = [[*title, *summary, *body, f"n{at}"] for at, (title, summary, body) in enumerate(rows)]
    wanted = {
        f"n{at}": {
            ("text", bm25(word, text, texts)),
            ("title", 0.2 * bm25(word, titles[at], titles)),
            *([("summary", 0.3 * bm25(word, summaries[at], summaries))] if any(summaries) else []),
        }
        for at, text in enumerate(texts)
        if word in text
    }
    found = index.parts(word)
    assert found.keys() == wanted.keys()
    for id, score in index.scored(word):
        parts = {kind: score for (_, kind), score in found[id].items()}
        assert parts == pytest.approx({kind: score for kind, score in wanted[id] if score}, rel=1e-4)
        assert score == pytest.approx(sum(parts.values()), rel=1e-4)


def test_titles_and_summaries_lift_and_openings_do_not(make: Make) -> None:
    rest = "Nothing of note happens in this sentence. " * 3
    index = make(
        [
            article("body", f"An aardvark. {rest}", title="One"),
            article("title", f"An animal. {rest}", title="Aardvark"),
            article("summary", f"An animal. {rest}", title="Two", summary="An aardvark"),
            article("opening", f"An aardvark walks. {rest}"),
        ]
    )
    parts = index.parts("aardvark")
    assert ("aardvark", "title") in parts["title"]
    assert ("aardvark", "summary") in parts["summary"]
    assert {kind for _, kind in parts["opening"]} == {"text"} == {kind for _, kind in parts["body"]}
    assert index.best("aardvark").split()[0] == "title"  # a name of it
    assert index.matching("title:aardvark") == "opening title"


def test_a_name_comes_first_and_conditions_add_nothing(make: Make) -> None:
    index = make(
        [
            article("fox", "A long text about something else. " * 5, title="Something"),
            article("much", "fox fox fox fox", title="The fox", tags="[x]"),
            article("less", "A fox and many other words that are here. " * 3, title="Else", tags="[x]"),
        ]
    )
    assert index.best("fox") == "fox much less"
    assert index.best("fox", among="*") == "much less fox"
    assert index.best("fox", among="tags:x") == "much less"
    scores = dict(index.scored("fox", among="*"))
    assert dict(index.scored("fox", among="tags:x")) == {id: scores[id] for id in ("much", "less")}


@pytest.mark.parametrize(
    "query",
    [
        "fox",
        "lazy dog",
        "quick brown fox",
        "fox OR nap OR sleep",
        "(fox OR sleep) winter",
        '"brown fox" dog',
        "sleep*",
        "slepe~2 OR dog",
        "=café OR =fox",
        "title:fox OR text:dog",
        "the quick brown fox",
        "hydroxy* OR 7-hydroxymitragynine",
        "tags:sleep dog",
        "fox -dog",
    ],
)
def test_the_parts_of_a_score_are_the_score(corpus: SmallIndex, query: str) -> None:
    parts = corpus.parts(query)
    found = corpus.scored(query)
    assert found
    for id, score in found:
        assert sum(parts[id].values()) == pytest.approx(score, rel=1e-4)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    for limit in range(1, len(found)):
        assert [id for id, _ in corpus.scored(query, limit)] == [id for id, _ in found[:limit]]


def test_the_nearer_word_comes_first(make: Make) -> None:
    filler = "Nothing of note happens in this sentence. " * 9
    index = make(
        [
            article("exact", f"A kratom. {filler}", title="A"),
            article("one", "Kratum.", title="B"),
            article("swapped", "Kartom, kartom.", title="C"),
            article("two", "Krotum, krotum, krotum.", title="D"),
        ]
    )
    assert index.best("kratom~2") == "exact swapped one two"
    assert index.best("kratom~") == "exact swapped one"
    assert index.best("krotum~2").split()[:2] == ["two", "one"]


def test_neighbours_and_likeness_lift(make: Make) -> None:
    texts = {
        "near": "red fox runs over a blue hill",
        "apart": "red and blue; a fox over there runs up some hill",
        "like": "red grass grows over there where a fox hunts on some hill at dawn, blue",
    }
    index = make([*(article(id, text, title=f"T{id}") for id, text in texts.items())])
    query = ast.And(tuple(ast.Term(word) for word in ("red", "fox", "blue", "hill")))
    assert index.best(query).split()[0] == "near"
    assert ("red fox", "pair") in index.parts("red fox blue hill")["near"]
    by_key = {key_of(f"{id}.md"): (text, "") for id, text in texts.items()}
    keys = [*by_key]
    ranked = dict(index.engine.search(query, 10, read=by_key.__getitem__).best)
    parts = index.engine.shares(query, keys, read=by_key.__getitem__)
    for key in keys:
        assert sum(part.score for part in parts[key]) == pytest.approx(ranked[key], rel=1e-4)
    assert any(part.kind == "likeness" for key in keys for part in parts[key])


# -- what the index has ----------------------------------------------------------------------------------


def test_values_are_exact(corpus: SmallIndex) -> None:
    engine = corpus.engine
    assert engine.values("tags") == [
        ("sleep", 3),
        ("animals", 2),
        ("food", 2),
        ("user-centered design", 1),
    ]
    assert engine.values("tags", limit=2) == [("sleep", 3), ("animals", 2)]
    assert engine.values("tags", "Fo") == [("food", 2)]
    assert engine.values("TAGS", query=parse("date:2021")) == [
        ("animals", 2),
        ("sleep", 2),
        ("user-centered design", 1),
    ]
    assert engine.values("tags", query=parse("nothinglikethis")) == []
    assert engine.values("nothing") == []
    assert {"tags", "layout", "rating", "series", "title", "date"} <= {*engine.names()}


def test_words_that_no_article_has_are_spelled_as_others(corpus: SmallIndex) -> None:
    suggestions = partial(_suggestions, corpus.engine)
    assert suggestions("hibernates") == []  # a stem of the library's
    assert suggestions("withdrawl") == [("withdrawl", ["withdrawal"])]
    assert suggestions("recpetors opoid") == [("recpetors", ["receptors"]), ("opoid", ["opioid"])]
    assert suggestions("with drawal") == [("with drawal", ["withdrawal"])]
    assert suggestions("lazydog") == [("lazydog", ["lazy dog"])]
    assert suggestions("qqqqqq") == suggestions("fox tags:slep") == []


def _suggestions(engine: Engine, query: str) -> list[tuple[str, list[str]]]:
    return engine.suggestions(parse(query))


def test_key_terms_are_frequent_in_a_text_and_rare_in_the_library(corpus: SmallIndex) -> None:
    text = "winter naps: foxes sleep, foxes run, winter dogs and bears nap"
    assert corpus.engine.key_terms(text, "en", 4) == ["nap", "winter", "foxes", "run"]
    assert corpus.engine.key_terms("bears " * 9, "en", 4) == []  # only one article has them


def test_words_of_a_query_are_highlighted(corpus: SmallIndex) -> None:
    highlighter = corpus.engine.highlighter(parse('fox* "lazy dog" -sleep'))
    assert highlighter.words == ["fox*", '"lazy dog"']
    assert [(one.start, one.end, one.word) for one in highlighter("Foxes saw lazy dogs sleep.")] == [
        (0, 5, 0),
        (10, 19, 1),
    ]


# -- writing ---------------------------------------------------------------------------------------------


def test_an_empty_index_answers(make: Make) -> None:
    engine = make([]).engine
    for query in (
        "*",
        "fox",
        "fox dog",
        "fo*",
        "fox~2",
        "=fox",
        "tags:x",
        "x:>3",
        "title:fox",
        "-fox",
        "the",
    ):
        node = parse(query)
        assert engine.search(node, 10).best == []
        assert engine.count(node) == 0
        assert [*chain(*engine.keys(node))] == []
    assert engine.values("tags") == engine.names() == engine.key_terms("fox fox", "", 5) == []
    assert _suggestions(engine, "fox") == []


def test_an_article_without_anything_is_there(make: Make) -> None:
    index = make([article("a", title="''"), article("b", "words", title="x")])
    assert index.matching("*") == "a b"
    assert index.matching("-words") == "a"
    assert index.matching("words:0") == "a"


def test_what_is_replaced_or_deleted_is_found_no_more(make: Make) -> None:
    index = make([article(name, f"old {name}", title=name, tags="[t]") for name in "abcd"])
    before = index.engine.generation
    index.write([article("b", "new b", title="b", tags="[u]")])
    assert index.engine.generation > before
    assert index.matching("old") == "a c d"
    assert index.matching("new") == "b"
    assert index.engine.values("tags", query=ast.Everything()) == [("t", 3), ("u", 1)]
    writer = index.engine.writer(1)
    gone = sorted(map(key_of, ("a.md", "c.md", "d.md")))
    writer.delete(gone[0], gone[0])
    writer.delete(gone[1], gone[2])
    kept = index.key(article("b"))
    if gone[1] < kept < gone[2]:
        writer.add(kept, article("b", "new b", title="b", tags="[u]"), "b.md")
    writer.delete(1, 1)  # nobody has this key
    writer.commit()
    writer.close()
    index.engine.reload()
    assert index.matching("*") == "b"
    assert index.engine.count(ast.Everything()) == 1


def test_only_what_is_committed_is_there(make: Make) -> None:
    index = make([article("a", "fox", title="a")])
    writer = index.engine.writer(1)
    writer.add(index.key(article("b")), article("b", "fox", title="b"), "b.md")
    writer.delete(index.key(article("a")), index.key(article("a")))
    assert index.matching("fox") == "a"
    writer.close()
    index.engine.reload()
    assert index.matching("fox") == "a"
    index.write([])
    assert index.matching("fox") == "a"


def test_an_answer_is_of_one_state_while_others_write(make: Make) -> None:
    index = make([article(f"{at:03}", "badger", title="x") for at in range(50)])
    reader, other = index.another(), index.another()
    before = reader.generation
    batches = reader.keys(parse("badger"))
    first = [*next(batches)]
    index.write([article(f"{at:03}", "badger fox", title="x") for at in range(25, 100)], other)
    assert reader.generation == before
    assert [*first, *chain(*batches)] == [*chain(*reader.keys(parse("badger")))]
    assert reader.count(parse("badger")) == 50
    assert reader.count(parse("fox")) == 0
    assert len(reader.search(parse("badger"), 100).best) == 50
    reader.reload()
    assert reader.generation > before
    assert (reader.count(parse("badger")), reader.count(parse("fox"))) == (100, 75)


def test_of_two_writers_one_is_refused_or_what_is_stale_loses(make: Make, kind: Kind) -> None:
    index = make([article("a", "first", title="a")])
    early = index.engine.writer(1)
    if not kind.has_versions:
        with pytest.raises(IndexLocked):
            index.another().writer(1)
        early.close()
        return
    index.write([article("a", "second", title="a"), article("b", "second", title="b")], index.another())
    for name in "abc":
        early.add(index.key(article(name)), article(name, "stale", title=name), f"{name}.md")
    early.delete(index.key(article("b")), index.key(article("b")))
    early.commit()
    early.close()
    index.engine.reload()
    assert index.matching("second") == "a b"
    assert index.matching("stale") == "c"  # nobody else has written it


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXTS, st.sampled_from(["", "2020", "2021-05"])), min_size=1, max_size=20), TEXTS)
def test_the_first_of_any_ranking_are_the_first_of_all(
    make: Make, library: list[tuple[list[str], str]], asked: list[str]
) -> None:
    def made(at: int, words: list[str], date: str) -> Article:
        front = {"date": date} if date else {}
        return article(f"{at:02}", " ".join(words), title="z", **front)

    index = make(made(at, words, date) for at, (words, date) in enumerate(library))
    for query in (any_of(parse(" ".join(asked) or "*")), parse("fo* OR do*"), parse("fox~2")):
        found = index.scored(query)
        assert len(found) == index.engine.count(query)
        assert all(score >= other for (_, score), (_, other) in pairwise(found))
        for limit in range(1, len(found) + 1):
            assert index.scored(query, limit) == found[:limit]
