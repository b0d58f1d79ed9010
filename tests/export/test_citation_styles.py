"""Citations in a style: as text, on a terminal, in other languages, from files; and what is wrong with those."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from conftest import Make, Run
from kratomcli import Library, UsageError
from kratomcli.errors import AccessError
from kratomcli.export.citations.styles import citations
from support.articles import article, articles, markdown

pytest.importorskip("citeproc", reason="the extra citations is not installed")

PAGE = markdown(
    "---\ntitle: The history of tea\nauthors: [Jan van der Berg, Ann Roe]\ndate: 2021-03-05\nlang: en\n"
    "source: https://tea.example/a?b=<c>&d\naccessed: 2024-01-02\nsite: The Tea Times\n---\n"
)
PAPER = markdown(
    "---\ntitle: Tea in trials\nauthor: [Jane Doe]\ndate: 2021-03\njournal: Tea Studies\nlang: en\n"
    "volume: 12\nissue: 3\npages: 5-17\ndoi: 10.1234/tea.5\n---\n"
)
NOBODY = article(title="Why tea?", source="https://tea.example")


def text(one: Any, style: str = "", locale: str = "") -> str:
    return next(citations([one], style, locale)).text


@pytest.mark.parametrize(
    ("one", "style", "cited"),
    [
        (
            PAGE,
            "",
            "van der Berg, J. and Roe, A. (2021) The history of tea, The Tea Times. "
            "Available at: https://tea.example/a?b=<c>&d (Accessed: January 2, 2024).",
        ),
        (
            PAGE,
            "apa",
            "van der Berg, J., & Roe, A. (2021, March 5). The history of tea. The Tea Times. "
            "https://tea.example/a?b=<c>&d",
        ),
        (
            PAPER,
            "mla",
            "Doe, Jane. “Tea in Trials”. Tea Studies, vol. 12, no. 3, Mar. 2021, pp. 5–17, "
            "https://doi.org/10.1234/tea.5.",
        ),
        (
            PAPER,
            "ieee",
            "[1] J. Doe, “Tea in trials”, Tea Studies, vol. 12, no. 3, pp. 5–17, Mar. 2021, "
            "doi: 10.1234/tea.5.",
        ),
        (NOBODY, "", "Why tea? (no date). Available at: https://tea.example."),
        (NOBODY, "chicago-notes-bibliography", "“Why Tea?”. https://tea.example."),
        (article(title="Tea"), "chicago-notes-bibliography", "“Tea”."),
    ],
)
def test_a_citation_has_what_is_known_and_the_words_of_its_style(one: Any, style: str, cited: str) -> None:
    assert text(one, style) == cited


def test_words_and_months_are_those_of_the_locale() -> None:
    assert "2021, März 5" in text(PAGE, "apa", "de")
    assert "Consulté" in text(PAGE, "", "fr") or "Disponible" in text(PAGE, "", "fr")
    with pytest.raises(UsageError, match="no locale 'xx'"):
        text(PAGE, "apa", "xx")


def test_what_the_style_sets_in_italics_is_told() -> None:
    made = next(citations([PAGE], "apa"))
    assert [made.text[start:end] for start, end in made.italics] == ["The history of tea"]


@settings(max_examples=30)
@given(articles())
def test_any_article_can_be_cited(one: Any) -> None:
    assert "\ue000" not in text(one)


def test_a_style_may_be_a_file_and_a_wrong_one_is_explained(tmp_path: Path) -> None:
    import citeproc

    own = tmp_path / "own.csl"
    own.write_bytes((Path(citeproc.STYLES_PATH) / "harvard-cite-them-right.csl").read_bytes())
    assert text(PAGE, str(own)) == text(PAGE)
    for content, why in (
        ("no XML", "it is no XML"),
        ("<a/>", "it is no style of CSL"),
        ('<style xmlns="http://purl.org/net/xbiblio/csl"/>', "it has no bibliography"),
    ):
        own.write_text(content)
        with pytest.raises(UsageError, match=why):
            text(PAGE, str(own))
    with pytest.raises(AccessError):
        text(PAGE, str(tmp_path / "none.csl"))


@pytest.mark.parametrize("style", ["aps-no", "no such", "../apa"])
def test_a_style_that_is_none_is_refused(style: str) -> None:
    with pytest.raises((UsageError, AccessError)):
        text(PAGE, style)


def test_the_program_shows_citations_and_says_what_is_missing(run: Run, folder: Make) -> None:
    place = folder({"a.md": "---\ntitle: Tea\nauthor: [Jane Doe]\ndate: 2021\n---\nA\n", "b.md": "# Cup\n"})
    shown = run("show", "a", "b", "-f", "citation", "--style", "apa", "-L", place)
    assert shown.stdout.decode() == "Doe, J. (2021). Tea.\nCup. (n.d.).\n"
    refused = run("show", "a", "--style", "apa", "-L", place)
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"--style with --format text" in refused.stderr
    hidden = place.parent / "hidden"
    hidden.mkdir()
    (hidden / "citeproc.py").write_text("raise ImportError\n")
    missing = run("show", "a", "-f", "citation", "-L", place, env={"PYTHONPATH": str(hidden)})
    assert b"pip install 'kratomcli[citations]'" in missing.stderr
    assert b"Traceback" not in missing.stderr


def test_the_python_api_gives_the_same(folder: Make) -> None:
    with Library.open(
        folder({"a.md": "---\ntitle: Tea\nauthor: [Jane Doe]\ndate: 2021\n---\nA\n"})
    ) as library:
        assert library.csl("a")["author"] == [{"family": "Doe", "given": "Jane"}]
        assert library.bibtex("a").startswith(f"@misc{{{library.csl('a')['id']},\n")
        assert library.citation("a", style="apa") == "Doe, J. (2021). Tea."


def test_starting_to_show_loads_no_citeproc() -> None:
    import subprocess

    code = "import sys, kratomcli.cli.show, kratomcli.export; print('citeproc' in sys.modules, 'lxml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
