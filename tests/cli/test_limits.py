"""Nothing shown is not nothing found: limits of none, and pages behind the last."""

from __future__ import annotations

import pytest

from conftest import Make, Run

SAID = (
    "Oolong loses its bitterness in the second pot, however long the leaves are left to stand in it, and the "
    "third is the one to drink with friends, since it keeps its scent for the whole of an afternoon."
)
SHELF = {
    "pot.md": f"# Pot\n\nSteep the oolong briefly.\n\n{SAID}\n",
    "cup.md": f"# Cup\n\nPour the oolong slowly.\n\n{SAID}\n",
    "sketch.md": "---\ndraft: true\ndate: 2030-01-01\n---\n# Sketch\n\nAn ember of oolong.\n",
}
ASKING = [
    ["search", "oolong", "-n", "0"],
    ["search", "oolong", "-n", "0", "-f", "ids", "-0"],
    ["search", "oolong", "-n", "0", "-f", "jsonl"],
    ["search", "oolong nowhere", "-n", "0", "--any"],
    ["search", "oolomg", "-n", "0", "--fuzzy", "-f", "ids"],
    ["list", "oolong", "-n", "0"],
    ["list", "oolong", "--limit", "0", "-f", "paths", "-0"],
    ["list", "oolong", "-n", "0", "-f", "jsonl"],
    ["list", "oolong", "--offset", "3"],
    ["list", "oolong", "--offset", "900", "-n", "5", "-f", "ids"],
    ["list", "oolong", "-n", "0", "--offset", "900"],
    ["quotes", "oolong", "-n", "0"],
    ["export", "oolong", "-n", "0", "-q"],
    ["export", "oolong", "-n", "0", "-q", "--to", "csv"],
    ["similar", "pot", "-n", "0"],
    ["similar", "pot", "-n", "0", "-f", "ids"],
    ["reuse", "-n", "0"],
    ["reuse", "pot", "-n", "0"],
]


@pytest.mark.parametrize("args", ASKING, ids=" ".join)
def test_none_of_what_matches_is_not_no_match(run: Run, folder: Make, args: list[str]) -> None:
    place = folder(SHELF)
    result = run(*args, "-L", place)
    assert result.returncode == 0, result.stderr
    assert result.stderr == b""
    assert len(result.stdout.splitlines()) == ("csv" in args), "but for the names of columns"


@pytest.mark.parametrize("args", ASKING, ids=" ".join)
def test_none_of_nothing_is_no_match(run: Run, folder: Make, args: list[str]) -> None:
    place = folder({"pot.md": "# Pot\n\nA kettle.\n"})
    result = run(*(arg for arg in args if arg != "-q"), "-L", place)
    assert result.returncode == 1
    notes = ("no article matches", "nothing is near to pot", "no passages are shared")
    assert any(note in result.stderr.decode() for note in notes)


def test_counts_without_hits_are_an_answer(run: Run, folder: Make) -> None:
    result = run("search", "oolong", "-n", "0", "--facet", "date:year", "-L", folder(SHELF))
    assert (result.returncode, result.stdout) == (0, b"date:year\t2030\t1\n")


def test_a_word_that_is_nowhere_is_guessed_at_with_no_limit_either(run: Run, folder: Make) -> None:
    result = run("search", "oolomg", "-n", "0", "-L", folder(SHELF))
    assert result.returncode == 1
    assert b"did you mean 'oolong'?" in result.stderr


def test_drafts_are_said_to_be_all_only_where_they_are(run: Run, folder: Make) -> None:
    place = folder(SHELF)
    asked = ("export", "--to", "html", "-L", place)
    only = run(*asked, "ember")
    assert only.returncode == 1
    assert b"only drafts match ember" in only.stderr
    none = run(*asked, "ember", "-n", "0")
    assert none.returncode == 0
    assert b"drafts" not in none.stderr
    first = run(*asked, "oolong", "-n", "1", "--sort", "date:desc")
    assert first.returncode == 1
    assert b"the first of what matches oolong is drafts" in first.stderr
    assert b"only" not in first.stderr
