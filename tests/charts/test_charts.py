"""Statistics as charts: their numbers, in every kind of file, for libraries of every kind."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from lxml import etree

from conftest import PROJECT, Make, Run
from kratomcli import Library
from kratomcli.charts.figures import Figure, figures, share
from kratomcli.errors import MissingExtra, OutputError, OutputExists, UsageError

pytest.importorskip("vl_convert")

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "$x^2_1$",
    "<script>alert(1)</script>",
    "中文标签",
    "日本語",
    "العربية",
    "a&b'c",
    "x" * 300,
    "]]>",
    "{{a}}",
]

Open = Callable[..., Library]


def tagged(tags: list[str], date: str = "") -> str:
    return (
        f"---\ntags: {json.dumps(tags)}\n" + (f"date: {date}\n" if date else "") + "---\n# T\n\nwords here\n"
    )


def named(library: Library, name: str, most: int = 10) -> Figure:
    return next(figure for figure in figures(library.statistics(most)) if figure.name == name)


def table(page: str, name: str) -> list[tuple[str, int]]:
    """The rows of a table of the page."""
    body = re.search(rf'<table id="{name}-numbers">.*?<tbody>(.*?)</tbody>', page, re.S)
    assert body
    rows = re.findall(r"<bdi>(.*?)</bdi></th><td[^>]* data-number=\"(\d+)\"", body[1])
    return [(unescape(label), int(number)) for label, number in rows]


def texts(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in etree.fromstring(svg.encode()).iter(f"{SVG}text")]


MIXED = {
    **{f"a{n}.md": tagged(["tea", "Leaf"], f"201{n}-05-01") for n in (0, 1, 3)},
    "year.md": tagged(["tea"], "2013"),
    "none.md": "Only a few words.\n",
    "long.md": "word " * 700,
}


def test_the_page_and_the_picture_have_the_numbers_of_the_statistics(
    folder: Make, run: Run, tmp_path: Path
) -> None:
    place = folder(MIXED)
    found = json.loads(run("stats", "-f", "json", "-L", str(place)).stdout)
    for name in ("out.html", "out.svg"):
        done = run("stats", "-L", str(place), "--chart", str(tmp_path / name))
        assert done.returncode == 0, done.stderr
        assert done.stdout == b""
        assert name in done.stderr.decode()
    page = (tmp_path / "out.html").read_text()
    timeline = [(one["value"], one["count"]) for one in found["timeline"]["counts"]]
    assert timeline == [("2010", 1), ("2011", 1), ("2012", 0), ("2013", 2)]
    assert table(page, "time") == [*timeline, ("undated", found["timeline"]["undated"])]
    tags = next(facet for facet in found["facets"] if facet["name"] == "tags")
    expected = [(one["value"], one["count"]) for one in tags["values"]] + [("no tag", tags["missing"])]
    assert table(page, "tags") == expected
    lengths = [(f"{one['least']}–{one['most']}", one["count"]) for one in found["lengths"]]
    assert table(page, "lengths") == lengths == [("0–99", 5), ("100–249", 0), ("250–499", 0), ("500–999", 1)]
    assert table(page, "fields") == [*found["coverage"].items()]
    svg = (tmp_path / "out.svg").read_text()
    shown = texts(svg)
    for number in [number for _, number in [*timeline, *lengths]]:
        assert f"{number:,}" in shown
    described = etree.fromstring(svg.encode()).findtext(f"{SVG}desc")
    assert described is not None
    assert "2010: 1; 2011: 1; 2012: 0; 2013: 2; undated: 2." in described
    for field, number in found["coverage"].items():
        assert f"{field}: {number} · {share(number, 6)}" in described


def test_the_statistics_as_json_follow_their_schema(folder: Make, run: Run) -> None:
    import jsonschema

    schema = json.loads((PROJECT / "docs" / "schema" / "statistics-1.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    for files in (MIXED, {}):
        found = run("stats", "-f", "json", "-L", str(folder(files))).stdout
        jsonschema.validate(json.loads(found), schema)


@pytest.mark.parametrize(
    ("dates", "unit", "counts", "imprecise"),
    [
        (["2021-03-05", "2021-05", "2021"], "month", [("2021-03", 1), ("2021-04", 0), ("2021-05", 1)], 1),
        (["2021", "2021", "2021-05"], "year", [("2021", 3)], 0),
        (["2020-12-31", "2021-01-01T10:00:00Z"], "month", [("2020-12", 1), ("2021-01", 1)], 0),
        (["2018", "2021-05-01"], "year", [("2018", 1), ("2019", 0), ("2020", 0), ("2021", 1)], 0),
        (
            ["1950", "2021"],
            "decade",
            [(f"{y}..{y + 9}", int(y in (1950, 2020))) for y in range(1950, 2030, 10)],
            0,
        ),
        ([], "year", [], 0),
    ],
)
def test_time_is_counted_as_it_is_known(
    library: Open, dates: list[str], unit: str, counts: list[tuple[str, int]], imprecise: int
) -> None:
    files = {f"a{n}.md": tagged([], date) for n, date in enumerate(dates)} | {"undated.md": "words"}
    found = library(files).statistics().timeline
    assert (found.unit, list(found.counts), found.imprecise, found.undated) == (unit, counts, imprecise, 1)


def test_periods_of_centuries_are_few_and_hold_all(library: Open) -> None:
    files = {f"a{year}.md": tagged([], f"'{year}'") for year in ("1066", "2021", "9999")}
    found = library(files).statistics().timeline
    assert found.unit == "century"
    assert len(found.counts) == 90
    assert found.counts[0] == ("1000..1099", 1)
    assert sum(number for _, number in found.counts) == 3


def test_each_period_is_a_query_that_finds_its_articles(library: Open) -> None:
    one = library(MIXED | {"old.md": tagged([], "1901-02-03")})
    for period, number in one.statistics().timeline.counts:
        assert one.count(f"date:{period}") == number
    for length in one.statistics().lengths:
        assert one.count(f"words:{length.range}") == length.articles


def test_tags_beyond_the_commonest_are_counted_as_articles(library: Open) -> None:
    files = {f"a{n}.md": tagged(["common", f"rare{n}", f"other{n}"]) for n in range(20)}
    files |= {"b.md": tagged(["COMMON"]), "c.md": "words"}
    one = library(files)
    assert one.statistics(1).other_tags == 20
    bars = named(one, "tags", 1).bars
    assert [(bar.label.lower(), bar.number) for bar in bars] == [
        ("common", 21),
        ("any of 40 others", 20),
        ("no tag", 1),
    ]
    assert one.statistics(50).other_tags == 0


@pytest.mark.parametrize(
    "files", [{}, {"a.md": "word"}, {"a.md": tagged(["x"], "2021-02-03")}, MIXED], ids=len
)
def test_few_articles_and_none_can_be_drawn(library: Open, tmp_path: Path, files: dict[str, str]) -> None:
    one = library(files)
    for suffix in ("svg", "png", "html"):
        assert (
            one.write_charts(str(tmp_path / f"out.{suffix}")) == (tmp_path / f"out.{suffix}").stat().st_size
        )
    etree.fromstring((tmp_path / "out.svg").read_bytes())
    if not files:
        assert (tmp_path / "out.svg").read_text().count("Nothing to show.") == 4


def test_the_same_statistics_give_the_same_bytes(library: Open, run: Run, tmp_path: Path) -> None:
    one = library(MIXED)
    for suffix in ("svg", "png", "html"):
        made = [tmp_path / f"{name}.{suffix}" for name in ("one", "two")]
        for path in made:
            one.write_charts(str(path))
        assert made[0].read_bytes() == made[1].read_bytes()


def test_strangers_tags_are_text(library: Open, tmp_path: Path) -> None:
    tags = [*HOSTILE, "a\u202eb", "bell\a", "\ud800"]
    files = {f"a{n}.md": tagged(tags[: n + 1], "2021") for n in range(len(tags))}
    one = library(files)
    for suffix in ("svg", "png", "html"):
        one.write_charts(str(tmp_path / f"out.{suffix}"), most=50)
    svg, page = (tmp_path / "out.svg").read_text(), (tmp_path / "out.html").read_text()
    shown = texts(svg)
    for tag in HOSTILE:
        assert tag in shown or tag[:5] in "".join(shown), tag
        assert tag in dict(table(page, "tags")), tag
    for text in (svg, page):
        assert "<script" not in text
        assert not re.search("[\u202e\a]", text)
        assert not re.search(r'(?:src|href)="|url\(|@import', text)
        assert not set(re.findall(r"https?://[^\"' <]+", text)) - {"http://www.w3.org/2000/svg"}
    longest = max(len(text) for text in shown if text.startswith("xxx"))
    assert longest < 40


def test_a_picture_is_a_sharp_png_on_white(library: Open, tmp_path: Path) -> None:
    library(MIXED).write_charts(str(tmp_path / "out.png"))
    data = (tmp_path / "out.png").read_bytes()
    assert data.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", data[16:24])
    assert width == 1440
    assert height > 1000


@pytest.mark.parametrize("name", ["out.gif", "out", "-", "out.svg.txt", ".svg"])
def test_another_suffix_is_no_chart(library: Open, tmp_path: Path, name: str) -> None:
    one = library(MIXED)
    with pytest.raises(UsageError, match="no chart"):
        one.write_charts(str(tmp_path / name) if name != "-" else "-")
    assert not list(tmp_path.glob("out*"))


def test_a_chart_replaces_nothing_and_is_no_article(library: Open, tmp_path: Path) -> None:
    one = library(MIXED)
    there = tmp_path / "out.SVG"
    there.write_text("mine")
    with pytest.raises(OutputExists):
        one.write_charts(str(there))
    assert there.read_text() == "mine"
    one.write_charts(str(there), force=True)
    assert there.read_text().startswith("<svg")
    inside = Path(one.status().folders[0]) / "charts.html"
    with pytest.raises(OutputError, match="is in the library"):
        one.write_charts(str(inside))


def test_options_that_do_nothing_are_mistakes(run: Run, tmp_path: Path) -> None:
    out = str(tmp_path / "out.svg")
    assert run("stats", "--force").returncode == 2
    assert run("stats", "--chart", out, "-f", "json").returncode == 2
    assert run("stats", "--chart", str(tmp_path / "out.bmp")).returncode == 2


def test_without_the_package_it_says_what_to_install(
    library: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(MissingExtra, match="vl-convert-python") as raised:
        library(MIXED).write_charts(str(tmp_path / "out.svg"))
    assert "kratomcli[charts]" in raised.value.hint


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 9, "0 %"), (1, 1000, "< 1 %"), (999, 1000, "> 99 %"), (5, 5, "100 %"), (1, 3, "33 %")],
)
def test_a_share_is_nothing_or_all_only_if_it_is(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said
