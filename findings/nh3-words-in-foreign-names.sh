#!/usr/bin/env bash
# nh3 drops the words in an element that is named as one of SVG's or MathML's, although it is in neither.
#
# Versions: nh3 0.3.8.
# Expected: the tag of an element that is not allowed goes, and its words stay, as the documentation says of
#           tags beside clean_content_tags: <widget>words</widget> becomes "words". <path>, <card> or <list>
#           in a paragraph are unknown elements of HTML, as <widget> is: only within <svg> or <math> do they
#           mean anything, and an HTML parser puts them in HTML's namespace.
# Seen:     the words go with the tag, for 153 of the names of SVG 1.1 and MathML that were tried, and if the
#           element is not closed, so does the rest of the paragraph. Nothing is raised.
# Output:   widget  <p>Give it a rest.</p>
#           path    <p>Give it a </p>
#           card    <p>Give it a </p>
#           list    <p>Give it a </p>
#           set     <p>Give it a </p>
# So:       tags that are not known are taken out before the page is given to nh3.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet nh3==0.3.8
"$place/venv/bin/python" - <<'PYTHON'
import sys

import nh3

seen = {}
for name in ("widget", "path", "card", "list", "set"):
    seen[name] = nh3.clean(f"<p>Give it a <{name}>rest.</{name}></p>", tags={"p"})
    print(f"{name:7} {seen[name]}")
kept = seen.pop("widget")
if kept != "<p>Give it a rest.</p>":
    sys.exit(f"an unknown element lost its words, too: {kept}")
if set(seen.values()) != {"<p>Give it a </p>"}:
    sys.exit("the words stay now")
PYTHON
echo "as seen: words in elements named as SVG's or MathML's are gone"
