#!/usr/bin/env bash
# Typer's completion for fish offers nothing for the value in --option=VALUE.
#
# Versions: typer 0.28.0, Python 3.11, fish 3.6.
# Expected: "demo --format=js" is completed as "demo --format js" is.
# Seen:     the answer to "--format=js" is the bare value, without "--format=" before it, though the program is
#           given the whole word. Bash breaks words at "=", so there it fits. Fish compares an answer with
#           the whole word that is typed, so it offers nothing behind "=": whoever writes the script has to
#           put "--format=" before each answer.
# Output:   answer to --format=js: json jsonl
#           fish offers behind '=': '', behind a space: 'json jsonl'
set -euo pipefail
command -v fish >/dev/null || { echo "fish is not installed: skipped"; exit 0; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
python3 -m venv venv
venv/bin/pip install --quiet 'typer==0.28.0'
cat > demo.py <<'PY'
from typing import Literal

import typer


def main(format: Literal["json", "jsonl", "text"] = "text") -> None:
    print(format)


app = typer.Typer()
app.command()(main)
app(prog_name="demo")
PY
printf '#!/bin/sh\nexec "%s/venv/bin/python" "%s/demo.py" "$@"\n' "$place" "$place" > venv/bin/demo
chmod +x venv/bin/demo
export PATH="$place/venv/bin:$PATH" HOME="$place" _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION=1

answer=$(_DEMO_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=get-args _TYPER_COMPLETE_ARGS="demo --format=js" demo)
echo "answer to --format=js: $(echo $answer)"
[ "$(echo $answer)" = "json jsonl" ]

demo --show-completion fish > demo.fish
attached=$(fish --no-config -c 'source demo.fish; complete --do-complete "demo --format=js"')
apart=$(fish --no-config -c 'source demo.fish; complete --do-complete "demo --format js"')
echo "fish offers behind '=': '$(echo $attached)', behind a space: '$(echo $apart)'"
[ -z "$attached" ]
[ "$(echo $apart)" = "json jsonl" ]
