"""Findings of `check` → lines for people and editors, GitHub workflow commands, or SARIF."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO
from urllib.parse import quote

from kratomcli.export import contract
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from kratomcli.checks import Finding, Rule

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_GITHUB = {"error": "error", "warning": "warning", "info": "notice"}
_SARIF = {"error": "error", "warning": "warning", "info": "note"}


def shown_path(path: str, folder: str) -> str:
    """`path` relative to `folder` if it is inside, else unchanged."""
    inside = path.startswith(os.path.join(folder, ""))
    return path[len(os.path.join(folder, "")) :] if inside else path


def lines(findings: Iterable[Finding], folder: str) -> Iterator[str]:
    """A line `path:line:column: CODE message` for each finding, as compilers print them."""
    for one in findings:
        path = one_line(shown_path(one.path, folder))
        yield f"{path}:{one.line}:{one.column}: {one.code} {one_line(one.message)}"


def github_lines(findings: Iterable[Finding], folder: str) -> Iterator[str]:
    """A GitHub workflow command for each finding, which GitHub shows as an annotation."""
    for one in findings:
        place = f"file={_property(shown_path(one.path, folder))},line={one.line},col={one.column}"
        title = _property(f"kratomcli {one.code}")
        yield f"::{_GITHUB[one.severity]} {place},title={title}::{_data(f'{one.message}. {one.hint}')}"


def _data(text: str) -> str:
    return _utf8(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def write_sarif(
    findings: Iterable[Finding], rules: Sequence[Rule], stream: TextIO, *, folder: str, version: str
) -> None:
    """Write a SARIF 2.1.0 log, with one result a line, as the findings come."""
    number = {rule.code: at for at, rule in enumerate(rules)}
    tool = contract.dumps({"driver": _driver(rules, version)})
    stream.write(
        f'{{"$schema":"{_SCHEMA}","version":"2.1.0","runs":[{{"tool":{tool},"columnKind":"unicodeCodePoints"'
    )
    stream.write(',"results":[')
    for at, one in enumerate(findings):
        result = _result(one, number[one.code], folder)
        stream.write((",\n" if at else "\n") + contract.dumps(result))
    stream.write("]}]}\n")


def _driver(rules: Sequence[Rule], version: str) -> dict[str, object]:
    """The SARIF `driver`: the tool and its rules."""
    return {
        "name": "kratomcli",
        "version": version,
        "rules": [
            {
                "id": rule.code,
                "name": rule.name,
                "shortDescription": {"text": rule.summary},
                "fullDescription": {"text": rule.explanation},
                "help": {"text": rule.hint},
                "defaultConfiguration": {"level": _SARIF[rule.severity], "enabled": rule.default},
            }
            for rule in rules
        ],
    }


def _result(finding: Finding, rule: int, folder: str) -> dict[str, object]:
    """The SARIF `result` of a finding; `rule` is the index of its rule in the driver."""
    path = shown_path(finding.path, folder)
    uri = quote(path.encode("utf-8", "surrogateescape"))
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _SARIF[finding.severity],
        "message": {"text": f"{finding.message}. {finding.hint}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": f"file://{uri}" if path.startswith("/") else uri},
                    "region": {"startLine": finding.line, "startColumn": finding.column},
                }
            }
        ],
    }
