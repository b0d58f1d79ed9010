#!/usr/bin/env bash
# wordllama ships its tokenizer and does not find it: loading the model that the wheel holds needs a network.
#
# Versions: wordllama 0.4.0.post1.
# Expected: the wheel holds both files of the model l2_supercat with 256 dimensions, the weights and
#           wordllama/tokenizers/l2_supercat_tokenizer_config.json, and load() says that it looks into
#           wordllama/tokenizers first: WordLlama.load(disable_download=True) works.
# Seen:     a FileNotFoundError for the tokenizer. Without disable_download it is fetched from a network. The
#           weights are found. tokenizers.Tokenizer.from_file reads the file that is there.
# Output:   in the wheel: l2_supercat_tokenizer_config.json, 32000 tokens
#           load: FileNotFoundError
# So:       the two files are read without the package.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3.11 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet wordllama==0.4.0.post1
HOME=$place "$place/venv/bin/python" - <<'PYTHON'
import logging
import sys
from pathlib import Path

import wordllama
from tokenizers import Tokenizer

logging.disable(logging.CRITICAL)
shipped = Path(wordllama.__file__).parent / "tokenizers" / "l2_supercat_tokenizer_config.json"
print(f"in the wheel: {shipped.name}, {Tokenizer.from_file(str(shipped)).get_vocab_size()} tokens")
try:
    wordllama.WordLlama.load(disable_download=True)
except FileNotFoundError as error:
    print(f"load: {type(error).__name__}")
else:
    sys.exit("it finds its tokenizer now")
PYTHON
echo "as seen: the tokenizer in the wheel is not found"
