"""What comes first, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kratomcli import Library
from kratomcli.errors import UsageError
from kratomcli.query import words_of
from support.corpus import CORPUS

Make = Callable[[Mapping[str, str | bytes]], Library]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    place = tmp_path_factory.mktemp("ranking")
    for name, content in CORPUS.items():
        path = place / "library" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    with Library.open(place / "library", cache=place / "cache") as library:
        yield library


def order(library: Library, query: str) -> list[str]:
    return [hit.entry.id for hit in library.search(query, any=True)]


FILLER = "Nothing of note happens in this sentence. " * 3


def test_a_word_in_the_title_counts_more_than_one_in_the_text(library: Make) -> None:
    one = library(
        {
            "a.md": f"---\ntitle: Weather\n---\nThe badger sleeps. {FILLER}",
            "b.md": f"---\ntitle: Badger\n---\nThe weather sleeps. {FILLER}",
        }
    )
    assert order(one, "badger") == ["b", "a"]


BADGER = f"The badger sleeps all day. {FILLER}"


@pytest.mark.parametrize(
    ("name", "text", "is_lifted"),
    [
        ("one.md", BADGER, False),
        ("one.txt", f"The badger sleeps all day, and it sleeps all night, and it eats, {FILLER}", False),
        ("one.md", f"---\ntitle: The badger\n---\n{BADGER}", True),
        ("one.md", f"# The badger\n\n{BADGER}", True),
        ("one.txt", f"The badger\n\n{BADGER}", True),
        ("The badger.md", BADGER, True),
    ],
)
def test_only_a_title_that_someone_wrote_is_lifted(
    library: Make, name: str, text: str, is_lifted: bool
) -> None:
    one = library({name: text, "two.md": "---\ntitle: Two\n---\nSomething else."})
    for query in ("badger", "BADGERS"):
        (hit,) = one.search(query, explain=True)
        assert ("title" in {share.kind for share in hit.shares}) == is_lifted
        assert hit.title_highlights
    for query in ("title:badger", "title:badgers", 'title:"the badger"', "title:badg*"):
        assert [hit.entry.path.endswith(name) for hit in one.search(query)] == [True]


def test_a_title_of_opening_words_counts_once(library: Make) -> None:
    one = library({"a.md": BADGER, "b.md": f"---\ntitle: Other\n---\n{BADGER}"})
    scores = {hit.entry.id: hit.score for hit in one.search("badger")}
    assert scores["b"] < scores["a"] < 1.1 * scores["b"]


def test_a_title_of_opening_words_is_searched_even_if_the_text_spells_it_otherwise(library: Make) -> None:
    one = library({"a.md": f"A *caf*é tables are here. {FILLER}"})
    assert one.search("title:tables")[0].entry.title.startswith("A café")
    assert [hit.entry.id for hit in one.search("café")] == ["a"]


def test_a_word_in_the_summary_counts_more_than_one_in_the_text(library: Make) -> None:
    one = library(
        {
            "a.md": f"---\ntitle: A\nsummary: About the weather\n---\nThe badger. {FILLER}",
            "b.md": f"---\ntitle: B\nsummary: About the badger\n---\nThe weather. {FILLER}",
        }
    )
    assert order(one, "badger") == ["b", "a"]


def test_words_side_by_side_lift_an_article(library: Make) -> None:
    one = library(
        {
            "a.md": f"---\ntitle: A\n---\nHeat is lost. {FILLER} A transfer is made.",
            "b.md": f"---\ntitle: B\n---\nA heat transfer is lost. {FILLER} It is made.",
        }
    )
    assert order(one, "heat transfer") == ["b", "a"]


def test_other_front_matter_and_filters_never_rank(library: Make) -> None:
    one = library(
        {
            "a.md": "---\ntitle: A\ndate: 2020\nlayout: badger badger\nrating: 1\n---\nA badger.",
            "b.md": "---\ntitle: B\ndate: 2021\nlayout: weather\nrating: 1\n---\nA badger.",
        }
    )
    scores = {hit.entry.id: hit.score for hit in one.search("badger")}
    assert scores["a"] == scores["b"]
    filtered = {hit.entry.id: hit.score for hit in one.search("badger rating:1 date:2020..")}
    assert filtered == scores


def test_ties_are_broken_by_date_and_then_by_id(library: Make) -> None:
    dates = {"a": "2019", "b": "2021", "c": "2020", "d": "2021"}
    one = library({f"{id}.md": f"---\ntitle: T\ndate: {date}\n---\nA badger." for id, date in dates.items()})
    assert order(one, "badger") == ["b", "d", "c", "a"]
    assert [hit.entry.id for hit in one.search("badger", limit=2)] == ["b", "d"]


def test_hits_can_be_sorted_by_any_field_or_key(library: Make) -> None:
    one = library(
        {f"{n}.md": f"---\ntitle: T{n}\nrating: {9 - n}\n---\n{'badger ' * n}" for n in range(1, 5)}
    )
    for sort, ids in {"title:desc": "4321", "rating": "4321", "words": "1234", "id": "1234"}.items():
        assert [hit.entry.id for hit in one.search("badger", sort=sort)] == list(ids)
    with pytest.raises(UsageError):
        one.search("badger", sort="section")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["fox", "lazy", "dog", "sleep", "brown", "quick", "the", "running", "café", "nap", "日本語"]
        ),
        min_size=1,
    )
)
def test_shares_add_up_to_the_score(corpus: Library, words: list[str]) -> None:
    for hit in corpus.search(" ".join(words), any=True, explain=True, limit=100):
        assert sum(share.score for share in hit.shares) == pytest.approx(hit.score, rel=1e-4)
        assert [share.score for share in hit.shares] == sorted((s.score for s in hit.shares), reverse=True)


@pytest.mark.parametrize(
    "query",
    [
        *["fox", '"brown fox"', "hydroxy*", "slepe~", "=fox", "title:fox", "fox -dog"],
        *["fox OR (dog -fox)", "dog OR (fox (lazy OR (brown -quick)))", "sleep OR (dog date:1999)"],
    ],
)
def test_shares_of_other_words_add_up_too(corpus: Library, query: str) -> None:
    hits = corpus.search(query, explain=True)
    assert hits
    for hit in hits:
        assert sum(share.score for share in hit.shares) == pytest.approx(hit.score, rel=1e-4)


def test_shares_say_where_a_word_is(corpus: Library) -> None:
    hit = next(hit for hit in corpus.search("fox", explain=True) if hit.entry.id == "alpha")
    share = next(share for share in hit.shares if share.kind == "text")
    assert dict(share.places) == {"title": 1, "summary": 1, "headings": 1, "body": 3}
    assert {share.kind for share in hit.shares} == {"text", "title", "summary"}


def test_the_words_of_a_question_are_no_operators(corpus: Library) -> None:
    found = corpus.search(words_of('Is "the fox (or: titel:x) -quick?'), any=True)
    assert "alpha" in [hit.entry.id for hit in found]


def test_the_project_finds_what_its_harness_asks_for(tmp_path: Path) -> None:
    import sys

    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    try:
        import engines
    finally:
        sys.path.pop(0)
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "x", "title": "Foxes", "text": "A fox."}\n{"_id": "y", "title": "", "text": "Dogs: a (dog)"}\n'
    )
    (tmp_path / "queries.jsonl").write_text(
        '{"_id": "1", "text": "which dogs?"}\n{"_id": "2", "text": "none"}\n'
    )
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ty\t1\n")
    collection = engines.load(tmp_path)
    assert [query.id for query in collection.queries] == ["1"]
    for engine in (engines.kratomcli, engines.tantivy_lenient, engines.fts5):
        assert list(engine(collection, tmp_path / engine.__name__)["1"]) == ["y"]


def test_who_types_the_name_of_an_article_finds_it_first(library: Make) -> None:
    one = library(
        {
            "Green tea.md": f"# Drinks\n\nGreen tea. {FILLER}{FILLER}",
            "all.md": "---\ntitle: All about green tea\nsummary: Green tea\n---\nGreen tea. " * 9,
            "other.md": f"---\ntitle: Sencha\naliases: [Ryokucha, The best green tea]\n---\nThe best green tea. {FILLER}",
            "more.md": "---\ntitle: The best green tea there is\n---\nThe best green tea. " * 9,
            "signs.md": f"---\ntitle: 🎬Tea?\n---\nTea. {FILLER}",
            "plain.md": f"---\ntitle: Tea\n---\nTea. {FILLER}",
        }
    )
    first = {query: one.search(query)[0].entry.id for query in ("green tea", "the best green tea", "TEA")}
    assert first == {"green tea": "Green tea", "the best green tea": "other", "TEA": "plain"}
    assert one.search("🎬tea?")[0].entry.id == "signs"
    assert one.search('"green tea" -sencha words:1..')[0].entry.id == "Green tea"


NAMED = {
    "2024-05-17-oolong_tin.md": f"---\ntitle: What a week\naliases: [Wulong]\n---\n{FILLER}",
    "pages/China___Teas.md": f"---\ntitle: Overview\nalias: '[[Cha]], Leaf juice'\n---\n{FILLER}",
    "pots/README.md": f"---\ntitle: Things of clay\naliases: [/kettles, /old/pots]\n---\n{FILLER}",
    "cups/index.md": f"---\ntitle: Things of glass\n---\n{FILLER}",
    "signs.md": f"---\ntitle: One more\naliases: ['🎬', C++]\n---\n{FILLER}",
    "2020_09_14.md": f"---\ntitle: A day\n---\n{FILLER}",
    "loud.md": "---\ntitle: Loud\n---\n"
    + "wulong, oolong tin, China teas, cha, leaf juice, pots, cups. " * 20,
}


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("wulong", "2024-05-17-oolong_tin"),
        ("WÚLONG", "2024-05-17-oolong_tin"),
        ("Oolong  tin", "2024-05-17-oolong_tin"),
        ("2024-05-17-oolong_tin", "2024-05-17-oolong_tin"),
        ("China/Teas", "pages/China___Teas"),
        ("China___Teas", "pages/China___Teas"),
        ("cha", "pages/China___Teas"),
        ('"leaf juice"', "pages/China___Teas"),
        ("pots", "pots/README"),
        ("cups", "cups"),
        ("🎬", "signs"),
        ("c++", "signs"),
        ("2020_09_14", "2020_09_14"),
    ],
)
def test_a_name_that_is_not_in_the_text_finds_its_article_first(library: Make, name: str, id: str) -> None:
    hits = library(NAMED).search(name, explain=True)
    assert hits[0].entry.id == id
    for hit in hits:
        assert sum(share.score for share in hit.shares) == pytest.approx(hit.score, rel=1e-3)
    assert "name" in {share.kind for share in hits[0].shares}


def test_the_words_of_names_are_searched_and_addresses_are_no_names(library: Make) -> None:
    one = library(NAMED)
    found = {
        query: [hit.entry.id for hit in one.search(query)] for query in ("oolong week", "juic* overview")
    }
    assert found == {"oolong week": ["2024-05-17-oolong_tin"], "juic* overview": ["pages/China___Teas"]}
    assert one.search("kettles") == one.search("old") == one.search("2024") == []


@pytest.mark.parametrize(
    "query", ["wulong OR nothing", "wulong*", "=wulong", "title:wulong", "text:wulong", "NOT x"]
)
def test_only_plain_words_and_phrases_are_names(library: Make, query: str) -> None:
    hits = library(NAMED).search(query, explain=True)
    assert not [share for hit in hits for share in hit.shares if share.kind == "name"]


def test_filters_hold_for_names_and_change_no_score(library: Make) -> None:
    one = library(NAMED)
    scores = {hit.entry.id: hit.score for hit in one.search("2020_09_14")}
    assert {hit.entry.id: hit.score for hit in one.search("2020_09_14 words:1.. -tags:none")} == scores
    assert order(one, "2020_09_14 words:..1") == order(one, "2020_09_14 -title:day") == []
    assert [entry.id for entry in one.articles("2020_09_14 words:1..")] == ["2020_09_14"]


def test_articles_of_one_name_come_in_the_usual_order(library: Make) -> None:
    one = library(
        {
            "a/Tea.md": f"---\ntitle: One\ndate: 2020\n---\nTea. {FILLER}",
            "b/Tea.md": f"---\ntitle: Two\ndate: 2021\n---\nTea. {FILLER}",
            "c/Tea.md": f"---\ntitle: Six\ndate: 2019\n---\nTea, tea, tea. {FILLER}",
            "d.md": "---\ntitle: Tea, tea\n---\n" + "Tea, tea, tea. " * 9,
        }
    )
    assert order(one, "tea") == ["c/Tea", "b/Tea", "a/Tea", "d"]


LONG = "opioid withdrawal symptoms relief evidence"
ALIKE = {
    "best.md": f"---\ntitle: One\n---\nOpioid withdrawal symptoms relief evidence. Kratom tea mitragynine trial. {FILLER}",
    "next.md": f"---\ntitle: Two\n---\nOpioid withdrawal symptoms relief. Kratom tea mitragynine survey. {FILLER}",
    "alike.md": f"---\ntitle: Three\ndate: 2001\n---\nEvidence of kratom tea, mitragynine. {FILLER}",
    "other.md": f"---\ntitle: Four\ndate: 2002\n---\nEvidence of weather, boats, fishing. {FILLER}",
    **{f"{n}.md": f"---\ntitle: More\n---\nOther matters, number {n}. Kratom. {FILLER}" for n in range(9)},
}


def test_a_long_query_ranks_articles_like_the_best_ones_higher(library: Make) -> None:
    one = library(ALIKE)
    hits = one.search(LONG, any=True, explain=True)
    assert [hit.entry.id for hit in hits] == ["best", "next", "alike", "other"]
    for hit in hits:
        assert sum(share.score for share in hit.shares) == pytest.approx(hit.score, rel=1e-4)
    added = {hit.entry.id: share.score for hit in hits for share in hit.shares if share.kind == "likeness"}
    assert added["best"] > added["alike"] > added.get("other", 0.0)
    for limit in (1, 2, 3):
        assert one.search(LONG, any=True, explain=True, limit=limit) == hits[:limit]


@pytest.mark.parametrize(
    "query", ["opioid withdrawal evidence", '"opioid withdrawal symptoms relief" evidence', "One"]
)
def test_short_queries_and_names_don_t_compare_articles(library: Make, query: str) -> None:
    hits = library(ALIKE).search(query, any=True, explain=True)
    assert hits
    assert "likeness" not in {share.kind for hit in hits for share in hit.shares}


def test_likeness_needs_the_texts_only_if_they_are_there(library: Make) -> None:
    one = library(ALIKE)
    before = [hit.entry.id for hit in one.search(LONG, any=True)]
    path = Path(one.search(LONG, any=True)[0].entry.path)
    path.write_bytes(b"\xff\xfe\x00")
    assert {hit.entry.id for hit in one.search(LONG, any=True, snippets=0)} == {*before}
