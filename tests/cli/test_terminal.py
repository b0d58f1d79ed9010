"""The side for people, in a real pseudo-terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

Terminal = Callable[..., str]
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
            timeout=30,
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
        timeout=60,
    )
    process.expect(r"indexing .* / 4,000")
    process.expect(r"[\d,]+/s")
    process.sendintr()
    shown = str(process.read())
    process.close()
    assert process.exitstatus == 130
    assert "Traceback" not in shown
    assert "\x1b[?25h" in shown, "the cursor is back"
    again = pexpect.run(
        f"{sys.executable} -m kratomcli index -L {place}", env={**os.environ}, encoding="utf-8", timeout=60
    )
    assert "4,000 articles" in str(again)
