"""The content of a WordPress post as plain HTML: what its editors and filters would have made of it.

The database holds text whose paragraphs are blank lines, shortcodes in brackets, and comments that mark
blocks; a theme's page is made of these.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from kratomcli.importers.html.paragraphs import paragraphs
from kratomcli.importers.html.plain_html import code, link_to, picture
from kratomcli.patterns import lazy_regex


@dataclass(slots=True)
class ReferredMedia:
    """What posts refer to by number: pictures (address, alternative text), their posts, shared blocks."""

    pictures: dict[str, tuple[str, str]] = field(default_factory=dict)
    of_posts: dict[str, list[str]] = field(default_factory=dict)
    blocks: dict[str, str] = field(default_factory=dict)


_MOST_SHARED = 50
"""Shared blocks of one post; these can be within each other."""


def html_of(content: str, media: ReferredMedia, post: str = "") -> str:
    """The content of the post with the number `post` as HTML."""
    text = content.replace("\r\n", "\n").replace("\r", "\n")
    text = _PRE.sub(_pre, _with_shared_blocks(text, media))
    text = _expanded(text, media, post)
    return (
        _lined(text)
        if "<!-- wp:" in text
        else paragraphs(_BARE.sub(r"\n\n" + r"<p><a href='\1'>\1</a></p>", text))
    )


_BARE = lazy_regex(r"(?m)^[ \t]*(https?://[^\s<>\"'\[\]]+)[ \t]*$")
"""An address alone on its line, which WordPress replaces by what it shows."""

_BLOCK = lazy_regex(r"<!--\s+(/?)wp:([a-z0-9_/-]+)([^<>]*?)(/?)-->")


def _lined(text: str) -> str:
    """What is outside of blocks gets its paragraphs; blocks have them."""
    parts: list[str] = []
    at = depth = 0
    for mark in _BLOCK.finditer(text):
        closes, name, _, is_alone = mark.groups()
        piece = text[at : mark.start()]
        is_free = depth == 0 or (closes and name == "freeform")
        parts.append(paragraphs(piece) if is_free and piece.strip() else _embeds(piece))
        at = mark.end()
        if not is_alone:
            depth = max(0, depth - 1) if closes else depth + 1
    parts.append(paragraphs(text[at:]) if depth == 0 else text[at:])
    return "".join(parts)


_WRAPPED = lazy_regex(r"(<div class=\"wp-block-embed__wrapper\">)\s*(https?://[^\s<>\"']+)\s*(?=</div>)")


def _embeds(piece: str) -> str:
    return _WRAPPED.sub(r'\1<a href="\2">\2</a>', piece)


def _with_shared_blocks(text: str, media: ReferredMedia) -> str:
    """Blocks that are used in several posts, put in their places."""
    for _ in range(_MOST_SHARED):
        mark = _SHARED.search(text)
        if mark is None:
            break
        shared = media.blocks.get(mark[1], "")
        text = text[: mark.start()] + shared + text[mark.end() :]
        if len(text) > _MOST_TEXT:
            break
    return text


_SHARED = lazy_regex(r'<!--\s+wp:block\s+\{"ref":(\d+)[^<>]*\}\s*/-->')
_MOST_TEXT = 10_000_000


_PRE = lazy_regex(r"<pre\b([^<>]*)>(?!\s*<code)", re.IGNORECASE)
_LANGUAGE = lazy_regex(r"""(?:brush:\s*|\blang(?:uage)?[:=]\s*["']?)([A-Za-z0-9+#_-]+)""")


def _pre(found: re.Match[str]) -> str:
    """`<pre>` as the plugins that colour code write it, with its language as a class."""
    language = _LANGUAGE.search(unescape(found[1]))
    return f'<pre class="language-{escape(language[1])}">' if language else found[0]


# Shortcodes

_CODE_NAMES = (
    "sourcecode|source|code|cpp|csharp|css|c|diff|go|groovy|html|javascript|java|js|perl|php|plain|powershell"
    "|python|py|ruby|rust|scala|shell|bash|sh|sql|swift|text|vb|xml|yaml"
)
_EMBED_NAMES = (
    "embed|youtube|vimeo|dailymotion|soundcloud|spotify|tweet|twitter|instagram|gist|googlemaps|slideshare|scribd"
    "|ted|flickr|audio|video|playlist|wpvideo|videopress"
)
_CODE = frozenset(_CODE_NAMES.split("|"))
_BUILDERS = r"(?:vc|et_pb|fusion|av|su|mk|cs|fl|ux|nectar|qode|edgtf|mkdf)_[a-z0-9_]+"
_COLORED = "cc[iesnbwlIESNBWL]*(?:_[A-Za-z0-9+#-]+)?"
"""What CodeColorer takes: letters for its options and the language in the name, as in `[ccne_php]`."""
_SHORTCODE = lazy_regex(
    rf"\[(\[?)(/?)({_CODE_NAMES}|{_COLORED}|{_EMBED_NAMES}|wp_caption|caption|gallery|{_BUILDERS})"
    r"(?=[\s=\]/])([^\[\]]*)\](\]?)"
)
_ATTRIBUTE = lazy_regex(r"""([a-zA-Z_][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")
_ADDRESS = lazy_regex(r"https?://[^\s\"'<>\[\]]+")


def _expanded(text: str, media: ReferredMedia, post: str) -> str:
    marks = list(_SHORTCODE.finditer(text))
    closings: dict[str, list[int]] = {}
    for mark in marks:
        if mark[2]:
            closings.setdefault(mark[3], []).append(mark.start())
    ends = {mark.start(): mark.end() for mark in marks if mark[2]}
    parts: list[str] = []
    at = 0
    for mark in marks:
        if mark.start() < at:
            continue
        close = _following(closings.get(mark[3], []), mark.end())
        inner = text[mark.end() : close] if close >= 0 else ""
        html, takes = _rendered(mark, inner, close >= 0, media, post)
        parts.append(text[at : mark.start()] + html)
        at = ends[close] if takes and close >= 0 else mark.end()
    return "".join(parts) + text[at:]


def _following(places: list[int], after: int) -> int:
    """The first of the places that is not before `after`; -1 if there is none."""
    index = bisect_right(places, after - 1)
    return places[index] if index < len(places) else -1


def _rendered(
    mark: re.Match[str], inner: str, is_closed: bool, media: ReferredMedia, post: str
) -> tuple[str, bool]:
    """What a shortcode stands for, and whether that has what it encloses."""
    escaped, closes, name, given, escaped_end = mark.groups()
    if escaped and escaped_end:
        return mark[0][1:-1], False
    whole = mark[0], False
    if re.fullmatch(_BUILDERS, name):
        return escaped + escaped_end, False
    if closes:
        return whole
    attributes = _attributes(given)
    if name in ("caption", "wp_caption"):
        return (_caption(attributes, inner), True) if is_closed else whole
    if name == "gallery":
        return _gallery(attributes, media, post), False
    if name in _CODE:
        language = attributes.get("language") or attributes.get("lang") or ("" if name in _NAMELESS else name)
        return (_code(inner, language), True) if is_closed else whole
    if re.fullmatch(_COLORED, name):
        return (_colored(name, attributes, inner), True) if is_closed else whole
    html = _embed(name, given, attributes, inner)
    return (html, is_closed) if html else whole


_NAMELESS = ("code", "sourcecode", "source", "plain", "text")


def _attributes(text: str) -> Mapping[str, str]:
    text = text.replace("“", '"').replace("”", '"').replace("″", '"')
    return {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(text)}


_CAPTIONED = lazy_regex(r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE)


def _caption(attributes: Mapping[str, str], inner: str) -> str:
    """A picture and its caption, which is an attribute in older posts."""
    found = _CAPTIONED.fullmatch(inner)
    if found is None:
        return inner
    caption = found[2].strip() or escape(attributes.get("caption", ""))
    return f"<figure>{found[1]}<figcaption>{caption}</figcaption></figure>"


def _gallery(attributes: Mapping[str, str], media: ReferredMedia, post: str) -> str:
    ids = re.findall(r"\d+", attributes.get("ids") or attributes.get("include") or "")
    known = [media.pictures[id] for id in ids or media.of_posts.get(post, []) if id in media.pictures]
    return "\n\n" + "\n".join(picture(address, alt) for address, alt in known) + "\n\n"


def _code(inner: str, language: str) -> str:
    """Code: typed as it is, or with the entities that the editor made of it.

    WordPress.com's has made them twice in some posts.
    """
    text = unescape(inner)
    if _TWICE.search(inner) and not _ONCE.search(inner):
        text = unescape(text)
    return "\n\n" + code(text.strip("\n"), language.lower()) + "\n\n"


_TWICE = lazy_regex(r"&amp;(?:lt|gt|quot|amp);")
_ONCE = lazy_regex(r"[<>]|&(?:lt|gt|quot);")


def _colored(name: str, attributes: Mapping[str, str], inner: str) -> str:
    """Code as CodeColorer takes it: it may be in a line, and has entities only if it says so."""
    modes, _, language = name.removeprefix("cc").partition("_")
    text = unescape(inner) if "e" in modes or attributes.get("escaped") in ("true", "1", "on") else inner
    if "i" in modes or attributes.get("inline") in ("true", "1", "on"):
        return f"<code>{escape(text.strip())}</code>"
    return "\n\n" + code(text.strip("\r\n"), (language or attributes.get("lang", "")).lower()) + "\n\n"


_SITES = {
    "youtube": "https://youtu.be/",
    "vimeo": "https://vimeo.com/",
    "tweet": "https://twitter.com/i/status/",
}


def _embed(name: str, given: str, attributes: Mapping[str, str], inner: str) -> str:
    """A link to what is embedded; "" where its address is not known."""
    found = _ADDRESS.search(unescape(inner)) or _ADDRESS.search(unescape(given))
    if found:
        return "\n\n" + link_to(found[0]) + "\n\n"
    id = attributes.get("id") or given.strip(" =/")
    return (
        "\n\n" + link_to(_SITES[name] + id) + "\n\n" if name in _SITES and re.fullmatch(r"[\w-]+", id) else ""
    )
