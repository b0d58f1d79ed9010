"""The user's editor: which one is taken, what it is told of the line, and that real ones go there."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pexpect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import PATIENCE, Make, Run
from kratomcli import FilePosition, ProgramFailed
from kratomcli.desk.editors import arguments_for, edit, editor_command
from support.pdfs import lines, make_pdf

TEA = """\
---
title: Tea
tags: [green]
---

# Tea

Some words.

## Making it

\tDas \u8336 is gr\u00fcn tea.
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH; no variable names an editor."""
    place = tmp_path / "bin"
    place.mkdir()
    monkeypatch.setenv("PATH", str(place))
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    return place


def recorder(place: Path, name: str, status: int = 0) -> Path:
    """A program that writes its arguments, a line each, to the file ARGUMENTS beside it."""
    program = place / name
    said = f"open({str(place / 'ARGUMENTS')!r}, 'wb').write(b'\\n'.join(map(os.fsencode, sys.argv[1:])))"
    program.write_text(f"#!{sys.executable}\nimport os, sys\n{said}\nsys.exit({status})\n")
    program.chmod(0o755)
    return program


def arguments(place: Path) -> list[str]:
    return os.fsdecode((place / "ARGUMENTS").read_bytes()).split("\n")


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("vim", ["+call cursor(12, 11)", "P"]),
        ("vim.basic", ["+call cursor(12, 11)", "P"]),
        ("vim.tiny", ["+12", "P"]),
        ("C:\\Vim\\gvim.EXE", ["+call cursor(12, 11)", "P"]),
        ("vi", ["+12", "P"]),
        ("emacs", ["+12:16", "P"]),
        ("emacs-nox", ["+12:16", "P"]),
        ("emacsclient", ["+12:16", "P"]),
        ("kak", ["+12:11", "P"]),
        ("micro", ["+12:8", "P"]),
        ("gedit", ["+12:8", "P"]),
        ("nano", ["+12,16", "P"]),
        ("ne", ["+12,16", "P"]),
        ("hx", ["P:12:8"]),
        ("subl3", ["P:12:8"]),
        ("zed", ["P:12:8"]),
        ("mcedit", ["P:12"]),
        ("code", ["--goto", "P:12:8"]),
        ("codium", ["--goto", "P:12:8"]),
        ("kate", ["--line", "12", "--column", "8", "P"]),
        ("pycharm", ["--line", "12", "--column", "8", "P"]),
        ("mate", ["--line", "12:8", "P"]),
        ("notepad++.exe", ["-n12", "-c8", "P"]),
        ("something-else", ["P"]),
    ],
)
def test_each_editor_is_told_the_place_in_its_own_syntax(program: str, expected: list[str]) -> None:
    # Seven characters, ten bytes, fifteen cells stand before it.
    assert arguments_for(program, FilePosition("P", 12, "\t\u8336 gr\u00fcn")) == expected


def test_without_a_line_only_the_file_is_opened() -> None:
    assert arguments_for("vim", FilePosition("P")) == ["P"]
    assert arguments_for("code", FilePosition("P")) == ["P"]


def test_a_link_is_the_editor_that_it_leads_to(programs: Path) -> None:
    recorder(programs, "nano")
    (programs / "editor").symlink_to(programs / "nano")
    assert editor_command() == [str(programs / "editor")]
    assert arguments_for(str(programs / "editor"), FilePosition("P", 3)) == ["+3,1", "P"]


def test_visual_counts_before_editor_and_both_before_what_is_there(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two", "nano"):
        recorder(programs, name)
    assert editor_command() == [str(programs / "nano")]
    monkeypatch.setenv("EDITOR", "two")
    assert editor_command() == [str(programs / "two")]
    monkeypatch.setenv("VISUAL", "one")
    assert editor_command() == [str(programs / "one")]
    monkeypatch.setenv("TERM", "dumb")
    assert editor_command() == [str(programs / "two")]


def test_a_variable_may_hold_arguments_and_a_path_with_spaces(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = recorder(programs, "my editor")
    monkeypatch.setenv("VISUAL", f"'{program}' --wait -x \"a b\"")
    assert editor_command() == [str(program), "--wait", "-x", "a b"]
    monkeypatch.setenv("VISUAL", str(program))
    assert editor_command() == [str(program)]


@pytest.mark.parametrize(
    ("value", "message"), [("nowhere --wait", "no program 'nowhere'"), ("vim 'x", "VISUAL can't be")]
)
def test_an_editor_that_is_not_there_is_told(
    programs: Path, monkeypatch: pytest.MonkeyPatch, value: str, message: str
) -> None:
    monkeypatch.setenv("VISUAL", value)
    with pytest.raises(ProgramFailed, match=message):
        editor_command()


def test_no_editor_at_all_is_told(programs: Path) -> None:
    with pytest.raises(ProgramFailed, match="there is no editor") as raised:
        editor_command()
    assert "VISUAL" in raised.value.hint


def test_a_program_in_the_current_folder_is_no_editor(
    programs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    recorder(tmp_path, "nano")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", str(programs)]))
    with pytest.raises(ProgramFailed):
        editor_command()


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_a_path_is_one_argument_and_begins_as_it_is(name: str) -> None:
    path = f"/articles/{name}"
    for program in ("vim", "nano", "emacs", "code", "hx", "kate", "other"):
        found = [each for each in arguments_for(program, FilePosition(path, 7, "x")) if path in each]
        assert len(found) == 1
        assert found[0].startswith(path)


# -- the command ------------------------------------------------------------------------------------


def test_edit_goes_to_the_line_of_the_file(programs: Path, folder: Make, run: Run) -> None:
    place, editor = folder({"tea.md": TEA}), recorder(programs, "micro")
    for words, line in ((["tea#making"], "10:1"), (["tea", "--highlight", "gr\u00fcn"], "12:11")):
        done = run("edit", *words, "-L", place, env={"VISUAL": str(editor)})
        assert (done.returncode, done.stdout) == (0, b""), done.stderr
        assert arguments(programs) == [f"+{line}", str(place / "tea.md")]
    assert run("edit", "tea", "-L", place, env={"VISUAL": f"{editor} -a"}).returncode == 0
    assert arguments(programs) == ["-a", str(place / "tea.md")]


def test_names_that_look_like_options_are_paths(programs: Path, folder: Make, run: Run) -> None:
    place, editor = folder({"-c evil.md": "# Tea\n\nWords\n"}), recorder(programs, "vim")
    assert run("edit", "-L", place, "--", "-c evil#tea", env={"VISUAL": str(editor)}).returncode == 0
    assert arguments(programs) == ["+call cursor(1, 1)", str(place / "-c evil.md")]


def test_what_an_editor_ends_with_is_told(programs: Path, folder: Make, run: Run) -> None:
    place = folder({"a.md": "A\n", "b.md": "B\n"})
    editor = recorder(programs, "nano", status=3)
    done = run("edit", "a", "b", "-L", place, env={"EDITOR": str(editor)})
    assert done.returncode == 4
    assert b"nano ended with status 3" in done.stderr
    assert arguments(programs) == [str(place / "a.md")], "the second is not begun"


def test_ids_are_read_from_standard_input(programs: Path, folder: Make, run: Run) -> None:
    place, editor = folder({"a.md": "A\n", "b.md": "B\n"}), recorder(programs, "nano")
    assert run("edit", "-", "-L", place, input=b"nothing\nb\n", env={"VISUAL": str(editor)}).returncode == 3
    assert arguments(programs) == [str(place / "b.md")]


def test_what_is_converted_from_other_text_is_found_in_its_file(
    programs: Path, folder: Make, run: Run
) -> None:
    place = folder({"tea.org": "#+title: Tea\n\n* Making it\n\nHot water.\n"})
    editor = recorder(programs, "nano")
    assert run("edit", "tea#making", "-L", place, env={"VISUAL": str(editor)}).returncode == 0
    assert arguments(programs) == ["+3,1", str(place / "tea.org")]
    assert (
        run("edit", "tea", "--highlight", "water", "-L", place, env={"VISUAL": str(editor)}).returncode == 0
    )
    assert arguments(programs) == ["+5,5", str(place / "tea.org")]


def test_what_is_edited_is_found_at_once(programs: Path, folder: Make, run: Run) -> None:
    place = folder({"a.md": "# A\n\nOld\n"})
    editor = programs / "adds"
    editor.write_text(f"#!{sys.executable}\nimport sys\nopen(sys.argv[-1], 'a').write('\\nlapsang\\n')\n")
    editor.chmod(0o755)
    assert run("edit", "a", "-L", place, env={"VISUAL": str(editor)}).returncode == 0
    assert run("search", "lapsang", "-f", "ids", "-L", place).stdout == b"a\n"


# -- real editors -----------------------------------------------------------------------------------

_MODAL = ("iX", "\x1b", ":wq\r")
_EMACS = ("X", "\x18\x13", "\x18\x03")
REAL = {
    "vim -u NONE -N": (_MODAL, True),
    "nvim --clean": (_MODAL, True),
    "kak -n": (_MODAL, True),
    "nano --ignorercfiles": (("X", "\x0f", "\r", "\x18"), True),
    "emacs -nw -Q": (_EMACS, True),
    "micro": (("X", "\x13", "\x11"), True),
    "ne": (("X", "\x13", "\x11"), True),
    "joe": (("X", "\x0bx"), False),
    "mg": (_EMACS, False),
    "jed": (_EMACS, False),
    "vis": (_MODAL, False),
}
"""Editor → the keys that write X, save and leave; whether it goes to a column, too."""


@pytest.mark.parametrize("editor", REAL)
def test_a_real_editor_stands_where_it_was_sent(editor: str, tmp_path: Path) -> None:
    if shutil.which(editor.split()[0]) is None:
        pytest.skip(f"{editor.split()[0]} is not installed here")
    keys, has_columns = REAL[editor]
    file = tmp_path / "t\u00e4 -x.md"
    rows = [f"line {number}" for number in range(1, 40)]
    rows[11] = "an\t\u00e4 \u8336 \u00f6ther word"
    file.write_text("\n".join(rows) + "\n")
    code = (
        "import sys; from kratomcli.desk.editors import FilePosition, edit;"
        "edit(FilePosition(sys.argv[1], 12, sys.argv[2]))"
    )
    before = "an\t\u00e4 \u8336 "
    process = pexpect.spawn(
        sys.executable,
        ["-c", code, str(file), before],
        env={**os.environ, "VISUAL": editor, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},  # type: ignore[arg-type]
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=PATIENCE,
        cwd=str(tmp_path),  # joe leaves DEADJOE where it runs, should it be ended
    )
    process.expect("word")
    for key in keys:
        _wait_until_quiet(process)
        process.send(key)
    process.read()
    process.close()
    assert process.exitstatus == 0
    rows[11] = f"{before}X\u00f6ther word" if has_columns else f"X{rows[11]}"
    assert file.read_text() == "\n".join(rows) + "\n"


def _wait_until_quiet(process: pexpect.spawn[str]) -> None:
    """Read what an editor draws until it waits for a key; and say where the cursor is, if it asks."""
    while True:
        try:
            if "\x1b[6n" in process.read_nonblocking(65536, timeout=0.5):
                process.send("\x1b[1;1R")
        except (pexpect.TIMEOUT, pexpect.EOF):
            return


def test_a_failing_editor_is_an_error_of_the_library(
    programs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VISUAL", str(recorder(programs, "nano", status=1)))
    with pytest.raises(ProgramFailed, match="nano ended with status 1"):
        edit(FilePosition(str(tmp_path / "a.md")))


def test_what_is_no_text_is_not_edited(programs: Path, folder: Make, run: Run) -> None:
    place = folder({"tea.pdf": make_pdf([lines("Some words of tea, which is green.")]), "b.md": "B\n"})
    editor = recorder(programs, "nano")
    done = run("edit", "tea", "b", "-L", place, env={"VISUAL": str(editor)})
    assert done.returncode == 4
    assert b"kind PDF" in done.stderr
    assert b"kratomcli open ID --source" in done.stderr
    assert arguments(programs) == [str(place / "b.md")], "the other is edited all the same"


def test_a_file_that_is_gone_is_not_begun_anew(programs: Path, folder: Make, run: Run) -> None:
    place = folder({"a.md": "# A\n"})
    assert run("list", "-L", place).returncode == 0
    (place / "a.md").unlink()
    done = run("edit", "a", "-L", place, "--refresh", "never", env={"VISUAL": "touch"})
    assert (done.returncode, b"there is no file" in done.stderr) == (4, True)
    assert not (place / "a.md").exists()
