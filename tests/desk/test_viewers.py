"""What is opened to see an article, and by which program; the programs are scripts that note their arguments."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pexpect
import pytest

from conftest import PATIENCE, Make, Run
from kratomcli import Library
from kratomcli.desk import pages
from support.pdfs import lines, make_pdf

TEA = "---\ntitle: Tea\n---\n\nWords <script>alert(1)</script>.\n\n## Making it\n\nHot water.\n"
DISPLAY = {"DISPLAY": ":9"}


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH; there is no display and no browser."""
    place = tmp_path / "bin"
    place.mkdir()
    monkeypatch.setenv("PATH", str(place))
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return place


def recorder(place: Path, name: str, status: int = 0, more: str = "") -> Path:
    """A program that adds its arguments, a line each, to the file ARGUMENTS beside it."""
    program = place / name
    said = f"open({str(place / 'ARGUMENTS')!r}, 'a').write(''.join(each + '\\n' for each in sys.argv[1:]))"
    program.write_text(f"#!{sys.executable}\nimport sys\n{said}\n{more}\nsys.exit({status})\n")
    program.chmod(0o755)
    return program


def arguments(place: Path) -> list[str]:
    return (place / "ARGUMENTS").read_text().splitlines()


def test_an_article_is_opened_as_a_page_for_the_user_only(
    programs: Path, folder: Make, run: Run, own_place: Path
) -> None:
    place = folder({"tea.md": TEA})
    recorder(programs, "xdg-open")
    done = run("open", "tea", "-L", place, env=DISPLAY)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"kratomcli: tea: left out: <script>\n", "as an export says it"
    [path] = arguments(programs)
    page = Path(path)
    assert page.parent == own_place / "cache" / "kratomcli" / "pages"
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert stat.S_IMODE(page.parent.stat().st_mode) == 0o700
    text = page.read_text()
    assert "<h1>Tea</h1>" in text
    assert "<script" not in text
    exported = run("export", "tea", "--to", "html", "-L", place).stdout.decode()
    assert text == exported


def test_a_section_is_a_place_on_the_page(programs: Path, folder: Make, run: Run) -> None:
    place = folder({"tea.md": TEA})
    recorder(programs, "xdg-open")
    browser = recorder(programs, "firefox")
    assert run("open", "tea#making", "-L", place, env=DISPLAY | {"BROWSER": "firefox"}).returncode == 0
    address = arguments(programs)[-1]
    assert address.startswith("file:///")
    assert address.endswith(".html#making-it")
    page = Path(address.removeprefix("file://").removesuffix("#making-it"))
    assert 'id="making-it"' in page.read_text()
    browser.unlink()
    assert run("open", "tea#making", "-L", place, env=DISPLAY | {"BROWSER": "firefox"}).returncode == 0
    start = Path(arguments(programs)[-1])
    assert f"url={page.name}#making-it" in start.read_text()
    assert start.parent == page.parent


@pytest.mark.parametrize("words", [(), ("--source",)])
def test_a_file_that_the_system_shows_is_opened_itself(
    programs: Path, folder: Make, run: Run, words: tuple[str, ...]
) -> None:
    place = folder({"tea.pdf": make_pdf([lines("Some words of tea, which is green.")])})
    recorder(programs, "xdg-open")
    browser = recorder(programs, "firefox")
    assert run("open", "tea", *words, "-L", place, env=DISPLAY | {"BROWSER": str(browser)}).returncode == 0
    assert arguments(programs) == [str(place / "tea.pdf")]


def test_source_is_the_file_itself(programs: Path, folder: Make, run: Run) -> None:
    place = folder({"-x tea.md": TEA, "b.md": "B\n"})
    recorder(programs, "gio")
    assert run("open", "--source", "-L", place, "--", "-x tea", "b", env=DISPLAY).returncode == 0
    assert arguments(programs) == ["open", str(place / "-x tea.md"), "open", str(place / "b.md")]


@pytest.mark.parametrize("env", [{}, DISPLAY])
def test_where_nothing_opens_it_the_path_is_told(
    programs: Path, folder: Make, run: Run, env: Mapping[str, str]
) -> None:
    place = folder({"tea.md": TEA})
    if not env:
        recorder(programs, "xdg-open")
    done = run("open", "tea", "--source", "-L", place, env=env)
    assert done.returncode == 4
    assert str(place / "tea.md") in done.stderr.decode()
    assert (b"xdg-open is not installed" if env else b"there is no display") in done.stderr
    assert not (programs / "ARGUMENTS").exists()


