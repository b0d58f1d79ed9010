"""One rule for names of authors in one text, whatever kind of file it is in."""

from __future__ import annotations

import io
import zipfile

import pytest

from kratomcli.readers import read
from kratomcli.readers.people import names_in_text

CORE = (
    '<?xml version="1.0"?><cp:coreProperties'
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{}</dc:creator></cp:coreProperties>'
)
DOCUMENT = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>Tea is green.</w:t></w:r></w:p></w:body></w:document>"
)
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def docx(author: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", DOCUMENT)
        archive.writestr("docProps/core.xml", CORE.format(author))
    return held.getvalue()


TEXTS = {
    "a.md": "---\nauthor: {}\n---\nTea is green.\n",
    "a.rst": ":Authors: {}\n\nTea is green.\n",
    "a.org": "#+AUTHOR: {}\n\nTea is green.\n",
    "a.html": "<title>Tea</title><meta name=author content='{}'><p>Tea is green, and that is all.</p>",
}


def authors_in(name: str, author: str) -> tuple[str, ...]:
    data = docx(author) if name.endswith("docx") else TEXTS[name].format(author).encode()
    return read(data, id="a", path=name).authors


@pytest.mark.parametrize("name", [*TEXTS, "a.docx"])
@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Doe, Jane", ("Doe, Jane",)),
        ("van der Berg, Jan", ("van der Berg, Jan",)),
        ("Jane Doe, Ann Roe", ("Jane Doe", "Ann Roe")),
        ("Doe, Jane; Roe, Ann", ("Doe, Jane", "Roe, Ann")),
        ("Jane Doe", ("Jane Doe",)),
    ],
)
def test_a_text_of_names_means_the_same_in_every_kind_of_file(
    name: str, author: str, names: tuple[str, ...]
) -> None:
    assert authors_in(name, author) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ann, bob", ["ann", "bob"]),
        ("Ann, Bob, Carl", ["Ann", "Bob", "Carl"]),
        ("王小明，李四", ["王小明", "李四"]),
        ("王小明, 李四", ["王小明", "李四"]),
        ("Doe, Jane A.", ["Doe, Jane A."]),
    ],
)
def test_only_a_family_name_before_a_given_one_keeps_its_comma(text: str, names: list[str]) -> None:
    assert names_in_text(text) == names
