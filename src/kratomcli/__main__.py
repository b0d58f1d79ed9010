"""`python -m kratomcli`."""

from kratomcli.cli import main

main()
