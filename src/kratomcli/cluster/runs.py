"""Runs: what several workers do together, from the first look at the folders until every partition is done.

A run is one state document. Whoever finds none that is open looks through the library and opens one: which
partitions there are, and the tools of the folders, are then the same for all who join it. Which partitions
are done is said by their leases. What a worker left that ended early, the next one does, in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kratomcli.catalog.catalog import Catalog
from kratomcli.catalog.history import MOST_EVENTS
from kratomcli.cluster.commits import forget_events
from kratomcli.cluster.partitions import FOLDERS, Partition, partitions, top_of
from kratomcli.cluster.state import roots_fact, version_of
from kratomcli.conventions.recognition import named
from kratomcli.engine.opensearch.client import Refused
from kratomcli.engine.opensearch.mapping import ARTICLES, alias, create
from kratomcli.errors import UsageError
from kratomcli.index import freshness
from kratomcli.index.plugins import current_readers
from kratomcli.index.scan import scan
from kratomcli.model.paths import shown_path
from kratomcli.named_tuples import NamedTuple
from kratomcli.text.languages import language_of

if TYPE_CHECKING:
    from kratomcli.cluster.leases import Leases
    from kratomcli.cluster.target import Target
    from kratomcli.index.scan import Difference

_CONFLICT, _MISSING = 409, 404
_FOLDERS_AT_ONCE = 10_000
_TRIES = 5
_NOT_FEW = 10
_SAMPLED = 1_000
"""Of how many articles it is asked whether the index knows them."""


class SharedRun(NamedTuple):
    """What the workers of a run have in common.

    `version` is what the documents are made with, `roots` are the names of the library's folders, `scheme` is
    how it is parted, `folders` name its partitions, `facts` are to be noted at its end. `articles` is the
    index that is written; unless it `is_shown`, readers see another one until the end. `began` is in seconds.
    """

    number: int
    version: str
    roots: list[str]
    scheme: str
    folders: list[str]
    facts: dict[str, str]
    articles: str
    is_shown: bool
    began: float
    is_open: bool = True

    def is_for(self, target: Target) -> bool:
        """Whether a worker with this target would write the same: another one can't go on with it."""
        return (
            self.version == _version(target)
            and self.roots == _roots(target)
            and self.facts["bodies"] == target.bodies
        )

    def partitions(self, target: Target) -> list[Partition]:
        """The partitions of the library."""
        return partitions(self.scheme, target.library, self.folders, target.depth)


class LastRun(NamedTuple):
    """A run as the cluster has it, and the cluster's number of this state of it; None for none."""

    run: SharedRun | None
    sequence: tuple[int, int] | None


def last_run(target: Target) -> LastRun:
    """The last run of a library, open or not."""
    try:
        found = target.client.ask("GET", f"/{target.state.index}/_doc/run")
    except Refused as error:
        if error.status != _MISSING:
            raise
        return LastRun(None, None)
    value = found["_source"]["value"]
    run = SharedRun(**value) if value.keys() == {*SharedRun._fields} else None  # None: of another version
    return LastRun(run, (found["_seq_no"], found["_primary_term"]))


def joined(target: Target, leases: Leases, scheme: str, *, rebuild: bool = False) -> tuple[SharedRun, bool]:
    """The open run, and whether another worker opened it; a new one if there is none.

    Args:
        scheme: how a new run parts the library; see `partitions`.
        rebuild: whether a new run makes the index anew.
    """
    while True:
        last = last_run(target)
        if last.run is not None and last.run.is_open and last.run.is_for(target):
            return last.run, True
        # Without a run, the state of an index is lost, and with it the versions that writing must be above.
        # What an open run of other folders or bodies has begun, a new one can't go on with.
        anew = rebuild or last.run is None or last.run.is_open
        run = _new(target, leases, scheme, rebuild=anew)
        if _put(target, run, last.sequence):
            return run, False
        winner = last_run(target).run
        if not run.is_shown and winner is not None and winner.articles != run.articles:
            _delete(target, run.articles)


