"""Notion's exports: pages and databases, properties, links to the new names, zips within zips."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from import_making import bring, fields
from note_making import PNG, items_of, recognising, said, to_folder, to_zip

TEA, POT, LIST, ROW = ("15bb52ee2b580179846fd78b2b60ea9" + digit for digit in "1234")
UUID = "d2b14fbf-86de-4508-a1b2-6515ff8d7aab"
HEAD = '<html><head><title>{}</title></head><body><article class="page sans"><header><h1>{}</h1>'


def markdown_parts() -> dict[str, str | bytes]:
    links = f"[Pot](Green%20tea%20{TEA}/Pot%20{POT}.md) ![](Green%20tea%20{TEA}/a%20pot.png) [List](List%20{LIST}.csv)"
    return {
        f"Green tea {TEA}.md": f"# Green tea: a *history*\n\nNote: no property\n\n{links}\n\n```\n[x](Pot%20{POT}.md)\n```",
        f"Green tea {TEA}/Pot {POT}.md": f"# Pot\n\n<aside>\n💡 Hot\n\n</aside>\n\n[up](../Green%20tea%20{TEA}.md)",
        f"Green tea {TEA}/a pot.png": PNG,
        f"List {LIST}.csv": "\ufeffName,Created\nCup,x\n",
        f"List {LIST}_all.csv": '\ufeffName,Created,Tags,URL,Full\nCup,"December 4, 2024 8:45 AM","a b, c",https://a.example/,No\n',
        f"List {LIST}/Cup {ROW}.md": "# Cup\n\nCreated: December 4, 2024 8:45 AM\nTags: a b, c\nURL: https://a.example/\nFull: No\nmore\n\nNote: text",
    }  # fmt: skip


def nested(parts: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(f"Export-{UUID}/{name}", content)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["folder", "zip", "parts"])
def test_pages_and_databases_come_with_links_to_the_new_names(tmp_path: Path, kind: str) -> None:
    parts = markdown_parts()
    if kind == "folder":
        source = to_folder(tmp_path / "a", parts)
    elif kind == "zip":
        source = to_zip(tmp_path / "a.zip", {f"Export-{UUID}/{name}": part for name, part in parts.items()})
    else:
        half = {name: parts.pop(name) for name in list(parts)[:3]}
        inner = {f"Export-{UUID}-Part-1.zip": nested(half), f"Export-{UUID}-Part-2.zip": nested(parts)}
        source = to_zip(tmp_path / "a.zip", inner)
    new = tmp_path / "new"
    report = bring(source, new)
    assert (report.number("written"), report.number("failed")) == (4, 0)
    assert fields(new, "id", "title", "date", "tags", "source") == [
        ("Green tea - a history", "Green tea: a *history*", "", (), ""),
        ("Green tea/Pot", "Pot", "", (), ""),
        ("List", "List", "", (), ""),
        ("List/Cup", "Cup", "2024-12-04T08:45", ("a b", "c"), "https://a.example/"),
    ]
    tea = (new / "Green tea - a history.md").read_text()
    picture = "Green%20tea%20-%20a%20history_files/a%20pot.png"
    assert (
        f"Note: no property\n\n[Pot](Green%20tea/Pot.md) ![]({picture}) [List](List.md)\n\n```\n[x](Pot"
        in tea
    )
    assert (new / "Green tea - a history_files/a pot.png").read_bytes() == PNG
    pot = (new / "Green tea/Pot.md").read_text()
    assert "> 💡 Hot\n\n[up](../Green%20tea%20-%20a%20history.md)" in pot
    assert "| [Cup](List/Cup.md) |" in (new / "List.md").read_text()
    cup = (new / "List/Cup.md").read_text()
    assert cup.endswith("Note: text\n")
    assert "Full: |-\n  No\n  more" in cup
    again = bring(source, new)
    assert (again.results, again.known) == ((), 4)


def test_properties_of_a_page_without_its_database_are_known_if_there_are_several(tmp_path: Path) -> None:
    one = "# Tea\n\nWarning: hot\n\nx"
    two = "# Pot\n\nStatus: Done\nCreated time: 4 December 2024\n\ny"
    tea, pot = items_of(to_folder(tmp_path / "a", {f"A {TEA}.md": one, f"B {POT}.md": two}))
    assert (said(tea), tea.body) == ({"title": "Tea"}, "Warning: hot\n\nx")
    assert (said(pot), pot.body) == ({"title": "Pot", "Status": "Done", "date": "2024-12-04"}, "y")


PROPERTIES = (
    '<table class="properties"><tbody>'
    '<tr class="property-row property-row-created_time"><th>Made</th><td><time>@December 4, 2024 8:45 AM</time></td></tr>'
    '<tr class="property-row property-row-multi_select"><th>Tags</th><td><span class="selected-value">home office</span>'
    '<span class="selected-value">tea</span></td></tr>'
    '<tr class="property-row property-row-checkbox"><th>Sold</th><td><div class="checkbox checkbox-off"></div></td></tr>'
    '<tr class="property-row property-row-url"><th>URL</th><td><a href="https://a.example/">a.example</a></td></tr>'
    "</tbody></table>"
)


@pytest.mark.parametrize(
    ("html", "body"),
    [
        ('<p id="a" class="">One<br/>two</p>', "One\\\ntwo"),
        ('<ul class="bulleted-list"><li>a</li></ul><ul class="bulleted-list"><li>b</li></ul>', "- a\n- b"),
        (
            '<ol type="1" start="1"><li>a</li></ol><ol type="1" start="2"><li>b</li></ol><p>c</p>',
            "1. a\n2. b\n\nc",
        ),
        (
            '<ul class="to-do-list"><li><div class="checkbox checkbox-on"></div> <span>Tea</span></li></ul>',
            "- [x] Tea",
        ),
        (
            '<figure class="callout" style="x"><div><span class="icon">💡</span></div><div><p>Hot</p></div></figure>',
            "> 💡\n>\n> Hot",
        ),
        (
            '<details open=""><summary style="font-weight:600;font-size:1.5em">T</summary>'
            '<div class="indented"><p>x</p></div></details>',
            "## T\n\nx",
        ),
        (
            f'<figure class="link-to-page"><a href="Green%20tea%20{TEA}/Pot%20{POT}.html">Pot</a></figure>',
            "[Pot](Tea/Pot.md)",
        ),
        (f'<p>See <a href="https://www.notion.so/Pot-{POT}">Pot</a></p>', "See [Pot](Tea/Pot.md)"),
        (
            '<figure><a href="https://a.example/" class="bookmark source"><div class="bookmark-info"><div>'
            '<div class="bookmark-title">Cat</div><div class="bookmark-description">It is</div></div></div>'
            '<img src="x.png" class="bookmark-image"/></a></figure>',
            "[Cat](https://a.example/)",
        ),
        (
            '<p>so <span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>x</mi></mrow>'
            '<annotation encoding="application/x-tex">x^2</annotation></semantics></math></span>'
            '<span class="katex-html">x2</span></span></p>',
            "so $x^2$",
        ),
        ('<div style="display:contents" dir="auto"><p>x</p></div><p class="">y</p>', "x\n\ny"),
    ],
)
def test_what_is_notions_own_in_html_is_markdown(tmp_path: Path, html: str, body: str) -> None:
    page = f'{HEAD.format("Tea", "Tea")}{PROPERTIES}</header><div class="page-body">{html}</div></article></body></html>'
    pot = f'{HEAD.format("Pot", "Pot")}</header><div class="page-body">x</div></article></body></html>'
    parts = {f"Tea {TEA}.html": page, f"Tea {TEA}/Pot {POT}.html": pot, "index.html": "<html></html>"}
    tea, _ = items_of(to_folder(tmp_path / "a", parts))
    assert tea.body == body
    assert said(tea) == {
        **{"title": "Tea", "date": "2024-12-04T08:45", "tags": ["home office", "tea"], "Sold": "No"},
        "source": "https://a.example/",
    }


def test_a_page_that_is_none_fails_and_the_others_come(tmp_path: Path) -> None:
    failed: list[tuple[str, str]] = []
    parts = {f"Tea {TEA}.html": "<p>x", f"Pot {POT}.md": "# Pot\n\nx", f"List {LIST}.csv": ""}
    items = items_of(to_folder(tmp_path / "a", parts), lambda *said: failed.append(said))
    assert [item.name for item in items] == ["Pot"]
    assert sorted(name for name, _ in failed) == [f"List {LIST}.csv", f"Tea {TEA}.html"]


def test_an_archive_that_a_page_shows_is_a_file(tmp_path: Path) -> None:
    inner = nested({"a.txt": "x"})
    parts = {f"Tea {TEA}.md": f"# Tea\n\n[x](Tea%20{TEA}/a.zip)", f"Tea {TEA}/a.zip": inner}
    bring(to_zip(tmp_path / "a.zip", parts), tmp_path / "new")
    assert (tmp_path / "new/Tea_files/a.zip").read_bytes() == inner


def test_names_of_other_files_are_not_taken_for_pages(tmp_path: Path) -> None:
    assert recognising(to_folder(tmp_path / "a", {f"{TEA}.md": "x", "Tea.md": "# Tea", "a.csv": "b,c"})) == []
