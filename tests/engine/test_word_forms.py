"""Beginnings and fuzzy words: scored by the words that they stand for, the nearer word first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from kratomcli import Library
from kratomcli.engine.highlighter import within
from kratomcli.engine.tantivy import TantivyEngine
from kratomcli.query import parse
from kratomcli.readers import read

Make = Callable[[Mapping[str, str | bytes]], Library]
FILLER = "Nothing of note happens in this sentence. " * 3


def order(library: Library, query: str) -> list[str]:
    return [hit.entry.id for hit in library.search(query, limit=100)]


def test_the_nearer_word_comes_first_whatever_else_counts(library: Make) -> None:
    one = library(
        {
            "exact.md": f"---\ntitle: A\ndate: 2001\n---\n{FILLER * 20} A kratom.",
            "one.md": f"---\ntitle: B\ndate: 2002\n---\nA kratum. {FILLER}",
            "two.md": "---\ntitle: C\ndate: 2003\n---\nKrotum, krotum, krotum.",
            "both.md": f"---\ntitle: D\ndate: 2000\n---\nA kratom, krotum. {FILLER * 30}",
            "none.md": "---\ntitle: E\n---\nSomething else.",
        }
    )
    assert order(one, "kratom~2") == ["exact", "both", "one", "two"]
    assert order(one, "kratom~") == ["exact", "both", "one"]
    assert order(one, "krotum~2") == ["two", "both", "one", "exact"]
    assert one.count("kratom~2") == 4


def test_of_words_equally_near_the_article_that_has_more_of_them_comes_first(library: Make) -> None:
    one = library(
        {
            "a.md": f"---\ntitle: A\n---\nA kratum. {FILLER}",
            "b.md": f"---\ntitle: B\n---\nA kratem, kratem, kratem, kratem. {FILLER}",
            "c.md": f"---\ntitle: C\n---\nA kratum, kratum. {FILLER}",
        }
    )
    assert order(one, "kratom~") == ["b", "c", "a"]


def test_a_beginning_counts_by_how_often_its_words_are_there_not_by_how_rare_they_are(library: Make) -> None:
    texts = {f"{n}.md": f"---\ntitle: T\n---\nA badger. {FILLER}" for n in range(20)}
    one = library(
        {
            **texts,
            "rare.md": f"---\ntitle: T\n---\nA badgeless thing. {FILLER}",
            "much.md": f"---\ntitle: T\n---\nThe badger is a badger, badgers are badgers. {FILLER}",
        }
    )
    hits = order(one, "badge*")
    assert hits[0] == "much"
    assert len(hits) == 22
    assert order(one, "text:badge*") == hits


def test_words_beyond_those_that_are_scored_are_found_all_the_same(library: Make) -> None:
    one = library({f"{n:03}.md": f"---\ntitle: T\n---\nzeta{'x' * n} x" for n in range(70)})
    assert len(order(one, "zeta*")) == 70
    assert one.count("zeta*") == 70


def test_a_fuzzy_search_has_the_words_as_asked_first(library: Make) -> None:
    one = library(
        {
            "near.md": "---\ntitle: A\ndate: 2022\n---\nWithdrawel, withdrawel, withdrawel.",
            "exact.md": f"---\ntitle: B\ndate: 2020\n---\n{FILLER * 9} A withdrawal.",
        }
    )
    found = [hit.entry.id for hit in one.search("withdrawal", fuzzy=True)]
    assert found == ["exact", "near"]


def test_parts_of_the_score_say_what_beginnings_and_fuzzy_words_add(library: Make) -> None:
    one = library({"a.md": "---\ntitle: A\n---\nBadgers, a badger.", "b.md": "---\ntitle: B\n---\nA bodger."})
    for query in ("badg*", "badger~", "badger~2 bad*", "badger~ OR bodg*"):
        for hit in one.search(query, explain=True):
            assert abs(sum(share.score for share in hit.shares) - hit.score) <= 1e-4 * hit.score
            assert {share.words for share in hit.shares} <= {*query.replace("~2", "~2 ").split()}


LETTERS = st.text("abx", min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(LETTERS, min_size=1, max_size=20, unique=True), LETTERS, st.sampled_from([1, 2]))
def test_fuzzy_words_come_in_the_order_of_their_distance(words: list[str], asked: str, edits: int) -> None:
    engine = TantivyEngine(None, language="")
    writer = engine.writer(1)
    for key, word in enumerate(words):
        article = read(f"---\ntitle: ''\n---\n{word}\n".encode(), id="999999", path="999999.md")
        writer.add(key, article, "999999.md")
    writer.commit()
    writer.close()

    def distance(word: str) -> int:
        return next((most for most in (0, 1, 2) if within(word, asked, most)), 3)

    found = [words[key] for key, _ in engine.search(parse(f"{asked}~{edits}"), 100).best]
    assert sorted(found) == sorted(word for word in words if distance(word) <= edits)
    assert [distance(word) for word in found] == sorted(distance(word) for word in found)
