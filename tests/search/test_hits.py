"""What a hit is made of: its order among equals, its passages, its versions, and why it is where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from kratomcli import Library
from kratomcli.catalog.catalog import Catalog
from kratomcli.engine.tantivy import TantivyEngine

if TYPE_CHECKING:
    import pytest

Make = Callable[[Mapping[str, str | bytes]], Library]
Folder = Callable[[Mapping[str, str | bytes]], Path]


def test_an_explanation_counts_each_place_of_each_word(library: Make) -> None:
    one = library(
        {
            "a.md": "---\ntitle: Fox and fox\nsummary: A fox, an owl.\ntags: [fox, red fox, owl]\n---\n"
            "# The fox\n\nA fox and a fox, an owl.\n\n## Owl and fox\n\nOne more fox.\n",
            "b.md": "fox owl\n",
        }
    )
    hits = {hit.entry.id: hit for hit in one.search("fox owl", explain=True)}
    places = {share.words: share.places for share in hits["a"].shares if share.kind == "text"}
    assert places == {
        "fox": (("title", 2), ("summary", 1), ("tags", 2), ("headings", 2), ("body", 5)),
        "owl": (("summary", 1), ("tags", 1), ("headings", 1), ("body", 2)),
    }
    assert {share.words: share.places for share in hits["b"].shares if share.kind == "text"} == {
        "fox": (("title", 1), ("body", 1)),
        "owl": (("title", 1), ("body", 1)),
    }
    assert all(share.places == () for hit in hits.values() for share in hit.shares if share.kind != "text")


def test_an_explanation_begins_with_what_counts_most_and_needs_no_passages(library: Make) -> None:
    one = library(
        {"a.md": "---\ntitle: Badger\n---\nowl owl badger\n", "b.md": "owl\n", "c.md": "owl and more\n"}
    )
    (hit,) = one.search("badger owl", explain=True)
    scores = [share.score for share in hit.shares]
    assert scores == sorted(scores, reverse=True)
    assert hit.shares[0].words == "badger"
    (bare,) = one.search("badger owl", explain=True, snippets=0)
    assert (bare.snippets, bare.matched) == ((), None)
    assert bare.shares == hit.shares
    assert one.search("badger owl")[0].shares == ()
    assert one.search("badger owl", sort="date", explain=True)[0].shares == ()
    assert one.search("id:a", explain=True)[0].shares == ()


def test_a_word_that_is_only_in_a_field_is_explained_without_passages(library: Make) -> None:
    one = library({"a.md": "---\ntitle: T\ntags: [owl]\n---\nnothing\n"})
    (hit,) = one.search("owl", explain=True)
    assert (hit.matched, hit.snippets) == ("field", ())
    assert {share.words: share.places for share in hit.shares if share.kind == "text"} == {
        "owl": (("tags", 1),)
    }


def test_equal_scores_beyond_the_limit_are_cut_in_their_order(library: Make) -> None:
    one = library({f"{n:02}.md": f"---\ndate: {1990 + n}\n---\nsame words here\n" for n in range(30)})
    for limit in (1, 3, 29, 30):
        found = [hit.entry.id for hit in one.search("same words", limit=limit)]
        assert found == [f"{29 - n:02}" for n in range(limit)]
        found = [hit.entry.id for hit in one.search("date:1990..", limit=limit)]
        assert found == [f"{29 - n:02}" for n in range(limit)]
        found = [hit.entry.id for hit in one.search("", limit=limit)]
        assert found == [f"{29 - n:02}" for n in range(limit)]


def test_better_scores_come_before_later_dates(library: Make) -> None:
    one = library(
        {
            "old.md": "---\ndate: 2001\ntitle: Tea\n---\ntea tea tea\n",
            "b.md": "---\ndate: 2020\n---\ntea and so much else, in many words\n",
            "c.md": "---\ndate: 2021\n---\ntea and so much else, in many words\n",
        }
    )
    hits = one.search("tea")
    assert [hit.entry.id for hit in hits] == ["old", "c", "b"]
    assert hits[0].score > hits[1].score == hits[2].score > 0
    assert {hit.score for hit in one.search("tea", sort="date")} == {0.0}


def test_where_versions_take_the_places_twice_as_many_are_looked_at(
    library: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    search = TantivyEngine.search

    def counted(self: TantivyEngine, node: object, limit: int, **more: object) -> object:
        asked.append(limit)
        assert len(asked) < 10, "it would go on for ever"
        return search(self, node, limit, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(TantivyEngine, "search", counted)
    story = " ".join(f"word{n} of a long story" for n in range(60))
    files = {f"v{n:02}.md": f"---\ndate: {2030 - n}\n---\nbadger {story}\n" for n in range(7)}
    one = library(
        files | {"y.md": "A text in which there is one badger among the hedges\n" + "filler text " * 400}
    )
    hits = one.search("badger", unique=True, limit=2)
    assert [(hit.entry.id, hit.also) for hit in hits] == [
        ("v00", tuple(f"v{n:02}" for n in range(1, 7))),
        ("y", ()),
    ]
    assert [more - asked[0] for more in asked] == [0, 2, 6]
    asked.clear()
    assert len(one.search("badger", unique=True, limit=3)) == 2
    assert [more - asked[0] for more in asked] == [0, 3, 9]
    asked.clear()
    assert len(one.search("badger", unique=True, limit=1)) == 1
    assert len(asked) == 1


def test_an_article_that_can_not_be_cut_is_found_all_the_same(
    library: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise RecursionError("too deep")

    one = library({"a.md": "# Owl\n\nAn owl in a tree.\n", "b.md": "Another owl.\n"})
    one.sync()
    monkeypatch.setattr("kratomcli.readers.sections_of", failing)
    hits = one.search("owl", explain=True)
    assert {hit.entry.id for hit in hits} == {"a", "b"}
    assert all(hit.snippets == () for hit in hits)
    assert {hit.matched for hit in hits} == {"title"}
    assert any(dict(share.places).get("body", 0) >= 1 for share in hits[0].shares)


def test_a_file_that_is_gone_by_now_is_found_without_its_text(folder: Folder) -> None:
    place = folder({"a.md": "---\ntitle: Owls\n---\nAn owl in a tree.\n", "b.md": "Owls of the wood.\n"})
    with Library.open(place) as one:
        one.sync()
    (place / "a.md").unlink()
    with Library.open(place, refresh="never") as one:
        hits = {hit.entry.id: hit for hit in one.search("tree OR wood", explain=True)}
    assert (hits["a"].matched, hits["a"].snippets) == ("field", ())
    assert [share.places for share in hits["a"].shares] == [()]
    assert hits["b"].matched == "body"


def test_words_are_found_as_the_language_of_each_article_has_them(library: Make) -> None:
    one = library(
        {
            "a.md": "---\ntitle: Alte Katzen\nsummary: Zwei Katzen.\ntags: [katzen]\nlang: de\n---\n"
            "# Von Katzen\n\nDie Katzen schlafen gern am Ofen.\n",
            "b.md": "---\nlang: en\n---\nAn english text of a katze.\n",
        }
    )
    hits = {hit.entry.id: hit for hit in one.search("katze", explain=True)}
    assert set(hits) == {"a", "b"}
    title = hits["a"].entry.title
    assert [title[start:end] for start, end in hits["a"].title_highlights] == ["Katzen"]
    assert dict(next(share.places for share in hits["a"].shares if share.kind == "text")) == {
        "title": 1,
        "summary": 1,
        "tags": 1,
        "headings": 1,
        "body": 2,
    }
    assert {snippet.text for snippet in hits["a"].snippets} == {
        "Die Katzen schlafen gern am Ofen.",
        "Von Katzen",
    }
    quote = next(quote for quote in one.quotes("katze") if quote.places[0].id == "a")
    assert [quote.text[start:end] for start, end in quote.highlights] == ["Katzen"]


def test_there_are_as_many_passages_as_are_asked_for(library: Make) -> None:
    one = library({"a.md": "\n\n".join(f"Owl number {n}." for n in range(9))})
    for most in (1, 2, 5):
        assert len(one.search("owl", snippets=most)[0].snippets) == most
    assert len(one.search("owl")[0].snippets) == 3


def test_neighbours_are_found_in_their_language(library: Make) -> None:
    german = "Kätzchen schnurren behaglich, Kätzinnen säugen Würfe; Tierheime vermitteln Findelkatzen"
    filler = {f"x{n}.md": f"plain text number {n} of other matters entirely\n" for n in range(8)}
    one = library(
        dict.fromkeys(("a.md", "b.md"), f"---\nlang: de\n---\n{german}.\n") | {"c.md": "fox\n"} | filler
    )
    (found,) = one.similar("a")
    assert (found.entry.id, found.entry.lang) == ("b", "de")
    assert len(found.terms) >= 3


def test_an_article_that_the_catalog_lost_takes_no_place(folder: Folder, tmp_path: Path) -> None:
    names = "abcd"
    place = folder({f"{name}.md": "the same words\n" for name in names})
    with Library.open(place, cache=tmp_path / "cache") as one:
        one.sync()
    (path,) = (tmp_path / "cache").rglob("catalog.db")
    with closing(Catalog(str(path), [("", str(place))])) as catalog:
        catalog.execute("DELETE FROM articles WHERE id IN ('a', 'c')")
    with Library.open(place, cache=tmp_path / "cache", refresh="never") as one:
        for limit in (1, 2, 3):
            found = [hit.entry.id for hit in one.search("words", limit=limit)]
            assert found == ["b", "d"][:limit]


def test_a_hit_that_only_a_name_explains_shows_the_name(library: Make) -> None:
    one = library(
        {
            "tin-of-leaves.md": "---\ntitle: A week\naliases: [Wulong tea]\n---\nNothing much.\n",
            "other.md": "---\ntitle: Wulong\n---\nNothing, too.\n",
        }
    )
    hit, other = one.search("wulong", explain=True)[::-1]
    assert (hit.matched, hit.snippets, hit.name, hit.name_highlights) == (
        "field",
        (),
        "Wulong tea",
        ((0, 6),),
    )
    assert [(share.kind, share.places) for share in hit.shares] == [("text", (("names", 1),))]
    assert (other.matched, other.name) == ("title", "")
    assert one.search("tin of leaves")[0].name == "tin-of-leaves"
    assert one.search("wulong", snippets=0)[1].name == ""


def test_of_equally_similar_articles_the_first_id_comes_first(library: Make) -> None:
    text = "Green tea leaves brewed slowly by candlelight in a clay pot, said the old gardener.\n"
    one = library({"a.md": "Something else.\n", "b.md": text, "c.md": text, "d.md": text, "e.md": "More.\n"})
    one.sync()
    (Path(one.folders[0]) / "a.md").write_text(text)  # the last to be indexed
    one.sync()
    assert [near.entry.id for near in one.similar("d")] == ["a", "b", "c"]
    assert [near.entry.id for near in one.similar("d", limit=2)] == ["a", "b"]
