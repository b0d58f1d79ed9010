"""The website: what is in it, what is written again, what hostile articles can't do."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import Run
from kratomcli import Library
from kratomcli.errors import OutputError, UsageError
from kratomcli.export import ExportOptions
from kratomcli.export.delivery import Delivery
from kratomcli.export.site import Shelf, build, search
from kratomcli.export.site.cards import Cards
from kratomcli.export.site.graph import Graph

Make = Callable[[Mapping[str, str | bytes]], Path]

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def without_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "is_installed", lambda: False)


@pytest.fixture
def site(folder: Make, tmp_path: Path) -> Callable[..., Delivery]:
    """Make the site of a folder of these files, below `tmp_path / "site"`."""

    def make(files: Mapping[str, str | bytes] = {}, *, force: bool = False, **options: object) -> Delivery:
        with Library.open(folder(files)) as library:
            library.sync()
            shelf = Shelf(library.revisions(), library.read, library.status().folders)
            chosen = ExportOptions(**{"drafts": False, **options})  # type: ignore[arg-type]
            return build(shelf, tmp_path / "site", options=chosen, force=force)  # type: ignore[arg-type]

    return make


FILES: dict[str, str | bytes] = {
    "a.md": "---\ntitle: First\ndate: 2021-03-05\ntags: [Fox, dog]\n---\n## One\n\nSee [the other](sub/b.md#two) and [none](gone.md).\n",
    "sub/b.md": "---\ntitle: Second\ndate: 2020\ntags: [fox]\n---\n## Two\n\n![A fox](fox.png) ![far](https://example.com/x.png)\n",
    "sub/fox.png": PNG,
    "c.txt": "A plain text about withdrawal.\n",
    "d.md": "---\ntitle: Unfinished\ndraft: true\n---\nx\n",
}


def files(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_a_site_has_its_pages(site: Callable[..., Delivery], tmp_path: Path) -> None:
    done = site(FILES)
    found = files(tmp_path / "site")
    names = {name for name in found if not name.startswith(("assets/", "."))}
    assert names == {
        *("index.html", "search.html", "tags.html", "years.html", "feed.xml"),
        *("articles/a.html", "articles/sub/b.html", "articles/c.html"),
        *("tags/fox.html", "tags/dog.html", "years/2020.html", "years/2021.html", "years/undated.html"),
        next(name for name in found if name.startswith("files/")),
    }
    assert done.articles == 3
    assert done.size == sum(map(len, found.values())) - len(found[".kratomcli-site.json"])
    index = found["index.html"].decode()
    assert index.index("First") < index.index("Second") < index.index("withdrawal")
    assert "Search is off" in found["search.html"].decode()


def test_links_lead_to_pages_and_broken_ones_are_named(site: Callable[..., Delivery], tmp_path: Path) -> None:
    for _ in range(2):  # also when nothing had to be made
        assert site(FILES).notes == ("a: no article for the link gone.md",)
    first = (tmp_path / "site/articles/a.html").read_text()
    assert '<a href="sub/b.html#two">the other</a>' in first
    assert '<span class="broken">none</span>' in first
    second = (tmp_path / "site/articles/sub/b.html").read_text()
    image = re.search(r'<img src="\.\./\.\./(files/\w+\.png)" alt="A fox"', second)
    assert image
    assert (tmp_path / "site" / image[1]).read_bytes() == PNG
    assert '<a class="picture" href="https://example.com/x.png"' in second


def test_every_link_of_a_site_is_relative_and_leads_somewhere(
    site: Callable[..., Delivery], tmp_path: Path
) -> None:
    site(FILES)
    place = tmp_path / "site"
    for page in place.rglob("*.html"):
        for link in re.findall(r' (?:href|src)="([^"]*)"', page.read_text()):
            if not link.startswith(("https:", "#")):
                assert (page.parent / link.split("#")[0]).resolve().is_relative_to(place)
                assert (page.parent / link.split("#")[0]).is_file(), (page, link)


def test_a_site_is_the_same_each_time(folder: Make, tmp_path: Path) -> None:
    place = folder(FILES)
    found = []
    for name in ("one", "two"):
        with Library.open(place, cache=tmp_path / name / "cache") as library:
            shelf = Shelf(library.revisions(), library.read, library.status().folders)
            build(shelf, tmp_path / name / "site")
        found.append(files(tmp_path / name / "site"))
    assert found[0] == found[1]


def test_only_what_changed_is_written_again(site: Callable[..., Delivery], tmp_path: Path) -> None:
    def written() -> set[str]:
        return {name for name in files(place) if (place / name).stat().st_mtime_ns != old and name[0] != "."}

    def settle() -> None:
        for path in place.rglob("*"):
            os.utime(path, ns=(old, old))

    place, old = tmp_path / "site", 10**18
    site(FILES)
    settle()
    site()
    assert written() == set()
    site({"c.txt": "A plain text about withdrawal!\n\nAnd more.\n"})
    assert "articles/c.html" in written()
    assert not {"articles/a.html", "tags/fox.html", "years/2020.html"} & written()
    settle()
    site({"gone.md": "# Here after all\n"})
    assert "articles/a.html" in written()
    assert "gone.html" in (place / "articles/a.html").read_text()
    (tmp_path / "articles/sub/b.md").unlink()
    site()
    assert not (place / "articles/sub").exists()
    assert "years/2020.html" not in files(place)


def test_processes_give_the_same_pages(folder: Make, tmp_path: Path) -> None:
    place = folder({f"{n}.md": f"# Title {n}\n\nSee [next]({n + 1}.md).\n\n## Part\n" for n in range(60)})
    found = []
    for jobs in (1, 2):
        with Library.open(place) as library:
            shelf = Shelf(library.revisions(), library.read, library.status().folders)
            done = build(shelf, tmp_path / str(jobs), options=ExportOptions(jobs=jobs))
        assert done.notes == ("59: no article for the link 60.md",)
        found.append(files(tmp_path / str(jobs)))
    assert found[0] == found[1]


def test_long_lists_come_on_several_pages(site: Callable[..., Delivery], tmp_path: Path) -> None:
    site({f"{n}.md": f"---\ntags: [x]\n---\n# Title {n}\n" for n in range(120)})
    place = tmp_path / "site"
    assert {"page-2.html", "page-3.html", "tags/x-2.html", "tags/x-3.html"} <= set(files(place))
    assert 'rel="next" href="page-2.html"' in (place / "index.html").read_text()
    assert 'rel="prev" href="../tags/x.html"' in (place / "tags/x-2.html").read_text()


def test_drafts_come_when_they_are_wanted(site: Callable[..., Delivery], tmp_path: Path) -> None:
    site(FILES, drafts=True)
    assert "Unfinished" in (tmp_path / "site/index.html").read_text()
    site(drafts=False)
    assert not any(b"Unfinished" in data for data in files(tmp_path / "site").values())


def test_feed_and_sitemap_have_whole_addresses(site: Callable[..., Delivery], tmp_path: Path) -> None:
    site(FILES, url="https://example.org/notes", title="A & B")
    feed = ElementTree.parse(tmp_path / "site/feed.xml")  # noqa: S314 - ours
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.findtext("a:title", namespaces=names) == "A & B"
    links = [link.get("href") for link in feed.iterfind("a:entry/a:link", names)]
    assert links == [
        "https://example.org/notes/articles/a.html",
        "https://example.org/notes/articles/sub/b.html",
    ]
    assert feed.findtext("a:updated", namespaces=names) == "2021-03-05T00:00:00Z"
    sitemap = (tmp_path / "site/sitemap.xml").read_text()
    assert "<loc>https://example.org/notes/articles/c.html</loc>" in sitemap
    with pytest.raises(UsageError):
        site(url="example.org")


def test_templates_of_ones_own_stand_for_ours(site: Callable[..., Delivery], tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "groups.html").write_text("{{ heading }} <{{ site.title }}>")
    (own / "extra.css").write_text("p {}")
    site(FILES, templates=str(own), title="<&>")
    assert (tmp_path / "site/tags.html").read_text() == "Tags <&lt;&amp;&gt;>\n"
    assert (tmp_path / "site/assets/extra.css").read_text() == "p {}"
    assert "<main" in (tmp_path / "site/index.html").read_text()
    (own / "groups.html").write_text("{% nonsense %}")
    with pytest.raises(UsageError, match=r"groups\.html, line 1"):
        site(templates=str(own))


MISTAKES = {
    "\n{{ 7 % 0 }}": "line 2: ZeroDivisionError",
    '{% include "article.html" %}': "uses itself",
    '\n{% extends "article.html" %}': "line 2: it is nested too deeply, or uses itself",
    "{% macro again(n) %}\n{{ again(n) }}{% endmacro %}{{ again(1) }}": "line 2: it is nested",
    "\n\n{{ article.id - 1 }}": "line 3: TypeError",
    '{{ "%i" % article.title }}': "line 1: TypeError",
    "{{ range(10**8)|list }}": "line 1: OverflowError",
    "{{ 'x' * 10**17 }}": "line 1: MemoryError",
    "{{ cycler() }}": "line 1: RuntimeError",
    "{{ 1|round(0, 'sideways') }}": "line 1: ",
    "{{ 9 ** 9999 }}": "ValueError",
    f"{{{{ {'(' * 3000}1{')' * 3000} }}}}": "nested too deeply",
    f"{{{{ {'not ' * 3000}1 }}}}": "nested too deeply",
    "{{ article.colour.red }}": "line 1: ",
    '{% include "gone.html" %}': "line 1: there is no template gone.html",
    "{{ 'unfinished": "line 1: ",
}


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: repr(text[:20]))
def test_whatever_goes_wrong_in_a_template_is_an_error_of_it(
    site: Callable[..., Delivery], tmp_path: Path, text: str
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "article.html").write_text(text)
    with pytest.raises(UsageError, match=re.escape(MISTAKES[text])) as raised:
        site(FILES, templates=str(own))
    assert raised.value.message.startswith("the template article.html")
    assert "\n" not in raised.value.message
    assert {path.name for path in tmp_path.iterdir()} == {"articles", "own"}


@pytest.mark.parametrize("text", ["{{ 1 / 0 }}", "{{ wrong"])
def test_a_mistake_is_found_in_the_template_that_holds_it(
    site: Callable[..., Delivery], tmp_path: Path, text: str
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "article.html").write_text('\n\n{% include "part.html" %}')
    (own / "part.html").write_text(f"fine\n{text}\n")
    many = {f"{number}.md": f"Number {number}.\n" for number in range(60)}  # by processes of their own, too
    for jobs in (1, 2):
        with pytest.raises(UsageError, match=r"the template part\.html, line [23]: "):
            site(many, templates=str(own), jobs=jobs)


def test_the_program_says_what_is_wrong_with_a_template(run: Run, folder: Make, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "article.html").write_text("{{ 1 // 0 }}")
    place = folder(FILES)
    args = ("-L", place, "--to", "site", "-o", "out", "--templates", "own")
    asked = run("export", *args)
    assert asked.returncode == 2
    assert [line for line in asked.stderr.decode().splitlines() if line.startswith("error: the template")]
    assert b"Traceback" not in asked.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_of_something_else_is_left_alone(site: Callable[..., Delivery], tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/precious.txt").write_text("mine")
    with pytest.raises(OutputError, match="not empty"):
        site(FILES)
    site(FILES, force=True)
    site({"new.md": "# New\n"})
    assert (tmp_path / "site/precious.txt").read_text() == "mine"


def test_what_fails_leaves_no_half_a_site(folder: Make, tmp_path: Path) -> None:
    with Library.open(folder(FILES)) as library:

        def broken(ids: object) -> object:
            raise OutputError("no")

        with pytest.raises(OutputError):
            build(Shelf(library.revisions(), broken, library.status().folders), tmp_path / "site")  # type: ignore[arg-type]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles"]


HOSTILE: dict[str, str | bytes] = {
    "Case.md": "---\ntitle: ../../x\ntags: ['../../y', '<script>alert(1)</script>', '..', '/']\n---\none\n",
    "case.md": "two <script>alert(1)</script> <b onclick=alert(1)>b</b> <iframe src=//evil.example></iframe>\n"
    "[a](javascript:alert(1)) ![b](data:text/html,x) <style>*{}</style> [c](../../../etc/passwd)\n"
    "![d](../outside.png) ![e](link.png) <svg onload=alert(1)>\n",
    "deep.md": "> " * 1000 + "deep\n\n" + "<div>" * 1000 + "deeper\n",
    "lists.md": "\n".join("  " * n + "- x" for n in range(300)),
    "quote\"'<>&.md": '---\ntitle: "</title><script>alert(1)</script>"\nsource: "javascript:alert(1)"\nlang: \'"><script>\'\nauthors: ["<img src=x onerror=alert(1)>"]\nsummary: \'"><script>alert(1)</script>\'\n---\n# "</a>\n\n`{{ 7*7 }}` {% raw %}\n',
}


def test_hostile_articles_stay_within_their_pages(
    site: Callable[..., Delivery], tmp_path: Path, folder: Make
) -> None:
    (tmp_path / "outside.png").write_bytes(PNG)
    folder(HOSTILE)
    (tmp_path / "articles/link.png").symlink_to(tmp_path / "outside.png")
    before = {path.name for path in tmp_path.iterdir()}
    site()
    assert {path.name for path in tmp_path.iterdir()} == {*before, "site"}
    found = files(tmp_path / "site")
    pages = [name for name in found if name.startswith("articles/")]
    assert len({name.lower() for name in pages}) == len(pages) == 5
    assert not any(name.startswith("files/") for name in found)
    for name, data in found.items():
        if name.endswith(".html"):
            html = data.decode()
            scripts = re.findall(r"<script[^>]*>", html)
            assert [re.sub(r"(\.\./)*", "", script) for script in scripts] == [
                '<script src="assets/theme.js">',
                '<script src="assets/site.js" defer>',
            ]
            assert not re.search(r"<[^>]* on\w+=", re.sub(r'"[^"]*"', "", html))
            assert not re.search(
                r"<(?:iframe|style|svg|object|embed)|(?:href|src)=\"(?:javascript|data):", html
            )
            assert "{{ 7*7 }}" in html or "quote" not in name


def test_a_link_in_the_place_of_a_folder_is_not_followed(
    site: Callable[..., Delivery], tmp_path: Path
) -> None:
    site(FILES)
    outside = tmp_path / "outside"
    (tmp_path / "site/articles/sub").rename(outside)
    (tmp_path / "site/articles/sub").symlink_to(outside)
    page = (outside / "b.html").read_bytes()
    with pytest.raises(OutputError, match="in the way"):
        site({"sub/b.md": "# Another\n"})
    assert (outside / "b.html").read_bytes() == page


def test_the_command_makes_a_site_and_says_so(run: Run, tmp_path: Path) -> None:
    made = run("export", "--to", "site", "-o", tmp_path / "site", "--title", "Notes")
    assert made.returncode == 0
    assert made.stderr.decode().startswith("kratomcli: 5 articles, ")
    assert b"<title>Notes" in (tmp_path / "site/index.html").read_bytes()
    assert run("export", "--to", "site").returncode == 2
    assert run("export", "--to", "site", "-o", tmp_path / "site", "-n", "2").returncode == 0
    assert len(list((tmp_path / "site/articles").iterdir())) == 2


def test_many_missing_pictures_are_told_in_one_line(folder: Make, run: Run, tmp_path: Path) -> None:
    body = "".join(f"![p](p{n}.png)\n\n" for n in range(1, 8))
    place = folder({"a.md": f"# A\n\n{body}[gone](gone.md)\n"})
    done = run("export", "-L", place, "--to", "site", "-o", tmp_path / "site")
    (line,) = [one for one in done.stderr.decode().splitlines() if "picture p" in one]
    assert "7 pictures are not in it: a: the picture p1.png" in line
    assert "p3.png" in line
    assert "p4.png" not in line
    assert b"no article for the link gone.md" in done.stderr


def test_a_page_says_what_links_to_it_and_what_is_related(tmp_path: Path, folder: Make) -> None:
    """The page of what is linked to is made again when a link comes or goes."""
    tea = "Sencha and gyokuro are steamed, while oolong and longjing are roasted in a pan."
    place = folder(
        {"a.md": f"# One\n\n{tea} See [[b]].\n", "b.md": f"# Two\n\n{tea}\n", "c.md": "# Three\n\nBread.\n"}
    )

    def page(name: str) -> str:
        with Library.open(place) as library:
            shelf = Shelf(
                library.revisions(), library.read, library.status().folders, library.edges, library.related
            )
            build(shelf, tmp_path / "site")
        return (tmp_path / "site" / "articles" / f"{name}.html").read_text()

    two = page("b")
    assert '<h2>Linked from</h2>\n<ul>\n<li><a href="../articles/a.html">One</a></li>' in two
    assert '<h2>Related</h2>\n<ul>\n<li><a href="../articles/a.html">One</a> <span class="why">' in two
    assert "Linked from" not in page("a")
    assert 'class="around"' not in page("c")
    (place / "c.md").write_text("# Three\n\nBread, and [tea](b.md).\n")
    assert '<li><a href="../articles/c.html">Three</a></li>' in page("b")
    (place / "a.md").write_text("# One\n\nNothing.\n")
    assert "articles/a.html" not in page("b").partition('class="around"')[2].partition("</aside>")[0]


def test_a_site_with_links_draws_and_lists_them(tmp_path: Path, folder: Make) -> None:
    """The page, its script's data and its place in the navigation come and go with the links."""
    place = folder(
        {
            "a.md": "# One\n\n[[b]] [[b]] [[c]]\n",
            "b.md": "# Two\n\n[[c]]\n",
            "c.md": "# Three & more\n\nBread.\n",
            "d.md": "---\ndraft: true\n---\n# Secret\n\n[[a]]\n",
            "e.md": "# Alone\n\nCake.\n",
        }
    )

    def made() -> dict[str, bytes]:
        with Library.open(place) as library:
            shelf = Shelf(library.revisions(), library.read, library.status().folders, library.edges)
            build(shelf, tmp_path / "site", options=ExportOptions(drafts=False))
        return files(tmp_path / "site")

    found = made()
    page = found["graph.html"].decode()
    assert '<p class="count">3 articles, 3 links between them.</p>' in page
    assert re.findall(r'<li><a href="([^"]*)".*?number">(\d)', page) == [
        ("articles/a.html", "2"),
        ("articles/c.html", "2"),
        ("articles/b.html", "2"),
    ]
    assert (
        '<p>links to <a href="articles/b.html">Two</a>, <a href="articles/c.html">Three &amp; more</a></p>'
        in page
    )
    assert "Secret" not in page
    data = json.loads(found["assets/links.js"].removeprefix(b"window.kratomcliLinks = ").rstrip(b";\n"))
    assert [row[0] for row in data["articles"]] == ["One", "Three & more", "Two"]
    assert data["links"] == [[0, 2], [0, 1], [2, 1]]
    assert b'<a href="../graph.html">Links</a>' in found["articles/e.html"]
    assert b"Permission to use" in found["assets/d3-license.txt"]
    for name in ("a", "b"):
        (place / f"{name}.md").write_text(f"# {name}\n\nNone.\n")
    found = made()
    assert not {name for name in found if "graph" in name or "d3-" in name or "links.js" in name}
    assert b"graph.html" not in found["articles/e.html"]


def test_of_very_many_articles_those_with_most_links_are_drawn(folder: Make) -> None:
    place = folder({f"{name}.md": f"{name}\n" for name in "abcdef"})
    edges = [("a", "b"), ("a", "c"), ("b", "c"), ("a", "d"), ("e", "f")]
    with Library.open(place) as library:
        cards = Cards(library.revisions(), drafts=False)
    graph = Graph(cards, edges, most=3)
    assert [(row.card.id, row.number) for row in graph.rows] == [("a", 3), ("b", 2), ("c", 2)]
    assert graph.links == [("a", "b"), ("a", "c"), ("b", "c")]
    assert graph.count == (
        "6 articles, 5 links between them. Here are the 3 articles with most links, and the links among them."
    )
    assert Graph(cards, edges).count == "6 articles, 5 links between them."
    assert Graph(cards, edges).fingerprint != graph.fingerprint
