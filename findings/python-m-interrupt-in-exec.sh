#!/usr/bin/env bash
# `python -m` forgets the exit status of a program that handled Ctrl-C, if it came inside exec() of a text.
#
# Versions: CPython 3.11 to 3.13 (seen on 3.11.7, 3.12.1 and 3.13.0; whichever python3 is).
# Expected: a program that catches KeyboardInterrupt and raises SystemExit(5) ends with 5.
# Seen:     where the KeyboardInterrupt passed through exec() or eval() of a text on its way up, as it does
#           while a dataclass or a named tuple is made, `python -m` kills itself with SIGINT
#           at its end: a parent sees "died of signal 2", and no other status can be given. The same
#           program run as a file, or as an installed script, ends with 5.
# Output:   module -2, file 5; without a text in between: module 5, file 5
# So:       what may be interrupted while it imports, and is run by -m, has to end with os._exit.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
cd "$place"
cat >within.py <<'PYTHON'
def interrupt():
    """Ctrl-C, at a moment that is always the same."""
    raise KeyboardInterrupt


try:
    exec("interrupt()")
except KeyboardInterrupt:
    pass
raise SystemExit(5)
PYTHON
cat >without.py <<'PYTHON'
try:
    raise KeyboardInterrupt
except KeyboardInterrupt:
    pass
raise SystemExit(5)
PYTHON
venv/bin/python - <<'PYTHON'
import subprocess
import sys

seen = {}
for name in ("within", "without"):
    for kind, words in (("module", ["-m", name]), ("file", [f"{name}.py"])):
        seen[name, kind] = subprocess.run([sys.executable, *words], check=False).returncode
print(sys.version.split()[0], seen)
assert seen == {
    ("within", "module"): -2,
    ("within", "file"): 5,
    ("without", "module"): 5,
    ("without", "file"): 5,
}, "it keeps the status now"
PYTHON
echo "as seen: the status is lost in python -m"
