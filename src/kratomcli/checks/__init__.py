"""The linter for articles: findings with a code, a place (path, line, column), a message and a hint.

    from kratomcli import Library

    with Library.open("articles") as library:
        for finding in library.check(select=["L", "P001"]):
            print(finding.path, finding.line, finding.code, finding.message)

Rules are functions in the modules of this package, one module for each family. The decorator
`registry.rule` registers them, with examples from which the tests and docs/checks.md are made.
"""

from __future__ import annotations

from kratomcli.checks.finding import Finding, Severity
from kratomcli.checks.registry import Rule, chosen, find, rules
from kratomcli.checks.run import Report, run

__all__ = ["Finding", "Report", "Rule", "Severity", "chosen", "find", "rules", "run"]
