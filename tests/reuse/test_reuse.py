"""What a library says about passages that its articles share."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kratomcli import Library
from kratomcli.errors import IndexDamaged

Make = Callable[[Mapping[str, str | bytes]], Library]
Folder = Callable[[Mapping[str, str | bytes]], Path]

PASSAGE = (
    "The lighthouse keeper counted eleven herring boats before the fog swallowed the harbour, and then"
    " he lit the lamp that his grandmother had carried across the frozen strait in a coal bucket."
)
OTHER = (
    "Every autumn the beekeepers of the valley drive their painted wagons down to the heather, where"
    " the late honey turns dark and tastes of smoke for a few short weeks."
)
WORDS = Path(__file__).read_text().split()


def prose(seed: int, length: int = 120) -> str:
    chance = random.Random(seed)
    return " ".join(f"w{chance.randrange(4000)}" for _ in range(length))


def pairs(library: Library) -> set[tuple[str, ...]]:
    """Each passage's articles."""
    return {
        tuple(sorted(place.entry.id for place in passage.places))
        for group in library.reuse()
        for passage in group.passages
    }


def test_groups_come_with_sections_lines_and_shares(library: Make) -> None:
    one = library(
        {
            "a.md": f"---\ndate: 2020\n---\n# Top\n\n{prose(1)}\n\n## Fog\n\n{PASSAGE} {prose(2)}\n",
            "b.md": f"# Other\n\n{PASSAGE}\n",
            "c.md": f"{prose(4)}\n",
        }
    )
    (group,) = one.reuse()
    assert [(entry.id, round(share, 2)) for entry, share in group.articles] == [("a", 0.12), ("b", 0.97)]
    assert (group.words, group.kind, group.reason) == (32, "copy", "")
    first, second = group.passages[0].places
    assert (first.line, first.section.slug if first.section else None) == (10, "fog")
    assert first.text == second.text == PASSAGE.rstrip(".")
    assert first.headings == ("Top", "Fog")


def test_differences_are_marked_on_both_sides(library: Make) -> None:
    changed = PASSAGE.replace("eleven", "twelve").replace("frozen ", "")
    one = library({"a.md": PASSAGE, "b.md": changed})
    (passage,) = one.reuse_of("b")
    assert [passage.here.text[start:end] for start, end in passage.here.differences] == ["twelve"]
    assert [passage.there.text[start:end] for start, end in passage.there.differences] == ["eleven", "frozen"]
    assert (passage.words, passage.same) == (32, 30)


def test_a_passage_in_three_articles_is_one_group(library: Make) -> None:
    one = library({f"{name}.md": f"{prose(at)}\n\n{PASSAGE}\n" for at, name in enumerate("abc")})
    assert pairs(one) == {("a", "b", "c")}
    assert one.reuse()[0].words == 64


def test_quotations_are_told_apart(library: Make) -> None:
    one = library(
        {
            "a.md": f"{prose(1)}\n\nShe wrote: “{PASSAGE}”\n",
            "b.md": f"{prose(2)}\n\n> {PASSAGE}\n",
            "c.md": f"{prose(3)}\n\n{OTHER}\n",
            "d.md": f"{prose(4)}\n\n{OTHER}\n",
        }
    )
    assert [group.kind for group in one.reuse()] == ["copy", "quotation"]
    assert [group.kind for group in one.reuse(kinds=["quotation"])] == ["quotation"]
    assert one.reuse_of("a")[0].reason == "between quotation marks, or in a block quote"
    assert [len(one.reuse_of("a", kinds=[kind])) for kind in ("copy", "quotation", "recurring")] == [0, 1, 0]


def test_the_first_passages_of_an_article_are_those_of_all(library: Make) -> None:
    texts = {f"{at}.md": f"{prose(at)}\n\n{PASSAGE}\n" for at in range(4)}
    one = library({**texts, "x.md": f"{prose(9)}\n\n{PASSAGE}\n\n{prose(8)}\n\n{OTHER}\n", "y.md": OTHER})
    every = one.reuse_of("x")
    assert len(every) > 4
    assert [one.reuse_of("x", limit=limit) for limit in range(len(every) + 2)] == [
        every[:limit] for limit in range(len(every) + 2)
    ]


