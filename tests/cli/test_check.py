"""`check` as a person, an editor or a code host meets it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pexpect
import pytest

from conftest import PATIENCE
from kratomcli import Library

Make = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., subprocess.CompletedProcess[bytes]]

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"
TODAY = {"SOURCE_DATE_EPOCH": "1714521600"}  # 1 May 2024
DATED = "---\ntitle: {}\ndate: {}\n---\n\n"

# What SARIF 2.1.0 requires of what we write, from its specification.
_TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
SARIF = {
    "type": "object",
    "required": ["version", "$schema", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name", "version", "rules"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id", "name", "shortDescription", "help"],
                                            "properties": {
                                                "shortDescription": _TEXT,
                                                "fullDescription": _TEXT,
                                                "help": _TEXT,
                                                "defaultConfiguration": {
                                                    "properties": {
                                                        "level": {
                                                            "enum": ["none", "note", "warning", "error"]
                                                        },
                                                        "enabled": {"type": "boolean"},
                                                    }
                                                },
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": _TEXT,
                                "locations": {
                                    "type": "array",
                                    "minItems": 1,
                                    "items": {
                                        "type": "object",
                                        "required": ["physicalLocation"],
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "required": ["artifactLocation", "region"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "required": ["uri"],
                                                        "properties": {
                                                            "uri": {"pattern": r"^[A-Za-z0-9._~:/%-]+$"}
                                                        },
                                                    },
                                                    "region": {
                                                        "required": ["startLine", "startColumn"],
                                                        "properties": {
                                                            "startLine": {"type": "integer", "minimum": 1},
                                                            "startColumn": {"type": "integer", "minimum": 1},
                                                        },
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


@pytest.fixture
def bad(folder: Make) -> Path:
    """A library with a problem of each severity, and names that have to be escaped."""
    return folder(
        {
            "a, b:50%.md": DATED.format("One", "2021-01-01") + "See [it](no%20file.md).\n",
            "two.md": DATED.format("Two", "2999-01-01") + "Text, plain and good.\n",
            "three.md": DATED.format("Three", "03/04/2021") + "Text, plain and good.\n",
            "broken.md": "---\ntitle: [\n---\n",
            "fine.md": DATED.format("Fine", "2021-01-01") + "Text, plain and good.\n",
        }
    )


def test_text_is_a_line_for_each_finding_as_seen_from_here(run: Run, bad: Path) -> None:
    shown = run("check", "-L", bad, env=TODAY, cwd=bad)
    assert shown.returncode == 1
    lines = shown.stdout.decode().splitlines()
    assert re.match(r"broken\.md:\d:1: F002 front matter can't be understood: ", lines.pop(1))
    assert lines == [
        "a, b:50%.md:6:5: L001 no article at no file.md",
        "three.md:3:1: D005 date '03/04/2021' read as month first",
        "two.md:3:1: D002 date 2999-01-01 is in the future",
    ]
    assert shown.stderr.decode().splitlines()[-1] == "kratomcli: 4 problems in 4 of 5 articles"
    elsewhere = run("check", "-L", bad, "--select", "L", env=TODAY)
    assert elsewhere.stdout.startswith(b"articles/a, b")
    beside = bad.parent / "beside"
    beside.mkdir()
    shown = run("check", "-L", bad, "--select", "L", env=TODAY, cwd=beside)
    assert shown.stdout.startswith(os.fsencode(bad / "a, b"))


def test_a_clean_library_ends_with_0(run: Run, folder: Make) -> None:
    place = folder({"fine.md": DATED.format("Fine", "2021-01-01") + "Text, plain and good.\n"})
    shown = run("check", "-L", place)
    assert (shown.returncode, shown.stdout) == (0, b"")
    assert shown.stderr.decode() == "kratomcli: no problems in 1 article\n"
    assert run("check", "-L", place, "-q").stderr == b""
    assert run("check", "-L", place, "-f", "json").stdout == b"[]\n"


def test_findings_keep_their_contract(run: Run, bad: Path) -> None:
    schema = json.loads((SCHEMAS / "finding-1.schema.json").read_text())
    found = json.loads(run("check", "-L", bad, "-f", "json", env=TODAY).stdout)
    jsonschema.validate(found, schema)
    assert [one["code"] for one in found] == ["L001", "F002", "D005", "D002"]
    assert found[1]["id"] is None
    assert list(found[0]) == schema["$defs"]["finding"]["required"]
    lines = run("check", "-L", bad, "-f", "jsonl", env=TODAY).stdout.decode().splitlines()
    assert [json.loads(line) for line in lines] == found


def test_annotations_are_escaped_as_the_host_wants_it(run: Run, bad: Path) -> None:
    lines = run("check", "-L", bad, "-f", "github", env=TODAY, cwd=bad).stdout.decode().splitlines()
    kinds = [
        re.match(r"::(error|warning|notice) file=([^,:]+),line=(\d+),col=(\d+),title=([^,:]+)::.", x)
        for x in lines
    ]
    assert [kind and (kind[1], unquote(kind[2])) for kind in kinds] == [
        ("error", "a, b:50%.md"),
        ("error", "broken.md"),
        ("notice", "three.md"),
        ("warning", "two.md"),
    ]


def test_sarif_has_what_its_specification_requires(run: Run, bad: Path) -> None:
    log = json.loads(run("check", "-L", bad, "-f", "sarif", env=TODAY, cwd=bad).stdout)
    jsonschema.validate(log, SARIF)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    results = log["runs"][0]["results"]
    assert [one["ruleId"] for one in results] == [rules[one["ruleIndex"]]["id"] for one in results]
    assert [one["level"] for one in results] == ["error", "error", "note", "warning"]
    place = results[0]["locations"][0]["physicalLocation"]
    assert unquote(place["artifactLocation"]["uri"]) == "a, b:50%.md"
    assert place["region"] == {"startLine": 6, "startColumn": 5}
    empty = json.loads(run("check", "-L", bad, "-f", "sarif", "--select", "C").stdout)
    jsonschema.validate(empty, SARIF)
    assert empty["runs"][0]["results"] == []


def test_settings_say_what_is_usual_and_options_take_their_place(run: Run, bad: Path) -> None:
    (bad / "kratomcli.toml").write_text('[check]\nselect = ["D", "L"]\nignore = ["D005"]\n')

    def codes(*args: str) -> list[str]:
        shown = run("check", "-f", "json", *args, env=TODAY, cwd=bad).stdout
        return [one["code"] for one in json.loads(shown)]

    assert codes() == ["L001", "D002"]
    assert codes("--select", "F,D") == ["F002", "D002"]
    assert codes("--ignore", "L") == ["D005", "D002"]
    assert codes("--select", "ALL", "--ignore", "M", "--ignore", "D002") == ["L001", "F002", "D005"]
    for text in ('[check]\nselect = "D"\n', "check = 1\n", "[check]\nselct = []\n"):
        (bad / "kratomcli.toml").write_text(text)
        assert run("check", cwd=bad).returncode == 2
    (bad / "kratomcli.toml").write_text('[check]\nselect = ["Z"]\n')
    wrong = run("check", cwd=bad)
    assert wrong.returncode == 2
    assert b"no check 'Z'" in wrong.stderr


def test_explain_says_what_a_check_is_for(run: Run) -> None:
    shown = run("check", "--explain", "p001").stdout.decode()
    assert shown.startswith("### P001 injected-promotion\n")
    assert "It leaves alone:" in shown
    assert run("check", "--explain", "dead-anchor").stdout.startswith(b"### L002")
    family = run("check", "--explain", "L").stdout.decode()
    assert re.findall(r"^### (\S+)", family, re.MULTILINE) == ["L001", "L002"]
    wrong = run("check", "--explain", "P999")
    assert wrong.returncode == 2
    assert b"no check 'P999'" in wrong.stderr


def test_the_command_that_helps_with_a_finding_is_named_in_every_form(run: Run, folder: Make) -> None:
    place = folder({"tea.md": "# Tea\n\nSee [below](#coffee).\n\n## Green\n"})
    command = "`kratomcli show --toc ID`"
    for format in ("rich", "json", "jsonl", "github"):
        shown = run("check", "-L", place, "--select", "L", "-f", format, env={"COLUMNS": "200"})
        assert command in shown.stdout.decode(), format
    log = json.loads(run("check", "-L", place, "--select", "L", "-f", "sarif").stdout)["runs"][0]
    assert command in log["results"][0]["message"]["text"]
    assert [command in rule["help"]["text"] for rule in log["tool"]["driver"]["rules"]] == [False, True]
    assert command in run("check", "--explain", "L002").stdout.decode()
    with Library.open(place) as library:
        (finding,) = library.check(select=["L"])
        assert finding.hint == "Name a heading that is there, by its slug."


def test_a_terminal_gets_findings_by_file(bad: Path) -> None:
    process = pexpect.spawn(
        sys.executable,
        ["-m", "kratomcli", "check", "-L", str(bad)],
        env={**os.environ, **TODAY},  # type: ignore[arg-type]
        cwd=str(bad),
        dimensions=(60, 70),
        encoding="utf-8",
        timeout=PATIENCE,
    )
    shown = re.sub(r"\x1b\[[0-9;]*m", "", str(process.read())).replace("\r\n", "\n")
    process.close()
    assert process.exitstatus == 1
    lines = [line for line in shown.splitlines() if not line.startswith("kratomcli: ")]
    assert lines[:2] == ["a, b:50%.md", "    6:5  L001  no article at no file.md"]
    assert "two.md" in lines
    assert max(map(len, lines)) <= 70


def test_what_an_article_says_can_not_drive_the_terminal(run: Run, folder: Make) -> None:
    place = folder({"one.md": DATED.format("One", "2021-01-01") + "See [it](no\x1b[31m%1b%0a.md).\n"})
    for format in ("text", "github", "json", "sarif"):
        shown = run("check", "-L", place, "-f", format, "--select", "L").stdout
        assert b"L001" in shown
        assert b"\x1b" not in shown
