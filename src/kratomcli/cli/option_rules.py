"""Which options go with which formats: one that can't do anything is a mistake, not passed over."""

from __future__ import annotations

from collections.abc import Mapping

from kratomcli.errors import UsageError

_CELLS = ("tsv", "csv")
_PATHS = ("json", "jsonl", "csv", "tsv", "sqlite")
_TSV_ONLY = {"--header": ("tsv",), "--no-header": ("tsv",)}
_TABLE_AND_IDS = {**_TSV_ONLY, "--null": ("ids",)}

OPTIONS = {"format_version": "--format-version 1"}
"""Parameters whose option is not simply their name."""

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
    },
    "export": {
        "--title": ("html", "epub", "pdf", "site"),
        "--url": ("site",),
        "--templates": ("site",),
        "--unsafe-cells": ("csv",),
        "--absolute-paths": _PATHS,
        "--format-version 1": _PATHS,
    },
    "similar": _TABLE_AND_IDS,
    "reuse": _TABLE_AND_IDS,
    "changed": _TABLE_AND_IDS,
    "quotes": _TABLE_AND_IDS,
    "stats": _TSV_ONLY,
    "queries": _TSV_ONLY,
}
"""Command → option → the formats that it changes."""


def require_fitting(command: str, format: str, *, header: bool | None = None, **given: object) -> None:
    """Refuse options that are given, those with a value, where the format does nothing with them.

    `given` are the parameters of the command, by their names; `header` is True or False if --header or
    --no-header was given.

    Raises:
        UsageError: it names the option, the format and those that it goes with.
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
