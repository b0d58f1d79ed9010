"""`kratomcli set`."""

# Without the annotations import: what declares the parameters is looked at at every start.

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from kratomcli.cli import options, output
from kratomcli.cli.exit_status import ExitStatus
from kratomcli.cli.notes import no_match, note, nothing
from kratomcli.cli.opening import opened
from kratomcli.cli.option_rules import require_fitting
from kratomcli.cli.query_words import query_text
from kratomcli.cli.references import ReferencedArticles, require_alone
from kratomcli.cli.streams import on_terminal
from kratomcli.errors import UsageError

if TYPE_CHECKING:
    from kratomcli.editing.changes import FrontMatterChanges
    from kratomcli.editing.proposed import ChangedArticle
    from kratomcli.library.library import Library

EPILOG = "Example: kratomcli set tags:tee --rename-tag tee tea --write"

Format = Literal["auto", "diff", "tsv", "json", "jsonl", "ids"]
_MOST = 20  # refused articles named one by one on standard error


def _pairs(name: str, help: str) -> object:
    return options.Option(name, metavar="KEY=VALUE", help=help, show_default=False)


class ChangedArticles(output.Table["ChangedArticle"]):
    """What would become, or became, of articles."""

    columns = ("status", "id", "path", "reason")

    def row(self, one: "ChangedArticle") -> Iterable[object]:
        return one.status, output.Id(one.id), one.path, one.reason

    def as_json(self, one: "ChangedArticle") -> object:
        from kratomcli.export.contract.comparisons import changed_article_as_json

        return changed_article_as_json(one)

    def ids(self, found: "Iterable[ChangedArticle]") -> Iterable[str]:
        return (one.id for one in found if one.status != "refused")


