"""Each rule finds what its example shows and leaves the other one alone; and how rules are chosen."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from conftest import PROJECT, SEEDS
from kratomcli import Library
from kratomcli.checks import Finding, Rule, chosen, registry, rules
from kratomcli.checks.finding import Spot
from kratomcli.checks.registry import FAMILIES
from kratomcli.checks.scope import Scope, Subject
from kratomcli.errors import UsageError

Make = Callable[[Mapping[str, str | bytes]], Path]
Open = Callable[[Mapping[str, str | bytes]], Library]

TODAY = "2024-05-01"


def found(library: Library, *select: str, query: str = "") -> list[Finding]:
    return list(library.check(query, select=select, today=TODAY))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_a_rule_fires_on_its_example(library: Open, rule: Rule) -> None:
    findings = found(library(rule.fires), rule.code)
    assert findings
    for one in findings:
        assert one.code == rule.code
        assert one.message
        assert one.hint
        lines = Path(one.path).read_bytes().decode("utf-8", "replace").split("\n")
        assert 1 <= one.line <= len(lines)
        assert 1 <= one.column <= len(lines[one.line - 1]) + 1


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_a_rule_leaves_its_other_example_alone(library: Open, rule: Rule) -> None:
    assert found(library(rule.passes), rule.code) == []


def test_codes_and_names_are_of_one_kind_and_each_is_explained() -> None:
    every = rules()
    assert len({rule.name for rule in every}) == len(every)
    for rule in every:
        assert re.fullmatch(r"[A-Z]\d{3}", rule.code)
        assert rule.code[0] in FAMILIES
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
        assert rule.explanation.endswith(".")
        assert rule.hint.endswith(".")
        assert (rule.article is None) != (rule.library is None)


def test_the_page_of_checks_is_what_the_rules_say() -> None:
    result = subprocess.run(
        [sys.executable, str(PROJECT / "docs" / "make_checks.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def codes(select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> set[str]:
    return {rule.code for rule in chosen(select, ignore)}


def test_rules_are_chosen_by_code_or_beginning() -> None:
    everything = {rule.code for rule in rules()}
    assert codes(("ALL",)) == everything
    assert codes() == {rule.code for rule in rules() if rule.default} < everything
    assert codes(("L",)) == {"L001", "L002"}
    assert codes(("l001", "D003")) == {"L001", "D003"}
    assert codes(("M",)) >= {"M003", "M004"}  # named, so also those that are off unless named
    assert codes((), ("M", "P001")) == {c for c in codes() if c[0] != "M" and c != "P001"}
    assert codes(("L",), ("L",)) == set()
    assert codes(("L002",), ("L",)) == {"L002"}  # the longer one wins
    assert codes(("L",), ("L002",)) == {"L001"}
    assert codes(("ALL",), ("ALL",)) == set()


@pytest.mark.parametrize(
    ("code", "hint"), [("P01", "P001"), ("future-dat", "future-date"), ("X", "Codes begin")]
)
def test_a_code_that_is_none_is_refused_with_the_nearest(code: str, hint: str) -> None:
    with pytest.raises(UsageError, match=f"no check '{code}'") as caught:
        chosen([code])
    assert hint in caught.value.hint


def test_findings_come_by_path_and_line_in_lines_of_the_file(library: Open) -> None:
    text = (
        "---\ntitle: One\ndate: 2021-03-05\n---\n\n\nText.\n\nSee [it](no.md), [it](#no)\nand [it](nor.md).\n"
    )
    findings = found(library({"b/a.md": text, "a.md": text, "C.md": b"\x00" * 20, "B.md": text}), "L", "F")
    places = [(9, 5, "L001"), (9, 18, "L002"), (10, 5, "L001")]
    assert [(one.path.rpartition("articles/")[2], one.line, one.column, one.code) for one in findings] == [
        *[(name, *place) for name in ("a.md", "B.md", "b/a.md") for place in places],
        ("C.md", 1, 1, "F001"),
    ]


def test_the_mistake_in_front_matter_has_its_own_line_and_hint(library: Open) -> None:
    text = "---\ntitle: One\nsummary: this: that\ndate: 2021-01-01\n---\n\nText.\n"
    (finding,) = found(library({"one.md": text}))
    assert (finding.code, finding.line, finding.id) == ("F002", 3, "")
    assert "quotes" in finding.hint


def test_a_date_has_the_line_of_its_key(library: Open) -> None:
    text = "---\ntitle: One\npubDate: 2021-13-01\nupdated: 2025-01-01\n---\n\nText.\n"
    assert [(one.code, one.line) for one in found(library({"one.md": text}), "D", "M002")] == [
        ("D001", 3),
        ("D002", 4),
    ]


@pytest.mark.parametrize(
    "date", ["0001-01-01", "1969-12-31", "9999-12-31", "9999-12-31T23:59:59-05:00", "9999"]
)
def test_the_first_and_the_last_days_are_dates_as_others(library: Open, date: str) -> None:
    body = "[a](https://example.com/2019/05/12/a/) (Smith, 2019) [b](one.md)"
    files = {f"{key}.md": f"---\ntitle: {key}\n{key}: {date}\n---\n\n{body}\n" for key in ("date", "updated")}
    older = [one for one in found(library(files | {"one.md": "# One\n"}), "D") if one.code == "D004"]
    assert {one.id for one in older} == ({"date"} if date < "2" else set())


def _failing(code: str, id: str) -> Rule:
    """The rule, but that it ends with an error at one article after what it found there."""
    rule = registry.find(code)

    def article(subject: Subject, scope: Scope) -> Iterator[Spot]:
        assert rule.article
        yield from rule.article(subject, scope)
        if subject.article.id == id:
            raise OverflowError("too\nmuch")

    return rule._replace(article=article)


def test_a_rule_that_fails_at_an_article_costs_that_rule_there(
    library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"{id}.md": "# Tea\n\n[x](#none)\n" for id in "abc"}
    opened = library(files)
    before = [(one.id, one.code) for one in found(opened, "M002", "L002")]
    monkeypatch.setitem(registry._table, "L002", _failing("L002", "b"))
    after = found(opened, "M002", "L002")
    failed = [one for one in after if "OverflowError" in one.message]
    assert [(one.id, one.code) for one in after if one not in failed] == before
    (one,) = failed
    assert (Path(one.path).name, one.id, one.code, one.severity) == ("b.md", "b", "L002", "error")
    assert one.message == "could not be looked for: OverflowError: too much"


def test_a_rule_that_fails_at_the_library_costs_that_rule(
    library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = library({"a.md": "# Tea\n", "b.md": "# Tea\n"})
    before = found(opened, "M002", "M010")

    def failing(scope: Scope) -> Iterator[tuple[str, str, Spot]]:
        raise ZeroDivisionError("by none")
        yield

    monkeypatch.setitem(registry._table, "M010", registry.find("M010")._replace(library=failing))
    first, *others = found(opened, "M002", "M010")
    assert (first.path, first.code, first.id) == (opened.status().folders[0], "M010", "")
    assert "ZeroDivisionError: by none" in first.message
    assert others == [one for one in before if one.code == "M002"]


def test_what_is_future_depends_on_today(library: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = library({"one.md": "---\ntitle: One\ndate: 2024-05-02\n---\n\nText.\n"})
    assert [one.code for one in opened.check(select=["D"], today="2024-05-01")] == ["D002"]
    assert list(opened.check(select=["D"], today="2024-05-02")) == []
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1714521600")  # 2024-05-01
    assert [one.code for one in opened.check(select=["D"])] == ["D002"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1714608000")
    assert list(opened.check(select=["D"])) == []


def test_sources_may_be_articles_of_the_library(library: Open) -> None:
    old = "---\ntitle: Old\ndate: 2018\n---\n\nSee [new](new.md) and [news](https://example.org/2017/01/x).\n"
    new = "---\ntitle: New\ndate: 2019-05-01\n---\n\nSee [old](old.md).\n"
    findings = found(library({"old.md": old, "new.md": new}), "D004")
    assert [(one.id, one.line, "2019-05-01" in one.message) for one in findings] == [("old", 6, True)]


def test_what_looks_like_a_citation_may_be_none(library: Open) -> None:
    text = "---\ntitle: Old\ndate: 2018\n---\n\nThey meet (May, 2019) and (Windows 2019), {}.\n"
    for cited, number in (
        ("", 0),
        ("(Doe, 2019)", 1),
        ("(Doe & Roe 2019)", 1),
        ("Doe et al. (2019a)", 1),
        ("(Doe, 2017)", 0),
    ):
        with library({"old.md": text.format(cited)}) as opened:
            opened.sync()
            assert len(found(opened, "D004")) == number, cited


def test_a_query_chooses_the_articles(library: Open) -> None:
    bad = "---\ntags: [{}]\n---\n\nSee [it](no.md).\n"
    opened = library({"a.md": bad.format("x"), "b.md": bad.format("y"), "c.md": "---\na: [\n---\n"})
    assert [one.id for one in found(opened, "L", "F", query="tags:x")] == ["a"]
    report = opened.check("tags:x", select=["L"])
    assert (len(list(report)), report.files) == (1, 1)
    report = opened.check(select=["F"])
    assert (len(list(report)), report.files) == (1, 3)


def test_links_in_code_and_of_templates_are_no_links(library: Open) -> None:
    text = (
        "# One\n\n`[it](no.md)` <!-- [it](no.md) -->\n\n```\n[it](no.md)\n```\n\n"
        "[it]({{ '/2014/x.md' | url }}) [it](https://example.org/no.md) [it](mailto:a@b.md)"
        " ![pic](no.md) [it](<two words.md>)\n\n[ref]: nowhere.md\n"
    )
    findings = found(library({"one.md": text, "two words.md": "# Two\n\nText.\n"}), "L")
    assert [(one.line, one.message) for one in findings] == [(11, "no article at nowhere.md")]


def test_anchors_are_headings_ids_and_what_the_file_is_called_does_not_matter(library: Open) -> None:
    text = (
        '# One\n\n<a name="here"></a> [a](#here) [b](#one) [c](#ONE) [d](#two-1) [e](#x) [f](#top) [g](#fn1)'
        " [h](two#dos) [i](two.md#nada)\n\n## Two\n\n## Two\n\n## Three {#x}\n"
    )
    findings = found(library({"one.md": text, "two.md": "# Dos\n\nText.\n"}), "L")
    assert [one.message for one in findings] == ["no section #nada in two.md"]


def test_the_sample_library_shows_what_it_is_said_to_show() -> None:
    with Library.open(SEEDS) as opened:
        findings = list(opened.check(today=TODAY))
    assert {one.code for one in findings} == {"M001", "M002", "P001", "P002"}
    shown = {(one.id[:3], one.code) for one in findings if one.code[0] == "P"}
    assert shown == {("000", "P001"), ("001", "P001"), ("002", "P002")}


def test_memory_does_not_grow_with_the_library(library: Open) -> None:
    opened = library({f"{n}.md": f"# T{n}\n\nSee [it](no.md).\n" for n in range(500)})
    report = opened.check(select=["L"])
    findings = iter(report)
    next(findings)
    assert report.files == 1  # nobody has looked at the second yet
    assert len(list(findings)) == 499
