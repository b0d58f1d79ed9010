"""Values with named parts."""

from __future__ import annotations

import copy
import pickle

import pytest

from kratomcli.model.article import Article
from kratomcli.model.entry import Entry

ENTRY = Entry(id="plum", path="/a/plum.md", title="Plum", tags=("a",))


def test_parts_that_are_not_given_have_their_default() -> None:
    assert (ENTRY.id, ENTRY.tags, ENTRY.words, ENTRY.meta) == ("plum", ("a",), 0, {})
    article = Article(**ENTRY.values(), body="x", markup="text")
    assert (article.title, article.body_line, article.dialect) == ("Plum", 1, "commonmark")


def test_a_record_is_equal_to_one_of_its_type_with_the_same_parts() -> None:
    assert Entry(id="plum", path="/a/plum.md", title="Plum", tags=("a",), words=0) == ENTRY
    assert ENTRY.replace(words=1) != ENTRY
    assert Article(**ENTRY.values(), body="", markup="text") != ENTRY
    with pytest.raises(TypeError, match="unhashable"):
        hash(ENTRY)


def test_a_record_is_not_changed_but_replaced() -> None:
    with pytest.raises(AttributeError, match="replace"):
        ENTRY.title = "x"  # type: ignore[misc]
    assert (ENTRY.replace(title="Pear").title, ENTRY.title) == ("Pear", "Plum")


@pytest.mark.parametrize(("values", "wrong"), [({"id": "x"}, "path, title"), ({"nothing": 1}, "id, path")])
def test_parts_that_are_missing_or_unknown_are_named(values: dict[str, object], wrong: str) -> None:
    with pytest.raises(TypeError, match=wrong):
        Entry(**values)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="unknown: nothing"):
        ENTRY.replace(nothing=1)


def test_a_record_survives_copying_and_shows_its_parts() -> None:
    assert copy.deepcopy(ENTRY) == ENTRY
    assert pickle.loads(pickle.dumps(ENTRY)) == ENTRY  # noqa: S301 # its own
    assert repr(ENTRY).startswith("Entry(id='plum', path='/a/plum.md', title='Plum', date=''")
