"""PDF → Markdown: paragraphs, pages, outline, metadata, and what is refused."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from html import unescape

import pytest
import typst

from kratomcli.errors import ArticleUnreadable, MissingExtra
from kratomcli.markup.inline import plain_text
from kratomcli.readers.conversion import Converted
from kratomcli.readers.formats.pdf import read
from kratomcli.readers.pdf.properties import date_of, is_title
from support.cost import is_linear
from support.pdfs import Words, lines, make_pdf

STORY = (
    "Tea was grown on the hills above the town long before the first road came. Pickers went up at dawn, "
    "when the leaves were wet, and came down with baskets that weighed more than they did. Nobody there "
    "counted the hours; one counted baskets, and at the end of the week the foreman paid for what he saw."
)
SECOND = (
    "In the other valley everything was different. A machine that somebody had brought from the coast did "
    "the rolling, the drying and most of the sorting, and those who fed it went home at noon with clean hands."
)


def story(number: int) -> str:
    """Other lines for each number, in one sentence."""
    words = re.findall(r"\w+", f"{STORY} {SECOND}".lower())
    return " ".join([*words[number * 7 :], *words[: number * 7]]).capitalize() + "."


def typeset(source: str, settings: str = "") -> Converted:
    """What is read of a PDF that Typst makes of `source`."""
    return read(
        typst.compile(f"#set page(width: 12cm, height: 16cm)\n{settings}\n{source}".encode()), "x.pdf"
    )


def texts(converted: Converted) -> list[str]:
    """The paragraphs without headings, as they are shown."""
    return [unescape(plain_text(part)) for part in converted.body.split("\n\n") if not part.startswith("#")]


def headings(converted: Converted) -> list[str]:
    return re.findall(r"^#+ .*", converted.body, re.M)


def by_hand(*pages: list[Words], **more: object) -> Converted:
    return read(make_pdf(pages, **more), "x.pdf")  # type: ignore[arg-type]


# Paragraphs.


@pytest.mark.parametrize(
    "settings",
    [
        "#set par(spacing: 2em)",
        "#set par(spacing: .65em, first-line-indent: 1.5em, justify: true)",
        "#set par(justify: true)\n#set text(hyphenate: true)",
        "#set par(spacing: 1.6em)\n#set align(right)",
        "#set page(columns: 2)\n#set text(size: 8pt)",
        "#set page(flipped: true)",
        '#set text(font: "DejaVu Sans Mono", size: 8pt)',
    ],
)
def test_lines_become_the_paragraphs_that_they_were(settings: str) -> None:
    assert texts(typeset(f"{STORY}\n\n{SECOND}\n\n{STORY}", settings)) == [STORY, SECOND, STORY]


def test_a_sentence_goes_on_over_the_page_and_the_page_begins_with_what_begins_on_it() -> None:
    stories = [story(number) for number in range(9)]
    found = typeset("\n\n".join(stories), "#set page(height: 8cm)\n#set par(spacing: 1.5em)")
    assert texts(found) == stories
    assert len(headings(found)) > 2
    assert headings(found)[0] == "## Page 1"


def test_a_footnote_does_not_cut_the_sentence_that_goes_on_on_the_next_page() -> None:
    noted = STORY.replace("town", "town#footnote[So the register of that parish says, which is kept there.]")
    found = texts(
        typeset(f"{noted} {SECOND} {STORY} {SECOND}", "#set page(height: 9cm)\n#set par(justify: true)")
    )
    assert len(found) == 2
    assert found[0].endswith("clean hands.")
    assert "the register of that parish" in found[1]


def test_a_break_that_was_meant_stays_one() -> None:
    verse = ("Tea in the morning", "and tea when it rains", "nobody asks", "what the kettle explains")
    assert texts(by_hand(lines(*verse, STORY[:74]))) == [*verse, STORY[:74]]


@pytest.mark.parametrize(
    ("before", "after", "elsewhere", "expected"),
    [
        ("an exam-", "ple of it", "", "an example of it"),
        ("a well-", "known tea", "The well-known one.", "a well-known tea"),
        ("a well-", "known tea", "Wellknown is wrong, they say, but wellknown it is.", "a wellknown tea"),
        ("the long-", "grown plant", "Long ago it was grown.", "the long-grown plant"),
        ("Jean-", "Paul came", "", "Jean-Paul came"),
        ("in 1990-", "95 only", "", "in 1990-95 only"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_is_judged_by_the_rest_of_the_document(
    before: str, after: str, elsewhere: str, expected: str
) -> None:
    pages = [lines(before, after)] + ([lines(elsewhere)] if elsewhere else [])
    assert texts(by_hand(*pages))[0] == expected


def test_hyphens_that_typesetting_made_go_and_words_stay_whole() -> None:
    source = "Extraordinarily misunderstood circumstances notwithstanding, wholehearted wellknown-ness. " * 6
    found = texts(
        typeset(
            source, '#set text(lang: "en", hyphenate: true)\n#set page(width: 6cm)\n#set par(justify: true)'
        )
    )
    assert found == [source.strip()]


def test_ligatures_soft_hyphens_and_characters_beyond_the_first_plane() -> None:
    source = "Office waffle 😀 and 𝒳 in coöperation, a\u00adgain fine.\n\nNext 😀 paragraph, which is here."
    found = texts(typeset(source))
    assert found == [
        "Office waffle 😀 and 𝒳 in coöperation, again fine.",
        "Next 😀 paragraph, which is here.",
    ]


def test_text_that_looks_like_markup_stays_text() -> None:
    signs = [
        "# not a heading",
        "* no list",
        "1. Nor this.",
        "a *b* _c_ `d` <e> [f](g) &amp; | h |",
        "> i",
        "- - -",
    ]
    found = by_hand(*[[Words(sign)] for sign in signs])
    assert texts(found) == signs


def test_raised_signs_stay_in_their_line() -> None:
    row = [Words("The area is r", 72, 700), Words("2", 140, 705, 7), Words("times pi, of course.", 146, 700)]
    assert texts(by_hand([*row, *lines("It grows with the radius.", top=686)])) == [
        "The area is r 2 times pi, of course. It grows with the radius."
    ]


def test_a_page_that_is_turned_reads_as_one_that_is_not() -> None:
    found = typeset(
        f"#rotate(90deg, reflow: true)[#block(width: 9cm)[{STORY}\n\n{SECOND}]]", "#set par(spacing: 2em)"
    )
    assert texts(found) == [STORY, SECOND]


# Headers and footers.


def test_headers_footers_and_numbers_of_pages_are_left_out() -> None:
    numbered = "footer: context [Page #counter(page).display() of 9]"
    settings = f"#set page(height: 8cm, header: [The annals of Ceylon], {numbered})"
    stories = [story(number) for number in range(9)]
    found = typeset("\n\n".join(stories), settings)
    # Once, as no other line has all its words.
    assert [text for text in texts(found) if text != "The annals of Ceylon"] == stories
    assert found.body.count("annals") == 1
    assert found.notes == ("headers and footers left out: Page … of · The annals of Ceylon",)
    again = typeset("\n\n".join(["Ceylon had annals.", *stories]), settings)
    assert texts(again) == ["Ceylon had annals.", *stories]


def test_titles_of_chapters_over_the_pages_are_left_out_too() -> None:
    def page(number: int) -> list[Words]:
        title = ["First flush", "Second flush"][number // 6]
        head = Words(str(number + 1) if number % 2 else title, 72, 750, 9)
        first = lines(title, top=710, size=16) if number % 6 == 0 else []
        text = lines(f"Leaves of lot {number * 7} are dry.", top=640)
        return [head, *first, *text, Words(str(number + 1), 300, 40, 9)]

    found = by_hand(*map(page, range(12)))
    assert found.body.count("First flush") == found.body.count("Second flush") == 1
    dry = [text for text in texts(found) if text.startswith("Leaves")]
    assert dry == [f"Leaves of lot {number * 7} are dry." for number in range(12)]


def test_rows_of_a_table_that_goes_on_are_no_headers() -> None:
    pages = [lines(*(f"Lot {page * 40 + row} {page * 3} kg" for row in range(40))) for page in range(5)]
    assert sum(text.count("Lot") for text in texts(by_hand(*pages))) == 200


def test_roman_numbers_of_pages_count_as_well() -> None:
    numbers = ["iii", "iv", "v", "vi"]
    pages = [
        [*lines(f"Of {what} and its making."), Words(number, 300, 40)]
        for number, what in zip(numbers, ["tea", "milk", "rum", "ice"], strict=True)
    ]
    assert texts(by_hand(*pages)) == [f"Of {what} and its making." for what in ("tea", "milk", "rum", "ice")]


# Pages and outline.


def test_pages_have_their_labels() -> None:
    labels = "/PageLabels << /Nums [0 << /S /r /St 11 >> 1 << /S /D >> 2 << /P (A-) /S /D >>] >>"
    found = by_hand(*[lines(f"Words of page {n}.") for n in "abc"], catalog=labels)
    assert headings(found) == ["## Page xi", "## Page 1", "## Page A-1"]


def test_an_outline_gives_headings_and_pages_are_below_them() -> None:
    source = f"= Hills\n{STORY}\n== The town\n{SECOND}\n#pagebreak()\n{STORY}\n= Valleys\n{SECOND}"
    found = typeset(source, '#set heading(numbering: "1.")\n#set page(height: 20cm)')
    assert headings(found) == [
        "## 1. Hills",
        "### Page 1",
        "### 1.1. The town",
        "#### Page 2",
        "## 2. Valleys",
    ]
    assert texts(found) == [STORY, SECOND, STORY, SECOND]


def test_bookmarks_that_the_page_does_not_repeat_are_headings_all_the_same() -> None:
    found = by_hand(lines("Some words."), lines("More words."), outline=[("One", 0), ("Two", 1), ("Lost", 7)])
    assert headings(found) == ["## One", "### Page 1", "## Two", "### Page 2"]


def test_a_blank_page_has_no_heading_and_is_told() -> None:
    found = by_hand(lines("Some words."), [], lines("More words."))
    assert headings(found) == ["## Page 1", "## Page 3"]
    assert found.notes == ("1 page of 3 without text",)


# Metadata.


def test_metadata() -> None:
    found = by_hand(
        lines("Tea."),
        info={
            "Title": "All about tea – café",
            "Author": "Ann Example and Bob Sample",
            "Subject": "What to know",
            "Keywords": "tea; hot drinks, cold ones; tea",
            "CreationDate": "D:20240102030405+01'00'",
            "ModDate": "D:20240203040506Z",
        },
        catalog="/Lang (en_GB)",
    )
    assert found.values == {
        "title": "All about tea – café",
        "authors": ["Ann Example", "Bob Sample"],
        "summary": "What to know",
        "tags": ["tea", "hot drinks, cold ones"],
        "date": "2024-01-02T03:04:05+01:00",
        "updated": "2024-02-03T04:05:06+00:00",
        "language": "en-GB",
    }


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("D:20240102030405+01'00'", "2024-01-02T03:04:05+01:00"),
        ("D:20240102030405-0530", "2024-01-02T03:04:05-05:30"),
        ("D:20240102030405+01'00", "2024-01-02T03:04:05+01:00"),
        ("D:20240102030405Z00'00'", "2024-01-02T03:04:05+00:00"),
        ("D:20240102030405-08", "2024-01-02T03:04:05-08:00"),
        ("20240102030405", "2024-01-02T03:04:05"),
        ("D:202401020304", "2024-01-02T03:04"),
        ("D:2024010203", "2024-01-02T03:00"),
        ("D:20240102", "2024-01-02"),
        ("D:202401", "2024-01"),
        ("D:2024", "2024"),
        ("D:00000101000000Z", ""),
        ("D:20241302", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_dates(written: str, read: str) -> None:
    assert date_of(written) == read


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Microsoft Word - report.doc",
            "Microsoft Word - SPECIAL AGENDA",
            "untitled",
            "Untitled document",
            "report.pdf",
        ),
        *(
            "10811.exe",
            "Book1",
            "88300 162..177",
            "PowerPoint Presentation",
            "https://example.org/a",
            "Document 3",
            "-",
        ),
    ],
)
def test_a_title_that_is_none_is_not_taken(title: str) -> None:
    assert not is_title(title)
    assert "title" not in by_hand(lines("Tea."), info={"Title": title}).values


@pytest.mark.parametrize(
    "title", ["Untitled dreams of a botanist", "Tea.", "Word for word", "The title of it", "茶"]
)
def test_a_title_that_is_one_is(title: str) -> None:
    assert is_title(title)


def test_the_largest_words_at_the_top_are_the_title_if_nothing_else_says_it() -> None:
    body = lines(*["Tea is grown on hills, and hills are far away from here."] * 9, top=600)
    found = by_hand([*lines("A history of tea", "in two valleys", size=20, step=24), *body])
    assert found.values["title"] == "A history of tea in two valleys"
    assert found.body.startswith("# A history of tea in two valleys\n\n## Page 1\n\nTea is grown")
    number = by_hand([*lines("Tea 12121613", size=20), *body])
    assert "title" not in number.values
    below = by_hand([*body, *lines("A history of tea", top=120, size=20)])
    assert "title" not in below.values
    twice = by_hand([*lines("A history of tea", size=20), *body, *lines("Nine cups", top=300, size=20)])
    assert "title" not in twice.values


def test_one_short_line_below_a_title_is_enough() -> None:
    assert typeset("= Tea history\nTea was grown here.").values["title"] == "Tea history"
    assert typeset("= Tea history\nTea.").values["title"] == "Tea history"
    assert by_hand([*lines("Tea history", size=20), *lines("Tea.", top=660)]).values["title"] == "Tea history"
    assert "title" not in by_hand(lines("Tea history", size=20)).values


MANY = ", ".join(
    [*(f"Person{number} Sample" for number in range(99)), "Mononym", "Cy van der Third", "Ann Example"]
)


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Example, Ann", ["Example, Ann"]),
        ("Ann Example; Bob Sample", ["Ann Example", "Bob Sample"]),
        ("Ann Example, Bob Sample & Cy Third", ["Ann Example", "Bob Sample", "Cy Third"]),
        (MANY, [name.strip() for name in MANY.split(",")]),
        (MANY.replace(", Ann Example", " and Ann Example"), [name.strip() for name in MANY.split(",")]),
        ("Doe, Jane, Roe, Ann Bo", ["Doe, Jane, Roe, Ann Bo"]),
        ("Department of Tea and Milk", ["Department of Tea and Milk"]),
        ("admin", None),
    ],
)
def test_authors(author: str, names: list[str] | None) -> None:
    assert by_hand(lines("Tea."), info={"Author": author}).values.get("authors") == names


# What is refused, and what is not.


def refusal(data: bytes) -> str:
    with pytest.raises(ArticleUnreadable) as caught:
        read(data, "x.pdf")
    return caught.value.message


def test_what_cannot_be_read_is_refused_with_its_reason() -> None:
    whole = make_pdf([lines("Tea.")])
    assert refusal(b"") == refusal(b"\n\n") == "the file is empty"
    assert refusal(b"Dear reader, this is text.") == "the file is no PDF, whatever its name says"
    assert refusal(whole[:60]) == "the PDF is damaged and can't be read"
    assert refusal(make_pdf([[]])) == "the PDF holds no text"
    assert (
        refusal(make_pdf([lines("Tea.")], passwords=("secret", "owner")))
        == "the PDF is encrypted with a password"
    )


def test_pictures_alone_are_refused_with_what_to_do() -> None:
    picture = '#image(bytes("<svg xmlns=\\"http://www.w3.org/2000/svg\\" width=\\"9\\" height=\\"9\\"/>"))'
    assert refusal(typst.compile(picture.encode())) == "the PDF holds no text"
    pixels = (
        '#image(bytes((255, 0, 0, 0, 255, 0)), format: (encoding: "rgb8", width: 2, height: 1), width: 9cm)'
    )
    with pytest.raises(ArticleUnreadable, match="holds pictures of pages and no text") as caught:
        read(typst.compile(pixels.encode()), "x.pdf")
    assert "ocrmypdf" in caught.value.hint


def test_an_empty_password_and_a_wish_of_the_owner_keep_nobody_out() -> None:
    found = by_hand(lines("Tea."), info={"Title": "On tea"}, passwords=("", "owner"))
    assert texts(found) == ["Tea."]
    assert found.values == {"title": "On tea"}


PAGES: dict[str, Callable[[int], bytes]] = {
    "pages": lambda n: make_pdf([lines(*[f"{STORY[:60]} {page}"] * 30) for page in range(n)]),
    "lines without an end": lambda n: make_pdf([lines(*["Tea and no end to it"] * 40)] * n),
    "lines of one page": lambda n: make_pdf(
        [[Words(STORY[:50], 72, 700 - at % 50 * 14) for at in range(40 * n)]]
    ),
    "bookmarks": lambda n: make_pdf([lines("Tea")] * n, outline=[("Tea", page) for page in range(n)]),
    "bookmarks of one page": lambda n: make_pdf([lines(*["Tea"] * 40)], outline=[("Tea", 0)] * n * 20),
    "hyphens": lambda n: make_pdf([lines(*["tea-"] * 40)] * n),
}


@pytest.mark.parametrize("what", PAGES)
def test_time_is_linear(what: str) -> None:
    made = {size: PAGES[what](size) for size in (100, 400)}
    assert is_linear(lambda size: read(made[size], "x.pdf"), 100)


def test_what_is_no_utf_16_costs_its_value_alone() -> None:
    data = make_pdf([lines("Tea.")], info={"Title": "Tea and more", "Subject": "tee"})
    spoiled = data.replace("Tea and more".encode("utf-16-be").hex().encode(), b"d83d00540065" + b"0041" * 9)
    assert len(spoiled) == len(data)
    assert read(spoiled, "x.pdf").values == {"summary": "tee"}


def test_without_its_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(MissingExtra, match="needs the package pypdfium2") as caught:
        read(make_pdf([lines("Tea.")]), "x.pdf")
    assert "kratomcli[documents]" in caught.value.hint


# Columns that are drawn row by row.


def rows(*columns: list[str], width: float = 180, top: float = 700) -> list[Words]:
    """Lines of columns beside each other, as a file has them that draws them row by row."""
    return [
        Words(text, 42 + width * at, top - 10 * row, 9)
        for row, texts_of_row in enumerate(zip(*columns, strict=True))
        for at, text in enumerate(texts_of_row)
    ]


def column(name: str, count: int = 14) -> list[str]:
    """Lines of one sentence, about 160 points wide."""
    return [f"the {name} leaf of row {number:02} was rolled by" for number in range(count)]


def order_of(converted: Converted) -> list[str]:
    """The names of leaves and other marks, each once for all neighbours that have it."""
    found = re.findall(r"green|black|white|Across|Below", " ".join(texts(converted)))
    return [name for at, name in enumerate(found) if at == 0 or found[at - 1] != name]


def test_columns_drawn_row_by_row_are_read_one_after_the_other() -> None:
    two = by_hand(rows(column("green"), column("black")))
    assert order_of(two) == ["green", "black"]
    assert " ".join(texts(two)) == " ".join([*column("green"), *column("black")])
    three = by_hand(rows(column("green"), column("black"), column("white")))
    assert order_of(three) == ["green", "black", "white"]


def test_lines_over_all_columns_part_them_into_bands() -> None:
    across = [Words("Across both of the columns goes this line, as long as it is wide.", 42, 550, 14)]
    found = by_hand(
        [
            *rows(column("green"), column("black")),
            *across,
            *rows(column("white"), column("green"), top=520),
        ]
    )
    assert order_of(found) == ["green", "black", "Across", "white", "green"]


def test_a_line_over_two_of_three_columns_leaves_the_third_whole() -> None:
    wide = [Words("Below is what both have in common, and this line is wide.", 42, 625, 9)]
    green, black, white = (column(name, 24) for name in ("green", "black", "white"))
    gap = {7: ""}
    green, black = ([gap.get(at, text) for at, text in enumerate(each)] for each in (green, black))
    drawn = [words for words in rows(green, black, white) if words.text]
    at = next(at for at, words in enumerate(drawn) if words.y < 625)
    found = by_hand([*drawn[:at], *wide, *drawn[at:]])
    assert order_of(found) == ["green", "black", "Below", "green", "black", "white"]


def test_rows_of_tables_stay_together() -> None:
    cells = rows([f"Tea {at}" for at in range(20)], ["green leaf"] * 20, [f"{at}.50" for at in range(20)])
    assert "Tea 3 green leaf 3.50 Tea 4" in " ".join(texts(by_hand(cells)))


def test_columns_drawn_in_order_stay_in_it() -> None:
    both = rows(column("green"), column("black"))
    found = by_hand([*both[1::2], *both[::2]])
    assert order_of(found) == ["black", "green"]
