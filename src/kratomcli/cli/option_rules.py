"""Which options work with which formats: an option without effect is an error, not ignored."""

from __future__ import annotations

from collections.abc import Mapping

from kratomcli.errors import UsageError

_CELLS = ("tsv", "csv")
_PATHS = ("json", "jsonl", "csv", "tsv", "sqlite")
_TSV_ONLY = {"--header": ("tsv",), "--no-header": ("tsv",)}
_TABLE_AND_IDS = {**_TSV_ONLY, "--null": ("ids",)}

OPTIONS = {"format_version": "--format-version 1"}
"""Parameter → option, where the option is not simply its name."""

FORMATS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "list": {
        "--fields": ("table", "tsv", "csv", "json", "jsonl"),
        "--header": ("table", *_CELLS),
        "--no-header": _CELLS,
        "--null": ("ids", "paths"),
        "--unsafe-cells": ("csv",),
    },
    "search": {
        **_TSV_ONLY,
        "--null": ("ids", "paths"),
        "--explain": ("rich", "json", "jsonl"),
        "--facet": ("rich", "tsv", "json"),
    },
    "show": {
        "--toc": ("rich", "text", "json"),
        "--meta": ("rich", "text", "markdown", "json"),
        "--body": ("rich", "text", "markdown", "html", "json"),
        "--highlight": ("rich", "json"),
        "--center": ("rich",),
        "--style": ("citation",),
        "--locale": ("citation",),
    },
    "export": {
        "--title": ("html", "epub", "pdf", "site"),
        "--url": ("site",),
        "--templates": ("site",),
        "--unsafe-cells": ("csv",),
        "--absolute-paths": _PATHS,
        "--format-version 1": _PATHS,
    },
    "links": {
        **_TABLE_AND_IDS,
        "--graph": ("graphml", "json"),
        "--output": ("graphml", "json"),
        "--force": ("graphml", "json"),
    },
    "similar": _TABLE_AND_IDS,
    "reuse": _TABLE_AND_IDS,
    "changed": _TABLE_AND_IDS,
    "quotes": _TABLE_AND_IDS,
    "stats": _TSV_ONLY,
    "queries": _TSV_ONLY,
    "config": _TSV_ONLY,
    "import": _TABLE_AND_IDS,
    "set": _TABLE_AND_IDS,
}
"""Command → option → the formats on which it has an effect."""


def require_fitting(command: str, format: str, *, header: bool | None = None, **given: object) -> None:
    """Refuse options that have no effect on the format.

    `given` are the command's parameters by name; those with a true value count as given. `header` is True
    for --header, False for --no-header, None if neither was given.

    Raises:
        UsageError: an option has no effect; the message names the formats that it works with.
    """
    names = {"header": header is True, "no_header": header is False}
    for name, value in {**names, **given}.items():
        option = OPTIONS.get(name) or "--" + name.replace("_", "-")
        if value in (None, False, "", []):
            continue
        formats = FORMATS[command][option]
        if format not in formats:
            raise UsageError(
                f"{option} with --format {format}", hint=f"It goes with {', '.join(formats)} only."
            )
