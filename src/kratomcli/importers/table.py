"""The importers: what each reads, under which name, and the module that does."""

from __future__ import annotations

from typing import NamedTuple


class ImporterRow(NamedTuple):
    """An importer: the name for `--from`, what it reads for people, and its module in this package."""

    name: str
    reads: str
    module: str


IMPORTERS: tuple[ImporterRow, ...] = (
    ImporterRow("wordpress", "WordPress: a site's export as XML (WXR)", "wordpress"),
    ImporterRow("ghost", "Ghost: a site's export as JSON, alone or in a zip", "ghost"),
    ImporterRow("medium", "Medium: an account's export, a zip", "medium"),
    ImporterRow("substack", "Substack: a publication's export, a zip", "substack"),
    ImporterRow("tumblr", "Tumblr: a blog's export, posts.xml, answers of its API", "tumblr"),
    ImporterRow("blogger", "Blogger: a blog's backup as Atom", "blogger"),
    ImporterRow("dev-to", "DEV (Forem): articles.json", "dev_to"),
    ImporterRow("hashnode", "Hashnode: a blog's JSON", "hashnode"),
    ImporterRow("write-as", "Write.as and WriteFreely: JSON, CSV", "write_as"),
    ImporterRow("bear-blog", "Bear Blog: CSV", "bear_blog"),
    ImporterRow("movable-type", "Movable Type's text, of TypePad and others, too", "movable_type"),
    ImporterRow("livejournal", "LiveJournal: months as XML", "livejournal"),
    ImporterRow("joplin", "Joplin: JEX, RAW, Markdown with front matter", "joplin"),
    ImporterRow("notion", "Notion: Markdown and CSV, HTML", "notion"),
    ImporterRow("evernote", "Evernote: ENEX", "evernote"),
    ImporterRow("apple-notes", "Apple Notes, from privacy.apple.com", "apple_notes"),
    ImporterRow("bear", "Bear's backups, TextBundle, TextPack", "bear"),
    ImporterRow("keep", "Google Keep, from Google Takeout", "google_keep"),
    ImporterRow("simplenote", "Simplenote", "simplenote"),
    ImporterRow("standard-notes", "Standard Notes: decrypted backups", "standard_notes"),
    ImporterRow("day-one", "Day One: JSON", "day_one"),
    ImporterRow("mbox", "mailboxes as mbox, Gmail's from Google Takeout", "mbox"),
    ImporterRow("pocket", "Pocket's part_000000.csv …, with highlights", "pocket"),
    ImporterRow("instapaper", "Instapaper's CSV or HTML", "instapaper"),
    ImporterRow("omnivore", "Omnivore's zip, with texts and highlights", "omnivore"),
    ImporterRow("wallabag", "Wallabag's JSON (versions 1 and 2) and CSV", "wallabag"),
    ImporterRow("readwise", "Readwise's CSV of highlights", "readwise"),
    ImporterRow("reader", "Readwise Reader's library as CSV", "reader"),
    ImporterRow("raindrop", "Raindrop.io's CSV", "raindrop"),
    ImporterRow("pinboard", "Pinboard's JSON and XML", "pinboard"),
    ImporterRow("matter", "Matter's zip, with texts and highlights", "matter"),
    ImporterRow("hypothesis", "annotations of Hypothesis as JSON or CSV", "hypothesis"),
    ImporterRow("kindle", "Kindle's My Clippings.txt", "kindle"),
    ImporterRow("kindle-notebook", "notebooks of Kindle's apps as HTML or CSV", "kindle_notebook"),
    ImporterRow("linkding", "Linkding's bookmarks as JSON", "linkding"),
    ImporterRow("linkwarden", "Linkwarden's JSON", "linkwarden"),
    ImporterRow("karakeep", "Karakeep's (Hoarder's) JSON", "karakeep"),
    ImporterRow("diigo", "Diigo's CSV", "diigo"),
    ImporterRow("warc", "web archives: WARC, WACZ", "warc"),
    ImporterRow("opml", "OPML: lists of feeds, and outliners (Workflowy, OmniOutliner …)", "opml"),
    ImporterRow("feed", "RSS, Atom, JSON Feed", "feeds"),
    ImporterRow("bookmarks", "bookmarks as HTML, of browsers, Pinboard, Linkding, Shaarli …", "bookmarks"),
    ImporterRow("page", "a saved page, or one at an address", "pages"),
)
"""In the order in which they are asked whether they recognise a source: the most particular first."""
