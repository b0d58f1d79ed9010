"""What `index --status` shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import dedent
from typing import NamedTuple

from render_making import printed

from kratomcli.catalog.schema import Failure
from kratomcli.index.ignoring import Ignored
from kratomcli.index.status import ClusterState, EmbeddedState, FolderConvention
from kratomcli.render.status import status


class Status(NamedTuple):
    articles: int = 1234
    words: int = 1_234_567
    folders: tuple[str, ...] = ("/home/ann/articles",)
    origin: str = "kratomcli.toml"
    place: str | None = "/home/ann/.cache/kratomcli/articles"
    bytes: int = 3_400_000
    synced: float | None = 1000.0
    scan_seconds: float | None = 0.04
    failures: list[Failure] = []  # noqa: RUF012 - never changed
    version: str = "tantivy 0.27"
    unread: Mapping[str, int] = {}
    ignored: Sequence[Ignored] = ()
    conventions: Sequence[FolderConvention] = (FolderConvention("", "obsidian", ".obsidian"),)
    meaning: EmbeddedState | None = None
    cluster: ClusterState | None = None


def test_everything_about_the_index() -> None:
    assert printed(status(Status(folders=("/a", "/b")), now=1300)) == dedent(
        """\
        articles    1,234
        words       1,234,567
        library     /a
                    /b
        convention  obsidian (.obsidian)
        named by    kratomcli.toml
        index       /home/ann/.cache/kratomcli/articles
        size        3.4 MB
        synced      5 minutes ago · the last scan took 40 ms
        engine      tantivy 0.27
        """
    )


def test_what_is_known_of_meaning() -> None:
    state = EmbeddedState("minilm", 1, 3093, 1_200_000)
    lines = printed(status(Status(meaning=state), now=1300)).splitlines()
    assert lines[-1] == "meaning     minilm: 3,093 passages of 1 article, 1.2 MB"


def test_how_a_cluster_is() -> None:
    urls = ("https://one:9200", "https://two:9200")
    state = ClusterState("OpenSearch 2.19.6", urls, "tea", "green", 3, 25, 0, 25, 0, 3_400_000)
    shown = dedent(
        """\
        index       tea on OpenSearch 2.19.6
        nodes       https://one:9200
                    https://two:9200
        cluster     green · 3 nodes · 25 shards · 25 replicas
        size        3.4 MB
        """
    )
    assert shown in printed(status(Status(place=None, cluster=state), now=1300))
    state = state._replace(health="red", nodes=1, shards_missing=2, replicas_missing=25)
    shown = "cluster     red · 1 node · 25 shards, 2 missing · 25 replicas, 25 missing"
    assert shown in printed(status(Status(place=None, cluster=state), now=1300)).splitlines()


def test_an_index_in_memory_that_was_never_filled() -> None:
    shown = Status(
        articles=0, words=0, place=None, bytes=0, synced=None, scan_seconds=None, origin="", conventions=()
    )
    assert printed(status(shown, now=1300)) == dedent(
        """\
        articles    0
        words       0
        library     /home/ann/articles
        convention  none recognised
        index       in memory
        synced      never: run kratomcli index
        engine      tantivy 0.27
        """
    )


def test_kinds_that_are_not_read_are_counted() -> None:
    lines = printed(status(Status(unread={"png": 12, "adoc": 2569}), now=1300)).splitlines()
    assert lines[2] == "not read    2,569 .adoc and 12 .png"


def test_what_is_ignored_is_counted_with_what_ignores_it() -> None:
    ignored = [Ignored("default", 1, 0), Ignored("kratomcli.toml", 1200, 2), Ignored(".gitignore", 0, 1)]
    lines = printed(status(Status(ignored=ignored), now=1300), 120).splitlines()
    assert lines[2] == (
        "ignored     1 file by default, 1,200 files and 2 folders by kratomcli.toml, 1 folder by .gitignore"
    )


def test_files_that_could_not_be_read_are_named() -> None:
    failures = [
        Failure("a/[b].md", 3, "front matter can't be understood: [x"),
        Failure("c.txt", 0, "not text"),
    ]
    assert printed(status(Status(failures=failures), now=1300), 60).splitlines()[-4:] == [
        "",
        "2 files could not be read",
        "  a/[b].md:3  front matter can't be understood: [x",
        "  c.txt  not text",
    ]


def test_of_many_such_files_the_first_are_named() -> None:
    failures = [Failure(f"{number}.md", 0, "not text") for number in range(1200)]
    lines = printed(status(Status(failures=failures), now=1300)).splitlines()
    assert "1,200 files could not be read" in lines
    assert lines[-2:] == ["  19.md  not text", "  and 1,180 more"]


def test_at_40_columns_values_wrap_beside_their_names() -> None:
    assert printed(status(Status(), now=1300), 40) == dedent(
        """\
        articles    1,234
        words       1,234,567
        library     /home/ann/articles
        convention  obsidian (.obsidian)
        named by    kratomcli.toml
        index       /home/ann/.cache/kratomcli/a
                    rticles
        size        3.4 MB
        synced      5 minutes ago · the last
                    scan took 40 ms
        engine      tantivy 0.27
        """
    )
