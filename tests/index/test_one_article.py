"""Whatever one article holds costs that article: the rest goes on, and the index that was there stays."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from kratomcli import Library, readers
from kratomcli.catalog import writer
from kratomcli.engine import article_fields
from kratomcli.engine.tantivy import TantivyWriter
from kratomcli.errors import IndexDamaged, IndexLocked, IndexUnwritable
from kratomcli.export import ExportOptions, write
from kratomcli.export.html import bodies
from kratomcli.files.reading import FileReader, FileUnreadable
from kratomcli.readers import assembly, markdown, metadata

Make = Callable[[Mapping[str, str | bytes]], Path]

GOOD = {f"good{number}.md": f"# Good {number}\n\nThe kettle sings.\n" for number in range(12)}


@pytest.mark.parametrize("key", ["date", "lastmod", "published"])
@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2019-03-07 08:15 +0200", "2019-03-07T08:15+02:00"),
        ("2019-03-07T08:15Z", "2019-03-07T08:15+00:00"),
        ("2019-03-07 08:15 EST", "2019-03-07T08:15-05:00"),
        ("Thu, 07 Mar 2019 08:15 GMT", "2019-03-07T08:15+00:00"),
    ],
)
def test_minutes_with_a_zone_are_a_date_like_any_other(
    library: Callable[[Mapping[str, str]], Library], key: str, written: str, iso: str
) -> None:
    lib = library({**GOOD, "one.md": f"---\ntitle: One\n{key}: {written}\n---\n\nText.\n"})
    entry = lib.get("one")
    assert iso == (entry.updated if key == "lastmod" else entry.date)
    field = "updated" if key == "lastmod" else "date"
    assert [entry.id for entry in lib.articles(f"{field}:2019-03-07")] == ["one"]
    assert [entry.id for entry in lib.articles(f"{field}:2019-03-07T08:15")] == ["one"]
    assert lib.count(f"{field}:>2019-03-07T08:15") == 0
    assert lib.count() == len(GOOD) + 1


class PanicException(BaseException):
    """What a panic in tantivy looks like: no Exception."""


class Fault:
    """Makes the function or method `owner.name` fail for what holds a word, and for nothing else."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        owner: Any,
        name: str,
        error: BaseException,
        word: str = "pumpkin",
    ) -> None:
        real = getattr(owner, name)
        self.met = 0

        def failing(*args: Any, **options: Any) -> Any:
            if any(word in repr(arg) for arg in (*args, *options.values())):
                self.met += 1
                raise error
            return real(*args, **options)

        monkeypatch.setattr(owner, name, failing)


BOUNDARIES = {
    "decoding": (markdown, "decode_clean"),
    "front matter": (markdown, "front_matter_of"),
    "fields": (metadata, "absorb"),
    "dates": (metadata, "read_date"),
    "sections": (assembly, "sections_of"),
    "words": (assembly, "count_words"),
    "analysis": (article_fields, "keywords_of"),
    "engine": (TantivyWriter, "document"),
    "row": (writer, "parts_of"),
    "catalog": (writer, "checksum"),
}
ERRORS = [
    ValueError("odd"),
    TypeError("odd"),
    OverflowError("odd"),
    RecursionError("odd"),
    UnicodeEncodeError("utf-8", "\udc80", 0, 1, "odd"),
    AssertionError("odd"),
]

BAD = (
    "---\ntitle: Pumpkin pumpkin\ndate: 2 pumpkin 2020\nkey: pumpkin\n---\n\n# A pumpkin\n\nText, pumpkin.\n"
)


