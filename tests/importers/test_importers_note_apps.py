"""Bear, Apple Notes, Google Keep, Simplenote, Standard Notes and Day One; and all that is true of each app."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from import_making import bring, fields
from note_making import (
    PNG,
    bundle,
    enex,
    enex_note,
    items_of,
    joplin_parts,
    recognising,
    said,
    to_folder,
    to_tar,
    to_zip,
)

from kratomcli.importers.notes.bear import tags_in
from support.cost import is_linear

# --------------------------------------------------------------------------------------------- Bear


def bear_parts() -> dict[str, str | bytes]:
    times = {"creationDate": "2023-10-11T08:08:52Z", "modificationDate": "2023-10-11T08:10:40Z"}
    text = '# Green tea\n#drinks/tea #two words#\n\n![](assets/a%20pot.png)<!-- {"width":10} -->\n[Pot](bear://x-callback-url/open-note?id=B-2)'
    return {
        **bundle("Notes.bear2bk/Tea.textbundle", text, {"a pot.png": PNG}, uniqueIdentifier="A-1", pinned=1, **times),
        **bundle("Notes.bear2bk/Pot.textbundle", "Hot\n", uniqueIdentifier="B-2", archived=1, trashed=0, **times),
        "Notes.bear2bk/tags.json": "{}",
    }  # fmt: skip


def test_bears_notes_come_with_tags_pictures_and_links(tmp_path: Path) -> None:
    new = tmp_path / "new"
    report = bring(to_zip(tmp_path / "a.bear2bk", bear_parts()), new)
    assert report.number("written") == 2
    assert fields(new, "title", "date", "updated", "tags", "status", "pinned") == [
        ("Pot", "2023-10-11T08:08:52+00:00", "2023-10-11T08:10:40+00:00", (), "archived", None),
        (
            *("Green tea", "2023-10-11T08:08:52+00:00", "2023-10-11T08:10:40+00:00"),
            *(("drinks/tea", "two words"), None, True),
        ),
    ]
    text = (new / "Tea.md").read_text()
    assert "#drinks/tea #two words#\n\n![](Tea_files/a%20pot.png)\n[Pot](Pot.md)\n" in text
    assert (new / "Tea_files/a pot.png").read_bytes() == PNG


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#a/b #c-d and (#e)", ["a/b", "c-d", "e"]),
        ("#two words# #项目 计划#, #中文", ["two words", "项目 计划", "中文"]),
        ("# Heading\n## Other\nC# and a#b, #1, #2024, #fff, #a1b2c3", []),
        ("`#code` #real\n\n```\n#fenced\n```\n", ["real"]),
        ("#one, #one. #two!", ["one", "two"]),
    ],
)
def test_bears_tags_are_those_that_bear_sees(text: str, tags: list[str]) -> None:
    assert tags_in(text) == tags


def test_links_of_bears_to_headings_are_links_to_headings(tmp_path: Path) -> None:
    text = "# Tea\n\n[[Pot]], [[Pot/How hot|hot]], [[a/b/How hot]]"
    (item,) = items_of(to_zip(tmp_path / "a.bear2bk", bundle("Tea.textbundle", text)))
    assert item.body == "[[Pot]], [[Pot#How hot|hot]], [[a/b#How hot]]"


def test_an_encrypted_note_of_bears_fails(tmp_path: Path) -> None:
    parts = bundle("a.textbundle", "", title="Secret", encrypted=1, encryptedData="AAE=")
    failed: list[tuple[str, str]] = []
    assert items_of(to_zip(tmp_path / "a.bear2bk", parts), lambda *said: failed.append(said)) == []
    assert failed == [("Secret", "it is encrypted: unlock it in Bear, and make the backup again")]


@pytest.mark.parametrize("kind", ["textbundle", "textpack"])
def test_a_textbundle_of_any_program_is_a_note(tmp_path: Path, kind: str) -> None:
    parts = {
        "info.json": '{"version": 2}',
        "text.markdown": "# Tea\n\n![](assets/a.png)",
        "assets/a.png": PNG,
    }
    make = to_folder if kind == "textbundle" else to_zip
    (item,) = items_of(make(tmp_path / f"My note.{kind}", parts))
    assert (item.values["title"], item.body) == ("Tea", "![](My%20note_files/a.png)")


# -------------------------------------------------------------------------------------- Apple Notes

CSV = (
    "Title, Created On, Modified On, Pinned, Deleted, Drawing/Handwriting, ContentHash at Import\n"
    "Green tea,04-12-2026 08:00:00,05-12-2026 09:30:00,Yes,No,No,\n"
    "Twice,04-12-2026 08:00:00,04-12-2026 08:00:00,No,No,No,\nTwice,04-13-2026 08:00:00,04-13-2026 08:00:00,No,No,No,\n"
)


def apple_parts() -> dict[str, str | bytes]:
    text = "Green tea\nHot &\n*good*\n\n\t◦\tPot\n\t✓\tCup\n\ufffc\nend"
    top = "Part 1/iCloud Notes"
    return {
        f"{top}/Notes Details.csv": CSV,
        f"{top}/Notes/Drinks/Green tea/Green tea.txt": text,
        f"{top}/Notes/Drinks/Green tea/Attachment.png": PNG,
        f"{top}/Notes/Drinks/Green tea/Attachment-1.pdf": b"%PDF",
        f"{top}/Notes/Twice/Twice.txt": "Twice\nx",
        f"{top}/Recently Deleted/Old/Old.txt": "Old\ny",
    }


def test_apples_notes_come_with_tasks_files_and_dates(tmp_path: Path) -> None:
    new = tmp_path / "new"
    report = bring(to_zip(tmp_path / "iCloud Notes.zip", apple_parts()), new)
    assert report.number("written") == 3
    assert fields(new, "id", "title", "date", "updated", "pinned", "trashed") == [
        ("Drinks/Green tea", "Green tea", "2026-04-12T08:00:00", "2026-05-12T09:30:00", True, None),
        ("Old", "Old", "", "", None, True),
        ("Twice", "Twice", "", "", None, None),
    ]
    text = (new / "Drinks/Green tea.md").read_text()
    picture, pdf = "Green%20tea_files/Attachment.png", "Green%20tea_files/Attachment-1.pdf"
    tasks = "- [ ] Pot\n- [x] Cup"
    assert f"Hot &\\\n\\*good\\*\n\n{tasks}\n\n![]({picture})\\\nend\n\n[Attachment-1.pdf]({pdf})\n" in text


# ----------------------------------------------------------------------------------------------- Keep


def keep_parts() -> dict[str, str | bytes]:
    note = {
        "color": "RED", "isTrashed": False, "isPinned": True, "isArchived": False, "title": "Green\ntea",
        "textContent": "Hot\n*good* https://a.example/a_b", "userEditedTimestampUsec": 1690866303436000,
        "createdTimestampUsec": 1690436782242000, "labels": [{"name": "two words"}],
        "attachments": [{"filePath": "1.2.jpeg", "mimetype": "image/jpeg"}],
        "annotations": [{"url": "https://b.example/", "title": "B", "source": "WEBLINK"}],
    }  # fmt: skip
    listed = {
        "color": "DEFAULT", "isTrashed": True, "isPinned": False, "isArchived": True, "title": "",
        "listContent": [{"text": "Pot", "isChecked": True}, {"text": "Cup", "isChecked": False}],
        "userEditedTimestampUsec": 1690866303436000, "createdTimestampUsec": 1690372692755000,
    }  # fmt: skip
    return {
        "Takeout/Keep/Green tea.json": json.dumps(note),
        "Takeout/Keep/Green tea.html": "<p>x",
        "Takeout/Keep/2023.json": json.dumps(listed),
        "Takeout/Keep/1.2.jpg": PNG,
        "Takeout/Keep/Labels.txt": "two words",
    }


def test_keeps_notes_come_with_labels_lists_and_pictures(tmp_path: Path) -> None:
    new = tmp_path / "new"
    report = bring(to_zip(tmp_path / "takeout.zip", keep_parts()), new)
    assert (report.number("written"), report.number("failed")) == (2, 0)
    assert fields(new, "title", "date", "updated", "tags", "color", "pinned", "status", "trashed") == [
        (
            *("Green tea", "2023-07-27T05:46:22.242+00:00", "2023-08-01T05:05:03.436+00:00"),
            *(("two words",), "red", True, None, None),
        ),
        (
            *("Pot", "2023-07-26T11:58:12.755+00:00", "2023-08-01T05:05:03.436+00:00"),
            *((), None, None, "archived", True),
        ),
    ]
    text = (new / "Green tea.md").read_text()
    assert "Hot\\\n\\*good\\* " in text
    assert "(https://a.example/a_b)" in text or "<https://a.example/a_b>" in text
    assert "[B](https://b.example/)\n\n![](Green%20tea_files/1.2.jpg)" in text
    assert "- [x] Pot\n- [ ] Cup" in (new / "Pot.md").read_text()


# ----------------------------------------------------------------------------------------- Simplenote


def simplenote_json() -> str:
    times = {"creationDate": "2024-03-19T05:03:04.477Z", "lastModified": "2024-03-19T15:49:29.254Z"}
    return json.dumps(
        {
            "activeNotes": [
                {
                    "id": "a1",
                    "content": "# Tea\r\n\r\n*hot*",
                    "markdown": True,
                    "pinned": True,
                    "tags": ["t"],
                    **times,
                },
                {"id": "b2", "content": "Pot\r\n*not markup*", **times},
            ],
            "trashedNotes": [{"id": "c3", "content": "Old", **times}],
        }
    )


@pytest.mark.parametrize("kind", ["zip", "json"])
def test_simplenotes_notes_come_with_titles_and_tags(tmp_path: Path, kind: str) -> None:
    parts = {"source/notes.json": simplenote_json(), "Tea.txt": "Tea"}
    source = to_zip(tmp_path / "notes.zip", parts) if kind == "zip" else tmp_path / "notes.json"
    if kind == "json":
        source.write_text(simplenote_json())
    tea, pot, old = items_of(source)
    assert (tea.key, tea.body, said(tea)["title"], said(tea)["tags"]) == ("a1", "*hot*", "Tea", ["t"])
    assert (pot.body, said(pot)["title"], said(pot)["date"]) == (
        "\\*not markup\\*",
        "Pot",
        "2024-03-19T05:03:04.477Z",
    )
    assert said(old)["trashed"] is True


# ------------------------------------------------------------------------------------- Standard Notes


def standard_json(**more: object) -> str:
    lexical = {"root": {"type": "root", "children": [
        {"type": "heading", "tag": "h2", "children": [{"type": "text", "text": "Tea", "format": 0}]},
        {"type": "list", "listType": "check", "children": [
            {"type": "listitem", "checked": True, "children": [{"type": "text", "text": "a*b", "format": 1}]}]},
    ]}}  # fmt: skip
    own = {"org.standardnotes.sn": {"client_updated_at": "2024-05-01T00:00:00.000Z", "pinned": True}}
    texts = {
        "plain-text": "*x*\ny", "markdown": "*x*", "rich-text": "<p><b>x</b></p>", "code": "a*b",
        "super": json.dumps(lexical), "authentication": "[]",
    }  # fmt: skip
    notes = [
        {"uuid": kind, "content_type": "Note", "created_at": "2024-03-14T09:12:00.000Z",
         "content": {"title": f"A {kind} note", "text": text, "noteType": kind, "appData": own, "references": []}}
        for kind, text in texts.items()
    ]  # fmt: skip
    refer = {"uuid": "markdown", "content_type": "Note"}
    outer = {"uuid": "o", "content_type": "Tag", "content": {"title": "drinks", "references": []}}
    above = {"uuid": "o", "content_type": "Tag", "reference_type": "TagToParentTag"}
    inner = {"uuid": "i", "content_type": "Tag", "content": {"title": "tea", "references": [refer, above]}}
    return json.dumps({"version": "004", "items": [*notes, outer, inner]} | more)


def test_standard_notes_of_each_kind_are_markdown(tmp_path: Path) -> None:
    parts = {"Standard Notes Backup and Import File.txt": standard_json(), "Items/Note/x.txt": "x"}
    failed: list[tuple[str, str]] = []
    items = items_of(to_zip(tmp_path / "a.zip", parts), lambda *said: failed.append(said))
    assert {item.key: item.body for item in items} == {
        **{"plain-text": "\\*x\\*\\\ny", "markdown": "*x*", "rich-text": "**x**", "code": "```\na*b\n```"},
        "super": "## Tea\n\n- [x] **a\\*b**",
    }
    assert failed == [("A authentication note", "it holds secrets for logging in")]
    assert said(items[1]) == {
        **{
            "title": "A markdown note",
            "date": "2024-03-14T09:12:00.000Z",
            "updated": "2024-05-01T00:00:00.000Z",
        },
        **{"tags": ["drinks/tea"], "pinned": True},
    }


def test_an_encrypted_backup_of_standard_notes_says_so(tmp_path: Path) -> None:
    item = {"uuid": "a", "content_type": "Note", "content": "004:abc"}
    path = to_zip(
        tmp_path / "a.zip", {"Standard Notes Backup and Import File.txt": standard_json(items=[item])}
    )
    report = bring(path, tmp_path / "new")
    assert "is encrypted" in report.results[0].reason


# ------------------------------------------------------------------------------------------- Day One

MD5 = "0123456789abcdef0123456789abcdef"


def day_one_json() -> str:
    entry = {
        "uuid": "A" * 32, "creationDate": "2024-04-21T22:45:51Z", "modifiedDate": "2024-04-21T22:46:02Z",
        "timeZone": "Europe/London", "starred": True, "tags": ["tea"],
        "text": f"# Green tea\n\nHot\\.\n\n![](dayone-moment://P1)\n\n[Pot](dayone2://view?entryId={'B' * 32})",
        "location": {"placeName": "Pot", "localityName": "Leeds", "latitude": 1.5, "longitude": 2.5},
        "photos": [{"identifier": "P1", "md5": MD5, "type": "jpeg"}],
        "pdfAttachments": [{"identifier": "D1", "md5": MD5[::-1], "type": "pdf", "pdfName": "a.pdf"}],
    }  # fmt: skip
    other = {"uuid": "B" * 32, "creationDate": "2024-04-22T08:00:00Z", "text": "Plain."}
    return json.dumps({"metadata": {"version": "1.0"}, "entries": [entry, other]})


def day_one_parts() -> dict[str, str | bytes]:
    return {"Journal.json": day_one_json(), f"photos/{MD5}.jpeg": PNG, f"pdfs/{MD5[::-1]}.pdf": b"%PDF"}


def test_entries_of_day_one_come_in_their_zone_with_photos(tmp_path: Path) -> None:
    tea, plain = items_of(to_zip(tmp_path / "a.zip", day_one_parts()))
    assert said(tea) == {
        **{"title": "Green tea", "date": "2024-04-21T23:45:51+01:00", "updated": "2024-04-21T23:46:02+01:00"},
        **{"tags": ["tea"], "place": "Pot, Leeds", "latitude": 1.5, "longitude": 2.5, "favorite": True},
    }
    photo = f"![](Green%20tea_files/{MD5}.jpeg)"
    pdf = "[pdfAttachments](Green%20tea_files/a.pdf)"
    assert tea.body == f"# Green tea\n\nHot\\.\n\n{photo}\n\n[Pot](2024-04-22.md)\n\n{pdf}"
    assert (said(plain)["date"], plain.name) == ("2024-04-22T08:00:00Z", "2024-04-22")


# ------------------------------------------------------------------------------------------------ all

ALL = {
    "joplin": joplin_parts(),
    "notion": {"Tea 15bb52ee2b580179846fd78b2b60ea91.md": "# Tea\n\nx"},
    "evernote": {"a.enex": enex(enex_note("Tea", "x"))},
    "apple-notes": apple_parts(),
    "bear": bear_parts(),
    "keep": keep_parts(),
    "simplenote": {"source/notes.json": simplenote_json()},
    "standard-notes": {"Standard Notes Backup and Import File.txt": standard_json()},
    "day-one": day_one_parts(),
}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("make", [to_zip, to_tar, to_folder])
def test_exactly_one_importer_recognises_an_export(tmp_path: Path, name: str, make: object) -> None:
    assert callable(make)
    assert recognising(make(tmp_path / "export", ALL[name])) == [name]


@pytest.mark.parametrize("name", ALL)
def test_a_second_import_adds_nothing(tmp_path: Path, name: str) -> None:
    source = to_zip(tmp_path / "a.zip", ALL[name])
    first = bring(source, tmp_path / "new")
    before = sorted(path for path in (tmp_path / "new").rglob("*"))
    again = bring(source, tmp_path / "new")
    assert again.known == first.number("written") > 0
    assert again.number("written") == 0
    assert sorted(path for path in (tmp_path / "new").rglob("*")) == before


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_hostile_archive_writes_nothing_outside(tmp_path: Path, name: str, kind: str) -> None:
    """Names that lead out, absolute ones and links are not read, whatever the app."""
    place = tmp_path / "deep" / "er"
    place.mkdir(parents=True)
    bad = {"../../out.md": "x", "/kratomcli-out.md": "x", "a/../../../out.json": "{}"}
    path = place / f"a.{kind}"
    if kind == "zip":
        to_zip(path, {**ALL[name], **bad})
        with zipfile.ZipFile(path, "a") as archive:
            link = zipfile.ZipInfo("link.md")
            link.external_attr = 0o120777 << 16
            archive.writestr(link, "/etc/passwd")
    else:
        to_tar(path, {**ALL[name], **bad})
        with tarfile.open(path, "a") as tar:
            info = tarfile.TarInfo("link.md")
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(info, io.BytesIO())
    report = bring(path, place / "new")
    assert report.number("written") > 0
    assert "4 parts left out" in report.notes[0]
    outside = {each for each in tmp_path.rglob("*") if each.is_file()} - set((place / "new").rglob("*"))
    assert outside == {path}
    assert not Path("/kratomcli-out.md").exists()
    assert not any(each.is_symlink() for each in (place / "new").rglob("*"))


@pytest.mark.parametrize("evil", ["../../out", "/etc/out", "..\\..\\out", "CON", ".", "a\0b", ""])
def test_titles_and_names_of_files_stay_in_the_folder(tmp_path: Path, evil: str) -> None:
    parts = bundle("a.textbundle", f"# {evil}\n\n![](assets/x.png)", {"x.png": PNG}, title=evil)
    new = tmp_path / "new"
    bring(to_zip(tmp_path / "a.bear2bk", parts), new)
    assert len([path for path in new.rglob("*") if path.is_file() and path.name[:1] != "."]) == 2
    assert all(path.resolve().is_relative_to(new.resolve()) for path in new.rglob("*"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.bear2bk", "new"]


@pytest.mark.parametrize("piece", ["#a ", "# ", "`", "```\n", "#a b", "##", "~~~\n```\n"])
def test_bears_tags_cost_no_more_than_the_length(piece: str) -> None:
    assert is_linear(lambda size: tags_in(piece * size), 20_000)
