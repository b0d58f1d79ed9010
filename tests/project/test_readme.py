"""The examples in the README print what the README says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import PROJECT

TEXT = (PROJECT / "README.md").read_text()
BLOCK = re.search(r"```console\n(.*?)```", TEXT, re.DOTALL)
EXAMPLES = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", BLOCK[1] if BLOCK else "", re.MULTILINE)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 6


@pytest.mark.parametrize(("command", "expected"), EXAMPLES)
def test_an_example_prints_what_the_readme_says(tmp_path: Path, command: str, expected: str) -> None:
    if " jq " in command and not shutil.which("jq"):
        pytest.skip("jq is not installed")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    shown = subprocess.run(
        ["bash", "-c", command],
        env={**os.environ, "PATH": path},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    ).stdout
    assert shown.strip() == expected.strip()


def test_links_lead_to_files() -> None:
    pages = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *(PROJECT / "docs").glob("*.md")]
    for page in pages:
        text = re.sub(r"^ {4}.*$", "", page.read_text(), flags=re.MULTILINE)  # examples in code may break
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
