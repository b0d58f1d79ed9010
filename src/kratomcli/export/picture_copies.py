"""Images for exported Markdown files: copied to where the links in those files lead."""

from __future__ import annotations

from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kratomcli.export.html.bodies import AS_TEXT, body_html
from kratomcli.export.html.links import attributes_of
from kratomcli.export.pictures import Picture, Pictures, path_of
from kratomcli.files.writing import make_folders, write_new
from kratomcli.markup.tools.wiki_links import target_of
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from pathlib import Path

    from kratomcli.model.article import Article

_IMAGE = lazy_regex(r'<img((?: [^\s=>]+(?:="[^"]*")?)*)>')
_NAMES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp")


class _WantedPicture(NamedTuple):
    """An image to copy: the id of its article, its address there, and its place in the library."""

    id: str
    src: str
    place: str


class PictureCopies:
    """Collects the images that articles show, and copies them when all articles have been written."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._wanted: dict[str, _WantedPicture] = {}  # by path in the new folder

    def want(self, article: Article, path: str) -> None:
        """Collect the images of an article that is written to `path`, relative to the new folder."""
        if article.markup == "markdown" and ("![" in article.body or "<img" in article.body.lower()):
            told: list[str] = []
            html = body_html(article, note=told.append)
            if any(text.startswith(AS_TEXT) for text in told):
                self._pictures.tell(article.id, "its pictures are not in it: its Markdown can't be converted")
            for tag in _IMAGE.finditer(html):
                src = attributes_of(tag[1]).get("src", "")
                embedded = target_of(src)
                if link := f"/{embedded}" if "/" in embedded else embedded or unquote(path_of(src)):
                    self._want(article, src, _target(path, link))

    def _want(self, article: Article, src: str, target: str) -> None:
        is_inside = not target.startswith("../")
        found: Picture | str = "no such file" if is_inside else "it would be outside the folder"
        for place in self._pictures.places(src, article.path) if is_inside else ():
            found = self._pictures.at(place)
            if isinstance(found, Picture):
                if not target.lower().endswith(_NAMES) or not target.isprintable():
                    found = "its name is none of a picture"
                elif self._wanted.setdefault(target, _WantedPicture(article.id, src, place)).place != place:
                    found = "another picture has its place"
                break
        if isinstance(found, str):
            self._pictures.missed(article.id, target_of(src) or src, found)

    def write(self, folder: Path) -> None:
        """Copy the collected images into the new folder."""
        for target, wanted in self._wanted.items():
            found = self._pictures.at(wanted.place)
            try:
                if isinstance(found, Picture):
                    make_folders(folder, dirname(target))
                    write_new(folder / target, found.data)
            except OSError as error:
                found = error.strerror or str(error)
            if isinstance(found, str):
                self._pictures.missed(wanted.id, wanted.src, found)


def _target(path: str, link: str) -> str:
    """The path that `link` in the file at `path` leads to; both relative to the new folder."""
    return normpath(link.lstrip("/") if link.startswith("/") else join(dirname(path), link))
