"""What the name of an element says of it: the classes and ids that pages give to what is not their text.

Names are compared by their words: "relatedPosts", "related-posts" and "js-related__posts" all have "related".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from kratomcli.patterns import lazy_regex

NameMeaning = Literal["", "out", "mark", "small", "body"]
"""What a name says of an element: nothing, "boilerplate", "beside a heading", "boilerplate if it is short",
"the text"."""


def words(*lines: str) -> frozenset[str]:
    """The words of several lines, as names are compared with them."""
    return frozenset(word for line in lines for word in line.split())


def _phrases(text: str) -> re.Pattern[str]:
    return re.compile(f" (?:{'|'.join(phrase.strip() for phrase in text.split(','))}) ")


_OUT = words(
    # other places to go to
    "nav navbar navigation subnav mainmenu menu submenu menubar dropdown sitemap",
    "pagination pager paging footer masthead sidebar sidebars rail topbar",
    # what else could be read
    "recirc recirculation trending popular outbrain taboola zergnet revcontent mgid dianomi yarpp readnext",
    "upnext",
    # what readers can do, and what others of them said
    "share shares sharing sharebar sharedaddy sharethis addthis addtoany social socials socialmedia",
    "kommentar kommentare leserbrief leserbriefe comentarios reviews disqus respond reactions livefyre",
    "signup optin mailchimp login signin register",
    "donate donation",
    # what is sold
    "adsense adsbygoogle adslot adunit promo promos promotion promoted promobox commercial",
    # what lies over the page, or is not seen
    "consent gdpr onetrust modal popup popover overlay lightbox tooltip tooltips toast",
    "noprint skiplink screenreader invisible",
    # marks beside headings, lists of them, and who wrote it, which is in the metadata
    "editsection headerlink anchorjs toc tableofcontents navbox catlinks sitesub jumplink byline bylines",
    # pictures beside the text
    "slideshow carousel playlist",
)
_OUT_STEMS = lazy_regex(
    " (?:comment(?!ary)|related|recommend|teaser(?! text)|newsletter|subscri|advert|sponsor|"
    "breadcrumb|cookie)"
)
"""How words begin of which names have all forms."""
_OUT_PHRASES = _phrases(
    "see also, read next, read also, also read, also like, up next, more stories, most read, most popular, "
    "more from, more on, more news, latest news, top stories, follow us, sign up, side bar, skip link, "
    "table of contents, heading anchor, header anchor, author bio, author box, author info, about author, "
    "about the author, post nav, print only, back to top, copy button, "
    "asset gallery, article gallery, photo gallery, image gallery, resgallery"
)
_OUT_WHOLE = words(
    "hidden hide visually-hidden visuallyhidden sr-only screen-reader-text screen-reader-only u-hidden",
    "assistive-text skip ad ads ad-container ad-wrapper adbox mw-editsection mw-jump-link noexcerpt no-print",
)
"""Names that say it only as a whole: "hidden" is one, "hidden-on-phones" is text."""
_MARKS = words("anchor anchor-link hash-link permalink headerlink octicon")
"""Names of what stands beside a heading to link to it; of larger elements, they say nothing."""
_SMALL = words(
    "meta metadata metabar dateline timestamp pubdate published tags taglist tagcloud category categories",
    "credits copyright toolbar tools rating ratings widget widgets banner header follow facebook twitter",
    "whatsapp pinterest linkedin bio disclaimer ad ads topics premium print email feedback survey poll",
)
_BODY = _phrases(
    "articlebody, article body, article content, articlecontent, article text, articletext, article copy, "
    "story body, storybody, story content, story text, entry content, post content, postcontent, post body, "
    "postbody, post entry, post text, body copy, bodytext, blog post content, markdown body, mw parser output"
)
_SAYS_OF_THE_PAGE = words("has no not with without category tag type status format supports elementor")
"""First words of names that say of what kind a page or a part of it is: "has-sidebar", "category-social"."""
_QUOTED = "embed"  # what others said elsewhere, in a box of its own: a part of the text
_NOTE = lazy_regex(
    r"note|admonition|callout|starlight-aside|"
    r"\b(?:tip|warning|caution|danger|important|hint|info)\b",
    re.IGNORECASE,
)
_OF_READERS = lazy_regex("comment|kommentar|disqus|respond|reply|review|leserbrief", re.IGNORECASE)
_NEVER_BODY = lazy_regex("comment|related|teaser|newsletter|sidebar|footer", re.IGNORECASE)
_HUMPS = lazy_regex(r"(?<=[a-z0-9])(?=[A-Z])")
_NO_WORD = lazy_regex(r"[^a-z0-9]+")


@lru_cache(8192)
def meaning_of(names: str) -> NameMeaning:
    """What the classes and the id of an element, joined by spaces, say of it."""
    found = {_meaning(name) for name in names.split()}
    if "body" in found and "out" in found:
        return "out" if _NEVER_BODY.search(names) else "body"
    return next((meaning for meaning in _ORDER if meaning in found), "")


_ORDER: tuple[NameMeaning, ...] = ("out", "body", "mark", "small")


@lru_cache(8192)
def _meaning(name: str) -> NameMeaning:
    phrase = f" {_NO_WORD.sub(' ', _HUMPS.sub(' ', name).lower()).strip()} "
    parts = phrase.split()
    if not parts or parts[0] in _SAYS_OF_THE_PAGE or _QUOTED in parts or name == "twitter-tweet":
        return ""
    if (
        name in _OUT_WHOLE
        or not _OUT.isdisjoint(parts)
        or _OUT_STEMS.search(phrase)
        or _OUT_PHRASES.search(phrase)
    ):
        return "out"
    if name in _MARKS:
        return "mark"
    if _BODY.search(phrase):
        return "body"
    return "small" if not _SMALL.isdisjoint(parts) else ""


def is_note(names: str) -> bool:
    """Whether an element is called after a note in a text, or after one below it."""
    return _NOTE.search(names) is not None


def is_of_readers(names: str) -> bool:
    """Whether an element is called after what readers said of a page."""
    return _OF_READERS.search(names) is not None


_INVITATION = lazy_regex(
    r"\W*(?:"
    r"(?:read|see|learn|find out|watch|listen) (?:more|also|next|now)|also read|"
    r"related(?: \w+)?:|more(?: \w+)?:|more (?:stories|from)|"
    r"you (?:may|might) (?:also )?(?:like|be interested)|don.t miss|recommended|"
    r"(?:most|latest|top) (?:read|popular|stories|news)|click here|subscribe|sign up|share this|follow us|"
    r"join the conversation|trending|explore further|"
    r"lesen sie (?:auch|mehr)|auch interessant|mehr zum thema|zum thema|weitere artikel|das könnte sie|"
    r"siehe auch:|(?:lea|lee|vea|mira|ver) (?:también|más|ademas|además)|[lt]e puede interesar|"
    r"lire aussi|à lire|voir aussi|leia (?:também|mais)|veja (?:também|mais)|"
    r"(?:czytaj|zobacz) (?:też|także|więcej)|leggi anche|lees ook|läs (?:också|mer)"
    r")",
    re.IGNORECASE,
)


def is_invitation(text: str) -> bool:
    """Whether a short paragraph or heading leads to something else to read: "Read more: …"."""
    return _INVITATION.match(text) is not None