def finish(target: Target, run: SharedRun) -> None:
    """After all partitions are done: show what was written, note the facts, and close the run."""
    last = last_run(target)
    if last.run != run:
        return  # another worker has finished it
    before = target.state.read()
    facts = {**run.facts, "synced": repr(time.time()), "roots": roots_fact(target.roots)}
    if not run.is_shown:
        _show(target, run.articles)
    if not run.is_shown or "synced" not in before.facts:
        # What is new in an index that is new is no change.
        forget_events(target, 0)
        facts |= {"began": repr(run.began), "began_state": str(target.state.commit())}
    elif forgotten := forget_events(target, MOST_EVENTS):
        facts |= {"began": repr(forgotten.at), "began_state": str(forgotten.state + 1)}
    target.state.note(**facts)
    _put(target, run._replace(is_open=False), last.sequence)


def _put(target: Target, run: SharedRun, sequence: tuple[int, int] | None) -> bool:
    """Write a run in place of the state of the last one; False if that is no longer the last."""
    if sequence is None:
        params: dict[str, object] = {"op_type": "create"}
    else:
        params = {"if_seq_no": sequence[0], "if_primary_term": sequence[1]}
    body = {"kind": "run", "name": str(run.number), "value": run._asdict()}
    try:
        target.client.ask("PUT", f"/{target.state.index}/_doc/run", body, **params)
    except Refused as error:
        if error.status != _CONFLICT:
            raise
        return False
    return True


# -- a new run -------------------------------------------------------------------------------------


def _new(target: Target, leases: Leases, scheme: str, *, rebuild: bool) -> SharedRun:
    began = time.time()
    is_first = not _numbers(target)
    if (number := _shown(target)) is None:
        number = _create(target, 1)
        _show(target, _index(target, number))  # one that was there may have lost its alias
    numbers = _numbers(target)
    for former in numbers:
        if former < number:  # nobody sees it since the last run
            _delete(target, _index(target, former))
    facts = target.state.read().facts
    seen = _Tops(target.depth)
    difference = _looked_through(target, seen, facts)
    conventions = difference.conventions.as_fact()
    is_other = "synced" in facts and (
        facts.get("conventions", conventions) != conventions or facts.get("bodies") != target.bodies
    )
    if not rebuild and number in numbers:
        _refuse_another(target, _index(target, number), seen.paths)
    is_shown = is_first or not (rebuild or is_other or target.state.version() != _version(target))
    if not is_shown:
        number = _create(target, max(numbers, default=number) + 1)
    articles = _index(target, number)
    if scheme == FOLDERS:
        seen.found.update(_tops(target, articles), _tops(target, target.state.index))
    return SharedRun(
        number=leases.next_term(),
        version=_version(target),
        roots=_roots(target),
        scheme=scheme,
        folders=sorted(seen.found) if scheme == FOLDERS else [],
        facts=freshness.noted(difference, facts) | {"bodies": target.bodies},
        articles=articles,
        is_shown=is_shown,
        began=began,
    )


def _version(target: Target) -> str:
    return version_of(language_of(target.options.language))


def _roots(target: Target) -> list[str]:
    return [root.name for root in target.roots]


def _refuse_another(target: Target, articles: str, paths: Sequence[str]) -> None:
    """Raise UsageError if none of these paths of articles is known, of an index with not quite few."""
    known = {"terms": {"path": list(paths)}}
    asked = {"size": 0, "track_total_hits": True, "aggs": {"known": {"filter": known}}}
    found = target.client.ask("POST", f"/{articles}/_search", asked, allow_partial_search_results=False)
    number = int(found["hits"]["total"]["value"])
    if paths and number >= _NOT_FEW and not found["aggregations"]["known"]["doc_count"]:
        raise UsageError(
            f"none of the {number:,} articles of the library '{target.library}' on the cluster seems to be in"
            f" {target.roots[0].folder}",
            hint="Give each library an index of its own, or rebuild it if these are to take their place.",
        )


