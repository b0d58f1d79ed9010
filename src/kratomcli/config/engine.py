"""The table [engine] of a settings file: on which engine a library is, and how that is reached.

    [engine]
    kind = "opensearch"             # default: "tantivy", which is embedded, and has no other keys
    urls = ["https://search.example.org:9200"]  # of nodes, any of which is asked
    index = "articles"              # the library's name on the cluster
    auth-env = "SEARCH_LOGIN"       # the variable that holds USER:PASSWORD
    auth-file = "login"             # or the file that holds it, which only its owner may read
    ca-file = "ca.pem"              # certificates that vouch for the nodes; default: the system's
    shards = 1                      # parts of the index, and replicas: further copies of each; both count
    replicas = 1                    # when the index is made
    bodies = "engine"               # the cluster keeps the articles' files, too; default: "files"

It says to whom a library's articles go. So only trusted files have it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from kratomcli.config.trust import how_to_trust, is_trusted
from kratomcli.errors import ConfigError, SettingsUntrusted
from kratomcli.files.reading import FileUnreadable, read_secret
from kratomcli.files.settings import fault, shown
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

KINDS = ("tantivy", "opensearch")
KEYS = ("kind", "urls", "index", "auth-env", "auth-file", "ca-file", "shards", "replicas", "bodies")
_BODIES = ("files", "engine")
_INDEX = lazy_regex(r"[a-z0-9][a-z0-9_.-]{0,199}")
_MOST = {"shards": 1024, "replicas": 20}


class Credentials(NamedTuple):
    """A name and password, which no message shows."""

    name: str
    password: str

    def __repr__(self) -> str:
        return "Credentials(…)"


class EngineSettings(NamedTuple):
    """A cluster, and a library on it.

    `urls` are addresses of its nodes, `library` is its name there, `ca_file` an absolute path, or ""
    for the system's certificates. `shards` and `replicas` are those of an index that is made. `bodies` is
    "engine" where the cluster keeps the files of articles, too.
    """

    kind: str
    urls: tuple[str, ...]
    library: str
    auth: tuple[str, str] | None = None
    ca_file: str = ""
    shards: int = 1
    replicas: int = 1
    bodies: str = "files"


def engine_settings(
    path: str, table: Mapping[str, object], own: str, environ: Mapping[str, str], *, is_asked: bool
) -> EngineSettings | None:
    """The engine that a settings file names; None for the embedded one.

    Args:
        own: the user's own settings file.
        is_asked: whether the library is that of the file; else a file that isn't trusted is passed over.

    Raises:
        ConfigError: a key or value is wrong, or the credentials can't be had.
        SettingsUntrusted: the file names a cluster, and nobody trusts it.
    """
    found: Any = table["engine"]
    if not isinstance(found, dict):
        hint = "Begin it with [engine]."
        raise fault(path, "engine must be a table", "engine", hint=hint)
    if unknown := next((key for key in found if key not in KEYS), ""):
        known = ", ".join(KEYS)
        raise fault(
            path, f"no setting engine.{shown(unknown)}", "engine", unknown, hint=f"There are {known}."
        )
    if found and "kind" not in found:
        raise _wrong(path, "kind", "is missing", hint='It is "opensearch" for a cluster.')
    kind = _chosen(path, found, "kind", KINDS)
    if kind == "tantivy":
        return None
    if not is_trusted(path, own):
        if not is_asked:
            return None
        what = f"{path} names a cluster: only files that you trust say where articles are sent"
        raise SettingsUntrusted(what, hint=how_to_trust(path, own))
    auth = _credentials(path, found, environ)
    return EngineSettings(
        kind,
        _urls(path, found, is_secret=auth is not None),
        _index(path, found),
        auth,
        _ca_file(path, found),
        _number(path, found, "shards", least=1),
        _number(path, found, "replicas", least=0),
        _chosen(path, found, "bodies", _BODIES),
    )


def _wrong(path: str, key: str, message: str, hint: str = "") -> ConfigError:
    return fault(path, f"engine.{key} {message}", "engine", key, hint=hint)


def _chosen(path: str, found: Mapping[str, object], key: str, choices: tuple[str, ...]) -> str:
    """One of some words, of which the first is the default."""
    value = found.get(key, choices[0])
    if value not in choices:
        raise _wrong(path, key, f"must be {' or '.join(choices)}, not {shown(value)}")
    return str(value)


def _number(path: str, found: Mapping[str, object], key: str, *, least: int) -> int:
    value = found.get(key, 1)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= _MOST[key]:
        raise _wrong(path, key, f"must be a number from {least} to {_MOST[key]}, not {shown(value)}")
    return value


def _urls(path: str, found: Mapping[str, object], *, is_secret: bool) -> tuple[str, ...]:
    """The addresses; none holds a password, and where there is one, it would not go over plain HTTP."""
    named = found.get("urls")
    urls: list[Any] = named if isinstance(named, list) else [named]
    if not urls or not all(isinstance(url, str) for url in urls):
        hint = 'Write it as ["https://search.example.org:9200"].'
        raise _wrong(path, "urls", "must be a list of addresses of nodes", hint)
    for url in urls:
        if reason := _fault_of(url, is_secret=is_secret):
            raise _wrong(path, "urls", *reason)
    return tuple(url.rstrip("/") for url in urls)


def _fault_of(url: str, *, is_secret: bool) -> tuple[str, str] | None:
    """What is wrong with an address, and what to do; an address with a password in it is not shown."""
    from urllib.parse import urlsplit

    if "@" in url:
        hint = "Put it into a variable that auth-env names, or a file that auth-file names."
        return "has an address with a name or password in it", hint
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, brackets that don't match
        is_address = False
    if not is_address or not url.isascii() or not url.isprintable() or {*" ?#"} & {*url}:
        return f"has {shown(url)}, which is no address", "One is like https://search.example.org:9200."
    if is_secret and parts.scheme == "http":
        return f"has {shown(url)}: the password would go there in the clear", "Use https."
    return None


def _index(path: str, found: Mapping[str, object]) -> str:
    name = found.get("index")
    if not isinstance(name, str) or not _INDEX.fullmatch(name):
        hint = "Use small letters, digits and - _ . only, and begin with a letter or digit."
        raise _wrong(path, "index", f"must be the library's name on the cluster, not {shown(name)}", hint)
    return name


def _credentials(
    path: str, found: Mapping[str, object], environ: Mapping[str, str]
) -> tuple[str, str] | None:
    """The name and password, from where the settings say."""
    if "auth-env" in found and "auth-file" in found:
        raise _wrong(path, "auth-file", "and engine.auth-env are both there", "Keep one of them.")
    key = next((key for key in ("auth-env", "auth-file") if key in found), "")
    if not key:
        return None
    place = found[key]
    if not isinstance(place, str) or not place or "\0" in place:
        what = "name of a variable" if key == "auth-env" else "path of a file"
        raise _wrong(path, key, f"must be the {what}")
    text = environ.get(place, "") if key == "auth-env" else _secret(path, place)
    name, colon, password = text.strip().partition(":")
    if not name or not colon or not password or not text.strip().isprintable():
        what = (
            f"names the variable {shown(place)}, which" if key == "auth-env" else f"is {shown(place)}, which"
        )
        state = "does not hold USER:PASSWORD" if text else "is empty or not set"
        raise _wrong(path, key, f"{what} {state}")
    return Credentials(name, password)


def _secret(path: str, place: str) -> str:
    try:
        return read_secret(_beside(path, place))
    except FileUnreadable as error:
        raise _wrong(path, "auth-file", f"can't be used: {error.reason}", error.hint) from error


def _ca_file(path: str, found: Mapping[str, object]) -> str:
    place = found.get("ca-file", "")
    if not isinstance(place, str) or "\0" in place:
        raise _wrong(path, "ca-file", "must be the path of a file")
    if not place:
        return ""
    whole = _beside(path, place)
    if not os.path.isfile(whole):
        raise _wrong(path, "ca-file", f"is {shown(place)}, and there is no such file")
    return whole


def _beside(path: str, place: str) -> str:
    """A path that is meant relative to the settings file."""
    return os.path.abspath(os.path.join(os.path.dirname(path), os.path.expanduser(place)))
