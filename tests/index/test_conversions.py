"""Files that are converted: by readers of other packages too, in a process that may fail, and kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kratomcli import Library
from kratomcli.index import conversions
from kratomcli.model.file_kinds import KIND_OF, FileKind
from support.indexes import found, ids, index_of

Make = Callable[[Mapping[str, str | bytes]], Path]

READER = """
import os, time
from pathlib import Path
from kratomcli.errors import ArticleUnreadable, NotAnArticle
from kratomcli.readers.conversion import Converted

def read(data, path):
    text = data.decode()
    with open(os.environ["HOME"] + "/read", "a") as log:
        log.write(path + "\\n")
    if text == "crash":
        os._exit(3)
    if text == "hang":
        time.sleep(600)
    if text == "grow":
        bytearray(8 << 30)
    if text == "stumble":
        return 1 / 0
    if text == "refuse":
        raise ArticleUnreadable("it is encrypted", hint="Decrypt it.")
    if text == "template":
        raise NotAnArticle("a template")
    if text == "empty":
        return Converted("  \\n")
    print("said", text)
    title, _, body = text.partition("|")
    return Converted(f"\\n\\n{body}\\x1b", {"title": title, "tags": ["a", "b"]}, ("pictures are left out",))
"""


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with a reader of `.brew`; what is returned is the list of the files that it has read."""
    place = tmp_path / "site-packages"
    about = place / "brew-1.dist-info"
    about.mkdir(parents=True)
    (place / "brew.py").write_text(READER)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: brew\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[kratomcli.readers]\nbrew = brew:read\n")
    monkeypatch.syspath_prepend(str(place))
    monkeypatch.setenv("HOME", str(tmp_path))
    log = tmp_path / "read"
    log.touch()
    return log


def failures(library: Library) -> dict[str, str]:
    return {failure.path: failure.reason for failure in library.status().failures}


def test_another_package_reads_a_kind_of_file(reader: Path, folder: Make) -> None:
    with Library.open(
        folder({"one.brew": "Oolong|Half *fermented* tea.", "two.md": "# Two\n\ntea\n"})
    ) as library:
        (hit,) = library.search("fermented")
        assert "fermented" in str(hit.snippets)
        article = library.get("one.brew")
    assert (article.title, article.tags, article.body) == (
        "Oolong",
        ("a", "b"),
        "Half *fermented* tea.\ufffd",
    )
    assert article.derived["title"] == "metadata: title"
    assert article.notes == ("pictures are left out",)
    assert reader.read_text() == "one.brew\n", "once: the index keeps what it gave"


def test_a_changed_file_is_converted_again_and_a_gone_one_forgotten(reader: Path, folder: Make) -> None:
    place = folder({"one.brew": "Oolong|half", "two.brew": "Matcha|powder"})
    with Library.open(place) as library:
        library.sync()
        (place / "one.brew").write_text("Oolong|rolled leaves")
        assert library.get("one.brew").body == "rolled leaves\ufffd", "as its file is now"
        (place / "two.brew").unlink()
        library.sync()
        assert ids(library) == ["one.brew"]
        assert found(library, "rolled") == ["one.brew"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("crash", "its reader crashed, or needed more than 2 GB"),
        ("hang", "reading it takes more than 10 seconds"),
        ("grow", "reading it takes too much memory"),
        ("stumble", "can't be read: ZeroDivisionError: division by zero"),
        ("refuse", "it is encrypted"),
        ("empty", "it holds no text"),
        ("\udcff", "can't be read: UnicodeDecodeError"),
    ],
)
def test_a_file_that_can_not_be_read_costs_only_itself(
    reader: Path, folder: Make, monkeypatch: pytest.MonkeyPatch, text: str, reason: str
) -> None:
    if text == "grow" and sys.platform == "win32":
        pytest.skip("Windows has no limit of address space")
    if text == "hang":
        monkeypatch.setattr(conversions, "SECONDS", 10.0)  # even a busy machine reads the others sooner
    place = folder({"a.brew": "A|apple", "c.brew": "C|cherry"})
    (place / "b.brew").write_bytes(os.fsencode(text))
    with Library.open(place) as library:
        report = library.sync()
        assert (report.added, report.failed) == (2, 1)
        assert failures(library)["b.brew"].startswith(reason)
        assert found(library, "cherry") == ["c.brew"]


def test_what_is_no_article_is_neither_listed_nor_told(reader: Path, folder: Make) -> None:
    place = folder({"a.brew": "A|apple", "b.brew": "template"})
    with Library.open(place) as library:
        report = library.sync()
        assert (report.added, report.failed, failures(library)) == (1, 0, {})
        (place / "a.brew").write_text("template")
        report = library.sync()
        assert (report.removed, report.failed, ids(library)) == (1, 0, [])


def test_a_reader_that_is_installed_later_is_found(folder: Make, request: pytest.FixtureRequest) -> None:
    place = folder({"one.brew": "Oolong|half", "two.md": "tea"})
    with Library.open(place) as library:
        assert ids(library) == ["two"]
        assert library.status().unread == {"brew": 1}
    request.getfixturevalue("reader")
    with Library.open(place) as library:
        assert ids(library) == ["one.brew", "two"]
        assert library.status().unread == {}


def test_what_is_kept_and_damaged_is_found_and_made_anew(reader: Path, folder: Make) -> None:
    with Library.open(folder({"one.brew": "Oolong|half"})) as library:
        library.sync()
        catalog = index_of(library).catalog
        catalog.begin()
        catalog.execute("UPDATE conversions SET packed = x'00'")
        catalog.commit()
        assert list(library.verify()) == ["the catalog is damaged: the text of one.brew can't be unpacked"]
        assert library.get("one.brew").body == "half\ufffd"
        assert list(library.verify()) == []


def test_check_looks_at_the_text_and_not_at_the_bytes(reader: Path, folder: Make) -> None:
    place = folder({"one.brew": "Oolong|See [tea](nowhere.md).", "two.brew": "refuse"})
    with Library.open(place) as library:
        found = [(Path(one.path).name, one.code) for one in library.check(select=["L", "F"])]
    assert found == [("one.brew", "L001"), ("two.brew", "F001")]


def test_what_no_installed_package_reads_is_counted_and_told(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = FileKind("PDF", (".pdf",), "pdf", ("a_package_that_nobody_has",))
    monkeypatch.setitem(KIND_OF, ".pdf", absent)
    with Library.open(folder({"one.pdf": "%PDF-1.4", "two.md": "tea"})) as library:
        assert library.sync().failed == 0
        assert library.notices == ["1 .pdf is not read; to read them: pip install 'kratomcli[documents]'"]
        assert library.status().unread == {"pdf": 1}
        assert ids(library) == ["two"]


def test_a_note_links_to_a_document(folder: Make) -> None:
    files = {
        "note.md": "See [the paper](paper.org) and [[paper.org]].\n",
        "paper.org": "* Oolong\nHalf fermented.\n",
    }
    with Library.open(folder(files)) as library:
        assert ids(library) == ["note", "paper"]
        assert [one.source.id for one in library.links("paper", directions=["in"])] == ["note", "note"]
        assert list(library.check(select=["L001"])) == []