class _Tops:
    """Sees only which folders name a partition, and some paths of articles; see `scan.Part`."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self.found: set[str] = set()
        self.paths: list[str] = []

    def enters(self, folder: bytes) -> bool:  # noqa: ARG002 - of the protocol
        return True

    def listing(self, folder: bytes, listing: bytes) -> bytes:
        if listing:
            within = folder + b"/" if folder else b""
            self.found.add(top_of(shown_path(within)[0], self._depth))
            names = [line.partition(b"/")[0] for line in listing.split(b"\0")[: _SAMPLED - len(self.paths)]]
            self.paths += [shown_path(within + name)[0] for name in names]
        return b""


def _looked_through(target: Target, part: _Tops, facts: dict[str, str]) -> Difference:
    """What there is to say about the whole library, besides its articles."""
    options = target.options
    nothing = Catalog(None, target.roots)
    try:
        readers = current_readers(facts)
        found = scan(target.roots, nothing, options.ignore, options.gitignore, readers, part)
    finally:
        nothing.close()
    return found if options.convention is None else found._replace(conventions=named(options.convention))


def _tops(target: Target, index: str) -> Iterator[str]:
    """The folders that name partitions in the documents of an index."""
    target.client.ask("POST", f"/{index}/_refresh")
    values: dict[str, Any] = {"size": _FOLDERS_AT_ONCE, "sources": [{"top": {"terms": {"field": "top"}}}]}
    while True:
        body = {"size": 0, "aggs": {"tops": {"composite": values}}}
        path = f"/{index}/_search"
        answer = target.client.ask("POST", path, body, allow_partial_search_results=False)
        found = answer["aggregations"]["tops"]
        yield from (bucket["key"]["top"] for bucket in found["buckets"])
        if "after_key" not in found:
            return
        values["after"] = found["after_key"]


# -- which index is shown --------------------------------------------------------------------------


def _index(target: Target, number: int) -> str:
    return f"{alias(target.library, ARTICLES)}-{number}"


def _create(target: Target, number: int) -> int:
    """Make the index of articles of a number, and return that; readers see the first one at once."""
    about = {"version": _version(target)}
    create(target.client, target.library, about=about, number=number, **target.copies._asdict())
    return number


def _delete(target: Target, articles: str) -> None:
    """Delete an index, unless another worker, who begins as well, has done so."""
    try:
        target.client.ask("DELETE", f"/{articles}")
    except Refused as error:
        if error.status != _MISSING:
            raise


def _numbers(target: Target) -> list[int]:
    """The numbers of the library's indexes of articles, without those of a library with a longer name."""
    start = _index(target, 0)[:-1]
    found = target.client.ask("GET", f"/{start}*/_alias")
    return [int(number) for name in found if (number := name.removeprefix(start)).isdecimal()]


def _shown(target: Target) -> int | None:
    """The number of the index that readers see; None if there is none."""
    try:
        (index,) = target.client.ask("GET", f"/_alias/{alias(target.library, ARTICLES)}")
    except Refused as error:
        if error.status != _MISSING:
            raise
        return None
    return int(index.removeprefix(_index(target, 0)[:-1]))


def _show(target: Target, articles: str) -> None:
    """Have readers see another index, unless they see it already."""
    shared = alias(target.library, ARTICLES)
    add = {"add": {"index": articles, "alias": shared, "is_write_index": True}}
    for tries_left in reversed(range(_TRIES)):
        if (former := _shown(target)) is not None and _index(target, former) == articles:
            return
        remove = {"remove": {"index": f"{shared}-{former}", "alias": shared, "must_exist": True}}
        try:
            target.client.ask("POST", "/_aliases", {"actions": [add] if former is None else [remove, add]})
        except Refused as error:
            # Another worker, who finishes as well, may just have had readers see the index.
            if error.status != _MISSING or not tries_left:
                raise
