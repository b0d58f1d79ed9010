"""The importers: what each reads, under which name, and the module that does."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.importers.items import Importer


class ImporterRow(NamedTuple):
    """An importer: the name for `--from`, what it reads for people, and its module in this package.

    `is_whole`: its exports are many files that belong together; otherwise what lies beside is another's.
    """

    name: str
    reads: str
    module: str
    is_whole: bool = False

    def load(self) -> Importer:
        """Its module."""
        return cast("Importer", import_module(f"kratomcli.importers.{self.module}"))


IMPORTERS: tuple[ImporterRow, ...] = (
    ImporterRow("wordpress", "WordPress: a site's export as XML (WXR)", "blogs.wordpress"),
    ImporterRow("ghost", "Ghost: a site's export as JSON, alone or in a zip", "blogs.ghost", is_whole=True),
    ImporterRow("medium", "Medium: an account's export, a zip", "blogs.medium", is_whole=True),
    ImporterRow("substack", "Substack: a publication's export, a zip", "blogs.substack", is_whole=True),
    ImporterRow(
        "tumblr", "Tumblr: a blog's export, posts.xml, answers of its API", "blogs.tumblr", is_whole=True
    ),
    ImporterRow("blogger", "Blogger: a blog's backup as Atom", "blogs.blogger", is_whole=True),
    ImporterRow("dev-to", "DEV (Forem): articles.json", "blogs.dev_to"),
    ImporterRow("hashnode", "Hashnode: a blog's JSON", "blogs.hashnode"),
    ImporterRow("write-as", "Write.as and WriteFreely: JSON, CSV", "blogs.write_as"),
    ImporterRow("bear-blog", "Bear Blog: CSV", "blogs.bear_blog"),
    ImporterRow("movable-type", "Movable Type's text, of TypePad and others, too", "blogs.movable_type"),
    ImporterRow("livejournal", "LiveJournal: months as XML", "blogs.livejournal"),
    ImporterRow("joplin", "Joplin: JEX, RAW, Markdown with front matter", "notes.joplin", is_whole=True),
    ImporterRow("notion", "Notion: Markdown and CSV, HTML", "notes.notion", is_whole=True),
    ImporterRow("evernote", "Evernote: ENEX", "notes.evernote"),
    ImporterRow("apple-notes", "Apple Notes, from privacy.apple.com", "notes.apple_notes", is_whole=True),
    ImporterRow("bear", "Bear's backups, TextBundle, TextPack", "notes.bear", is_whole=True),
    ImporterRow("keep", "Google Keep, from Google Takeout", "notes.google_keep", is_whole=True),
    ImporterRow("simplenote", "Simplenote", "notes.simplenote", is_whole=True),
    ImporterRow("standard-notes", "Standard Notes: decrypted backups", "notes.standard_notes", is_whole=True),
    ImporterRow("day-one", "Day One: JSON", "notes.day_one", is_whole=True),
    ImporterRow("mbox", "mailboxes as mbox, Gmail's from Google Takeout", "formats.mbox"),
    ImporterRow("pocket", "Pocket's part_000000.csv …, with highlights", "read_later.pocket"),
    ImporterRow("instapaper", "Instapaper's CSV or HTML", "read_later.instapaper"),
    ImporterRow(
        "omnivore", "Omnivore's zip, with texts and highlights", "read_later.omnivore", is_whole=True
    ),
    ImporterRow("wallabag", "Wallabag's JSON (versions 1 and 2) and CSV", "read_later.wallabag"),
    ImporterRow("readwise", "Readwise's CSV of highlights", "read_later.readwise"),
    ImporterRow("reader", "Readwise Reader's library as CSV", "read_later.reader"),
    ImporterRow("raindrop", "Raindrop.io's CSV", "read_later.raindrop"),
    ImporterRow("pinboard", "Pinboard's JSON and XML", "read_later.pinboard"),
    ImporterRow("matter", "Matter's zip, with texts and highlights", "read_later.matter", is_whole=True),
    ImporterRow("hypothesis", "annotations of Hypothesis as JSON or CSV", "read_later.hypothesis"),
    ImporterRow("kindle", "Kindle's My Clippings.txt", "read_later.kindle"),
    ImporterRow("kindle-notebook", "notebooks of Kindle's apps as HTML or CSV", "read_later.kindle_notebook"),
    ImporterRow("linkding", "Linkding's bookmarks as JSON", "read_later.linkding"),
    ImporterRow("linkwarden", "Linkwarden's JSON", "read_later.linkwarden"),
    ImporterRow("karakeep", "Karakeep's (Hoarder's) JSON", "read_later.karakeep"),
    ImporterRow("diigo", "Diigo's CSV", "read_later.diigo"),
    ImporterRow("warc", "web archives: WARC, WACZ", "formats.warc", is_whole=True),
    ImporterRow("opml", "OPML: lists of feeds, and outliners (Workflowy, OmniOutliner …)", "formats.opml"),
    ImporterRow("feed", "RSS, Atom, JSON Feed", "formats.feeds"),
    ImporterRow(
        "bookmarks", "bookmarks as HTML, of browsers, Pinboard, Linkding, Shaarli …", "formats.bookmarks"
    ),
    ImporterRow("page", "a saved page, or one at an address", "formats.pages"),
)
"""In the order in which they are asked whether they recognise a source: the most particular first."""