@pytest.mark.parametrize(
    ("front", "where", "reason"),
    [
        ("source: https://www.example.com/{n}", "", "in 8 of the 8 articles from example.com"),
        ("author: Ann", "", "in 8 of the 8 articles by Ann"),
        ("draft: false", "blog/", "in 8 of the 8 articles in the folder blog"),
        ("title: 'Ask us: {n}'", "", "in 8 of the 8 articles called “Ask us:…”"),
    ],
)
def test_what_most_of_a_source_has_recurs(library: Make, front: str, where: str, reason: str) -> None:
    files = {f"{where}{n}.md": f"---\n{front.format(n=n)}\n---\n{prose(n)}\n\n{PASSAGE}\n" for n in range(8)}
    files |= {f"x/y/other-{n}.md": prose(100 + n) for n in range(20)}
    (group,) = library(files).reuse()
    assert (group.kind, group.reason) == ("recurring", reason)
    assert len(group.articles) == 8


def test_short_phrases_count_only_if_they_are_wanted(library: Make) -> None:
    phrase = "counted eleven herring boats before the fog swallowed"
    one = library({"a.md": f"{prose(1)} {phrase} {prose(2)}", "b.md": f"{phrase} {prose(3)}"})
    assert len(one.reuse()) in (0, 1)  # so short a one may be missed
    assert one.reuse(least=12) == []


def test_nothing_is_claimed_of_articles_that_share_nothing(library: Make) -> None:
    one = library({f"{n}.md": prose(n, 600) for n in range(40)})
    assert one.reuse() == []
    assert one.reuse_of("1") == []


def test_edits_additions_and_removals_are_followed(folder: Folder) -> None:
    place = folder({"a.md": f"{prose(1)} {PASSAGE}", "b.md": f"{prose(2)} {PASSAGE}", "c.md": prose(3)})
    with Library.open(place) as one:
        assert pairs(one) == {("a", "b")}
    folder({"b.md": prose(4), "c.md": f"{prose(3)} {PASSAGE}"})
    with Library.open(place) as one:
        assert pairs(one) == {("a", "c")}
    (place / "a.md").unlink()
    with Library.open(place) as one:
        assert pairs(one) == set()
    (place / "d.md").write_text(PASSAGE)
    with Library.open(place) as one:
        assert pairs(one) == {("c", "d")}


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5)), min_size=1, max_size=12))
def test_any_history_gives_what_a_fresh_index_gives(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int]]
) -> None:
    place = tmp_path_factory.mktemp("articles")
    with Library.open(place, refresh="always") as one:
        for name, what in steps:
            path = place / f"{name}.md"
            if what == 0:
                path.unlink(missing_ok=True)
            else:
                path.write_text(f"{prose(10 * name)} {PASSAGE if what % 2 else OTHER} {prose(what)}")
            one.sync()
            one.compare()
        after = pairs(one)
    with Library.open(place, cache=tmp_path_factory.mktemp("cache")) as fresh:
        assert pairs(fresh) == after


def test_an_index_made_anew_is_not_taken_for_the_one_before(folder: Folder) -> None:
    """It has as many articles, and so the same generation, but its keys are those of other articles."""
    place = folder({"a.md": PASSAGE, "b.md": PASSAGE, "c.md": prose(1)})
    with Library.open(place) as one:
        assert [entry.id for entry, _ in one.reuse()[0].articles] == ["a", "b"]
        state = one.state()
    (place / "a.md").rename(place / "z.md")
    with Library.open(place) as one:
        one.sync(rebuild=True)
        assert one.state() == state
        assert [entry.id for entry, _ in one.reuse()[0].articles] == ["b", "z"]


def test_damage_is_made_good(folder: Folder, own_place: Path) -> None:
    place = folder({"a.md": PASSAGE, "b.md": PASSAGE})
    with Library.open(place) as one:
        assert pairs(one) == {("a", "b")}
    (database,) = own_place.rglob("reuse.db")
    database.write_bytes(b"no database at all" * 1000)
    with Library.open(place) as one:
        assert pairs(one) == {("a", "b")}
    for postings in own_place.rglob("*.postings"):
        postings.unlink()
    (place / "c.md").write_text(PASSAGE)
    with Library.open(place) as one:
        assert pairs(one) == {("a", "b", "c")}


