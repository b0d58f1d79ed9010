"""Joplin's exports: notes in notebooks, with tags, files and links that lead to the new files."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_making import bring, fields
from note_making import PNG, items_of, joplin_parts, joplin_thing, said, to_folder, to_tar

ID = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("kind", ["jex", "raw"])
def test_notes_come_with_all_that_belongs_to_them(tmp_path: Path, kind: str) -> None:
    parts = joplin_parts()
    source = to_tar(tmp_path / "a.jex", parts) if kind == "jex" else to_folder(tmp_path / "raw", parts)
    new = tmp_path / "new"
    report = bring(source, new)
    assert (report.number("written"), report.number("failed")) == (2, 0)
    assert fields(new, "title", "date", "updated", "tags", "source", "authors") == [
        (
            *("Green: a *history*", "2021-06-07T02:45:58.674+00:00", "2022-01-25T12:22:31.643+00:00"),
            *(("green tea",), "https://a.example/tea", ("A. Writer",)),
        ),
        ("The pot", "2021-06-07T02:45:58.674+00:00", "2022-01-25T12:22:31.643+00:00", (), "", ()),
    ]
    text = (new / "Drinks - hot/Tea/Green - a history.md").read_text()
    picture = "Green%20-%20a%20history_files/pot.png"
    assert f"![a pot]({picture}) and [the pot](../The%20pot.md)\n\n`[x](:/0)`\n\nid: no property" in text
    assert (new / "Drinks - hot/Tea/Green - a history_files/pot.png").read_bytes() == PNG
    assert (new / "Drinks - hot/The pot_files/pot.png").read_bytes() == PNG
    again = bring(source, new)
    assert (again.results, again.known) == ((), 2)


def test_a_task_says_when_it_is_due_and_a_note_in_html_is_markdown(tmp_path: Path) -> None:
    items = items_of(to_tar(tmp_path / "a.jex", joplin_parts()))
    (pot,) = (item for item in items if item.values["title"] == "The pot")
    values = said(pot)
    assert (values["completed"], str(values["due"])) == (False, "2022-01-01 00:00:00+00:00")
    assert (values["latitude"], values["longitude"]) == (47.5, 19.1)
    assert pot.body == "Hot, ![](The%20pot_files/pot.png)"


def test_an_encrypted_note_fails_and_the_others_come(tmp_path: Path) -> None:
    parts = joplin_parts()
    parts[f"{ID}.md"] = joplin_thing(1, ID, encryption_cipher_text="JED01", encryption_applied=1)
    failed: list[tuple[str, str]] = []
    items = items_of(to_tar(tmp_path / "a.jex", parts), lambda *said: failed.append(said))
    assert len(items) == 2
    assert failed == [(f"{ID}.md", "it is encrypted: export again once Joplin has decrypted it")]


def test_escapes_of_properties_and_empty_titles_are_read(tmp_path: Path) -> None:
    note = joplin_thing(1, ID, "", "Body.", source_url=r"https://a.example/?q=\\n\n2")
    (item,) = items_of(to_folder(tmp_path / "raw", {f"{ID}.md": note}))
    assert (item.body, item.values["title"], item.name) == ("Body.", "", "Untitled")
    assert item.values["source"] == "https://a.example/?q=\\n\n2"


def test_a_notebook_within_itself_ends(tmp_path: Path) -> None:
    other = ID[::-1]
    parts = {
        f"{ID}.md": joplin_thing(1, ID, "Tea", "x", parent_id="1" * 32),
        f"{'1' * 32}.md": joplin_thing(2, "1" * 32, "A", parent_id=other),
        f"{other}.md": joplin_thing(2, other, "B", parent_id="1" * 32),
    }
    (item,) = items_of(to_folder(tmp_path / "raw", parts))
    assert item.folder == "B/A"


def test_markdown_with_front_matter_keeps_names_and_takes_its_files_along(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Green tea\nupdated: 2022-01-25 12:22:31Z\ncreated: 2021-06-07 02:45:58Z\n"
        "author: A. Writer\ncompleted?: no\ntags:\n  - tea\n---\n\n![pot](../_resources/a%20pot.png) [Cup](Cup.md)"
    )
    source = to_folder(tmp_path / "md", {"Tea/Green tea.md": text, "_resources/a pot.png": PNG})
    (item,) = items_of(source)
    assert (item.folder, item.name) == ("Tea", "Green tea")
    assert item.body == "![pot](Green%20tea_files/a%20pot.png) [Cup](Cup.md)"
    assert (item.values["authors"], item.values["completed"]) == (["A. Writer"], False)
    new = tmp_path / "new"
    bring(source, new)
    assert fields(new, "title", "date", "updated", "tags") == [
        ("Green tea", "2021-06-07T02:45:58+00:00", "2022-01-25T12:22:31+00:00", ("tea",))
    ]
