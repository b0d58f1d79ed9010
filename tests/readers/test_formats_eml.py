"""E-mail → Markdown and values."""

from __future__ import annotations

from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.conversion import Converted
from kratomcli.readers.formats.eml import read
from kratomcli.readers.mail.message import converted_message
from support.cost import is_linear

HEAD = b"From: Ann Example <ann@example.org>\nSubject: Tea\nDate: Fri, 5 Mar 2021 10:15:00 +0100\n"


def mail(head: bytes = b"", body: bytes = b"Words.\n") -> Converted:
    return read(HEAD + head + b"\n" + body, "a.eml")


def text(body: str, kind: str = "text/plain; charset=utf-8") -> str:
    return mail(f"Content-Type: {kind}\n".encode(), body.encode()).body


def test_sender_subject_date_and_id_become_values() -> None:
    values = mail(b"Message-ID: <1@example.org>\nKeywords: leaf, green tea\n").values
    assert values == {
        "title": "Tea",
        "date": "2021-03-05T10:15:00+01:00",
        "authors": ["Ann Example"],
        "tags": ["leaf", "green tea"],
        "message-id": "1@example.org",
    }


@pytest.mark.parametrize(
    ("header", "key", "value"),
    [
        ("Subject: =?utf-8?q?Gr=C3=BCner_Tee?=", "title", "Grüner Tee"),
        ("Subject: =?utf-8?b?R3LDvG5l?=\n =?utf-8?b?ciBUZWU=?=", "title", "Grüner Tee"),
        ("Subject: =?x-nobody?q?Tea?=", "title", "Tea"),
        ("Subject: =?utf-8?b?a?= tea", "title", "=?utf-8?b?a?= tea"),
        ("Subject: Grüner Tee", "title", "Grüner Tee"),
        ("From: =?iso-8859-1?q?J=F6rg?= <j@example.org>", "authors", ["Jörg"]),
        ('From: "=?utf-8?q?M=C3=BCller=2C_Ann?=" <a@example.org>', "authors", ["Müller, Ann"]),
        ('From: "Doe, Jane" <j@example.org>, Bo <b@example.org>', "authors", ["Doe, Jane", "Bo"]),
        ("From: ann@example.org", "authors", ["ann@example.org"]),
        ("From: ann@example.org (Ann Example)", "authors", ["Ann Example"]),
        ("Sender: Bo <b@example.org>", "authors", ["Bo"]),
        ("Date: Fri, 05 Mar 2021 10:15:00 CEST", "date", "2021-03-05T10:15:00+02:00"),
        ("Date: Fri, 05 Mar 2021 10:15:00 EST", "date", "2021-03-05T10:15:00-05:00"),
        ("Date: 5 Mar 21 10:15 +0530 (India)", "date", "2021-03-05T10:15+05:30"),
        ("Received: from a by b; Fri, 5 Mar 2021 10:15:00 +0000", "date", "2021-03-05T10:15:00+00:00"),
        ("Archived-At: <https://lists.example.org/1>", "source", "https://lists.example.org/1"),
        ("X-Unsent: 1", "draft", True),
    ],
)
def test_headers_are_read_whatever_wrote_them(header: str, key: str, value: object) -> None:
    assert read(f"{header}\nTo: bo@example.org\n\nWords.".encode(), "a.eml").values[key] == value


def test_a_sender_of_nested_comments_is_what_is_written() -> None:
    assert read(b"From: " + b"(" * 5000 + b"\n\nWords.", "a.eml").values["authors"] == ["(" * 5000]


def test_words_that_look_like_markup_stay_words() -> None:
    assert text("2021. was a *good* year.") == r"2021\. was a \*good\* year."


def test_lines_of_a_paragraph_are_one_and_short_lines_stay_apart() -> None:
    long = "These are the words of a line that is as long as lines in mail usually are,"
    assert text(f"{long}\nand it goes on.\n\nAnn\nBo") == f"{long} and it goes on.\n\nAnn\\\nBo"


def test_quotes_lists_code_and_signatures_are_what_they_look_like() -> None:
    body = "> Black or green?\n>> Hm.\n\nGreen:\n\n1. leaf\n2. water\n\n    steep(3)\n\n-- \nAnn\n<https://example.org/a>\n"
    assert text(body) == (
        "> Black or green?\n>\n> > Hm.\n\nGreen:\n\n1. leaf\n2. water\n\n```\nsteep(3)\n```\n\n"
        "--\\\nAnn\\\nhttps://example.org/a"
    )


@pytest.mark.parametrize(
    ("kind", "body", "markdown"),
    [
        ("format=flowed", "Tea is \na plant.\nIt grows.", "Tea is a plant.\\\nIt grows."),
        ("format=flowed; delsp=yes", "緑 \n茶", "緑茶"),
        ("format=flowed", "> Tea is \n> a plant.\nYes.", "> Tea is a plant.\n\nYes."),
        ("format=flowed", " > no quote", r"\> no quote"),
    ],
)
def test_flowed_text_is_joined(kind: str, body: str, markdown: str) -> None:
    assert text(body, f"text/plain; charset=utf-8; {kind}") == markdown


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("iso-8859-1", "cp1252"),
        ("us-ascii", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("gb2312", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("nonsense", "utf-8"),
        ("a\0b", "utf-8"),
    ],
)
def test_what_is_wrong_about_the_character_set_is_mended(charset: str, encoding: str) -> None:
    words = {"gb18030": "绿茶镕", "cp949": "녹차뷁"}.get(encoding, "“Grüner Tee” – gut")
    head = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n"
    assert mail(head.encode(), words.encode(encoding)).body == words


