"""`search --meaning` and what goes with it, as a person or a script meets them, with a model of a few words."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from conftest import PROJECT, Make
from support.embedders import static_folder

Run = Callable[..., subprocess.CompletedProcess[bytes]]

SCHEMAS = PROJECT / "docs" / "schema"
WORDS = ("automobile", "vehicle", "tea", "leaves", "green", "steep", "insomnia", "sleepless", "loud")
SAME = {**{word: word for word in WORDS}, "vehicle": "automobile", "sleepless": "insomnia"}
ARTICLES = {
    "motor.md": "---\ndate: 2021\ntags: [machines]\n---\n# Motors\n\nAn automobile is loud.\n",
    "tea.md": "---\ndate: 2020\ntags: [drinks]\n---\n# Tea\n\nSteep green leaves.\n",
    "nap.md": "# Naps\n\nAgainst insomnia green tea is no help.\n",
}


def trust(own_place: Path, *places: Path) -> None:
    own = own_place / "config" / "kratomcli" / "config.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(f"trusted = {[str(place) for place in places]}\n")


@pytest.fixture
def place(folder: Make, own_place: Path) -> Path:
    """A library whose settings are trusted, and name a model of a few words."""
    made = folder(ARTICLES)
    trust(own_place, made)
    static_folder(made / ".model", SAME)
    (made / "kratomcli.toml").write_text('[embedder]\nmodel = "./.model"\n')
    return made


def said(result: subprocess.CompletedProcess[bytes]) -> str:
    return result.stderr.decode()


def ids(result: subprocess.CompletedProcess[bytes]) -> list[str]:
    assert result.returncode == 0, said(result)
    return result.stdout.decode().split()


def test_an_option_or_a_setting_asks_for_meaning(place: Path, run: Run) -> None:
    words = ("search", "vehicle", "-f", "ids")
    assert run(*words, cwd=place).returncode == 1
    assert ids(run(*words, "--meaning", cwd=place))[0] == "motor"
    with (place / "kratomcli.toml").open("r+") as settings:
        before = settings.read()
        settings.seek(0)
        settings.write(f"meaning = true\n{before}")
    assert ids(run(*words, cwd=place))[0] == "motor"
    assert run(*words, "--no-meaning", cwd=place).returncode == 1
    known = {
        line.split("\t")[0]: line.split("\t")[1]
        for line in run("config", cwd=place).stdout.decode().splitlines()
    }
    assert known["meaning"] == "true"
    assert known["embedder.model"] == str(place / ".model")


def test_hits_by_meaning_keep_the_contract(place: Path, run: Run) -> None:
    schema = json.loads((SCHEMAS / "hit-1.schema.json").read_text())
    for args in ([], ["--explain"], ["--snippets", "0"], ["--unique"], ["--sort", "date"]):
        result = run("search", "--meaning", "vehicle green", "-f", "json", *args, cwd=place)
        hits = json.loads(result.stdout)
        jsonschema.validate(hits, schema)
        assert {hit["id"] for hit in hits} == {"motor", "tea", "nap"}
        (motor,) = (hit for hit in hits if hit["id"] == "motor")
        assert motor["matched"] == (None if "--snippets" in args else "meaning")
        if "--explain" in args:
            assert [share["kind"] for share in motor["shares"]] == ["meaning"]
            assert motor["shares"][0]["places"] == {"motors": 1}
    counted = json.loads(
        run("search", "--meaning", "vehicle", "-f", "json", "--facet", "tags", cwd=place).stdout
    )
    jsonschema.validate(counted, schema | {"$ref": "#/$defs/counted", "type": "object"} | {"items": {}})
    assert counted["facets"][0]["values"] == [{"value": "machines", "count": 1}]


def test_a_page_says_which_hits_are_by_meaning_alone(place: Path, run: Run) -> None:
    page = run("search", "--meaning", "vehicle green", "-f", "rich", "--explain", cwd=place).stdout.decode()
    assert page.count("by meaning: it has none of the words") == 1
    assert "An automobile is loud." in page
    assert "vehicle green by meaning  motors" in page
    assert "3 articles, 1 of 3 by meaning alone" in page
    assert "by meaning" not in run("search", "green", "-f", "rich", cwd=place).stdout.decode()


def test_fields_alone_have_no_meaning(place: Path, run: Run) -> None:
    result = run("search", "--meaning", "tags:drinks", "-f", "ids", "--facet", "tags", cwd=place)
    assert result.returncode == 2
    result = run("search", "--meaning", "tags:drinks", "-f", "ids", cwd=place)
    assert ids(result) == ["tea"]
    assert said(result).count("meaning adds nothing") == 1


def test_what_meaning_finds_is_offered_where_words_find_nothing(place: Path, run: Run) -> None:
    assert "--meaning" not in said(run("search", "vehicle", cwd=place))  # there are no vectors yet
    assert run("search", "--meaning", "vehicle", cwd=place).returncode == 0
    result = run("search", "vehicle", cwd=place)
    assert (result.returncode, result.stdout) == (1, b"")
    assert "with --meaning, for what articles say in any words, the first would be motor (Motors)" in said(
        result
    )
    assert "--meaning" not in said(run("search", "--no-meaning", "vehicle", cwd=place))
    assert said(run("search", "vehicle", "--quiet", cwd=place)) == ""
    assert "--meaning" not in said(run("search", "vehicle tags:none", cwd=place))


def test_where_vectors_may_not_be_made_words_answer(place: Path, run: Run) -> None:
    assert ids(run("list", "-f", "ids", cwd=place))
    result = run("search", "--meaning", "automobile", "-f", "ids", "--refresh", "never", cwd=place)
    assert ids(result) == ["motor"]
    assert "found by words alone" in said(result)


def test_similar_says_how_near_the_meaning_is(place: Path, run: Run) -> None:
    schema = json.loads((SCHEMAS / "neighbour-1.schema.json").read_text())
    (place / "more.md").write_text("# Wheels\n\nA vehicle that is not loud.\n")
    run("search", "--meaning", "vehicle", cwd=place)
    near = json.loads(run("similar", "more", "-f", "json", cwd=place).stdout)
    jsonschema.validate(near, schema)
    assert near[0]["id"] == "motor"
    assert near[0]["meaning"] > 0.9
    assert "meaning " in run("similar", "more", "-f", "rich", cwd=place).stdout.decode()


def test_settings_of_a_stranger_choose_no_model_that_would_be_run_or_fetched(
    place: Path, run: Run, own_place: Path
) -> None:
    trust(own_place)
    for model in (str(place.parent), "./.model", "fastembed:BAAI/bge-small-en-v1.5"):
        (place / "kratomcli.toml").write_text(f'[embedder]\nmodel = "{model}"\n')
        result = run("search", "tea", cwd=place)
        assert result.returncode == 2
        assert "only files that you trust" in said(result)
        assert f"trusted = ['{place}']" in said(result)
    (place / "kratomcli.toml").write_text('[embedder]\nmodel = "light"\n')
    assert run("search", "tea", cwd=place).returncode == 0
    for wrong in ('embedder = "light"', "[embedder]\nmodel = 3", '[embedder]\nname = "light"', "meaning = 1"):
        (place / "kratomcli.toml").write_text(wrong)
        result = run("search", "tea", cwd=place)
        assert result.returncode == 2
        assert "must be" in said(result)
