"""A library on a cluster answers as the embedded one, to the byte: listings, look-ups, links, articles."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from kratomcli import Library
from kratomcli.catalog import links, queries
from kratomcli.catalog.catalog import Catalog
from kratomcli.catalog.history import Event
from kratomcli.catalog.schema import ArticleRow
from kratomcli.catalog.sql_fields import Sort
from kratomcli.cluster.rows import article_of, catalog_fields, key_of, row_of
from kratomcli.cluster.state import StateDocuments
from kratomcli.editing.changes import FrontMatterChanges
from kratomcli.engine.opensearch.client import Client
from kratomcli.errors import AmbiguousId, ArticleNotFound, IndexDamaged, IndexMissing, UsageError
from kratomcli.model.fields import LISTED
from support.cluster_copies import copied, copy, settings_for
from support.corpus import CORPUS

NAMES = (
    "Tea",
    "tea",
    "TÉA",
    "a-b_c",
    "x y",
    "Ünï",
    "[z]",
    "index",
    "2021-03-04-day",
    "İstanbul",
    "日本",
    "q\\r",
    "e'f",
    'g"h',
)
FIELDS = ("id", "title", "date", "tags", "words", "path", "kind", "summary", "Rating", "draft")
SOME = ("id", "updated", "authors", "lang", "series.name")


def written(place: Path, number: int) -> Path:
    """A folder of articles with names, titles and front matter that are easily taken amiss."""
    pick = random.Random(16)
    for path, text in CORPUS.items():
        file = place / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    for _ in range(number):
        folder = place / pick.choice(["", "a", "a/b", "B", "été"])
        folder.mkdir(parents=True, exist_ok=True)
        name = pick.choice(NAMES) + pick.choice(["", "-1", "_2", " 3", f"-{pick.randrange(90)}"])
        (folder / (name + pick.choice([".md", ".markdown", ".txt", ".html"]))).write_text(_text(pick))
    (place / os.fsdecode(b"bad\xff.md")).write_text("# Bad\n\n[[Tea]]\n")
    return place


def _text(pick: random.Random) -> str:
    front = {
        "title": pick.choice(NAMES) + pick.choice(["", " two", "🎉"]),
        "date": pick.choice(["2021", "2021-03", "2021-03-05", "2020-02-03T10:00:00+02:00", "1999-12-31"]),
        "updated": pick.choice(["2022", "2021-03", "2022-03-05"]),
        "tags": pick.sample(["Tea", "tea", "x,y", "a\\b", "né"], 2),
        "authors": [pick.choice(["Ada", "ada", "Bob"])],
        "Rating": pick.choice([4, True, [1, 2], {"a": "b"}, "x", "1\t2", None, 1.5]),
        "draft": True,
        "lang": pick.choice(["de", "en", "fr"]),
        "aliases": [pick.choice(["one", "Two", "tea"])],
        "summary": f"a b {pick.random()}",
        "source": f"https://example.org/{pick.randrange(5)}",
    }
    given = {name: value for name, value in front.items() if pick.random() < 0.4}
    head = f"---\n{json.dumps(given)}\n---\n" if given else ""
    parts = (
        "# Head",
        f"Some [[{pick.choice(NAMES)}]] text.",
        f"See [x]({pick.choice(NAMES).replace(' ', '%20')}.md) and tea.",
        f"And [y](../a/{pick.choice(NAMES)}-1.md).",
        "words " * pick.randrange(9),
    )
    return head + "\n\n".join(pick.choice(parts) for _ in range(5)) + "\n"


class Pair:
    """An embedded library and its copy on a cluster."""

    def __init__(self, embedded: Library, cluster: Library, name: str, client: Client) -> None:
        self.embedded, self.cluster, self.name, self.client = embedded, cluster, name, client

    @property
    def catalogs(self) -> tuple[Catalog, Catalog]:
        return self.embedded._session.index.catalog, self.cluster._session.index.catalog

    @property
    def keys(self) -> dict[int, int]:
        """Key of the embedded catalog → that of the cluster's."""
        rows = self.catalogs[0].rows("SELECT key, path FROM articles")
        return {key: key_of(self.name, path) for key, path in rows}

    def forget(self) -> None:
        """Have the cluster's catalog load all rows anew."""
        self.cluster._session.index.catalog._forget()  # type: ignore[attr-defined]