def _answers(library: Library) -> tuple[list[str], list[str], int]:
    found = [hit.entry.id for hit in library.search("kettle", limit=100)]
    return [entry.id for entry in library.articles()], sorted(found), library.count("pumpkin")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_fault_at_any_boundary_costs_one_article(
    folder: Make, monkeypatch: pytest.MonkeyPatch, boundary: str, error: Exception
) -> None:
    place = folder({**GOOD, "mid.md": BAD})
    good = sorted(name.removesuffix(".md") for name in GOOD)
    with monkeypatch.context() as patch:
        fault = Fault(patch, *BOUNDARIES[boundary], error)
        with Library.open(place) as library:
            report = library.sync()
            assert fault.met
            assert (report.added, report.failed) == (len(GOOD), 1)
            assert _answers(library) == (good, good, 0)
            (failure,) = library.status().failures
            assert failure.path == "mid.md"
            assert "odd" in failure.reason
            assert not [notice for notice in library.notices if "anew" in notice]
            assert list(library.verify()) == []
    with Library.open(place, refresh="never") as library:
        assert _answers(library) == (good, good, 0)
    # What it was is tried again as soon as the file is another one.
    (place / "mid.md").write_text(BAD + "More.\n")
    with Library.open(place) as library:
        assert _answers(library) == (sorted([*good, "mid"]), good, 1)
        assert library.status().failures == []


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_an_article_that_becomes_bad_leaves_nothing_of_what_it_was(
    folder: Make, monkeypatch: pytest.MonkeyPatch, boundary: str
) -> None:
    place = folder({**GOOD, "mid.md": "# Was good\n\nThe kettle.\n", "mid.txt": "The kettle waits.\n"})
    with Library.open(place) as library:
        library.sync()
    (place / "mid.md").write_text(BAD)
    with monkeypatch.context() as patch:
        Fault(patch, *BOUNDARIES[boundary], ValueError("odd"))
        with Library.open(place) as library:
            report = library.sync()
            assert (report.added, report.updated, report.failed) == (0, 0, 1)
            ids = [entry.id for entry in library.articles()]
            assert ids == sorted([*(name.removesuffix(".md") for name in GOOD), "mid"])
            assert library.get("mid").body == "The kettle waits."  # the name is free for the other
            assert library.count("kettle") == len(GOOD) + 1
            assert list(library.verify()) == []