def command(
    query: options.Query = None,
    add: Annotated[list[str] | None, _pairs("--add", "Add to a list: tags=tea.")] = None,
    remove: Annotated[list[str] | None, _pairs("--remove", "Take from a list.")] = None,
    rename_tag: Annotated[
        tuple[str, str] | None,
        options.Option("--rename-tag", metavar="OLD NEW", help="And the tags below it.", show_default=False),
    ] = None,
    set: Annotated[list[str] | None, _pairs("--set", "Give a key a value: date=2021-03-05.")] = None,
    unset: Annotated[
        list[str] | None,
        options.Option("--unset", metavar="KEY", help="Remove a key.", show_default=False),
    ] = None,
    write: Annotated[bool, options.Option("--write", help="Do it; without this, say what would be.")] = False,
    undo: Annotated[bool, options.Option("--undo", help="Undo what was written last.")] = False,
    ids: options.IdsOption = None,
    library: options.Libraries = None,
    format: Annotated[Format, options.format_of(Format)] = "auto",
    header: options.Header = None,
    null: options.Null = False,
    refresh: options.RefreshOption = "auto",
    format_version: options.FormatVersion = "1",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Change the front matter of articles: print a diff, and with --write do it.

    QUERY: words, "phrases", field:value, -not, OR. All else in the files stays as it is.
    """
    text = query_text(query)
    look = output.Look(output.chosen(format, "diff", "diff"), color, bool(header), null)
    require_fitting("set", look.format, header=header, null=null)
    require_alone(text, ids)
    wishes = {"--add": add, "--remove": remove, "--rename-tag": rename_tag, "--set": set, "--unset": unset}
    if undo:
        _refuse_with_undo({**wishes, "--write": write, "--ids": ids, "a query": text})
        with opened(library, refresh, quiet=quiet) as lib:
            _undo(lib, look, quiet)
        return
    changes = _changes(add, remove, rename_tag, set, unset)
    with opened(library, refresh, quiet=quiet) as lib:
        wanted = ReferencedArticles(lib, ["-"]) if ids else None
        proposed = lib.change(text, changes, only=None if wanted is None else list(wanted.ids()))
        done = proposed.write() if write else [*proposed.proposed, *proposed.refused]
        _print(done, look)
        _say(done, proposed.unchanged, quiet)
        if wanted is not None:
            wanted.leave()
        if not done and not proposed.unchanged:
            no_match(text, lib, quiet=quiet) if text else nothing("no articles", lib, quiet=quiet)
        _leave(done)


def _changes(
    add: Sequence[str] | None,
    remove: Sequence[str] | None,
    rename_tag: tuple[str, str] | None,
    set: Sequence[str] | None,
    unset: Sequence[str] | None,
) -> "FrontMatterChanges":
    from kratomcli.editing.changes import FrontMatterChanges

    values = dict(_pair("--set", text) for text in set or ())
    if len(values) < len(set or ()):
        raise UsageError("a key is set twice", hint="Give each key once.")
    return FrontMatterChanges(
        add=_lists("--add", add),
        remove=_lists("--remove", remove),
        rename_tags=dict([rename_tag] if rename_tag else ()),
        set=values,
        unset=tuple(unset or ()),
    )


def _lists(option: str, given: Sequence[str] | None) -> dict[str, list[str]]:
    """Key → names, of options that may be repeated."""
    lists: dict[str, list[str]] = {}
    for text in given or ():
        key, name = _pair(option, text)
        lists.setdefault(key, []).append(name)
    return lists


def _pair(option: str, text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise UsageError(f"{option} {text}", hint=f"Write it as {option} KEY=VALUE, such as tags=tea.")
    return key.strip(), value


def _refuse_with_undo(given: dict[str, object]) -> None:
    for option, value in given.items():
        if value:
            raise UsageError(f"{option} and --undo together", hint="--undo undoes all of the last run.")


def _undo(library: "Library", look: output.Look, quiet: bool) -> None:
    done = library.undo()
    if done is None:
        nothing("nothing to undo", library, quiet=quiet)
        return
    _print(done, look)
    _say(done, 0, quiet)
    _leave(done)


def _print(done: "Sequence[ChangedArticle]", look: output.Look) -> None:
    """Write the diffs, as bytes where they don't go to a terminal, or the articles in another format."""
    if look.format != "diff":
        output.write(ChangedArticles(), done, look)
    elif on_terminal() or look.color == "always":
        from kratomcli.render.diff import diff

        output.show((diff(one.diff) for one in done if one.diff), look)
    else:
        sys.stdout.flush()
        for one in done:
            sys.stdout.buffer.write(one.diff)
        sys.stdout.buffer.flush()


_SAID = {"proposed": "would change", "written": "changed", "undone": "changed back"}


def _say(done: "Sequence[ChangedArticle]", unchanged: int, quiet: bool) -> None:
    """Say how many articles changed and which were refused, and why."""
    from kratomcli.text.wording import count

    sys.stdout.flush()
    refused = [one for one in done if one.status == "refused"]
    for one in refused[:_MOST]:
        note(f"{one.path} is left: {one.reason}", quiet=quiet)
    if len(refused) > _MOST:
        note(f"… and {len(refused) - _MOST:,} more", quiet=quiet)
    parts = [
        f"{count(number, 'article')} {said}"
        for status, said in _SAID.items()
        if (number := sum(one.status == status for one in done))
    ]
    parts = parts or (["nothing to change"] if done or unchanged else [])
    if unchanged:
        parts.append(f"{unchanged:,} {'is' if unchanged == 1 else 'are'} so already")
    if refused:
        parts.append(f"{len(refused):,} refused")
    if any(one.status == "proposed" for one in done):
        parts.append("--write does it")
    if parts:
        note("; ".join(parts), quiet=quiet)


def _leave(done: "Sequence[ChangedArticle]") -> None:
    """Exit with an error's status if an article was refused."""
    if any(one.status == "refused" for one in done):
        raise SystemExit(ExitStatus.NO_ACCESS)