@pytest.fixture
def pair(nodes: list[str], index_name: str, tmp_path: Path) -> Iterator[Pair]:
    yield from _pair(nodes, index_name, tmp_path)


def _pair(nodes: list[str], name: str, tmp_path: Path, number: int = 150) -> Iterator[Pair]:
    client = Client(nodes)
    place = written(tmp_path / "articles", number)
    with (
        Library.open(place, cache=tmp_path / "cache") as embedded,
        copied(embedded, client, name) as cluster,
    ):
        yield Pair(embedded, cluster, name, client)
    client.close()


def lines(catalog: Catalog, shape: Any, fields: Any, **how: Any) -> list[str]:
    return [*chain.from_iterable(catalog.blocks(shape, fields, **how))]


# -- listings ----------------------------------------------------------------------------------------


def test_every_listing_in_every_order_is_equal_to_the_byte(pair: Pair) -> None:
    embedded, cluster = pair.catalogs
    keys = pair.keys
    third = [*keys][::3]
    chosen = ((None, None), ([third], [[keys[key] for key in third]]))
    orders = [
        None,
        *(Sort(name, is_down) for name in (*LISTED, "Rating", "series.name") for is_down in (False, True)),
    ]
    for order in orders:
        pair.forget()
        for ours, theirs in chosen:
            for limit, offset in ((None, 0), (7, 13), (0, 0), (5, 10**6)):
                how = {"sort": order, "limit": limit, "offset": offset}
                for shape, fields in (("tsv", FIELDS), ("json", ()), ("json", SOME)):
                    wanted = lines(embedded, shape, fields, keys=ours, **how)
                    assert lines(cluster, shape, fields, keys=theirs, **how) == wanted
                assert [*cluster.keys(keys=theirs, **how)] == [
                    keys[key] for key in embedded.keys(keys=ours, **how)
                ]
                wanted_cells = [*embedded.cells(FIELDS, keys=ours, **how)]
                assert [*cluster.cells(FIELDS, keys=theirs, **how)] == wanted_cells


def test_a_listing_of_what_matches_a_query_is_equal_in_every_order(pair: Pair) -> None:
    for order in (None, "date:desc", "title", "words:desc", "path", "kind", "rating:desc"):
        for shape in ("tsv", "json"):
            for limit, offset in ((None, 0), (4, 3)):
                ask = {"sort": order, "limit": limit, "offset": offset}
                wanted = [*pair.embedded.lines(shape, ("id", "title"), "tea", **ask)]  # type: ignore[arg-type]
                assert [*pair.cluster.lines(shape, ("id", "title"), "tea", **ask)] == wanted  # type: ignore[arg-type]


