"""How long the program takes to start, as ratios measured in one run.

Each command runs as a process of its own, its output into a pipe, in turn with a floor: a Typer
program of two commands that prints one line. What is compared is the processor time of the quickest
run of each, which says the same on a busy machine; milliseconds depend on the machine.

    python benchmarks/startup.py [--runs N] [--before PROGRAM]

PROGRAM is another kratomcli, such as one of a version before, to compare with.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

FLOOR = """
import typer

app = typer.Typer()


@app.command()
def one(name: str = "x") -> None:
    print("one line")


@app.command()
def two(name: str = "x") -> None:
    print("another line")


app()
"""

GOALS = {"list": 0.5, "search withdrawal": 0.7, "show 001": 0.7, "show 004": None}
"""The most that each may take, as a part of the floor. Article 004 is Markdown, which has to be parsed."""


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    reader.add_argument("--runs", type=int, default=40)
    reader.add_argument("--before", metavar="PROGRAM")
    args = reader.parse_args()
    with tempfile.TemporaryDirectory() as place:
        floor = Path(place, "floor.py")
        floor.write_text(FLOOR)
        programs = {"now": str(Path(sys.executable).with_name("kratomcli")), "before": args.before}
        commands = {("now", "typer"): [sys.executable, str(floor), "one"]}
        commands |= {("now", "python"): [sys.executable, "-c", "pass"]}
        for build, program in programs.items():
            if program:
                commands |= {(build, name): [program, *name.split()] for name in GOALS}
        least = measured(commands, args.runs, place)
    base = least["now", "typer"]
    print(f"{'command':<20}{'CPU ms':>8}{'x typer':>9}{'goal':>6}{'x before':>10}")
    for (build, name), time in least.items():
        if build == "now":
            goal = f"{GOALS[name]:.2f}" if GOALS.get(name) else ""
            before = f"{time / least['before', name]:.2f}" if ("before", name) in least else ""
            print(f"{name:<20}{time * 1000:>8.1f}{time / base:>9.2f}{goal:>6}{before:>10}")


def measured(
    commands: dict[tuple[str, str], list[str]], runs: int, place: str
) -> dict[tuple[str, str], float]:
    """The least processor seconds of each command, run in turn; each build has a cache of its own."""
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    least: dict[tuple[str, str], float] = {}
    for turn in range(runs + 2):
        for (build, name), command in commands.items():
            cache = {"KRATOMCLI_CACHE": str(Path(place, build))}
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, env=environ | cache, capture_output=True, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if turn > 1:  # the first ones compile and index
                taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                least[build, name] = min(taken, least.get((build, name), taken))
    return least


if __name__ == "__main__":
    main()
