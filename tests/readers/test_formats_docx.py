"""Word documents → Markdown and values."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.formats.docx import read
from support.cost import is_linear
from support.zipped import docx, paragraph, words, zipped

STYLES = """
<w:style w:type="paragraph" w:styleId="a"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="b"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift3"><w:name w:val="Überschrift 3"/></w:style>
<w:style w:type="paragraph" w:styleId="own"><w:name w:val="Chapter"/><w:basedOn w:val="b"/></w:style>
<w:style w:type="paragraph" w:styleId="out"><w:name w:val="Own"/><w:pPr><w:outlineLvl w:val="3"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="q"><w:name w:val="Intense Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="code"><w:name w:val="Source Code"/></w:style>
<w:style w:type="paragraph" w:styleId="toc1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="self"><w:name w:val="Self"/><w:basedOn w:val="self"/></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Mono"><w:name w:val="Verbatim Char"/></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="0">
  <w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
  <w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
  <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val=" "/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/>
  <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
"""


def markdown(*body: str, **parts: str) -> str:
    return read(docx("".join(body), styles=STYLES, numbering=NUMBERING, **parts), "a.docx").body


def item(text: str, list_id: int = 1, level: int = 0) -> str:
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(text, properties=place)


def field(instruction: str, result: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    ("style", "line"),
    [
        ("a", "# Tea"),
        ("b", "## Tea"),
        ("berschrift3", "### Tea"),
        ("own", "## Tea"),
        ("out", "#### Tea"),
        ("q", "> Tea"),
        ("code", "```\nTea\n```"),
        ("self", "Tea"),
        ("unknown", "Tea"),
        ("toc1", ""),
    ],
)
def test_styles_say_what_a_paragraph_is_by_name_outline_and_what_they_are_based_on(
    style: str, line: str
) -> None:
    assert markdown(paragraph("Tea", style=style)) == line


def test_a_paragraph_may_have_an_outline_level_itself() -> None:
    assert markdown(paragraph("Tea", properties='<w:outlineLvl w:val="0"/>')) == "# Tea"
    assert markdown(paragraph("Tea", properties='<w:outlineLvl w:val="9"/>')) == "Tea"


@pytest.mark.parametrize(
    ("run", "text"),
    [
        ("<w:b/>", "**Tea**"),
        ('<w:b w:val="0"/>', "Tea"),
        ("<w:i/>", "*Tea*"),
        ("<w:strike/>", "~~Tea~~"),
        ('<w:rStyle w:val="Strong"/>', "**Tea**"),
        ('<w:rStyle w:val="Strong"/><w:b w:val="false"/>', "Tea"),
        ('<w:rStyle w:val="Mono"/>', "`Tea`"),
        ("<w:vanish/>", ""),
    ],
)
def test_formats_of_words(run: str, text: str) -> None:
    assert markdown(paragraph("Tea", run=run)) == text


def test_runs_of_one_look_are_one() -> None:
    runs = words("Green ", "<w:b/>") + words("tea", "<w:b/>") + words(" is *good*.")
    assert markdown(f"<w:p>{runs}</w:p>") == r"**Green tea** is \*good\*."


def test_lists_nest_go_on_behind_text_and_begin_anew() -> None:
    body = (
        item("a"),
        item("b", level=1),
        item("more", 2),
        item("c"),
        paragraph("Text"),
        item("d"),
        item("e", 3),
    )
    assert markdown(*body) == "3. a\n\n   - b\n\n     more\n\n4. c\n\nText\n\n5. d\n\n1) e"


def test_a_list_that_says_where_it_begins_begins_there() -> None:
    assert markdown(item("a"), paragraph("Text"), item("b", 3)) == "3. a\n\nText\n\n1. b"


def test_tables_have_a_header_and_merged_cells_say_their_words_once() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    begun = '<w:vMerge w:val="restart"/>'
    rows = (
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cell('Tea')}{cell('Water')}</w:tr>"
        f"<w:tr>{cell('green', begun)}{cell('80')}</w:tr>"
        f"<w:tr>{cell('gone', '<w:vMerge/>')}{cell('90')}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell('deleted')}{cell('0')}</w:tr>"
    )
    lines = markdown(f"<w:tbl>{rows}</w:tbl>").split("\n")
    assert [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "-" not in line] == [
        ["Tea", "Water"],
        ["green", "80"],
        ["", "90"],
    ]
    assert markdown(f"<w:tbl><w:tr>{cell('A box')}</w:tr></w:tbl>") == "A box"


def test_deleted_text_is_gone_inserted_text_is_there() -> None:
    runs = f"{words('Tea ')}<w:del><w:r><w:delText>is bad</w:delText></w:r></w:del><w:ins>{words('is good')}</w:ins>"
    moved = f"<w:moveFrom>{words('!')}</w:moveFrom><w:moveTo>{words('.')}</w:moveTo>"
    assert markdown(f"<w:p>{runs}{moved}</w:p>") == "Tea is good."
    ended = paragraph("Green ", properties="<w:rPr><w:del/></w:rPr>")
    assert markdown(ended, paragraph("tea")) == "Green tea"


def test_fields_give_their_results_but_contents_and_numbers_of_pages() -> None:
    assert markdown(f"<w:p>{field('HYPERLINK &quot;https://example.org/&quot;', words('Tea'))}</w:p>") == (
        "[Tea](https://example.org/)"
    )
    assert (
        markdown(f"<w:p>{words('p. ')}{field('PAGE', words('7'))}{field('REF a', words('8'))}</w:p>")
        == "p. 8"
    )
    begin, _, end = field("TOC \\o", "|").partition("|")
    assert (
        markdown(f"<w:p>{begin}{words('Tea 1')}</w:p><w:p>{words('Water 2')}{end}</w:p>", paragraph("x"))
        == "x"
    )
    simple = f'<w:p><w:fldSimple w:instr="AUTHOR">{words("Ann")}</w:fldSimple></w:p>'
    assert markdown(simple) == "Ann"


def test_links_notes_and_comments() -> None:
    body = (
        f'<w:p><w:hyperlink r:id="x">{words("Tea")}</w:hyperlink><w:hyperlink w:anchor="a">{words(" here")}</w:hyperlink>'
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    )
    notes = f'<w:footnote w:id="2">{paragraph("A plant.")}{paragraph("Green.")}</w:footnote>'
    found = read(docx(body, links="x=https://example.org/", footnotes=notes), "a.docx")
    assert found.body == "[Tea](https://example.org/) here[^1]\n\n[^1]: A plant.\n\n    Green."
    assert found.notes == ("1 comment left out",)


def test_text_boxes_pictures_and_formulas_say_their_words() -> None:
    box = f"<w:txbxContent>{paragraph('In a box')}</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    picture = '<w:r><w:drawing><wp:docPr name="Picture 1" descr="A tea pot"/></w:drawing></w:r>'
    assert markdown(f"<w:p>{picture}{both}</w:p>") == "A tea pot\n\nIn a box"

    def part(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    formula = (
        f"<m:oMath><m:f><m:num>{part('a_1')}</m:num><m:den>{part('2')}</m:den></m:f>"
        f"<m:sSup><m:e>{part('x')}</m:e><m:sup>{part('n')}</m:sup></m:sSup>"
        f"<m:rad><m:e>{part('y')}</m:e></m:rad><m:d><m:e>{part('z')}</m:e></m:d></m:oMath>"
    )
    assert markdown(f"<w:p>{formula}</w:p>") == r"$\frac{a_1}{2}x^{n}\sqrt{y}(z)$"


def test_properties_become_values_and_a_title_in_the_text_counts_first() -> None:
    core = (
        "<dc:title>Microsoft Word - a.doc</dc:title><dc:creator>Ann Example; Bo</dc:creator>"
        "<cp:keywords>leaf, green tea; x</cp:keywords><dc:description>On tea.</dc:description>"
        "<dcterms:created>2021-03-05T10:15:00Z</dcterms:created><dcterms:modified>2021-03-06T10:15:00Z</dcterms:modified>"
        "<dc:language>en-GB</dc:language>"
    )
    document = docx(paragraph("The Tea &amp; I", style="a"), core=core, styles=STYLES)
    assert read(document, "a.docx").values == {
        "title": "The Tea & I",
        "authors": ["Ann Example", "Bo"],
        "tags": ["leaf", "green tea", "x"],
        "summary": "On tea.",
        "created": "2021-03-05T10:15:00Z",
        "updated": "2021-03-06T10:15:00Z",
        "language": "en-GB",
    }
    assert read(docx(paragraph("Text"), core="<dc:title>Tea</dc:title>"), "a.docx").values == {"title": "Tea"}


DEEP = "<w:tbl><w:tr><w:tc>" * 100 + paragraph("x") + "</w:tc><w:tc/></w:tr></w:tbl>" * 100


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"{\\rtf1 Tea}", "RTF"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, r"\(\.doc\)"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "encrypted Word document",
        ),
        (docx(paragraph("Tea"))[:300], "cut off"),
        (zipped({"a.txt": "Tea"}), "no text in it"),
        (zipped({"word/document.xml": "<w:document"}), "is no XML"),
        (zipped({"word/document.xml": "<a/>"}), "no body"),
        (zipped({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "entities"),
        (zipped({"word/document.xml": " " * 60_000_001}), "more than 60,000,000 bytes"),
        (docx(DEEP), "nested too deeply"),
    ],
    ids=range(11),  # not the bytes: zip archives hold the time, and each worker collects them anew
)
def test_what_is_no_readable_document_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleUnreadable, match=reason):
        read(data, "a.docx")


PIECES = st.sampled_from(
    [
        *("<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>x</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>"),
        *("<w:tc>", "</w:tc>", "<w:br/>", '<w:fldChar w:fldCharType="begin"/>', '<w:sym w:char="zz"/>'),
        *('<w:fldChar w:fldCharType="end"/>', '<w:footnoteReference w:id="2"/>', "<m:oMath/>", item("x")),
        *(item("y", 3, 1), item("z", 9, 9), '<w:sym w:char="d800"/>', '<w:sym w:char="F0FE"/>', "<w:sdt/>"),
    ]
)


@given(st.lists(PIECES, max_size=20))
def test_no_body_raises_anything_else(pieces: list[str]) -> None:
    with suppress(ArticleUnreadable):
        notes = f'<w:footnote w:id="2">{"".join(pieces[:4])}</w:footnote>'
        read(docx("".join(pieces), numbering=NUMBERING, footnotes=notes), "a.docx")


@given(st.data())
def test_no_damage_raises_anything_else(data: st.DataObject) -> None:
    whole = bytearray(docx(paragraph("Tea"), styles=STYLES))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ArticleUnreadable):
        read(bytes(whole), "a.docx")


def test_a_part_with_a_password_is_refused() -> None:
    data = bytearray(docx(paragraph("Tea")))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        at = archive.getinfo("word/document.xml").header_offset
    central = data.rindex(b"word/document.xml") - 46
    data[at + 6] |= 1
    data[central + 8] |= 1
    with pytest.raises(ArticleUnreadable, match="encrypted Word document"):
        read(bytes(data), "a.docx")


def test_fields_that_never_end_cost_their_length() -> None:
    begun = field("AUTHOR", "").removesuffix('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    work = f"<w:p>{begun}{words('x')}</w:p>"
    assert is_linear(lambda count: markdown(work * count), 1500)


@pytest.mark.parametrize("run", ['<w:vertAlign w:val="superscript"/>', '<w:rStyle w:val="Mark"/>'])
@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_the_mark_of_a_note_is_not_raised_twice(run: str, kind: str) -> None:
    raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    style = (
        f'<w:style w:type="character" w:styleId="Mark"><w:name w:val="{kind} reference"/>{raised}</w:style>'
    )
    mark = f'<w:r><w:rPr>{run}</w:rPr><w:{kind}Reference w:id="2"/></w:r>'
    body = f"<w:p>{words('note')}{mark}{words('2', run)}</w:p>"
    notes = f'<w:{kind} w:id="2">{paragraph("A plant.")}</w:{kind}>'
    found = read(docx(body, styles=style, **{f"{kind}s": notes}), "a.docx")
    assert found.body == "note[^1]<sup>2</sup>\n\n[^1]: A plant."
