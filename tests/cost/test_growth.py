"""Time grows no faster than the text, whatever it repeats: in indexing, showing, checking and exporting it.

benchmarks/growth.py looks at more pieces, up to a million characters.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kratomcli.conventions.table import CONVENTIONS
from kratomcli.markup.shown import ShownBody
from kratomcli.markup.tools import pieces_of
from support.cost import cpu
from support.growth import ENOUGH, SURE, too_fast
from support.pieces import GROWING, WITHIN, texts

SIZE = 10_000

ONCE_TOO_FAST = [
    *(
        "# a\n",
        "a\n-\n",
        "a\n=\n",
        "***\n",
        "*a*",
        "*_",
        "<!--",
        "<script>",
        "<style>",
        "<b>",
        "<a>",
        "<q>",
        "<i>a",
    ),
    *(
        "\\",
        "&a;",
        "!!! note\n",
        "<a\n\n",
        "[a]:\n",
        '<p/style="',
        "<b></i>",
        "[[",
        "a[^1]\n\n[^1]: b\n\n",
        "a|b\n-|-\n",
    ),
]
"""Pieces that took the square of their number, or would if they were not kept from what takes it."""

TEXTS = texts()
SOME = list(dict.fromkeys([*ONCE_TOO_FAST, *GROWING, *list(TEXTS)[::12]]))


def name_of(piece: str) -> str:
    return piece if piece in TEXTS else repr(piece)


@pytest.mark.parametrize(
    "names", [SOME[at : at + 8] for at in range(0, len(SOME), 8)], ids=lambda names: ascii(names[0])
)
def test_time_grows_no_faster_than_the_text(names: list[str]) -> None:
    assert {name: found for name in names if (found := too_fast(TEXTS[name_of(name)], SIZE))} == {}


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from([*WITHIN, "\n", "\n\n", " ", "a", "\n- ", "\n> ", "\n# "]), min_size=1, max_size=4
    ).map("".join)
)
def test_whatever_is_put_together(piece: str) -> None:
    assert too_fast(lambda size: piece * (size // len(piece)), SIZE // 2) == []


def test_every_piece_is_one_that_is_known() -> None:
    assert {name_of(piece) for piece in SOME} <= {*TEXTS}


KINDS = [frozenset().union(*(tool.syntax for tool in CONVENTIONS.values())) - {"mdx"}, frozenset(("mdx",))]
"""All kinds of markup that tools have: those of MDX exclude some of the others."""


def test_what_tools_add_costs_no_more_than_its_length() -> None:
    def work(body: str) -> Callable[[], object]:
        def look() -> None:
            for kinds in KINDS:
                pieces_of(body, kinds)
            shown = ShownBody(body, "markdown", KINDS[0])
            shown.part(0, len(body))

        return look

    found = {}
    for name in [*GROWING, *list(TEXTS)[::2]]:
        make = TEXTS[name]
        now = cpu(work(make(4 * SIZE)))
        if now > SURE / 3 and now > ENOUGH * (before := cpu(work(make(SIZE)))):
            found[name] = before, now
    assert found == {}
