"""What the index refuses costs an answer, never the index: only damage makes it be rebuilt."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Make, Run
from kratomcli import Library
from kratomcli.catalog.sqlite_errors import translated
from kratomcli.errors import ArticleNotFound, IndexDamaged, IndexLocked, IndexRefusal, IndexUnwritable

LONG = "q" * 60_000


def state_of(place: Path) -> tuple[int, list[str]]:
    """The file that the index is in, and what it knows of the past."""
    with Library.open(place, refresh="never") as library:
        catalog = Path(library.status().place or "") / "catalog.db"
        return catalog.stat().st_ino, [change.id for change in library.changed("1d")]


@pytest.fixture
def place(folder: Make) -> Path:
    """A library with a past."""
    made = folder({"tea/green-tea.md": "# Green\n\nTea.\n", "tea/black_tea.md": "# Black\n\nTea.\n"})
    with Library.open(made) as library:
        library.sync()
        library.compare()
    (made / "new.md").write_text("# New\n\nCoffee.\n")
    with Library.open(made) as library:
        library.sync()
    return made


@pytest.mark.parametrize(
    "text", [LONG, "é" * 40_000, "%" * 60_000, "_" * 50_001, f"{LONG}#part", f"{LONG}.md"]
)
def test_a_reference_may_be_of_any_length(place: Path, text: str) -> None:
    before = state_of(place)
    assert before[1] == ["new"]
    with Library.open(place) as library:
        asked: list[Callable[[str], object]] = [library.get, library.similar, library.reuse_of]
        for ask in asked:
            with pytest.raises(ArticleNotFound) as caught:
                ask(text)
            assert len(caught.value.message) < 300
        assert list(library.read([text])) == []
        assert library.ids(text) == []
        assert library.notices == []
    assert state_of(place) == before


@pytest.mark.parametrize("command", ["show", "similar", "reuse"])
def test_and_so_it_may_for_the_program(place: Path, run: Run, command: str) -> None:
    before = state_of(place)
    refused = run(command, LONG, "-L", place)
    assert (refused.returncode, refused.stdout) == (3, b"")
    assert b"no article 'qqq" in refused.stderr
    assert b"anew" not in refused.stderr
    assert len(refused.stderr) < 500
    piped = run("show", "-", "-L", place, input=LONG.encode() + b"\n")
    assert piped.returncode == 3
    assert b"no article 'qqq" in piped.stderr
    assert state_of(place) == before


IDS = st.text("aB%_-/\\é", min_size=1, max_size=6)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(IDS, min_size=1, max_size=6), IDS)
def test_an_id_is_shortened_to_the_beginning_of_a_part(ids: set[str], text: str) -> None:
    from kratomcli.catalog.catalog import Catalog

    def low(value: str) -> str:
        return "".join(char.lower() if char.isascii() else char for char in value)

    right = [
        id for id in sorted(ids, key=str.encode) if any(part + low(text) in "/" + low(id) for part in "_-/")
    ]
    with closing(Catalog(None, [("", "/x")])) as catalog:
        for key, id in enumerate(ids):
            values = {
                "key": key,
                "id": id,
                "path": id,
                "fingerprint": b"",
                "size": 0,
                "mtime": 0,
                "encoding": "",
            }
            values |= {"start": 0, "markup": "", "body_line": 0, "title": "", "draft": 0, "words": 0}
            values |= {"derived": "{}", "parts": b"", "checksum": 0}
            names, places = ",".join(values), ",".join("?" * len(values))
            catalog.execute(f"INSERT INTO articles({names}) VALUES ({places})", list(values.values()))  # noqa: S608
        assert [id for _, id in catalog.find(text, 99)] == ([text] if text in ids else right)


WORDS = (
    "the harbour master counted eleven boats before fog came down upon the old stone pier and lamps were lit"
)


@pytest.mark.parametrize(
    ("host", "others", "reason"),
    [
        ("h" * 60_000, "", "in 8 of the 8 articles from hhh"),
        ("a_b.example", "axb.example", "in 8 of the 8 articles from a_b.example"),
        ("a%b.example", "a-to-b.example", "in 8 of the 8 articles from a%b.example"),
        ("tea.example:8080", "notea.example:8080", "in 8 of the 8 articles from tea.example"),
        ("www.Tea.example", "x.example/?to=https://tea.example", "in 8 of the 8 articles from tea.example"),
    ],
    ids=["long", "underscore", "percent", "port", "www"],
)
def test_articles_of_one_host_are_counted_exactly(folder: Make, host: str, others: str, reason: str) -> None:
    files = {
        f"f{n}/a.md": f"---\nsource: https://{host}/{n}\n---\n# Number {n}\n\n{WORDS}\n\n{'o' * n} {n} own words.\n"
        for n in range(8)
    }
    files |= {f"g{n}/b.md": f"---\nsource: https://{others}\n---\n\nAlone {n}.\n" for n in range(9) if others}
    place = folder(files)
    with Library.open(place) as library:
        (group,) = library.reuse()
        assert (group.kind, group.reason[: len(reason)]) == ("recurring", reason)
        assert library.notices == []


@pytest.mark.parametrize("name", ["a_b", "a%", "é", "tea"])
def test_articles_in_a_folder_are_counted_exactly(folder: Make, name: str) -> None:
    files = {f"{name}/{n}.md": f"# Number {n}\n\n{WORDS}\n\n{'o' * n} {n} own words.\n" for n in range(8)}
    files |= {f"axb/{n}.md": f"Alone {n}.\n" for n in range(9)}
    files |= {f"{name}/deeper/{n}.md": f"Deep {n}.\n" for n in range(9)}
    with Library.open(folder(files)) as library:
        (group,) = library.reuse()
        assert group.reason == f"in 8 of the 8 articles in the folder {name}"


# -- what else SQLite refuses -------------------------------------------------------------------------


def test_a_value_that_is_too_large_is_an_error_and_no_damage(place: Path, run: Run) -> None:
    before = state_of(place)
    with Library.open(place) as library:
        library.count()
        catalog = library._session.index.catalog
        catalog._db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 10_000)
        for ask in (library.get, library.reuse_of):
            with pytest.raises(IndexRefusal, match="too big"):
                ask("x" * 20_000)
        assert library.get("new").id == "new"
        assert library.notices == []
    assert state_of(place) == before
    assert run("index", "--verify", "-L", place).returncode == 0


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "any.db", isolation_level=None)) as database:
        database.execute("CREATE TABLE t(a UNIQUE, b CHECK (b < 5))")
        database.execute("INSERT INTO t VALUES (1, 2)")
        yield database


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("SELECT * FROM t WHERE a LIKE ?", ("x" * 60_000,)),
        ("SELECT * FROM t WHERE b GLOB ?", ("x" * 60_000,)),
        ("SELECT json_extract('{}', ?)", ("no path",)),
        ("SELECT json_extract('{}', ?)", ("no such table: t",)),
        ("INSERT INTO t VALUES (1, 2)", ()),
        ("INSERT INTO t VALUES (2, 9)", ()),
        ("SELECT abs(?)", (-(2**63),)),
        ("SELECT ?", ()),
        ("SELECT ?", (object(),)),
        ("SELECT zeroblob(?)", (2**40,)),
        ("SELECT", ()),
    ],
)
def test_what_is_the_askers_fault_is_never_damage(
    database: sqlite3.Connection, sql: str, values: tuple[object, ...]
) -> None:
    with pytest.raises(sqlite3.Error) as caught:
        database.execute(sql, values).fetchall()
    assert type(translated(caught.value)) is IndexRefusal


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM gone",
        "SELECT gone FROM t",
        "INSERT INTO t(gone) VALUES (1)",
        "INSERT INTO t VALUES (1, 2, 3)",
        "CREATE TABLE t(a)",
        "SELECT json_extract('[1', '$')",
        "SELECT CAST(x'ff' AS TEXT)",
    ],
)
def test_other_tables_than_ours_are_damage(database: sqlite3.Connection, sql: str) -> None:
    with pytest.raises(sqlite3.Error) as caught:
        database.execute(sql).fetchall()
    assert type(translated(caught.value)) is IndexDamaged


def test_no_database_is_damage_and_one_that_is_in_use_or_closed_to_us_is_not(
    database: sqlite3.Connection, tmp_path: Path
) -> None:
    (tmp_path / "none.db").write_bytes(b"no database" * 1000)
    with closing(sqlite3.connect(tmp_path / "none.db")) as none, pytest.raises(sqlite3.Error) as caught:
        none.execute("SELECT * FROM t")
    assert type(translated(caught.value)) is IndexDamaged
    database.execute("BEGIN IMMEDIATE")
    with (
        closing(sqlite3.connect(tmp_path / "any.db", timeout=0)) as other,
        pytest.raises(sqlite3.Error) as caught,
    ):
        other.execute("INSERT INTO t VALUES (3, 3)")
    assert type(translated(caught.value)) is IndexLocked
    database.execute("ROLLBACK")
    database.execute("PRAGMA query_only = 1")
    with pytest.raises(sqlite3.Error) as caught:
        database.execute("INSERT INTO t VALUES (3, 3)")
    assert type(translated(caught.value)) is IndexUnwritable


def test_a_table_that_is_gone_has_the_index_made_anew(place: Path) -> None:
    with Library.open(place, refresh="never") as library:
        catalog = Path(library.status().place or "") / "catalog.db"
    with closing(sqlite3.connect(catalog)) as database:
        database.execute("DROP TABLE articles")
    with Library.open(place) as library:
        assert library.count() == 3
        assert "no such table" in library.notices[0]
