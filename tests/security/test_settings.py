"""A settings file that came with somebody else's folder: what it may name, and what it may not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run
from kratomcli.cli.exit_status import hint_for
from kratomcli.config import settings
from kratomcli.errors import ConfigError, SettingsUntrusted


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cloned folder that is the current one, beside a private folder."""
    place, private = tmp_path / "clone", tmp_path / "private"
    for folder in (place / "articles", place / "deep" / "er", private):
        folder.mkdir(parents=True)
    (place / "articles" / "tea.md").write_text("# Tea\n\nTea is a drink.\n")
    (private / "diary.md").write_text("# Diary\n\nNobody else's.\n")
    (place / "way-out").symlink_to("../private")
    monkeypatch.chdir(place)
    return place


def write(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ("kratomcli.toml" if folder.name != "kratomcli" else "config.toml")).write_text(text)


OUTSIDE = ["../private", "/", "~", "..", "way-out", "articles/../../private", "deep/../../private", "~root"]


@pytest.mark.parametrize("named", OUTSIDE)
@pytest.mark.parametrize("here", [".", "deep/er"])
def test_a_folder_outside_is_refused_and_the_message_says_what_to_do(
    clone: Path, own_place: Path, monkeypatch: pytest.MonkeyPatch, named: str, here: str
) -> None:
    write(clone, f"library = ['articles', '{named}']\n")
    monkeypatch.chdir(clone / here)
    with pytest.raises(SettingsUntrusted, match="is not below it") as caught:
        settings()
    assert f"trusted = ['{clone}']" in caught.value.hint
    assert str(own_place / "config" / "kratomcli" / "config.toml") in caught.value.hint
    assert "--library" not in caught.value.hint
    assert hint_for(caught.value).endswith(".toml. Or name the folder with --library.")


def test_no_command_shows_exports_or_indexes_it(clone: Path, own_place: Path, run: Run) -> None:
    write(clone, "library = '../private'\n")
    for command in (["list"], ["show", "diary"], ["index"], ["export", "--to", "json"], ["check"], ["stats"]):
        done = run(*command, cwd=clone)
        assert done.returncode == 2, command
        assert b"Nobody" not in done.stdout
        assert b"not below it" in done.stderr
    assert not (own_place / "cache").exists()


def test_folders_below_are_fine_and_so_is_its_own(clone: Path) -> None:
    for named, meant in (("articles", ["articles"]), (".", [""]), ("articles/../deep", ["deep"])):
        write(clone, f"library = '{named}'\n")
        assert list(settings().libraries) == [str(clone / folder).rstrip("/") for folder in meant]
    write(clone, "")
    assert settings().libraries == (str(clone),)


def test_the_user_may_trust_it(clone: Path, own_place: Path) -> None:
    write(clone, "library = '../private'\n")
    for trusted in (str(clone), str(clone.parent), "~/../" + os.path.relpath(clone, own_place / "..")):
        write(own_place / "config" / "kratomcli", f"trusted = ['/elsewhere', '{trusted}']\n")
        assert settings().libraries == (str(clone.parent / "private"),)
    for other in (str(clone / "deep"), str(clone) + "-2", ""):
        write(own_place / "config" / "kratomcli", f"trusted = ['{other}']\n")
        with pytest.raises(ConfigError, match="not below"):
            settings()


def test_it_can_not_trust_itself(clone: Path) -> None:
    write(clone, f"library = '../private'\ntrusted = ['{clone}']\n")
    with pytest.raises(ConfigError, match="not below"):
        settings()


