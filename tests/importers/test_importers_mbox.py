"""Mailboxes: where a message begins, labels, threads, attachments."""

from __future__ import annotations

import io
import mailbox
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest
from import_making import bring, fields
from note_making import PNG, items_of

from kratomcli.importers.formats.mbox import messages

FROM = "From 17@xxx Sat Jan 02 03:04:05 +0000 2021\n"


def message(title: str, text: str, more: str = "") -> str:
    return (
        f"{FROM}Message-ID: <{title}@a.example>\nSubject: {title}\nDate: Sat, 2 Jan 2021 04:04:05 +0100\n"
        f'From: "A. Writer" <a@a.example>\n{more}\n{text}\n\n'
    )


def test_messages_come_with_labels_and_threads(tmp_path: Path) -> None:
    labels = 'X-Gmail-Labels: Inbox,"Tea, green",=?UTF-8?Q?Caf=C3=A9?=\nX-GM-THRID: 17\n'
    path = tmp_path / "All mail.mbox"
    path.write_text(
        message("Tea", "Hot.", labels) + message("Pot", "x", "References: <a@b> <Tea@a.example>\n")
    )
    new = tmp_path / "new"
    report = bring(path, new)
    assert (report.number("written"), report.number("failed")) == (2, 0)
    assert fields(new, "title", "date", "tags", "authors", "thread", "message-id") == [
        ("Pot", "2021-01-02T04:04:05+01:00", (), ("A. Writer",), "a@b", "Pot@a.example"),
        (
            *("Tea", "2021-01-02T04:04:05+01:00", ("Inbox", "Tea, green", "Café"), ("A. Writer",)),
            *("17", "Tea@a.example"),
        ),
    ]
    again = bring(path, new)
    assert (again.results, again.known) == ((), 2)


def test_a_text_that_says_from_begins_no_message(tmp_path: Path) -> None:
    text = "From here on it boils.\n\nFrom 10:30 to 11:00 it steeps.\n\n>From the pot\n>>From two\n> From it\n\nFrom"
    path = tmp_path / "a.mbox"
    path.write_text(message("Tea", text) + message("Pot", "x"))
    with path.open("rb") as file:
        tea, pot = messages(file)
    unquoted = text.replace(">From", "From")
    assert tea.decode().partition("\n\n")[2].strip() == unquoted
    assert pot.startswith(b"Message-ID: <Pot")
    with closing(mailbox.mbox(path)) as box:
        assert len(box) > 2  # it splits at each line that begins so


@pytest.mark.parametrize("start", ["From a@b Sat Jan  2 03:04:05 2021", "From - Sat Jan  2 03:04:05 2021", "From MAILER-DAEMON Fri Jul 08 12:08:34 2011 +0200"])  # fmt: skip
def test_each_programs_line_is_known(tmp_path: Path, start: str) -> None:
    data = f"{start}\r\nSubject: Tea\r\n\r\nHot.\r\n".encode()
    assert list(messages(io.BytesIO(data))) == [b"Subject: Tea\r\n\r\nHot.\r\n"]
    path = tmp_path / "Inbox"
    path.write_bytes(data)
    assert [item.values["title"] for item in items_of(path)] == ["Tea"]


def test_attachments_come_along_and_are_links(tmp_path: Path) -> None:
    import base64

    more = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n'
    text = (
        "--b\nContent-Type: text/plain\n\nSee.\n--b\nContent-Type: image/png; name=pot.png\n"
        'Content-Disposition: attachment; filename="a_pot.png"\nContent-Transfer-Encoding: base64\n\n'
        f"{base64.encodebytes(PNG).decode()}\n--b--"
    )
    path = tmp_path / "a.mbox"
    path.write_text(message("Tea", text, more))
    (item,) = items_of(path)
    assert [content() for content in item.attachments.values()] == [PNG]
    assert item.body.endswith("- [a_pot.png (69 bytes)](Tea_files/a_pot.png)")


def test_several_mailboxes_are_folders_and_memory_is_that_of_a_message(tmp_path: Path) -> None:
    boxes = tmp_path / "boxes"
    boxes.mkdir()
    for name in ("Inbox", "Sent"):
        with (boxes / f"{name}.mbox").open("w") as file:
            for number in range(50):
                file.write(message(f"{name} {number}", "word " * 20_000))
    tracemalloc.start()
    try:
        report = bring(boxes, tmp_path / "new")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert report.number("written") == 100
    assert peak < (boxes / "Inbox.mbox").stat().st_size
    assert {result.path.partition("/")[0] for result in report.results} == {"Inbox", "Sent"}
