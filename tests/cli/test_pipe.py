"""The contract with pipes: the real program, its streams, its exit statuses."""

from __future__ import annotations

import array
import csv
import fcntl
import io
import json
import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

import pytest

from conftest import PATIENCE, PROJECT, SEEDS, Run

Make = Callable[[Mapping[str, str | bytes]], Path]

ALL = sorted(path.stem for path in SEEDS.glob("*.txt"))
HOSTILE = {
    "evil\x1b]0;name\x07.md": '---\ntitle: "Red \\e[31malert\\a"\ntags: ["a\\u202eb", "tab\\there"]\n'
    'summary: "line\\nbreak"\nkey\x1b: x\n---\nBody \x1b[2J with \x9b31m and \u202eturned\u202c text, evil.\n',
    "plain.txt": "\x1b[31mRed title\x1b[0m\n\nAn evil line with \x07 bell.\r\nAnother.\n",
}


def lines(result: subprocess.CompletedProcess[bytes]) -> list[str]:
    assert result.returncode == 0, result.stderr.decode()
    return result.stdout.decode().splitlines()


def test_list_is_tab_separated_and_never_cut(run: Run) -> None:
    rows = [line.split("\t") for line in lines(run("list", env={"COLUMNS": "20"}))]
    assert [row[0] for row in rows] == ALL
    assert {len(row) for row in rows} == {5}
    assert rows[4][1:4] == [
        "A Careful Look at What Kratom Might Offer in Opioid Withdrawal and Addiction",
        "2021-10-05",
        "Kratom, Opioid Addiction, Health & Wellness",
    ]


def test_list_header_only_when_asked(run: Run) -> None:
    assert lines(run("list", "--header"))[0] == "id\ttitle\tdate\ttags\twords"
    assert lines(run("list", "-f", "csv"))[0] == "id,title,date,tags,words"
    assert lines(run("list", "-f", "csv", "--no-header"))[0].startswith("000_")


def test_list_chooses_orders_and_cuts(run: Run) -> None:
    words = [int(line) for line in lines(run("list", "--fields", "words", "--sort", "words:desc"))]
    assert words == sorted(words, reverse=True)
    assert lines(run("list", "-f", "ids", "-n", "2", "--offset", "1")) == ALL[1:3]
    assert lines(run("list", "--count")) == ["5"]
    assert lines(run("list", "--count", "tags:kratom")) == ["1"]
    assert lines(run("list", "tags:kratom", "--fields", "id,draft,date")) == [f"{ALL[4]}\tfalse\t2021-10-05"]
    assert lines(run("list", "-f", "ids", "--sort", "date"))[0] == ALL[4], "unknown dates come last"
    assert lines(run("list", "-f", "ids", "--sort", "date:desc"))[0] == ALL[4]


def test_paths_open_and_null_separates(run: Run) -> None:
    for path in lines(run("list", "-f", "paths")):
        assert Path(path).is_file()
    assert run("list", "-f", "ids", "-0").stdout == b"".join(id.encode() + b"\0" for id in ALL)


