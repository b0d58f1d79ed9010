"""A folder cloned from a stranger that is the current one: nothing in it is run or obeyed.

Each module that lies there would leave a mark if it were imported; each settings file would change
something that can be seen.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Run
from kratomcli.errors import OutputError, UsageError
from kratomcli.files import processes
from kratomcli.files.processes import Worker

MODULES = (
    *(
        "pagefind",
        "pagefind_bin",
        "sitecustomize",
        "usercustomize",
        "json",
        "typing",
        "pickle",
        "re",
        "signal",
    ),
    *(
        "kratomcli_plugins",
        "jinja2",
        "nh3",
        "markdown",
        "yaml",
        "typst",
        "ebooklib",
        "lxml",
        "numpy",
        "struct",
    ),
    *("pygments", "tantivy", "rich", "typer", "frontmatter", "dateutil", "multiprocessing", "concurrent"),
)
SETTINGS = {
    "pagefind.toml": 'logfile = "MARKS/log"\nwrite_playground = true\nsite = "/nowhere"\n',
    "pagefind.yml": "logfile: MARKS/log\nsite: /nowhere\n",
    "pagefind.yaml": "logfile: MARKS/log\nsite: /nowhere\n",
    "pagefind.json": '{"logfile": "MARKS/log", "site": "/nowhere"}\n',
    "pyvenv.cfg": "home = /nowhere\n",
    "setup.cfg": "[x]\n",
    "typst.toml": '[package]\nname = "x"\n',
}
PROGRAMS = ("pagefind", "pagefind_extended", "less", "python", "python3", "git", "typst")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder of articles, and of things that should do nothing; marks are left beside it."""
    place = tmp_path / "clone"
    place.mkdir()
    marks = tmp_path / "marks"
    marks.mkdir()
    for name in MODULES:
        (place / f"{name}.py").write_text(f"open({str(marks / name)!r}, 'w').close()\n")
    for name, text in SETTINGS.items():
        (place / name).write_text(text.replace("MARKS", str(marks)))
    for name in PROGRAMS:
        (place / name).write_text(f"#!/bin/sh\ntouch {marks}/program-{name}\n")
        (place / name).chmod(0o755)
    for number in range(60):
        (place / f"{number:02}.md").write_text(f"# Tea {number}\n\nTea is a drink, number{number}.\n")
    return place


def marks(clone: Path) -> list[str]:
    return sorted(path.name for path in clone.with_name("marks").iterdir())


def kratomcli() -> str:
    return str(Path(sys.executable).with_name("kratomcli"))


@pytest.mark.parametrize("format", ["site", "pdf", "epub", "html", "sqlite"])
def test_an_export_runs_and_obeys_nothing_of_the_current_folder(
    clone: Path, tmp_path: Path, format: str
) -> None:
    target = tmp_path / "out"
    done = subprocess.run(
        [kratomcli(), "export", "-L", ".", "--to", format, "-o", str(target)],
        cwd=clone,
        env={
            **os.environ,
            "PAGEFIND_SITE": "/nowhere",
            "PAGEFIND_LOGFILE": str(clone.with_name("marks") / "log"),
        },
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert marks(clone) == []
    if format == "site":
        assert (target / "pagefind" / "pagefind.js").is_file()
        assert not (target / "pagefind" / "playground").exists()


@pytest.mark.parametrize("command", [("list",), ("search", "tea"), ("show", "07"), ("check",), ("stats",)])
def test_the_other_commands_do_neither(clone: Path, command: tuple[str, ...]) -> None:
    done = subprocess.run([kratomcli(), *command, "-L", "."], cwd=clone, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert marks(clone) == []


def test_started_as_a_module_it_takes_nothing_from_there_once_it_runs(clone: Path, run: Run) -> None:
    """What Python itself imports before that can't be helped; of these files it is none."""
    for name in ("sitecustomize", "usercustomize", "json", "typing", "re", "signal", "struct", "pickle"):
        (clone / f"{name}.py").unlink()
    done = run("export", "-L", ".", "--to", "site", "-o", clone.with_name("site"), cwd=clone)
    assert done.returncode == 0, done.stderr
    assert marks(clone) == []


def test_a_script_without_a_guard_makes_a_site_and_ends(clone: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        f"""
print("once", flush=True)
from kratomcli import Library
from kratomcli.export import ExportOptions
from kratomcli.export.site import Shelf, build
with Library.open({str(clone)!r}) as library:
    library.sync()
    shelf = Shelf(library.revisions(), library.read, library.status().folders)
    build(shelf, {str(tmp_path / "site")!r}, options=ExportOptions(jobs=2))
"""
    )
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "once\n"
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((tmp_path / "site" / "articles").iterdir())) == 60


def test_what_is_started_has_a_named_environment_and_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGEFIND_SITE", "x")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("LD_PRELOAD", "")
    monkeypatch.chdir(tmp_path)
    code = (
        "import os, sys; print(sorted(os.environ)); print(os.getcwd()); print(os.listdir()); print(sys.path)"
    )
    names, here, files, path = processes.run(*processes.python_command(code, [])).stdout.splitlines()
    assert "PAGEFIND" not in names
    assert "PYTHONPATH" not in names
    assert "LD_PRELOAD" not in names
    assert here != str(tmp_path)
    assert files == "[]"
    assert str(tmp_path) not in path
    assert "''" not in path
    assert not Path(here).exists()


def doubling(factor: int):  # type: ignore[no-untyped-def]
    def work(task: object) -> object:
        if task == "error":
            raise UsageError("a mistake", hint="what to do")
        if task == "end":
            os._exit(3)
        print("what is printed is no answer")
        return task * factor  # type: ignore[operator]

    return work


def test_a_worker_gives_results_and_our_errors_and_its_end_is_an_error(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with Worker(__name__, "doubling", 2) as worker:
        assert worker.do("x" * 1_000_000) == "x" * 2_000_000
        with pytest.raises(UsageError, match="a mistake") as caught:
            worker.do("error")
        assert caught.value.hint == "what to do"
        assert worker.do(3) == 6
        with pytest.raises(OutputError, match="ended unexpectedly"):
            worker.do("end")
        with pytest.raises(OutputError):
            worker.do(3)


def test_the_safe_path_leaves_the_current_folder_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), str(tmp_path / "lib"), "/else"])
    own = str(Path(processes.__file__).parents[2])
    assert processes.safe_path() == [str(tmp_path / "lib"), "/else", own]
