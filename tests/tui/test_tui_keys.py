"""The browser, driven by keys and the mouse, and what the screen then shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from screens import drive, shown, until
from textual.widgets import Input

from conftest import Make
from kratomcli import Library
from kratomcli.tui.app import Browser
from kratomcli.tui.facet_panel import FacetPanel

if TYPE_CHECKING:
    from textual.pilot import Pilot

TEAS = {
    "black.md": "---\ntitle: Black tea\ndate: 2020\ntags: [tea, black]\n---\nBlack tea is oxidised.\n",
    "green.md": (
        "---\ntitle: '[PDF] Green [/x] tea'\ndate: 2021-03-05\ntags: [tea, green]\nsource: https://tea.example/g\n"
        "---\nGreen tea is not. See [the black one](black.md).\n\n## Cups\n\nA cup, another Cup.\n"
    ),
    "water.md": "---\ntitle: Water\ndate: 2019\nlang: en\n---\nWhat tea is made with.\n",
}


@pytest.fixture
def teas(folder: Make) -> Iterator[Library]:
    with Library.open(folder(TEAS)) as library:
        yield library


def titles(app: Browser) -> list[str]:
    """The titles in the list, as far as they have been fetched."""
    found = [app.articles.entry_at(number) for number in range(100)]
    return [entry.title for entry in found if entry is not None]


def reads(app: Browser, title: str) -> bool:
    """Whether the page of the article with this title is shown."""
    return app.pane.page is not None and app.pane.page.article.title == title


WIDE = """\
 all articles; s writes a query, ? lists the keys
