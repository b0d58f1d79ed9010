"""An application that says something in its last line, and lends its terminal to other programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import App, SuspendNotSupported
from textual.content import Content
from textual.widgets import Static

from kratomcli.errors import KratomError
from kratomcli.text.normalize import one_line
from kratomcli.tui.wordings import problem

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


class TerminalApp(App[None]):
    """Has a line `#status`; `said` is what that shows. `away` is around a program that has the terminal."""

    def __init__(
        self, away: Callable[[], AbstractContextManager[object]], *, ansi_color: bool | None
    ) -> None:
        super().__init__(ansi_color=ansi_color)
        self.said = ""
        self._away = away

    def say(self, text: str) -> None:
        """Show a message in the last line."""
        self.said = one_line(text)
        self.query_one("#status", Static).update(Content(self.said))

    def leave_screen_to(self, program: Callable[[], object]) -> bool:
        """Run another program, which may need the terminal; whether that succeeded."""
        failed: KratomError | None = None
        try:
            with self.suspend(), self._away():
                try:
                    program()
                except KratomError as error:  # out of `suspend`, this screen would not come back
                    failed = error
        except SuspendNotSupported:
            self.say("another program can't have this terminal meanwhile")
            return False
        if failed is not None:
            self.say(problem(failed))
        return failed is None
