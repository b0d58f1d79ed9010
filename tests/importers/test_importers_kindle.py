"""Kindle's clippings: lines in the languages of its devices, and what was marked again and again."""

from __future__ import annotations

from pathlib import Path

import pytest

from kratomcli.importers.items import Item
from kratomcli.importers.read_later.kindle import date_of, items, recognises, title_and_author
from kratomcli.importers.sources.source import open_source

Clip = tuple[str, str]


def clippings(path: Path, *clips: Clip, title: str = "The Slow Pot (Roe, Ann)") -> list[Item]:
    """The items of clippings: (second line, text) each."""
    text = "".join(f"{title}\r\n{line}\r\n\r\n{words}\r\n==========\r\n" for line, words in clips)
    (path / "My Clippings.txt").write_text(text, encoding="utf-8", newline="")
    failed: list[tuple[str, str]] = []
    with open_source(str(path / "My Clippings.txt")) as source:
        assert recognises(source)
        found = list(items(source, lambda *why: failed.append(why)))
    assert not failed
    return found


LINES = [
    ("- Your Highlight on page 12 | Location 123-124 | Added on {en}", "page 12, location 123-124"),
    ("- Your Highlight on page xii | Location 300-340 | Added on {en}", "page xii, location 300-340"),
    ("- Your Highlight on page 14-14 | Added on {en}", "page 14"),
    ("- Your Underline on Location 102-102 | Added on {en}", "location 102"),
    ("- Highlight Loc. 1234-36 | Added on {en}", "location 1234-1236"),
    (
        "- Ihre Markierung auf Seite 42 | bei Position 120-180 | Hinzugefügt am {de}",
        "page 42, location 120-180",
    ),
    ("- Deine Markierung bei Position 120-180 | Hinzugefügt am {en}", "location 120-180"),
    (
        "- Votre surlignement sur la page 200 | emplacement 3054-3056 | Ajouté le {fr}",
        "page 200, location 3054-3056",
    ),
    (
        "- La subrayado en la página 197 | posición 2031-2035 | Añadido el {es}",
        "page 197, location 2031-2035",
    ),
    ("-  La tua evidenziazione alla posizione 453-454 | Aggiunto in data {it}", "location 453-454"),
    (
        "- La tua evidenziazione a pagina 45 | posizione 680-82 | Aggiunto in data {it}",
        "page 45, location 680-682",
    ),
    ("- Seu destaque na página xiv | posição 7-9 | Adicionado: {pt}", "page xiv, location 7-9"),
    ("- Je highlight op locatie 55 t/m 88 | Toegevoegd op {nl}", "location 55-88"),
    ("– Ваш выделенный отрывок в месте 900–930 | Добавлено: {ru}", "location 900-930"),
    ("– Ваш выделенный отрывок на странице 6 | Место 53–55 | Добавлено: {ru}", "page 6, location 53-55"),
    ("- 您在位置 #2543-2544的标注 | 添加于 {zh}", "location 2543-2544"),
    ("- 您在第 25 页（位置 #243-244）的标注 | 添加于 {zh}", "page 25, location 243-244"),
    ("- 4ページ|位置No. 685-687のハイライト |作成日: {ja}", "page 4, location 685-687"),
]
DATES = {
    "en": "Monday, October 5, 2020 10:15:30 PM",
    "de": "Montag, 5. Oktober 2020 22:15:30",
    "fr": "lundi 5 octobre 2020 22:15:30",
    "es": "lunes, 5 de octubre de 2020 22:15:30",
    "it": "lunedì 5 ottobre 2020 22:15:30",
    "pt": "segunda-feira, 5 de outubro de 2020 22:15:30",
    "nl": "maandag 5 oktober 2020 22:15:30",
    "ru": "понедельник, 5 октября 2020 г. в 22:15:30",
    "zh": "2020年10月5日星期一 下午10:15:30",
    "ja": "2020年10月5日月曜日 22:15:30",
}


@pytest.mark.parametrize(("line", "place"), LINES)
def test_lines_are_read_in_each_language(tmp_path: Path, line: str, place: str) -> None:
    (item,) = clippings(tmp_path, (line.format(**DATES), "The words."))
    (mark,) = item.annotations
    assert (mark.text, mark.place, mark.date) == ("The words.", place, "2020-10-05T22:15:30")


NOTES = [
    (
        "- Your Note on page 12 | Location 124 | Added on {en}",
        "- Your Bookmark on Location 300 | Added on {en}",
    ),
    (
        "- Ihre Notiz bei Position 124 | Hinzugefügt am {de}",
        "- Ihr Lesezeichen bei Position 300 | Hinzugefügt am {de}",
    ),
    ("- Votre note à l'emplacement 124 | Ajouté le {fr}", "- Votre signet sur la page 3 | Ajouté le {fr}"),
    ("- La nota en la posición 124 | Añadido el {es}", "- El marcador en la posición 3 | Añadido el {es}"),
    (
        "-  La tua nota alla posizione 124 | Aggiunto in data {it}",
        "- Il tuo segnalibro a pagina 3 | Aggiunto in data {it}",
    ),
    ("- Sua nota na posição 124 | Adicionado: {pt}", "- Seu marcador na posição 99 | Adicionado: {pt}"),
    ("- Je notitie op locatie 124 | Toegevoegd op {nl}", "- Je bladwijzer op locatie 9 | Toegevoegd op {nl}"),
    ("– Ваша заметка в месте 124 | Добавлено: {ru}", "– Ваша закладка в месте 124 | Добавлено: {ru}"),
    ("- 您在位置 #124 的笔记 | 添加于 {zh}", "- 您在位置 #1680 的书签 | 添加于 {zh}"),
    ("- 22ページ|位置No. 124のメモ |作成日: {ja}", "- 位置No. 37のブックマーク |作成日: {ja}"),
]


