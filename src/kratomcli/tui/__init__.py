"""The full-screen browser: a list of articles, the page of one, and what leads from one to another.

`app.py` puts it together; `result_list.py` and `reading_pane.py` draw only the lines on the screen; what
takes time is asked in `background.py`'s threads: `finding.py` asks the library, `pages.py` lays articles out.
"""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import TYPE_CHECKING

from kratomcli.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from kratomcli.library.library import Library


def browse(
    library: Library,
    query: str = "",
    *,
    theme: str = "terminal",
    colour: bool = True,
    away: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> None:
    """Show a library full-screen until the user quits.

    Args:
        away: around an editor or a viewer that has the terminal meanwhile.
        theme: "dark", "light", or "terminal" for the terminal's own colours.

    Raises:
        MissingExtra: textual is not installed.
    """
    try:
        import textual  # noqa: F401
    except ImportError as error:
        raise MissingExtra(
            "the browser needs the package textual", hint="Install it: pip install 'kratomcli[tui]'"
        ) from error
    if colour:
        os.environ.pop("NO_COLOR", None)
    else:
        os.environ["NO_COLOR"] = "1"  # the only way to tell Textual
    from kratomcli.tui.app import Browser

    Browser(library, query, theme=theme, colour=colour, away=away).run()
