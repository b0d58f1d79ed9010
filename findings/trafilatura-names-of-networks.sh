#!/usr/bin/env bash
# trafilatura drops a heading or paragraph of an article that is a network's name and nothing else.
#
# Versions: trafilatura 2.3.1.
# Expected: a heading within the article, without link or class, is a part of it.
# Seen:     "Twitter" and "Facebook" are taken for buttons to share the page, whatever element they are and
#           wherever they stand: a text with a section for each loses these headings, and its sections run
#           together.
# Output:   headings in the page: ['Threads', 'Twitter', 'Facebook', 'Letters']
#           headings found:       ['Threads', 'Letters']
# So:       only the place of the main text is chosen by such signs, and words are kept for what they are in.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --upgrade pip
"$folder/venv/bin/pip" install --quiet trafilatura==2.3.1

"$folder/venv/bin/python" - <<'EOF'
import trafilatura

LONG = "Whoever wrote to a friend had to wait a week for an answer, and was glad of each line that came. " * 2
names = ["Threads", "Twitter", "Facebook", "Letters"]
sections = "".join(f"<h2>{name}</h2><p>{LONG}On the {number}. day, it rained.</p>" for number, name in enumerate(names))
page = f"<html><head><title>Ways to write</title></head><body><article><h1>Ways to write</h1>{sections}</article></body></html>"
text = trafilatura.extract(page, output_format="markdown", include_formatting=True) or ""
kept = [name for name in names if f"## {name}" in text]
print("headings in the page:", names)
print("headings found:      ", kept)
assert kept == ["Threads", "Letters"], text
assert all(f"On the {number}. day" in text for number in range(4))
EOF
echo "as seen: headings that are the name of a network are gone"
