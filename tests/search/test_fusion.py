"""Searching by words and by meaning at once: what is found, in which order, and why."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Make
from kratomcli import IndexLocked, Library, MissingExtra, UsageError
from kratomcli.meaning import embedders
from kratomcli.meaning.answers import Meaning
from kratomcli.query import parse
from kratomcli.query.ast import And, Everything, Or, Phrase, Term
from kratomcli.query.wishes import wishes
from kratomcli.search import fusion
from kratomcli.search.fusion import NEAREST, fused_scores
from support.embedders import HashedWords
from support.indexes import index_of

SAME = {"vehicle": "automobile", "car": "automobile", "sleepless": "insomnia", "brew": "steep"}
ARTICLES = {
    "motor.md": "---\ndate: 2021-03\ntags: [machines]\n---\n# Motors\n\n## Old ones\n\nAn automobile is loud.",
    "bus.md": "---\ndate: 2022\ntags: [machines, roads]\ndraft: true\n---\n# Buses\n\nAn automobile for many.",
    "tea.md": "---\ndate: 2020\ntags: [drinks]\n---\n# Green tea\n\nYou steep the leaves. Leaves are green.",
    "nap.md": "---\ndate: 2019\ntags: [health]\n---\n# Naps\n\nAgainst insomnia, green tea is no help at all.",
}
Open = Callable[[Mapping[str, str | bytes]], Library]


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> HashedWords:
    """The embedder of all libraries here."""
    made = HashedWords(meanings=SAME)
    monkeypatch.setattr(embedders, "embedder", lambda _: made)
    return made


def found(library: Library, query: str, **options: object) -> list[str]:
    """The ids that a search by meaning finds, best first."""
    return [hit.entry.id for hit in library.search(query, meaning=True, **options)]  # type: ignore[arg-type]


# What is asked.


@pytest.mark.parametrize(
    ("query", "expected"),
    {
        "fox dog": ("fox dog", Or((Term("fox"), Term("dog"))), Everything()),
        "fox": ("fox", Term("fox"), Everything()),
        "fox OR (dog cat)": ("fox dog cat", Or((Term("fox"), Term("dog"), Term("cat"))), Everything()),
        '"red fox" dog': ("red fox dog", Or((Phrase("red fox"), Term("dog"))), Phrase("red fox")),
        "=fox dog -cat": (
            "fox dog",
            Or((Term("fox", exact=True), Term("dog"))),
            And((Term("fox", exact=True), parse("-cat"))),
        ),
        "hydro* dog": ("dog", Or((Term("hydro", prefix=True), Term("dog"))), Term("hydro", prefix=True)),
        "title:fox dog": ("dog", Or((parse("title:fox"), Term("dog"))), parse("title:fox")),
        "dog tags:fox": ("dog", Term("dog"), parse("tags:fox")),
        "(fox OR tags:cat) dog": (
            "fox dog",
            Or((Term("fox"), parse("tags:cat"), Term("dog"))),
            parse("fox OR tags:cat"),
        ),
        "tags:fox": ("", Everything(), parse("tags:fox")),
        "*": ("", Everything(), Everything()),
        "": ("", Everything(), Everything()),
        "-fox": ("", Everything(), parse("-fox")),
    }.items(),
)
def test_bare_words_are_wishes_and_all_else_is_required(
    query: str, expected: tuple[object, object, object]
) -> None:
    assert tuple(wishes(parse(query))) == expected


def test_with_any_phrases_and_the_like_are_wishes_too() -> None:
    asked = wishes(parse('"red fox" title:dog cat tags:a'), any=True)
    assert asked.conditions == parse("tags:a")
    assert asked.words == Or((Phrase("red fox"), parse("title:dog"), Term("cat")))


# What is found.


def test_articles_are_found_by_what_they_say_in_other_words(library: Open) -> None:
    one = library(ARTICLES)
    assert one.search("vehicle") == []
    hits = one.search("vehicle", meaning=True)
    assert {hit.entry.id for hit in hits[:2]} == {"motor", "bus"}
    (motor,) = (hit for hit in hits if hit.entry.id == "motor")
    assert motor.matched == "meaning"
    (passage,) = motor.snippets
    assert (passage.text, passage.highlights) == ("An automobile is loud.", ())
    assert passage.line == 9
    assert passage.section is not None
    assert passage.headings == ("Motors", "Old ones")


def test_words_still_count_and_show_themselves(library: Open) -> None:
    hits = library(ARTICLES).search("sleepless tea", meaning=True, snippets=1)
    assert hits[0].entry.id == "nap"
    assert hits[0].matched == "body"
    assert hits[0].snippets[0].highlights


@pytest.mark.parametrize(
    ("conditions", "allowed"),
    {
        "tags:machines": {"motor", "bus"},
        "-is:draft": {"motor", "tea", "nap"},
        "date:2021": {"motor"},
        "date:..2020": {"tea", "nap"},
        '"green tea"': {"tea", "nap"},
        "-tea": {"motor", "bus"},
        "=insomnia": {"nap"},
        "autom*": {"motor", "bus"},
        "title:naps": {"nap"},
        "(tags:health OR tags:roads)": {"nap", "bus"},
        "tags:nothing": set(),
        "tags:machines -is:draft": {"motor"},
    }.items(),
)
def test_what_is_required_holds_for_what_meaning_finds(
    library: Open, conditions: str, allowed: set[str]
) -> None:
    one = library(ARTICLES)
    for words in ("vehicle", "brew sleepless"):
        assert set(found(one, f"{words} {conditions}")) <= allowed
        assert one.count(f"{words} {conditions}", meaning=True) == len(found(one, f"{words} {conditions}"))
    every = "automobile steep insomnia"
    assert set(found(one, f"{every} {conditions}")) == allowed


def test_what_is_required_holds_where_more_may_answer_than_are_compared_one_by_one(
    library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kratomcli.search import fusion

    files = {f"a{n}.md": f"---\ntags: [{'odd' if n % 2 else 'even'}]\n---\nautomobile {n}" for n in range(60)}
    one = library(files)
    usual = found(one, "vehicle tags:odd", limit=100)
    assert usual == sorted(usual, key=usual.index)
    assert len(usual) == 30
    one._session._fusion = None
    monkeypatch.setattr(fusion, "_FEW", 5)
    assert found(one, "vehicle tags:odd", limit=100) == usual
    one._session._fusion = None
    monkeypatch.setattr(fusion, "NEAREST", 4)
    assert found(one, "vehicle tags:odd", limit=100) == usual[:4]


def test_no_article_that_is_gone_or_has_changed_is_found(library: Open, tmp_path: Path) -> None:
    one = library(ARTICLES)
    assert "motor" in found(one, "vehicle")
    (tmp_path / "articles" / "motor.md").unlink()
    (tmp_path / "articles" / "bus.md").write_text("# Buses\n\nNothing of the kind.")
    one.sync()
    hits = one.search("vehicle", meaning=True)
    assert "motor" not in {hit.entry.id for hit in hits}
    assert all("automobile" not in passage.text for hit in hits for passage in hit.snippets)


def test_only_the_nearest_are_found_beside_those_with_words(library: Open) -> None:
    many = {f"m{n}.md": "automobile" for n in range(NEAREST + 20)}
    assert library(many).count("vehicle", meaning=True) == NEAREST
    assert len(found(library(many), "vehicle", limit=1000)) == NEAREST


def test_counts_and_facets_are_of_all_that_is_found(library: Open) -> None:
    one = library(ARTICLES)
    assert one.count("vehicle", meaning=True) == len(found(one, "vehicle"))
    facet = one.facet("tags", "vehicle tags:machines", meaning=True)
    assert facet.values == (("machines", 2), ("roads", 1))
    assert one.count("vehicle") == 0
    assert one.facet("tags", "vehicle").values == ()


def test_another_order_is_of_the_same_articles(library: Open) -> None:
    one = library(ARTICLES)
    by_date = found(one, "vehicle", sort="date:desc")
    assert by_date[:2] == ["bus", "motor"]
    assert set(by_date) == set(found(one, "vehicle"))
    (hit,) = one.search("vehicle", sort="date:desc", limit=1, meaning=True, explain=True)
    assert (hit.score, hit.matched, hit.shares) == (0.0, "meaning", ())


def test_of_versions_only_the_best_is_found(library: Open) -> None:
    text = "An automobile is loud, and it needs a road, and oil, and a driver who knows the way home."
    one = library({"a.md": text, "b.md": text, "c.md": "# Tea\n\nNothing of the kind."})
    hits = one.search("vehicle", meaning=True, unique=True)
    assert [(hit.entry.id, hit.also) for hit in hits][:1] in ([("a", ("b",))], [("b", ("a",))])


def test_fuzzy_words_are_wishes(library: Open) -> None:
    one = library(ARTICLES)
    assert found(one, "automobil", fuzzy=True)[0] in ("motor", "bus")
    assert one.search("automobil", fuzzy=True, meaning=True)[0].matched == "body"


def test_a_name_comes_first(library: Open) -> None:
    one = library({**ARTICLES, "x.md": "# Vehicle\n\nNothing.", "y.md": "vehicle vehicle vehicle vehicle"})
    hits = one.search("vehicle", meaning=True, explain=True)
    assert hits[0].entry.id == "x"
    assert hits[0].score > 1
    assert "name" in {share.kind for share in hits[0].shares}
    assert all(hit.score <= 1 for hit in hits[1:])


def test_a_library_may_be_opened_to_go_by_meaning(folder: Make) -> None:
    with Library.open(folder(ARTICLES), meaning=True) as one:
        assert one.search("vehicle")
        assert one.count("vehicle")
        assert not one.search("vehicle", meaning=False)
        assert len(one.search("tags:machines")) == 2
        assert not one.notices


def test_fields_alone_have_no_meaning_and_it_is_said_once(library: Open) -> None:
    one = library(ARTICLES)
    assert found(one, "tags:machines") == ["bus", "motor"]
    assert one.count("tags:machines", meaning=True) == 2
    assert one.notices == ["the query has no words: meaning adds nothing to it"]


def test_without_vectors_that_may_be_made_words_are_all(folder: Make) -> None:
    place = folder(ARTICLES)
    with Library.open(place) as one:
        one.sync()
    with Library.open(place, refresh="never") as one:
        assert found(one, "vehicle") == []
        assert found(one, "automobile")
        assert any("found by words alone" in notice for notice in one.notices)
        assert not one.is_meaning_ready
    with Library.open(place) as one:
        assert not one.is_meaning_ready
        one.embed()
        assert one.is_meaning_ready
    (place / "new.md").write_text("An automobile of tomorrow.")
    with Library.open(place) as one:
        one.sync()
    with Library.open(place, refresh="never") as one:
        assert "new" not in found(one, "vehicle")
        assert any("1 of 5 articles" in notice for notice in one.notices)


def test_without_its_package_only_meaning_is_refused(library: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    one = library(ARTICLES)
    one.embed()
    one._session.meaning.close()
    one._session._meaning = None

    def missing(_: str) -> HashedWords:
        raise MissingExtra("no wordllama", hint="pip install 'kratomcli[meaning]'")

    monkeypatch.setattr(embedders, "embedder", missing)
    with pytest.raises(MissingExtra) as raised:
        one.search("vehicle", meaning=True)
    assert raised.value.hint == "pip install 'kratomcli[meaning]'"
    assert one.search("vehicle") == []
    one._session.is_by_meaning = True  # as the settings may say
    with pytest.raises(MissingExtra) as raised:
        one.search("vehicle")
    assert "take 'meaning = true' out of the settings" in raised.value.hint
    one._session.is_by_meaning = False
    assert not one.is_meaning_ready
    assert all(near.meaning is None for near in one.similar("motor"))


def test_a_word_that_is_no_answer_is_refused(library: Open) -> None:
    with pytest.raises(UsageError, match="meaning must be True, False or None"):
        library(ARTICLES).search("tea", meaning="yes")  # type: ignore[arg-type]


# In which order, and why.


def test_the_first_ones_do_not_depend_on_how_many_are_asked_for(library: Open) -> None:
    files = {
        f"a{n:02}.md": f"---\ndate: {2000 + n % 7}\n---\n{'automobile ' * (n % 5)} {'tea ' * (n % 3)}x{n}"
        for n in range(60)
    }
    one = library(files)
    every = found(one, "vehicle tea", limit=100)
    for limit in (1, 10, 33):
        assert found(one, "vehicle tea", limit=limit) == every[:limit]


def test_equal_scores_go_by_date_then_id(library: Open) -> None:
    same = {
        f"{name}.md": f"---\ndate: {date}\n---\nautomobile"
        for name, date in zip("cabd", (2020, 2021, 2021, 2019), strict=True)
    }
    assert found(library(same), "vehicle") == ["a", "b", "c", "d"]


def test_the_parts_of_a_score_add_up_to_it(library: Open) -> None:
    hits = library(ARTICLES).search("vehicle green leaves", meaning=True, explain=True)
    assert len(hits) == 4
    for hit in hits:
        assert sum(share.score for share in hit.shares) == pytest.approx(hit.score)
    (motor,) = (hit for hit in hits if hit.entry.id == "motor")
    (part,) = motor.shares
    assert (part.kind, part.words) == ("meaning", "vehicle green leaves")
    assert part.places == (("motors", 1),)
    (tea,) = (hit for hit in hits if hit.entry.id == "tea")
    assert {"text", "meaning"} <= {share.kind for share in tea.shares}


def test_words_of_which_the_best_article_has_few_count_less(library: Open) -> None:
    files = {f"a{n:02}.md": f"Nothing of the kind, number {n}." for n in range(30)}
    one = library({**ARTICLES, **files, "x.md": "A prize of the road, long ago: " + "and so on " * 40})
    alone, among = (
        next(hit for hit in one.search(query, meaning=True, limit=50, explain=True) if hit.entry.id == "x")
        for query in ("prize", "prize vehicle sleepless brew")
    )
    of_words = [sum(part.score for part in hit.shares if part.kind != "meaning") for hit in (alone, among)]
    assert of_words[1] < of_words[0] / 1.5


SHARES = st.floats(0, 1)
SCORES = st.dictionaries(st.integers(0, 9), st.floats(0, 50, width=16), max_size=8)


@given(SCORES, st.dictionaries(st.integers(0, 9), st.floats(-1, 1, width=16), max_size=8), SHARES, SHARES)
def test_scores_are_scaled_and_weighed(
    words: dict[int, float], similarities: dict[int, float], weight: float, reach: float
) -> None:
    scores = fused_scores(words, similarities, weight, reach)
    assert scores.keys() == words.keys() | similarities.keys()
    for key, (by_words, by_meaning) in scores.items():
        assert 0 <= by_words <= 1 - weight
        assert 0 <= by_meaning <= weight
        best = max(words.values(), default=0.0)
        if best > 0:
            assert by_words == pytest.approx((1 - weight) * reach * words.get(key, 0.0) / best)
        low, high = min(similarities.values(), default=0), max(similarities.values(), default=0)
        if low < high and key in similarities:
            assert by_meaning == pytest.approx(weight * (similarities[key] - low) / (high - low))


WORDS = ("automobile", "tea", "leaves", "insomnia", "green", "road")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), min_size=2, max_size=12)
# With four words, a search for words alone compares articles with the best, which meaning does in its way.
ASKED = st.lists(st.sampled_from((*WORDS, *SAME)), min_size=1, max_size=3, unique=True)


@settings(max_examples=25)
@given(TEXTS, ASKED)
def test_the_order_is_that_of_an_independent_computation(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], asked: list[str]
) -> None:
    place = tmp_path_factory.mktemp("articles")
    for number, words in enumerate(texts):
        (place / f"a{number:02}.md").write_text(
            f"---\ntitle: Article {number} of many\n---\n{' '.join(words)}\n"
        )
    query = " ".join(asked)
    with Library.open(place, cache=tmp_path_factory.mktemp("cache")) as one:
        hits = one.search(query, meaning=True, limit=100, snippets=0)
        words_alone = {hit.entry.id: hit.score for hit in one.search(query, any=True, limit=100, snippets=0)}
        keys = {id: key for key, id in index_of(one).catalog.find("a", 100)}
        near = one._session.meaning.similarities(query, list(keys.values()))
        similarity = {id: near[key].similarity for id, key in keys.items() if key in near}
    candidates = {id for id in keys if id in words_alone or similarity.get(id, 0) > 0}
    low = min((similarity[id] for id in candidates if id in similarity), default=0.0)
    high = max((similarity[id] for id in candidates if id in similarity), default=0.0)
    best = max(words_alone.values(), default=1.0)
    having = [sum(word in words for words in texts) for word in asked]
    most = 2.2 * sum(math.log(1 + (len(texts) - count + 0.5) / (count + 0.5)) for count in having)
    reach = min(best / (0.3 * most), 1)
    expected = {}
    for id in candidates:
        by_meaning = (similarity[id] - low) / (high - low) if high > low else 1.0
        expected[id] = (words_alone.get(id, 0.0) / best * reach + by_meaning) / 2
    assert {hit.entry.id: hit.score for hit in hits} == pytest.approx(expected, abs=1e-5)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_while_another_process_embeds_words_and_older_vectors_answer(
    library: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = library(ARTICLES)
    one.embed()
    (tmp_path / "articles" / "new.md").write_text("An automobile of tomorrow.")
    one.sync()

    def locked(_: Meaning) -> None:
        raise IndexLocked("another process is embedding")

    monkeypatch.setattr(Meaning, "bring_up_to_date", locked)
    ids = found(one, "vehicle")
    assert {"motor", "bus"} <= set(ids)
    assert "new" not in ids
    assert "new" in found(one, "automobile")
    one.similar("motor")  # raises nothing
    assert [notice for notice in one.notices if "another process is embedding" in notice]


def test_all_that_have_the_words_can_be_had(library: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fusion, "MOST", 5)
    monkeypatch.setattr(fusion, "NEAREST", 3)
    made = library({f"{n:02}.md": f"# Tea {n}\n\n{'tea ' * n} leaves" for n in range(1, 21)})
    ids = found(made, "tea", limit=100)
    assert len(set(ids)) == len(ids) == made.count("tea", meaning=True) == 20
    for limit in range(20):
        assert found(made, "tea", limit=limit) == ids[:limit]
    hits = made.search("tea", meaning=True, explain=True, limit=100)
    for hit in hits:
        assert sum(share.score for share in hit.shares) == pytest.approx(hit.score)
    assert hits[-1].score == 0
