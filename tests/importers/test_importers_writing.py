"""What is written of an item: highlights, values, attachments, and links to these."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from import_making import files

from kratomcli import Library
from kratomcli.importers.items import Annotation, Item
from kratomcli.importers.writing.target import ImportTarget
from kratomcli.importers.writing.writer import fingerprint, relinked, title_of, to_text

PLAIN = "1. *stars* _under_ [link](x) <b> &amp; # `code`"


def text_of(item: Item) -> str:
    return to_text(item, "test", lambda said: pytest.fail(said))


def write(folder: Path, *items: Item) -> tuple[list[str], list[str]]:
    """Write items; returns their paths, and the notes."""
    target = ImportTarget(str(folder), dry_run=False)
    try:
        return [target.write(item, "test", item.key, fingerprint(item)) for item in items], target.notes
    finally:
        target.close()


def shown(folder: Path) -> str:
    """The only article of a folder as plain text."""
    from io import StringIO

    from kratomcli.export import ExportOptions
    from kratomcli.export.text import write as as_text

    with Library.open(str(folder)) as library:
        stream = StringIO()
        as_text(library.texts(), stream, ExportOptions())
        return stream.getvalue()


def test_highlights_are_quotes_with_their_place_and_note(tmp_path: Path) -> None:
    highlights = (
        Annotation(
            text="First line\nsecond line\n\nnext paragraph",
            note="My *own* words",
            place="page 12",
            date="2021-03-05",
        ),
        Annotation(text=PLAIN),
        Annotation(text="", note="A note on all of it"),
    )
    item = Item(key="1", body="Body.", values={"title": "T"}, annotations=highlights)
    assert text_of(item).partition("---\n\n")[2] == (
        "Body.\n\n## Highlights\n\n> First line\\\n> second line\n>\n> next paragraph\n\n— page 12, 2021-03-05\n\n"
        "My \\*own\\* words\n\n> 1\\. \\*stars\\* \\_under\\_ [link\\](x) &lt;b> &amp;amp; \\# \\`code\\`\n\n"
        "A note on all of it\n"
    ).replace("\\#", "#")
    write(tmp_path / "new", item)
    text = " ".join(shown(tmp_path / "new").split())
    assert "1. *stars* _under_ [link](x) <b> &amp; # `code`" in text
    assert "My *own* words" in text
    with Library.open(str(tmp_path / "new")) as library:
        (hit,) = library.search('"next paragraph"')
        assert hit.snippets[0].section is not None
        assert hit.snippets[0].section.title == "Highlights"


@pytest.mark.parametrize(
    "body",
    ["```\ncode", "Text\n\n~~~ python\ncode", "<!-- a remark", "- item\n  ```\n  code", "# Highlights"],
)
def test_what_a_body_leaves_open_swallows_no_highlights(body: str) -> None:
    from kratomcli.readers import read

    item = Item(key="1", body=body, values={"title": "T"}, annotations=(Annotation(text="Marked"),))
    article = read(text_of(item).encode(), id="a", path="a.md")
    assert article.sections[-1].title == "Highlights"
    assert article.sections[-1].level == 2


def test_a_folder_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    from kratomcli.errors import OutputError

    with pytest.raises(OutputError):
        write(tmp_path / "a\0b", Item(key="1"))


def test_values_keep_their_types_order_and_precision() -> None:
    values: dict[str, object] = {
        "zebra": {"a": [1, 2.5, True]},
        "source": "https://a.example/",
        "tags": ("tea", "no"),
        "updated": datetime(2021, 3, 5, 10, 0, 0, 123000, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        "date": date(2021, 3, 5),
        "title": "Tea: *all*",
        "empty": "",
        "none": None,
        "nothing": [],
    }
    assert text_of(Item(key="1", values=values)) == (
        "---\ntitle: 'Tea: *all*'\ndate: '2021-03-05'\nupdated: '2021-03-05T10:00:00.123+05:45'\ntags:\n- tea\n- 'no'\n"
        "source: https://a.example/\nzebra:\n  a:\n  - 1\n  - 2.5\n  - true\nimported: test\n---\n"
    )


def test_values_that_yaml_has_not_are_left_out_with_a_note() -> None:
    nested: list[object] = []
    nested.append(nested)
    notes: list[str] = []
    values = {"title": "T", "bytes": b"x", "set": {1}, "nested": nested, "big": 10**6000, "nan": math.nan}
    text = to_text(Item(key="1", values=values), "test", notes.append)
    assert [note.split(" is left out")[0] for note in notes] == ["T: bytes", "T: set", "T: nested"]
    assert "nan: .nan" in text
    assert "big: " in text


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=60))
def test_any_plain_text_is_written_and_read_again(quoted: str, note: str, title: str) -> None:
    from kratomcli.readers import read

    item = Item(key="1", values={"title": title}, annotations=(Annotation(text=quoted, note=note),))
    article = read(text_of(item).encode("utf-8", "replace"), id="a", path="a.md")
    assert [section.title for section in article.sections] == ["Highlights"]
    assert article.meta["imported"] == "test"


@pytest.mark.parametrize(
    ("item", "title"),
    [
        (Item(key="k", values={"title": " A\n title "}), "A title"),
        (Item(key="k", name="name"), "name"),
        (Item(key="k", body="\n# Heading\n\ntext"), "Heading"),
        (Item(key="https://a.example/"), "https://a.example/"),
        (Item(key=""), "Untitled"),
    ],
)
def test_each_item_is_called_something(item: Item, title: str) -> None:
    assert title_of(item) == title


# -- attachments ------------------------------------------------------------------------------------


def holding(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def test_attachments_lie_where_the_body_says(tmp_path: Path) -> None:
    body = "![a](files/a.png) [b](<files/b c.pdf>) ![q](files/q%C3%A4.png)"
    attachments = {"files/a.png": b"A", "files/b c.pdf": b"B", "files/qä.png": b"Q"}
    item = Item(
        key="1",
        body=body,
        folder="x",
        attachments={name: holding(data) for name, data in attachments.items()},
    )
    write(tmp_path / "new", item)
    assert {name: (tmp_path / "new" / "x" / name).read_bytes() for name in attachments} == attachments
    (note,) = (tmp_path / "new" / "x").glob("*.md")
    assert body in note.read_text()


def test_what_has_another_name_is_linked_by_that(tmp_path: Path) -> None:
    one = Item(key="1", name="one", body="![](files/a.png)", attachments={"files/a.png": holding(b"1")})
    two = Item(
        key="2",
        name="two",
        body='![x](files/a.png "t") <img src="files/a.png">',
        attachments={"files/a.png": holding(b"2")},
    )
    same = Item(key="3", name="same", body="![](files/a.png)", attachments={"files/a.png": holding(b"1")})
    bad = Item(
        key="4", name="bad", body="[x](<a?.txt>)\n\n[r]: a?.txt", attachments={"a?.txt": holding(b"3")}
    )
    write(tmp_path / "new", one, two, same, bad)
    found = files(tmp_path / "new")
    assert "![](files/a.png)" in found["one.md"]
    assert '![x](files/a-2.png "t") <img src="files/a-2.png">' in found["two.md"]
    assert "![](files/a.png)" in found["same.md"]
    assert "[x](<a.txt>)\n\n[r]: a.txt" in found["bad.md"]
    assert (found["files/a.png"], found["files/a-2.png"], found["a.txt"]) == ("1", "2", "3")


@pytest.mark.parametrize(
    "name",
    ["../out.txt", "/out.txt", "..\\out.txt", "a/../../out.txt", "C:/out.txt", "a\0b.txt", "con.txt", "."],
)
def test_no_attachment_leads_out(tmp_path: Path, name: str) -> None:
    item = Item(
        key="1",
        name="../../note",
        folder="../up/./x/../..",
        body=f"[x]({name})",
        attachments={name: holding(b"x")},
    )
    write(tmp_path / "new", item)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new"]
    assert len(files(tmp_path / "new")) == 2


def test_an_attachment_that_cannot_be_read_costs_itself(tmp_path: Path) -> None:
    from kratomcli.errors import ArticleUnreadable

    def broken() -> bytes:
        raise ArticleUnreadable("it is damaged")

    item = Item(
        key="1", name="note", body="[x](a.txt)", attachments={"a.txt": broken, "b.txt": holding(b"B")}
    )
    paths, notes = write(tmp_path / "new", item)
    assert (paths, notes) == (["note.md"], ["note: a.txt is left out: it is damaged"])
    assert set(files(tmp_path / "new")) == {"note.md", "b.txt"}


def test_only_links_are_changed() -> None:
    text = "a.png ![](a.png) ![](a.png#x) [a](xa.png) `a.png` <a href='a.png'>"
    moved = relinked(text, {"a.png": "b c.png"})
    assert moved == "a.png ![](b%20c.png) ![](b%20c.png#x) [a](xa.png) `a.png` <a href='b%20c.png'>"


def test_links_are_changed_once() -> None:
    moved = {"a.png": "b.png", "b.png": "a b.png", "a b.png": "a.png"}
    text = "![](a.png) ![](b.png) ![](<a b.png>) ![](a%20b.png)"
    assert relinked(text, moved) == "![](b.png) ![](a%20b.png) ![](<a.png>) ![](a.png)"
    assert relinked(text, {}) == text


# -- what is known ----------------------------------------------------------------------------------


def test_a_fingerprint_is_of_words() -> None:
    item = Item(key="1", body="One *two*", values={"tags": ["a"]}, annotations=(Annotation(text="x"),))
    same = Item(key="1", body="One  _two_\n", values={"tags": ("a",)}, annotations=(Annotation(text="x"),))
    assert fingerprint(item) == fingerprint(same)
    for other in (
        Item(key="1", body="One two three", values=item.values, annotations=item.annotations),
        Item(key="1", body=item.body, values={"tags": ["a", "b"]}, annotations=item.annotations),
        Item(
            key="1", body=item.body, values=item.values, annotations=(*item.annotations, Annotation(text="y"))
        ),
    ):
        assert fingerprint(other) != fingerprint(item)


def lines_of(folder: Path) -> list[str]:
    return (folder / ".kratomcli-import.jsonl").read_text().splitlines(keepends=True)


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """A folder with an item, and its state."""
    write(tmp_path / "new", Item(key="1", name="one"))
    return tmp_path / "new"


def is_known(folder: Path, key: str) -> bool:
    target = ImportTarget(str(folder), dry_run=True)
    try:
        return bool(target.fingerprint("test", key))
    finally:
        target.close()


def test_half_a_line_is_none(known: Path) -> None:
    path = known / ".kratomcli-import.jsonl"
    path.write_text("".join(lines_of(known)) + '{"importer":"test","key":"2","finger')
    assert (is_known(known, "1"), is_known(known, "2")) == (True, False)
    write(known, Item(key="2", name="two"))
    assert is_known(known, "2")
    assert len(lines_of(known)) == 4


def test_the_last_line_counts_if_its_file_is_there(known: Path) -> None:
    line = lines_of(known)[0]
    path = known / ".kratomcli-import.jsonl"
    path.write_text(line)  # killed after the file, before the end
    assert is_known(known, "1")
    path.write_text(line + line.replace('"1"', '"2"').replace("one.md", "two.md"))  # killed before the file
    assert (is_known(known, "1"), is_known(known, "2")) == (True, False)
    write(known, Item(key="3", name="three"))
    assert (is_known(known, "2"), is_known(known, "3")) == (False, True)


def test_a_line_that_is_none_of_ours_is_an_error_that_names_it(known: Path) -> None:
    from kratomcli.errors import OutputError

    for line in (
        "tea\n",
        "[1]\n",
        '{"importer":1,"key":"2","fingerprint":"","path":""}\n',
        "[" * 5000 + "\n",
    ):
        (known / ".kratomcli-import.jsonl").write_text(line + "".join(lines_of(known)[-2:]))
        with pytest.raises(OutputError, match="line 1 of"):
            is_known(known, "1")
        (known / ".kratomcli-import.jsonl").write_text("".join(lines_of(known)[1:]))


def test_a_state_that_is_a_link_is_not_written_through(known: Path, tmp_path: Path) -> None:
    from kratomcli.errors import OutputError

    (known / ".kratomcli-import.jsonl").unlink()
    (tmp_path / "outside").write_text("")
    (known / ".kratomcli-import.jsonl").symlink_to(tmp_path / "outside")
    with pytest.raises(OutputError):
        write(known, Item(key="2", name="two"))
    assert (tmp_path / "outside").read_text() == ""


def test_an_item_whose_file_cannot_be_written_comes_again(known: Path) -> None:
    from kratomcli.errors import ArticleUnreadable

    (known / "x").write_text("a file, no folder")
    target = ImportTarget(str(known), dry_run=False)
    (known / "late").symlink_to(known)

    def intrude() -> bytes:
        (known / "y").mkdir(exist_ok=True)
        (known / "two.md").write_text("mine")
        return b""

    try:
        with pytest.raises(ArticleUnreadable, match=r"can't write two\.md"):
            target.write(Item(key="2", name="two", attachments={"a.txt": intrude}), "test", "2", "print")
        assert not target.fingerprint("test", "2")
    finally:
        target.close()
    assert (known / "two.md").read_text() == "mine"
    assert not is_known(known, "2")


def test_moments_keep_their_zone() -> None:
    text = text_of(Item(key="1", values={"date": datetime(2021, 3, 5, tzinfo=UTC)}))
    assert "date: '2021-03-05T00:00:00+00:00'" in text
