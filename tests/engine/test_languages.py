"""Each article is found by the rules of its own language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kratomcli import Library
from kratomcli.text.languages import SNOWBALL, language_of

Make = Callable[[Mapping[str, str | bytes]], Library]

MIXED = {
    "de.md": "---\ntitle: Garten\nlang: de-AT\n---\nDie Häuser stehen in den Gärten. Das Haus war groß.",
    "fr.md": "---\ntitle: Jardin\nlang: fr\n---\nLes maisons étudiées étaient grandes.",
    "en.md": "---\ntitle: Garden\nlang: en\n---\nThe houses were housing generations.",
    "none.md": "# Plain\n\nThe house of generations.",
    "ja.md": "---\ntitle: 睡眠\nlang: ja\n---\n日本語の文章です。睡眠は大切です。",
    "th.txt": "การนอนหลับเป็นสิ่งสำคัญ",
    "ru.md": "---\nlang: ru\n---\nКошки спят на диванах.",
    "pl.md": "---\nlang: pl\n---\nKoty śpią na kanapach.",
}


def found(library: Library, query: str) -> str:
    return " ".join(sorted(hit.entry.id for hit in library.search(query)))


@pytest.mark.parametrize(
    ("query", "ids"),
    {
        "Haus": "de",
        "Häusern": "de",
        "hausern": "de",
        "Garten": "de",
        "title:Gärten": "de",
        '"in den Gärten"': "de",
        "étudiée": "fr",
        "etudiee": "fr",
        "maison": "fr",
        "house": "en none",
        "generation": "en none",
        "кошка": "ru",
        "кошками": "ru",
        "диванах": "ru",
        "koty": "pl",
        "kot": "",
        "日本": "ja",
        "文章": "ja",
        "本語": "ja",
        "睡眠": "ja",
        "本日": "",
        "日語": "",
        "title:睡眠": "ja",
        "นอน": "th",
        "สำคัญ": "th",
        "=日本": "ja",
        "Haus OR house": "de en none",
        "Haus -Garten": "",
    }.items(),
)
def test_a_mixed_library_is_found_by_each_language(library: Make, query: str, ids: str) -> None:
    assert found(library(MIXED), query) == ids


def test_marks_follow_the_language_of_the_article(library: Make) -> None:
    (hit,) = library(MIXED).search("Häusern")
    assert [hit.snippets[0].text[s:e] for s, e in hit.snippets[0].highlights] == ["Häuser", "Haus"]


def test_the_libraries_own_language_can_be_another(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Die Häuser stehen in den Gärten.")
    (tmp_path / "b.md").write_text("---\nlang: en\n---\nThe generations were the same.")
    with Library.open(tmp_path) as library:
        assert found(library, "Häusern") == ""
    with Library.open(tmp_path, language="de") as library:
        assert found(library, "Häusern") == "a"
        assert found(library, "die Häuser") == "a"
        assert found(library, "generation") == "b"


def test_languages_that_come_and_go_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("house")
    with Library.open(tmp_path) as library:
        assert found(library, "Haus") == ""
        (tmp_path / "b.md").write_text("---\nlang: de\n---\nHäuser")
        library.sync()
        assert found(library, "Haus") == "b"


def test_language_tags_name_stemmers() -> None:
    assert language_of("") == "english"
    assert language_of("", "german") == "german"
    assert language_of("pt-BR") == language_of("pt_PT") == "portuguese"
    assert language_of("German") == "german"
    assert language_of("xx") == ""
    assert {language_of(tag) for tag in SNOWBALL} == set(SNOWBALL.values())


KANJI = st.text(st.sampled_from("日本語文章睡眠大切かなカナไทยง่าย"), min_size=2, max_size=12)


@settings(max_examples=25, deadline=None)
@given(KANJI, st.data())
def test_any_two_characters_of_a_run_are_found(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(text) - 2))
    place = tmp_path_factory.mktemp("run")
    (place / "a.txt").write_text(f"x {text} y")
    with Library.open(place, cache=place / ".cache") as library:
        wanted = text[at : at + 2]
        if all(char not in "่" for char in wanted):  # a tone mark alone is no letter
            assert found(library, f'"{wanted}"') == "a"
