"""What the tests would notice: the code is changed in one place at a time, and the tests are to fail.

    pip install -e '.[dev,mutation]'
    python benchmarks/mutation.py [query search index catalog] [--sample 200] [--seed 0] [--jobs 1]

mutmut makes the changes ("mutants") in a copy under build/mutation and runs, for each, the tests that
reach the changed function. Printed are the score of each package, which is the share of its mutants that
tests kill, and every mutant that lives. What has been found out is kept: after an interruption the same
command goes on, after a change of the tests it tries again those that lived, and after a change of the
package it starts anew.

A mutant that is no mistake can't be killed. `mutation.tsv` beside this file says which and why, and SQL in
other letters, capital or small, is none either; the score is printed with and without them. A mutant that
doesn't end is counted as killed only if it is `endless` there: a busy machine is slow, too. Each may take
twenty times what its tests took, and 40 seconds more.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent
WORK = PROJECT / "build" / "mutation"
EXPLAINED = Path(__file__).with_suffix(".tsv")

TESTS = {
    "query": ["tests/query", "tests/search/test_query_meaning.py"],
    "search": ["tests/search", "tests/library/test_library_api.py"],
    "index": [
        "tests/index/test_index_pieces.py",
        "tests/index/test_refreshing.py",
        "tests/index/test_places_and_writers.py",
        "tests/index/test_verify_and_watch.py",
        "tests/index/test_sync.py",
        "tests/library/test_library_api.py",
    ],
    "catalog": ["tests/catalog", "tests/search/test_query_meaning.py"],
}
"""The tests of each package that are quick and, mostly, run within one process."""

TESTED = [PROJECT / "tests", PROJECT / "pyproject.toml"]
"""What a mutant that lives is tried with again, once it has changed."""

UNTRIED = {"not checked", "check was interrupted by user"}

LEFT_OUT = [
    "tests/query/test_query_parser.py::test_parsing_imports_nothing_heavy",  # mutants import mutmut
    "tests/search/test_ranking.py::test_the_project_finds_what_its_harness_asks_for",
    "tests/index/test_sync.py::test_what_was_quick_once_more_is_quick_whether_or_not_anything_changed",
    "tests/index/test_sync.py::test_any_history_ends_where_a_clean_start_ends",
]
"""What can't run in a copy or with mutants, and what takes many seconds for each."""

SETTINGS = """
[tool.mutmut]
source_paths = ["src"]
only_mutate = ["src/kratomcli/{package}/*"]
also_copy = ["seeds", "docs"]
pytest_add_cli_args = {arguments}
pytest_add_cli_args_test_selection = {tests}
timeout_multiplier = 20.0
timeout_constant = 2.0
track_dependencies = false
use_git_change_detection = false
"""

PLUGIN = """
from _pytest.nodeid import coerce_node_id

def pytest_collection_modifyitems(items):
    items[:] = [item for item in items if "run" not in item.fixturenames]

def pytest_itemcollected(item):
    item._id = coerce_node_id(item.nodeid.partition("[")[0])
"""
"""For pytest 9.2. Tests that run the program are left out: mutmut can't follow it into another process. And
tests are named without their parameters: of names with a backslash in them, pytest finds none again."""

_SQL = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b"
    r"|\b(JOIN|WHERE|ORDER BY|AND NOT|NOT IN|CASE|DESC)\b|\b(coalesce|instr|lower)\(.*\?"
)
_QUOTED = re.compile(r"('[^']*')")
NAME = re.compile(r"(?P<module>.+)\.x(?:_|ǁ(?P<kind>.+)ǁ)(?P<function>.+)__mutmut_\d+")


