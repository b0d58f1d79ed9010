"""The lowest versions that pyproject.toml allows of what it names, as constraints for pip.

python .ci/lowest.py > constraints.txt && pip install -c constraints.txt -e '.[dev]'
"""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
extras = itertools.chain.from_iterable(project["optional-dependencies"].values())
for requirement in itertools.chain(project["dependencies"], extras):
    bound = re.match(r"([\w.-]+)(?:\[[^\]]*\])?\s*>=\s*([\w.]+)", requirement)
    if bound:
        print(f"{bound[1]}=={bound[2]}")