def test_what_the_user_names_is_not_its_business(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(clone, "library = '../private'\n")
    assert settings(["../private"]).libraries == (str(clone.parent / "private"),)
    monkeypatch.setenv("KRATOMCLI_LIBRARY", "../private")
    assert settings().libraries == (str(clone.parent / "private"),)


def test_the_users_own_file_may_name_anything(
    own_place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "any").mkdir()
    write(own_place / "config" / "kratomcli", f"library = '{tmp_path / 'any'}'\n")
    assert settings().libraries == (str(tmp_path / "any"),)


@pytest.mark.parametrize("text", ["trusted = 'x'", "trusted = [1]", 'trusted = ["a\\u0000b"]'])
def test_a_list_of_trusted_folders_has_to_be_one(clone: Path, own_place: Path, text: str) -> None:
    write(clone, "library = '../private'\n")
    write(own_place / "config" / "kratomcli", text)
    with pytest.raises(ConfigError, match="trusted must be a list of folders"):
        settings()


def test_a_name_with_a_nul_is_a_mistake_of_one_line(clone: Path, run: Run) -> None:
    write(clone, 'library = "a\\u0000b"\n')
    done = run("list", cwd=clone)
    assert done.returncode == 2
    assert b"NUL" in done.stderr
    assert b"Traceback" not in done.stderr


def _pipe(place: Path) -> None:
    os.mkfifo(place)


ODD: dict[str, tuple[Callable[[Path], None], str]] = {
    "pipe": (_pipe, "a pipe, not a file"),
    "folder": (Path.mkdir, "a folder, not a file"),
    "device": (lambda place: place.symlink_to("/dev/zero"), "a device, not a file"),
    "folder elsewhere": (lambda place: place.symlink_to("/"), "a folder, not a file"),
    "itself": (lambda place: place.symlink_to(place.name), "symbolic links"),
    "nothing": (lambda place: place.symlink_to("gone.toml"), "a link to nothing"),
    "no text": (lambda place: place.write_bytes(b"\xff\xfe") and None, "not UTF-8"),
}


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("whose", ["found", "found above", "own"])
def test_a_settings_file_that_is_none_is_an_error_of_one_line(
    clone: Path, own_place: Path, run: Run, kind: str, whose: str
) -> None:
    config = own_place / "config" / "kratomcli"
    config.mkdir(parents=True)
    place = config / "config.toml" if whose == "own" else clone / "kratomcli.toml"
    make, said = ODD[kind]
    make(place)
    done = run("list", cwd=clone / "deep" if whose == "found above" else clone)
    assert (done.returncode, done.stdout) == (2, b"")
    errors = [line for line in done.stderr.decode().splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    assert errors[0].startswith(f"error: the settings file {place} can't be read: ")
    assert said in errors[0]


@pytest.mark.parametrize("target", ["../private/kratomcli.toml", "way-out/kratomcli.toml"])
def test_a_link_out_of_its_folder_is_followed_where_the_folder_is_trusted(
    clone: Path, own_place: Path, target: str
) -> None:
    (clone.parent / "private" / "kratomcli.toml").write_text('language = "de"\n')
    (clone / "kratomcli.toml").symlink_to(target)
    with pytest.raises(ConfigError, match="a link out of its folder") as caught:
        settings()
    assert str(clone) in caught.value.hint
    write(own_place / "config" / "kratomcli", f"trusted = ['{clone}']\n")
    assert (settings().language, settings().libraries) == ("de", (str(clone),))


def test_a_link_within_its_folder_is_followed_and_the_users_own_anywhere(
    clone: Path, own_place: Path
) -> None:
    (clone / "deep" / "shared.toml").write_text('language = "de"\n')
    (clone / "kratomcli.toml").symlink_to("deep/shared.toml")
    assert settings().language == "de"
    (clone / "kratomcli.toml").unlink()
    (own_place / "config" / "kratomcli").mkdir(parents=True)
    (own_place / "config" / "kratomcli" / "config.toml").symlink_to(clone / "deep" / "shared.toml")
    assert settings().language == "de"


def test_a_huge_settings_file_is_refused(clone: Path) -> None:
    write(clone, "#" * 2_000_000)
    with pytest.raises(ConfigError, match="more than the"):
        settings()
