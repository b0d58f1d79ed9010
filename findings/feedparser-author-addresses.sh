#!/bin/bash
# feedparser 6.0.11 and 6.0.14 cut the address of an RSS <author> after the fourth letter of its last part,
# and give the rest to the person's name.
#
# RSS 2.0 has authors as "ann@tea.example (Ann Bee)". For .com or .info the address is ann@tea.info and the name
# "Ann Bee". For .example, .london, .museum, .online and every other ending of five letters or more, the
# address is ann@tea.exam and the name "ple (Ann Bee". `entry.author` still has the text as it stands.
#
# Seen 2026-11-27, exit 0:
#   6.0.11 ann@tea.info        -> 'Ann Bee' <ann@tea.info>
#   6.0.11 ann@tea.example     -> 'ple (Ann Bee' <ann@tea.exam>
#   6.0.11 ann@tea.london      -> 'on (Ann Bee' <ann@tea.lond>
#   6.0.14 the same
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cat > "$place/see.py" <<'PY'
import io
import feedparser

FEED = '<rss version="2.0"><channel><title>T</title><item><title>A</title><author>{} (Ann Bee)</author></item></channel></rss>'
seen = {}
for address in ("ann@tea.info", "ann@tea.example", "ann@tea.london"):
    (entry,) = feedparser.parse(io.BytesIO(FEED.format(address).encode())).entries
    detail = entry.author_detail
    seen[address] = detail.name, detail.email
    print(f"{feedparser.__version__} {address:19} -> {detail.name!r} <{detail.email}>")
    assert entry.author == f"{address} (Ann Bee)"
assert seen == {
    "ann@tea.info": ("Ann Bee", "ann@tea.info"),
    "ann@tea.example": ("ple (Ann Bee", "ann@tea.exam"),
    "ann@tea.london": ("on (Ann Bee", "ann@tea.lond"),
}
PY
for version in 6.0.11 6.0.14; do
    python3 -m venv "$place/$version"
    "$place/$version/bin/pip" install -q "feedparser==$version" sgmllib3k==1.0.0
    "$place/$version/bin/python" "$place/see.py"
done
