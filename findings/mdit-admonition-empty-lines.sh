#!/usr/bin/env bash
# Two empty lines within an admonition end it for mdit-py-plugins, and the rest of its text becomes code.
#
# Versions: mdit-py-plugins 0.7.0 with markdown-it-py 4.3.0; Markdown 3.11.3 (Python-Markdown).
# Expected: `!!! note` as Python-Markdown, whose syntax it is, and MkDocs read it: all that is indented
#           below it is in it, however many empty lines are between, and words behind the kind that are
#           in no quotes are further classes ("inline end" of Material for MkDocs).
# Seen:     the plugin stops at the second of two empty lines that follow one another. What is indented
#           below them is then an indented code block behind the box, and nothing says so: a list goes on
#           as code. And words without quotes are the title: `!!! tip inline end` is titled "inline end".
# Output:   mdit    …<p>a</p></div><pre><code>b</code></pre>
#           python  …<p>a</p><p>b</p></div>
# So:       what is read by both needs one empty line at most within an admonition, and a title in quotes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet mdit-py-plugins==0.7.0 markdown-it-py==4.3.0 Markdown==3.11.3
cd "$place"
venv/bin/python - <<'PYTHON'
from markdown import markdown
from markdown_it import MarkdownIt
from mdit_py_plugins.admon import admon_plugin

mdit = MarkdownIt("commonmark").use(admon_plugin)


def both(text: str) -> tuple[str, str]:
    """The HTML by the plugin and by Python-Markdown, without line feeds."""
    html = mdit.render(text), markdown(text, extensions=["admonition"])
    return html[0].replace("\n", ""), html[1].replace("\n", "")


for empty in ("\n", "\n\n"):
    ours, theirs = both(f"!!! note\n    a\n{empty}    b\n")
    print(f"mdit    {ours}\npython  {theirs}")
    assert theirs.endswith("<p>a</p><p>b</p></div>"), "Python-Markdown changed"
    assert ours.endswith("<pre><code>b</code></pre>" if len(empty) > 1 else "<p>a</p><p>b</p></div>"), "the plugin changed"
ours, theirs = both("!!! tip inline end\n    a\n")
print(f"mdit    {ours}\npython  {theirs}")
assert '<p class="admonition-title">inline end</p>' in ours, "the plugin changed"
assert '<div class="admonition tip inline end"><p class="admonition-title">Tip</p>' in theirs, "Python-Markdown changed"
PYTHON
echo "as seen: two empty lines end an admonition, and what is below them is code"
