"""What the name of an element says of it: the classes and ids that pages give to what is not their text.

Names are compared by their words: "relatedPosts", "related-posts" and "js-related__posts" all have "related".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Look = Literal["", "out", "small", "body"]
"""What an element's name says: nothing, boilerplate, boilerplate if it is short, the text of an article."""

_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NO_WORD = re.compile(r"[^a-z0-9]+")

_OUT = frozenset(
    # other places to go to
    "nav navbar navigation subnav mainmenu menu submenu menubar dropdown breadcrumb breadcrumbs sitemap "
    "pagination pager paging footer masthead sidebar sidebars rail topbar "
    # what others could read
    "related relatedposts recommend recommended recommendations recirc recirculation trending popular "
    "teaser teasers outbrain taboola zergnet revcontent mgid dianomi yarpp readnext upnext "
    # what readers can do
    "share shares sharing sharebar sharedaddy sharethis addthis addtoany social socials socialmedia "
    "comment comments kommentar kommentare leserbrief leserbriefe commentaires comentarios reviews commentlist commentform disqus respond reactions livefyre "
    "newsletter newsletters subscribe subscription signup optin mailchimp login signin register donate donation "
    # what is sold
    "advert adverts advertisement advertisements advertising adsense adsbygoogle adslot adunit sponsor sponsored "
    "promo promos promotion promoted promobox commercial "
    # what lies over the page, or is not seen
    "cookie cookies consent gdpr onetrust modal popup popover overlay lightbox tooltip tooltips toast "
    "noprint skiplink screenreader invisible "
    # marks beside headings, and lists of them
    "editsection headerlink anchorjs toc tableofcontents navbox catlinks sitesub jumplink "
    "slideshow carousel playlist byline bylines".split()
)
_OUT_PHRASES = (
    *(" see also ", " read next ", " read also ", " also read ", " also like ", " up next ", " more stories "),
    *(" most read ", " most popular ", " more from ", " more on ", " more news ", " latest news "),
    *(" follow us ", " sign up ", " side bar ", " skip link ", " table of contents ", " heading anchor "),
    *(" author bio ", " author box ", " author info ", " about author ", " about the author "),
    *(" asset gallery ", " article gallery ", " photo gallery ", " image gallery ", " resgallery "),
    *(" post nav ", " print only ", " back to top ", " top stories ", " copy button ", " header anchor "),
)
_EXACT = frozenset(
    "hidden hide visually-hidden visuallyhidden sr-only screen-reader-text screen-reader-only u-hidden "
    "assistive-text skip ad ads ad-container ad-wrapper adbox anchor anchor-link hash-link permalink headerlink "
    "octicon mw-editsection mw-jump-link noexcerpt no-print".split()
)
_SMALL = frozenset(
    "meta metadata metabar dateline timestamp pubdate published tags taglist tagcloud category categories credits "
    "copyright toolbar tools rating ratings widget widgets banner header follow facebook twitter whatsapp "
    "pinterest linkedin bio disclaimer ad ads topics premium print email feedback survey poll".split()
)
_BODY = (
    *(" articlebody ", " article body ", " article content ", " articlecontent ", " article text "),
    *(" story body ", " storybody ", " story content ", " story text ", " entry content ", " post content "),
    *(" postcontent ", " post body ", " post entry ", " post text ", " postbody ", " body copy ", " bodytext "),
    *(" article copy ", " markdown body ", " mw parser output ", " blog post content ", " articletext "),
)
_INVITATION = re.compile(
    r"\W*(?:(?:read|see|learn|find out|watch|listen) (?:more|also|next|now)|also read|related(?: \w+)?:|more(?: \w+)?:|more stories|more from|"
    r"you (?:may|might) (?:also )?(?:like|be interested)|don.t miss|recommended|(?:most|latest|top) (?:read|popular|stories|news)|"
    r"click here|subscribe|sign up|share this|follow us|join the conversation|trending|explore further|"
    r"lesen sie (?:auch|mehr)|auch interessant|mehr zum thema|zum thema|weitere artikel|das könnte sie|siehe auch:|"
    r"(?:lea|lee|vea|mira|ver) (?:también|más|ademas|además)|le puede interesar|te puede interesar|"
    r"lire aussi|à lire|voir aussi|leia (?:também|mais)|veja (?:também|mais)|czytaj (?:też|także|więcej)|zobacz (?:też|także)|"
    r"leggi anche|lees ook|läs (?:också|mer))",
    re.IGNORECASE,
)
_INVITATION_LENGTH = 40
_SAYS_NO = frozenset("elementor has no not with without category tag type status format supports".split())
"""First words of classes that say something of a page's kind: "has-sidebar", "category-social"."""
_KEPT = frozenset(("twitter-tweet", "instagram-media", "tiktok-embed", "bluesky-embed"))


@lru_cache(8192)
def look_of(names: str) -> Look:
    """What the classes and the id of an element, joined by spaces, say of it."""
    looks = {_token(token) for token in names.split()}
    if "body" in looks and "out" in looks:
        return "out" if _STRONG.search(names) else "body"
    return next((look for look in _ORDER if look in looks), "")


_ORDER: tuple[Look, ...] = ("out", "body", "small")
_STRONG = re.compile("comment|related|teaser|newsletter|sidebar|footer", re.IGNORECASE)


@lru_cache(8192)
def _token(token: str) -> Look:
    phrase = f" {_NO_WORD.sub(' ', _HUMPS.sub(' ', token).lower()).strip()} "
    words = phrase.split()
    if not words or words[0] in _SAYS_NO or "embed" in words or token in _KEPT:
        return ""
    if token in _EXACT or not _OUT.isdisjoint(words) or any(each in phrase for each in _OUT_PHRASES):
        return "out"
    if any(each in phrase for each in _BODY):
        return "body"
    return "small" if not _SMALL.isdisjoint(words) else ""


def is_invitation(text: str) -> bool:
    """Whether a short paragraph or heading leads to something else to read: "Read more: …"."""
    return _INVITATION.match(text) is not None
