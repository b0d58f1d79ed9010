"""The state of the index: its content, place and age, and the files that could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from kratomcli.index.freshness import parts_ignored
from kratomcli.render.layout import Flow, Indented, Stack, labelled, text, whole
from kratomcli.text.wording import age, count, duration, kinds, size

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.catalog.schema import Failure
    from kratomcli.index.status import ClusterState, EmbeddedState, FolderConvention, Status

_MOST = 20
"""The most unreadable files that are listed by name."""


def status(status: Status, *, now: float) -> RenderableType:
    """The state of the index; ages are relative to `now`, in Unix seconds."""
    cluster = status.cluster
    rows = [
        ("articles", text(f"{status.articles:,}", "header")),
        ("words", text(f"{status.words:,}")),
        ("not read", text(kinds(status.unread))),
        ("ignored", text(parts_ignored(status.ignored))),
        *_each("library", status.folders),
        *_each("convention", [_convention(one) for one in status.conventions] or ["none recognised"]),
        ("named by", text(status.origin)),
        (
            "index",
            text(status.place or (f"{cluster.library} on {cluster.engine}" if cluster else "in memory")),
        ),
        *(_cluster(cluster) if cluster else ()),
        ("size", text(size(stored) if (stored := (cluster or status).bytes) else "")),
        ("synced", _synced(status, now)),
        ("engine", text(status.version)),
        ("meaning", text(_embedded(status.meaning) if status.meaning else "")),
    ]
    blocks: list[RenderableType] = [labelled(rows)]
    if status.failures:
        blocks.append(_failures(status.failures))
    return Stack(blocks)


def _cluster(state: ClusterState) -> list[tuple[str, Text]]:
    """The addresses, and what there is: "3 nodes · 2 shards · 2 replicas, 1 missing"."""
    parts = [
        f"{count(number, name)}{f', {missing:,} missing' if missing else ''}"
        for number, name, missing in (
            (state.nodes, "node", 0),
            (state.shards, "shard", state.shards_missing),
            (state.replicas, "replica", state.replicas_missing),
        )
    ]
    health = text(state.health, "" if state.health == "green" else "warning")
    return [*_each("nodes", state.urls), ("cluster", health.append_text(text(f" · {' · '.join(parts)}")))]


def _each(name: str, values: Sequence[str]) -> list[tuple[str, Text]]:
    return [("" if number else name, text(value)) for number, value in enumerate(values)]


def _embedded(state: EmbeddedState) -> str:
    """Such as "light: 3,093 passages of 509 articles, 1.2 MB"."""
    passages, articles = count(state.passages, "passage"), count(state.articles, "article")
    return f"{state.model}: {passages} of {articles}, {size(state.bytes)}"


def _convention(one: FolderConvention) -> str:
    """Such as "obsidian in notes (.obsidian)"."""
    return f"{one.convention}{f' in {one.folder}' if one.folder else ''} ({one.why})"


def _synced(status: Status, now: float) -> Text:
    if status.synced is None:
        return text("never: run kratomcli index", "warning")
    shown = text(age(now - status.synced))
    if status.scan_seconds is not None:
        shown.append_text(text(f" · the last scan took {duration(status.scan_seconds)}", "dim"))
    return shown


def _failures(failures: Sequence[Failure]) -> RenderableType:
    said = f"{count(len(failures), 'file')} could not be read"
    lines: list[RenderableType] = [Flow(text(said, "warning"))]
    for failure in failures[:_MOST]:
        line = whole(f"{failure.path}:{failure.line}" if failure.line else failure.path, "id")
        line = Text.assemble(line, "  ", text(failure.reason))
        lines.append(Indented(Flow(line), "  "))
    if len(failures) > _MOST:
        lines.append(Indented(Flow(text(f"and {len(failures) - _MOST:,} more", "dim")), "  "))
    return Stack(lines, tight=True)
