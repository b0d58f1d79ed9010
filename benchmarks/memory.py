"""What exports of many articles take of memory, as whole processes.

    python benchmarks/memory.py [--counts 1000,10000] [--formats site,epub,pdf]

Articles of 8 kB from generate.py are exported in each number. Of the program, of its workers (the
greatest) and of other programs that it calls (Pagefind), the most memory that was not backed by files
is printed in MiB, and of all the last number's as a multiple of the first's: 1.0 is flat.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PROGRAM = str(Path(sys.executable).with_name("kratomcli"))
_PAUSE = 0.05  # seconds between two looks


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    reader.add_argument("--counts", default="1000,10000")
    reader.add_argument("--formats", default="site,epub,pdf")
    args = reader.parse_args()
    counts = [int(count) for count in args.counts.split(",")]
    with tempfile.TemporaryDirectory() as place:
        environ = os.environ | {"KRATOMCLI_CACHE": f"{place}/cache"}
        for count in counts:
            generate = Path(__file__).with_name("generate.py")
            command = [sys.executable, str(generate), f"{place}/{count}", "--count", str(count)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            subprocess.run([PROGRAM, "index", "-q", "-L", f"{place}/{count}"], check=True, env=environ)
        print(f"{'MiB':<26}" + "".join(f"{count:>10,}" for count in counts) + f"{'x':>8}")
        for form in args.formats.split(","):
            found = []
            for count in counts:
                out = f"{place}/{form}-{count}" + ("" if form == "site" else f".{form}")
                export = [PROGRAM, "export", "-q", "-L", f"{place}/{count}", "-f", form, "-o", out]
                found.append(peaks(export, environ))
            for who in found[0]:
                sizes = [one.get(who, 0.0) for one in found]
                cells = "".join(f"{size:>10.0f}" for size in sizes)
                print(f"{form + ', ' + who:<26}{cells}{sizes[-1] / sizes[0]:>8.2f}", flush=True)


def peaks(command: list[str], environ: dict[str, str]) -> dict[str, float]:
    """Who → the most MiB of its own that one process took: the program, a worker, another program."""
    found: dict[str, float] = {}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        for one in below(process.pid):
            try:
                status = Path(f"/proc/{one}/status").read_text()
                name = Path(f"/proc/{one}/comm").read_text().strip()
            except OSError:
                continue  # it has ended
            own = re.search(r"^RssAnon:\s+(\d+)", status, re.MULTILINE)
            is_worker = name.startswith(("python", "kratomcli"))
            who = "the program" if one == process.pid else "a worker" if is_worker else name
            found[who] = max(found.get(who, 0.0), int(own[1]) / 1024 if own else 0.0)
        time.sleep(_PAUSE)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed")
    return found


def below(process: int) -> Iterator[int]:
    """A process and all that it has started."""
    yield process
    try:
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from below(int(child))
    except OSError:
        return


if __name__ == "__main__":
    main()
