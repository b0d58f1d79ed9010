#!/usr/bin/env bash
# Two elements of selectolax are equal if their HTML is, wherever they stand; and equal ones have unequal hashes.
#
# Versions: selectolax 1.0.2 (Lexbor), Python 3.11.
# Expected: nodes of a tree are the same if they are one place in it, as in lxml, html5lib and the DOM; and
#           Python's rule that what is equal has one hash.
# Seen:     `==` writes both elements and all below them as HTML and compares that, while `hash` is their place in
#           memory. So `in`, `index` and `remove` of a list find the first paragraph of these words, not this one,
#           a set or a dictionary keeps both apart, and each comparison costs as much as their text is long.
# Output:   equal: True, same hash: False, index of the second in a list of both: 0, in a set of both: 2
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet selectolax==1.0.2
"$place/venv/bin/python" - <<'PYTHON'
from selectolax.lexbor import LexborHTMLParser

first, second = LexborHTMLParser("<h1>Tea</h1><p>Buy now</p><p>Water</p><p>Buy now</p>").css("p:not(:nth-child(3))")
both = [first, second]
print(
    f"equal: {first == second}, same hash: {hash(first) == hash(second)},",
    f"index of the second in a list of both: {both.index(second)}, in a set of both: {len({*both})}",
)
assert first.mem_id != second.mem_id
assert first == second
assert hash(first) != hash(second)
assert both.index(second) == 0
assert len({*both}) == 2
PYTHON
