"""`kratomcli search`."""

# Without the annotations import: what declares the parameters is looked at at every start.

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from kratomcli.cli import options, output
from kratomcli.cli.notes import no_match, note
from kratomcli.cli.opening import opened
from kratomcli.cli.option_rules import require_fitting
from kratomcli.cli.query_words import query_text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.library.library import Library
    from kratomcli.model.hit import Hit
    from kratomcli.search.facets import Facet

EPILOG = "Example: kratomcli search withdrawal -f ids | kratomcli show -"
NEEDS_ARGUMENTS = True

_OFFERED = 3  # articles named where words find none

Format = Literal["auto", "rich", "tsv", "json", "jsonl", "ids", "paths", "grep"]

SnippetsOption = Annotated[
    int, options.Option("--snippets", metavar="N", min=0, help="Passages for each article.")
]
WidthOption = Annotated[
    int,
    options.Option(
        "--width", metavar="N", min=20, help="Characters of a passage at most.", show_default=False
    ),
]
UniqueOption = Annotated[bool, options.Option("--unique", help="Of versions of an article only the best.")]
ExplainScoresOption = Annotated[bool, options.Option("--explain", help="Say what scores are made of.")]
FacetOption = Annotated[
    list[str] | None,
    options.Option(
        "--facet",
        metavar="FIELD",
        help="Count matches by a field, or date:year.",
        show_default=False,
    ),
]
ValuesOption = Annotated[
    int, options.Option("--values", metavar="N", min=1, help="Values of each facet at most.")
]


MeaningOption = Annotated[
    bool | None,
    options.Option(
        "--meaning/--no-meaning", help="Go by what articles say, too, in any words.", show_default=False
    ),
]


class Hits(output.Table["Hit"]):
    """Articles that match, with their best passages; `asked` has their total number and files."""

    columns = ("id", "score", "line", "title", "section", "snippet")

    def __init__(self, asked: "_Asked", *, explain: bool) -> None:
        self._asked = asked
        self._explain = explain

    def row(self, one: "Hit") -> Iterable[object]:
        best = one.snippets[0] if one.snippets else None
        line, section, text = (
            (best.line, output.slug(best.section), best.text) if best else ("", "", one.name)
        )
        return output.Id(one.entry.id), one.score, line, one.entry.title, section, text

    def as_json(self, one: "Hit") -> object:
        from kratomcli.export.contract import hit_as_json

        return hit_as_json(one, explain=self._explain)

    def page(self, found: "Sequence[Hit]") -> "RenderableType":
        from kratomcli.render.hits import hits

        asked = self._asked
        return hits(found, total=asked.count(), query=asked.text, by_meaning=asked.count_by_meaning())

    def ids(self, found: "Iterable[Hit]") -> Iterable[str]:
        return (one.entry.id for one in found)

    def paths(self, found: "Iterable[Hit]") -> Iterable[str]:
        return (one.entry.path for one in found)

    def files(self, found: "Iterable[Hit]") -> Iterable[bytes]:
        return (self._asked.library.file(one.entry.id) for one in found)

    def grep(self, found: "Iterable[Hit]") -> Iterable[str]:
        """A line for each passage, in the format of `grep -Hn`."""
        return (
            f"{one.entry.path}:{snippet.line}:{output.cell(snippet.text)}"
            for one in found
            for snippet in one.snippets
        )

    def lines(self) -> "Mapping[str, Callable[[Iterable[Hit]], Iterable[str]]]":
        return {**super().lines(), "grep": self.grep}


class Facets(output.Table["Facet"]):
    """Values of fields, with the number of matching articles that have each."""

    columns = ("facet", "value", "count")

    def rows(self, found: "Iterable[Facet]") -> Iterable[Iterable[object]]:
        return ((one.name, value, number) for one in found for value, number in one.values)

    def page(self, found: "Sequence[Facet]") -> "RenderableType":
        from rich.console import Group

        from kratomcli.render.hits import facet_bars

        return Group(*map(facet_bars, found))


