#!/usr/bin/env bash
# A page of MkDocs that begins with a word and a colon loses its first line, and nothing says so.
#
# Versions: mkdocs 1.6.1 with Markdown 3.11.3 (Python-Markdown).
# Expected: a page without any front matter shows all of its text. MkDocs documents "MultiMarkdown style
#           meta-data" beside YAML between rules; a sentence is neither, and `--strict`, which ends a build
#           at any warning, would tell of text that is left out.
# Seen:     every first line of the form `Word: …` is taken for a key, whatever the word and however few
#           lines follow. "Warning: the water is hot." is nowhere on the page, nor is it in the search
#           index; the page is built under --strict without a word. A key of two words ("Step 1: …") is text.
# Output:   warning  <p>Pour it.</p>
#           step     <p>Step 1: boil it.</p><p>Pour it.</p>
# So:       a header without rules is told from a sentence by usual keys, a title or a date among them; and a
#           page for MkDocs that begins so needs a heading, or an empty line, above it.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet mkdocs==1.6.1 Markdown==3.11.3
cd "$place"
mkdir docs
echo "site_name: Tea" > mkdocs.yml
printf '# Tea\n\nAll about it.\n' > docs/index.md
printf 'Warning: the water is hot.\n\nPour it.\n' > docs/warning.md
printf 'Step 1: boil it.\n\nPour it.\n' > docs/step.md
printf '\nWarning: the water is hot.\n\nPour it.\n' > docs/line.md
venv/bin/mkdocs build --strict --quiet

paragraphs() { sed -n '/role="main"/,/<footer/p' "site/$1/index.html" | grep -o '<p>.*</p>' | grep -v 'href' | tr -d '\n'; }
for page in warning step line; do
    printf '%-8s %s\n' "$page" "$(paragraphs "$page")"
done
[ "$(paragraphs warning)" = "<p>Pour it.</p>" ] || { echo "MkDocs shows the line now" >&2; exit 1; }
[ "$(paragraphs step)" = "<p>Step 1: boil it.</p><p>Pour it.</p>" ] || { echo "a key of two words changed" >&2; exit 1; }
venv/bin/python - <<'PYTHON'
import json

pages = json.load(open("site/search/search_index.json"))["docs"]
texts = {page["location"]: page["text"] for page in pages}
assert "Warning" not in texts["warning/"], "the search index has the line now"
print("an empty line above it:", "kept" if "Warning" in texts["line/"] else "lost, too")
PYTHON
echo "as seen: the first line of a page is taken for metadata, silently"
