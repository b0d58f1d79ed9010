"""What changed between two states of an index."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kratomcli import Library
from kratomcli.catalog import history, writer
from kratomcli.catalog.catalog import Catalog
from kratomcli.errors import UsageError
from kratomcli.index.texts import Texts
from kratomcli.model.entry import Entry

Folder = Callable[[Mapping[str, str | bytes]], Path]

FIRST = {
    "a.md": "---\ntitle: A\n---\nFirst passage.\n\n## Part\n\nSecond passage.\n\nThird passage.\n",
    "b.md": "Bees and honey.\n",
    "c.txt": "Line one.\nLine two.\n",
}


def since(library: Library, moment: str) -> dict[str, tuple[str, list[str], int]]:
    """Id → (what became of it, its new passages, how many are gone)."""
    return {
        change.id: (change.kind, [passage.text for passage in change.passages], change.lost)
        for change in library.changed(moment)
    }


def test_a_first_index_has_no_changes(folder: Folder) -> None:
    with Library.open(folder(FIRST)) as one:
        assert since(one, "1d") == {}
        assert "what changed is known since" in " ".join(one.notices)


def test_a_state_before_the_first_index_was_made_is_beyond_the_log(folder: Folder) -> None:
    with Library.open(folder(FIRST)) as one:
        one.sync()
        assert since(one, f"@{one.state()}") == {}
        assert not one.notices
        assert since(one, "@0") == {}
        assert "what changed is known since" in " ".join(one.notices)


def test_every_kind_of_change_is_told(folder: Folder) -> None:
    place = folder(FIRST)
    with Library.open(place) as one:
        one.sync()
        state = f"@{one.state()}"
        (place / "a.md").write_text(
            "---\ntitle: A\n---\nFirst passage.\n\n## Part\n\nSecond passage. \n\nAnother.\n\nAnd one.\n"
        )
        (place / "c.txt").write_text("Line one.\nLine 2.\nLine three.\n")
        (place / "b.md").rename(place / "bees.md")
        (place / "new.md").write_text("# New\n")
        one.sync()
        assert since(one, state) == {
            "a": ("edited", ["Another.\n\nAnd one."], 1),
            "bees": ("moved", [], 0),
            "c": ("edited", ["Line 2.\nLine three."], 1),
            "new": ("added", [], 0),
        }
        edited = next(change for change in one.changed(state) if change.id == "a")
        assert edited.passages[0].line == 10
        assert edited.passages[0].section is not None
        assert edited.passages[0].section.slug == "part"
        assert next(change.before for change in one.changed(state) if change.id == "bees") == "b"
        after = f"@{one.state()}"
        assert since(one, after) == {}
        (place / "new.md").unlink()
        one.sync()
        assert since(one, after) == {"new": ("removed", [], 0)}
        assert "new" not in since(one, state)


def test_what_went_and_came_back_did_not_change(folder: Folder) -> None:
    place = folder(FIRST)
    with Library.open(place) as one:
        one.sync()
        state = f"@{one.state()}"
        (place / "b.md").write_text("Something else.\n")
        one.sync()
        (place / "a.md").unlink()
        one.sync()
        assert set(since(one, state)) == {"a", "b"}
        folder(FIRST)
        one.sync()
        assert since(one, state) == {}


def test_no_more_articles_are_read_than_are_asked_for(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder(FIRST)
    with Library.open(place) as one:
        one.sync()
        state = f"@{one.state()}"
        (place / "a.md").write_text("Other words.\n")
        (place / "c.txt").write_text("Other lines.\n")
        (place / "b.md").rename(place / "bees.md")
        (place / "new.md").write_text("# New\n")
        one.sync()
        everything = one.changed(state)
        assert [change.kind for change in everything] == ["added", "edited", "edited", "moved"]
        read: list[str] = []
        body = Texts.body

        def noted(texts: Texts, entry: Entry, *args: Any) -> Any:
            read.append(entry.id)
            return body(texts, entry, *args)

        monkeypatch.setattr(Texts, "body", noted)
        for limit, ids in enumerate(([], [], ["a"], ["a", "c"], ["a", "c"], ["a", "c"])):
            read.clear()
            assert one.changed(state, limit=limit) == everything[:limit]
            assert read == ids


def test_front_matter_alone_is_an_edit_without_passages(folder: Folder) -> None:
    place = folder(FIRST)
    with Library.open(place) as one:
        one.sync()
        state = f"@{one.state()}"
        (place / "a.md").write_text(FIRST["a.md"].replace("title: A", "title: B"))
        one.sync()
        assert since(one, state) == {"a": ("edited", [], 0)}


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A time zone where no midnight is near: no day ends within a test."""
    monkeypatch.setenv("TZ", f"X{time.gmtime().tm_hour - 12}")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("noon")
