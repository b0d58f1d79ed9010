#!/usr/bin/env bash
# Pdfium gives the lines of text that runs down a page in reverse: the last line first.
#
# Versions: pypdfium2 5.15.2 (pdfium 159.0.8149.0), pypdf 7.1.1, typst 0.15.2, Python 3.11.
# Expected: a paragraph that is turned by a quarter, as the caption of a broad table is, is given in the
#           order in which it is written in the file and read by people.
# Seen:     turned clockwise (it runs from the top down) its lines come in reverse, each of them whole.
#           Turned the other way or upside down they come in order. Pypdf, and pdftotext 22.12, give all three in
#           order. Nothing tells that the order is another than the file's.
# Output:   90deg    nine teas. / five teas six teas seven teas eight teas / One tea two teas three teas four teas
#           -90deg   One tea two teas three teas four teas / five teas six teas seven teas eight teas / nine teas.
# So:       look at the angle of a line's characters (FPDFText_GetCharAngle, which counts clockwise), and turn
#           such lines round.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet pypdfium2==5.15.2 pypdf==7.1.1 typst==0.15.2
cd "$place"
venv/bin/python - <<'PYTHON'
from io import BytesIO

import pypdf
import pypdfium2
import typst

SOURCE = """
#set page(width: 12cm, height: 12cm)
#set text(hyphenate: false)
#rotate({}, reflow: true)[#block(width: 6cm)[
  One tea two teas three teas four teas five teas six teas seven teas eight teas nine teas.
]]
"""


def lines(angle: str) -> tuple[list[str], list[str]]:
    data = typst.compile(SOURCE.format(angle).encode())
    by_pdfium = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
    by_pypdf = pypdf.PdfReader(BytesIO(data)).pages[0].extract_text()
    return [line.strip() for line in by_pdfium.splitlines()], [line.strip() for line in by_pypdf.splitlines()]


for angle in ("90deg", "-90deg", "180deg"):
    found, order = lines(angle)
    print(f"{angle:8} {' / '.join(found)}")
    assert order[0].startswith("One tea") and order[-1].endswith("nine teas."), order
    expected = order[::-1] if angle == "90deg" else order
    assert found == expected, f"{angle} is otherwise now"
PYTHON