@dataclass(frozen=True)
class Mutant:
    """A change that was tried: in which function, its lines before and after, and how the tests ended."""

    function: str
    before: str
    after: str
    status: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is known by in `mutation.tsv`."""
        return self.function, self.before, self.after


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("packages", nargs="*", default=list(TESTS), metavar="PACKAGE")
    parser.add_argument("--sample", type=int, help="so many mutants of each package, not all")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    parser.add_argument("--jobs", type=int, default=1, help="so many at a time")
    parser.add_argument("--report", action="store_true", help="run nothing, print what is known")
    options = parser.parse_args()
    if unknown := set(options.packages) - set(TESTS):
        parser.error(f"no tests are chosen for {', '.join(sorted(unknown))}")
    explained = read_explained()
    totals = [0, 0, 0]
    for package in options.packages:
        work = Work(package)
        if not options.report:
            work.prepare()
        chosen = work.chosen(options.sample, options.seed)
        if not options.report:
            work.run(chosen, options.jobs)
        counts = report(package, work, chosen, explained)
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
    print(line("all", *totals))
    for function, before, _ in explained:
        if not is_in_code(function, before):
            print("explained, but not in the code any more", function, before, sep="\t")


def read_explained() -> dict[tuple[str, str, str], str]:
    """The mutants that were explained: function, before and after → `same` or `endless`."""
    with EXPLAINED.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row[0][0] != "#"]
    return {(function, before, after): verdict for function, before, after, verdict, _reason in rows}


def is_in_code(function: str, lines: str) -> bool:
    """Whether a function's module has these lines, and the function."""
    names = function.split(".")
    length = max(n for n in range(1, len(names)) if (PROJECT / "src" / Path(*names[:n])).is_dir()) + 1
    module = (PROJECT / "src" / Path(*names[:length])).with_suffix(".py")
    text = " ".join(module.read_text(encoding="utf-8").split()) if module.exists() else ""
    is_there = all(re.search(rf"\b(class|def) {re.escape(name)}\b", text) for name in names[length:])
    return is_there and " ".join(lines.split()) in text


def report(
    package: str, work: Work, names: list[str], explained: dict[tuple[str, str, str], str]
) -> tuple[int, int, int]:
    """Print who lives, and the score; return how many were killed, are no mistake, and were tried."""
    status = work.results()
    tried = [name for name in names if status[name] != "not checked"]
    killed = sum(status[name] == "killed" for name in tried)
    same = 0
    for name in tried:
        if status[name] == "killed":
            continue
        mutant = work.described(name, status[name])
        verdict = "same" if is_same_sql(mutant) else explained.get(mutant.key)
        killed += verdict == "endless" and mutant.status == "timeout"
        same += verdict == "same"
        if verdict is None or (verdict == "endless" and mutant.status != "timeout"):
            print(mutant.status, *mutant.key, sep="\t")
    print(line(package, killed, same, len(tried)) + f" ({len(names)} chosen of {len(status)})")
    return killed, same, len(tried)


def is_same_sql(mutant: Mutant) -> bool:
    """Whether only the case of SQL was changed, and not in texts that are quoted in it: it means the same."""
    before, after = (_QUOTED.split(text) for text in (mutant.before, mutant.after))
    return (
        _SQL.search(mutant.before) is not None
        and mutant.before.count("'") % 2 == 0  # or who knows what is quoted
        and before[1::2] == after[1::2]
        and [part.lower() for part in before[::2]] == [part.lower() for part in after[::2]]
    )


def line(package: str, killed: int, same: int, tried: int) -> str:
    score, without = killed / max(tried, 1), killed / max(tried - same, 1)
    return f"{package:<8}{killed:>6} of {tried:>5} killed {score:.3f}; without {same} explained {without:.3f}"


