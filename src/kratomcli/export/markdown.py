"""Articles → Markdown with normalised YAML front matter.

On a stream, articles follow one another, each with its own front matter and a blank line between: for
reading and pasting, since nothing else marks where one ends. In a folder each has its own file, named
by its id. Read back from there, a Markdown article is the same article; a plain-text one has become
Markdown.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kratomcli.export import ALL
from kratomcli.model.fields import FIELDS, normal_key
from kratomcli.text.safe_output import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import TextIO

    from kratomcli.export import ExportOptions
    from kratomcli.model.article import Article, Parts

_KEYS = ("title", "date", "updated", "tags", "summary", "authors", "draft", "source", "lang")


def write(articles: Iterable[Article], stream: TextIO, options: ExportOptions) -> int:
    """Write the chosen parts of the articles one after another; return the number of articles."""
    count = 0
    for article in articles:
        stream.write(("\n" if count else "") + to_text(article, options.parts))
        count += 1
    return count


def write_folder(articles: Iterable[Article], folder: Path, options: ExportOptions) -> int:
    """Write `<id>.md` for each article, in subfolders if ids contain slashes; return their number.

    Images of the library that the articles show are copied to where the articles' links expect them.
    """
    from kratomcli.export.names import Names
    from kratomcli.export.picture_copies import PictureCopies
    from kratomcli.export.pictures import Pictures
    from kratomcli.files.writing import make_folder, make_folders, write_new

    make_folder(folder)
    names = Names(".md")
    copies = PictureCopies(Pictures(options.roots, note=options.note))
    count = 0
    for article in articles:
        path = names.path(article.id)
        make_folders(folder, path.rpartition("/")[0])
        write_new(folder / path, harmless(to_text(article)).encode("utf-8", "replace"))
        copies.want(article, path)
        count += 1
    copies.write(folder)
    return count


def to_text(article: Article, parts: Parts = ALL) -> str:
    """The text of the file: front matter, a blank line, the body, a line feed; of these, `parts`."""
    head = f"---\n{_yaml(front_matter(article))}---\n" if parts.meta else ""
    if not parts.body:
        return head
    if article.markup == "text":
        from kratomcli.export import plain_to_markdown

        return _joined(head, plain_to_markdown.to_markdown(article))
    return _joined(head, article.body)


def file_text(values: Mapping[str, object], body: str) -> str:
    """The text of a file with these values as front matter, which are plain ones, and a Markdown body."""
    return harmless(_joined(f"---\n{_yaml(_plain_values(values))}---\n", body))


def _joined(head: str, body: str) -> str:
    body = body.strip("\n")
    return head + ("\n" if head and body else "") + (f"{body}\n" if body else "")


def front_matter(article: Article) -> dict[str, object]:
    """Front matter of an article: its fields by name, in the order of the JSON contract, then `meta`.

    `meta` may have the key of a field, in two cases. If its value says more than the field can hold, it
    is written instead of the field. If it was unusable as the field's value, it keeps that key, and the
    field is written under its next alternative name. So reading the file gives the same article again;
    only an unusable title is lost, because the title has no alternative name.
    """
    values: dict[str, object] = {}
    taken = {normal_key(key) for key in article.meta}
    for name in _KEYS:
        value = getattr(article, name)
        found = article.derived.get(name, "").removeprefix("front matter: ")
        if not value or found in article.meta:
            continue
        free = (key for key in (name, *FIELDS[name].keys) if normal_key(key) not in taken)
        values[next(free, name)] = _plain(value)
    return values | {str(key): _plain(value) for key, value in article.meta.items() if key not in values}


def _plain_values(values: Mapping[str, object]) -> dict[str, object]:
    return {str(key): _plain(value) for key, value in values.items()}


def _plain(value: object) -> object:
    """A JSON value as plain dicts, lists and scalars, without characters that UTF-8 can't encode."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return _plain_values(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _yaml(values: dict[str, object]) -> str:
    if not values:
        return ""
    text = _dump(values, "CSafeDumper")
    # libyaml writes every character beyond U+FFFF, each emoji, as an escape; PyYAML itself does not.
    return _dump(values, "SafeDumper") if "\\U000" in text else text


def _dump(values: dict[str, object], dumper: str) -> str:
    import yaml

    return str(yaml.dump(values, Dumper=_dumper(dumper), sort_keys=False, allow_unicode=True, width=1 << 20))


@lru_cache(maxsize=2)
def _dumper(name: str) -> Any:
    import yaml

    base: Any = getattr(yaml, name, yaml.SafeDumper)

    class Dumper(base):  # type: ignore[misc]  # which of the two it is, is known only here
        def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
            return True  # *id001 is nothing that a person wants to read

    def lines(dumper: Any, text: str) -> object:
        block = "\n" in text and not text[0].isspace() and not text[-2:].isspace()
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if block else None)

    Dumper.add_representer(str, lines)
    return Dumper
