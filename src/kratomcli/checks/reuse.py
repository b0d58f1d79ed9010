"""Rules about reuse: articles with the same, or nearly the same, text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING

from kratomcli.checks.finding import ArticleSpot, Spot
from kratomcli.checks.registry import library_rule
from kratomcli.errors import IndexDamaged

if TYPE_CHECKING:
    from kratomcli.checks.scope import Scope

_KEEPER = (
    "The lighthouse keeper counted eleven herring boats before the fog swallowed the harbour, and then"
    " he lit the lamp that his grandmother had carried across the frozen strait."
)


@library_rule(
    "R001",
    "near-duplicate",
    "warning",
    "an article that is nearly another one",
    explanation="At least half of the words of the longer one stand in passages that both have."
    " Articles that quote a lot from each other are told, too. Of several that are near each other the"
    " first is told.",
    hint="Take one away, unless both are wanted.",
    fires={"one.md": f"# Fog\n\n{_KEEPER}\n", "two.md": f"# Haze\n\n{_KEEPER.replace('eleven', 'twelve')}\n"},
    passes={"one.md": f"# Fog\n\n{_KEEPER}\n", "two.md": "# Haze\n\nThe keeper counted boats in the haze.\n"},
)
def near_duplicate(scope: Scope) -> Iterator[ArticleSpot]:
    from kratomcli.index.texts import Texts
    from kratomcli.reuse.answers import Reuse

    catalog = scope.index.catalog
    if not scope.index.is_embedded:
        scope.index.notices.append(
            "near-duplicates were not looked for: that is not offered on a cluster yet"
        )
        return
    texts = Texts(scope.index)
    with closing(Reuse(scope.index, texts)) as reuse:
        try:
            reuse.bring_up_to_date()
        except IndexDamaged as error:  # it must not be written, and so can't be compared
            scope.index.notices.append(f"near-duplicates were not looked for: {error.message}")
            return
        versions = reuse.all_versions()
    entries = catalog.entries(sorted(set(versions) | {one.key for all in versions.values() for one in all}))
    groups = _groups({key: [one.key for one in others] for key, others in versions.items()})
    for key, others in versions.items():
        known = sorted((-one.same, entries[one.key].id, one) for one in others if one.key in entries)
        if key in entries and known:
            same, id, nearest = known[0]
            share = -same / max(nearest.longer, 1)
            more = f" and {len(known) - 1:,} more" if len(known) > 1 else ""
            yield ArticleSpot(
                entries[key].path,
                entries[key].id,
                Spot(1, 1, f"{share:.0%} of it is in {id}{more}", text=str(groups[key])),
            )


def _groups(near: Mapping[int, Iterable[int]]) -> dict[int, int]:
    """Article → representative of its connected component, in the graph whose edges `near` holds."""
    first: dict[int, int] = {}

    def root(key: int) -> int:
        while first.setdefault(key, key) != key:
            first[key] = first[first[key]]
            key = first[key]
        return key

    for key, others in near.items():
        for other in others:
            first[root(other)] = root(key)
    return {key: root(key) for key in near}
