"""Citations: what of an article becomes CSL-JSON, BibTeX and RIS, and what does not."""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Make, Run
from kratomcli.export import ExportOptions, write
from kratomcli.export.citations.bibtex import bibtex, escaped
from kratomcli.export.citations.csl import csl_item
from kratomcli.export.citations.people import csl_names
from kratomcli.export.citations.ris import ris_record
from support.articles import article, lines, markdown


def item(front: str, id: str = "posts/one") -> dict[str, Any]:
    return csl_item(markdown(f"---\n{front}\n---\nText.\n", id))


NAMES = {
    "Jane Doe": [{"family": "Doe", "given": "Jane"}],
    "Doe, Jane": [{"family": "Doe", "given": "Jane"}],
    "Jan van der Berg": [{"non-dropping-particle": "van der", "family": "Berg", "given": "Jan"}],
    "Ursula K. Le Guin": [{"family": "Le Guin", "given": "Ursula K."}],
    "van der Berg, Jan": [{"non-dropping-particle": "van der", "family": "Berg", "given": "Jan"}],
    "Johann Wolfgang von Goethe": [
        {"dropping-particle": "von", "family": "Goethe", "given": "Johann Wolfgang"}
    ],
    "Robert De Niro": [{"family": "De Niro", "given": "Robert"}],
    "Martin Luther King, Jr.": [{"family": "King", "given": "Martin Luther", "suffix": "Jr."}],
    "King, Martin Luther, Jr.": [{"family": "King", "given": "Martin Luther", "suffix": "Jr."}],
    "King, Jr., Martin Luther": [{"family": "King", "given": "Martin Luther", "suffix": "Jr."}],
    "Henry Louis Gates III": [{"family": "Gates", "given": "Henry Louis", "suffix": "III"}],
    "bell hooks": [{"family": "hooks", "given": "bell"}],
    "Alonzo Church": [{"family": "Church", "given": "Alonzo"}],
    "Jane Doe and Ann Roe": [{"family": "Doe", "given": "Jane"}, {"family": "Roe", "given": "Ann"}],
    "Doe, Jane; Roe, Ann": [{"family": "Doe", "given": "Jane"}, {"family": "Roe", "given": "Ann"}],
    "Jane Doe <jane@tea.example>": [{"family": "Doe", "given": "Jane"}],
    "Mark O'Neil-Smith": [{"family": "O'Neil-Smith", "given": "Mark"}],
    "swyx": [{"literal": "swyx"}],
    "@jane_doe": [{"literal": "@jane_doe"}],
    "World Health Organization": [{"literal": "World Health Organization"}],
    "Acme, Inc.": [{"literal": "Acme, Inc."}],
    "The Tea Council and Its Friends": [{"literal": "The Tea Council and Its Friends"}],
    "{Barnes and Noble}": [{"literal": "Barnes and Noble"}],
    "马伯庸": [{"literal": "马伯庸"}],
    "山田 太郎": [{"literal": "山田 太郎"}],
    "김, 철수": [{"family": "김", "given": "철수"}],
}


@pytest.mark.parametrize(("text", "names"), NAMES.items())
def test_a_name_is_divided_where_that_is_certain(text: str, names: list[dict[str, str]]) -> None:
    assert csl_names(text) == names


def test_the_parts_of_a_name_that_front_matter_has_are_taken_as_they_are() -> None:
    told = "author:\n- {family: García Márquez, given: Gabriel}\n- name: {first: Ann, last: Roe}\n- {literal: Tea Ltd}"
    assert item(told)["author"] == [
        {"family": "García Márquez", "given": "Gabriel"},
        {"family": "Roe", "given": "Ann"},
        {"literal": "Tea Ltd"},
    ]
    assert item("author:\n  - name: Jan van der Berg\n    url: https://x.example\n    affiliation: Tea")[
        "author"
    ] == [{"non-dropping-particle": "van der", "family": "Berg", "given": "Jan"}]


