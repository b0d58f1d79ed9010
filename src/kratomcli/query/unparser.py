"""Nodes → query text: the inverse of `parse`."""

from __future__ import annotations

from kratomcli.query.ast import And, Everything, Has, Is, KeySet, Match, Node, Not, Or, Phrase, Range, Term
from kratomcli.text.normalize import one_line


def unparse(node: Node) -> str:
    """Query text that means `node`: for each node that `parse` gives, `parse(unparse(node)) == node`.

    Well-formed nodes made by hand become text that parses, too; a word that the language can't express
    as a bare word (":-)" inside a group) becomes a phrase.
    """
    return _text(node, grouped=False)


def quoted(text: str) -> str:
    r"""`text` as a phrase: in straight quotes, with `\` before each quote and backslash in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def is_bare(name: str) -> bool:
    """Whether `name` can be written in a query as a field's name, without quotes."""
    return all(letter.isalnum() or letter in "_.-" for letter in name)


def _text(node: Node, *, grouped: bool) -> str:
    match node:
        case Everything():
            return "*"
        case Term():
            return _term(node, grouped=grouped)
        case Phrase():
            return quoted(node.text)
        case Match():
            value = quoted(node.value) if node.quoted else node.value
            return f"{node.field}:{value}{'*' if node.prefix else ''}"
        case Range():
            return f"{node.field}:{_bounds(node)}"
        case Is():
            return f"is:{node.flag}"
        case Has():
            return f"has:{node.field if is_bare(node.field) else quoted(node.field)}"
        case KeySet():
            return node.text
        case Not():
            return _negation(node, grouped=grouped)
        case And():
            return " ".join(
                _group(part) if isinstance(part, Or) else _text(part, grouped=grouped) for part in node.parts
            )
        case Or():
            return " OR ".join(_text(part, grouped=grouped) for part in node.parts)


def _term(term: Term, *, grouped: bool) -> str:
    if grouped and ")" in term.text:
        return quoted(term.text)
    if term.exact:
        return f"={term.text}"
    if term.fuzz:
        return f"{term.text}~{term.fuzz if term.fuzz > 1 else ''}"
    return f"{term.text}*" if term.prefix else term.text


def _bounds(node: Range) -> str:
    if node.low is None:
        return f"{'<=' if node.include_high else '<'}{node.high}"
    if node.high is None:
        return f"{'>=' if node.include_low else '>'}{node.low}"
    return f"{node.low}..{node.high}"


def _negation(node: Not, *, grouped: bool) -> str:
    if isinstance(node.part, And | Or):
        return f"-{_group(node.part)}"
    part = _text(node.part, grouped=grouped)
    return f"-{part}" if part[0].isalnum() or part[0] == '"' else f"NOT {part}"


def _group(node: Node) -> str:
    inner = _text(node, grouped=True)
    # If the last value contains a "(", a ")" directly after it would be read as part of the value.
    return f"({inner} )" if "(" in inner[inner.rfind(" ") + 1 :] else f"({inner})"


def shown(text: str) -> str:
    """`text` for an error message: control characters replaced, on one line, shortened."""
    line = one_line(text)
    return line if len(line) <= 40 else f"{line[:39]}…"
