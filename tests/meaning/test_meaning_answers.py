"""What is near by meaning: found, kept up to date, and never an article that is gone or has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from conftest import Make
from kratomcli import Library
from kratomcli.errors import AccessError
from kratomcli.meaning import embedders
from kratomcli.meaning.answers import Meaning
from kratomcli.meaning.embedders.table import MODELS, PinnedFile
from support.embedders import HashedWords

ARTICLES = {
    "car.md": "# Cars\n\nAn automobile needs a motor and four wheels.",
    "tea.md": "# Tea\n\nLeaves are steeped in hot water for three minutes.",
    "sea.md": "# The sea\n\nWaves roll over the sand, and gulls cry.",
}
SAME = {"vehicle": "automobile", "engine": "motor"}


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> HashedWords:
    """The embedder of all libraries here."""
    made = HashedWords(meanings=SAME)
    monkeypatch.setattr(embedders, "embedder", lambda _: made)
    return made


@contextmanager
def meaning(library: Library) -> Iterator[Meaning]:
    """What a library knows of meaning, after embedding what is new."""
    library.refresh()
    library.embed()
    yield library._session.meaning


def found(library: Library, query: str, most: int = 10) -> list[str]:
    """The ids of the nearest articles."""
    return [id for id, _ in near(library, query, most)]


def near(library: Library, query: str, most: int = 10) -> list[tuple[str, str]]:
    """(id, passage) of the nearest articles."""
    with meaning(library) as known:
        passages = known.nearest(query, most)
        entries = library._session.index.catalog.entries([one.key for one in passages])
    ids = [(entries[one.key].id, one.start, one.end) for one in passages]
    return [(id, library.get(id).body[start:end]) for id, start, end in ids]


Open = Callable[[Mapping[str, str | bytes]], Library]


def test_the_nearest_come_first_whatever_words_they_use(library: Open) -> None:
    assert found(library(ARTICLES), "vehicle engine")[0] == "car"
    assert found(library(ARTICLES), "hot leaves water", 1) == ["tea"]


def test_a_hit_has_its_best_passage(library: Open) -> None:
    filler = "Words of no weight fill up the room between one end and another. " * 30
    text = f"# Long\n\n{filler}\n\nThe automobile has a motor.\n\n{filler}"
    assert "automobile" in near(library({"long.md": text}), "vehicle engine")[0][1]


def test_articles_that_are_gone_or_changed_are_in_no_answer(library: Open, folder: Make) -> None:
    lib = library(ARTICLES)
    assert len(found(lib, "vehicle")) == 3
    place = folder({"tea.md": "# Coffee\n\nBeans are roasted."})
    Path(place, "car.md").unlink()
    lib.sync()
    known = lib._session.meaning
    assert known.missing == 1
    keys = [one.key for one in known.nearest("vehicle engine leaves", 10)]
    assert [entry.id for entry in lib._session.index.catalog.entries(keys).values()] == ["sea"]
    assert sorted(found(lib, "beans")) == ["sea", "tea"]


def test_an_article_is_near_to_others_but_not_to_itself(library: Open) -> None:
    lib = library({**ARTICLES, "van.md": "# Vans\n\nA vehicle needs an engine and four wheels."})
    with meaning(lib) as known:
        keys = {entry.id: key for key, entry in lib._session.index.catalog.entries([1, 2, 3, 4]).items()}
        ids = [one.key for one in known.near_article(keys["car"], 2)]
    assert ids[0] == keys["van"]
    assert keys["car"] not in ids


def test_similarities_are_those_of_the_articles_asked_for(library: Open) -> None:
    with meaning(library(ARTICLES)) as known:
        best = known.nearest("motor", 1)[0]
        assert known.similarities("motor", [best.key, 999]) == {best.key: best}


def test_vectors_of_another_version_are_made_anew(library: Open, model: HashedWords) -> None:
    lib = library(ARTICLES)
    assert found(lib, "motor", 1) == ["car"]
    model.version = "2"
    with Library.open(lib.roots[0][1]) as again:
        assert again._session.meaning.nearest("motor", 1) == []
        assert again._session.meaning.missing == 3
        assert found(again, "motor", 1) == ["car"]
        assert again._session.meaning.missing == 0


def test_weights_that_were_changed_are_neither_used_nor_passed_over(
    library: Open, model: HashedWords, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are read when vectors are made with them for the first time, and when the index is verified."""
    (tmp_path / "weights_of_test").mkdir()
    weights = tmp_path / "weights_of_test" / "model.bin"
    weights.write_bytes(b"tea")
    monkeypatch.syspath_prepend(str(tmp_path))
    pinned = PinnedFile("weights_of_test", "model.bin", sha256(b"tea").hexdigest())
    monkeypatch.setitem(MODELS, "test", MODELS["light"]._replace(weights=pinned, tokenizer=None))
    lib = library(ARTICLES)
    assert found(lib, "vehicle engine", 1) == ["car"]
    assert not [*lib.verify()]
    weights.write_bytes(b"coffee")
    assert [fault for fault in lib.verify() if "is not what the model test is known by" in fault]
    model.version = "2"
    other = library({})
    with pytest.raises(AccessError, match="is not what the model test is known by"):
        found(other, "cow")