def test_a_panic_while_one_article_is_added_costs_that_article(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({**GOOD, "mid.md": BAD})
    Fault(monkeypatch, TantivyWriter, "document", PanicException("odd"))
    with Library.open(place) as library:
        assert library.sync().failed == 1
        assert library.count() == len(GOOD)
        assert [failure.path for failure in library.status().failures] == ["mid.md"]


@pytest.mark.parametrize(
    "error",
    [
        IndexUnwritable("no space left"),
        IndexLocked("another process"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_ails_the_index_is_no_fault_of_an_article(
    folder: Make, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    place = folder(GOOD)
    with Library.open(place) as library:
        library.sync()
    (place / "mid.md").write_text(BAD)
    with monkeypatch.context() as patch, Library.open(place) as library:
        Fault(patch, TantivyWriter, "document", error)
        with pytest.raises(type(error)):
            library.sync()
        assert library.count() == len(GOOD)
        assert library.status().failures == []
    with Library.open(place) as library:
        assert library.count() == len(GOOD) + 1


def test_a_row_that_the_catalog_refuses_is_a_failure_and_damage_is_damage(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({**GOOD, "mid.md": BAD})
    real = writer.compact

    def unkept(value: object) -> object:
        return object() if "pumpkin" in repr(value) else real(value)

    with monkeypatch.context() as patch, Library.open(place) as library:
        patch.setattr(writer, "compact", unkept)
        assert library.sync().failed == 1
        assert "catalog refuses it" in library.status().failures[0].reason
        assert list(library.verify()) == []
    (place / "mid.md").write_text(BAD + "More.\n")
    with Library.open(place, refresh="never") as library:

        def damaged(*args: object) -> None:
            raise IndexDamaged("does not match its checksum")

        monkeypatch.setattr(writer.CatalogWriter, "put", damaged)
        with pytest.raises(IndexDamaged):
            library.sync()


def test_a_file_that_could_not_be_opened_is_tried_again_though_it_is_the_same(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({**GOOD, "mid.md": BAD})
    os.utime(place / "mid.md", (1, 1))
    with monkeypatch.context() as patch:
        Fault(
            patch, FileReader, "read_steadily", FileUnreadable("mid.md", "Permission denied"), word="mid.md"
        )
        with Library.open(place) as library:
            assert library.sync().failed == 1
            assert [failure.reason for failure in library.status().failures] == ["Permission denied"]
    with Library.open(place) as library:
        assert library.sync().added == 1
        assert library.status().failures == []


def test_what_a_file_holds_is_not_read_again_before_it_is_another(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({"a.md": "---\ntitle: [\n---\n"})
    os.utime(place / "a.md", (1, 1))
    with Library.open(place) as library:
        assert library.sync().failed == 1
        assert library.sync().failed == 0
        assert len(library.status().failures) == 1


@pytest.mark.parametrize("year", [1600, 1969, 2262, 2300, 2446])
def test_a_time_stamp_of_any_century_is_kept(folder: Make, year: int) -> None:
    place = folder(GOOD)
    seconds = int((year - 1970) * 365.25 * 86_400)
    os.utime(place / "good3.md", (seconds, seconds))
    if abs((place / "good3.md").stat().st_mtime - seconds) > 86_400:
        pytest.skip("this disk has no such time")
    with Library.open(place) as library:
        assert library.sync().failed == 0
        assert library.get("good3").title == "Good 3"
        assert [article.id for article in library.read(["good3"])] == ["good3"]
        assert list(library.verify()) == []


def test_recalling_an_article_that_can_not_be_cut_names_it(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({**GOOD, "mid.md": BAD})
    with Library.open(place) as library:
        library.sync()
        Fault(monkeypatch, readers, "sections_of", ValueError("odd"))
        found = [article.id for article in library.read(["good1", "mid", "good2"])]
        assert found == ["good1", "good2"]
        assert "odd" in library.notices[-1]


SHARED = "The kettle sings on the stove while nobody in the whole house is listening to it at all. " * 2


@pytest.mark.parametrize("name", ["numbered", "shared"])
def test_an_article_that_can_not_be_compared_is_named_and_the_others_are_compared(
    folder: Make, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    update = pytest.importorskip("kratomcli.reuse.update")
    place = folder({"a.md": SHARED, "b.md": SHARED + "More.\n", "mid.md": SHARED + "A pumpkin.\n"})
    real = getattr(update, name)
    odd = len(update.numbered(SHARED + "A pumpkin.\n"))

    def failing(*args: Any) -> Any:
        if "pumpkin" in str(args[0]) or (name == "shared" and len(args[0]) == odd):
            raise ValueError("odd")
        return real(*args)

    monkeypatch.setattr(update, name, failing)
    with Library.open(place) as library:
        library.compare()
        (group,) = library.reuse()
        assert sorted(entry.id for entry, _ in group.articles) == ["a", "b"]
        assert [notice for notice in library.notices if "mid can't be compared" in notice]


def test_an_article_whose_markdown_can_not_be_converted_stands_as_text_and_is_named(
    folder: Make, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({"a.md": "# A\n\n*Fine* text.\n", "mid.md": "# Mid\n\nA *pumpkin* <b>pie</b>.\n"})
    Fault(monkeypatch, bodies, "_from_markdown", RecursionError("odd"))
    said: list[str] = []
    with Library.open(place) as library:
        made = io.StringIO()
        assert write(library.texts(), "html", made, options=ExportOptions(note=said.append)) == 2
    assert "<em>Fine</em>" in made.getvalue()
    assert "A *pumpkin* &lt;b&gt;pie&lt;/b&gt;." in made.getvalue()
    (note,) = said
    assert note.startswith("mid: stands as plain text")
    assert "odd" in note


def test_a_hit_whose_passages_can_not_be_cut_is_a_hit_all_the_same(
    folder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder({**GOOD, "mid.md": BAD + "The kettle.\n"})
    with Library.open(place) as library:
        library.sync()
        Fault(monkeypatch, readers, "sections_of", ValueError("odd"))
        hits = {hit.entry.id: hit for hit in library.search("kettle", limit=100)}
    assert len(hits) == len(GOOD) + 1
    assert hits["mid"].snippets == ()
    assert hits["good1"].snippets


def _head(lines: str) -> str:
    return f"---\ntitle: Odd\n{lines}\n---\n\nThe kettle.\n"


LAUGHS = "a0: &a0 [x, x]\n" + "\n".join(
    f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 10)
)
ODD: dict[str, str | bytes] = {
    "surrogates in JSON": '{\n"title": "a \\ud800 b", "tags": ["\\udc80"], "k\\udcff": "\\ud83d"\n}\n\nThe kettle.\n',
    "surrogates in YAML": _head('x: "\\ud800"'),
    "surrogates as bytes": b"# \xed\xa0\x80\n\nThe kettle.\n",
    "NUL": b"# A\x00B\n\nThe kettle \x00.\n",
    "an endless integer": _head("n: " + "9" * 5_000 + "\nweight: -9223372036854775809"),
    "an endless integer in JSON": '{\n"n": ' + "9" * 5_000 + "}\n\nThe kettle.\n",
    "an endless integer in TOML": "+++\nn = 0x" + "f" * 300 + "\n+++\n\nThe kettle.\n",
    "no numbers": _head("a: .nan\nb: .inf\nc: -.inf\nd: 1e999"),
    "no numbers in JSON": '{\n"a": NaN, "b": -Infinity, "c": 1e999\n}\n\nThe kettle.\n',
    "no numbers in TOML": "+++\na = nan\nb = -inf\n+++\n\nThe kettle.\n",
    "levels": _head("a: " + "[" * 99 + "]" * 99),
    "too many levels": _head("a: " + "[" * 400 + "]" * 400),
    "many levels in JSON": '{"a": ' + "[" * 400 + "]" * 400 + "}\n\nThe kettle.\n",
    "aliases that grow": _head(LAUGHS),
    "an alias of itself": _head("a: &a [*a]"),
    "a merge of itself": _head("a: &a\n  <<: *a\n  b: 1"),
    "merges": _head("base: &b {x: 1}\n<<: *b\nz: 2"),
    "merges of nothing": _head("<<: [{a: 1}, [x], null, 5]"),
    "an alias of nothing": _head("a: *nothing"),
    "a key without end": _head("? " + "k" * 70_000 + "\n: v"),
    "keys of all kinds": _head("1: x\n1.5: y\n[a, b]: z\n{c: d}: e\nnull: f\n? - q\n: r"),
    "keys that mean something to SQL and JSON": _head(
        '"$": 1\n"a.b": 2\n"a\\"b": 3\n"a[0]": 4\n"": 5\n"\'": 6'
    ),
    "a tag without end": _head("tags: [" + "t" * 70_000 + ", " + " ".join(["word"] * 20_000) + "]"),
    "fields without end": f"---\ntitle: {'T' * 70_000}\ndate: {'2' * 70_000}\nlang: {'e' * 70_000}\n---\n\nThe kettle.\n",
    "a tag that runs something": _head("a: !!python/object:os.system x"),
    "many headings": "".join(f"# Heading {n}\n" for n in range(2_000)) + "\nThe kettle.\n",
    "one heading, often": "# Same\n" * 2_000 + "\nThe kettle.\n",
    "a line without end": "The kettle. " * 20_000,
    "a word without end": "The kettle. " + "k" * 200_000,
    "marks on marks": "The kettle. e" + "\u0301" * 50_000,
    "half of UTF-16": b"\xff\xfea\x00b",
    "noncharacters": "The kettle. \uffff\ufffe\U0010ffff\ue000\x1f=tags\u202e\n",
}


def test_whatever_an_article_holds_costs_at_most_that_article(folder: Make, run: Run) -> None:
    place = folder({**GOOD, **{f"odd/{name}.md": content for name, content in ODD.items()}})
    good = {name.removesuffix(".md") for name in GOOD}
    made = run("index", "-L", place)
    assert made.returncode in (0, 4)
    assert b"Traceback" not in made.stderr
    with Library.open(place, refresh="never") as library:
        failures = library.status().failures
        assert library.count() + len(failures) == len(GOOD) + len(ODD)
        assert {failure.path.partition("/")[0] for failure in failures} <= {"odd"}
        assert good <= {hit.entry.id for hit in library.search("kettle", limit=100)}
        assert list(library.verify()) == []
    for command in (
        "list -f json",
        "search kettle -n 100 -f json",
        "stats",
        "check",
        "export -f json",
        "reuse",
    ):
        done = run(*command.split(), "-L", place)
        assert b"Traceback" not in done.stderr, (command, done.stderr[-300:])
        assert done.returncode in (0, 1), (command, done.stderr[-300:])


@pytest.mark.parametrize("format", ["json", "text", "markdown", "html", "csv"])
def test_an_export_without_one_article_names_it_and_ends_with_4(folder: Make, run: Run, format: str) -> None:
    place = folder({**GOOD, "mid.md": "# Mid\n\nText.\n"})
    assert run("index", "-L", place).returncode == 0
    (place / "mid.md").write_text("---\ntitle: [\n---\n")
    done = run("export", "-f", format, "--refresh", "never", "-L", place)
    assert done.returncode == 4
    assert b"mid" in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout.count(b"The kettle sings.") == len(GOOD) or format == "csv"