def test_paths_that_end_with_null_are_the_names_of_the_files(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "odd"
    place.mkdir()
    names = [b"a\nb.md", b"c\xff.md", b"d%41.md", b"e\x1b[31m.md", "f\u202eg.md".encode()]
    for name in names:
        Path(os.fsdecode(os.fsencode(place) + b"/" + name)).write_text("okapi\n")
    for command in (("list", "-s", "path"), ("search", "okapi"), ("list", "okapi"), ("list", "-n", "2")):
        asked = run(*command, "-L", place, "-f", "paths", "-0")
        found = asked.stdout.split(b"\0")
        assert found.pop() == b""
        whole = sorted(os.fsencode(place) + b"/" + name for name in names)
        assert sorted(found) == whole or (command[-1] == "2" and {*found} < {*whole} and len(found) == 2)


def test_search_ranks_and_names_the_place(run: Run) -> None:
    rows = [line.split("\t") for line in lines(run("search", "withdrawal"))]
    assert sorted(row[0] for row in rows) == ALL
    scores = [float(row[1]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    for id, _, line, _, _, snippet in rows:
        source = (SEEDS / f"{id}.txt").read_text().splitlines()[int(line) - 1]
        assert "withdrawal" in snippet.lower()
        assert "withdrawal" in source.lower()


def test_search_words_any_and_excluded(run: Run) -> None:
    assert len(lines(run("search", "thailand", "wellness", "--any", "-f", "ids"))) > 1
    assert run("search", "xylophone", "wellness").returncode == 1
    everything = lines(run("search", "kratom", "-f", "ids"))
    without = lines(run("search", "kratom", "-thailand", "-f", "ids"))
    thai = lines(run("search", "kratom", "thailand", "-f", "ids"))
    assert sorted([*without, *thai]) == sorted(everything)
    assert without
    assert thai


def test_grep_format_gives_place_and_text(run: Run) -> None:
    for line in lines(run("search", "seizures", "-f", "grep")):
        path, number, text = line.split(":", 2)
        assert "seizures" in text.lower()
        assert "seizures" in Path(path).read_text().splitlines()[int(number) - 1].lower()


def test_ids_of_a_search_show_and_export(run: Run) -> None:
    ids = run("search", "withdrawal", "-f", "ids").stdout
    shown = run("show", "-", input=ids)
    assert shown.returncode == 0
    assert len(shown.stdout.split()) > 2500
    exported = run("export", "--ids", "-", "--to", "jsonl", input=ids)
    assert [json.loads(line)["id"] for line in lines(exported)] == ids.decode().split()


def test_show_takes_beginnings_of_parts_and_sections(run: Run) -> None:
    assert run("show", "004").stdout == run("show", "d7e6").stdout == run("show", ALL[4]).stdout
    toc = lines(run("show", "004", "--toc"))
    reference, title = toc[3].split("\t")
    part = run("show", reference, "--body").stdout.decode()
    assert part.splitlines()[0].strip("# ") == title.strip()
    assert len(part) < len(run("show", "004", "--body").stdout)


def test_raw_is_the_file(run: Run) -> None:
    for id in ALL:
        assert run("show", id, "-f", "raw").stdout == (SEEDS / f"{id}.txt").read_bytes()


@pytest.mark.parametrize("ending", ["list", "search kratom", "show -", "export"])
def test_a_reader_that_stops_early_ends_it_silently(ending: str, folder: Make) -> None:
    place = folder({f"{number}.md": f"# T\n\nkratom {'word ' * 300}" for number in range(300)})
    ids = "\n".join(str(number) for number in range(300))
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "kratomcli",
            *ending.split(),
            "-L",
            place,
            *(["-n", "300"] if "search" in ending else []),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdin.write(ids.encode())
    process.stdin.close()
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(PATIENCE) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def wait_until_read(pipe: IO[bytes]) -> None:
    """Wait until the other end has taken all that was written."""
    left = array.array("i", [1])
    while left[0]:
        time.sleep(0.01)
        fcntl.ioctl(pipe, termios.FIONREAD, left)


def test_ctrl_c_is_130(folder: Make) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kratomcli", "show", "-", "-L", folder({"a.md": "x"})],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    process.stdin.write(b"a\n")
    process.stdin.flush()
    wait_until_read(process.stdin)  # now it waits for more ids
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert b"Traceback" not in stderr


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (["search", "nothinglikethis"], 1, "no article matches"),
        (["list", "tags:nothinglikethis"], 1, "no article matches"),
        (["list", "--count", "nothinglikethis"], 1, "no article matches"),
        (["export", "nothinglikethis"], 1, "no article matches"),
        (["search", '"unclosed'], 2, "^"),
        (["search", "(a"], 2, "^"),
        (["list", "titel:x"], 2, "title"),
        (["list", "--sort", "nonsense:sideways"], 2, "sort"),
        (["list", "--format", "nonsense"], 2, "nonsense"),
        (["lsit"], 2, "list"),
        (["search", "--limt", "3", "x"], 2, "--limit"),
        (["show", "nothinglikethis"], 3, "no article"),
        (["show", "00"], 3, "002_"),
        (["show", "004#nothinglikethis"], 3, "section"),
        (["list", "-L", "/nowhere/at/all"], 4, "/nowhere/at/all"),
        (["export", "--output", "/nowhere/at/all.json"], 4, "/nowhere/at"),
    ],
)
def test_what_goes_wrong_has_a_status_and_one_message(
    run: Run, args: list[str], status: int, message: str
) -> None:
    result = run(*args)
    assert result.returncode == status
    assert message in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()


def test_nothing_found_is_still_well_formed(run: Run) -> None:
    for args in (["list", "zzzz"], ["search", "zzzz"], ["export", "zzzz", "--to", "json"]):
        extra = [] if args[0] == "export" else ["-f", "json"]
        result = run(*args, *extra, "--quiet")
        assert (result.returncode, result.stdout, result.stderr) == (1, b"[]\n", b"")


def test_a_full_disk_is_said_so(run: Run) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "kratomcli", "list"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert result.returncode == 4
    assert b"standard output" in result.stderr
    assert b"Traceback" not in result.stderr


FORMATS = {
    "list": ["tsv", "csv", "json", "jsonl", "ids", "paths", "table"],
    "search": ["tsv", "json", "jsonl", "ids", "paths", "grep", "rich"],
    "show": ["text", "markdown", "html", "json", "rich"],
    "export": ["json", "jsonl", "csv", "tsv", "markdown", "text", "html"],
}


@pytest.mark.parametrize(("command", "format"), [(c, f) for c, fs in FORMATS.items() for f in fs])
def test_nothing_in_an_article_can_drive_a_terminal(
    folder: Make, run: Run, command: str, format: str
) -> None:
    place = folder(HOSTILE)
    args = {"list": ["list"], "search": ["search", "evil"], "export": ["export"], "show": ["show", "-"]}[
        command
    ]
    ids = run("list", "-f", "ids", "-L", place).stdout
    result = run(*args, "--to" if command == "export" else "-f", format, "-L", place, input=ids)
    assert result.returncode == 0, result.stderr
    shown = (result.stdout + result.stderr).decode()
    unsafe = [char for char in shown if ord(char) < 32 and char not in "\n\t"]
    unsafe += [char for char in shown if 0x7F <= ord(char) < 0xA0 or char in "\u202a\u202b\u202c\u202d\u202e"]
    assert unsafe == []


def test_colour_follows_the_conventions(run: Run) -> None:
    def coloured(env: Mapping[str, str], *args: str) -> bool:
        return b"\x1b[" in run("search", "kratom", "-f", "rich", *args, env=env).stdout

    assert not coloured({})
    assert coloured({"FORCE_COLOR": "1"})
    assert coloured({"CLICOLOR_FORCE": "1"})
    assert not coloured({"CLICOLOR_FORCE": "0"})
    assert not coloured({"CLICOLOR_FORCE": "", "FORCE_COLOR": ""})
    assert coloured({}, "--color", "always")
    assert coloured({"NO_COLOR": "1"}, "--color", "always")
    assert not coloured({"FORCE_COLOR": "1", "NO_COLOR": "1"})
    assert not coloured({"FORCE_COLOR": "1"}, "--color", "never")


def test_csv_reads_back_and_cannot_be_run(folder: Make, run: Run) -> None:
    place = folder(
        {"a.md": '---\ntitle: "=cmd|calc"\ntags: ["+1", "x, y"]\n---\nA "quoted" body,\nwith lines.\n'}
    )
    guarded = list(csv.DictReader(io.StringIO(run("export", "--to", "csv", "-L", place).stdout.decode())))
    assert guarded[0]["title"] == "'=cmd|calc"
    assert guarded[0]["body"] == 'A "quoted" body,\nwith lines.'
    bare = list(
        csv.DictReader(io.StringIO(run("list", "-f", "csv", "--unsafe-cells", "-L", place).stdout.decode()))
    )
    assert bare[0]["title"] == "=cmd|calc"


def test_output_is_utf_8_in_any_locale(folder: Make, run: Run) -> None:
    place = folder({"a.md": "# Café 日本語 🎉\n"})
    result = run("list", "-L", place, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert "Café 日本語 🎉" in result.stdout.decode()


def test_export_replaces_nothing_unasked(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert run("export", "--to", "json", "-o", target).returncode == 0
    assert len(json.loads(target.read_text())) == 5
    target.write_text("precious")
    refused = run("export", "--to", "json", "-o", target)
    assert refused.returncode == 4
    assert b"--force" in refused.stderr
    assert target.read_text() == "precious"
    assert run("export", "--to", "json", "-o", target, "--force").returncode == 0
    assert len(json.loads(target.read_text())) == 5
    assert list(tmp_path.glob(".*")) == []


def test_export_to_a_folder_writes_a_file_each(run: Run, tmp_path: Path) -> None:
    assert run("export", "--to", "markdown", "-o", f"{tmp_path}/out/").returncode == 0
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == ALL


@pytest.mark.parametrize("format", ["json", "csv", "tsv", "sqlite", "text", "html"])
def test_each_export_ends_with_what_it_wrote(run: Run, tmp_path: Path, format: str) -> None:
    piped = run("export", "--to", format)
    target = tmp_path / "out"
    written = run("export", "--to", format, "-o", target)
    assert target.read_bytes() == piped.stdout
    assert piped.stderr.decode().startswith("kratomcli: 5 articles, ")
    assert written.stderr.decode().endswith(f"B, written to {target}\n")
    assert run("export", "--to", format, "--quiet").stderr == b""


def test_drafts_stay_out_of_pages_unless_they_are_wanted(folder: Make, run: Run) -> None:
    place = folder({"a.md": "# Done\n", "b.md": "---\ntitle: Unfinished\ndraft: true\n---\n"})
    assert b"Unfinished" not in run("export", "--to", "html", "-L", place).stdout
    assert b"Unfinished" in run("export", "--to", "html", "--drafts", "-L", place).stdout
    assert b"Unfinished" in run("export", "--to", "jsonl", "-L", place).stdout
    assert b"Unfinished" in run("show", "b", "-f", "html", "-L", place).stdout


def test_the_library_is_found_where_it_is_named(folder: Make, run: Run, tmp_path: Path) -> None:
    place = folder({"named.md": "x"})
    (place / "kratomcli.toml").write_text("")
    (place / "deep").mkdir()
    other = tmp_path / "other"
    other.mkdir()
    (other / "other.md").write_text("x")
    assert lines(run("list", "-f", "ids", cwd=place / "deep")) == ["named"]
    assert lines(run("list", "-f", "ids", cwd=place, env={"KRATOMCLI_LIBRARY": str(other)})) == ["other"]
    assert lines(run("list", "-f", "ids", "-L", place, env={"KRATOMCLI_LIBRARY": str(other)})) == ["named"]
    (tmp_path / "config" / "kratomcli").mkdir(parents=True)
    (tmp_path / "config" / "kratomcli" / "config.toml").write_text(f'library = "{other}"')
    assert lines(run("list", "-f", "ids", env={"XDG_CONFIG_HOME": str(tmp_path / "config")})) == ["other"]
    assert lines(run("list", "-f", "ids")) == ALL


def test_a_settings_file_with_a_mistake_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kratomcli.toml").write_text("library = [")
    result = run("list")
    assert result.returncode == 2
    assert b"kratomcli.toml" in result.stderr


def test_index_says_what_it_did_and_how_it_is(folder: Make, run: Run) -> None:
    place = folder({"good.md": "x", "bad.md": "---\ntitle: [\n---\n"})
    result = run("index", "-L", place)
    assert result.returncode == 0
    assert result.stdout == b""
    assert b"1 article" in result.stderr
    assert b"bad.md:" in result.stderr
    status = json.loads(run("index", "--status", "-f", "json", "-L", place).stdout)[0]
    assert status["articles"] == 1
    assert [failure["path"] for failure in status["failures"]] == ["bad.md"]
    assert run("index", "--rebuild", "-L", place).returncode == 0


def test_the_sample_library_comes_with_the_package(run: Run, tmp_path: Path) -> None:
    assert run("list", "-f", "ids", cwd=tmp_path).stdout.decode().split() == ALL


HEAVY = {
    "typer",
    "rich",
    "yaml",
    "frontmatter",
    "markdown",
    "markdown_it",
    "pygments",
    "nh3",
    "charset_normalizer",
}


@pytest.mark.parametrize(
    "command", ["list", "list tags:kratom", "search withdrawal", "search withdrawal -f ids"]
)
def test_a_piped_answer_imports_nothing_heavy(command: str) -> None:
    args = [sys.executable, "-X", "importtime", "-m", "kratomcli", *command.split()]
    for _ in range(2):  # the first one indexes
        result = subprocess.run(args, capture_output=True, check=True, cwd=PROJECT)
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in result.stderr.decode().splitlines()}
    assert "kratomcli" in imported
    assert imported & HEAVY == set()


def test_json_of_every_command_is_as_its_schema_says(run: Run) -> None:
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    schemas = {
        path.name: json.loads(path.read_text()) for path in (PROJECT / "docs" / "schema").glob("*.json")
    }
    resources = [(name, Resource.from_contents(schema)) for name, schema in schemas.items()]
    resources += [
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas.values() if "$id" in schema
    ]
    registry = Registry().with_resources(resources)
    for name, *args in (
        ("article-1", "list", "-f", "json"),
        ("article-1", "list", "-f", "json", "--fields", "id,title"),
        ("article-1", "show", "004", "003", "-f", "json"),
        ("article-1", "export", "--to", "json", "--format-version", "1"),
        ("article-2", "export", "--to", "json"),
        ("hit-1", "search", "withdrawal", "-f", "json"),
        ("hit-1", "search", "date:2021", "-f", "json"),
    ):
        found = json.loads(run(*args).stdout)
        assert found
        Draft202012Validator(schemas[f"{name}.schema.json"], registry=registry).validate(found)
