"""Every heading that something links to can be linked to, wherever it stands and whatever is in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import Run

Make = Callable[[Mapping[str, str | bytes]], Path]


def is_link(html: str, id: str, words: str) -> bool:
    return re.search(f'<a href="#{re.escape(id)}"[^>]*>{words}</a>', html) is not None


def site_page(run: Run, place: Path) -> str:
    """The page of the article "a" in a site of a library."""
    assert run("export", "-L", place, "--to", "site", "-o", place.parent / "site").returncode == 0
    return (place.parent / "site" / "articles" / "a.html").read_text()


@pytest.mark.parametrize(
    ("body", "id", "words"),
    [
        ("# T\n\n## Usage[^1]\n\n[u](#usage)\n\n> ## Quoted\n\n[^1]: n\n", "usage", "u"),
        ("# T\n\n## ![pic](a.png) Setup\n\n[u](#pic-setup)\n\n- # In a list\n", "pic-setup", "u"),
        ("# T\n\n- item\n\n  ## In list\n\n[u](#in-list)\n", "in-list", "u"),
        ("# T\n\n## One\n\n> ## One\n\n[u](#one-1)\n", "one-1", "u"),
        ("# T\n\n## Usage {/* #own */}\n\n[u](#own)\n", "own", "u"),
        ("# T\n\n## Usage {/*own*/}\n\n[u](#own)\n", "own", "u"),
        ("# T\n\n## Usage <!-- #own-1 -->\n\n[u](#own-1)\n", "own-1", "u"),
        ("# T\n\n- ## Usage {/*own*/}\n\n[u](#own)\n", "own", "u"),
        ("# T\n\n##   Extra   spaces\n\n[u](#extra---spaces)\n", "extra---spaces", "u"),
        ("# T\n\n> ## `a`  b\n\n[u](#a--b)\n", "a--b", "u"),
        ("# T\n\n## First { #own }\n\nSee [u](#own) and [ref].\n\n[ref]: http://a.b/\n", "own", "u"),
    ],
)
def test_a_link_to_a_heading_stays_a_link(folder: Make, run: Run, body: str, id: str, words: str) -> None:
    place = folder({"a.md": body})
    html = run("show", "a", "-L", place, "-f", "html").stdout.decode()
    assert f'id="{id}"' in html
    assert is_link(html, id, words)
    page = site_page(run, place)
    assert f'id="{id}"' in page
    assert is_link(page, id, words)
    assert run("check", "-L", place, "--select", "L").returncode == 0


def test_the_title_is_linked_to_in_any_script(folder: Make, run: Run) -> None:
    place = folder({"a.md": "# Größe\n\nSee [self](#größe).\n"})
    html = run("show", "a", "-L", place, "-f", "html").stdout.decode()
    assert 'id="größe"' in html
    assert is_link(html, "gr%C3%B6%C3%9Fe", "self") or is_link(html, "größe", "self")


def test_a_link_by_a_slug_with_single_hyphens_leads_there_too(folder: Make, run: Run) -> None:
    place = folder({"a.md": "# T\n\n##  Extra   spaces\n\n[self](#extra-spaces)\n"})
    assert is_link(site_page(run, place), "extra---spaces", "self")
    assert is_link(run("show", "a", "-L", place, "-f", "html").stdout.decode(), "extra---spaces", "self")
    assert run("check", "-L", place, "--select", "L").returncode == 0


def test_a_site_leads_to_headings_by_the_names_of_other_generators(folder: Make, run: Run) -> None:
    place = folder({"a.md": "# A\n\n## What's new?\n\nx\n\n[self](#what-s-new) [theme](#sidebar)\n"})
    page = site_page(run, place)
    assert is_link(page, "whats-new", "self")
    assert is_link(page, "sidebar", "theme"), "that may be the template's"


def test_a_heading_has_its_id_beside_those_of_the_page(folder: Make, run: Run) -> None:
    place = folder({"a.md": "# A\n\n## Main\n\nx\n\n## Query\n\n[go](#main)\n"})
    page = site_page(run, place)
    assert page.count('id="main"') == 1
    assert '<h2 id="main">' in page


def test_attributes_of_headings_are_shown_nowhere(folder: Make, run: Run) -> None:
    place = folder({"a.md": "# G { #top }\n\n## Next ## { #next .x }\n\nSee [r].\n\n[r]: http://a.b\n"})
    for format in ("text", "rich", "html", "markdown"):
        shown = run("show", "a", "-L", place, "-f", format).stdout.decode().rpartition("</style>")[2]
        assert ("{" in shown) == (format == "markdown"), format
    assert run("show", "a", "-L", place, "-f", "text").stdout.decode().count("G\n") == 1
    assert b"next" in run("show", "a", "-L", place, "--toc").stdout


def test_a_line_after_a_break_begins_at_its_beginning(folder: Make, run: Run) -> None:
    place = folder({"a.md": "---\ntitle: T\n---\nOne<br>\ntwo<br />\nthree\nfour\n"})
    for format in ("text", "rich"):
        shown = run("show", "a", "-L", place, "-f", format).stdout.decode()
        assert "One\ntwo\nthree four" in shown


def test_headings_in_elements_that_hold_markdown_are_known_to_check(folder: Make, run: Run) -> None:
    body = '# T\n\n<div markdown="1">\n\n## In the div\n\n</div>\n\n[l](#in-the-div) and [g](#gone)\n'
    place = folder({"mkdocs.yml": "site_name: x\n", "docs/a.md": body})
    html = run("show", "docs/a", "-L", place, "-f", "html").stdout.decode()
    assert 'id="in-the-div"' in html
    found = run("check", "-L", place, "--select", "L", "-f", "jsonl").stdout.decode()
    assert "#gone" in found
    assert "in-the-div" not in found


@pytest.mark.parametrize("comment", ["{/* #own */}", "{/*own*/}", "<!-- #own -->"])
def test_an_id_in_a_comment_is_shown_nowhere(folder: Make, run: Run, comment: str) -> None:
    place = folder({"a.md": f"# T\n\n## Usage {comment}\n\nText.\n"})
    assert run("show", "a", "-L", place, "--toc").stdout.decode().splitlines()[1] == "a#own\t  Usage"
    for form in ("text", "html"):
        shown = run("show", "a", "-L", place, "-f", form).stdout.decode()
        assert "*/" not in shown
        assert "#own " not in shown
        assert "Usage" in shown