def test_times_are_understood(folder: Folder) -> None:
    place = folder(FIRST)
    with Library.open(place) as one:
        one.sync()
        (place / "new.md").write_text("# New\n")
        one.sync()
        today = time.strftime("%Y-%m-%d")
        for moment in ("1h", "2 days ago", "yesterday", today, today[:7], today[:4], f"{today}T00:00", "90m"):
            assert "new" in since(one, moment), moment
        for moment in ("0001-01-01", "0001-01-01 00:00", "1969-12-31"):
            assert "new" in since(one, moment), moment
        for moment in ("0m", "2108-01-01", "9999-12-31", "9999-12-31T23:59:59-05:00"):
            assert since(one, moment) == {}, moment
        tomorrow = time.strftime("%Y-%m-%d", time.localtime(time.time() + 86_400))
        assert since(one, tomorrow) == {}


@pytest.mark.parametrize("moment", ["", "soon", "2021-13-40", "@", "@x", "3y", "99999999999d", "²d", "-1d"])
def test_other_moments_are_mistakes(folder: Folder, moment: str) -> None:
    with Library.open(folder(FIRST)) as one, pytest.raises(UsageError, match="is no moment that is known"):
        one.changed(moment)


def test_the_log_is_bounded(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MOST_EVENTS", 6)
    place = folder(FIRST)
    with Library.open(place) as one:
        one.sync()
        state = f"@{one.state()}"
        for number in range(10):
            (place / "b.md").write_text(f"Number {number}.\n")
            one.sync()
        late = f"@{one.state()}"
        (place / "b.md").write_text("The last.\n")
        one.sync()
        assert since(one, late) == {"b": ("edited", ["The last."], 1)}
        assert one.notices == []
        assert set(since(one, state)) <= {"b"}
        assert "what was before is not" in one.notices[0]


def test_of_two_copies_one_is_what_was_moved(folder: Folder) -> None:
    place = folder(FIRST)
    with Library.open(place) as one:
        one.sync()
        state = f"@{one.state()}"
        text = (place / "b.md").read_text()
        (place / "b.md").unlink()
        (place / "x.md").write_text(text)
        (place / "y.md").write_text(text)
        (place / "c.txt").unlink()
        one.sync()
        found = {change.id: change for change in one.changed(state)}
        assert sorted(change.kind for change in found.values()) == ["added", "moved", "removed"]
        (moved,) = [change for change in found.values() if change.kind == "moved"]
        (added,) = [change for change in found.values() if change.kind == "added"]
        assert {moved.id, added.id} == {"x", "y"}
        assert (moved.before, added.before) == ("b", "")
        assert (moved.title, moved.entry) == (one.get(moved.id).title, next(one.articles(f"id:{moved.id}")))
        assert found["c"] == ("removed", "c", "Line one.", None, "", (), 0)


def test_an_edit_is_told_of_though_its_file_is_gone_by_now(folder: Folder) -> None:
    place = folder(FIRST)
    with Library.open(place) as one:
        one.sync()
        state = f"@{one.state()}"
        (place / "a.md").write_text("---\ntitle: Of A\n---\nOnly this.\n")
        one.sync()
        (entry,) = one.articles("id:a")
    (place / "a.md").unlink()
    with Library.open(place, refresh="never") as one:
        assert one.changed(state) == [("edited", "a", "Of A", entry, "", (), 0)]


def test_lines_and_sections_of_new_passages_are_those_of_the_file(folder: Folder) -> None:
    place = folder({"a.md": "# A\n\nOld.\n", "t.txt": "One.\nTwo.\n"})
    with Library.open(place) as one:
        one.sync()
        state = f"@{one.state()}"
        (place / "a.md").write_text(
            "---\ntitle: A\n---\n\nIntro.\n\n# A\n\nOld.\n\n## Deep\n\nNew one.\n\n## Deeper\n"
        )
        (place / "t.txt").write_text("Zero.\nOne.\nTwo.\n\nThree.\n")
        one.sync()
        edited = {change.id: change for change in one.changed(state)}
        assert [(p.text, p.line, p.section and p.section.title) for p in edited["a"].passages] == [
            ("Intro.", 5, None),
            ("Deep\n\nNew one.\n\nDeeper", 11, "Deep"),
        ]
        assert [(p.text, p.line, p.section) for p in edited["t"].passages] == [
            ("Zero.", 1, None),
            ("Three.", 5, None),
        ]
        assert (edited["a"].title, edited["a"].entry and edited["a"].entry.words) == ("A", 7)


def test_what_was_only_read_again_did_not_change(folder: Folder, tmp_path: Path) -> None:
    place = folder(FIRST)
    with Library.open(place, cache=tmp_path / "cache") as one:
        one.sync()
        state = f"@{one.state()}"
    (path,) = (tmp_path / "cache").rglob("catalog.db")
    catalog = Catalog(str(path), [("", str(place))])
    catalog.begin()
    writer.CatalogWriter(catalog).distrust(1, 99)
    catalog.commit()
    catalog.close()
    for name in ("a.md", "c.txt"):
        os.utime(place / name, ns=(1, 1))
    (place / "b.md").write_text("Bees, honey and wax.\n")
    with Library.open(place, cache=tmp_path / "cache") as one:
        one.sync()
        assert since(one, state) == {"b": ("edited", ["Bees, honey and wax."], 1)}


def test_changes_are_in_order_whenever_they_were_made(folder: Folder) -> None:
    names = ["e1", "e2", "m1", "m2", "r1", "r2"]
    place = folder({f"{name}.md": f"Text of {name}.\n" for name in names})
    with Library.open(place) as one:
        one.sync()
        state = f"@{one.state()}"
        for number in (2, 1):
            (place / f"a{number}.md").write_text(f"# Added {number}\n")
            (place / f"e{number}.md").write_text(f"# Edited {number}\n")
            (place / f"m{number}.md").rename(place / f"n{number}.md")
            (place / f"r{number}.md").unlink()
            one.sync()
        found = one.changed(state)
        assert [(change.kind, change.id, change.title, change.before) for change in found] == [
            ("added", "a1", "Added 1", ""),
            ("added", "a2", "Added 2", ""),
            ("edited", "e1", "Edited 1", ""),
            ("edited", "e2", "Edited 2", ""),
            ("moved", "n1", "Text of m1.", "m1"),
            ("moved", "n2", "Text of m2.", "m2"),
            ("removed", "r1", "Text of r1.", ""),
            ("removed", "r2", "Text of r2.", ""),
        ]
        for change in found[:6]:
            assert change.entry is not None
            assert (change.entry.id, change.entry.title) == (change.id, change.title)


def test_what_was_empty_has_lost_nothing(folder: Folder) -> None:
    place = folder({"a.md": "---\ntitle: A\n---\n"})
    with Library.open(place) as one:
        one.sync()
        state = f"@{one.state()}"
        (place / "a.md").write_text("---\ntitle: A\n---\nSome text.\n")
        one.sync()
        assert since(one, state) == {"a": ("edited", ["Some text."], 0)}


def test_the_moment_when_the_log_begins_is_not_beyond_it(folder: Folder, tmp_path: Path) -> None:
    place = folder(FIRST)
    with Library.open(place, cache=tmp_path / "cache") as one:
        one.sync()
    (path,) = (tmp_path / "cache").rglob("catalog.db")
    catalog = Catalog(str(path), [("", str(place))])
    catalog.note(began="1577836800.0")
    catalog.close()
    with Library.open(place, cache=tmp_path / "cache") as one:
        one.changed("2020-01-01T00:00:00Z")
        assert one.notices == []
        one.changed("2019-12-31T23:59:59Z")
        assert len(one.notices) == 1
        assert one.notices[0].startswith("what changed is known since ")


def test_only_a_moment_before_the_log_began_is_beyond_it(folder: Folder) -> None:
    place = folder(FIRST)
    with Library.open(place) as one:
        one.sync()
        for moment, is_beyond in (("0m", False), ("1d", True), ("0m", False)):
            one.changed(moment)
            assert bool(one.notices) is is_beyond, moment
            one.notices.clear()
        one.changed(f"@{one.state()}")
        assert one.notices == []


def test_the_first_state_that_the_log_knows_is_not_beyond_it(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MOST_EVENTS", 2)
    place = folder(FIRST)
    states = []
    with Library.open(place) as one:
        one.sync()
        for number in range(4):
            states.append(one.state())
            (place / "b.md").write_text(f"Number {number}.\n")
            one.sync()
        for state in states:
            one.notices.clear()
            changed = since(one, f"@{state}")
            is_known = state == states[-1]
            assert bool(one.notices) is not is_known, (state, states)
            assert changed == {"b": ("edited", ["Number 3."], 1)}


paragraphs = st.lists(st.text("ab \n", max_size=6), max_size=8)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(paragraphs, paragraphs, st.sampled_from(["markdown", "text"]))
def test_passages_are_new_or_known_never_both(before: list[str], after: list[str], markup: str) -> None:
    old, new = "\n\n".join(before), "\n\n".join(after)
    parts, lost = history.changed_parts(history.parts_of(old, markup), new, markup)  # type: ignore[arg-type]
    assert all(0 <= start < end <= len(new) for start, end in parts)
    assert list(parts) == sorted(parts)
    gap = "\n" if markup == "text" else "\n\n"
    said = [part.strip() for part in old.split(gap) if part.strip()]
    fresh = [part.strip() for part in new.split(gap) if part.strip()]
    kept = sum(min(said.count(part), fresh.count(part)) for part in set(fresh))
    assert lost == len(said) - kept
    assert bool(parts) == (len(fresh) > kept)