@pytest.mark.parametrize(
    ("date", "parts"),
    [
        ("2021", [2021]),
        ("2021-03", [2021, 3]),
        ("2021-03-05", [2021, 3, 5]),
        ("2021-03-05T23:30:00-05:00", [2021, 3, 5]),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(date: str, parts: list[int]) -> None:
    assert csl_item(article(date=date))["issued"] == {"date-parts": [parts]}


def test_nothing_is_there_that_the_article_does_not_say() -> None:
    assert csl_item(article("A first sentence. More.", id="a", title="Tea")).keys() == {"id", "type", "title"}


def test_the_day_on_which_a_note_was_made_is_not_that_of_what_it_is_about() -> None:
    clipped = item("source: https://tea.example/a\ncreated: 2024-05-01\npublished:")
    assert "issued" not in clipped
    assert clipped["accessed"] == {"date-parts": [[2024, 5, 1]]}
    both = item("source: https://tea.example/a\ncreated: 2024-05-01\npublished: 2020-01")
    assert both["issued"] == {"date-parts": [[2020, 1]]}
    assert item("created: 2024-05-01\nyear: 1999\nisbn: 9780306406157")["issued"] == {"date-parts": [[1999]]}
    assert item("created: 2024-05-01")["issued"] == {"date-parts": [[2024, 5, 1]]}


TYPES = {
    "source: https://tea.example/a": "webpage",
    "source: https://jane.substack.com/p/a": "post-weblog",
    "date: 2021-03-05": "post-weblog",  # in a folder of posts
    "title: Tea": "document",
    "journal: Tea Studies": "article-journal",
    "isbn: 978-0-306-40615-7": "book",
    "type: book": "book",
    "type: '[[Book]]'": "book",
    "itemType: journalArticle": "article-journal",
    "entrytype: inproceedings": "paper-conference",
    "type: docs": "document",
    "citation: {type: report}": "report",
    "citation: true": "document",
    "type: article": "document",
}


@pytest.mark.parametrize(("front", "kind"), TYPES.items())
def test_the_kind_of_publication_follows_from_what_is_known(front: str, kind: str) -> None:
    assert item(front)["type"] == kind


def test_what_front_matter_tells_of_a_publication_is_in_the_item() -> None:
    found = item(
        "title: The history of tea\nauthors: [Doe, Roe]\ndate: 2021-03-05\nlang: pt-br\ntags: [tea, cups]\n"
        "description: How it came.\ndoi: https://doi.org/10.1234/tea.5\njournal: Tea Studies\nvolume: 12\n"
        "issue: 3\npages: 5-17\nissn: 1234-567X\nurl: https://tea.example/h\naccessed: 2022-01-02\n"
        "publisher: Tea Press\neditors: [Jane Doe]"
    )
    id = found.pop("id")
    assert re.fullmatch(r"doe-2021-history-[a-z2-7]{6}", id)
    assert found == {
        "type": "article-journal",
        "title": "The history of tea",
        "author": [{"literal": "Doe"}, {"literal": "Roe"}],
        "editor": [{"family": "Doe", "given": "Jane"}],
        "issued": {"date-parts": [[2021, 3, 5]]},
        "accessed": {"date-parts": [[2022, 1, 2]]},
        "container-title": "Tea Studies",
        "publisher": "Tea Press",
        "volume": "12",
        "issue": "3",
        "page": "5-17",
        "DOI": "10.1234/tea.5",
        "ISSN": "1234-567X",
        "URL": "https://tea.example/h",
        "language": "pt-BR",
        "abstract": "How it came.",
        "keyword": "tea, cups",
    }


def test_what_stands_under_citation_comes_first() -> None:
    found = item(
        "title: Short\nauthor: Nick Name\ncitation:\n  type: article-journal\n  title: The long title\n"
        "  container-title: Tea Studies\n  issued: 2020-02\n  author: [{family: Doe, given: Jane}]\n  volume: 4"
    )
    assert (found["title"], found["container-title"], found["volume"]) == (
        "The long title",
        "Tea Studies",
        "4",
    )
    assert found["issued"] == {"date-parts": [[2020, 2]]}
    assert found["author"] == [{"family": "Doe", "given": "Jane"}]


def test_a_source_that_is_no_address_is_the_name_of_one() -> None:
    assert item("source: The Tea Times")["container-title"] == "The Tea Times"
    assert "container-title" not in item("source: notes/tea.md")
    assert "URL" not in item("url: /posts/tea")
    assert "volume" not in item("volume: 3\nnumber: 5\ndate: 2021")


@pytest.mark.parametrize("key", ["citekey", "citation_key", "citation-key", "bibkey", "Citekey"])
def test_a_key_in_front_matter_is_kept(key: str) -> None:
    assert item(f"{key}: '@doe2021tea'")["id"] == "doe2021tea"
    assert item(f"{key}: 'no good {{'\ntitle: Tea")["id"].startswith("tea-")


def test_keys_are_ascii_and_depend_on_the_article_alone() -> None:
    titles = ["Über Tee", "Τσάι", "茶", "", "The", "Ça va"]
    keys = [
        csl_item(article(id=f"x{n}/tee", title=title, authors=("Ann Łoß",)))["id"]
        for n, title in enumerate(titles)
    ]
    assert all(re.fullmatch(r"loss-(uber|tee|ca)-[a-z2-7]{6}", key) for key in keys), keys
    many = {csl_item(article(id=f"week/{n}", title="Weekly notes", date="2021"))["id"] for n in range(5_000)}
    assert len(many) == 5_000


def test_two_articles_that_were_given_one_key_are_told_and_kept_apart() -> None:
    notes: list[str] = []
    given_one = [article(id=id, meta={"citekey": key}) for id, key in (("a", "tea"), ("b", "Tea"))]
    out = StringIO()
    assert write(given_one, "csl-json", out, options=ExportOptions(note=notes.append)) == 2
    first, second = (one["id"] for one in json.loads(out.getvalue()))
    assert first == "tea"
    assert second.startswith("Tea-")
    assert notes == [f"b: another article has the citation key Tea; this one's is {second}"]


def test_bibtex_has_what_both_programs_read() -> None:
    made = bibtex(
        article(
            id="one",
            title="100% of {Tea} & more",
            date="2021-03-05",
            authors=("Jan van der Berg", "Tea & Sons Ltd", "Martin Luther King, Jr."),
            source="https://tea.example/a_b?c=%7B{x}#d",
            lang="en",
        )
    )
    assert made == (
        "@misc{berg-2021-100-" + made[20:26] + ",\n"
        "  author = {van der Berg, Jan and {Tea \\& Sons Ltd} and King, Jr., Martin Luther},\n"
        "  title = {{100\\% of \\textbraceleft{}Tea\\textbraceright{} \\& more}},\n"
        "  date = {2021-03-05},\n"
        "  year = {2021},\n"
        "  month = mar,\n"
        "  language = {en},\n"
        "  url = {https://tea.example/a_b?c=%7B%7Bx%7D#d},\n"
        "}\n"
    )


def test_ris_has_a_tag_and_a_value_a_line() -> None:
    made = ris_record(
        csl_item(
            article(
                title="Tea",
                date="2021-03",
                authors=("Jan van der Berg",),
                tags=("a", "b c"),
                source="https://t.example",
            )
        )
    )
    tags = made.split("\n")
    assert tags[0] == "TY  - ELEC"
    assert tags[1].startswith("ID  - berg-2021-tea-")
    assert tags[2:] == [
        *("AU  - van der Berg, Jan", "TI  - Tea", "UR  - https://t.example", "PY  - 2021", "DA  - 2021/03//"),
        *("KW  - a", "KW  - b c", "ER  - ", "", ""),
    ]


_READ = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    **{f"\\{sign}": sign for sign in "$&%#_"},
}


def read_latex(text: str) -> str:
    return re.sub(r"\\text[a-z]+\{\}|\\[$&%#_]", lambda sign: _READ[sign[0]], text)


@given(st.text())
def test_escaped_text_is_read_back_and_its_braces_are_even(text: str) -> None:
    made = escaped(text)
    assert read_latex(made) == " ".join(text.split())
    depth = 0
    for char in made:
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0


@given(title=lines, authors=st.lists(lines.filter(bool), max_size=3))
def test_any_text_gives_one_whole_record_of_each_format(title: str, authors: list[str]) -> None:
    one = article(title=title, authors=tuple(authors), source=title)
    made = csl_item(one)
    assert re.fullmatch(r"[a-z0-9-]+", made["id"])
    assert ris_record(made).count("\n") == len(ris_record(made).splitlines())
    entry = bibtex(one)
    assert entry.count("{") == entry.count("}")
    assert all(
        set(name) <= {"family", "given", "suffix", "literal", "dropping-particle", "non-dropping-particle"}
        for name in made.get("author", [])
    )


def test_the_program_writes_each_format_to_a_pipe_and_a_file(run: Run, folder: Make) -> None:
    place = folder(
        {"a.md": "---\ntitle: Tea\ndate: 2021\n---\nKratom.\n", "b.md": "---\ntitle: Cup\n---\nKratom.\n"}
    )
    ids = run("search", "kratom", "-f", "ids", "-L", place).stdout
    piped = run("export", "--ids", "-", "--to", "bibtex", "-L", place, input=ids)
    assert piped.returncode == 0
    assert sorted(re.findall(r"title = \{\{(\w+)\}\}", piped.stdout.decode())) == ["Cup", "Tea"]
    records = run("export", "--to", "ris", "-L", place).stdout
    assert records.count(b"\r\n") == records.count(b"\n") > 8
    assert b"\xef\xbf\xbd" not in records
    for name in ("out.bib", "out.ris"):
        assert run("export", "-o", name, "-L", place).returncode == 0
    made = place.parent
    assert (made / "out.ris").read_bytes() == records
    assert (made / "out.bib").read_bytes().startswith(b"@misc{tea-2021-tea-") or b"@misc{2021-tea-" in (
        made / "out.bib"
    ).read_bytes()
    found = json.loads(run("export", "tea", "--to", "csl-json", "-L", place).stdout)
    assert [one["title"] for one in found] == ["Tea"]
