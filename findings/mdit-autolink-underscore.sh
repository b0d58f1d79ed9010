#!/usr/bin/env bash
# mdit-py-plugins links only a part of a bare mail address that has an underscore.
#
# Versions: mdit-py-plugins 0.7.0, markdown-it-py 4.3.0, Python 3.11.
# Expected: underscores may stand before the "@" in GitHub's specification, so the whole address is the link.
# Seen:     the plugin looks back through the text that is still pending; an underscore has already ended
#           that, since it may begin emphasis. So the link goes to a mailbox of another name, and nothing
#           on the page shows it but where the underline begins. A dot in that place does no harm.
# Output:   <p>write to ann_<a href="mailto:lee@example.org">lee@example.org</a></p>
#           <p>write to <a href="mailto:ann.lee@example.org">ann.lee@example.org</a></p>
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet markdown-it-py==4.3.0 mdit-py-plugins==0.7.0
"$place/venv/bin/python" - <<'PYTHON'
from markdown_it import MarkdownIt
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

parser = MarkdownIt("commonmark").use(gfm_autolink_plugin)
underscore = parser.render("write to ann_lee@example.org")
dot = parser.render("write to ann.lee@example.org")
print(underscore + dot, end="")
assert dot == '<p>write to <a href="mailto:ann.lee@example.org">ann.lee@example.org</a></p>\n', dot
assert underscore == '<p>write to ann_<a href="mailto:lee@example.org">lee@example.org</a></p>\n', underscore
PYTHON
