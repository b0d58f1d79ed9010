#!/usr/bin/env bash
# The MCP SDK agrees on protocol version 2025-03-26, and then answers no batch, not even with an error.
#
# Versions: mcp 2.3.0 (mcp-types 2.3.0), Python 3.11.
# Expected: that version of the protocol says that servers must support receiving JSON-RPC batches; a server
#           that can't answers with an error.
# Seen:     the array is no message to the transport, which drops the line without a word in either direction.
#           A client that sends a batch waits for ever; the next single request is answered as if nothing
#           had been.
# Output:   agreed on 2025-03-26; answered: [1, 4]
# So:       take a batch apart before the SDK sees it, or answer it with an error.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet mcp==2.3.0 mcp-types==2.3.0
cd "$place"
cat >server.py <<'PYTHON'
import asyncio

from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server


async def main() -> None:
    server = Server("batches")
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


asyncio.run(main())
PYTHON
venv/bin/python - <<'PYTHON'
import json
import subprocess
import sys

server = subprocess.Popen(
    [sys.executable, "server.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
)


def send(message):
    server.stdin.write(json.dumps(message) + "\n")
    server.stdin.flush()


def request(id, method, **params):
    return {"jsonrpc": "2.0", "id": id, "method": method, "params": params}


client = {"name": "by hand", "version": "1"}
send(request(1, "initialize", protocolVersion="2025-03-26", capabilities={}, clientInfo=client))
first = json.loads(server.stdout.readline())
version = first["result"]["protocolVersion"]
send({"jsonrpc": "2.0", "method": "notifications/initialized"})
send([request(2, "ping"), request(3, "ping")])
send(request(4, "ping"))
next_one = json.loads(server.stdout.readline())  # what is answered next is of the last request
server.stdin.close()
rest = server.stdout.read()
server.wait()
print(f"agreed on {version}; answered: {[first['id'], next_one.get('id')]}")
assert version == "2025-03-26", "it agrees on another version now"
assert next_one["id"] == 4 and not rest.strip(), "batches are answered now"
PYTHON
echo "as seen: a batch is answered by nobody"