def test_a_viewer_that_fails_is_told(programs: Path, folder: Make, run: Run) -> None:
    place = folder({"tea.md": TEA})
    recorder(programs, "xdg-open", status=3)
    done = run("open", "tea", "--source", "-L", place, env=DISPLAY)
    assert done.returncode == 4
    assert b"xdg-open ended with status 3" in done.stderr


def test_a_viewer_that_goes_on_is_not_waited_for(programs: Path, folder: Make, run: Run) -> None:
    place = folder({"tea.md": TEA})
    go = programs / "GO"
    os.mkfifo(go)
    recorder(programs, "xdg-open", more=f"open({str(go)!r}).read()")  # until somebody writes to it
    assert run("open", "tea", "--source", "-L", place, env=DISPLAY).returncode == 0
    go.write_text("go")


def test_a_browser_of_the_terminal_has_the_terminal(programs: Path, folder: Make) -> None:
    place = folder({"tea.md": TEA})
    recorder(programs, "w3m", more="print('is terminal', sys.stdin.isatty() and sys.stdout.isatty())")
    process = pexpect.spawn(
        sys.executable,
        ["-m", "kratomcli", "open", "tea", "-L", str(place)],
        env={**os.environ, "BROWSER": "nowhere:w3m -T text/html %s"},  # type: ignore[arg-type]
        encoding="utf-8",
        timeout=PATIENCE,
    )
    assert "is terminal True" in process.read()
    options = arguments(programs)
    assert options[:2] == ["-T", "text/html"]
    assert options[2].startswith("file://")


@pytest.mark.parametrize("browser", [" ", "&", " & :"])
def test_a_variable_that_names_no_browser_is_none(
    programs: Path, folder: Make, run: Run, browser: str
) -> None:
    place = folder({"tea.md": TEA})
    recorder(programs, "xdg-open")
    done = run("open", "tea", "-L", place, env=DISPLAY | {"BROWSER": browser})
    assert (done.returncode, len(arguments(programs))) == (0, 1), done.stderr


def test_print_opens_nothing(programs: Path, folder: Make, run: Run) -> None:
    place = folder({"a.md": TEA, "b\n.md": "B\n"})
    recorder(programs, "xdg-open")
    done = run("open", "-", "--print", "--source", "-L", place, input=b"a\nnothing\n", env=DISPLAY)
    assert (done.returncode, done.stdout) == (3, os.fsencode(place / "a.md") + b"\n")
    done = run("open", "b", "--print", "--source", "-0", "-L", place)
    assert done.stdout == os.fsencode(place / "b\n.md") + b"\0"
    page = run("open", "a#making", "--print", "-L", place).stdout.decode()
    assert Path(page.removesuffix("\n")).read_text().startswith("<!doctype html>")
    assert not (programs / "ARGUMENTS").exists()


def test_more_windows_than_anybody_wants_are_not_opened(programs: Path, folder: Make, run: Run) -> None:
    place = folder({f"{number}.md": "Words\n" for number in range(21)})
    recorder(programs, "xdg-open")
    ids = "".join(f"{number}\n" for number in range(21)).encode()
    done = run("open", "-", "--source", "-L", place, input=ids, env=DISPLAY)
    assert done.returncode == 2
    assert not (programs / "ARGUMENTS").exists()
    assert run("open", "-", "--source", "--print", "-L", place, input=ids).stdout.count(b"\n") == 21
    assert run("open", "1.md", "--null", "-L", place).returncode == 2


def test_only_the_newest_pages_are_kept(
    library: Callable[[Mapping[str, str]], Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "KEPT", 3)
    opened = library({f"{number}.md": TEA for number in range(6)})
    shown = []
    for number in range(6):
        shown.append(Path(opened.viewed(f"{number}").path))
        os.utime(shown[-1], ns=(number, number))
    again = opened.viewed("5#making")
    left = set(shown[0].parent.iterdir())
    assert {Path(again.path), Path(again.start)} < left
    assert len(left) == 3
    assert opened.viewed("5").path == again.path
