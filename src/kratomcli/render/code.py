"""Source code in the terminal's own colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from rich.syntax import ANSISyntaxTheme, Syntax

from kratomcli.text import clean

if TYPE_CHECKING:
    from rich.text import Text

_THEME = ANSISyntaxTheme(
    {
        ("Comment",): Style(dim=True, italic=True),
        ("Keyword",): Style(color="magenta"),
        ("Operator", "Word"): Style(color="magenta"),
        ("Name", "Builtin"): Style(color="cyan"),
        ("Name", "Tag"): Style(color="cyan"),
        ("Name", "Attribute"): Style(color="cyan"),
        ("Name", "Decorator"): Style(color="cyan"),
        ("Name", "Function"): Style(bold=True),
        ("Name", "Class"): Style(bold=True),
        ("Literal", "String"): Style(color="green"),
        ("Literal", "Number"): Style(color="green"),
        ("Generic", "Deleted"): Style(color="red"),
        ("Generic", "Inserted"): Style(color="green"),
        ("Generic", "Heading"): Style(bold=True),
        ("Generic", "Subheading"): Style(bold=True),
    }
)


def highlighted(code: str, language: str) -> Text:
    """Code with the colours of its language; without any if the language isn't known."""
    text = Syntax("", language, theme=_THEME).highlight(clean(code))
    text.justify = None
    text.no_wrap = None
    text.rstrip()
    return text
