"""The side for people, in a real pseudo-terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from conftest import PATIENCE, SEEDS

Terminal = Callable[..., str]
PLAIN_PAGE = """\
A page
Ada · 5 March 2021 · 1 min read
x · y
https://a.example/b
────────────────────────────────────────

Some text with code and a link.

A heading

 • one
 • two

    return 1  # one

│ quoted
"""
_STYLE = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Run the real program in a pseudo-terminal of 80 columns and give back all that it shows."""

    def run(command: str, columns: int = 80, **env: str) -> str:
        process = pexpect.spawn(
            sys.executable,
            ["-m", "kratomcli", *command.split()],
            env={**os.environ, **env},  # type: ignore[arg-type]
            cwd=str(tmp_path),
            dimensions=(200, columns),
            encoding="utf-8",
            timeout=PATIENCE,
        )
        shown = str(process.read())
        process.close()
        return shown.replace("\r\n", "\n")

    return run


def test_list_is_a_table_in_colour(terminal: Terminal) -> None:
    shown = terminal("list", 120)
    assert "\x1b[" in shown
    lines = _STYLE.sub("", shown).splitlines()
    assert lines[0].split() == ["id", "title", "date", "tags", "words"]
    assert max(map(len, lines)) <= 120
    assert "5 Oct 2021" in shown


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize(
    "command",
    ["list", "search withdrawal", "show 004 --no-pager", "index --status", "check -q", "quotes withdrawal"],
)
def test_nothing_is_wider_than_the_terminal(terminal: Terminal, command: str, columns: int) -> None:
    lines = _STYLE.sub("", terminal(command, columns)).splitlines()
    assert lines
    assert max(map(len, lines)) <= columns


def test_search_shows_title_place_and_passage(terminal: Terminal) -> None:
    shown = _STYLE.sub("", terminal("search relieving -n 1"))
    assert shown.startswith("Kratom, a Southeast Asian plant")
    assert "003_8952f524e361d085" in shown
    assert "line " in shown
    assert "relieve anxiety, muscle pain" in shown
    assert shown.rstrip().endswith("1 of 2 articles")


def test_show_writes_dates_as_people_do_and_the_title_once(terminal: Terminal) -> None:
    shown = _STYLE.sub("", terminal("show 004 --no-pager"))
    assert "5 October 2021" in shown
    assert "min read" in shown
    assert shown.count("A Careful Look at What Kratom Might Offer in Opioid Withdrawal and Addiction") == 1


def test_no_color_and_dumb_terminals_get_no_colour(terminal: Terminal) -> None:
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", terminal("search withdrawal", NO_COLOR="1"))
    assert "\x1b[" not in terminal("search withdrawal", TERM="dumb")


def test_a_terminal_without_a_name_gets_no_colour_unless_it_is_wanted(terminal: Terminal) -> None:
    assert "\x1b[" not in terminal("list", TERM="")
    for name in ("", "dumb"):
        assert "\x1b[36m" in terminal("list --color always", TERM=name)
        assert "\x1b[36m" in terminal("list", TERM=name, FORCE_COLOR="1")
        assert "\x1b[" not in terminal("list --color never", TERM=name, FORCE_COLOR="1")


@pytest.mark.parametrize(
    "name", ["FORCE_COLOR", "CLICOLOR_FORCE", "NO_COLOR", "COLORTERM", "COLUMNS", "LINES"]
)
def test_what_is_empty_in_the_environment_is_as_if_it_were_not_set(terminal: Terminal, name: str) -> None:
    assert terminal("search withdrawal", **{name: ""}) == terminal("search withdrawal")


@pytest.mark.parametrize("size", ["0", "-7", "wide", "8.5", "²", "٣٠", "65536", "9" * 5000])
def test_a_size_that_no_window_has_is_the_window_s_own(terminal: Terminal, tmp_path: Path, size: str) -> None:
    (tmp_path / "bad.md").write_text("---\ndate: someday\n---\nSee [x](gone.md).\n")
    shown = terminal("check -L .", 70, COLUMNS=size, LINES=size)
    assert "gone.md" in shown
    assert shown == terminal("check -L .", 70)


def test_columns_of_the_environment_are_the_width(terminal: Terminal) -> None:
    assert terminal("list", 120, COLUMNS="90") == terminal("list", 90)


