"""How a mistake is told: what, where, what to do."""

from __future__ import annotations

from render_making import printed

from kratomcli.errors import AmbiguousId, ArticleNotFound, ConfigError, QueryError
from kratomcli.render.errors import problem


def test_the_message_then_the_hint() -> None:
    error = ConfigError("[red]bad[/red]", hint="Mend it.")
    assert printed(problem(error)) == "error: [red]bad[/red]\nhint: Mend it.\n"
    assert printed(problem(error), color=True) == (
        "\x1b[1;31merror:\x1b[0m [red]bad[/red]\n\x1b[2mhint: Mend it.\x1b[0m\n"
    )


def test_without_a_hint_there_is_no_line_for_it() -> None:
    assert printed(problem(ArticleNotFound("no article 'x'"))) == "error: no article 'x'\n"


def test_a_query_is_shown_with_the_place_under_it() -> None:
    error = QueryError("nothing before OR", "tea (OR coffee)", (5, 7), hint="Quote it.")
    assert printed(problem(error)) == (
        "error: nothing before OR\n  tea (OR coffee)\n       ^^\nhint: Quote it.\n"
    )


def test_ids_to_choose_from_stand_one_a_line() -> None:
    error = AmbiguousId("'00' fits 2 articles", ["001", "00[2]"], hint="Give more.")
    assert printed(problem(error)) == "error: '00' fits 2 articles\n  001\n  00[2]\nhint: Give more.\n"


def test_nothing_in_a_message_drives_the_terminal() -> None:
    error = AmbiguousId("a\x1b[2J\r\nb\u202e", ["c\x07"], hint="\x9bd")
    assert not set(printed(problem(error))) & set("\x1b\r\u202e\x07\x9b")
