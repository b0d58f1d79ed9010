#!/usr/bin/env bash
# Resiliparse drops the words of each <time> element in a page's main content, in the midst of a sentence.
#
# Versions: Resiliparse 2.0.1; trafilatura 2.3.1 does the same.
# Expected: HTML's <time> is for any day or time that a text speaks of: the sentence stays whole.
# Seen:     the words are gone with main_content=True and there without it, as if each such element were the
#           day of publication.
# Output:   resiliparse, main content  The pot broke on , at noon, with a sound.
#           resiliparse, all of it     The pot broke on the fifth of March, at noon, with a sound.
#           trafilatura                The pot broke on , at noon, with a sound.
# So:       the words of an element are never taken for metadata only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --upgrade pip
"$folder/venv/bin/pip" install --quiet resiliparse==2.0.1 trafilatura==2.3.1

"$folder/venv/bin/python" - <<'EOF'
import trafilatura
from resiliparse.extract.html2text import extract_plain_text

LONG = "<p>Water that has just boiled is too hot for green leaves, which turn bitter above eighty degrees.</p>" * 3
line = '<p>The pot broke on <time datetime="2021-03-05">the fifth of March</time>, at noon, with a sound.</p>'
page = f"<html><head><title>Pots</title></head><body><article><h1>Pots</h1>{LONG}{line}{LONG}</article></body></html>"
found = {
    "resiliparse, main content": extract_plain_text(page, main_content=True),
    "resiliparse, all of it": extract_plain_text(page),
    "trafilatura": trafilatura.extract(page) or "",
}
for name, text in found.items():
    print(f"{name:26}", next(part for part in text.splitlines() if "The pot broke" in part))
has = {name: "fifth of March" in text for name, text in found.items()}
assert has == {"resiliparse, main content": False, "resiliparse, all of it": True, "trafilatura": False}, has
EOF
echo "as seen: words in time elements are gone from the main content"
