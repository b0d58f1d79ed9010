"""WordPress: the export of a site as extended RSS (WXR 1.0 to 1.2), one XML file or several in a zip."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.blogs.wordpress_html import ReferredMedia, html_of
from kratomcli.importers.html.bodies import PostBody
from kratomcli.importers.html.plain_html import plain_text
from kratomcli.importers.items import Item
from kratomcli.importers.sources.xml_elements import children, elements, text_of
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from kratomcli.importers.sources.source import Failed, ImportSource

_MARK = lazy_regex(rb"wordpress\.org/export/1\.\d")


def recognises(source: ImportSource) -> bool:
    """Whether there is an XML file that declares WordPress's names."""
    return any(_is_export(source, name) for name in source.ending(".xml", ".wxr")[:20])


def _is_export(source: ImportSource, name: str) -> bool:
    start = source.start(name, 8192)
    return b"<rss" in start and bool(_MARK.search(start))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The posts, pages and articles of other types; not what is in the trash, nor pictures and menus."""
    parts = [name for name in source.ending(".xml", ".wxr") if _is_export(source, name)]
    site = _WordPressSite()
    for name in parts:
        _look_over(site, source, name)
    for name in parts:
        found = 0
        try:
            for element in elements(source, name, ("item",)):
                found += 1
                if item := _item(element, site):
                    yield item
        except ArticleUnreadable as error:
            if not found:
                raise
            failed(f"{name}: what follows item {found}", error.message)


class _WordPressSite:
    """What posts refer to: authors by their login, pictures, shared blocks; and the keys given so far."""

    def __init__(self) -> None:
        self.authors: dict[str, str] = {}
        self.media = ReferredMedia()
        self.keys: set[str] = set()


def _look_over(site: _WordPressSite, source: ImportSource, name: str) -> None:
    try:
        for element in elements(source, name, ("wp:author", "item")):
            if element.tag == "wp:author":
                shown = text_of(element, "wp:author_display_name")
                site.authors[text_of(element, "wp:author_login")] = plain_text(shown)
            else:
                _look_at(site.media, element)
    except ArticleUnreadable:
        pass  # the second reading says so, where the items end


def _look_at(media: ReferredMedia, item: Element) -> None:
    kind, number = text_of(item, "wp:post_type"), text_of(item, "wp:post_id")
    if kind == "attachment":
        alt = _meta(item).get("_wp_attachment_image_alt", "")
        media.pictures[number] = text_of(item, "wp:attachment_url"), alt
        media.of_posts.setdefault(text_of(item, "wp:post_parent"), []).append(number)
    elif kind == "wp_block":
        media.blocks[number] = item.findtext("content:encoded") or ""


# One item

_NO_ARTICLES = frozenset(
    (
        *("attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache"),
        *("user_request", "wp_block", "wp_template", "wp_template_part", "wp_global_styles", "wp_navigation"),
        *("wp_font_family", "wp_font_face", "acf-field", "acf-field-group", "feedback", "amp_validated_url"),
        *(
            "wpcf7_contact_form",
            "flamingo_inbound",
            "shop_order",
            "shop_coupon",
            "mc4wp-form",
            "jp_img_sitemap",
        ),
    )
)
_NO_STATUSES = frozenset(("trash", "auto-draft", "inherit", "spam"))
_PUBLISHED = frozenset(("publish", ""))


def _item(element: Element, site: _WordPressSite) -> Item | None:
    kind = text_of(element, "wp:post_type") or "post"
    if kind in _NO_ARTICLES or text_of(element, "wp:status") in _NO_STATUSES:
        return None
    meta = _meta(element)
    number, address = text_of(element, "wp:post_id"), text_of(element, "link")
    content = element.findtext("content:encoded") or ""
    body = _body(html_of(content, site.media, number), meta.get("footnotes", ""), address)
    values = _values(element, meta, site, kind)
    if not body.strip() and not values.get("title"):
        return None
    name = re.sub(r"\.html?$", "", unquote(text_of(element, "wp:post_name"), errors="replace"))
    folder = {"post": "", "page": "pages"}.get(kind, kind)
    return Item(key=_key(element, site), body=body, values=values, name=name, folder=folder)


_MARK_OF_NOTE = lazy_regex(r'<sup data-fn="([^"<>]+)"[^<>]*>\s*<a\b[^<>]*>[^<>]*</a>\s*</sup>')


def _body(html: str, notes: str, address: str) -> str:
    """The text with its footnotes, which are a list beside it, as JSON."""
    body = PostBody(address)
    try:
        found = json.loads(notes) if notes else []
    except (ValueError, RecursionError):
        found = []
    texts = {one.get("id"): str(one.get("content", "")) for one in found if isinstance(one, dict)}
    html = _MARK_OF_NOTE.sub(lambda mark: body.mark(mark[1]) if mark[1] in texts else mark[0], html)
    for name, text in texts.items():
        body.note(str(name), text)
    return body.markdown(html)


def _key(element: Element, site: _WordPressSite) -> str:
    """The guid, which stays when a site moves; with the number too if another has it."""
    number = text_of(element, "wp:post_id")
    key = text_of(element, "guid") or text_of(element, "link") or number
    if key in site.keys:
        key = f"{key} {number}"
    site.keys.add(key)
    return key


def _meta(element: Element) -> dict[str, str]:
    return {
        text_of(one, "wp:meta_key"): (one.findtext("wp:meta_value") or "").strip()
        for one in children(element, "wp:postmeta")
    }


def _values(element: Element, meta: Mapping[str, str], site: _WordPressSite, kind: str) -> dict[str, object]:
    status = text_of(element, "wp:status")
    is_protected = bool(text_of(element, "wp:post_password"))
    is_draft = status not in _PUBLISHED or is_protected
    address = text_of(element, "link")
    picture = site.media.pictures.get(meta.get("_thumbnail_id", ""), ("", ""))[0]
    terms = _terms(element)
    categories = _distinct(terms.pop("category", []))
    values: dict[str, object] = {
        "title": plain_text(text_of(element, "title")),
        "date": _date(element, "wp:post_date") or _published(element),
        "updated": _date(element, "wp:post_modified"),
        "authors": _distinct(terms.pop("author", [])) or _author(element, site),
        "draft": is_draft,
        "status": status if status not in _PUBLISHED else "",
        "visibility": "password" if is_protected else "",
        "tags": _distinct(categories + terms.pop("post_tag", [])),
        "categories": categories,
        "summary": _summary(element, meta),
        "source": "" if status in ("draft", "pending") else address,
        "type": "" if kind == "post" else kind,
        "image": picture,
        "featured": text_of(element, "wp:is_sticky") == "1",
        "seo_title": _seo_title(meta),
        "enclosure": meta.get("enclosure", "").partition("\n")[0].strip(),
    }
    for name, found in terms.items():
        values.setdefault(name, found[0] if name in _SINGLE else found)
    return {name: value for name, value in values.items() if value}


# Dates


def _date(element: Element, name: str) -> str:
    """A date by its local time, with the zone if the time in Greenwich is there; "" if it has none.

    Drafts have zeros in place of the latter.
    """
    local = _moment(text_of(element, name))
    utc = _moment(text_of(element, f"{name}_gmt"))
    if local is None:
        return f"{utc.isoformat()}Z" if utc else ""
    if utc is None:
        return local.isoformat()
    minutes = round((local - utc).total_seconds() / 60)
    if abs(minutes) > _FARTHEST:
        return local.isoformat()
    sign = "-" if minutes < 0 else "+"
    return f"{local.isoformat()}{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


_FARTHEST = 14 * 60
"""Minutes by which a zone differs from Greenwich at most."""


def _moment(text: str) -> datetime | None:
    """A time as the database has it, or as WordPress's API gives it to those who write exports by it."""
    try:
        return datetime.strptime(text.replace("T", " "), "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return None


def _published(element: Element) -> str:
    """The `pubDate`, which exports of other programs have alone; of drafts it is in the year -1."""
    text = text_of(element, "pubDate")
    return "" if "-0001" in text or "30 Nov 0000" in text else text


# Terms and texts

_NO_TERMS = frozenset(("nav_menu", "post_translations", "term_translations", "translation_priority"))
_SINGLE = frozenset(("language", "format"))
_TAXONOMIES = {"tag": "post_tag", "post_format": "format"}


def _terms(element: Element) -> dict[str, list[str]]:
    """Names by taxonomy, "category" and "post_tag" among them, without the category of what has none."""
    terms: dict[str, list[str]] = {}
    for one in children(element, "category"):
        domain, slug, name = (
            one.get("domain", "category"),
            one.get("nicename", ""),
            plain_text(one.text or ""),
        )
        domain = _TAXONOMIES.get(domain, domain)
        if domain in _SINGLE:  # their names are for people: "Deutsch", "Aside"
            name = slug.removeprefix("post-format-")
        if name and domain not in _NO_TERMS and "uncategorized" not in (slug, name.lower()):
            terms.setdefault(domain, []).append(name)
    return terms


def _distinct(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _author(element: Element, site: _WordPressSite) -> list[str]:
    login = text_of(element, "dc:creator")
    name = site.authors.get(login) or login
    return [name] if name else []


_SUMMARIES = (
    *("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description", "_aioseop_description"),
    *("_seopress_titles_desc", "_genesis_description", "advanced_seo_description"),
)
_TITLES = (
    "_yoast_wpseo_title",
    "rank_math_title",
    "_aioseo_title",
    "_aioseop_title",
    "_seopress_titles_title",
)


def _summary(element: Element, meta: Mapping[str, str]) -> str:
    """The excerpt, or else what the post tells search engines of itself."""
    found = (_without_variables(meta.get(name, "")) for name in _SUMMARIES)
    return plain_text(text_of(element, "excerpt:encoded")) or next(filter(None, found), "")


def _seo_title(meta: Mapping[str, str]) -> str:
    return next(filter(None, (_without_variables(meta.get(name, "")) for name in _TITLES)), "")


def _without_variables(text: str) -> str:
    """A text for search engines; "" if it is a pattern (`%%title%%`, `#post_title`)."""
    return "" if _VARIABLE.search(text) else plain_text(text)


_VARIABLE = lazy_regex(r"%%?[a-z_]+%%?|#[a-z]+_[a-z_]+")
