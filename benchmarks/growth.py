"""How time grows with a text that repeats one piece: the times for 15,625 to 1,000,000 characters.

    python benchmarks/growth.py [--most 1000000] [--only index,html] [--find PIECE]

Each line is a stage and a piece whose time grew faster than six times for four times the text, or
that takes more than 40 microseconds a character. Nothing printed is the aim. Processor time is
counted; it takes an hour on a slow machine, and the suite looks at some of the pieces up to 40,000.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.growth import costs
from support.pieces import texts

SIZES = (15_625, 62_500, 250_000, 1_000_000)
FASTEST = 6.0
DEAREST = 40e-6
CHANCE = 0.2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--only", default="")
    parser.add_argument("--find", default="")
    options = parser.parse_args()
    only = set(filter(None, options.only.split(",")))
    for name, make in texts().items():
        if options.find not in name:
            continue
        before: dict[str, float] = {}
        for size in filter(options.most.__ge__, SIZES):
            now = dict(costs(make, size))
            for stage, taken in now.items():
                growth = taken / max(before.get(stage, taken), CHANCE / FASTEST)
                if (not only or stage in only) and (growth > FASTEST or taken > DEAREST * size > CHANCE):
                    print(f"{stage:<9}{size:>10,}{taken:>9.2f} s  x{growth:<6.1f}{name}", flush=True)
            before = now


if __name__ == "__main__":
    main()
