"""Spoiled articles and queries through every command: no traceback, no hang, nothing unsafe printed.

    python benchmarks/fuzz.py [FOLDER ...] [--seconds 60] [--seed N] [--jobs 2] [--found FOLDER]
    python benchmarks/fuzz.py --replay FOLDER

FOLDERs hold real articles to begin from (default: the sample library and the tests' own). Each turn
makes a small library out of some, spoils all but one of its articles (fuzz_inputs.py), and runs index,
list, search, show, check, export and the other commands over it in a process of its own, one turn in
thirty by the real command line. fuzz_judge.py says what is wrong with what comes out; besides, the
sound article must be in every list, each file must be an article or a failure, and no command may take
more than twenty times the CPU time that all of them take over unspoiled articles.

What is found is made small and kept below --found, a folder each: the files, and problem.txt. Inputs
that were found and mended belong into benchmarks/fuzz/, which a test replays.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import fuzz_judge
from fuzz_inputs import SENTINEL, SENTINEL_WORD, Case, Source

PROJECT = Path(__file__).parent.parent
KEPT = Path(__file__).parent / "fuzz"
OF_THE_TESTS = PROJECT / "tests" / "support"
GENEROUS = 20
WALL = 900
"""Seconds for a whole turn: far more than any CPU limit allows, for what sleeps for ever."""

SHOWN = ("rich", "text", "markdown", "html", "json", "raw")
CHECKED = ("rich", "text", "json", "jsonl", "github", "sarif")
STREAMED = ("json", "jsonl", "csv", "tsv", "text", "html", "markdown")
WRITTEN = {"sqlite": "a.db", "epub": "a.epub", "pdf": "a.pdf", "site": "site", "folder": "folder/"}


class Step(NamedTuple):
    """One command: its words, and what is expected of it."""

    args: list[str]
    format: str = ""
    allowed: tuple[int, ...] = (0,)
    output: str = ""

    @property
    def name(self) -> str:
        """The command and its format."""
        return f"{self.args[0]} {self.format or self.output}".strip()


class Problem(NamedTuple):
    """What went wrong: in which command, what kind of thing (the same for the same fault), and details."""

    step: str
    kind: str
    detail: str = ""


class Outcome(NamedTuple):
    """What a command gave."""

    status: int
    out: bytes
    err: bytes
    cpu: float


# -- what is run -----------------------------------------------------------------------------------


def steps(case: Case, ids: Sequence[str], chance: random.Random) -> Iterator[Step]:
    """The commands of one turn, after `index` and `list`."""
    asked = (0, 1, 2)
    yield Step(["search", SENTINEL_WORD, "-f", "ids"], "ids")
    for format in ("tsv", "csv", "jsonl"):
        yield Step(["list", "-f", format], format)
    yield Step(["list", "-f", "table", "--color", "always"], "colours")
    for query in case.queries:
        format = chance.choice(("tsv", "json", "jsonl", "grep"))
        yield Step(["search", "-f", format, *_maybe(chance, "--any"), "--", query], format, asked)
        yield Step(["search", "-f", "rich", *_maybe(chance, "--fuzzy", "--explain"), "--", query], "", asked)
    yield Step(["list", "-f", "json", "--", case.queries[0]], "json", asked)
    yield Step(["quotes", "-f", chance.choice(("rich", "tsv", "jsonl")), "--", case.queries[1]], "", asked)
    for format in SHOWN:
        yield Step(["show", "-f", format, "--no-pager", "--", *ids], format)
    yield Step(["show", "--toc", *_maybe(chance, "--color=always"), "--", *ids], "colours")
    yield Step(["show", "-f", "rich", "--highlight", case.queries[2], "--", *ids], "", asked)
    yield Step(["check", "--select", "ALL", "-f", format := chance.choice(CHECKED)], format, (0, 1))
    for format in STREAMED:
        yield Step(["export", "--to", format], format)
    for target, place in WRITTEN.items():
        if chance.random() < {"pdf": 0.1, "epub": 0.3, "site": 0.2}.get(target, 1):
            format = "markdown" if target == "folder" else target
            yield Step(["export", "--to", format, "--drafts", "-o", place], output=place)
    yield Step(["stats", "-f", format := chance.choice(("rich", "tsv", "json"))], format)
    yield Step(["similar", "-f", "tsv", "--", chance.choice(ids)], "tsv", (0, 1))
    yield Step(["reuse", "-f", format := chance.choice(("rich", "tsv", "jsonl"))], format, (0, 1))
    yield Step(["changed", "--since", "1d", "-f", "tsv"], "tsv", (0, 1))


def _maybe(chance: random.Random, *words: str) -> list[str]:
    return [word for word in words if chance.random() < 0.5]


class Here:
    """Runs commands in this process, which is made for that: its streams become files."""

    def __init__(self, place: Path, limit: float) -> None:
        self._files = [place / "stdout", place / "stderr"]
        self._limit = limit
        for number, path in enumerate(self._files, 1):
            os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

    def __call__(self, args: Sequence[str]) -> Outcome:
        for number in (1, 2):
            os.truncate(number, 0)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        began = time.process_time()
        resource.setrlimit(resource.RLIMIT_CPU, (int(began + self._limit) + 1, resource.RLIM_INFINITY))
        status = self._status(args)
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        out, err = (path.read_bytes() for path in self._files)
        return Outcome(status, out, err, time.process_time() - began)

    @staticmethod
    def _status(args: Sequence[str]) -> int:
        from kratomcli.cli.app import app

        try:
            app(args=list(args), prog_name="kratomcli")
        except SystemExit as left:
            return left.code if isinstance(left.code, int) else 0 if left.code is None else 1
        except BaseException:
            traceback.print_exc()
            return 1
        return 0


class Outside:
    """Runs the real program."""

    def __init__(self, limit: float) -> None:
        self._limit = limit

    def __call__(self, args: Sequence[str]) -> Outcome:
        def confine() -> None:
            resource.setrlimit(resource.RLIMIT_CPU, (int(self._limit) + 1, resource.RLIM_INFINITY))

        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        done = subprocess.run(
            [sys.executable, "-m", "kratomcli", *args],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            preexec_fn=confine,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        return Outcome(done.returncode, done.stdout, done.stderr, after - before)


# -- one turn --------------------------------------------------------------------------------------


def judge(step: Step, outcome: Outcome) -> Iterator[Problem]:
    """What is wrong with what one command gave."""
    err = outcome.err.decode("utf-8", "replace")
    if "Traceback (most recent call last)" in err or "panicked at" in err:
        yield Problem(step.name, _fault(err), err)
        return
    if outcome.status not in step.allowed:
        yield Problem(step.name, f"status {outcome.status}", err)
        return
    if outcome.status > 1:
        return
    if step.format != "raw" and (
        trouble := fuzz_judge.trouble_in_text(outcome.out, coloured=step.format == "colours")
    ):
        yield Problem(step.name, trouble)
        return
    if trouble := fuzz_judge.trouble_in_text(outcome.err):
        yield Problem(step.name, f"standard error: {trouble}", err)
    if trouble := fuzz_judge.trouble_in_shape(outcome.out.decode("utf-8", "replace"), step.format):
        yield Problem(step.name, trouble)
    if (
        step.output
        and Path(step.output).exists()
        and (trouble := fuzz_judge.trouble_in_export(Path(step.output)))
    ):
        yield Problem(step.name, trouble)


def _fault(err: str) -> str:
    """The exception's type, and where in the program it passed last."""
    panic = re.search(r"panicked at (\S+)", err)
    if panic:
        return f"panic {panic[1]}"
    places = re.findall(r'File "[^"]*/(kratomcli/[^"]+)", line \d+, in (\S+)', err)
    kinds = re.findall(r"(?m)^([\w.]+(?:Error|Exception|Warning|Interrupt|Exit|[A-Z]\w+))(?::|$)", err)
    return f"{kinds[-1] if kinds else '?'} in {' '.join(places[-1]) if places else '?'}"


