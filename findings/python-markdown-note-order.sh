#!/usr/bin/env bash
# Python-Markdown's notes "in document order" are not in the order of the document.
#
# Version:  Markdown 3.11.3, extension footnotes with USE_DEFINITION_ORDER=False.
# Expected: notes numbered by the first reference to each, as the option says ("by document order").
# Seen:     numbers are given as inline patterns come by, and these take the paragraphs at the top of the
#           body first and those within lists and quotes afterwards. So a reference in a list has a higher
#           number than one in a paragraph below it, the marks read 2, 3, 1 from top to bottom, and the
#           notes stand in that order, too.
# Output:   order of marks in the page: a=2 b=3 c=1
# So:       number the notes oneself when the tree is complete, behind the inline stage (20).
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet Markdown==3.11.3
"$place/venv/bin/python" - <<'PYTHON'
import re

from markdown import Markdown

TEXT = """
- In a list[^a]

> In a quote[^b]

In a paragraph[^c].

[^a]: First.
[^b]: Second.
[^c]: Third.
"""
made = Markdown(extensions=["footnotes"], extension_configs={"footnotes": {"USE_DEFINITION_ORDER": False}})
marks = re.findall(r'<sup id="fnref:(\w)"><a [^>]*>(\d)</a>', made.convert(TEXT))
print("order of marks in the page:", *(f"{name}={number}" for name, number in marks))
assert [name for name, _ in marks] == ["a", "b", "c"]
assert [number for _, number in marks] == ["2", "3", "1"], "the order is another one now"
PYTHON
echo "as described"
