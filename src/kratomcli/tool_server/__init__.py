"""A server of the Model Context Protocol: what a library can be asked, as tools for an agent.

`server.py` has the protocol by the official SDK, `wire.py` the lines of JSON that it is sent in, `workers.py`
the threads in which tools run; `tools/` are the tools, `arguments.py` what they take, `answers.py` the bounds
and the marking of what they give, `failures.py` what is said of errors, `resources.py` articles by address.

Nothing here prints, and an article's text is never anything but data: see docs/mcp.md.
"""

from __future__ import annotations
