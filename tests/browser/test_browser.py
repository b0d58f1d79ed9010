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
LONG = "\n\n".join(
    [
        "---\ntitle: A long one\n---",
        "An introduction.",
        *(f"{'#' * (2 + at % 3)} Part {at}\n\n{'A line of words. ' * 150}" for at in range(60)),
        "## 100% of it\n\nShort.\n\n### Größe\n\nShort.\n\n## The end\n\nShort.",
    ]
)
"""An article of 63 sections, of which the last three can't come to the top of a window."""
BARE = "---\ntitle: A bare one\n---\n\n## First\n\n" + "A line of words. " * 600 + "\n\n## Last\n\nShort.\n"


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
    articles = tmp_path_factory.mktemp("long")
    (articles / "long.md").write_text(LONG)
    (articles / "bare.md").write_text(BARE)
    with Library.open(articles, cache=tmp_path_factory.mktemp("cache")) as library:
        shelf = Shelf(library.revisions(), library.read, library.status().folders)
        build(shelf, top / "notes" / "long", options=ExportOptions(title="Long"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(search, "is_installed", lambda: False)
            build(shelf, top / "notes" / "silent", options=ExportOptions(title="Without search"))
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


DIALOG = "dialog.finder"
HINT = ".bar kbd"


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_a_key_opens_the_search_over_any_page(page: Any, address: str, key: str) -> None:
    page.goto(address + "articles/rich.html")
    link = page.get_by_role("link", name="Search", exact=True)
    expect(page.locator(HINT)).to_have_text("/")
    assert link.get_attribute("aria-keyshortcuts") == "/ Control+K"
    page.locator(".body a").first.focus()
    page.keyboard.press(key)
    expect(page.get_by_role("dialog", name="Search")).to_be_visible()
    box = page.get_by_role("dialog").get_by_role("searchbox", name="Words to look for")
    expect(box).to_be_focused()
    page.keyboard.type("withdrawal")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("7 articles")
    assert not is_too_wide(page)
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    links = page.locator(f"{DIALOG} .hits a")
    expect(links.nth(1)).to_be_visible()  # the number of articles is told before all of them are there
    page.keyboard.press("ArrowDown")
    expect(links.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("withdrawal")  # what was there was selected
    assert box.input_value() == "withdrawal"
    page.keyboard.press("Escape")
    expect(page.locator(DIALOG)).to_be_hidden()
    expect(page.locator(".body a").first).to_be_focused()
    assert page.url == address + "articles/rich.html"


def test_enter_follows_what_the_arrows_reached(page: Any, address: str) -> None:
    page.goto(address + "tags.html")
    page.keyboard.press("/")
    page.keyboard.type("fire")
    page.wait_for_selector(f"{DIALOG} .hits a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:text-is('Everything at once')")
    assert page.url.partition("#")[0] == address + "articles/rich.html?highlight=fire"
    page.wait_for_selector(MARKED)
    page.keyboard.press("/")  # to a place of this very page: nothing is loaded, and nothing is in front of it
    page.keyboard.type("fire")
    page.locator(f"{DIALOG} .hits a").last.click()
    expect(page.locator(DIALOG)).to_be_hidden()


def test_keys_go_to_the_field_of_the_search_page_and_escape_leaves_it(page: Any, address: str) -> None:
    page.goto(address + "search.html?q=withdrawal")
    page.wait_for_selector(FOUND)
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).not_to_be_focused()
    assert box.input_value() == "withdrawal"
    page.keyboard.press("Control+k")
    expect(box).to_be_focused()
    assert page.locator(DIALOG).count() == 0
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hits a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_selector(MARKED)


def test_keys_stay_what_they_are_in_fields_and_with_other_modifiers(page: Any) -> None:
    field = page.get_by_role("searchbox", name="Title")
    field.focus()
    page.keyboard.type("a/b")
    assert field.input_value() == "a/b"
    page.get_by_label("Tag").focus()
    page.keyboard.press("/")
    field.evaluate("field => field.blur()")
    sent = """keys => document.body.dispatchEvent(
        new KeyboardEvent("keydown", {bubbles: true, cancelable: true, ...keys}))"""
    for other in (
        {"key": "/", "ctrlKey": True},
        {"key": "/", "altKey": True},
        {"key": "k"},
        {"key": "k", "metaKey": True},
        {"key": "K", "ctrlKey": True, "shiftKey": True},
        {"key": "k", "ctrlKey": True, "altKey": True},
        {"key": "t", "code": "KeyK", "ctrlKey": True},
        {"key": "/", "isComposing": True},
        {"key": "/", "repeat": True},
    ):
        assert page.evaluate(sent, other), other
    assert page.locator(DIALOG).count() == 0
    # The stroke on a German keyboard, one on another's third level, and a K that writes Cyrillic.
    for wanted in (
        {"key": "/", "shiftKey": True},
        {"key": "/", "ctrlKey": True, "altKey": True, "modifierAltGraph": True},
        {"key": "л", "code": "KeyK", "ctrlKey": True},
    ):
        assert not page.evaluate(sent, wanted), wanted
        page.keyboard.press("Escape")
        expect(page.locator(DIALOG)).to_be_hidden()


def test_the_key_is_the_command_key_on_a_mac(browser: Any, address: str) -> None:
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(navigator, 'platform', { get: () => 'MacIntel' })")
    page = new_page(context)
    page.goto(address)
    assert page.locator("a.to-search").get_attribute("aria-keyshortcuts") == "/ Meta+K"
    page.keyboard.press("Control+k")
    assert page.locator(DIALOG).count() == 0
    page.keyboard.press("Meta+k")
    expect(page.locator(DIALOG)).to_be_visible()
    context.close()


def test_the_key_alone_can_be_turned_off(page: Any, address: str) -> None:
    page.keyboard.press("/")
    page.get_by_role("checkbox", name="The key / opens this").uncheck()
    page.get_by_role("button", name="Close").click()
    expect(page.locator(DIALOG)).to_be_hidden()
    for _ in range(2):
        page.keyboard.press("/")
        assert not page.locator(DIALOG).is_visible()
        expect(page.locator(HINT)).to_have_text("Ctrl K")
        page.goto(address + "tags.html")
    page.keyboard.press("Control+k")
    page.get_by_role("checkbox").check()
    page.mouse.click(5, 5)
    expect(page.locator(DIALOG)).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator(DIALOG)).to_be_visible()


def test_the_hint_is_not_shown_where_there_are_no_keys(browser: Any, address: str) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    page = new_page(context)
    page.goto(address)
    assert page.locator("button.theme").is_visible()
    assert not page.locator(HINT).is_visible()
    context.close()


@pytest.mark.parametrize("kind", ["silent", "file"])
def test_without_a_search_the_keys_go_to_the_filter_if_there_is_one(
    browser: Any, place: Path, address: str, kind: str
) -> None:
    start = address + "silent/" if kind == "silent" else (place / "notes").as_uri() + "/"
    context = browser.new_context()
    page = new_page(context)
    page.goto(start + "index.html")
    for key in ("/", "Control+k"):
        page.keyboard.press(key)
        expect(page.get_by_role("searchbox", name="Title")).to_be_focused()
        page.evaluate("document.activeElement.blur()")
    page.goto(start + "tags.html")
    page.keyboard.press("/")
    assert page.locator(DIALOG).count() == 0
    assert not page.locator(HINT).is_visible()
    context.close()


def settle(page: Any) -> None:
    """Wait until the page scrolls no more: five frames at one place."""
    page.evaluate("""() => new Promise(done => {
      let last = -1, same = 0;
      const look = () => {
        same = scrollY === last ? same + 1 : 0;
        last = scrollY;
        same > 5 ? done() : requestAnimationFrame(look);
      };
      look();
    })""")


@pytest.fixture(params=["reduce", "no-preference"])
def long_page(browser: Any, address: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page for the long article, wide enough to have the contents beside the text."""
    width, height = DESKTOP
    context = browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion=request.param, color_scheme="light"
    )
    page = new_page(context)
    page.goto(address + "long/articles/long.html")
    yield page
    context.close()


def expect_current(page: Any, *titles: str) -> None:
    """Exactly these entries of the contents are marked."""
    expect(page.locator('.contents [aria-current="location"]')).to_have_text(list(titles))


def test_the_current_section_is_marked(long_page: Any) -> None:
    page = long_page
    expect(page.locator(".contents a")).to_have_count(63)
    expect_current(page)
    for title in ("Part 0", "Part 1", "Part 2", "Part 31", "Part 59"):
        page.evaluate(
            "title => scrollTo({ behavior: 'instant', top: scrollY - 20 + "
            "[...document.querySelectorAll('.body :is(h2, h3, h4)')]"
            ".find(h => h.innerText === title).getBoundingClientRect().top })",
            title,
        )
        expect_current(page, title)
    mark = page.locator('.contents [aria-current="location"]')
    borders = "e => getComputedStyle(e).borderLeftWidth"
    assert mark.evaluate(borders) != page.locator(".contents a").first.evaluate(borders) == "0px"
    met = []
    for _ in range(400):  # as one reads on
        page.mouse.wheel(0, 40)
        shown = mark.inner_text()
        met += [] if shown in met else [shown]
        if shown == "The end":
            break
        page.wait_for_function(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
    assert met[-4:] == ["Part 59", "100% of it", "Größe", "The end"]
    page.evaluate("scrollTo({ behavior: 'instant', top: 0 })")
    expect_current(page)


def test_a_page_that_begins_with_a_heading_begins_in_its_section(long_page: Any, address: str) -> None:
    long_page.goto(address + "long/articles/bare.html")
    expect_current(long_page, "First")


def test_a_jump_marks_where_it_leads_even_where_that_can_not_come_to_the_top(
    long_page: Any, address: str
) -> None:
    page = long_page
    for title in ("100% of it", "Größe", "The end", "Part 30", "Größe"):
        page.locator(".contents").get_by_role("link", name=title, exact=True).click()
        expect(page.locator(".body").get_by_role("heading", name=title, exact=True)).to_be_in_viewport()
        expect_current(page, title)
    settle(page)
    page.mouse.move(400, 400)
    page.mouse.wheel(0, -3000)
    expect(page.locator('.contents [aria-current="location"]')).to_have_text("Part 57")
    page.locator(".contents").get_by_role("link", name="Größe").click()  # where one is already
    expect_current(page, "Größe")
    page.go_back()
    expect_current(page, "Part 30")
    page.goto(address + "tags.html")
    page.goto(address + "long/articles/long.html#größe")
    expect_current(page, "Größe")
    settle(page)
    page.reload()
    expect_current(page, "Größe")
    settle(page)
    page.evaluate("scrollTo({ behavior: 'instant', top: 0 })")
    expect_current(page)
    page.reload()  # which stays at the top
    settle(page)
    expect_current(page)
    page.goto(address + "long/articles/long.html#nothing%")
    expect(page.locator(".contents details")).to_be_visible()


def test_the_contents_follow_without_moving_the_page(long_page: Any) -> None:
    page = long_page
    for share in (1, 0.5, 0.9, 0.1, 0):
        page.evaluate(
            "share => scrollTo({ behavior: 'instant', top: share * (document.body.scrollHeight - innerHeight) })",
            share,
        )
        before = page.evaluate("scrollY")
        if share:
            expect(page.locator(".contents [aria-current]")).to_be_in_viewport(ratio=1)
        else:
            expect(page.locator(".contents a").first).to_be_in_viewport(ratio=1)
        assert page.evaluate("scrollY") == before


def test_axe_finds_nothing_in_the_dialog_and_in_marked_contents(browser: Any, address: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    for (width, height), scheme in ((PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True
        )
        page = new_page(context)
        page.goto(address + "long/articles/long.html#part-31")
        expect(page.locator("#part-31")).to_be_in_viewport()
        settle(page)
        page.locator(".contents details").evaluate("details => details.open = true")
        expect(page.locator(".contents [aria-current]")).to_have_count(1)
        assert axe.Axe().run(page).response["violations"] == []
        page.keyboard.press("/")
        page.keyboard.type("introduction")
        page.wait_for_selector(f"{DIALOG} .hits a")
        assert axe.Axe().run(page).response["violations"] == []
        context.close()


def test_print_and_pages_without_scripts_have_none_of_it(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 1360, "height": 900}, java_script_enabled=False)
    page = new_page(context)
    page.goto(address + "long/articles/long.html")
    assert not page.locator(HINT).is_visible()
    assert page.locator(".contents [aria-current]").count() == 0
    assert page.locator(".bar a", has_text="Search").inner_text() == "Search"
    context.close()
    context = browser.new_context()
    page = new_page(context)
    page.goto(address + "long/articles/long.html")
    page.keyboard.press("/")
    expect(page.locator(DIALOG)).to_be_visible()
    page.emulate_media(media="print")
    for part in (DIALOG, ".bar", ".contents"):
        assert not page.locator(part).is_visible()
    context.close()
