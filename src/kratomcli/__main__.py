"""`python -m kratomcli`.

Python has put the current folder first on its path. What lies there is not ours to run: from here on
modules are looked for elsewhere. (A `kratomcli` there has been run already: `python -P` prevents that.)
"""

import sys

if not sys.flags.safe_path:
    del sys.path[0]

from kratomcli.cli import main

try:
    main()
except SystemExit as ending:
    if ending.code == 130:
        # Where Ctrl-C came while Python made a class from text (a dataclass, a named tuple), `python -m`
        # would end by the signal, whatever status was asked for.
        import os

        try:
            sys.stdout.flush()
        finally:
            os._exit(130)
    raise