def test_a_listing_of_many_pages_is_equal_and_holds_no_rows(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kratomcli.cluster.articles.PAGE", 16)
    monkeypatch.setattr("kratomcli.cluster.articles._FIRST", 7)
    monkeypatch.setattr("kratomcli.cluster.articles._WINDOW", 10)
    for order in ("id:desc", "date", "updated:desc", "title", "words:desc", "path"):
        for offset in (0, 33):
            wanted = [*pair.embedded.lines("json", sort=order, offset=offset)]
            assert [*pair.cluster.lines("json", sort=order, offset=offset)] == wanted
    assert pair.catalogs[1].rows("SELECT count(*) FROM articles") == [(0,)]


@pytest.mark.parametrize("held", [0, 50_000])
def test_values_are_counted_alike(pair: Pair, monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    monkeypatch.setattr("kratomcli.cluster.catalog._HELD", held)
    for name in ("tags", "date:year", "date", "title", "authors", "rating", "kind", "lang", "section"):
        for query in ("", "tea"):
            assert pair.cluster.facet(name, query) == pair.embedded.facet(name, query)
            pair.forget()
    assert pair.cluster.statistics() == pair.embedded.statistics()


def test_questions_over_all_rows_are_answered_alike(pair: Pair) -> None:
    ask: list[Callable[[Catalog], Any]] = [
        queries.coverage,
        queries.namesakes,
        queries.displaced,
        lambda catalog: sorted(queries.own_addresses(catalog)),
        lambda catalog: queries.count_from(catalog, "folder", "a"),
        lambda catalog: queries.articles_with_others(catalog, ["tea"]),
        links.named_articles,
        links.edges,
        Catalog.failures,
        lambda catalog: (catalog.count(), catalog.words(), catalog.is_empty),
        lambda catalog: sorted(catalog.files()),
    ]
    embedded, cluster = pair.catalogs
    for question in ask:
        pair.forget()
        assert question(cluster) == question(embedded)


# -- single articles ---------------------------------------------------------------------------------


def test_ids_and_their_abbreviations_find_the_same(pair: Pair) -> None:
    embedded, cluster = pair.catalogs
    keys = pair.keys
    ids = [id for (id,) in embedded.rows("SELECT id FROM articles")]
    for id in ids[::3]:
        short = {id, id[:3], id.upper(), id[2:], id.rpartition("-")[2], id.rpartition("/")[2][:4], ""}
        for text in short:
            pair.forget()
            assert cluster.find(text, 21) == [(keys[key], one) for key, one in embedded.find(text, 21)]
            assert cluster.ids(text, 7) == embedded.ids(text, 7)
        name = id.rpartition("/")[2]
        pair.forget()
        assert links.called(cluster, name) == [(keys[key], one) for key, one in links.called(embedded, name)]


def test_references_are_resolved_alike(pair: Pair) -> None:
    for reference in (
        "alpha",
        "alpha.md",
        "sub/zeta.md",
        "tea",
        "Two",
        "nothing",
        "bad",
        "a/",
        "alpha#winter",
    ):
        said = []
        for library in (pair.embedded, pair.cluster):
            try:
                said.append(repr(library.get_part(reference)))
            except (ArticleNotFound, AmbiguousId) as error:
                said.append(f"{error.message} {error.hint} {getattr(error, 'candidates', '')}")
        assert said[0] == said[1]


def test_links_are_those_of_the_embedded_library(pair: Pair) -> None:
    embedded, cluster = pair.catalogs
    keys = pair.keys
    for key in keys:
        pair.forget()
        assert links.targets(cluster, [keys[key]]).get(keys[key]) == links.targets(embedded, [key]).get(key)
        for ask in (links.links_from, links.links_to):
            pair.forget()
            found = {(one.source, one.start, one.address, one.target) for one in ask(cluster, keys[key])}
            assert found == {
                (keys[one.source], one.start, one.address, one.target and keys[one.target])
                for one in ask(embedded, key)
            }
        for linked in (links.linking, links.linked):
            pair.forget()
            assert linked(cluster, keys[key]) == sorted(keys[other] for other in linked(embedded, key))
    for every in (links.with_links, links.with_backlinks):
        pair.forget()
        assert every(cluster) == sorted(keys[other] for other in every(embedded))


def test_queries_that_ask_for_links_match_the_same(pair: Pair) -> None:
    for query in ("has:links", "has:backlinks", "-has:links tea", "links-to:alpha", "linked-from:sub/zeta"):
        wanted = [*pair.embedded.lines("tsv", ("id",), query)]
        assert [*pair.cluster.lines("tsv", ("id",), query)] == wanted
    assert pair.cluster.graph() == pair.embedded.graph()


@pytest.mark.parametrize("bodies", [False, True])
def test_articles_and_what_is_made_of_their_texts_are_equal(
    nodes: list[str], index_name: str, tmp_path: Path, bodies: bool
) -> None:
    client = Client(nodes)
    place = written(tmp_path / "articles", 60)
    with (
        Library.open(place, cache=tmp_path / "cache") as embedded,
        copied(embedded, client, index_name, bodies=bodies) as cluster,
    ):
        ids = [entry.id for entry in embedded.articles()]
        asked = {
            "entries": lambda library: [*library.articles()],
            "texts": lambda library: [*library.texts("tea", sort="title")],
            "read": lambda library: [*library.read(ids)],
            "revisions": lambda library: [*library.revisions()],
            "links": lambda library: [library.links(id) for id in ids[:12]],
            "raw": lambda library: [library.raw(id) for id in ids[:12]],
            "quotes": lambda library: library.quotes("text"),
            "check": lambda library: [*library.check(ignore=["R"])],
            "snippets": lambda library: [hit.snippets for hit in library.search("tea", limit=5)],
            "verify": lambda library: [*library.verify()],
            "values": lambda library: (library.values("tags"), library.names(), library.suggestions("teaa")),
        }
        wanted = {name: ask(embedded) for name, ask in asked.items()}
        if bodies:  # the address of the cluster is enough
            place.rename(tmp_path / "gone")
        assert {name: ask(cluster) for name, ask in asked.items()} == wanted
        assert cluster.notices == embedded.notices
    client.close()


def test_many_names_are_loaded_at_once(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kratomcli.cluster.catalog._FEW_NAMES", 3)
    assert [*pair.cluster.check(select=["L"])] == [*pair.embedded.check(select=["L"])]
    ids = [entry.id for entry in pair.embedded.articles()]
    assert [*pair.cluster.read(ids)] == [*pair.embedded.read(ids)]


def test_a_library_of_several_folders_is_listed_and_read_alike(
    nodes: list[str], index_name: str, tmp_path: Path
) -> None:
    client = Client(nodes)
    places = [written(tmp_path / "one" / "B a", 30), written(tmp_path / "two" / "a", 30)]
    with (
        Library.open(*places, cache=tmp_path / "cache") as embedded,
        copied(embedded, client, index_name, bodies=True) as cluster,
    ):
        assert cluster.roots == embedded.roots
        assert [*cluster.files()] == [*embedded.files()]
        for order in ("path", "path:desc", "id", "date:desc"):
            wanted = [*embedded.lines("json", sort=order, limit=30, offset=3)]
            assert [*cluster.lines("json", sort=order, limit=30, offset=3)] == wanted
        ids = [entry.id for entry in embedded.articles()]
        assert [*cluster.read(ids)] == [*embedded.read(ids)]
        assert [cluster.links(id) for id in ids[:20]] == [embedded.links(id) for id in ids[:20]]
    client.close()


# -- one state ---------------------------------------------------------------------------------------


def test_an_iteration_is_of_one_state_while_others_write(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kratomcli.cluster.articles._WINDOW", 10)
    wanted = [entry.id for entry in pair.embedded.articles()]
    found = pair.cluster.articles()
    seen = [next(found).id]
    (Path(pair.embedded.folders[0]) / "aaa.md").write_text("# New\n")
    (Path(pair.embedded.folders[0]) / "alpha.md").unlink()
    pair.embedded.sync()
    copy(pair.embedded, pair.client, pair.name)
    assert pair.cluster.count() == len(wanted)  # of the same state, while the iteration goes on
    seen += [entry.id for entry in found]
    assert seen == wanted
    after = [entry.id for entry in pair.cluster.articles()]
    assert after == [entry.id for entry in pair.embedded.articles()]
    assert "aaa" in after
    assert "alpha" not in after


def test_what_was_committed_is_in_the_next_answer(pair: Pair) -> None:
    assert pair.cluster.count("unheard-of") == 0
    (Path(pair.embedded.folders[0]) / "new.md").write_text("# Unheard-of\n\n[[beta]]\n")
    pair.embedded.sync()
    copy(pair.embedded, pair.client, pair.name)
    assert pair.cluster.count("unheard-of") == 1
    assert pair.cluster.links("beta") == pair.embedded.links("beta")
    assert pair.cluster.state() > 0


def test_a_search_takes_at_most_fourteen_requests(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    ask_one = Client._ask_one

    def counted(self: Client, url: str, request: Any) -> Any:
        if self is not pair.client:
            asked.append(f"{request.method} {request.path}")
        return ask_one(self, url, request)

    monkeypatch.setattr(Client, "_ask_one", counted)
    with Library.open(*pair.embedded.folders, engine=settings_for(pair.client, pair.name)) as library:
        assert library.search("fox dog tea", any=True, limit=10)
    assert len(asked) <= 14, "\n".join(asked)


def test_an_index_that_was_never_made_is_missing(nodes: list[str], index_name: str, tmp_path: Path) -> None:
    client = Client(nodes)
    with Library.open(tmp_path, engine=settings_for(client, index_name)) as library:
        for ask in (library.search, library.count, library.get):
            with pytest.raises(IndexMissing, match="no index"):
                ask("tea")  # type: ignore[operator]
        assert library.status().articles == 0
    with pytest.raises(IndexMissing):
        Library.open(engine=settings_for(client, index_name))
    client.close()


def test_the_folders_are_those_that_the_cluster_knows_if_none_is_named(pair: Pair) -> None:
    with Library.open(engine=settings_for(pair.client, pair.name)) as library:
        assert library.folders == pair.embedded.folders
        assert library.get("alpha") == pair.embedded.get("alpha")


def test_an_index_of_another_version_or_language_is_not_read(pair: Pair) -> None:
    settings = settings_for(pair.client, pair.name)
    with (
        Library.open(*pair.embedded.folders, engine=settings, language="de") as library,
        pytest.raises(IndexDamaged, match="was made with"),
    ):
        library.count("tea")


def test_other_folders_than_those_of_the_library_are_refused(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with (
        Library.open(
            *pair.embedded.folders, tmp_path / "other", engine=settings_for(pair.client, pair.name)
        ) as library,
        pytest.raises(UsageError, match="has one folder"),
    ):
        library.count()


def test_what_is_not_offered_says_so_in_one_line(pair: Pair) -> None:
    for ask in (
        lambda: pair.cluster.reuse(),
        lambda: pair.cluster.reuse_of("alpha"),
        lambda: pair.cluster.search("tea", meaning=True),
        lambda: pair.cluster.search("tea", unique=True),
        lambda: pair.cluster.embed(),
    ):
        with pytest.raises(UsageError, match="not offered on a cluster yet"):
            ask()
    assert [hit.entry.id for hit in pair.cluster.similar("alpha")]
    assert [*pair.cluster.check(select=["R"])] == []
    assert any("near-duplicates" in notice for notice in pair.cluster.notices)


def test_meaning_in_the_settings_is_for_embedded_libraries(pair: Pair) -> None:
    settings = settings_for(pair.client, pair.name)
    with Library.open(*pair.embedded.folders, engine=settings, meaning=True) as library:
        assert not library.is_by_meaning
        assert library.search("tea") == pair.cluster.search("tea")


def test_columns_of_front_matter_are_known_in_the_case_that_articles_use(pair: Pair) -> None:
    for name in ("Rating", "rating", "layout", "series.name", "SERIES"):
        wanted = [*pair.embedded.lines("tsv", ("id", name))]
        assert [*pair.cluster.lines("tsv", ("id", name))] == wanted
        pair.forget()
    said = []
    for library in (pair.embedded, pair.cluster):
        with pytest.raises(UsageError) as error:
            library.facet("ratings")
        said.append((error.value.message, error.value.hint))
    assert said[0] == said[1]


def test_front_matter_is_changed_in_the_folder_even_if_the_cluster_keeps_files(pair: Pair) -> None:
    settings = settings_for(pair.client, pair.name, bodies=True)
    file = Path(pair.embedded.folders[0]) / "alpha.md"
    file.write_text(file.read_text().replace("rating: 4", "rating: 5"))
    with Library.open(*pair.embedded.folders, engine=settings) as library:
        library.change("", FrontMatterChanges(add={"tags": ["new"]}), only=["alpha"]).write()
    assert "rating: 5" in file.read_text()
    assert "new" in file.read_text()


def test_changes_are_told_alike(pair: Pair) -> None:
    event = {"path": "beta.md", "id": "beta", "title": "Before", "fingerprint": b"\0" * 16, "parts": b""}
    gone = event | {"path": "gone.md", "id": "gone"}
    events = [Event(**one) for one in (event, gone)]
    StateDocuments(pair.client, pair.name).log(events, at=1e9, state=0, version=1 << 31)
    pair.client.ask("PUT", f"/{pair.name}-state/_doc/commit", {"kind": "commit"})
    found = {change.id: change.kind for change in pair.cluster.changed("@0")}
    assert found == {"beta": "edited", "gone": "removed"}


def test_an_id_that_two_articles_have_for_a_moment_is_that_of_the_first(pair: Pair) -> None:
    (hit,) = pair.client.ask("POST", f"/{pair.name}-articles/_search", {"query": {"term": {"id": "beta"}}})[
        "hits"
    ]["hits"]
    row = article_of(hit["_source"])._replace(key=key_of(pair.name, "zz/beta.md"), path="zz/beta.md")
    document = catalog_fields(row, [], [])
    pair.client.ask(
        "PUT",
        f"/{pair.name}-articles/_doc/{row.key}",
        {"key": row.key, **document.indexed, **document.kept},
        refresh=True,
    )
    pair.client.ask("PUT", f"/{pair.name}-state/_doc/commit", {"kind": "commit"})
    listed = [*pair.cluster.lines("tsv", ("id", "path"), sort="path")]
    assert len(listed) == pair.embedded.count() + 1
    assert [line for line in listed if line.startswith(("beta\t", "zz/beta.md\t"))][1].endswith("/zz/beta.md")
    pair.catalogs[1].need_all()
    assert pair.cluster.get("beta").path.endswith("articles/beta.md")


# -- rows --------------------------------------------------------------------------------------------


def test_a_row_survives_its_document() -> None:
    row = ArticleRow(
        *(5, "a/b", "a/b.md", b"a/\xff", None, b"\0" * 16, 7, -(1 << 62), "utf-8", 3, "markdown", 4),
        *("T\u2028é", None, "2021", '["x"]', None, None, 1, None, "de", 9, None, "{}", None, b"\x01\x02"),
    )
    kept = json.loads(json.dumps(catalog_fields(row, [3, 1], [(0, "x.md", 7)]).kept))
    assert article_of(kept) == row
    assert Catalog(None, [("", "/x")]).rows("SELECT 1") == [(1,)]
    assert row_of(kept)[:-1] == row


@pytest.mark.parametrize("kept", [{}, {"row": None}, {"row": [1, 2]}, {"row": [*range(26)]}])
def test_a_document_without_a_row_is_damage(kept: dict[str, Any]) -> None:
    with pytest.raises(IndexDamaged, match="no row"):
        row_of(kept)


def test_keys_are_positive_of_63_bits_and_tell_paths_and_libraries_apart() -> None:
    keys = {key_of(library, path) for library in ("a", "b") for path in ("x.md", "X.md", "é.md")}
    assert len(keys) == 6
    assert all(0 < key < 1 << 63 for key in keys)
