#!/usr/bin/env bash
# EbookLib puts the names of an inline drawing in lower case.
#
# Versions: EbookLib 0.20, lxml 6.0.2, Python 3.11.
# Expected: a chapter given as XHTML with an inline SVG is written as it was given.
# Seen:     chapters go through lxml's HTML parser, which knows no SVG: viewBox becomes viewbox and
#           linearGradient becomes lineargradient. In XHTML names are case-sensitive, so a reading
#           system ignores both: the drawing no longer scales, and its gradient is gone. Nothing is said.
# Output:   viewbox="0 0 10 10" … <lineargradient id="g"/>
# So:       put drawings into a book as files of their own, not inline.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet EbookLib==0.20 lxml==6.0.2
cd "$place"
venv/bin/python - <<'PYTHON'
import zipfile

from ebooklib import epub

drawing = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
    '<linearGradient id="g"/><rect width="10" height="10" fill="url(#g)"/></svg>'
)
book = epub.EpubBook()
book.set_identifier("one")
book.set_title("One chapter")
book.set_language("en")
chapter = epub.EpubHtml(title="Drawn", file_name="drawn.xhtml", lang="en")
chapter.content = f"<p>A drawing: {drawing}</p>"
book.add_item(chapter)
book.toc, book.spine = (chapter,), ["nav", chapter]
book.add_item(epub.EpubNcx())
book.add_item(epub.EpubNav())
epub.write_epub("book.epub", book, {"raise_exceptions": True})
written = zipfile.ZipFile("book.epub").read("EPUB/drawn.xhtml").decode()
print(written[written.index("<svg") : written.index("</svg>") + 6])
assert 'viewbox="0 0 10 10"' in written and "viewBox" not in written, "viewBox is kept now"
assert "<lineargradient" in written and "linearGradient" not in written, "linearGradient is kept now"
PYTHON
echo "as seen: names of SVG in lower case"