def test_verification_finds_a_flipped_byte(folder: Folder, own_place: Path) -> None:
    place = folder({"a.md": prose(1, 500), "b.md": PASSAGE})
    with Library.open(place) as one:
        one.compare()
        assert list(one.verify()) == []
    (postings,) = own_place.rglob("*.postings")
    data = bytearray(postings.read_bytes())
    data[len(data) // 2] ^= 1
    postings.write_bytes(data)
    with Library.open(place) as one:
        assert [fault.split(": ")[0] for fault in one.verify()] == ["what is known of reuse"]


def test_an_index_that_must_not_be_written_says_what_is_missing(folder: Folder) -> None:
    place = folder({"a.md": PASSAGE, "b.md": PASSAGE})
    with Library.open(place) as one:
        one.sync()
    with Library.open(place, refresh="never") as one, pytest.raises(IndexDamaged, match="not been compared"):
        one.reuse()
    with Library.open(place) as one:
        one.compare()
    with Library.open(place, refresh="never") as one:
        assert pairs(one) == {("a", "b")}


def test_without_a_place_to_keep_it_memory_will_do(folder: Folder, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.write_text("a file, where a folder should be")
    place = folder({"a.md": PASSAGE, "b.md": PASSAGE})
    with Library.open(place, cache=cache) as one:
        assert pairs(one) == {("a", "b")}


def test_unique_shows_one_of_a_group_of_versions(library: Make) -> None:
    text = prose(1, 300)
    one = library(
        {
            "a.md": f"# Badgers\n\n{text}\n\nBadger badger badger.",
            "b.md": f"# Copy\n\n{text}\n\nBadger.",
            "c.md": f"# Another\n\n{text[:1500]}\n\nBadger again.",
            "d.md": f"# Else\n\n{prose(9, 300)}\n\nBadger.",
        }
    )
    assert [hit.entry.id for hit in one.search("badger")][:1] == ["a"]
    unique = one.search("badger", unique=True)
    assert [(hit.entry.id, hit.also) for hit in unique if hit.also] == [("a", ("b", "c"))]
    assert {hit.entry.id for hit in unique} == {"a", "d"}
    assert len(one.search("badger", unique=True, limit=1)) == 1
    assert len(one.search("badger", unique=True, limit=2)) == 2


def test_neighbours_say_why(library: Make) -> None:
    badgers = "The badger digs a sett under the oak roots. Badgers leave the sett at dusk to dig for worms."
    one = library(
        {
            "a.md": f"# Badgers\n\n{badgers} {prose(1, 40)}",
            "b.md": f"# Setts\n\nA sett of badgers under the roots of an old oak; worms at dusk. {prose(2, 40)}",
            "c.md": f"# Bread\n\nKnead the dough and leave it to rise. {prose(3, 40)}",
            "d.md": f"# Cakes\n\nFold in the eggs and leave it to rise. {prose(4, 40)}",
        }
    )
    (near,) = one.similar("a")
    assert near.entry.id == "b"
    assert {"sett", "oak", "worms", "dusk"} <= set(near.terms)
    assert 0 < near.score < 1
    assert one.similar("c") == [] or all(found.terms for found in one.similar("c"))


def test_a_copy_is_the_nearest_neighbour(library: Make) -> None:
    files = {f"{n}.md": prose(n, 200) for n in range(10)} | {"copy.md": prose(3, 200)}
    near = library(files).similar("copy")
    assert near[0].entry.id == "3"
    assert near[0].words == 200
    assert near[0].score > 0.5


def test_the_index_goes_with_what_was_compared(folder: Folder, own_place: Path) -> None:
    place = folder({"a.md": PASSAGE, "b.md": PASSAGE})
    with Library.open(place) as one:
        one.sync()
        one.compare()
        one.sync(rebuild=True)
        assert pairs(one) == {("a", "b")}
    shutil.rmtree(own_place / "cache")
    with Library.open(place) as one:
        assert pairs(one) == {("a", "b")}