class Work:
    """The copy of the project in which the mutants of one package live."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.folder = WORK / package
        self.described_file = self.folder / "described.json"
        self.tried_file = self.folder / "tried.json"
        """Mutant → fingerprint of the tests that it was last tried with."""

    def prepare(self) -> None:
        """Bring the copy up to date, and make the mutants."""
        if not self._same("package", [PROJECT / "src"]):
            shutil.rmtree(self.folder, ignore_errors=True)
            shutil.copytree(PROJECT / "src", self.folder / "src")
            for beside in ("seeds", "docs"):  # tests read them
                shutil.copytree(PROJECT / beside, self.folder / beside)
            self._note("package", [PROJECT / "src"])
        if not self._same("tests", TESTED):
            for copy in (self.folder / "tests", self.folder / "mutants" / "tests"):
                shutil.rmtree(copy, ignore_errors=True)
            (self.folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)  # who reaches what
            shutil.copytree(PROJECT / "tests", self.folder / "tests")
            self._write_settings()
            self._note("tests", TESTED)
        if not self.results():
            # It makes all, finds that there is none of this name, and ends with an error.
            self._mutmut("run", "--max-children", "1", "none", check=False)

    def chosen(self, sample: int | None, seed: int) -> list[str]:
        """The names of all mutants, or of some of them, the same ones for the same seed."""
        names = sorted(self.results())
        if sample is None or sample >= len(names):
            return names
        return sorted(random.Random(seed).sample(names, sample))

    def run(self, names: list[str], jobs: int) -> None:
        """Try those that have not been tried, and after a change of the tests those that lived."""
        tests = fingerprint(TESTED)
        tried = json.loads(self.tried_file.read_text()) if self.tried_file.exists() else {}
        status = self.results()
        left = [
            name
            for name in names
            if status[name] in UNTRIED or (status[name] != "killed" and tried.get(name) != tests)
        ]
        if left:
            self._mutmut("run", "--max-children", str(jobs), *left)
        self.tried_file.write_text(json.dumps(tried | dict.fromkeys(left, tests)))

    def results(self) -> dict[str, str]:
        """How each mutant's tests ended: killed, survived, no tests, timeout … or not checked."""
        if not (self.folder / "mutants").is_dir():
            return {}
        listed = self._mutmut("results", "--all", "true", capture=True)
        return dict(row.strip().rsplit(": ", 1) for row in listed.splitlines() if "__mutmut_" in row)

    def described(self, name: str, status: str) -> Mutant:
        """What a mutant changes; remembered, because each question costs a start of mutmut."""
        known = json.loads(self.described_file.read_text()) if self.described_file.exists() else {}
        if name not in known:
            diff = self._mutmut("show", name, capture=True).splitlines()
            known[name] = [" ".join(marked(diff, sign)) for sign in "-+"]
            self.described_file.write_text(json.dumps(known))
        found = NAME.fullmatch(name)
        function = ".".join(filter(None, found.group("module", "kind", "function"))) if found else name
        return Mutant(function, *known[name], status=status)

    def _write_settings(self) -> None:
        arguments = [
            "-n0",
            "-p",
            "no:cacheprovider",
            "-p",
            "for_mutants",
            *(f"--deselect={test}" for test in LEFT_OUT),
        ]
        tests = [test for test in TESTS[self.package] if (PROJECT / test).exists()]
        settings = SETTINGS.format(
            package=self.package, arguments=json.dumps(arguments), tests=json.dumps(tests)
        )
        project = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
        (self.folder / "pyproject.toml").write_text(project + settings, encoding="utf-8")
        (self.folder / "plugins").mkdir(exist_ok=True)
        (self.folder / "plugins" / "for_mutants.py").write_text(PLUGIN, encoding="utf-8")

    def _mutmut(self, *arguments: str, capture: bool = False, check: bool = True) -> str:
        """Run mutmut in the copy, which programs that tests start import, too."""
        place = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(
                [str(self.folder / "mutants" / "src"), str(self.folder / "plugins")]
            ),
            "PYTHONHASHSEED": "0",
            "CI": "1",  # Hypothesis then takes the same examples each time
        }
        done = subprocess.run(
            [Path(sys.executable).with_name("mutmut"), *arguments],
            cwd=self.folder,
            env=place,
            stdout=subprocess.PIPE if capture else sys.stderr,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise SystemExit(f"mutmut {arguments[0]} ended with {done.returncode}; see above")
        return done.stdout or ""

    def _same(self, what: str, paths: Iterable[Path]) -> bool:
        note = self.folder / f"{what}.blake2"
        return note.exists() and note.read_text() == fingerprint(paths)

    def _note(self, what: str, paths: Iterable[Path]) -> None:
        (self.folder / f"{what}.blake2").write_text(fingerprint(paths))


def marked(diff: list[str], sign: str) -> Iterator[str]:
    """The lines of a diff that begin with a sign, without it and the white space around them."""
    return (row[1:].strip() for row in diff if row.startswith(sign) and not row.startswith(sign * 3))


def fingerprint(paths: Iterable[Path]) -> str:
    """Of the names and contents of all Python files in these folders, and of these files."""
    digest = hashlib.blake2b()
    for path in paths:
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(f"{file.relative_to(PROJECT)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


if __name__ == "__main__":
    main()
