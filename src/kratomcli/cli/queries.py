"""`kratomcli queries`."""

# Without the annotations import: what declares the parameters is looked at at every start.

from collections.abc import Iterable
from typing import Annotated, Literal

from kratomcli.cli import options, output
from kratomcli.cli.notes import note
from kratomcli.cli.option_rules import require_fitting
from kratomcli.config import settings

EPILOG = "Example: kratomcli search @recent sleep"

Format = Literal["auto", "tsv", "json", "jsonl"]


class Queries(output.Table[tuple[str, str]]):
    """Saved queries: (name, query)."""

    columns = ("name", "query")

    def row(self, one: tuple[str, str]) -> Iterable[object]:
        name, query = one
        return f"@{name}", query

    def as_json(self, one: tuple[str, str]) -> object:
        return dict(zip(self.columns, one, strict=True))


def command(
    format: Annotated[Format, options.format_of(Format)] = "auto",
    library: options.Libraries = None,
    header: options.Header = None,
    quiet: options.Quiet = False,
) -> None:
    """List the saved queries, from [queries] in kratomcli.toml; any query may hold them as @name."""
    look = output.Look(output.chosen(format, rich="tsv"), header=bool(header))
    require_fitting("queries", look.format, header=header)
    saved = settings(library or ()).queries
    output.write(Queries(), list(saved.items()), look)
    if not saved:
        note("no saved queries; give them names under [queries] in kratomcli.toml", quiet=quiet)
