"""Exports and the articles themselves: no export replaces one, whatever is forced."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Make, Run


def contents(place: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(place)): path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()
    }


FILES: dict[str, str | bytes] = {"tea.md": "---\ntitle:   Tea\n---\nTea.\n", "sub/milk.txt": "Milk.\n"}


@pytest.fixture
def place(folder: Make, tmp_path: Path) -> Path:
    place = folder(FILES)
    (tmp_path / "to-library").symlink_to(place)
    (tmp_path / "to-sub").symlink_to(place / "sub")
    (tmp_path / "around").mkdir()
    (tmp_path / "around" / "inner").symlink_to(place)
    return place


@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize(
    "target",
    [
        "articles/",
        "articles/sub/",
        "articles/new/",
        "to-library/sub/",
        "to-library/new/",
        "around/inner/new/",
        "articles/../articles/x/",
    ],
)
def test_a_folder_of_markdown_is_refused_within_the_library(
    place: Path, run: Run, tmp_path: Path, target: str, force: list[str]
) -> None:
    before = contents(place)
    done = run("export", "-L", place, "--to", "markdown", "-o", target, *force, cwd=tmp_path)
    assert done.returncode == 4
    assert b"is in the library" in done.stderr
    assert b"outside" in done.stderr
    assert contents(place) == before


def test_a_link_to_the_library_is_no_way_in(place: Path, run: Run, tmp_path: Path) -> None:
    before = contents(place)
    for target in ("to-library/", "to-sub/", "around/inner/"):
        assert run("export", "-L", place, "-o", target, "--force", cwd=tmp_path).returncode == 4
    assert contents(place) == before


def test_it_is_refused_within_another_library_that_has_an_index(
    place: Path, run: Run, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    (other / "deep").mkdir(parents=True)
    (other / "deep" / "tea.md").write_text("Their own.\n")
    command = ["export", "-L", place, "--to", "markdown", "-o", f"{other}/deep/", "--force"]
    assert run("list", "-L", other).returncode == 0
    done = run(*command)
    assert done.returncode == 4
    assert f"in the library {other}:".encode() in done.stderr
    assert contents(other) == {"deep/tea.md": b"Their own.\n"}


def test_a_library_below_the_target_is_not_written_into(place: Path, run: Run, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    (second / "a.md").write_text("a\n")
    before = contents(place)
    done = run("export", "-L", place, "-L", second, "--to", "markdown", "-o", f"{tmp_path}/", "--force")
    assert done.returncode == 4
    assert contents(place) == before
    assert contents(second) == {"a.md": b"a\n"}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_one_file_does_not_replace_an_article(place: Path, run: Run, tmp_path: Path) -> None:
    before = contents(place)
    for target in ("tea.md", "TEA.MD", "sub/milk.txt"):
        if (place / target).exists():
            for format in ("markdown", "text", "json"):
                done = run("export", "-L", ".", "--to", format, "-o", target, "--force", cwd=place)
                assert done.returncode == 4, (target, format)
    assert contents(place) == before


def test_what_replaces_none_is_still_allowed(place: Path, run: Run, tmp_path: Path) -> None:
    assert run("export", "-L", ".", "--to", "json", "-o", "all.json", cwd=place).returncode == 0
    assert run("export", "-L", ".", "--to", "json", "-o", "all.json", "--force", cwd=place).returncode == 0
    assert (
        run("export", "-L", ".", "--to", "markdown", "-o", f"{tmp_path}/outside/", cwd=place).returncode == 0
    )
    assert run("export", "-L", ".", "-o", f"{tmp_path}/outside/", "--force", cwd=place).returncode == 0
    assert (tmp_path / "outside" / "tea.md").read_text().startswith("---\ntitle: Tea\n")


@pytest.mark.parametrize("name", ["new.md", "new.txt", "sub/new.markdown"])
def test_nothing_that_would_be_an_article_is_added(run: Run, folder: Make, name: str) -> None:
    place = folder(FILES)
    asked = run("export", "tea", "-L", place, "--to", "text", "-o", place / name, "--force")
    assert asked.returncode == 4
    assert b"is in the library" in asked.stderr
    assert not (place / name).exists()


@pytest.mark.parametrize(
    "name", ["page.html", "new.htm", "notes.org", "n.rst", "n.ipynb", "book.epub", "doc.pdf"]
)
def test_files_of_other_kinds_are_articles_as_well(run: Run, folder: Make, name: str) -> None:
    place = folder(
        FILES | {"page.html": "<title>Page</title><p>Saved.</p>", "book.epub": b"PK", "doc.pdf": b"%PDF"}
    )
    before = contents(place)
    for command in (
        ["export", "--to", "html"],
        ["export", "--to", "json"],
        ["links", "--graph", "-f", "json"],
    ):
        for force in ([], ["--force"]):
            done = run(*command, "-L", place, "-o", place / name, *force)
            assert (done.returncode, b"is in the library" in done.stderr) == (4, True), command
    assert contents(place) == before


def test_a_site_replaces_no_article_and_its_pages_are_none(place: Path, run: Run, tmp_path: Path) -> None:
    (place / "index.html").write_text("<p>Saved.</p>")
    before = contents(place)
    for target in ("articles/", "articles/sub/", "./", "to-library/"):
        done = run("export", "-L", place, "--to", "site", "-o", target, "--force", cwd=tmp_path)
        assert done.returncode == 4, target
    assert contents(place) == before
    for _ in range(2):
        assert run("export", "-L", place, "--to", "site", "-o", place / "public").returncode == 0
        assert sorted(run("list", "-L", place, "-f", "ids").stdout.split()) == [b"index", b"sub/milk", b"tea"]
    assert b"public/articles" in run("list", "-L", place / "public", "-f", "paths").stdout
