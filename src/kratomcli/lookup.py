"""Finding the one article that a person means by an id or its beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.errors import AmbiguousId, ArticleNotFound

if TYPE_CHECKING:
    from kratomcli.catalog import Catalog

_MAX_CANDIDATES = 20


def resolve(catalog: Catalog, reference: str) -> tuple[int, str, str | None]:
    """The key and id of the one article that `reference` names or shortens, and a slug behind "#".

    Raises:
        ArticleNotFound, AmbiguousId: no one article.
    """
    found = catalog.find(reference, _MAX_CANDIDATES + 1)
    slug = None
    if not found and "#" in reference:
        reference, _, slug = reference.rpartition("#")
        found = catalog.find(reference, _MAX_CANDIDATES + 1)
    if not found:
        raise ArticleNotFound(
            f"no article '{reference}'",
            hint="'kratomcli list -f ids' prints every id; the beginning of a part will do.",
        )
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
