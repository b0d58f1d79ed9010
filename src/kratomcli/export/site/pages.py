"""The site's pages from its templates: the package's own, or those of a user's folder."""

from __future__ import annotations

import hashlib
import os
import traceback
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kratomcli.errors import KratomError, UsageError
from kratomcli.files.reading import FileMissing, FileUnreadable, read_file
from kratomcli.text.normalize import one_line
from kratomcli.text.safe_output import harmless
from kratomcli.text.wording import and_list, date_text, reading_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kratomcli.model.article import Article

OWN = Path(__file__).parent
_LARGEST = 1 << 26  # bytes of a template or an asset
_LONGEST = 300  # characters of an error that a message quotes


class Pages:
    """Renders pages from templates. All values are escaped, except bodies, which are sanitised HTML."""

    def __init__(
        self,
        title: str,
        lang: str,
        url: str,
        templates: str = "",
        *,
        has_graph: bool = False,
        has_search: bool = False,
    ) -> None:
        """`templates` is a user's folder, or ""; `has_graph`: whether a page draws the links."""
        from jinja2 import FunctionLoader
        from jinja2.sandbox import SandboxedEnvironment

        if templates and not Path(templates).is_dir():
            raise UsageError(f"the templates' folder '{templates}' is not a folder")
        self._folders = [Path(templates), OWN / "templates"] if templates else [OWN / "templates"]
        self._lang = lang
        self._has_graph = has_graph
        # Sandboxed: templates may be somebody else's, and must reach only the values they are given.
        self._environment = SandboxedEnvironment(
            loader=FunctionLoader(self._source), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        site = {"title": title, "url": url, "has_graph": has_graph, "has_search": has_search}
        self._environment.globals["site"] = site
        self._templates: dict[str, Any] = {}
        self._named: set[str] = set()
        self._check = hashlib.blake2b(repr((lang, site)).encode())

    @cached_property
    def fingerprint(self) -> str:
        """A fingerprint of the templates and of the values that all pages share."""
        check = self._check.copy()
        for folder in self._folders:
            for file in _files(folder):
                check.update(_content(file))
        return check.hexdigest()[:20]

    def assets(self) -> dict[str, bytes]:
        """Style sheet, scripts (with a graph, those that draw it), icon, the user's own: name → content."""
        folders = [OWN / "assets", OWN / "drawing"] if self._has_graph else [OWN / "assets"]
        found = {file.name: _content(file) for folder in folders for file in _files(folder)}
        for folder in self._folders[:-1]:
            found |= {
                file.name: _content(file) for file in _files(folder) if file.suffix not in (".html", ".xml")
            }
        return found

    def _source(self, name: str) -> tuple[str, str, None] | None:
        """A template's text, from the first folder that has it, as a Jinja loader function returns it.

        Files outside these folders are refused. The template's name serves as its file name, so that
        tracebacks, and with them error messages, have its lines.
        """
        self._named.add(name)
        if "/" in name or os.sep in name:
            return None
        for folder in self._folders:
            try:
                return _content(folder / name).decode(), name, None
            except FileMissing:
                continue
            except (FileUnreadable, UnicodeDecodeError) as error:
                raise UsageError(f"the template {name} can't be read: {error}") from error
        return None

    def page(self, template: str, page: str, **values: object) -> str:
        """Render the template for the file `page`; the template's links begin with the variable `root`."""
        root = "../" * page.count("/")
        return self._render(template, {"lang": self._lang, "root": root, **values})

    def article(
        self,
        page: str,
        article: Mapping[str, object],
        body: str,
        contents: Sequence[tuple[int, str, str]],
        near: Mapping[str, object],
    ) -> str:
        """Render an article's page; `body` is sanitised HTML, `near` what is around it (see `PageTask`)."""
        from markupsafe import Markup

        values = {"article": article, "body": Markup(body), "contents": contents}  # noqa: S704 - sanitised
        return self.page("article.html", page, **values, **near, page_kind="article")

    def _render(self, template: str, values: Mapping[str, object]) -> str:
        try:
            if template not in self._templates:
                self._templates[template] = self._environment.get_template(template)
            made = str(self._templates[template].render(values))
        except KratomError:
            raise
        except Exception as error:  # a template is a program: it can go wrong in every way
            raise self._mistake(template, error) from error
        return harmless(made) + "\n"

    def _mistake(self, template: str, error: Exception) -> UsageError:
        """The error that says what is wrong in a template, or in one that it includes, and where."""
        from jinja2 import TemplateSyntaxError

        name, line = self._place(error) or (template, 0)
        if isinstance(error, TemplateSyntaxError):
            name, line = error.name or name, error.lineno
        where = f"{name}, line {line}" if line else name
        return UsageError(f"the template {where}: {_said(error)}")

    def _place(self, error: Exception) -> tuple[str, int] | None:
        """(template, line) at which an error was raised; None if it was in no template."""
        frames = traceback.walk_tb(error.__traceback__)
        places = ((frame.f_code.co_filename, line) for frame, line in frames)
        return next((place for place in reversed([*places]) if place[0] in self._named), None)


def _said(error: Exception) -> str:
    """The error's message on one line, shortened."""
    from jinja2 import TemplateError, TemplateNotFound

    if isinstance(error, RecursionError):
        return "it is nested too deeply, or uses itself"
    if isinstance(error, TemplateNotFound):
        said = f"there is no template {error.message}"
    elif isinstance(error, TemplateError) and error.message:
        said = error.message
    else:
        said = ": ".join(filter(None, (type(error).__name__, str(error))))
    return one_line(said)[:_LONGEST]


def article_values(article: Article, tags: Iterable[tuple[str, str]]) -> dict[str, object]:
    """The article's values for templates, by name."""
    from kratomcli.export.html.page import tells_more
    from kratomcli.export.site.cards import iso, language

    updated = iso(article.updated) if article.updated != article.date else ""
    return {
        "id": article.id,
        "title": article.title or article.id,
        "summary": article.summary,
        "lead": article.summary if tells_more(article) else "",
        "byline": and_list(article.authors),
        "authors": article.authors,
        "date": iso(article.date),
        "day": date_text(iso(article.date)),
        "updated": updated,
        "updated_day": date_text(updated),
        "time": reading_time(article.words) if article.words else "",
        "draft": article.draft,
        "lang": language(article.lang),
        "source": article.source,
        "source_name": _host(article.source),
        "tags": list(tags),
        "meta": article.meta,
    }


def _files(folder: Path) -> list[Path]:
    """The files in a folder of templates or assets, without hidden ones."""
    return [file for file in sorted(folder.iterdir()) if file.is_file() and file.name[0] != "."]


def _content(file: Path) -> bytes:
    """The content of a template or asset; symbolic links to outside its folder are refused."""
    return read_file(file, limit=_LARGEST, within=[os.fsencode(file.parent.resolve())])


def _host(source: str) -> str:
    """The host of an http or https URL; "" for anything else, which must not become a link."""
    try:
        parts = urlsplit(source)
        return (parts.hostname or "").removeprefix("www.") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""
