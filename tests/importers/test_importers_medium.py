"""Medium's exports: a page for each post, draft and response."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from import_making import bring, fields, files

from kratomcli.importers.blogs import medium
from kratomcli.importers.items import Item
from kratomcli.importers.sources.source import open_source

PUBLISHED = """<footer><p class="p-tags">Tagged in <a href="https://medium.com/tag/tea" class="p-tag">Tea</a>,
<a href="https://medium.com/tag/cake" class="p-tag">Cake</a></p><p>By <a href="https://medium.com/@ann"
 class="p-author h-card">Ann O’Tea</a> on <a href="https://medium.com/p/0123456789ab"><time class="dt-published"
 datetime="2018-08-11T11:23:34.123Z">August 11, 2018</time></a>.</p><p><a
 href="https://medium.com/@ann/all-about-tea-0123456789ab" class="p-canonical">Canonical link</a></p></footer>"""
UNPUBLISHED = '<footer><p><a href="https://medium.com/p/ba9876543210">View original.</a></p></footer>'


def page(title: str, content: str, *, subtitle: str = "", footer: str = PUBLISHED) -> str:
    about = f'<section data-field="subtitle" class="p-summary">\n{subtitle}\n</section>' if subtitle else ""
    return f"""<!DOCTYPE html><html><head><title>{title}</title><style>* {{ margin: 0 }}</style></head><body>
<article class="h-entry"><header><h1 class="p-name">{title}</h1></header>{about}
<section data-field="body" class="e-content"><section class="section section--body section--first"><div
 class="section-divider"><hr class="section-divider"></div><div class="section-content"><div
 class="section-inner">{content}</div></div></section></section>{footer}</article></body></html>"""


def archive(path: Path, **pages: str) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("README.html", "<html><body><h1>Your export</h1></body></html>")
        made.writestr("profile/profile.html", "<html><body><h1 class='p-name'>Ann</h1></body></html>")
        for name, text in pages.items():
            made.writestr(f"posts/{name}.html", text)
    return path


def imported(path: Path) -> list[Item]:
    failures: list[tuple[str, str]] = []
    with open_source(str(path)) as source:
        assert medium.recognises(source)
        found = list(medium.items(source, lambda name, reason: failures.append((name, reason))))
    assert not failures
    return found


def one(tmp_path: Path, content: str, **options: str) -> Item:
    (found,) = imported(archive(tmp_path / "medium.zip", p=page("All about tea", content, **options)))
    return found


def test_what_becomes_of_a_post(tmp_path: Path) -> None:
    content = """<h3 name="1" class="graf graf--h3 graf--leading graf--title">All about tea</h3>
