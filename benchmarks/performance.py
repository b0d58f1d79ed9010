"""Every figure of docs/performance.md, by one command.

    python benchmarks/performance.py [--before PROGRAM] [--count 100000] [--folder FOLDER]

Makes a library of COUNT articles in FOLDER, unless it is there, and runs one measure after the other, each a
script of this folder that can be run alone. PROGRAM is another kratomcli, such as one of a version before:
then each figure has that program's beside it, and the answers of both are compared.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PROGRAM = str(Path(sys.executable).with_name("kratomcli"))


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    reader.add_argument("--before", metavar="PROGRAM")
    reader.add_argument("--count", type=int, default=100_000)
    reader.add_argument("--folder", type=Path)
    args = reader.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = args.folder or Path(place, "articles")
        if not folder.exists():
            run("generate.py", str(folder), "--count", str(args.count))
        before = ["--before", args.before] if args.before else []
        run("startup.py", *before)
        run("scale.py", str(folder), *before)
        run("query_cost.py", str(folder), *before)
        if args.before:
            run("same_answers.py", args.before, PROGRAM, str(folder))
        run("languages.py", *before)
        run("memory.py")
        run("stress.py", "kill")
        run("stress.py", "soak")


def run(script: str, *args: str) -> None:
    """Run a script of this folder; what it prints follows its name. If it fails, the others go on."""
    print(f"\n== {script} {' '.join(args)}", flush=True)
    done = subprocess.run([sys.executable, str(HERE / script), *args], check=False)
    if done.returncode:
        print(f"{script} ended with status {done.returncode}", flush=True)


if __name__ == "__main__":
    main()
