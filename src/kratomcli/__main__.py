"""`python -m kratomcli`.

Python has put the current folder first on its path. What lies there is not ours to run: from here on
modules are looked for elsewhere. (A `kratomcli` there has been run already: `python -P` prevents that.)
"""

import sys

if not sys.flags.safe_path:
    del sys.path[0]

from kratomcli.cli import main

main()
