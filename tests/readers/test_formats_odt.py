"""OpenDocument texts → Markdown and values."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.formats.odt import read
from support.zipped import odt, zipped

STYLES = """
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>
<style:style style:name="Own" style:display-name="Heading 3" style:family="paragraph"/>
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="BI" style:family="text" style:parent-style-name="B">
  <style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="N" style:family="text" style:parent-style-name="B">
  <style:text-properties fo:font-weight="normal"/></style:style>
<style:style style:name="S" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="U" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="L" style:family="text"><style:text-properties style:text-position="-33% 80%"/></style:style>
<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="Source_20_Text" style:family="text"/>
<style:style style:name="self" style:family="paragraph" style:parent-style-name="self"/>
<text:list-style style:name="N1">
  <text:list-level-style-number text:level="1" text:start-value="3" style:num-format="1"/>
  <text:list-level-style-bullet text:level="2" text:bullet-char="-"/>
</text:list-style>
"""


def markdown(body: str) -> str:
    return read(odt(body, styles=STYLES), "a.odt").body


def p(text: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (p("Tea", "Title"), "# Tea"),
        (p("Tea", "Own"), "### Tea"),
        (p("Tea", "Heading_20_2"), "## Tea"),
        ('<text:h text:outline-level="4">Tea</text:h>', "#### Tea"),
        (p("Tea", "P1") + p("Leaf", "Quotations"), "> Tea\n>\n> Leaf"),
        (p("a<text:s text:c='2'/>b", "Preformatted_20_Text") + p("c", "Preformatted_20_Text"), "```\na  b\nc\n```"),
        (p("Tea", "self"), "Tea"),
        (p("Tea 1", "Contents_20_1"), ""),
        (p("Green\n  tea<text:tab/>is<text:line-break/>good"), "Green tea is\\\ngood"),
        (p("1<text:s/>2"), "1 2"),
    ],
)  # fmt: skip
def test_paragraphs_are_what_their_styles_say(body: str, line: str) -> None:
    assert markdown(body) == line


@pytest.mark.parametrize(
    ("style", "text"),
    [
        *(("B", "**Tea**"), ("BI", "***Tea***"), ("N", "Tea"), ("S", "~~Tea~~"), ("H", ""), ("none", "Tea")),
        *(("Source_20_Text", "`Tea`"), ("U", "<sup>Tea</sup>"), ("L", "<sub>Tea</sub>")),
    ],
)
def test_formats_of_words(style: str, text: str) -> None:
    assert markdown(p(f'<text:span text:style-name="{style}">Tea</text:span>')) == text


def test_lists_nest_begin_where_they_say_and_go_on() -> None:
    def items(*texts: str) -> str:
        return "".join(f"<text:list-item>{text}</text:list-item>" for text in texts)

    inner = f"<text:list>{items(p('b'))}</text:list>"
    first = f'<text:list text:style-name="N1">{items(p("a") + inner, p("c"))}</text:list>'
    more = f'<text:list text:style-name="N1" text:continue-numbering="true">{items(p("d"))}</text:list>'
    assert markdown(f"{first}{p('Text')}{more}") == "3. a\n   - b\n4. c\n\nText\n\n5. d"
    again = '<text:list text:style-name="N1"><text:list-item text:start-value="9">' + p("e")
    assert markdown(f"{again}</text:list-item></text:list>") == "9. e"
    heading = '<text:h text:outline-level="2">Tea</text:h>'
    assert markdown(f'<text:list text:style-name="N1">{items(heading)}</text:list>') == "## Tea"


def test_headings_in_an_item_beside_text_are_no_matter_of_powers() -> None:
    headings = '<text:h text:outline-level="2">Tea</text:h>' * 40
    item = f"<text:list-item>{headings}{p('Leaf')}</text:list-item>"
    assert markdown(f'<text:list text:style-name="N1">{item}</text:list>').count("## Tea") == 40


def test_tables_have_a_header_and_cells_that_are_covered_are_empty() -> None:
    def row(*cells: str) -> str:
        made = "".join(
            f"<table:table-cell>{p(cell)}</table:table-cell>" if cell else "<table:covered-table-cell/>"
            for cell in cells
        )
        return f"<table:table-row>{made}</table:table-row>"

    head = f"<table:table-header-rows>{row('Tea', 'Water')}</table:table-header-rows>"
    assert markdown(f"<table:table>{head}{row('green', '80')}{row('', '90')}</table:table>") == (
        "| Tea | Water |\n| --- | --- |\n| green | 80 |\n|  | 90 |"
    )


def test_links_notes_comments_and_fields() -> None:
    note = '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
    body = p(
        '<text:a xlink:href="https://example.org/">Tea</text:a> <text:a xlink:href="#x">here</text:a>'
        f"{note}{p('A plant.')}</text:note-body></text:note>"
        f"<office:annotation><dc:creator>Bo</dc:creator>{p('Really?')}</office:annotation>"
        " p<text:page-number>7</text:page-number> by <text:author-name>Ann</text:author-name>"
    )
    found = read(odt(body), "a.odt")
    assert found.body == "[Tea](https://example.org/) here[^1] p by Ann\n\n[^1]: A plant."
    assert found.notes == ("1 comment left out",)


def test_what_was_deleted_contents_and_hidden_sections_are_left_out() -> None:
    deleted = f"<text:tracked-changes><text:changed-region><text:deletion>{p('bad')}</text:deletion></text:changed-region></text:tracked-changes>"
    contents = (
        f"<text:table-of-content><text:index-body>{p('Tea 1')}</text:index-body></text:table-of-content>"
    )
    sections = (
        f"<text:section>{p('Tea')}</text:section><text:section text:display='none'>{p('gone')}</text:section>"
    )
    assert markdown(f"{deleted}{contents}{sections}{p('is<text:change/> good')}") == "Tea\n\nis good"


def test_pictures_text_boxes_and_formulas_say_their_words() -> None:
    picture = "<draw:frame><draw:image/><svg:title>A pot</svg:title><svg:desc>of tea</svg:desc></draw:frame>"
    box = f"<draw:frame><draw:text-box>{p('In a box')}</draw:text-box></draw:frame>"
    assert markdown(p(f"{picture}{box}")) == "A pot of tea\n\nIn a box"
    math = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mfrac><mi>a</mi><msup><mi>b</mi>'
        "<mn>2</mn></msup></mfrac></mrow><annotation>a over b^2</annotation></semantics></math>"
    )
    formula = p('<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>')
    found = read(odt(formula, parts={"Object 1/content.xml": math}), "a.odt")
    assert found.body == r"$\frac{a}{b^{2}}$"
    as_a_folder = formula.replace("Object 1", "Object 1/")
    assert read(odt(as_a_folder, parts={"Object 1/content.xml": math}), "a.odt").body == found.body
    assert read(odt(p("x") + formula, parts={"Object 1/content.xml": "<broken"}), "a.odt").body == "x"


def test_properties_become_values_and_a_title_in_the_text_counts_first() -> None:
    meta = (
        "<dc:title>Other</dc:title><meta:initial-creator>Ann</meta:initial-creator><dc:creator>Bo</dc:creator>"
        "<meta:keyword>leaf</meta:keyword><meta:keyword>green tea</meta:keyword><dc:language>en-GB</dc:language>"
        "<meta:creation-date>2021-03-05T10:15:00.123456789</meta:creation-date><dc:date>2021-03-06T10:15:00</dc:date>"
    )
    assert read(odt(p("Tea &amp; I", "Title"), meta=meta), "a.odt").values == {
        "title": "Tea & I",
        "authors": ["Ann"],
        "tags": ["leaf", "green tea"],
        "language": "en-GB",
        "created": "2021-03-05T10:15:00.123456789",
        "updated": "2021-03-06T10:15:00",
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"words", "no zip archive"),
        (odt(p("Tea"))[:400], "cut off"),
        (zipped({"a": "b"}), "no text in it"),
        (zipped({"content.xml": "<a/>"}), "no text in it"),
        (odt(p("Tea"), parts={"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "encrypted"),
        (odt("<text:section>" * 100 + "</text:section>" * 100), "nested too deeply"),
        (odt(p("<text:span>" * 100 + "x" + "</text:span>" * 100)), "nested too deeply"),
    ],
)
def test_what_is_no_readable_document_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleUnreadable, match=reason):
        read(data, "a.odt")


PIECES = st.recursive(
    st.sampled_from(["x", "<text:s text:c='99999999'/>", "<draw:object xlink:href='content.xml'/>", "<text:tab/>"]),
    lambda inner: st.tuples(
        st.sampled_from(
            [
                *("text:p", "text:h text:outline-level='x'", "text:span", "text:list", "text:list-item", "text:note"),
                *("text:note-body", "table:table", "table:table-row", "table:table-cell", "draw:frame", "text:a"),
                *("draw:text-box", "text:section", "text:list text:style-name='N1' text:continue-numbering='true'"),
            ]
        ),
        st.lists(inner, max_size=4),
    ).map(lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0].split()[0]}>"),
)  # fmt: skip


@given(PIECES)
def test_no_body_raises_anything_else(body: str) -> None:
    with suppress(ArticleUnreadable):
        markdown(body)
