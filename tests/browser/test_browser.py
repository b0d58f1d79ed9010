"""A real browser on the site of the sample library. Skipped, with the reason, where tools are missing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from conftest import PATIENCE, SEEDS
from kratomcli import Library
from kratomcli.export import ExportOptions
from kratomcli.export.site import Shelf, build, search

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
expect.set_options(timeout=PATIENCE * 1000)
CHROMIUM = (
    os.environ.get("KRATOMCLI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium"),
    pytest.mark.skipif(not search.is_installed(), reason="no pagefind: pip install 'kratomcli[site]'"),
]

LISTED, FOUND, MARKED = ".articles > li", ".hits .part a", "mark.found-word"
"""What is there when the scripts of a list, a search and a highlighted article are done."""
PHONE, DESKTOP = (390, 844), (1360, 900)
RICH = """---
title: Everything at once
date: 2022-02-02
tags: [Kratom, Things]
authors: [Ada Lovelace]
lang: en
---

## Code and tables

```python
def answer(n: int = 42) -> str:  # a comment
    return f"is {n}"
```

| one | two |
| --- | ---: |
| 1 | 2 |

!!! note
    Take care.[^1]

> [!tip]- Folded
> Not seen at first.
> > [!important]+ Open
> > At once.

:::warning
Of `steam`.
:::

:::danger
Of fire.
:::

:::quote
So they say.
:::

- [x] done
- [ ] [a seed](gone.txt) and `code`

> A quote.

[^1]: Of withdrawal.
"""
HOSTILE = """---
title: "<script>window.ran = 1</script>../../x"
tags: ["<img src=x onerror='window.ran=1'>"]
---

## <img src=x onerror="window.ran=1"> withdrawal

<script>window.ran = 1</script> <svg onload="window.ran=1"></svg> <iframe src="https://example.com/"></iframe>
<style>body { display: none }</style> <a href="javascript:window.ran=1" id="evil">click</a>
<img src="https://example.com/x.png"> `<script>window.ran = 1</script>` &lt;img src=x onerror=window.ran=1&gt; withdrawal
"""
LINKS = [
    ("hostile", "rich"),
    ("rich", "hostile"),
    ("000_dfba0f0dfb44e608", "rich"),
    ("rich", "001_14c75e59ad748a3a"),
]
"""Between which articles the site draws links: ids."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library and two articles more, as a site below a path."""
    top = tmp_path_factory.mktemp("www")
    articles = tmp_path_factory.mktemp("articles")
    for path in SEEDS.glob("*.txt"):
        shutil.copy(path, articles)
    (articles / "rich.md").write_text(RICH)
    (articles / "hostile.md").write_text(HOSTILE)
    with Library.open(articles, cache=tmp_path_factory.mktemp("cache")) as library:
        shelf = Shelf(library.revisions(), library.read, library.status().folders, lambda: LINKS)
        build(shelf, top / "notes", options=ExportOptions(title="Notes"))
    return top


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(place)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/notes/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS.split())
        yield started
        started.close()


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(browser: Any, address: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page that fails the test for any error, and any request to another host."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="light")
    opened = new_page(context)
    wrong: list[str] = []
    opened.on("console", lambda message: message.type in ("error", "warning") and wrong.append(message.text))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda asked: asked.url.startswith(address) or wrong.append(asked.url))
    opened.on("response", lambda answer: answer.ok or answer.status == 304 or wrong.append(answer.url))
    opened.goto(address)
    yield opened
    context.close()
    assert wrong == []


def new_page(context: Any) -> Any:
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    return page


