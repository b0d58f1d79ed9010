"""How long the program takes to start, as ratios measured in one run.

Each command runs as a process of its own, its output into a pipe, in turn with a floor: a Typer
program of two commands that prints one line. Ratios are of medians; absolute times depend on the
machine.

    python benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
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

GOALS = {"list": 1.25, "search withdrawal": 1.4}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with tempfile.TemporaryDirectory() as place:
        floor = Path(place, "floor.py")
        floor.write_text(FLOOR)
        environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environ["KRATOMCLI_CACHE"] = str(Path(place, "cache"))
        program = str(Path(sys.executable).with_name("kratomcli"))
        commands = {"typer": [sys.executable, str(floor), "one"], "python": [sys.executable, "-c", "pass"]}
        commands |= {name: [program, *name.split()] for name in GOALS}
        times: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(runs + 2):
            for name, command in commands.items():
                started = time.perf_counter()
                subprocess.run(command, env=environ, stdout=subprocess.PIPE, check=True)
                if turn > 1:  # the first ones compile and index
                    times[name].append(time.perf_counter() - started)
    base = statistics.median(times["typer"])
    print(f"{'command':<22}{'median ms':>10}{'x typer':>9}{'goal':>7}")
    for name, taken in times.items():
        median = statistics.median(taken)
        goal = f"{GOALS[name]:.2f}" if name in GOALS else ""
        print(f"{name:<22}{median * 1000:>10.1f}{median / base:>9.2f}{goal:>7}")


if __name__ == "__main__":
    main()
