"""The graph of links between articles → GraphML, or JSON as networkx and d3 read it (nodes and edges)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TextIO

from kratomcli.errors import FormatUnknown, MissingExtra
from kratomcli.text.normalize import one_line
from kratomcli.text.safe_output import SafeWriter, for_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kratomcli.search.links import LinkGraph

GraphFormat = Literal["graphml", "json"]

_SUFFIXES: dict[str, GraphFormat] = {".graphml": "graphml", ".xml": "graphml", ".json": "json"}


def graph_format_for(path: str | None) -> GraphFormat:
    """The format for an output path, by its suffix in any case; graphml for none.

    Raises:
        FormatUnknown: no format has the suffix.
    """
    stem, dot, ending = (path or "").rpartition("/")[2].rpartition(".")
    if not stem or not ending:
        return "graphml"
    try:
        return _SUFFIXES[f".{ending.lower()}"]
    except KeyError:
        raise FormatUnknown(
            f"no format of a graph for a file that ends in '{one_line(dot + ending)}'",
            hint=f"These endings name one: {', '.join(_SUFFIXES)}. For any other, name the format.",
        ) from None


def write(graph: LinkGraph, format: GraphFormat, stream: TextIO) -> None:
    """Write the graph: of an article `title` and `date`, of its links to another their number as `weight`.

    An unknown date is null in JSON, and left out in GraphML, which has nothing for it.

    Raises:
        MissingExtra: networkx is not installed.
    """
    safe = SafeWriter(stream)
    for line in _graphml(graph) if format == "graphml" else _json(graph):
        safe.write(line + "\n")


def _networkx() -> Any:
    try:
        import networkx
    except ImportError as error:
        raise MissingExtra(
            "a graph needs the package networkx", hint="Install it: pip install 'kratomcli[graph]'"
        ) from error
    return networkx


def _graphml(graph: LinkGraph) -> Iterator[str]:
    networkx = _networkx()
    made = networkx.DiGraph()
    for node in graph.nodes:
        known = {"title": for_xml(node.title), "date": for_xml(node.date)}
        made.add_node(for_xml(node.id), **{name: value for name, value in known.items() if value})
    made.add_weighted_edges_from((for_xml(one), for_xml(other), links) for one, other, links in graph.edges)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield from networkx.generate_graphml(made, named_key_ids=True)


def _json(graph: LinkGraph) -> Iterator[str]:
    from kratomcli.export.contract import dumps

    networkx = _networkx()
    made = networkx.DiGraph()
    for node in graph.nodes:
        made.add_node(node.id, title=node.title, date=node.date or None)
    made.add_weighted_edges_from(graph.edges)
    yield dumps(networkx.node_link_data(made, edges="edges"))
