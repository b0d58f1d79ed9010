"""Evernote's ENEX: ENML as Markdown, files, tasks, dates that are none, and files of any size."""

from __future__ import annotations

import hashlib
import tracemalloc
from pathlib import Path

import pytest
from import_making import bring, fields
from note_making import PNG, enex, enex_note, enex_resource, items_of, said

from kratomcli.importers.notes.enml import html_of_enml
from support.cost import is_linear

HASH = hashlib.md5(PNG, usedforsecurity=False).hexdigest()


def body_of(tmp_path: Path, enml: str, more: str = "") -> str:
    path = tmp_path / "a.enex"
    path.write_text(enex(enex_note("Tea", enml, more)), encoding="utf-8")
    (item,) = items_of(path)
    return item.body


def test_notes_come_with_dates_tags_files_and_where_they_were_clipped(tmp_path: Path) -> None:
    more = (
        "<updated>20240103T030405Z</updated><tag>green tea</tag><tag>pots</tag><note-attributes><author>A. Writer"
        "</author><source-url>https://a.example/</source-url><latitude>47.5</latitude></note-attributes>"
        + enex_resource(PNG, "a/pot.png", "image/png")
    )
    path = tmp_path / "Notes.enex"
    path.write_text(
        enex(enex_note("Tea &amp; pots", f'<div>See</div><en-media type="image/png" hash="{HASH}"/>', more))
    )
    new = tmp_path / "new"
    report = bring(path, new)
    assert report.number("written") == 1
    assert fields(new, "title", "date", "updated", "tags", "source", "authors", "latitude") == [
        (
            *("Tea & pots", "2024-01-02T03:04:05+00:00", "2024-01-03T03:04:05+00:00", ("green tea", "pots")),
            *("https://a.example/", ("A. Writer",), 47.5),
        )
    ]
    assert "See\n\n![pot.png](Tea%20&%20pots_files/pot.png)" in (new / "Tea & pots.md").read_text()
    assert (new / "Tea & pots_files/pot.png").read_bytes() == PNG
    again = bring(path, new)
    assert (again.results, again.known) == ((), 1)


@pytest.mark.parametrize(
    ("enml", "body"),
    [
        ('<div><en-todo checked="true"/>Tea</div>\n<div><en-todo/>Milk</div><div>So.</div>', "- [x] Tea\n- [ ] Milk\n\nSo."),
        ('<ul><li style="--en-checked:false;"><div>Tea</div></li></ul>', "- [ ] Tea"),
        ("<ul><li><en-todo/>Tea</li></ul>", "- [ ] Tea"),
        ("a <en-todo/>b<br/><en-todo checked='true'/>c", "a ☐ b\\\n☑ c"),
        ("<div/><div>after</div>", "after"),
        ("<div>a<br></br>b<br clear='none'/>c</div>", "a\\\nb\\\nc"),
        ('<div style="-en-codeblock:true;"><div>a  b</div><div><br/></div><div>\xa0c*</div></div>', "```\na  b\n\n c*\n```"),
        (
            '<div style="--en-codeblock:true;--en-codeblockLanguage:python;">x &lt; 1<br/>y</div>',
            "```python\nx < 1\ny\n```",
        ),
        ('a <en-crypt hint="mum" cipher="AES">UkM=</en-crypt> z', "a *An encrypted passage (hint: mum)* z"),
        ('<span style="font-weight: bold;">b</span> <span style="--en-highlight:yellow;">m</span>', "**b** <mark>m</mark>"),
        ("Tea &nbsp;&amp; *milk*", "Tea \xa0& \\*milk\\*"),
    ],
)  # fmt: skip
def test_enml_is_markdown(tmp_path: Path, enml: str, body: str) -> None:
    assert body_of(tmp_path, enml) == body


def test_tasks_stand_where_the_text_has_a_place_for_them_and_others_at_the_end(tmp_path: Path) -> None:
    group = '<div style="--en-task-group:true; --en-id:g-1;"><div>Content not supported</div></div>'
    task = (
        "<task><title>{}</title><taskStatus>{}</taskStatus><sortWeight>{}</sortWeight>"
        "<taskGroupNoteLevelID>{}</taskGroupNoteLevelID><dueDate>2757600913T000000Z</dueDate></task>"
    )
    more = task.format("Pot", "open", "J", "g-1") + task.format("Cup", "completed", "B", "g-1")
    body = body_of(
        tmp_path, f"<div>a</div>{group}<div>z</div>", more + task.format("Rest", "open", "A", "g-2")
    )
    assert body == "a\n\n- [x] Cup\n- [ ] Pot\n\nz\n\n- [ ] Rest"


def test_links_to_notes_go_to_the_only_one_of_that_title(tmp_path: Path) -> None:
    link = '<a href="evernote:///view/1/s1/{0}/{0}/">{1}</a>'
    links = " ".join(link.format("a-b", title) for title in ("Pot", "Cup", "None"))
    path = tmp_path / "a.enex"
    path.write_text(
        enex(enex_note("Tea", links), *(enex_note(title, "x") for title in ("Pot", "Cup", "Cup")))
    )
    assert items_of(path)[0].body == "[Pot](Pot.md) Cup None"


def test_a_note_is_the_same_whatever_it_is_exported_with(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.enex").write_text(enex(enex_note(f"Note {name}", "x")))
    bring(tmp_path / "a.enex", tmp_path / "new")
    report = bring([tmp_path / "b.enex", tmp_path / "a.enex"], tmp_path / "new")
    assert (report.number("written"), report.known) == (1, 1)
    (tmp_path / "both").mkdir()
    for name in ("a", "b"):
        (tmp_path / f"{name}.enex").rename(tmp_path / "both" / f"{name}.enex")
    assert bring(tmp_path / "both", tmp_path / "new").known == 2


def test_what_is_no_date_or_file_is_left_out(tmp_path: Path) -> None:
    more = "<updated>10101T000000Z</updated><resource><data/><mime>a/b</mime></resource>"
    path = tmp_path / "a.enex"
    path.write_text(enex(enex_note("\n Tea\n", "x", more, created="\n\t20240102T030405Z\n")))
    (item,) = items_of(path)
    assert said(item) == {"title": "Tea", "date": "2024-01-02T03:04:05Z"}
    assert not item.attachments


def test_a_broken_file_gives_the_notes_before_the_break(tmp_path: Path) -> None:
    path = tmp_path / "a.enex"
    path.write_text(enex(enex_note("Tea", "x"), enex_note("Pot", "y"))[:-200])
    failed: list[tuple[str, str]] = []
    assert [item.name for item in items_of(path, lambda *said: failed.append(said))] == ["Tea"]
    assert len(failed) == 1


def test_memory_is_that_of_one_note_whatever_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.enex"
    data = bytes(300_000)
    with path.open("w") as file:
        start, _, end = enex("|").partition("|")
        file.write(start)
        for number in range(40):
            file.write(enex_note(f"Note {number}", "x", enex_resource(data, "a.bin", "a/b")))
        file.write(end)
    tracemalloc.start()
    try:
        report = bring(path, tmp_path / "new")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert report.number("written") == 40
    assert peak < path.stat().st_size / 2


@pytest.mark.parametrize(
    "piece", ["<!-- ", "<div ", "<![CDATA[", "<en-todo ", "<div>", "<ul><li>", "</", "<div><en-todo/>a</div>"]
)
def test_enml_costs_no_more_than_its_length(piece: str) -> None:
    assert is_linear(lambda size: html_of_enml(piece * size, lambda _: None, lambda _: ""), 10_000)
