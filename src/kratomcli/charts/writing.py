"""Charts as a file, whose suffix says what it is."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from kratomcli.errors import UsageError
from kratomcli.export import output
from kratomcli.export.delivery import refuse_article
from kratomcli.text.normalize import one_line
from kratomcli.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kratomcli.search.statistics import Statistics

ChartFormat = Literal["svg", "png", "html"]

_SUFFIXES: dict[str, ChartFormat] = {".svg": "svg", ".png": "png", ".html": "html"}


def chart_format_for(path: str) -> ChartFormat:
    """The format for an output path, by its suffix in any case.

    Raises:
        UsageError: no format has the suffix, or there is none.
    """
    suffix = PurePath(path).suffix
    try:
        return _SUFFIXES[suffix.lower()]
    except KeyError:
        ending = f"ends in '{one_line(suffix)}'" if suffix else f"is called '{one_line(path)}'"
        raise UsageError(
            f"no chart for a file that {ending}", hint=f"Charts end in {', '.join(_SUFFIXES)}."
        ) from None


def made(found: Statistics, format: ChartFormat) -> bytes:
    """The content of the file: of the same statistics always the same bytes.

    Raises:
        MissingExtra: vl-convert-python is not installed.
    """
    from kratomcli.charts import drawing
    from kratomcli.charts.figures import figures
    from kratomcli.charts.page import page

    heading = f"{count(found.articles, 'article')}, {count(found.words, 'word')}"
    if format == "html":
        return "".join(page(figures(found), heading)).encode()
    picture = drawing.picture(figures(found), heading)
    return picture.encode() if format == "svg" else drawing.png(picture)


def write_charts(found: Statistics, place: str, *, roots: Sequence[str], force: bool = False) -> int:
    """Draw statistics to a file; return its size in bytes. `roots` are the library's folders.

    Raises:
        UsageError: the suffix is not .svg, .png or .html.
        MissingExtra: vl-convert-python is not installed.
        OutputError: the file exists already, can't be written, or would be an article of the library.
    """
    format = chart_format_for(place)
    refuse_article(place, roots)
    data = made(found, format)
    with output.atomic(place, force=force, mode="wb") as stream:
        stream.write(data)
    return len(data)