<h4 name="2" class="graf graf--h4 graf--subtitle">A short history.</h4><p class="graf graf--p">Words.</p>
<figure class="graf graf--figure"><img class="graf-image" data-is-featured="true" alt="A pot"
 src="https://cdn.example/pot.jpeg"><figcaption class="imageCaption">The <em>pot</em></figcaption></figure>"""
    source = archive(
        tmp_path / "medium.zip",
        **{
            "2018-08-11_All-about-tea-0123456789ab": page(
                "All about tea", content, subtitle="A short history"
            )
        },
    )
    (found,) = imported(source)
    assert (found.key, found.name, found.folder) == ("0123456789ab", "All-about-tea", "")
    assert found.body == "Words.\n\n![A pot](https://cdn.example/pot.jpeg)\n\nThe *pot*"
    assert found.values == {
        "title": "All about tea",
        "date": "2018-08-11T11:23:34.123Z",
        "authors": ["Ann O’Tea"],
        "tags": ["Tea", "Cake"],
        "summary": "A short history",
        "source": "https://medium.com/@ann/all-about-tea-0123456789ab",
        "image": "https://cdn.example/pot.jpeg",
    }


@pytest.mark.parametrize("name", ["draft_All-about-tea-ba9876543210", "All-about-tea"])
def test_a_draft_has_no_date(tmp_path: Path, name: str) -> None:
    text = page("All about tea", "<p class='graf'>Words.</p>", footer=UNPUBLISHED)
    (found,) = imported(archive(tmp_path / "medium.zip", **{name: text}))
    assert (found.key, found.name) == ("ba9876543210", "All-about-tea")
    assert found.values == {"title": "All about tea", "draft": True}


def test_responses_are_told_apart(tmp_path: Path) -> None:
    """Their title is the start of their text, and they have no subtitle."""
    said = page(
        "I like tea, and cake…", '<p class="graf graf--leading">I like tea, and cake too.</p><p>More.</p>'
    )
    post = page("Tea", '<p class="graf graf--leading">Tea is good.</p>', subtitle="About it")
    same = page("Tea is", '<h3 class="graf graf--title">Tea is</h3><p>Tea is good.</p>')
    found = imported(archive(tmp_path / "medium.zip", a=said, b=post, c=same))
    assert [(one.values.get("type", ""), one.folder) for one in found] == [
        ("response", "responses"),
        ("", ""),
        ("", ""),
    ]
    assert found[0].body == "I like tea, and cake too.\n\nMore."


def test_code_keeps_its_lines_and_language(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        '<pre data-code-block-lang="python" class="graf graf--pre graf--preV2"><span class="pre--content">'
        "<span class='hljs-keyword'>if</span> a &lt; b:<br>    c()<br><br>d()</span></pre>",
    )
    assert found.body == "```python\nif a < b:\n    c()\n\nd()\n```"


def test_cards_and_frames_become_links(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        '<div class="graf graf--mixtapeEmbed"><a href="https://b.example" class="markup--anchor"><strong>Bees</strong>'
        '<br><em>About bees</em>b.example</a><a href="https://b.example" class="js-mixtapeImage mixtapeImage"></a></div>'
        '<figure class="graf graf--iframe"><iframe src="https://v.example/1" title="A film"></iframe></figure>',
    )
    assert found.body == "[Bees](https://b.example)\n\nAbout bees\n\n[A film](https://v.example/1)"


def test_a_title_that_is_only_like_the_first_heading_leaves_it(tmp_path: Path) -> None:
    assert one(tmp_path, "<h3 class='graf graf--leading'>All about cake</h3>").body == "### All about cake"
    assert (
        one(tmp_path, "<p class='graf graf--leading'>All about tea</p>", subtitle="x").body == "All about tea"
    )


def test_a_round_trip(tmp_path: Path) -> None:
    pages = {
        f"2018-08-1{number}_Tea-{number}-{number:012x}": page(f"Tea {number}", f"<h3>Words {number}</h3>")
        for number in range(1, 6)
    }
    source = archive(tmp_path / "medium.zip", **pages, draft_x=page("Next", "<p>…</p>", footer=UNPUBLISHED))
    report = bring(source, tmp_path / "new")
    assert (report.number("written"), report.number("failed")) == (6, 0)
    found = fields(tmp_path / "new", "date", "tags", "draft", "imported")
    assert found.count(("2018-08-11T11:23:34.123+00:00", ("Tea", "Cake"), False, "medium")) == 5
    assert ("", (), True, "medium") in found
    assert "Tea-1.md" in files(tmp_path / "new")
    again = bring(source, tmp_path / "new")
    assert (again.results, again.known) == ((), 6)


def test_a_page_of_something_else_costs_that_page(tmp_path: Path) -> None:
    good = page("Tea", "<h3>Words</h3>")
    report = bring(archive(tmp_path / "medium.zip", a=good, b="<p>nothing</p>"), tmp_path / "new")
    assert [one.status for one in report.results] == ["written", "failed"]


def test_a_section_left_open_keeps_the_footer_out(tmp_path: Path) -> None:
    text = page("All about tea", '<p class="graf graf--p">Words.</p>').replace("</section></section>", "")
    (found,) = imported(archive(tmp_path / "medium.zip", p=text.replace("</div></div><footer>", "<footer>")))
    assert found.body.strip() == "Words."
    assert found.values["tags"] == ["Tea", "Cake"]
