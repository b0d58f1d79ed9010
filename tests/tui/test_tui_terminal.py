"""The browser in a real terminal: what it shows there, with another program meanwhile, and where there is none."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

from conftest import PATIENCE, Make

ARTICLES = {
    "black.md": "---\ntitle: Black tea\ndate: 2020\ntags: [tea]\n---\nBlack tea is oxidised.\n",
    "green.md": "---\ntitle: '[PDF] Green [/x]'\ndate: 2021-03-05\n---\nGreen tea is not.\n",
}
_EDITOR = "import sys; open(sys.argv[-1], 'a').write('Edited words.\\n')"


class Terminal:
    """A terminal with the browser in it."""

    def __init__(self, process: pexpect.spawn[bytes], columns: int, rows: int) -> None:
        self.process = process
        self.screen = pyte.Screen(columns, rows)
        self.written = b""
        self._stream = pyte.ByteStream(self.screen)

    @property
    def shown(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def until(self, text: str) -> None:
        """Read until the screen shows a text."""
        while text not in self.shown:
            try:
                some = self.process.read_nonblocking(65536, timeout=PATIENCE)
            except (pexpect.EOF, pexpect.TIMEOUT):
                pytest.fail(f"no {text!r} in\n{self.shown}")
            self.written += some
            # pyte knows no private parameters with "<", ">" or "=", which set up the keyboard
            self._stream.feed(re.sub(rb"\x1b\[[<>=?][\d;]*[upq]", b"", some))

    def press(self, keys: str) -> None:
        self.process.send(keys)


@pytest.fixture
def start(folder: Make) -> Iterator[object]:
    place = folder(ARTICLES)
    processes = []

    def started(columns: int = 80, rows: int = 24, *arguments: str, **env: str) -> Terminal:
        process = pexpect.spawn(
            sys.executable,
            ["-m", "kratomcli", "browse", "-L", str(place), *arguments],
            env={**os.environ, "COLORTERM": "truecolor", **env},  # type: ignore[arg-type]
            cwd=str(place.parent),
            dimensions=(rows, columns),
            timeout=PATIENCE,
        )
        processes.append(process)
        return Terminal(process, columns, rows)

    yield started
    for process in processes:
        process.close(force=True)


def test_a_real_terminal(start) -> None:  # type: ignore[no-untyped-def]
    terminal = start()
    terminal.until("2 articles, newest first")
    terminal.until("▸ [PDF] Green [/x]")
    terminal.press("\x1b[B")
    terminal.until("▸ Black tea")
    terminal.press("\r")
    terminal.until("Black tea is oxidised.")
    terminal.press("y")
    terminal.until("id: black")
    terminal.press("\r")
    terminal.until("copied: black")
    assert b"\x1b]52;c;YmxhY2s=\x07" in terminal.written
    terminal.press("q")
    terminal.process.expect(pexpect.EOF)
    terminal.process.close()
    assert terminal.process.exitstatus == 0


def test_an_editor_has_the_terminal_and_what_it_changes_is_shown(start, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    editor = tmp_path / "editor.py"
    editor.write_text(_EDITOR)
    terminal = start(120, 20, VISUAL=f"{sys.executable} {editor}")
    terminal.until("Green tea is not.")
    terminal.press("e")
    terminal.until("Edited words.")
    terminal.press("\x11")
    terminal.process.expect(pexpect.EOF)


def test_a_viewer_is_given_the_page_of_the_article(start, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    viewer, seen = tmp_path / "viewer.py", tmp_path / "seen"
    viewer.write_text(f"import sys; open({str(seen)!r}, 'w').write(sys.argv[-1])")
    terminal = start(120, 20, BROWSER=f"{sys.executable} {viewer} %s")
    terminal.until("Green tea is not.")
    terminal.press("o")
    terminal.until("opened: ")
    assert seen.read_text().startswith("file:///")
    terminal.press("q")
    terminal.process.expect(pexpect.EOF)


@pytest.mark.parametrize("key", ["e", "o"])
def test_after_a_program_that_fails_the_screen_is_back_and_says_why(start, tmp_path: Path, key: str) -> None:  # type: ignore[no-untyped-def]
    failing = tmp_path / "failing.py"
    failing.write_text("import sys; sys.exit(3)")
    terminal = start(120, 20, VISUAL=f"{sys.executable} {failing}", BROWSER=f"{sys.executable} {failing} %s")
    terminal.until("Green tea is not.")
    terminal.press(key)
    terminal.until("ended with status 3")
    terminal.press("\x1b[B")
    terminal.until("Black tea is oxidised.")
    terminal.press("q")
    terminal.process.expect(pexpect.EOF)


def test_without_colours(start) -> None:  # type: ignore[no-untyped-def]
    terminal = start(120, 20, NO_COLOR="1")
    terminal.until("Green tea is not.")
    terminal.press("q")
    terminal.process.expect(pexpect.EOF)
    codes = {code for some in re.findall(rb"\x1b\[([\d;]*)m", terminal.written) for code in some.split(b";")}
    assert codes <= {b"", b"0", b"1", b"2", b"3", b"4", b"7", b"9", b"39", b"49"}
    assert b"7" in codes  # the cursor is there without colour


def test_in_a_pipe_it_says_what_to_use(folder: Make) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kratomcli", "browse", "-L", str(folder(ARTICLES))],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: browse needs a terminal\nhint: Into a file or pipe: kratomcli list")


def test_without_the_package_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, folder: Make) -> None:
    from kratomcli import Library, MissingExtra
    from kratomcli.tui import browse

    monkeypatch.setitem(sys.modules, "textual", None)
    with Library.open(folder(ARTICLES)) as library, pytest.raises(MissingExtra) as error:
        browse(library)
    assert error.value.hint == "Install it: pip install 'kratomcli[tui]'"