def is_too_wide(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_a_search_leads_to_the_highlighted_section(page: Any) -> None:
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_role("searchbox").fill("withdrawal")
    page.wait_for_selector(FOUND)
    expect(page.locator(".count")).to_have_text("7 articles")
    assert page.locator(".hits mark").count() > 5
    assert not is_too_wide(page)
    hit = page.get_by_role("link", name="Easing the Symptoms of Withdrawal", exact=True)
    hit.click()
    page.wait_for_selector(MARKED)
    assert page.url.endswith("?highlight=withdrawal#easing-the-symptoms-of-withdrawal")
    heading = page.locator("h3:target")
    assert heading.inner_text() == "Easing the Symptoms of Withdrawal"
    expect(heading).to_be_in_viewport()
    assert heading.evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.go_back()
    page.wait_for_selector(FOUND)
    assert page.get_by_role("searchbox").input_value() == "withdrawal"


def test_words_typed_before_the_script_came_are_looked_for(page: Any) -> None:
    typed: list[str] = []

    def type_first(route: Any) -> None:
        page.get_by_role("searchbox").fill("withdrawal")
        typed.append(route.request.url)
        route.continue_()

    page.route("**/assets/site.js", type_first)
    page.goto(page.url + "search.html", wait_until="commit")
    page.wait_for_selector(FOUND)
    assert page.get_by_role("searchbox").input_value() == "withdrawal"
    assert typed


def test_the_list_is_filtered_and_ordered(page: Any) -> None:
    assert page.locator(LISTED).count() == 7
    page.get_by_label("Tag").select_option("Opioid Addiction")
    expect(page.locator(LISTED)).to_have_count(1)
    expect(page.locator(".count")).to_have_text("1 article")
    assert "A Careful Look" in page.locator(".articles").inner_text()
    page.get_by_label("Tag").select_option("")
    page.get_by_label("Order").select_option("title")
    expect(page.locator(LISTED)).to_have_count(7)
    titles = page.locator(".articles .row").all_inner_texts()
    assert titles.index("Everything at once") < titles.index(
        "Powdered Kratom and Reliance on Opioids – What Trials and Users Have Reported"
    )
    page.get_by_role("searchbox").fill("everything")
    expect(page.locator(LISTED)).to_have_count(1)
    page.get_by_label("Year").select_option("2021")
    expect(page.locator(LISTED)).to_have_count(0)
    page.locator(".bar").get_by_role("link", name="Tags").click()
    page.get_by_role("link", name="Kratom", exact=True).click()
    page.wait_for_selector("h1:text-is('Kratom')")
    page.wait_for_selector(LISTED)
    assert page.locator(LISTED).count() == 2
    assert not is_too_wide(page)


def test_the_theme_is_switched_and_kept(page: Any) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Dark theme").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.get_by_role("link", name="Everything at once").click()
    page.wait_for_selector("article .body")
    assert page.evaluate(ground) == dark
    assert page.get_by_role("button", name="Dark theme").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Dark theme").click()
    page.reload()
    assert page.evaluate(ground) == light


def test_nothing_of_a_hostile_article_runs(page: Any, address: str) -> None:
    for where, ready in {
        "articles/hostile.html?highlight=withdrawal": MARKED,
        "search.html?q=withdrawal": FOUND,
        "tags.html": "h1",
        "index.html": LISTED,
    }.items():
        page.goto(address + where)
        page.wait_for_selector(ready)
        assert page.evaluate("window.ran") is None
        assert page.locator("body").is_visible()
    page.get_by_label("Order").select_option("old")
    expect(page.locator(LISTED)).to_have_count(7)
    assert page.evaluate("window.ran") is None


def test_callouts_fold(page: Any, address: str) -> None:
    page.goto(address + "articles/rich.html")
    hidden, within = page.get_by_text("Not seen at first."), page.get_by_text("At once.")
    expect(hidden).to_be_hidden()
    page.get_by_text("Folded").click()
    expect(hidden).to_be_visible()
    expect(within).to_be_visible()
    page.get_by_text("Open", exact=True).click()
    expect(within).to_be_hidden()
    expect(page.get_by_role("note")).to_have_count(4)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, address: str, scheme: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    for width, height in (PHONE, DESKTOP):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True
        )
        page = new_page(context)
        for where, ready in {
            "index.html": LISTED,
            "tags.html": "h1",
            "graph.html": DONE,
            "years/2021.html": LISTED,
            "search.html?q=withdrawal": FOUND,
            "articles/rich.html": "article .body",
            "articles/004_d7e665ae504f5e98.html?highlight=withdrawal#conclusion": MARKED,
        }.items():
            page.goto(address + where)
            page.wait_for_selector(ready)
            found = axe.Axe().run(page).response["violations"]
            assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == [], where
        context.close()


