"""Which options go with which formats: one that can't do anything is a mistake, not passed over."""

from __future__ import annotations

from collections.abc import Mapping

from kratomcli.errors import UsageError

_CELLS = ("tsv", "csv")
_PATHS = ("json", "jsonl", "csv", "tsv", "sqlite")
_TSV_ONLY = {"--header": ("tsv",), "--no-header": ("tsv",)}

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
    "similar": _TSV_ONLY,
    "reuse": _TSV_ONLY,
    "changed": _TSV_ONLY,
    "quotes": _TSV_ONLY,
}
"""Command → option → the formats that it changes."""


def require_fitting(command: str, format: str, given: Mapping[str, object]) -> None:
    """Refuse options that are given, those with a value, where the format does nothing with them.

    Raises:
        UsageError: it names the option, the format and those that it goes with.
    """
    for option, value in given.items():
        formats = FORMATS[command][option]
        if value not in (None, False, "") and format not in formats:
            raise UsageError(
                f"{option} with --format {format}", hint=f"It goes with {', '.join(formats)} only."
            )


def header(wanted: bool | None) -> dict[str, object]:
    """--header and --no-header as `require_fitting` takes them."""
    return {"--header": wanted is True, "--no-header": wanted is False}
