#!/usr/bin/env bash
# One hyphenated line, and readers of a PDF's text take every hyphen of the document for a soft one.
#
# Versions: typst 0.15.2 (the Python package), pypdf 7.1.1, pdfminer.six 20260107, pypdfium2 5.15.2.
# Expected: words broken at a line's end have a soft hyphen in the PDF's text; "x-ray" in the middle of a
#           line keeps its own.
# Seen:     both are drawn with the same glyph, and the font's table of characters (ToUnicode) gives a
#           glyph one meaning: that of the hyphen which came first. Typst says the other meaning beside
#           it (ActualText), which pdfium honours; pypdf and pdfminer do not read it. So with a broken
#           word first they give "x\u00adray" and "re\u00aduse", and a search in that text for "x-ray"
#           finds nothing; without one, the same words are right.
# Output:   pypdf '… an x\xadray, a re\xaduse …', pdfminer likewise, pdfium '… an x-ray, a re-use …'
# So:       before text of such a PDF is searched, take U+00AD in the middle of a line for a hyphen.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet typst==0.15.2 pypdf==7.1.1 pdfminer.six==20260107 pypdfium2==5.15.2
cd "$place"
venv/bin/python - <<'PYTHON'
from pathlib import Path

import pypdfium2
import typst
from pdfminer.high_level import extract_text
from pypdf import PdfReader

PAGE = '#set page(width: 6cm)\n#set text(lang: "en", hyphenate: {})\n#set par(justify: true)\n'
WORDS = "An extraordinarily long internationalization effort with an x-ray, a re-use and more."


def texts(hyphenate: str) -> dict[str, str]:
    """The PDF's text by each reader, with white space as single spaces."""
    Path("page.typ").write_text(PAGE.format(hyphenate) + WORDS, encoding="utf-8")
    Path("page.pdf").write_bytes(typst.compile("page.typ"))
    read = {
        "pypdf": PdfReader("page.pdf").pages[0].extract_text(),
        "pdfminer": extract_text("page.pdf"),
        "pdfium": pypdfium2.PdfDocument("page.pdf")[0].get_textpage().get_text_range(),
    }
    return {name: " ".join(text.split()) for name, text in read.items()}


broken, whole = texts("true"), texts("false")
for name in broken:
    print(f"{name:9}{broken[name]!a}")
for name in ("pypdf", "pdfminer"):
    assert "x\u00adray" in broken[name] and "re\u00aduse" in broken[name], f"{name} tells them apart now"
    assert "x-ray" in whole[name] and "re-use" in whole[name], f"{name} without broken words changed"
assert "x-ray" in broken["pdfium"] and "re-use" in broken["pdfium"], "pdfium changed"
PYTHON
echo "as seen: hyphens within a line become soft hyphens for two of three readers"
