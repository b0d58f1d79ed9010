"""What arguments mean: options attached to their letter, words left out, and what can't be meant."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from conftest import Make, Run
from kratomcli.cli.app import app
from kratomcli.cli.commands import COMMANDS, module_of

QUERY_COMMANDS = ("list", "search", "export", "quotes", "check")
GARDEN = {
    "fish.md": "# Ponds\n\nThe fish sleep below the ice; a fishmonger waits.\n",
    "frost.md": "---\ndraft: true\ndate: 2023-02-01\n---\n# Frost\n\nCover the beds before the frost.\n",
    "seed.md": "---\ndate: 2022-02-01\n---\n# Seed\n\nSow the seed when the frost has gone.\n",
}


@pytest.fixture
def garden(folder: Make) -> str:
    return str(folder(GARDEN))


def command(name: str) -> Any:
    import typer

    return typer.main.get_command(app).get_command(None, name)  # type: ignore[attr-defined]


def understood(name: str, *args: str) -> tuple[list[str], dict[str, Any]]:
    """The words of the query and the options that a command takes from arguments."""
    params = command(name).make_context(name, list(args)).params
    return [word.lstrip("\ue000") for word in params.pop("query", None) or ()], params


def lettered() -> Iterator[tuple[str, str, Any]]:
    """Every option of every command that has a letter: the command, the letter, the option."""
    for name in COMMANDS:
        for param in command(name).params:
            for letter in param.opts:
                if len(letter) == 2 and letter[0] == "-":
                    yield name, letter, param


CHOICES = [
    (name, letter, choice, param.name)
    for name, letter, param in lettered()
    for choice in getattr(param.type, "choices", ())
]


def test_there_are_choices_for_every_command_with_formats() -> None:
    for name in COMMANDS:
        module = module_of(name)
        formats = get_args(getattr(module, "Format", None) or getattr(module, "Target", None))
        assert set(formats) <= {choice for at, _, choice, _ in CHOICES if at == name}


def test_every_choice_may_be_attached_to_its_letter() -> None:
    needed = {
        "show": ["x"],
        "similar": ["x"],
        "links": ["x"],
        "changed": ["--since", "3d"],
        "import": ["x", "--into", "y"],
    }
    for name, letter, choice, option in CHOICES:
        words, params = understood(name, *needed.get(name, ()), letter + choice)
        assert (words, params[option]) == ([], choice), (name, letter + choice)


@pytest.mark.parametrize("name", QUERY_COMMANDS)
def test_every_letter_takes_its_value_attached_or_apart(name: str) -> None:
    values = {"N": "7", "FOLDER": "some folder", "PATH": "a/b.json", "FIELD[:desc]": "date:desc"}
    for at, letter, param in lettered():
        if at == name and not param.is_flag:
            value = values.get(param.metavar) or param.type.choices[-1]
            expected = ("some folder",) if param.multiple else int(value) if value == "7" else value
            for args in (
                [letter + value],
                [letter, value],
                ["-q" + letter[1] + value],
                ["-q" + letter[1], value],
            ):
                words, params = understood(name, "tea", *args, "-milk")
                assert (words, params[param.name]) == (["tea", "-milk"], expected), args


@pytest.mark.parametrize(
    "word",
    [
        *("-fish", "-is:draft", "-source:x", "-title:tea", "-file:a.md", "-narrow", "-organic", "-quiet"),
        *("-(a OR b)", '-"two words"', "-n:5", "-sorted", "-Ω", "-q2", "-hello", "-0x"),
    ],
)
def test_other_words_with_a_dash_stay_parts_of_the_query(word: str) -> None:
    for name in ("list", "search"):
        assert understood(name, "tea", word, "milk")[0] == ["tea", word, "milk"]


def test_a_value_is_never_taken_for_a_word_to_leave_out() -> None:
    assert understood("export", "tea", "--title", "-x-", "-o", "-")[1]["title"] == "-x-"
    assert understood("list", "--", "-n", "5")[0] == ["-n", "5"]
    with pytest.raises(Exception, match="-5 is not in the range"):
        understood("list", "-n", "-5")
    with pytest.raises(Exception, match="-5 is not in the range"):
        understood("list", "-n-5")


@pytest.mark.parametrize(
    ("args", "near"),
    [
        ("list -fbogus", "jsonl"),
        ("list -fjsom", "Did you mean json?"),
        ("list --format jsom", "Did you mean json?"),
        ("list --format=CSV", "Did you mean csv?"),
        ("export -fhtm", "Did you mean html?"),
        ("show seed -ftxt", "Did you mean text?"),
        ("search seed -n5x", "'5x' is no number for --limit"),
        ("list -sdaet", "-s daet, with a space"),
        ("export -oout", "-o out, with a space"),
        ("list --color pink", "auto, always, never"),
        ("reuse --kind copies", "Did you mean copy?"),
        ("list --format-version 2", "It takes 1."),
        ("chekc", "Did you mean check?"),
    ],
)
def test_what_is_no_choice_is_a_mistake_with_the_nearest(run: Run, garden: str, args: str, near: str) -> None:
    result = run(*args.split(), *(["-L", garden] if args != "chekc" else []))
    assert (result.returncode, result.stdout) == (2, b"")
    assert near in result.stderr.decode()


def test_a_word_that_articles_have_may_look_like_an_option(run: Run, garden: str) -> None:
    result = run("list", "-fish", "-f", "ids", "-L", garden)
    assert (result.stdout, result.stderr) == (b"frost\nseed\n", b"")
    assert run("list", "-fishes", "-f", "ids", "-L", garden).stdout == b"frost\nseed\n", "its stem counts"
    assert run("list", "-fishmonger", "-f", "ids", "-L", garden).stdout == b"frost\nseed\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("search -i okapi --any frost", "no article has 'i', which -i leaves out; there is no option -i"),
        ("list -x", "no article has 'x', which -x leaves out"),
        ("list -l frost", "there is no option -l"),
        ("list -limit 5", "-limit leaves out the word 'limit'; the option is --limit"),
        ("search -any frost", "the option is --any"),
        ("list -a", ""),  # there is "a fishmonger"
        ("list -zebra", ""),
        ("list -q -x", ""),
    ],
)
def test_a_doubtful_word_is_said_to_be_one(run: Run, garden: str, args: str, said: str) -> None:
    result = run(*args.split(), "-L", garden)
    assert result.returncode in (0, 1)
    notes = result.stderr.decode()
    assert said in notes
    assert ("leaves out" in notes) == bool(said)


NUMBERS = [
    "list -n {}",
    "list --offset {}",
    "search frost -n {}",
    "search frost --snippets {}",
    "search frost --width {}",
    "search frost --facet tags --values {}",
    "export -n {}",
    "quotes frost -n {}",
    "similar seed -n {}",
    "reuse -n {}",
    "reuse --words {}",
    "stats -n {}",
    "index --wait {}",
]


@pytest.mark.parametrize("args", NUMBERS)
def test_numbers_of_any_size_are_taken_or_refused(run: Run, garden: str, args: str) -> None:
    for number in ("99999999999999999999", "0", "-1", "9" * 5000, "nan", "inf", "1e400", "٣"):
        result = run(*args.format(number).split(), "-L", garden)
        assert b"Traceback" not in result.stderr, number
        assert result.returncode in (0, 1, 2), number
        if number == "9" * 20:
            assert result.returncode != 2
        if number == "-1":
            assert result.returncode == 2


def _options() -> list[tuple[str, str]]:
    return [
        (name, param.opts[0])
        for name in COMMANDS
        for param in command(name).params
        if param.opts[0].startswith("-") and not param.is_flag
    ]


def test_an_empty_value_is_never_taken_for_none() -> None:
    from kratomcli.errors import UsageError

    for name, option in _options():
        for empty in ("", "  "):
            for args in ([option, empty], [f"{option}={empty}"]):
                with pytest.raises(UsageError, match=f"{option} is empty"):
                    command(name).make_context(name, args)


NOT_UTF_8 = b"caf\xe9"


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_not_utf_8_is_said_in_one_line(name: str, garden: str, tmp_path: Any) -> None:
    needed = {
        "show": [b"x"],
        "similar": [b"x"],
        "links": [b"x"],
        "changed": [b"--since", b"3d"],
        "search": [b"x"],
        "import": [b"x", b"--into", b"y"],
    }
    cases = [[*needed.get(name, []), option.encode(), NOT_UTF_8] for at, option in _options() if at == name]
    cases += [[NOT_UTF_8], [b"--caf\xe9"], [b"-f\xe9"]]
    for args in cases:
        result = subprocess.run(
            [sys.executable.encode(), b"-m", b"kratomcli", name.encode(), *args, b"-L", garden.encode()],
            capture_output=True,
            check=False,
            cwd=tmp_path,
        )
        assert b"Traceback" not in result.stderr, args
        is_path = len(args) > 1 and args[-2] in (b"--output", b"--library", b"--templates")
        assert result.returncode == 2 or is_path, (args, result.stderr)
        if args == [NOT_UTF_8] and name in QUERY_COMMANDS:
            assert result.stderr.decode().splitlines()[0] == r"error: 'caf\xe9' is not UTF-8"


def test_utf_8_is_understood_whatever_the_locale(run: Run, folder: Make) -> None:
    place = folder({"a.md": "# Café\n", "b.md": "# Tea\n"})
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert run("list", "title:café", "-f", "ids", "-L", place, env=env).stdout == b"a\n"


def test_files_may_have_names_of_any_bytes_but_not_libraries(folder: Make, tmp_path: Any) -> None:
    here = tmp_path.as_posix().encode()
    target, place = here + b"/\xff.json", here + b"/caf\xe9"
    subprocess.run(["mkdir", place], check=True)

    def export(*args: str | bytes) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "kratomcli", "export", "-o", target, *args]
        return subprocess.run(command, capture_output=True, check=False)

    assert export("-L", str(folder(GARDEN))).returncode == 0
    subprocess.run(["test", "-s", target], check=True)
    refused = export("-L", place)
    assert refused.returncode == 4
    assert rb"caf\xe9' has a name that is not UTF-8" in refused.stderr


KEYED = {
    "a.md": "---\ntitle: A\nRating: 3\nparams: {mood: calm}\nempty:\n---\nx\n",
    "b.md": "---\ntitle: B\nRating: 5\nsection: north\n---\ny\n",
}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("list --sort dat", "no field 'dat'|Did you mean date"),
        ("list --sort ratig:desc", "no field 'ratig'|Did you mean Rating"),
        ("list --fields titel,id", "no field 'titel'|Did you mean title?"),
        ("list --fields titel --header", "no field 'titel'|Did you mean title?"),
        ("list --fields titel -f csv", "no field 'titel'|Did you mean title?"),
        ("list --fields titel -f jsonl", "no field 'titel'|Did you mean title?"),
        ("list --fields text", "the field 'text' can only be searched|There are id"),
        ("list --fields meta", "no field 'meta'|"),
        ("list --fields pubDate", "no field 'pubDate'|Did you mean date?"),
        ("list --fields params.mod", "no field 'params.mod'|There are id,"),
        ("search x --facet tgas", "no field 'tgas'|Did you mean tags"),
        ("search x --sort dat", "no field 'dat'|Did you mean date"),
        ("export --sort wrods", "no field 'wrods'|Did you mean words?"),
        ("list zebra --sort dat", "no field 'dat'|Did you mean date"),
        ("list --sort a'b", "no field 'a'b'|"),
        ('list --fields a"b', "no field 'a\"b'|"),
        ("list --fields $.x", "no field '$.x'|"),
    ],
)
def test_a_name_that_no_article_has_is_a_mistake_with_the_nearest(
    run: Run, folder: Make, args: str, said: str
) -> None:
    result = run(*args.split(), "-L", folder(KEYED))
    assert (result.returncode, result.stdout) == (2, b"")
    for part in said.split("|"):
        assert part in result.stderr.decode()


def test_names_that_articles_have_are_columns_orders_and_facets(run: Run, folder: Make) -> None:
    place = folder(KEYED)

    def shown(*args: str) -> str:
        result = run(*args, "-L", place)
        assert result.returncode == 0, result.stderr
        return result.stdout.decode()

    assert shown("list", "--fields", "Rating, params.mood,empty") == "3\tcalm\t\n5\t\t\n"
    assert shown("list", "--fields", "RATING,author", "--header").splitlines()[0] == "RATING\tauthors"
    assert shown("list", "--fields", "rating") == "3\n5\n"
    assert shown("list", "--sort", "rating:desc", "-f", "ids") == "b\na\n"
    assert shown("list", "--fields", "section") == "\nnorth\n"
    assert json.loads(shown("list", "--fields", "meta,notes", "-f", "json"))[0]["meta"]["Rating"] == 3
    assert "Rating\t3\t1" in shown("search", "*", "--facet", "Rating")
    assert "rating\t3\t1" in shown("search", "*", "--facet", "rating")


@pytest.mark.parametrize("name", ["a.docx", "b.odt", "c.png", "d.tar.gz", "notes.2024", "e.PDFX"])
def test_a_suffix_that_no_format_has_is_a_mistake_with_the_list(
    run: Run, garden: str, tmp_path: Path, name: str
) -> None:
    result = run("export", "-o", tmp_path / name, "-L", garden)
    assert result.returncode == 2
    assert ".epub, .pdf" in result.stderr.decode()
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        *(("a.htm", b"<!doctype html>"), ("B.HTML", b"<!doctype html>"), ("c.EPUB", b"PK")),
        *(("d.Json", b"["), ("e.ndjson", b"{"), ("f.sqlite3", b"SQLite format 3"), ("g.markdown", b"---")),
        *(("plain", b"{"), (".hidden", b"{"), ("dot.", b"{"), ("in.a.folder.csv", b"id,")),
    ],
)
def test_a_suffix_in_any_case_names_the_format(
    run: Run, garden: str, tmp_path: Path, name: str, begins: bytes
) -> None:
    assert run("export", "-o", tmp_path / name, "-L", garden).returncode == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_format_that_is_named_may_have_any_suffix(run: Run, garden: str, tmp_path: Path) -> None:
    assert run("export", "--to", "csv", "-o", tmp_path / "a.docx", "-L", garden).returncode == 0


def test_every_option_is_in_the_help() -> None:
    """None is hidden, but for the query, which each help describes in words of its own."""
    for name in COMMANDS:
        hidden = [param.name for param in command(name).params if getattr(param, "hidden", False)]
        assert hidden in ([], ["query"]), name
