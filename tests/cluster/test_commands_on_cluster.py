"""The commands on a cluster print what they print with the embedded engine, byte for byte."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from conftest import PATIENCE, PROJECT, SEEDS, Run
from support.corpus import CORPUS

README = (PROJECT / "README.md").read_text()
EXAMPLES = re.findall(r"^\$ (.*)$", README, re.MULTILINE)

MORE = {
    "green tea.md": "---\ntitle: Green tea\ntags: [tea]\n---\nSee [[Dogs and their naps]] and [the fox](alpha.md).\n",
    "naps/again.md": "---\naliases: [Nap]\n---\n# Again\n\nOf [dogs](../beta.md#top), and [[green tea]].\n",
    "naps/alpha.md": "---\ntitle: Another alpha\ndate: 2021-03\n---\nThe same name in another folder: [[Nap]].\n",
    "broken.md": b"\x00\x01\x02 nothing to read",
}

COMMANDS = """
list
list -f json
list -f jsonl
list -f csv
list -f ids
list -f paths -0
list -f tsv --fields id,title,tags,rating,series.name,kind,words --header
list -f json --fields id,meta,derived,notes
list --sort title -f ids
list --sort title:desc -f ids
list --sort date:desc
list --sort updated -f ids
list --sort words:desc --limit 3 --offset 1
list --sort rating -f ids
list --sort tags -f ids
list --sort kind -f ids
list --sort path:desc -f ids
list --sort lang -f ids
list --offset 2 --limit 2
list --count
list --orphans -f ids
list tags:animals -f jsonl
list date:2021.. --sort date -f ids
list is:draft
list has:rating --sort rating:desc
list nothing-has-this
list -f tsv --fields nosuchfield
show alpha
show alpha -f json
show alpha -f raw
show alpha -f markdown
show alpha -f html
show alpha --meta
show alpha --toc
show "alpha#in-winter"
show beta naps/again
show bet
show 004 -f text
show 001 --highlight withdrawal
show no-such-article
search withdrawal
search withdrawal -f json
search fox -f jsonl
search fox -f tsv --header
search "lazy dog" -f grep
search "lazy dog" --explain -f json
search '"lazy dog"' -f ids
search "fox OR sleep" -f json
search "fox -dog" -f json
search "with*" -f jsonl
search "withdrawl~" -f jsonl
search "=café" -f json
search fox --sort date -f ids
search withdrawal --facet tags --facet date:year
search fox --facet lang -f json
search "linked-to-nothing:x"
search "title:fox" -f ids
search "fxo"
search "opioid withdrawal symptoms and sleep at night" -f json
search "Green tea" -f json
quotes fox
quotes withdrawal -f json
links beta
links "green tea" -f json
links alpha -f graphml
similar 001 -f json
similar alpha
stats -f json
stats
check -f json
check -f text
queries
changed --since 2000-01-01
export --to jsonl
export --to json
export --to csv
export --to text fox
export --to markdown fox
export --to html
export --to bibtex
export --to ris
export --to csl-json
"""


SCORE = re.compile(rb'"score":([-+.e0-9]+)')
LAST_LOOK = re.compile(rb"; the folders were last scanned .*| 'kratomcli index' looks at the folders now[.]")
STATE = re.compile(rb"kratomcli: the index is in state @[0-9]+ now")
READING = ("show alpha", "show beta", "search fox", "quotes", "export", "links", "similar 001")
ONLY_THERE = [b"kratomcli: near-duplicates were not looked for: that is not offered on a cluster yet"]
"""What is said on a cluster only."""


class Both:
    """One library, indexed on this computer and on a cluster; `ask` runs a command with either."""

    def __init__(self, run: Run, place: Path, nodes: list[str], index: str) -> None:
        self._run = run
        self._place = place
        self.folder = place / "articles"
        self.folder.mkdir()
        for name, text in (CORPUS | MORE).items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        for path in SEEDS.iterdir():
            shutil.copy(path, self.folder)
        here = f"library = {json.dumps(str(self.folder))}\n"
        there = f"[engine]\nkind = 'opensearch'\nurls = {json.dumps(nodes)}\n"
        self._write("embedded", here)
        self._write("cluster", f"{here}{there}index = '{index}-files'\n")
        self._write("stored", f"{here}{there}index = '{index}-stored'\nbodies = 'engine'\n")

    def _write(self, engine: str, settings: str) -> None:
        home = self._place / engine / "kratomcli"
        home.mkdir(parents=True)
        (home / "config.toml").write_text(settings)

    def index(self, engine: str) -> None:
        status, _, said = self.ask(engine, "index")
        assert status == 0, said

    def environment(self, engine: str) -> Mapping[str, str]:
        return {
            "XDG_CONFIG_HOME": str(self._place / engine),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "SOURCE_DATE_EPOCH": "1700000000",
        }

    def shell(self, engine: str, command: str) -> bytes:
        """What a line of a shell prints."""
        done = subprocess.run(
            ["bash", "-c", command],
            env={**os.environ, **self.environment(engine)},
            cwd=self._place,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        return done.stdout

    def ask(self, engine: str, command: str) -> tuple[int, bytes, bytes]:
        done = self._run(*shlex.split(command), env=self.environment(engine))
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
def both(run: Run, tmp_path: Path, nodes: list[str], index_name: str) -> Both:
    return Both(run, tmp_path, nodes, index_name)


def test_what_is_not_found_may_not_be_indexed_yet(both: Both) -> None:
    both.index("cluster")
    (both.folder / "new.md").write_text("# Unheard-of\n")
    status, out, err = both.ask("cluster", "list unheard-of")
    assert (status, out) == (1, b"")
    assert re.fullmatch(
        rb"kratomcli: no article matches unheard-of; the folders were .*'kratomcli index'.*\n", err
    )
    both.index("cluster")
    assert both.ask("cluster", "list unheard-of -f ids") == (0, b"new\n", b"")


def parted(printed: bytes) -> tuple[bytes, list[float]]:
    """What is printed without its scores, and these: their last digits depend on who adds them up."""
    return SCORE.sub(b'"score":', printed), [float(score) for score in SCORE.findall(printed)]


def test_every_command_prints_the_same(both: Both) -> None:
    both.index("embedded")
    both.index("cluster")
    for command in COMMANDS.strip().splitlines():
        embedded, cluster = both.ask("embedded", command), both.ask("cluster", command)
        text, scores = parted(embedded[1])
        other, others = parted(cluster[1])
        assert other == text, command
        assert others == pytest.approx(scores, rel=1e-5), command
        assert cluster[0] == embedded[0], command
        notes = [STATE.sub(b"", LAST_LOOK.sub(b"", note)) for note in cluster[2].splitlines()]
        notes = [note for note in notes if note not in ONLY_THERE]
        assert notes == [STATE.sub(b"", note) for note in embedded[2].splitlines()], command


def test_the_examples_of_the_readme_print_the_same(both: Both) -> None:
    if not shutil.which("jq"):
        pytest.skip("jq is not installed")
    both.index("embedded")
    both.index("cluster")
    assert EXAMPLES
    for command in EXAMPLES:
        assert both.shell("embedded", command) == both.shell("cluster", command), command


def test_articles_stored_in_the_engine_need_no_folder(both: Both) -> None:
    both.index("embedded")
    both.index("stored")
    asked = [command for command in COMMANDS.strip().splitlines() if command.startswith(READING)]
    before = [parted(both.ask("embedded", command)[1])[0] for command in asked]
    both.folder.rename(both.folder.with_name("elsewhere"))
    both.folder.mkdir()
    assert len(asked) > 10
    for command, text in zip(asked, before, strict=True):
        assert parted(both.ask("stored", command)[1])[0] == text, command