def test_a_theme_is_taken_from_settings_surroundings_and_the_terminal(
    terminal: Terminal, tmp_path: Path
) -> None:
    def colours(**env: str) -> set[str]:
        surroundings = {"TERM": "xterm-256color", "COLORFGBG": "", "KRATOMCLI_LIBRARY": str(SEEDS), **env}
        return set(
            re.findall(r"\x1b\[[0-9;]*?((?:38;5;)?\d+)m", terminal("search withdrawal -n 1", **surroundings))
        )

    plain = colours()
    assert "31" in plain  # red, whatever the terminal makes of it
    dark, light = colours(KRATOMCLI_THEME="dark"), colours(KRATOMCLI_THEME="light")
    assert "38;5;210" in dark
    assert "38;5;124" in light
    assert colours(COLORFGBG="15;0") == dark
    assert colours(COLORFGBG="0;15") == light
    assert colours(COLORFGBG="0;15", KRATOMCLI_THEME="terminal") == plain
    (tmp_path / "kratomcli.toml").write_text("theme = 'light'\n")
    assert colours() == light
    assert colours(KRATOMCLI_THEME="auto") == plain
    assert not {code for code in colours(NO_COLOR="1") if code.startswith("3")}
    mistaken = terminal("search withdrawal", KRATOMCLI_THEME="pink")
    assert "KRATOMCLI_THEME must be one of auto, dark, light, terminal, not 'pink'" in mistaken


def test_a_dumb_terminal_gets_the_plain_page(terminal: Terminal, tmp_path: Path) -> None:
    text = (
        "---\ntitle: A page\nauthor: Ada\ndate: 2021-03-05\ntags: [x, y]\nsource: https://a.example/b\n---\n"
        "Some *text* with `code` and [a link](https://a.example/c).\n\n## A heading\n\n- one\n- two\n\n"
        "```python\nreturn 1  # one\n```\n\n> quoted\n"
    )
    (tmp_path / "page.md").write_text(text)
    for env in ({"TERM": "dumb"}, {"TERM": "dumb", "COLORFGBG": "0;15"}, {"TERM": "unknown"}):
        assert terminal("show page -L .", 40, **env) == PLAIN_PAGE
    rule = "─" * 40
    assert terminal("show page -L .", 88, TERM="dumb") == PLAIN_PAGE.replace(rule, "─" * 88)
    assert terminal("show page -L .", 200, TERM="dumb") == PLAIN_PAGE.replace(rule, "─" * 88)


def test_long_output_goes_through_the_pager_and_short_does_not(terminal: Terminal, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\ncat\n")
    pager.chmod(0o755)
    env = {"KRATOMCLI_PAGER": str(pager), "PAGER": "false"}
    assert "PAGED" in terminal("show 000 001 002 003 004", 40, **env)
    assert "PAGED" not in terminal("show 004#relieving", **env)
    assert "PAGED" not in terminal("show 000 001 002 003 004 --no-pager", 40, **env)
    assert "PAGED" in terminal("show 000 001 002 003 004", 40, PAGER=str(pager))


def test_a_mistake_in_a_query_is_pointed_at(terminal: Terminal) -> None:
    lines = _STYLE.sub("", terminal("search titel:x")).splitlines()
    assert lines[:3] == ["error: no field 'titel'", "  titel:x", "  ^^^^^"]
    assert "title" in lines[3]


def test_indexing_shows_a_bar_and_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    place = tmp_path / "many"
    place.mkdir()
    for number in range(4000):
        (place / f"{number}.md").write_text(f"# T{number}\n\n" + f"common word{number} " * 300)
    process = pexpect.spawn(
        sys.executable,
        ["-m", "kratomcli", "index", "-L", str(place)],
        env={**os.environ},  # type: ignore[arg-type]
        dimensions=(24, 100),
        encoding="utf-8",
        timeout=PATIENCE,
    )
    process.expect(r"indexing .* / 4,000")
    process.sendintr()
    shown = str(process.read())
    process.close()
    assert process.exitstatus == 130
    assert "Traceback" not in shown
    assert "\x1b[?25h" in shown, "the cursor is back"
    again = pexpect.run(
        f"{sys.executable} -m kratomcli index -L {place}",
        env={**os.environ},
        encoding="utf-8",
        timeout=PATIENCE,
    )
    assert "4,000 articles" in str(again)


def test_a_file_that_is_no_text_does_not_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"Subject: Tea\n\nHot\x00 tea.\n")
    process = pexpect.spawn(
        sys.executable,
        ["-m", "kratomcli", "show", "a", "-f", "raw", "-L", str(tmp_path)],
        env=os.environ,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    shown = str(process.read())
    process.close()
    assert process.exitstatus == 2
    assert "would spoil the terminal" in shown
    assert "\x00" not in shown
