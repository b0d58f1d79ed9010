#!/usr/bin/env bash
# Python's email gives the names of senders as surrogates where the header itself is read well.
#
# Versions: Python 3.11.7 (the module email of its standard library; no package is needed).
# Expected: a message with UTF-8 in its headers, as RFC 6532 allows and mail programs write, parsed with
#           policy.default or policy.SMTPUTF8: display_name is "Jöhn Doe", as str(message["from"]) is.
# Seen:     the header as a whole is decoded, the parts of it are not: display_name is "J\udcc3\udcb6hn Doe",
#           a string that can't be encoded, so that whoever writes the name to a file or a database fails
#           there, with a UnicodeEncodeError and far from the message. Its defects call the bytes undecodable.
# Output:   'Jöhn Doe <j@example.org>' 'J\udcc3\udcb6hn Doe'
# So:       encode names with "surrogateescape" and decode them as UTF-8 before they are used, or read
#           headers as they are written (raw_items) and take addresses apart afterwards.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/python" - <<'PYTHON'
import sys
from email import message_from_bytes, policy

sent = "From: Jöhn Doe <j@example.org>\nSubject: Grüner Tee\n\nWords.\n".encode()
for one in (policy.default, policy.SMTPUTF8):
    sender = message_from_bytes(sent, policy=one)["from"]
    name = sender.addresses[0].display_name
    print(repr(str(sender)), repr(name))
    assert str(sender) == "Jöhn Doe <j@example.org>", "the header is read otherwise"
    assert name == "J\udcc3\udcb6hn Doe", f"names are read now (Python {sys.version.split()[0]})"
    assert name.encode("ascii", "surrogateescape").decode() == "Jöhn Doe"
PYTHON
echo "as seen: the name of a sender is surrogates, the header around it is not"