def test_pages_work_from_files_and_without_scripts(browser: Any, place: Path) -> None:
    context = browser.new_context()
    page = new_page(context)
    wrong: list[str] = []
    page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
    page.goto((place / "notes/index.html").as_uri())
    page.get_by_label("Tag").select_option("Opioid Addiction")
    expect(page.locator(LISTED)).to_have_count(1)
    page.locator(".articles .row").click()
    assert "A Careful Look" in page.locator("h1").inner_text()
    page.get_by_role("link", name="Search", exact=True).click()
    page.locator(".count", has_text="http.server").wait_for()
    assert wrong == []
    context.close()
    context = browser.new_context(java_script_enabled=False)
    page = new_page(context)
    page.goto((place / "notes/index.html").as_uri())
    assert page.locator(LISTED).count() == 7
    assert not page.locator("form.choose").is_visible()
    assert not page.locator("button.theme").is_visible()
    context.close()


def test_the_checker_finds_no_error(place: Path) -> None:
    jar = os.environ.get("KRATOMCLI_VNU") or next(
        (str(path) for path in Path(__file__).parents[2].glob("node_modules/vnu-jar/build/dist/vnu.jar")), ""
    )
    if not jar or shutil.which("java") is None:
        pytest.skip("no Nu checker: npm install vnu-jar, and KRATOMCLI_VNU names its vnu.jar; it needs java")
    pages = [path for path in sorted((place / "notes").rglob("*.html")) if path.stem != "hostile"]
    command = [
        "java",
        "-Xss8m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-jar",
        jar,
        "--format",
        "json",
        "--stdout",
        "--errors-only",
        *map(str, pages),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(result.stdout)["messages"]
    assert [(m["url"].rpartition("/")[2], m["message"], m.get("extract")) for m in messages] == []


DONE = "canvas[data-state=done]"
PAINTED = """() => {
  const canvas = document.querySelector("canvas");
  const bytes = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return bytes.filter((byte, at) => at % 4 === 3 && byte > 0).length;
}"""


def test_the_links_are_drawn_and_keys_lead_to_an_article(page: Any) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.locator(".bar").get_by_role("link", name="Links").click()
    page.wait_for_selector(DONE)
    assert page.evaluate("window.ran") is None
    assert page.evaluate(PAINTED) > 500
    assert not is_too_wide(page)
    drawing = page.get_by_role("application")
    drawing.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("status")).to_have_text("Everything at once – 4 links")
    met = set()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown") * 3:
        page.keyboard.press(key)
        met.add(page.get_by_role("status").inner_text().partition(" – ")[0])
    assert len(met) > 2
    page.keyboard.press("Escape")
    expect(page.get_by_role("status")).to_have_text("")
    page.get_by_role("button", name="Larger").click()
    page.get_by_role("button", name="Fit").click()
    drawing.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:text-is('Everything at once')")


def test_the_drawing_takes_the_theme_and_works_from_a_file(browser: Any, place: Path) -> None:
    context = browser.new_context(color_scheme="light")
    page = new_page(context)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("request", lambda asked: asked.url.startswith("file:") or wrong.append(asked.url))
    page.goto((place / "notes" / "graph.html").as_uri())
    page.wait_for_selector(DONE)
    middle = "document.querySelector('canvas').toDataURL()"
    light = page.evaluate(middle)
    page.get_by_role("button", name="Dark theme").click()
    page.wait_for_function(f"before => {middle} !== before", arg=light)
    listed = page.locator(".linked > li")
    assert listed.count() == 4
    assert listed.first.locator("a").first.inner_text() == "Everything at once"
    assert listed.first.locator("p a").count() == 2
    assert wrong == []
    context.close()