def play(
    case: Case, run: Callable[[Sequence[str]], Outcome], seed: int, say: Callable[[object], None]
) -> None:
    """Run one turn in the current folder, and say each step's name before, each problem after it."""

    def do(step: Step) -> Outcome:
        say(step.name)
        outcome = run(step.args)
        for problem in judge(step, outcome):
            say(list(problem))
        say(outcome.cpu)
        return outcome

    do(Step(["index"]))
    listed = do(Step(["list", "-f", "json"], "json"))
    status = do(Step(["index", "--status", "-f", "json"], "json"))
    try:
        ids = [entry["id"] for entry in json.loads(listed.out)]
        lost = len(case.files) - len(ids) - len(json.loads(status.out)[0]["failures"])
    except (ValueError, KeyError, IndexError):
        return
    if lost or Path(SENTINEL).stem not in ids:
        say(["index", "articles lost", f"{lost} of {len(case.files)} files; {ids}"])
        return
    for step in steps(case, ids, random.Random(seed)):
        do(step)


def write(case: Case, place: Path) -> None:
    """The articles of a case as files."""
    for name, data in case.files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


class Result(NamedTuple):
    """What one turn gave: its problems, how many commands ran, the slowest of them."""

    problems: list[Problem]
    steps: int
    slowest: tuple[float, str]


