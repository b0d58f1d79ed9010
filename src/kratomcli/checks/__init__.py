"""Problems of a library, found as a linter finds them: each with a code, a place and what to do.

    from kratomcli import Library

    with Library.open("articles") as library:
        for finding in library.check(select=["L", "P001"]):
            print(finding.path, finding.line, finding.code, finding.message)

Rules are functions in the modules of this package, one module for each family; `registry.rule`
enters them in the table together with the examples that the tests and docs/checks.md are made from.
"""

from __future__ import annotations

from kratomcli.checks.finding import Finding, Severity
from kratomcli.checks.registry import Rule, chosen, find, rules
from kratomcli.checks.run import Report, run

__all__ = ["Finding", "Report", "Rule", "Severity", "chosen", "find", "rules", "run"]
