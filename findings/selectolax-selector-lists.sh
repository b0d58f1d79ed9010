#!/usr/bin/env bash
# selectolax's css() gives an element once for each selector of a list that it matches.
#
# Versions: selectolax 1.0.2 (LexborHTMLParser); 0.3.21, 0.3.29 and 0.4.0 do the same. Beside it lxml 5.4.0
#           with cssselect 1.3.0.
# Expected: each element once, in the order of the document: a selector list matches what any of its selectors
#           matches, and querySelectorAll() in browsers and lxml's cssselect() have no
#           element twice.
# Seen:     an element that two selectors of the list match is in the answer twice, those of one selector are
#           there once. Who counts the nodes counts too many; who replaces each of them replaces the second time
#           what is in the tree no longer.
# Output:   selector       selectolax  lxml
#           .a             1 2         1 2
#           .a, .b         1 1 2 3     1 2 3
#           div .a, .a     1 1 2 2     1 2
# So:       what a list finds is made distinct by `mem_id`.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet selectolax==1.0.2 lxml==5.4.0 cssselect==1.3.0
"$place/venv/bin/python" - <<'PYTHON'
import sys

from lxml import html
from selectolax.lexbor import LexborHTMLParser

PAGE = "<div><p class='a b' id='1'></p><p class='a' id='2'></p><p class='b' id='3'></p></div>"
found = {}
print("selector       selectolax  lxml")
for selector in (".a", ".a, .b", "div .a, .a"):
    here = " ".join(node.attributes["id"] for node in LexborHTMLParser(PAGE).css(selector))
    there = " ".join(element.get("id") for element in html.fromstring(PAGE).cssselect(selector))
    print(f"{selector:14} {here:11} {there}")
    found[selector] = here, there
if found != {".a": ("1 2", "1 2"), ".a, .b": ("1 1 2 3", "1 2 3"), "div .a, .a": ("1 1 2 2", "1 2")}:
    sys.exit("it is otherwise now")
PYTHON
echo "as seen: an element is there once for each selector that it matches"