def composed(plain: str = "", html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Tea"
    if plain:
        message.set_content(plain)
    if html:
        (message.add_alternative if plain else message.set_content)(html, subtype="html")
    return message


def test_of_two_forms_the_plain_one_is_taken_unless_it_says_too_little() -> None:
    html = "<p>Tea is <b>a plant</b> that grows in the hills of many lands.</p>"
    both = composed("Tea is a plant that grows in the hills of many lands.", html)
    assert read(bytes(both), "a.eml").body == "Tea is a plant that grows in the hills of many lands."
    stub = composed("See the HTML.", html)
    assert "Tea is **a plant**" in read(bytes(stub), "a.eml").body
    assert "Tea is **a plant**" in read(bytes(composed("", html)), "a.eml").body


def test_attachments_are_named_and_messages_within_are_read() -> None:
    inner = composed("Words of another.")
    inner.replace_header("Subject", "Older")
    inner["From"] = "Bo <b@example.org>"
    outer = composed("See below.")
    outer.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="täa.png")
    outer.add_attachment(inner)
    found = converted_message(message_from_bytes(bytes(outer)))
    assert found.body == (
        "See below.\n\n## Older\n\nBo\n\nWords of another.\n\nAttachments:\n\n- täa.png (4 bytes)"
    )
    assert found.notes == ("1 attachment not read",)


def test_parts_of_a_list_are_read_in_order_and_images_of_a_page_are_no_attachments() -> None:
    body = (
        b"--1\nContent-Type: multipart/related; boundary=2\n\n"
        b"--2\nContent-Type: text/html\n\n<p>First.</p>\n"
        b"--2\nContent-Type: image/png\nContent-ID: <x>\n\nx\n--2--\n"
        b"--1\nContent-Type: text/plain\n\nSecond.\n--1--\n"
    )
    assert mail(b"Content-Type: multipart/mixed; boundary=1\n", body).body == "First.\n\nSecond."


def test_signed_mail_is_read_without_the_signature() -> None:
    body = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nTea.\n- - leaf\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQAB\n-----END PGP SIGNATURE-----\n"
    )
    assert text(body) == "Tea.\\\n\\- leaf"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "does not begin with a header"),
        (b"Just words.\n", "does not begin with a header"),
        (b"Subject: a\nContent-Type: multipart/encrypted; boundary=1\n\n--1\n\nx\n--1--\n", "encrypted"),
        (b"Subject: a\nContent-Type: application/pkcs7-mime\n\nx", "encrypted"),
        (b"Subject: a\n\n-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----\n", "encrypted"),
        (
            b"Subject: a\n" + b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(60)),
            "nested too deeply",
        ),
        (
            b"Subject: a\nContent-Type: multipart/mixed; boundary=1\n\n" + b"--1\n\nx\n" * 3000,
            "more than 2,000 parts",
        ),
        (b"Subject: a\n" + b"\n--1\n" * 100_001, "more parts than anybody writes"),
        (b"Received: a; b\n" * 5001, "more than 5,000 headers"),
        (
            b"Subject: a\nContent-Type: message/rfc822\n\n" + b"Received: a; b\n" * 5001,
            "more than 5,000 headers",
        ),
    ],
)  # fmt: skip
def test_what_is_no_readable_mail_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleUnreadable, match=reason):
        read(data, "a.eml")


PIECES = st.sampled_from(
    [
        *("From", "Subject", "Date", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition"),
        *(": ", "\n", "\n\n", "--1\n", "--1--\n", "multipart/alternative; boundary=1", "message/rfc822"),
        *("text/html; charset=", "text/plain; format=flowed", "utf-16", "base64", "=?utf-8?b?", "?=", "é", "\udcff"),
        *("name*0*=x", 'filename="', ">", "> ", "- ", "1. ", "-- \n", "-----BEGIN PGP SIGNED MESSAGE-----\n"),
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(st.characters(codec="utf-8"), max_size=5), max_size=40))
def test_no_mail_raises_anything_else(pieces: list[str]) -> None:
    with suppress(ArticleUnreadable):
        read(("Subject: a\n" + "".join(pieces)).encode("utf-8", "surrogateescape"), "a.eml")


@pytest.mark.parametrize(
    "piece",
    [
        *("-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n", "> a\n>> b\n", "- a\n", "1. a\n", "<http://", "    a\n\n"),
        *("-----BEGIN PGP MESSAGE-----\n", "-- \n", "a \n", "a" * 50, " " * 50),
    ],
)  # fmt: skip
def test_nothing_costs_more_than_its_length(piece: str) -> None:
    assert is_linear(lambda count: text(piece * count, "text/plain; format=flowed"), 1000)
    assert is_linear(lambda count: text(piece * count), 1000)
