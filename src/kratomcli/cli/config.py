"""`kratomcli config`."""

# Without the annotations import: what declares the parameters is looked at at every start.

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from kratomcli.cli import options, output, streams
from kratomcli.cli.option_rules import require_fitting

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.config.origins import KnownSetting

EPILOG = "Example: kratomcli config -f json"

Format = Literal["auto", "rich", "tsv", "json", "jsonl"]


class KnownSettings(output.Table["KnownSetting"]):
    """Settings, their values, and where these came from."""

    columns = ("setting", "value", "origin", "line")

    def row(self, one: "KnownSetting") -> Iterable[object]:
        from kratomcli.text.wording import value_text

        return one.name, value_text(one.value), one.origin, one.line or ""

    def as_json(self, one: "KnownSetting") -> object:
        return dict(zip(self.columns, (one.name, one.value, one.origin, one.line or None), strict=True))

    def page(self, found: "Sequence[KnownSetting]") -> "RenderableType":
        from kratomcli.render.settings import known_settings

        return known_settings(found)


def command(
    library: options.Libraries = None,
    format: Annotated[Format, options.format_of(Format)] = "auto",
    header: options.Header = None,
    format_version: options.FormatVersion = "1",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,  # as every command has it
) -> None:
    """Show every setting, its value, and which file, variable or option it came from."""
    from kratomcli.config.origins import known_settings

    look = output.Look(output.chosen(format), color, bool(header))
    require_fitting("config", look.format, header=header)
    found = known_settings(library or ())
    streams.theme = next((str(one.value) for one in found if one.name == "theme"), streams.theme)
    output.write(KnownSettings(), found, look)