def command(
    query: options.Query = None,
    library: options.Libraries = None,
    format: Annotated[Format, options.format_of(Format)] = "auto",
    limit: Annotated[int, options.limit_to("articles")] = 10,
    any: options.AnyWord = False,
    fuzzy: options.Fuzzy = False,
    meaning: MeaningOption = None,
    sort: options.SortOption = None,
    snippets: SnippetsOption = 2,
    width: WidthOption = 240,
    unique: UniqueOption = False,
    explain: ExplainScoresOption = False,
    facet: FacetOption = None,
    values: ValuesOption = 20,
    header: options.Header = None,
    null: options.Null = False,
    format_version: options.FormatVersion = "1",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",
    pager: options.PagerOption = True,
    quiet: options.Quiet = False,
) -> None:
    """Find articles and passages by words, "phrases", field:value, -not and OR."""
    look = output.Look(output.chosen(format), color, bool(header), null, pager)
    require_fitting("search", look.format, header=header, null=null, explain=explain, facet=facet)
    with opened(library, refresh, quiet=quiet) as lib:
        asked = _Asked(lib, query_text(query), any, fuzzy, meaning)
        hits = lib.search(
            asked.text,
            limit=limit,
            any=any,
            fuzzy=fuzzy,
            sort=sort,
            snippets=0 if look.format in ("ids", "paths") else snippets,
            width=width,
            explain=explain,
            unique=unique,
            meaning=meaning,
        )
        facets = [
            lib.facet(name, asked.text, any=any, fuzzy=fuzzy, limit=values, meaning=meaning)
            for name in facet or ()
        ]
        _write(Hits(asked, explain=explain), hits, facets, look)
        asked.leave(bool(hits), quiet=quiet)


def _write(table: Hits, hits: "Sequence[Hit]", facets: "Sequence[Facet]", look: output.Look) -> None:
    """Write hits and facets; formats of cells have only one table, which then is the facets'."""
    if facets and look.format == "json":
        from kratomcli.export.contract import facets_as_json

        output.write_object({"hits": list(map(table.as_json, hits)), "facets": facets_as_json(facets)})
        return
    if look.format == "rich":
        output.show(([table.page(hits)] if hits else []) + ([Facets().page(facets)] if facets else []), look)
        return
    if not facets or look.format != "tsv":
        output.write(table, hits, look)
    if facets:
        output.write(Facets(), facets, look)


class _Asked:
    """A search, with its library: for counting matches and giving advice."""

    def __init__(self, library: "Library", text: str, any: bool, fuzzy: bool, meaning: bool | None) -> None:
        self.library = library
        self.text = text
        self._any = any
        self._fuzzy = fuzzy
        self._meaning = meaning

    def count(self) -> int:
        """How many articles are found."""
        return self._count(any=self._any)

    def count_by_meaning(self) -> int:
        """How many of them have none of the words."""
        return self.library.count_by_meaning(
            self.text, any=self._any, fuzzy=self._fuzzy, meaning=self._meaning
        )

    def _count(self, *, any: bool) -> int:
        return self.library.count(self.text, any=any, fuzzy=self._fuzzy, meaning=self._meaning)

    def leave(self, is_answered: bool, *, quiet: bool) -> None:
        """Suggest other queries, and exit with the status for no match if nothing matched."""
        found = is_answered or bool(self.count())  # of none asked for some may match
        if not quiet:
            self._advise(found=found)
        if not found:
            no_match(self.text, self.library, quiet=quiet)

    def _advise(self, *, found: bool) -> None:
        """Suggest other queries; none of them is run instead."""
        from kratomcli.text.normalize import one_line

        # If an article has all words of the query, none of them is misspelled.
        is_plain = " OR " not in self.text and "@" not in self.text
        is_sure = found and (self._fuzzy or not self._any) and is_plain
        suggestions = [] if is_sure else self.library.suggestions(self.text)
        for word, instead in suggestions:
            shown = " or ".join(f"'{guess}'" for guess in instead)
            note(f"no article has '{one_line(word)}'; did you mean {shown}?")
        if found:
            return
        if not self._any and (number := self._count(any=True)):
            from kratomcli.text.wording import count

            note(f"with --any, for any of the words, there would be {count(number, 'article')}")
        if self._meaning is None and self.library.is_meaning_ready:
            self._offer()

    def _offer(self) -> None:
        """Name the articles that are nearest by meaning."""
        from kratomcli.text.normalize import one_line

        near = self.library.search(self.text, limit=_OFFERED, snippets=0, meaning=True)
        named = ", ".join(f"{hit.entry.id} ({one_line(hit.entry.title)})" for hit in near)
        if named:
            note(f"with --meaning, for what articles say in any words, the first would be {named}")
