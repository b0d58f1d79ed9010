"""How a catalog and a store differ, and how two listings of a folder do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.catalog import derived_store
from kratomcli.index.file_changes import as_listing, count_changes, file_changes
from kratomcli.index.scan import Folder

FINGERPRINTS = st.dictionaries(st.integers(1, 40), st.sampled_from([b"", b"a", b"b"]))
LINES = st.dictionaries(
    st.sampled_from([b"a.md", b"b.md", b"c.txt", b""]), st.sampled_from([b"1 2 3", b"!why"])
)


@pytest.mark.parametrize("many", [1, 2, 7, 1000])
@given(catalog=FINGERPRINTS, known=FINGERPRINTS, most=st.integers(0, 50))
def test_a_catalog_differs_from_a_store_by_keys_and_fingerprints(
    many: int, catalog: dict[int, bytes], known: dict[int, bytes], most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(derived_store, "_MANY", many)
        found = derived_store.difference(iter(sorted(catalog.items())), iter(sorted(known.items())), most)
    new = sorted(catalog.items() - known.items())
    assert found.new == new[:most]
    assert found.total == len(new)
    assert found.gone == sorted(key for key, _ in known.items() - catalog.items())


@given(before=LINES, now=LINES)
def test_two_listings_differ_by_names_and_lines(before: dict[bytes, bytes], now: dict[bytes, bytes]) -> None:
    folder = Folder(b"x", as_listing(before), as_listing(now))
    differing = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
    found = list(file_changes([folder]))
    assert [(one.name, one.now, one.is_new) for one in found] == [
        (name, now.get(name), name not in before) for name in differing
    ]
    if before and now:
        assert count_changes(folder) == len(differing)