@pytest.mark.parametrize(("note", "bookmark"), NOTES)
def test_notes_join_their_highlight_and_bookmarks_have_no_words(
    tmp_path: Path, note: str, bookmark: str
) -> None:
    marked = "- Your Highlight on Location 123-124 | Added on Monday, October 5, 2020 10:15:30 AM"
    (item,) = clippings(
        tmp_path, (marked, "The words."), (note.format(**DATES), "so true"), (bookmark.format(**DATES), "")
    )
    assert [(mark.text, mark.note) for mark in item.annotations] == [("The words.", "so true")]


def test_dates_of_older_and_newer_firmware_are_read() -> None:
    texts = {
        "Added on Tuesday, September 1, 2026 9:04:11\u202fPM": "2026-09-01T21:04:11",
        "Added on Monday, 6 July 2026 23:03:00": "2026-07-06T23:03:00",
        "Added on Tuesday, 7 July, 2026 12:32:25 AM": "2026-07-07T00:32:25",
        "Added on Monday, 3 December 12 19:51:33 Greenwich Mean Time": "2012-12-03T19:51:33",
        "Ajouté le lundi 17 décembre 2012 à 08:27:45": "2012-12-17T08:27:45",
        "Добавлено: Wednesday, August 12, 2026 в 7:45:00 AM": "2026-08-12T07:45:00",
        "Hinzugefügt am Sunday, August 30, 2026 10:00:00 AM": "2026-08-30T10:00:00",
        "Added on no day at all": "",
        "": "",
    }
    assert {text: date_of(text) for text in texts} == texts


def test_titles_keep_their_brackets_and_lose_the_author() -> None:
    assert title_and_author("Pots (Tea Library) (Roe, Ann)") == ("Pots (Tea Library)", "Roe, Ann")
    assert title_and_author("茶 (文库) ((美)某人)") == ("茶 (文库)", "(美)某人")
    assert title_and_author("Pots (A Subtitle)  ") == ("Pots (A Subtitle)", "")
    assert title_and_author("pots-and-pans") == ("pots-and-pans", "")
    assert title_and_author("(Roe)") == ("(Roe)", "")


def test_what_was_marked_again_is_there_once_at_its_longest(tmp_path: Path) -> None:
    day = "Added on Monday, October 5, 2020 10:15:30 AM"
    (item,) = clippings(
        tmp_path,
        (f"- Your Highlight on Location 400-401 | {day}", "A short quote."),
        (f"- Your Highlight on Location 400-402 | {day}", "A short quote. Now extended."),
        (f"- Your Highlight on Location 100-101 | {day}", "A short quote."),
        (f"- Your Highlight on Location 100-101 | {day}", "A short quote."),
        (f"- Your Highlight on Location 401-402 | {day}", "Another."),
        (f"- Your Note on Location 700 | {day}", "on nothing"),
    )
    assert [(mark.text, mark.note, mark.place) for mark in item.annotations] == [
        ("A short quote.", "", "location 100-101"),
        ("A short quote. Now extended.", "", "location 400-402"),
        ("Another.", "", "location 401-402"),
        ("", "on nothing", "location 700"),
    ]


def test_authors_are_told_apart_and_books_by_their_whole_first_line(tmp_path: Path) -> None:
    from read_later_exports import KINDLE

    path = tmp_path / "My Clippings.txt"
    path.write_text(KINDLE, encoding="utf-8", newline="")
    with open_source(str(path)) as source:
        slow, bare = items(source, lambda *_: None)
    assert slow.values == {
        "title": "The Slow Pot (Second Edition)",
        "date": "2020-10-05T10:15:30",
        "saved": "2020-10-05T10:15:30",
        "authors": ["Roe, Ann", "Doe, Jane"],
    }
    assert [mark.note for mark in slow.annotations] == ["so true"]
    assert (bare.values["title"], "authors" in bare.values) == ("Ohne Autor (ein Untertitel)", False)


def test_a_torn_clipping_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    line = "- Your Highlight on Location 4-5 | Added on Monday, October 5, 2020 10:15:30 AM"
    text = (
        f"A (B)\n{line}\n\nkept\n==========\nno place\nsomething\n==========\nA (B)\n{line}\n\nkept and torn"
    )
    path = tmp_path / "My Clippings.txt"
    path.write_text(text)
    failed: list[str] = []
    with open_source(str(path)) as source:
        (item,) = items(source, lambda name, _: failed.append(name))
    assert ([mark.text for mark in item.annotations], failed) == (["kept and torn"], ["clipping 2"])
