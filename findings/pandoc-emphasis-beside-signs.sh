#!/usr/bin/env bash
# pandoc writes bold words as CommonMark that pandoc itself reads as stars.
#
# Versions: pandoc 3.9 (from pypandoc_binary 1.17).
# Expected: what `-f html -t commonmark` writes is read by `-f commonmark` as the same HTML. CommonMark's rules say
#           where stars are emphasis; pandoc minds them for spaces, which it moves out of the stars.
# Seen:     stars between a letter and punctuation are written as they are, "x**€5**", "これは**「茶」**です". By the
#           rules ("right-flanking", "left-flanking") they are text there, and pandoc reads them as text: the stars
#           are shown, the emphasis is gone. Chinese and Japanese have no spaces between words, so it is common there.
# Output:   <p>x<strong>€5</strong></p>               ->  x**€5**             ->  <p>x**€5**</p>
#           <p>これは<strong>「茶」</strong>です</p>  ->  これは**「茶」**です  ->  <p>これは**「茶」**です</p>
#           <p>x<strong> 5 </strong>y</p>             ->  x **5** y           ->  <p>x <strong>5</strong> y</p>
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet pypandoc_binary==1.17
"$place/venv/bin/python" - <<'PYTHON'
from pypandoc import convert_text, get_pandoc_version

assert get_pandoc_version() == "3.9", get_pandoc_version()


def there_and_back(html: str) -> tuple[str, str]:
    markdown = convert_text(html, "commonmark", format="html").strip()
    return markdown, convert_text(markdown, "html", format="commonmark").strip()


for html in (
    "<p>x<strong>€5</strong></p>",
    "<p>これは<strong>「茶」</strong>です</p>",
    "<p>x<strong> 5 </strong>y</p>",
):
    print(html, *there_and_back(html), sep="  ->  ")
assert there_and_back("<p>x<strong>€5</strong></p>") == ("x**€5**", "<p>x**€5**</p>")
assert there_and_back("<p>これは<strong>「茶」</strong>です</p>") == ("これは**「茶」**です", "<p>これは**「茶」**です</p>")
assert there_and_back("<p>x<strong> 5 </strong>y</p>") == ("x **5** y", "<p>x <strong>5</strong> y</p>")
PYTHON