▸ [PDF] Green [/x] tea                          │ [PDF] Green [/x] tea
  5 March 2021 · tea, green                     │ 5 March 2021 · 1 min read
  Black tea                                     │ tea · green
  2020 · tea, black                             │ https://tea.example/g
  Water                                         │ ────────────────────────────────────────────────────────────────────
  2019                                          │
                                                │ Green tea is not. See the black one.
                                                │
                                                │ Cups
                                                │
                                                │ A cup, another Cup.
 3 articles, newest first"""


def test_a_list_and_the_page_of_its_first_article(teas: Library) -> None:
    async def steps(app: Browser, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: app.pane.page)
        assert shown(app) == WIDE

    drive(teas, steps, size=(120, 13))


def test_a_narrow_screen_has_the_list_or_the_page(teas: Library) -> None:
    async def steps(app: Browser, pilot: Pilot[None]) -> None:
        first = titles(app)
        assert shown(app).splitlines()[1] == f"▸ {first[0]}"
        await pilot.press("down", "enter")
        await until(pilot, lambda: reads(app, first[1]))
        await until(pilot, lambda: app.focused is app.pane)
        assert "▸" not in shown(app)
        assert shown(app).splitlines()[1] == f" {first[1]}"
        await pilot.press("escape")
        assert shown(app).splitlines()[3] == f"▸ {first[1]}"

    drive(teas, steps, "tea", size=(60, 10))


def test_a_screen_that_grows_shows_both_and_lays_the_page_out_anew(teas: Library) -> None:
    async def steps(app: Browser, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await until(pilot, lambda: app.pane.page)
        assert "▸" not in shown(app)
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: max(map(len, app.pane.page.texts)) == app.pane.room)  # type: ignore[union-attr]
        assert "▸ [PDF] Green [/x] tea" in shown(app)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: max(map(len, app.pane.page.texts)) == app.pane.room)  # type: ignore[union-attr]
        assert "▸" not in shown(app)

    drive(teas, steps, size=(80, 24))


def test_results_follow_the_query_as_it_is_written(teas: Library) -> None:
    async def steps(app: Browser, pilot: Pilot[None]) -> None:
        await pilot.press("s", *"oxidised")
        await until(pilot, lambda: titles(app) == ["Black tea"])
        assert app.said == "1 article, by relevance"
        await until(pilot, lambda: reads(app, "Black tea"))
        assert [app.pane.page.texts[line][start:end] for line, start, end in app.pane.page.matches] == [
            "oxidised"
        ]  # type: ignore[union-attr]
        await pilot.press("enter")
        assert app.focused is app.articles

    drive(teas, steps)


def test_a_query_that_is_wrong_says_so_and_leaves_the_results(teas: Library) -> None:
    async def steps(app: Browser, pilot: Pilot[None]) -> None:
        before = titles(app)
        assert len(before) == 3
        app.query_one("#query", Input).value = "tea date:soon"  # at once, as it is pasted
        await until(pilot, lambda: app.said.startswith("error: 'soon'"))
        assert titles(app) == before
        assert f"▸ {before[0]}" in shown(app)

    drive(teas, steps, "tea")


def test_links_lead_to_articles_and_back(teas: Library) -> None:
    async def steps(app: Browser, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: reads(app, "[PDF] Green [/x] tea"))
        await pilot.press("l")
        await until(pilot, lambda: len(app.screen_stack) > 1)
        assert "→ Black tea" in shown(app)
        assert "See the black one." in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: reads(app, "Black tea"))
        await pilot.press("l")
        await until(pilot, lambda: len(app.screen_stack) > 1)
        assert "← [PDF] Green [/x] tea" in shown(app)
        await pilot.press("escape")
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: reads(app, "[PDF] Green [/x] tea"))
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: reads(app, "Black tea"))
        await pilot.press("right_square_bracket")
        assert app.said == "this is the last article that was opened"

    drive(teas, steps)


def test_a_text_is_found_in_the_page(teas: Library) -> None:
    async def steps(app: Browser, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: app.pane.page)
        await pilot.press("slash", *"cup", "enter")
        await until(pilot, lambda: app.said == "cup: 3 places")
        await pilot.press("n")
        assert app.said == "2 of 3 places"
        await pilot.press("N", "N")
        assert app.said == "3 of 3 places"
        await pilot.press("slash", *"nowhere", "enter")
        await until(pilot, lambda: app.said == "nowhere: 0 places")

    drive(teas, steps)


def test_without_a_text_n_goes_through_the_words_of_the_query(teas: Library) -> None:
    async def steps(app: Browser, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: reads(app, "Black tea"))
        await pilot.press("n")
        assert app.said == "1 of 1 place"

    drive(teas, steps, "oxidised")


def test_facets_narrow_the_query_and_take_that_back(teas: Library) -> None:
    async def steps(app: Browser, pilot: Pilot[None]) -> None:
        await pilot.press("f")
        panel = app.query_one(FacetPanel)
        await until(pilot, lambda: panel.option_count)
        assert "Tags" in shown(app)
        await pilot.press("down", "enter")
        await until(pilot, lambda: len(titles(app)) == 2)
        assert app.query_one("#query", Input).value == 'tags:"tea"'
        await until(pilot, lambda: "2019" not in shown(app))
        await pilot.press("home", "down", "enter")
        await until(pilot, lambda: len(titles(app)) != 2)
        await pilot.press("f")
        assert app.focused is app.articles

    drive(teas, steps)


def test_what_is_copied_is_chosen(teas: Library) -> None:
    async def steps(app: Browser, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: app.pane.page)
        await pilot.press("y")
        await until(pilot, lambda: len(app.screen_stack) > 1)
        assert "id: green" in shown(app)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.said.startswith("copied"))
        assert app.clipboard == "https://tea.example/g"

    drive(teas, steps)


def test_the_mouse_chooses_an_article_and_scrolls(teas: Library) -> None:
    async def steps(app: Browser, pilot: Pilot[None]) -> None:
        await pilot.click("#list", offset=(5, 2))
        await until(pilot, lambda: reads(app, "Black tea"))
        await pilot.click("#list", offset=(5, 5), times=2)
        await until(pilot, lambda: reads(app, "Water"))
        await until(pilot, lambda: app.focused is app.pane)

    drive(teas, steps)


def test_keys_are_listed_and_letters_are_letters_in_a_query(teas: Library) -> None:
    async def steps(app: Browser, pilot: Pilot[None]) -> None:
        await pilot.press("question_mark")
        await until(pilot, lambda: len(app.screen_stack) > 1)
        assert "quit; Ctrl-Q quits from anywhere" in shown(app)
        await pilot.press("q")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press("s", *"qdfl?")
        assert app.query_one("#query", Input).value == "qdfl?"
        await pilot.press("escape", "q")
        await until(pilot, lambda: not app.is_running)

    drive(teas, steps)


def test_orders(teas: Library) -> None:
    async def steps(app: Browser, pilot: Pilot[None]) -> None:
        await pilot.press("d")
        await until(pilot, lambda: app.said == "3 articles, oldest first")
        assert titles(app)[0] == "Water"
        await pilot.press("d")
        await until(pilot, lambda: app.said == "3 articles, by title")
        await pilot.press("d")
        await until(pilot, lambda: app.said == "3 articles, newest first")

    drive(teas, steps)


def test_only_pages_that_are_seen_are_fetched(folder: Make) -> None:
    files = {f"{n:04}.md": f"---\ntitle: Article {n}\ndate: 2020\n---\nx\n" for n in range(1050)}
    with Library.open(folder(files)) as library:

        async def steps(app: Browser, pilot: Pilot[None]) -> None:
            assert len(titles(app)) == 100
            await pilot.press("end")
            await until(pilot, lambda: app.articles.current)
            assert app.articles.current.title == "Article 1049"  # type: ignore[union-attr]
            assert app.articles.entry_at(500) is None
            await until(pilot, lambda: reads(app, "Article 1049"))
            assert "▸ Article 1049" in shown(app)

        drive(library, steps)


@pytest.mark.parametrize(
    "title", ["\\e]0;x\\a\\e[31mred", "a\\u202eb", "[@click=app.quit]x[/]", "tab\\there"]
)
def test_hostile_titles_are_only_text(folder: Make, title: str) -> None:
    text = f'---\ntitle: "{title}"\ntags: ["{title}"]\n---\nSee [other](b.md)\n'
    with Library.open(folder({"a.md": text, "b.md": text})) as library:

        async def steps(app: Browser, pilot: Pilot[None]) -> None:
            await until(pilot, lambda: app.pane.page)
            await pilot.press("f", "y")
            for key in ("escape", "l", "escape"):
                await pilot.press(key)
                await pilot.pause()
                assert "\x1b" not in shown(app)
                assert "\u202e" not in shown(app)
            assert app.is_running

        drive(library, steps)


def test_an_article_that_is_gone_says_so(teas: Library, tmp_path: Path) -> None:
    async def steps(app: Browser, pilot: Pilot[None]) -> None:
        (tmp_path / "articles" / "water.md").unlink()
        await pilot.press("end")
        await until(pilot, lambda: app.said.startswith("error: "))

    drive(teas, steps)


def test_a_library_without_articles(folder: Make) -> None:
    with Library.open(folder({})) as library:

        async def steps(app: Browser, pilot: Pilot[None]) -> None:
            assert app.said == "no article matches"
            await pilot.press("enter", "l", "y", "n", "end", "left_square_bracket", "slash", "x", "enter")
            assert app.is_running

        drive(library, steps)
