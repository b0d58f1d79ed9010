"""Elements of XML files as export programs write them, which is not always XML."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.sources.source import open_source
from kratomcli.importers.sources.xml_elements import elements, text_of


def titles(path: Path, data: str | bytes) -> list[str]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with open_source(str(path)) as source:
        return [text_of(element, "x:title") for element in elements(source, path.name, ("item",))]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Tea &amp; cake", "Tea & cake"),
        ("Tea & cake, a&b; a&amp;", "Tea & cake, a&b; a&"),
        ("<![CDATA[Tea & <b>cake</b> &amp;]]>", "Tea & <b>cake</b> &amp;"),
        ("<![CDATA[a ]]]]><![CDATA[> b]]> & c", "a ]]> b & c"),
        ("Caf&eacute;&nbsp;au lait", "Café\u00a0au lait"),
        ("bell\x07, tab\x0b, ref&#x1f; and &#11;.", "bell, tab, ref and ."),
    ],
)
def test_what_xml_forbids_is_mended(tmp_path: Path, written: str, title: str) -> None:
    assert titles(tmp_path / "a.xml", f"<rss><item><x:title>{written}</x:title></item></rss>") == [title]


@pytest.mark.parametrize("shift", range(12))
def test_nothing_is_cut_where_pieces_of_the_file_end(tmp_path: Path, shift: int) -> None:
    one = "<item><x:title>é & <![CDATA[ü & &#x1; ]]>&amp;</x:title></item>"
    found = titles(tmp_path / "a.xml", "<a>" + "-" * shift + one * 4000 + "</a>")
    assert set(found) == {"é & ü &  &"}
    assert len(found) == 4000


def test_other_encodings_and_white_space_before_the_declaration(tmp_path: Path) -> None:
    text = "\n<?xml version='1.0' encoding='{}'?><a><item><x:title>Café</x:title></item></a>"
    assert titles(tmp_path / "a.xml", text.format("iso-8859-1").encode("latin-1")) == ["Café"]
    assert titles(tmp_path / "a.xml", text.format("no-such").encode()) == ["Café"]
    assert titles(tmp_path / "a.xml", text.format("UTF-16").lstrip().encode("utf-16")) == ["Café"]
    assert titles(tmp_path / "a.xml", text.format("utf-8").lstrip().encode("utf-8-sig")) == ["Café"]
    assert titles(tmp_path / "a.xml", "<a><item><x:title>Caf\xe9</x:title></item></a>".encode("latin-1")) == [
        "Caf\ufffd"
    ]


def test_a_file_that_ends_too_early_gives_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<a>\n<item><x:title>One</x:title></item>\n<item><x:title>Tw")
    found = []
    with open_source(str(path)) as source, pytest.raises(ArticleUnreadable, match="in line 3") as error:
        found.extend(elements(source, "a.xml", ("item",)))
    assert error.value.line == 3
    assert [text_of(element, "x:title") for element in found] == ["One"]


def test_entities_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleUnreadable, match="declares entities"):
        titles(tmp_path / "a.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a><item>&b;</item></a>")


def test_elements_deep_within_each_other_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleUnreadable, match="within each other"):
        titles(tmp_path / "a.xml", f"<a><item>{'<b>' * 300}{'</b>' * 300}</item></a>")


def test_memory_does_not_grow_with_the_number_of_elements(tmp_path: Path) -> None:
    def most(count: int) -> int:
        path = tmp_path / "a.xml"
        one = f"<item><x:title>{'x' * 2000}</x:title></item>"
        path.write_text(f"<a>{one * count}</a>")
        tracemalloc.start()
        with open_source(str(path)) as source:
            assert sum(1 for _ in elements(source, "a.xml", ("item",))) == count
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert most(8000) < 1.5 * most(1000)
