"""The wheel: the same files give the same bytes, wherever and whenever it is built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import PATIENCE, PROJECT

_PARTS = ("src", "seeds", "docs", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")
_MAN_PAGE = "share/man/man1/kratomcli.1"


def copied(place: Path, age: int) -> Path:
    """What a wheel is made from, in files of another age and with other permissions for the group."""
    place.mkdir(parents=True)
    for name in _PARTS:
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(PROJECT / name, place / name)
    for path in place.rglob("*"):
        os.utime(path, (1_600_000_000 + age, 1_600_000_000 + age))
        path.chmod(path.stat().st_mode | (0o020 if age else 0))
    return place


def wheel(source: Path, out: Path) -> Path:
    """Build it as pip does, with the hatchling that is here."""
    options = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(out)]
    command = [sys.executable, "-m", "pip", "wheel", *options, str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=source)
    assert done.returncode == 0, done.stderr
    (made,) = out.glob("*.whl")
    return made


def test_the_wheel_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    one = wheel(copied(tmp_path / "one", 0), tmp_path / "out" / "1")
    two = wheel(copied(tmp_path / "deep" / "two", 86_400), tmp_path / "out" / "2")
    assert one.name == two.name
    with zipfile.ZipFile(one) as first, zipfile.ZipFile(two) as second:
        assert [vars_of(info) for info in first.infolist()] == [vars_of(info) for info in second.infolist()]
        assert "kratomcli/library/library.py" in first.namelist()
        assert any(name.startswith("kratomcli/seeds/") for name in first.namelist())
        assert [name for name in first.namelist() if name.endswith(_MAN_PAGE)]
    assert one.read_bytes() == two.read_bytes()


def vars_of(info: zipfile.ZipInfo) -> tuple[str, tuple[int, ...], int, int]:
    """What a member says of itself, to see at once what differs."""
    return info.filename, info.date_time, info.external_attr, info.CRC


def test_the_man_page_comes_along(tmp_path: Path) -> None:
    """Where pip puts data of a wheel, man looks: beside the bin of an environment, of pipx and of uv."""
    made = wheel(copied(tmp_path / "source", 0), tmp_path / "out")
    place = tmp_path / "installed"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run(
        [*command, "--ignore-installed", "--prefix", str(place), str(made)], check=True, timeout=PATIENCE
    )
    page = place / _MAN_PAGE
    assert page.read_bytes() == (PROJECT / "docs" / "kratomcli.1").read_bytes()
    if shutil.which("man") is None:
        pytest.skip("man is not installed")
    search = {**os.environ, "MANPATH": str(place / "share" / "man")}
    found = subprocess.run(["man", "-w", "kratomcli"], env=search, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == str(page)
