"""Pictures and links between articles: brought along in every format, or named with the reason."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from kratomcli import Library
from kratomcli.export import ExportOptions, delivery, write
from kratomcli.export.delivery import Delivery
from kratomcli.export.markdown import write_folder
from kratomcli.export.pictures import Picture, Pictures
from kratomcli.export.site import Shelf, build
from support.pictures import AVIF, GIF, JPEG, WEBP, png

Make = Callable[[Mapping[str, str | bytes]], Path]
EPUBCHECK = Path("/usr/share/java/epubcheck.jar")
CHROMIUM = os.environ.get("KRATOMCLI_CHROMIUM") or shutil.which("chromium")

PNG, WIDE = png(), png(1200, 30)
HARBOUR = """# Harbour

![the plan](plans/harbour.png) ![a wide one](plans/a%20wide%20one.png "From the north")
<img src="plans/photo.jpg" width="20" alt='the "old" pier'>

![again][plan] ![from the top](/plans/moving.gif) <img srcset="plans/photo.jpg 1x, plans/harbour.png 2x" alt="x">
<picture><source srcset="plans/new.webp"><img src="plans/photo.jpg" alt="pier"></picture>
[![small](plans/harbour.png)](boats.md#small-boats)

## Piers

See [boats](boats.md#small-boats), [the same](boats#Small-Boats), [lights](/north/lights.md), [from the top](/north/lights#keeper),
[here](#piers), [this](harbour.md#piers), [the café](boats.md#caf%C3%A9), [no heading](boats.md#none), [gone](sunk.md), [a sheet](tides.pdf) and [out](https://example.com/?a=1&b=2).
A note[^1].

[plan]: plans/harbour.png
[^1]: Of the keeper.
"""
BOATS = "# Boats\n\n## Small boats\n\nBack to [the harbour](harbour.md).\n\n## Café\n\n## Piers\n"
LIGHTS = "# Lights\n\n## Keeper\n\n[up](../boats.md#small-boats) ![the plan](../plans/harbour.png)\n"
FILES: dict[str, str | bytes] = {
    "harbour.md": HARBOUR,
    "boats.md": BOATS,
    "north/lights.md": LIGHTS,
    "plans/harbour.png": PNG,
    "plans/a wide one.png": WIDE,
    "plans/photo.jpg": JPEG,
    "plans/moving.gif": GIF,
    "plans/new.webp": WEBP,
}
MISSED = """# Missed

![a](none.png) ![a](none.png) ![b](drawing.svg) ![c](https://example.com/far.png) ![d](../outside.png)
![e](link.png) ![f](pipe.png) ![g](huge.png) ![h](data:image/png;base64,iVBORw0KGgo=) ![i](vast.png) ![j](/)
"""
REASONS = {
    "none.png": "no such file",
    "drawing.svg": "it is no AVIF, GIF, JPEG, PNG, WebP",
    "https://example.com/far.png": "it is on the web",
    "../outside.png": "it is outside the library",
    "link.png": "a link that leaves the library",
    "pipe.png": "a pipe, not a file",
    "huge.png": "more than",
    "without an address": "its address is none that may be shown",
    "vast.png": "pixels are too many",
}


@pytest.fixture
def export(folder: Make, tmp_path: Path) -> Callable[..., tuple[Path, Delivery]]:
    """Export the library of these files in a format."""

    def make(files: Mapping[str, str | bytes], format: str, query: str = "") -> tuple[Path, Delivery]:
        package = {"epub": "ebooklib", "pdf": "typst"}.get(format)
        if package:
            pytest.importorskip(package, reason=f"no {package}: pip install 'kratomcli[{format}]'")
        place = tmp_path / f"out.{format}"
        with Library.open(folder(files)) as library:
            options = ExportOptions(roots=library.status().folders)
            if format == "site":
                shelf = Shelf(library.revisions(query), library.read, library.status().folders)
                return place, build(shelf, place, options=options)
            return place, delivery.to_place(
                library.texts(query), format, str(place), force=True, options=options
            )

    return make


def links(html: str) -> dict[str, str]:
    return {text: href for href, text in re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', html)}


def chapters(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as book:
        return {
            re.findall("<h1>(.*?)</h1>", text)[0]: text
            for name in book.namelist()
            if "chapter-" in name
            for text in [book.read(name).decode()]
        }


def test_a_page_holds_its_pictures(export: Callable[..., tuple[Path, Delivery]]) -> None:
    page, done = export(FILES, "html")
    html = page.read_text()
    shown = re.findall(r'<img src="data:image/(\w+);base64,([^"]*)" alt="([^"]*)"([^>]*)>', html)
    assert [(kind, b64decode(data), alt, more) for kind, data, alt, more in shown] == [
        ("png", PNG, "the plan", ""),
        ("png", WIDE, "a wide one", ' title="From the north"'),
        ("jpeg", JPEG, "the &quot;old&quot; pier", ' width="20"'),
        ("png", PNG, "again", ""),
        ("gif", GIF, "from the top", ""),
        ("jpeg", JPEG, "x", ""),
        ("jpeg", JPEG, "pier", ""),
        ("png", PNG, "small", ""),
        ("png", PNG, "the plan", ""),
    ]
    assert html.count("<img") == len(shown)
    assert done.notes == ("2 links lead to what is not in it: only the words are left",)


def test_links_stay_on_the_page(export: Callable[..., tuple[Path, Delivery]]) -> None:
    html = export(FILES, "html")[0].read_text()
    assert links(html) == {
        "Boats": "#boats",
        "Harbour": "#harbour",
        "Lights": "#north-lights",
        "boats": "#boats:small-boats",
        "the same": "#boats:small-boats",
        "lights": "#north-lights",
        "from the top": "#north-lights:keeper",
        "here": "#harbour:piers",
        "this": "#harbour:piers",
        "the café": "#boats:café",
        "no heading": "#boats",
        "out": "https://example.com/?a=1&amp;b=2",
        "the harbour": "#harbour",
        "up": "#boats:small-boats",
        "Back to contents": "#contents",
    }
    assert "gone, a sheet and" in html
    ids = set(re.findall(r' id="([^"]*)"', html))
    assert {href[1:] for href in re.findall(r'href="(#[^"]*)"', html)} == {f"{href}" for href in ids} & {
        href[1:] for href in re.findall(r'href="(#[^"]*)"', html)
    }
    assert '<a href="#boats:small-boats"><img src="data:' in html


def test_an_article_alone_links_within_itself(export: Callable[..., tuple[Path, Delivery]]) -> None:
    html = export(FILES, "html", "id:harbour")[0].read_text()
    assert links(html) == {"here": "#piers", "this": "#piers", "out": "https://example.com/?a=1&amp;b=2"}
    assert "See boats, the same, lights, from the top," in html


def test_a_book_holds_its_pictures_and_links(export: Callable[..., tuple[Path, Delivery]]) -> None:
    path, done = export(FILES, "epub")
    found = chapters(path)
    assert (
        links(found["Harbour"]).items()
        >= {
            "boats": "chapter-0001.xhtml#small-boats",
            "the same": "chapter-0001.xhtml#small-boats",
            "lights": "chapter-0003.xhtml",
            "from the top": "chapter-0003.xhtml#keeper",
            "here": "#piers",
            "this": "chapter-0002.xhtml#piers",
            "the café": "chapter-0001.xhtml#caf%C3%A9",
            "no heading": "chapter-0001.xhtml",
        }.items()
    )
    with zipfile.ZipFile(path) as book:
        pictures = {Path(n).name: book.read(n) for n in book.namelist() if "pictures/" in n}
        for text in found.values():
            assert set(re.findall(r'<img src="pictures/([^"]*)"', text)) <= set(pictures)
    assert sorted(pictures.values()) == sorted([PNG, WIDE, JPEG, GIF])
    assert found["Harbour"].count("<img") == 8
    assert done.notes == ("2 links lead to what is not in it: only the words are left",)
    if shutil.which("java") is None or not EPUBCHECK.exists():
        pytest.skip("no epubcheck: apt-get install epubcheck")
    result = subprocess.run(["java", "-jar", EPUBCHECK, path], capture_output=True, text=True, check=False)
    assert "No errors or warnings detected" in result.stdout + result.stderr, result.stderr


def test_a_pdf_holds_its_pictures_and_links(export: Callable[..., tuple[Path, Delivery]]) -> None:
    path, done = export(FILES, "pdf")
    assert done.notes == ("2 links lead to what is not in it: only the words are left",)
    if shutil.which("pdfimages") is None:
        pytest.skip("no pdfimages: apt-get install poppler-utils")
    listed = subprocess.run(["pdfimages", "-list", path], capture_output=True, text=True, check=True).stdout
    sizes = {tuple(line.split()[3:5]) for line in listed.splitlines()[2:]}
    assert sizes == {("4", "4"), ("1200", "30"), ("2", "2")}
    command = ["pdftohtml", "-i", "-xml", "-stdout", path]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    led = {text.strip(): href for href, text in re.findall(r'<a href="([^"]*)">(.*?)</a>', shown)}
    # Contents on page 1, then boats, harbour and lights.
    pages = {"boats": 2, "the same": 2, "no heading": 2, "lights": 4, "here": 3, "the harbour": 3, "up": 2}
    for text, page in pages.items():
        assert led[text].endswith(f"#{page}"), (text, led)
    assert led["1"].endswith("#3")
    assert led["\u21a9\ufe0e"].endswith("#3")
    assert led["out"].startswith("https://example.com/?a=1&")
    assert "gone" not in led


@pytest.mark.parametrize("format", ["html", "epub", "pdf", "site"])
def test_what_is_missed_is_named_once_with_the_reason(
    export: Callable[..., tuple[Path, Delivery]], tmp_path: Path, folder: Make, format: str
) -> None:
    place = folder(
        {"drawing.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>", "vast.png": png(claimed=10**8)}
    )
    (tmp_path / "outside.png").write_bytes(PNG)
    (place / "link.png").symlink_to(tmp_path / "outside.png")
    os.mkfifo(place / "pipe.png")
    with (place / "huge.png").open("wb") as file:
        file.write(PNG)
        file.truncate(60 << 20)
    _, done = export({"missed.md": MISSED, "more.md": "# More\n\n![a](none.png)\n"}, format)
    notes = [note for note in done.notes if "picture" in note]
    if format == "site":  # which tells many in one line
        (note,) = notes
        assert note.startswith(f"{len([name for name in REASONS if name[:4] != 'http']) + 1} pictures ")
        assert sum(f"the picture {name} " in note and why in note for name, why in REASONS.items()) >= 2
        return
    for name, why in REASONS.items():
        (note,) = [note for note in notes if f"the picture {name} " in note]
        assert note.startswith("missed: ")
        assert why in note
    assert len(notes) == len(REASONS) + 1  # and "/"


@pytest.mark.parametrize(
    ("format", "lacks"), [("epub", {"AVIF", "WebP"}), ("pdf", {"AVIF"}), ("html", set())]
)
def test_kinds_that_a_format_lacks_are_named(
    export: Callable[..., tuple[Path, Delivery]], format: str, lacks: set[str]
) -> None:
    names = {"a.avif": AVIF, "w.webp": WEBP, "wrong-name.webp": PNG, "j.jpeg": JPEG, "g.gif": GIF}
    text = "# x\n\n" + "\n".join(f"![{name}]({name})" for name in names)
    _, done = export({"x.md": text, **names}, format)
    assert {note.rpartition("can't show ")[2] for note in done.notes} == lacks


@pytest.mark.parametrize("format", ["html", "epub", "pdf", "site"])
def test_a_picture_without_its_end_is_named(
    export: Callable[..., tuple[Path, Delivery]], format: str
) -> None:
    files = {"x.md": "# x\n\n![a](a.png) ![b](b.png)\n", "a.png": PNG, "b.png": WIDE[:40]}
    _, done = export(files, format)
    (note,) = [note for note in done.notes if "picture" in note]
    assert note.startswith("x: the picture b.png is not in it")
    assert note.endswith("it is damaged")


def test_what_stands_behind_a_pictures_end_does_no_harm(tmp_path: Path) -> None:
    for data in (PNG + b"more", JPEG + b"more", GIF + b"\0\0\n", WEBP + b"more"):
        (tmp_path / "x").write_bytes(data)
        assert isinstance(Pictures([str(tmp_path)]).at(str(tmp_path / "x")), Picture)


def test_a_folder_of_markdown_says_where_no_picture_was_looked_for(tmp_path: Path, folder: Make) -> None:
    told: list[str] = []
    place = folder({"x.md": "# x\n\n![a](a.png)\n\n" + "> " * 200 + "x", "a.png": PNG})
    with Library.open(place) as library:
        options = ExportOptions(roots=library.status().folders, note=told.append)
        write_folder(library.texts(""), tmp_path / "out", options)
    assert told == ["x: its pictures are not in it: its Markdown can't be converted"]


def test_one_damaged_picture_costs_a_pdf_that_picture_alone(
    export: Callable[..., tuple[Path, Delivery]],
) -> None:
    files = {"x.md": "# x\n\n![a](a.png) ![b](b.png)\n", "a.png": PNG, "b.png": png(claimed=4000)}
    path, done = export(files, "pdf")
    assert done.notes == ("x: the picture b.png is not in it: it is damaged",)
    assert path.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("data", "kind"), [(PNG, "png"), (JPEG, "jpeg"), (GIF, "gif"), (WEBP, "webp"), (AVIF, "avif")]
)
def test_a_kind_is_what_the_bytes_say(tmp_path: Path, data: bytes, kind: str) -> None:
    pictures = Pictures([str(tmp_path)])
    (tmp_path / "x.txt").write_bytes(data)
    found = pictures.at(str(tmp_path / "x.txt"))
    assert isinstance(found, Picture)
    assert found.kind == kind
    for end in range(len(data) - 1):  # whatever it is cut to, it is a picture or none
        (tmp_path / "x.txt").write_bytes(data[:end])
        found = pictures.at(str(tmp_path / "x.txt"))
        assert found == "it is damaged" or str(found).startswith("it is no AVIF") or kind == "avif"


def test_notes_hold_nothing_that_drives_a_terminal(folder: Make, run: Run) -> None:
    place = folder({"a.md": "# a\n\n<img src='&#27;[31m&#x202e;x.png'> [x](y&#27;[2J.md)\n"})
    done = run("export", "--library", place, "-f", "html")
    assert b"the picture" in done.stderr
    assert b"\x1b" not in done.stderr
    assert "\u202e" not in done.stderr.decode()


def test_show_embeds_and_names_too(folder: Make, run: Run) -> None:
    place = folder({"a.md": "# a\n\n![p](p.png) ![q](q.png) [b](b.md)\n", "b.md": "# b\n", "p.png": PNG})
    for more in ([], ["--body"]):
        done = run("show", "a", "--library", place, "-f", "html", *more)
        assert b'<img src="data:image/png;base64,' in done.stdout
        assert b"b.md" not in done.stdout
        assert b"a: the picture q.png is not in it: no such file" in done.stderr


def test_without_a_library_no_file_is_read(tmp_path: Path, folder: Make) -> None:
    notes: list[str] = []
    with Library.open(folder({"a.md": "# a\n\n![p](p.png)\n", "p.png": PNG})) as library:
        page = tmp_path / "page.html"
        with page.open("w") as stream:
            write(library.texts(), "html", stream, options=ExportOptions(note=notes.append))
    assert "data:" not in page.read_text().partition("</head>")[2]
    assert notes == ["a: the picture p.png is not in it: it is outside the library"]


def test_a_browser_shows_every_picture_and_follows_links(
    export: Callable[..., tuple[Path, Delivery]],
) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium: apt-get install chromium")
    page_file, _ = export(FILES, "html")
    page_file = page_file.rename(page_file.parent.parent / f"{page_file.parent.name}-alone.html")
    wrong: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page: Any = browser.new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("requestfailed", lambda request: wrong.append(request.url))
        page.goto(page_file.as_uri())
        assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 1)")
        page.get_by_role("link", name="boats", exact=True).click()
        assert page.evaluate("location.hash") == "#boats:small-boats"
        assert page.evaluate("document.querySelector(':target').textContent") == "Small boats"
        browser.close()
    assert wrong == []


def test_a_folder_of_markdown_has_its_pictures_beside_it(folder: Make, run: Run, tmp_path: Path) -> None:
    place = folder(
        {
            **FILES,
            "isles/index.md": "# Isles\n\n![chart](map.png) ![up](../../secret.png)\n",
            "isles/map.png": PNG,
        }
    )
    (tmp_path / "secret.png").write_bytes(PNG)
    done = run("export", "--library", place, "-f", "markdown", "-o", f"{tmp_path}/made/")
    made = {path.relative_to(tmp_path / "made").as_posix(): path for path in (tmp_path / "made").rglob("*.*")}
    assert set(made) == {
        *("harbour.md", "boats.md", "north/lights.md", "isles.md", "map.png"),
        *("plans/harbour.png", "plans/a wide one.png", "plans/photo.jpg", "plans/moving.gif"),
    }
    assert made["plans/a wide one.png"].read_bytes() == WIDE
    assert b"isles: the picture ../../secret.png is not in it: it would be outside the folder" in done.stderr
    assert done.stderr.count(b"picture") == 1
    with Library.open(tmp_path / "made") as library:
        assert not [
            finding for finding in library.check() if finding.code == "L001" and ".png" in finding.message
        ]
        page = tmp_path / "page.html"
        options = ExportOptions(roots=library.status().folders)
        again = delivery.to_place(library.texts("id:harbour"), "html", str(page), force=True, options=options)
    assert not [note for note in again.notes if "picture" in note]


def test_links_lead_to_a_folders_own_page_and_from_the_top_of_several_folders(tmp_path: Path) -> None:
    places = {
        "north/pier/index.md": "# Pier\n\n## What's new & old?\n",
        "north/a.md": "# A\n\n[folder](pier/) [folder too](/pier) [by name](/north/pier) [over there](/south/b.md)\n"
        "[by python-markdown](pier/index.md#whats-new-old) [by kramdown](/pier#whats-new--old)\n"
        "[by zola](pier#what-s-new-old)\n",
        "south/b.md": "# B\n\n![p](/south/p.png)\n",
    }
    for name, text in places.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "south/p.png").write_bytes(PNG)
    with Library.open(tmp_path / "north", tmp_path / "south") as library:
        options = ExportOptions(roots=library.status().folders)
        done = delivery.to_place(
            library.texts(), "html", str(tmp_path / "x.html"), force=True, options=options
        )
        assert [finding.code for finding in library.check(select=["L"])] == []
    led = links((tmp_path / "x.html").read_text())
    assert {led[text] for text in ("folder", "folder too", "by name")} == {"#north-pier"}
    assert led["over there"] == "#south-b"
    slug = "#north-pier:whats-new--old"
    assert {led[f"by {maker}"] for maker in ("python-markdown", "kramdown", "zola")} == {slug}
    assert done.notes == ()


VAULT: dict[str, str | bytes] = {
    "notes/a.md": "# A\n\n![[cup.png|20]] ![[notes/pot.png]] ![[gone.png]] ![[b]] %%![[b.png]]%%\n",
    "notes/b.md": "# B\n\nText.\n",
    "files/deep/Cup.png": png(7),
    "files/cup.png": PNG,
    ".hidden/gone.png": PNG,
    "notes/pot.png": WIDE,
}


def test_pictures_that_a_note_embeds_are_found_wherever_they_are(folder: Make, tmp_path: Path) -> None:
    told: list[str] = []
    with Library.open(folder(VAULT)) as library:
        options = ExportOptions(roots=library.status().folders, note=told.append)
        page = io.StringIO()
        write(library.texts(), "html", page, options=options)
        write_folder(library.texts(), tmp_path / "copy", options)
    assert b64encode(PNG).decode() in page.getvalue()
    assert b64encode(WIDE).decode() in page.getvalue()
    assert 'width="20"' in page.getvalue()
    assert "wiki:" not in page.getvalue()
    assert told == ["notes/a: the picture gone.png is not in it: no such file"] * 2
    copied = {path.relative_to(tmp_path / "copy").as_posix() for path in (tmp_path / "copy").rglob("*.png")}
    assert copied == {"notes/cup.png", "notes/pot.png"}
