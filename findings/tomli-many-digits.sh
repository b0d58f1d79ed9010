#!/usr/bin/env bash
# tomli raises another error than its own for a number of thousands of digits, or reads it as one that can't be shown.
#
# Versions: tomli 2.2.1 (the same code as Python's tomllib), Python 3.11.
# Expected: one kind of error for both numbers, where the file is read.
# Seen:     a decimal integer of more than 4,300 digits raises a bare ValueError, not tomli.TOMLDecodeError,
#           and names no line: who catches TOMLDecodeError alone lets a traceback through. The same number in
#           hexadecimal is read without a word; str(), repr(), an f-string with ":," or json.dumps of it
#           raise ValueError later, so even the message that refuses it fails.
# Output:   decimal: ValueError, a TOMLDecodeError: no
#           hexadecimal: read, 24000 bits
#           repr: ValueError
#           json.dumps: ValueError
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q 'tomli==2.2.1'
cd "$place"
"$place/venv/bin/python" - > seen <<'PYTHON'
import json
import tomli

try:
    tomli.loads("draft = false\nweight = " + "9" * 6000 + "\n")
    print("decimal: read")
except ValueError as error:
    is_ours = "yes" if isinstance(error, tomli.TOMLDecodeError) else "no"
    print(f"decimal: {type(error).__name__}, a TOMLDecodeError: {is_ours}")

value = tomli.loads("weight = 0x" + "f" * 6000 + "\n")["weight"]
print(f"hexadecimal: read, {value.bit_length()} bits")
for name, show in (("repr", repr), ("json.dumps", json.dumps)):
    try:
        show(value)
        print(f"{name}: shown")
    except ValueError as error:
        print(f"{name}: {type(error).__name__}")
PYTHON
cat seen
diff seen - <<'EXPECTED'
decimal: ValueError, a TOMLDecodeError: no
hexadecimal: read, 24000 bits
repr: ValueError
json.dumps: ValueError
EXPECTED
