"""Finding an article by its id, by an abbreviated id, or by its file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kratomcli.errors import AmbiguousId, ArticleNotFound, ArticleUnreadable
from kratomcli.model.paths import SUFFIXES, full_id, preferred_id, shown_path
from kratomcli.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kratomcli.catalog.catalog import Catalog
    from kratomcli.model.article import Article
    from kratomcli.model.entry import Section

_MAX_CANDIDATES = 20
_MOST_SECTIONS = 20  # of an article, to name all of them
_NEAREST = 5  # sections named of others
_MOST_COMPARED = 2_000  # slugs: comparing one takes some microseconds
_SHOWN = 200  # characters of a reference quoted in a message


def resolve(catalog: Catalog, reference: str) -> tuple[int, str, str | None]:
    """Key and id of the only article with the id `reference`, or an id that begins so; and a slug after "#".

    Raises:
        ArticleNotFound, AmbiguousId: none or several articles.
        ArticleUnreadable: the file that it names can't be read.
    """
    found = _named(catalog, reference)
    slug = None
    if not found and "#" in reference:
        reference, _, slug = reference.rpartition("#")
        found = _named(catalog, reference)
    if len(found) != 1:
        _refuse_unreadable(catalog, reference)
    if not found:
        raise ArticleNotFound(f"no article '{_shortened(reference)}'")
    if len(found) > 1:
        ids = [id for _, id in found]
        more = " or more" if len(ids) > _MAX_CANDIDATES else ""
        raise AmbiguousId(
            f"'{reference}' fits {min(len(ids), _MAX_CANDIDATES)}{more} articles",
            ids[:_MAX_CANDIDATES],
            hint="Give more of the id.",
        )
    key, id = found[0]
    return key, id, slug


def section_of(article: Article, slug: str, reference: str) -> Section:
    """The section with this slug, or the only one whose slug begins with it; `reference` is for messages.

    Raises:
        ArticleNotFound, AmbiguousId: none or several sections.
    """
    exact = [section for section in article.sections if section.slug == slug]
    found = exact or [section for section in article.sections if section.slug.startswith(slug)]
    if len(found) == 1 or exact:
        return found[0]
    slugs = [f"{article.id}#{section.slug}" for section in found]
    if found:
        number = count(len(found), "section") if len(found) > _MAX_CANDIDATES else "several sections"
        raise AmbiguousId(
            f"'{_shortened(reference)}' fits {number}", slugs[:_MAX_CANDIDATES], hint="Give more of its name."
        )
    raise ArticleNotFound(
        f"no section '{_shortened(slug)}' in {article.id}", hint=_sections_hint(article, slug)
    )


def _sections_hint(article: Article, slug: str) -> str:
    """Which sections there are; of many, those with names most like this one."""
    known = [section.slug for section in article.sections]
    if len(known) > _MOST_SECTIONS:
        from difflib import get_close_matches  # only this mistake needs it

        looked = known[:_MOST_COMPARED]
        near = get_close_matches(slug[:_SHOWN], looked, _NEAREST, cutoff=0.5) or known[:_NEAREST]
        rest = f" and {len(known) - len(near):,} more"
        return f"It has {', '.join(f'{article.id}#{one}' for one in near)}{rest}."
    return f"It has {', '.join(f'{article.id}#{one}' for one in known)}." if known else "It has no sections."


def _named(catalog: Catalog, reference: str) -> list[tuple[int, str]]:
    """[(key, id)] of the articles that a reference without a slug may name."""
    found = catalog.find(reference, _MAX_CANDIDATES + 1)
    if not found:
        from kratomcli.catalog.links import called  # with what reads links: an id needs none of it

        return _of_file(catalog, reference) or called(catalog, reference)
    if len(found) == 1:
        return found
    from kratomcli.links.names import last_part

    exact = [one for one in found if last_part(one[1]).casefold() == reference.casefold()]
    return exact if len(exact) == 1 else found


def _shortened(reference: str) -> str:
    return reference if len(reference) <= _SHOWN else f"{reference[: _SHOWN - 1]}…"


def _of_file(catalog: Catalog, reference: str) -> list[tuple[int, str]]:
    """[(key, id)] of the article whose file has this path, or []."""
    for path in _paths(catalog, reference):
        for id in (full_id(path), preferred_id(path)):
            for key, found in catalog.find(id, 1):
                entry = catalog.entries([key]).get(key)
                if found == id and entry and entry.path.endswith(path):
                    return [(key, found)]
    return []


def _paths(catalog: Catalog, reference: str) -> Iterator[str]:
    """The paths within the library that a file name may mean, from the current folder or the library."""
    if not reference.lower().endswith(SUFFIXES):
        return
    shown = shown_path(os.fsencode(os.path.abspath(reference)))[0]
    for name, folder in catalog.columns.roots:
        start = folder.rstrip("/") + "/"
        if shown.startswith(start):
            yield "/".join(filter(None, (name, shown[len(start) :])))
    yield shown_path(os.fsencode(reference.removeprefix("./")))[0]


def _refuse_unreadable(catalog: Catalog, reference: str) -> None:
    """Raise ArticleUnreadable with the reason if `reference` names a file that could not be read."""
    named = {reference, *_paths(catalog, reference)}
    for failure in catalog.failures():
        if not named.isdisjoint((failure.path, preferred_id(failure.path))):
            place = f"{failure.path}, line {failure.line}" if failure.line else failure.path
            raise ArticleUnreadable(f"{place}: {failure.reason}", line=failure.line, hint="Mend the file.")