def turn(case: Case, seed: int, limit: float, *, outside: bool = False) -> Result:
    """Play a case in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        place = Path(folder)
        (place / "work").mkdir()
        (place / "library").mkdir()
        write(case, place / "library")
        child = os.fork()
        if child == 0:
            _child(case, place, seed, limit, outside)
        status = _wait(child)
        return _result(place / "said", status)


def _child(case: Case, place: Path, seed: int, limit: float, outside: bool) -> None:
    """Never returns."""
    try:
        os.setsid()  # so that what it started can be ended with it
        os.chdir(place / "work")
        os.environ |= {"KRATOMCLI_CACHE": str(place / "cache"), "KRATOMCLI_LIBRARY": str(place / "library")}
        os.environ |= {"HOME": str(place), "COLUMNS": "80", "TERM": "xterm-256color"}
        run = Outside(limit) if outside else Here(place, limit)
        with (place / "said").open("w") as said:
            play(case, run, seed, lambda what: print(json.dumps(what), file=said, flush=True))
    except BaseException:
        (place / "broken").write_text(traceback.format_exc())
        os._exit(99)
    os._exit(0)


def _wait(child: int) -> int:
    until = time.monotonic() + WALL
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -signal.SIGALRM


def _result(said: Path, status: int) -> Result:
    lines = [json.loads(line) for line in said.read_text().splitlines()] if said.exists() else []
    names = [line for line in lines if isinstance(line, str)]
    problems = [Problem(*line) for line in lines if isinstance(line, list)]
    times = [line for line in lines if isinstance(line, float)]
    if status == 99:
        problems.append(Problem("fuzz", "broken", said.with_name("broken").read_text()))
    elif status:
        kind = {-signal.SIGXCPU: "takes too long", -signal.SIGALRM: "hangs"}.get(status, f"ended by {status}")
        problems.append(Problem(names[-1] if names else "fuzz", kind))
    return Result(problems, len(names), max(zip(times, names, strict=False), default=(0.0, "")))


# -- making small ----------------------------------------------------------------------------------


def smaller(case: Case, seed: int, limit: float, wanted: Problem, tries: int = 120) -> Case:
    """A part of the case that still has the problem: fewer files, then fewer lines, then fewer bytes."""
    budget = iter(range(tries))

    def has_it(files: dict[str, bytes]) -> bool:
        if next(budget, None) is None:
            return False
        problems = turn(Case(files, case.queries), seed, limit).problems
        return any((p.step, p.kind) == (wanted.step, wanted.kind) for p in problems)

    files = dict(case.files)
    for name in [name for name in files if name != SENTINEL]:
        fewer = {other: data for other, data in files.items() if other != name}
        if has_it(fewer):
            files = fewer
    for name in [name for name in files if name != SENTINEL]:
        for end in (b"\n", b""):
            files[name] = _fewer(files[name], end, lambda data, name=name: has_it({**files, name: data}))
    return Case(files, case.queries)


def _fewer(data: bytes, end: bytes, still: Callable[[bytes], bool]) -> bytes:
    """Leave out ever smaller runs of pieces while `still` holds."""
    pieces = data.split(end) if end else [data[at : at + 1] for at in range(len(data))]
    size = max(1, len(pieces) // 2)
    while pieces:
        at = 0
        while at < len(pieces):
            rest = pieces[:at] + pieces[at + size :]
            if still(end.join(rest)):
                pieces = rest
            else:
                at += size
        if size == 1:
            break
        size //= 2
    return end.join(pieces)


def keep(case: Case, problem: Problem, seed: int, found: Path) -> None:
    """Write a problem down, with what leads to it."""
    name = hashlib.blake2b(f"{problem.step} {problem.kind}".encode(), digest_size=5).hexdigest()
    place = found / name
    place.mkdir(parents=True, exist_ok=True)
    write(case, place / "library")
    queries = "\n".join(map(repr, case.queries))
    text = f"{problem.step}: {problem.kind}\nseed {seed}\n{queries}\n\n{problem.detail}\n"
    (place / "problem.txt").write_text(text, errors="backslashreplace")


# -- many turns ------------------------------------------------------------------------------------


def warm_up(source: Source) -> float:
    """Import here what the commands import, and return the CPU seconds that a sound case takes."""
    case = Case({SENTINEL: b"# Sentinel\n\n" + SENTINEL_WORD.encode(), "a.md": source.texts[0]}, ["tea"] * 4)
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder, "modules")
        child = os.fork()
        if child == 0:
            write(case, Path(folder, "library"))
            Path(folder, "work").mkdir()
            os.chdir(Path(folder, "work"))
            os.environ |= {"KRATOMCLI_CACHE": f"{folder}/cache", "KRATOMCLI_LIBRARY": f"{folder}/library"}
            began = time.process_time()
            play(case, Here(Path(folder), 600), 1, lambda _: None)
            listing.write_text(f"{time.process_time() - began}\n" + "\n".join(sys.modules))
            os._exit(0)
        os.waitpid(child, 0)
        took, *names = listing.read_text().splitlines()
    for name in names:
        if name.startswith(
            ("kratomcli", "rich", "markdown", "yaml", "dateutil", "tantivy", "numpy", "jinja2")
        ):
            with suppress(Exception):
                __import__(name)
    return float(took)


def fuzz(source: Source, seed: int, seconds: float, found: Path) -> int:
    """Play turns until the time is over; gives back how many kinds of problems there were."""
    limit = GENEROUS * warm_up(source) + 5
    began, known, turns, done, slowest = time.monotonic(), set[tuple[str, str]](), 0, 0, (0.0, "")
    while time.monotonic() - began < seconds:
        turns += 1
        number = seed * 1_000_000 + turns
        case = source.case(random.Random(number))
        result = turn(case, number, limit, outside=turns % 30 == 0)
        done, slowest = done + result.steps, max(slowest, result.slowest)
        for problem in result.problems:
            if (problem.step, problem.kind) not in known:
                known.add((problem.step, problem.kind))
                print(f"turn {number}: {problem.step}: {problem.kind}", flush=True)
                keep(smaller(case, number, limit, problem), problem, number, found)
    print(f"seed {seed}: {turns} turns, {done} commands, {len(known)} kinds of problems; the slowest "
          f"command took {slowest[0]:.1f} s of {limit:.0f} allowed ({slowest[1]})", flush=True)  # fmt: skip
    return len(known)


def replay(folder: Path) -> list[Problem]:
    """Play what was kept in a folder, a case for each file and one of all of them."""
    texts = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    queries = texts.pop("queries.txt", b"tea").decode().splitlines()
    limit = GENEROUS * warm_up(Source([], texts.values())) + 5
    sentinel = {SENTINEL: f"# Sentinel\n\nThe {SENTINEL_WORD} stands here.\n".encode()}
    problems: list[Problem] = []
    for at in range(0, len(queries), 4):
        four = (queries[at : at + 4] * 4)[:4]
        problems += turn(Case(sentinel | texts, four), at, limit).problems
    return problems


def of_the_tests() -> list[bytes]:
    """The library that the tests of queries ask."""
    sys.path.insert(0, str(PROJECT / "tests"))
    from support.corpus import CORPUS

    return [text.encode() for text in CORPUS.values()]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--found", type=Path, default=Path(tempfile.gettempdir(), "kratomcli-fuzz"))
    parser.add_argument("--replay", type=Path)
    options = parser.parse_args()
    if options.replay:
        problems = replay(options.replay)
        print(*problems, sep="\n")
        sys.exit(bool(problems))
    if options.jobs > 1:
        shared = [
            "--seconds",
            str(options.seconds),
            "--found",
            str(options.found),
            *map(str, options.folders),
        ]
        jobs = [
            subprocess.Popen([sys.executable, __file__, "--seed", str(options.seed + at), *shared])
            for at in range(options.jobs)
        ]
        sys.exit(max(job.wait() for job in jobs))
    source = Source(options.folders or [PROJECT / "seeds", KEPT], of_the_tests())
    sys.exit(bool(fuzz(source, options.seed, options.seconds, options.found)))


if __name__ == "__main__":
    main()
