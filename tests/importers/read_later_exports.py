"""Exports of read-later and bookmark services, as these write them; the words are ours."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

Table = list[list[str]]


def as_csv(rows: Table, *, delimiter: str = ",", ends: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ends).writerows(rows)
    return out.getvalue()


def as_zip(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


POCKET = [
    ["title", "url", "time_added", "tags", "status"],
    ["Tea, and the “slow” day", "https://tea.example/slow", "1600322788", "tea|slow reading", "unread"],
    ["Kettles &amp; cups\n\nfor all", "https://tea.example/kettles", "1600172739", "", "archive"],
    ["https://tea.example/bare", "https://tea.example/bare", "0", "", "archive"],
]
POCKET_HIGHLIGHTS: list[Any] = [
    {
        "url": "https://tea.example/slow",
        "title": "Tea, and the “slow” day",
        "highlights": [
            {"quote": "Water that has boiled twice is tired.", "created_at": 1642017356},
            {"quote": "Wait.\nThen pour.", "created_at": 1642017400},
        ],
    },
    {
        "url": "https://tea.example/deleted",
        "title": "Gone from the list",
        "highlights": [{"quote": "Still marked.", "created_at": 1642017500}],
    },
]
INSTAPAPER = [
    ["URL", "Title", "Selection", "Folder", "Timestamp", "Tags"],
    ["https://tea.example/one", "One pot", "A selection, with a comma", "Unread", "1783091650", "[]"],
    ["https://tea.example/two", "", "", "Archive", "1782027176", '["product management","tea"]'],
    ["https://tea.example/three", "Three", "", "Starred", "1782027177", ""],
    ["https://tea.example/four", "Four", "", "Long reads", "1782027178", "[]"],
]
INSTAPAPER_HTML = """<!DOCTYPE html>
<html><head>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
<title>Instapaper: Export</title>
</head><body>

<h1>Long reads &amp; more</h1>
<ol>

<li><a href="https://tea.example/four?a=1&amp;b=2">Four</a>

</ol>

<h1>Archive</h1>
<ol><li><a href="https://tea.example/two">https://tea.example/two</a>: What was selected</li></ol>
</body></html>
"""
RAINDROP = [
    ["id", "title", "note", "excerpt", "url", "folder", "tags", "created", "cover", "highlights", "favorite"],
    [
        *("847", "A pot", "My own note", "What it&nbsp;is", "https://tea.example/pot", "Kitchen / Tea"),
        *("green tea, pots, ", "2024-09-03T20:06:53.347Z", "https://tea.example/pot.jpg"),
        *("Highlight:First passage.\nNote:On the first\nHighlight:Second passage.", "true"),
    ],
    *[
        [
            "848",
            "",
            "",
            "",
            "https://tea.example/x",
            "Unsorted",
            "",
            "2024-09-02T01:15:43.081Z",
            "",
            "",
            "false",
        ]
    ],
]
READWISE = [
    [
        *("Highlight", "Book Title", "Book Author", "Amazon Book ID", "Note", "Color", "Tags"),
        *("Location Type", "Location", "Highlighted at", "Document tags"),
    ],
    [
        *(
            "Second,\nin two lines.",
            "The Slow Pot",
            "Ann Roe",
            "B00X",
            "my note",
            "yellow",
            "facts,deep work",
        ),
        *("location", "345", "2026-06-22 10:34:42.964038+00:00", "favorites"),
    ],
    [
        "A post",
        "As a potter, you...",
        "@roe on Twitter",
        "",
        "",
        "",
        "",
        "order",
        "3",
        "2022-04-18 01:27:32+00:00",
        "",
    ],
    [
        *("First.", "The Slow Pot", "Ann Roe", "B00X", "", "", "", "location", "12"),
        *("2026-06-23 10:34:42+00:00", "favorites"),
    ],
]
READER = [
    ["Title", "URL", "ID", "Document tags", "Saved date", "Reading progress", "Location", "Seen"],
    [
        *("A pot", "https://tea.example/pot", "01gmjx", "['tea', \"it's mine\"]"),
        *("2022-11-06 04:33:50+00:00", "0.25", "archive", "True"),
    ],
    [
        "From a feed",
        "https://tea.example/feed",
        "01gmjy",
        "[]",
        "2022-11-07 04:33:50+00:00",
        "0",
        "feed",
        "False",
    ],
    ["By mail", "", "01gmjz", "", "2022-11-08 04:33:50+00:00", "1", "later", "True"],
]
PINBOARD: list[Any] = [
    {
        "href": "https://tea.example/pin?a=1&b=2",
        "description": "Pinned",
        "extended": "Why I kept it: *hot*",
        "meta": "21ff",
        "hash": "e69b",
        "time": "2016-10-31T15:57:56Z",
        "shared": "no",
        "toread": "yes",
        "tags": "tea c++ .private",
    },
    {
        "href": "https://tea.example/pin2",
        "description": "",
        "extended": "",
        "time": "2016-10-26T06:43:03Z",
        "shared": "yes",
        "toread": "no",
        "tags": "",
    },
]
PINBOARD_XML = """<?xml version="1.0" encoding="UTF-8"?>
<posts user="roe">
<post href="https://tea.example/pin?a=1&amp;b=2" time="2022-05-21T06:26:01Z" description="Pots &amp; pans"
 extended="" tag="c c++" hash="970c" shared="no" toread="yes" />
</posts>
"""
WALLABAG_1: list[Any] = [
    {
        **{
            "0": "1",
            "1": "A pot",
            "2": "https://tea.example/pot",
            "3": "1",
            "4": "1",
            "5": "<p>Hot</p>",
            "6": "1",
        },
        **{"id": "1", "title": "A pot", "url": "https://tea.example/pot", "is_read": "1", "is_fav": "1"},
        **{"content": "<h2>Pots</h2><p>Hot <em>tea</em></p>", "user_id": "1", "tags": "tea,slow reading"},
    }
]
WALLABAG_2: list[Any] = [
    {
        **{"is_archived": 0, "is_starred": 1, "tags": ["tea", "blog"], "is_public": False, "id": 23},
        **{"title": "Réfugiés: the pot", "url": "https://tea.example/pot", "uid": None},
        "content": '<p>Water <a href="/cup">to a cup</a></p><blockquote>Slowly.</blockquote>',
        **{"created_at": "2016-09-08T11:55:58+0200", "updated_at": "2016-09-08T11:57:16+0200"},
        **{"published_at": "2016-09-01T08:00:00+0200", "published_by": ["Ann Roe", "Doe, Jane"]},
        "annotations": [
            {"text": "so true", "quote": "to a cup", "ranges": [{"start": "/p[1]", "startOffset": "6"}]}
        ],
        **{"mimetype": "text/html", "language": "fr", "reading_time": 3, "domain_name": "tea.example"},
        "preview_picture": "https://tea.example/pot.png",
    },
    {
        **{
            "id": 24,
            "title": "",
            "url": "https://tea.example/done",
            "is_archived": True,
            "is_starred": False,
        },
        **{"content": "", "created_at": "2016-09-08T11:55:58+0200", "tags": []},
    },
]
WALLABAG_CSV = [
    ["Title", "URL", "Content", "Tags", "MIME Type", "Language", "Creation date"],
    *[["A pot", "https://tea.example/pot", "<p>Hot; <b>tea</b></p>", "tea, slow reading", "text/html", "en"]],
]
WALLABAG_CSV[1].append("08/09/2016 03:05:06")
OMNIVORE: dict[str, str] = {
    "metadata_0_to_20.json": json.dumps(
        [
            {
                **{
                    "id": "20db074a",
                    "slug": "a-pot-192daf3a84e",
                    "title": "A pot",
                    "description": "About pots",
                },
                **{"author": "Ann Roe", "url": "https://tea.example/pot", "state": "Archived"},
                **{
                    "readingProgress": 42,
                    "thumbnail": "https://tea.example/pot.jpg",
                    "labels": ["RSS", "to do"],
                },
                **{"savedAt": "2024-10-29T16:30:11.000Z", "updatedAt": "2024-10-31T13:01:28.320Z"},
                "publishedAt": "2024-10-28T06:30:11.000Z",
            },
            {
                **{"id": "5ace624c", "slug": "a-paper-192d9fe5ee4", "title": "A paper", "description": None},
                **{"author": None, "url": "https://tea.example/paper.pdf", "state": "Active"},
                **{"readingProgress": 0, "thumbnail": None, "labels": [], "publishedAt": None},
                "savedAt": "2024-10-29T16:21:32.000Z",
            },
        ]
    ),
    "content/a-pot-192daf3a84e.html": '<div class="page"><h2>Pots</h2><p>Water <a href="/cup">to a cup</a>.</p></div>',
    "content/a-paper-192d9fe5ee4.pdf": "%PDF-1.4 made up",
    "highlights/a-pot-192daf3a84e.md": (
        "a note on the page\n\n\n\n> to a cup\n> and on \n\n#tea #slow\n\nso true\n\nindeed\n\n> Water "
    ),
}
MATTER: dict[str, str] = {
    "_matter_history.csv": as_csv(
        [
            [
                *(
                    "Title",
                    "Author",
                    "Publisher",
                    "URL",
                    "Tags",
                    "Word Count",
                    "In Queue",
                    "Favorited",
                    "Read",
                ),
                *("Highlight Count", "Last Interaction Date", "File Id"),
            ],
            [
                *(
                    "A pot",
                    "Ann Roe",
                    "=?utf-8?q?Roe=E2=80=99s_Digest?=",
                    "https://tea.example/pot",
                    "tea; slow",
                ),
                *("12", "False", "True", "True", "1", "2023-04-16 12:35:16", "content_111108.html"),
            ],
            ["No address", "", "", "", "", "", "True", "False", "False", "0", "2022-09-19 11:10:53", ""],
        ]
    ),
    "_matter_highlights.csv": as_csv(
        [
            ["Title", "Author", "Publisher", "Text", "Note", "Highlighted Date"],
            ["A pot", "Ann Roe", "", "to a cup", "so true", "2023-04-16 12:30:00"],
            ["Elsewhere", "Jane Doe", "", "left alone", "", "2023-04-17 12:30:00"],
        ]
    ),
    "content_111108.html": "<article><p>Water to a cup.</p></article>",
}
MATTER_OLD = as_csv(
    [
        [
            "Title",
            "Author",
            "Publisher",
            "URL",
            "Word Count",
            "Saved",
            "Read",
            "Highlight Count",
            "Last Interaction Date",
            "File Id",
        ],
        [
            "A pot",
            "",
            "Bloom",
            "https://tea.example/pot",
            "39138",
            "TRUE",
            "TRUE",
            "2",
            "2022-12-18 14:49:11",
            "c.html",
        ],
    ]
)
HYPOTHESIS: dict[str, Any] = {
    "export_date": "2026-10-05T18:00:00.000Z",
    "export_userid": "acct:roe@hypothes.is",
    "client_version": "1.1600.0",
    "annotations": [
        {
            **{"id": "AbC", "created": "2026-10-01T10:00:00.000000+00:00", "uri": "https://tea.example/pot"},
            **{"text": "Check *this*", "tags": ["thesis", "to read"], "user": "acct:roe@hypothes.is"},
            "document": {"title": ["The pot"]},
            "target": [
                {
                    "source": "https://tea.example/pot",
                    "selector": [
                        {"type": "RangeSelector", "startContainer": "/div[1]"},
                        {"type": "PageSelector", "index": 2, "label": "iii"},
                        {
                            "type": "TextQuoteSelector",
                            "exact": "to a\ncup",
                            "prefix": "Water ",
                            "suffix": ".",
                        },
                    ],
                }
            ],
        },
        {
            **{
                "id": "Rep",
                "created": "2026-10-02T10:00:00Z",
                "uri": "https://tea.example/pot",
                "text": "No!",
            },
            **{
                "tags": [],
                "user": "acct:doe@hypothes.is",
                "references": ["AbC"],
                "document": {"title": "The pot"},
            },
            "target": [{"source": "https://tea.example/pot"}],
        },
    ],
}
HYPOTHESIS_CSV = [
    ["Created at", "Author", "Page", "URL", "Group", "Type", "Quote/description", "Comment", "Tags"],
    [
        "2026-10-01 10:00",
        "roe",
        "iii",
        "https://tea.example/pot",
        "Public",
        "Annotation",
        "to a cup",
        "Hm",
        "a,b c",
    ],
    ["2026-10-02 10:00", "doe", "", "https://tea.example/pot", "Public", "Reply", "to a cup", "No!", ""],
]
LINKDING: dict[str, Any] = {
    "count": 1,
    "next": None,
    "previous": None,
    "results": [
        {
            **{"id": 1, "url": "https://tea.example/pot", "title": "A pot", "description": "About pots"},
            **{
                "notes": "My **own** notes",
                "web_archive_snapshot_url": "https://web.archive.org/web/1/https://t.e/",
            },
            **{"favicon_url": None, "preview_image_url": None, "is_archived": False, "unread": True},
            **{"shared": False, "tag_names": ["tea", "pots"], "date_added": "2020-09-26T09:46:23.006313Z"},
            "date_modified": "2020-09-26T16:01:14.275335Z",
        }
    ],
}
LINKWARDEN: dict[str, Any] = {
    "id": 1,
    "name": "roe",
    "collections": [
        {"id": 1, "name": "Kitchen", "parentId": None, "description": "", "links": []},
        {
            **{"id": 2, "name": "Tea", "parentId": 1, "description": ""},
            "links": [
                {
                    **{"id": 9, "name": "A pot", "type": "url", "description": "About pots"},
                    **{"url": "https://tea.example/pot", "tags": [{"id": 1, "name": "tea"}]},
                    **{"createdAt": "2024-03-27T07:02:38.000Z", "importDate": "2014-03-27T07:02:38.000Z"},
                }
            ],
        },
    ],
}
KARAKEEP: dict[str, Any] = {
    "bookmarks": [
        {
            **{"createdAt": 1600322788, "title": "A pot", "tags": ["tea", "slow reading"], "lists": ["l1"]},
            **{
                "content": {"type": "link", "url": "https://tea.example/pot"},
                "note": "Mine",
                "archived": True,
            },
        },
        {
            **{"createdAt": 1600322789, "title": None, "tags": [], "note": None},
            "content": {"type": "text", "text": "A *note* of its own"},
        },
        {"createdAt": 1600322790, "title": None, "tags": [], "content": None, "note": None},
    ],
    "lists": [{"id": "l1", "name": "Kitchen", "parentId": None, "type": "manual"}],
}
DIIGO = [
    ["title", "url", "tags", "description", "comments", "annotations", "created_at"],
    [
        *("A pot", "https://tea.example/pot", "tea,slow reading", "About <b>pots</b>", "my comment"),
        *(
            "Highlight:Alpha quote\\nHighlight:<p>Beta <strong>quote</strong></p>Sticky Note: hm",
            "2026-05-11 12:30:00",
        ),
    ],
    ["Bare", "https://tea.example/bare", "no_tag", "", "", "", "2026-05-12 12:30:00"],
]
KINDLE = "".join(
    f"{line}\r\n"
    for line in (
        "\ufeffThe Slow Pot (Second Edition) (Roe, Ann; Doe, Jane)",
        "- Your Highlight on page 12 | Location 123-124 | Added on Monday, 5 October 2020 10:15:30",
        *("", "Water is patient.", "=========="),
        "The Slow Pot (Second Edition) (Roe, Ann; Doe, Jane)",
        "- Your Note on page 12 | Location 124 | Added on Monday, 5 October 2020 10:16:00",
        *("", "so true", "=========="),
        "The Slow Pot (Second Edition) (Roe, Ann; Doe, Jane)",
        "- Your Bookmark on page 50 | Location 500 | Added on Tuesday, October 6, 2020 9:02:00\u202fAM",
        *("", "", "=========="),
        "\ufeffOhne Autor (ein Untertitel)  ",
        "- Ihre Markierung bei Position 20-21 | Hinzugefügt am Montag, 30. Dezember 2024 14:46:33",
        *("", "Der Topf.", "=========="),
    )
)
NOTEBOOK = """<!DOCTYPE html><html><head><style>.bookTitle {font-size: 2em}</style></head><body>
<div class="bodyContainer"><div class="notebookFor">Notebook Export</div>
<div class="bookTitle">
    The Slow Pot &amp; Others
</div><div class="authors">Roe, Ann; Doe, Jane</div>
<div class="citation">Citation (APA): Roe, A. (2020). <i>The Slow Pot</i> [Kindle]</div><hr/>
<div class="sectionHeading">I. Water</div>
<div class="noteHeading">
Highlight(<span class="highlight_yellow">yellow</span>) - 1. Boiling - at last &gt; Page 88 &middot; Location 1536</div>
<div class="noteText">Water is patient.</div>
<div class="noteHeading">Note - 1. Boiling - at last &gt; Page 88 &middot; Location 1537</div>
<div class="noteText">so true</div>
<div class="noteHeading">Bookmark - Page 89 &middot; Location 1600</div>
<div class="noteText"></div>
<div class="noteHeading">Note - Page 90 &middot; Location 1700</div><div class="noteText">on nothing</div>
</div></body></html>
"""
NOTEBOOK_OF_COMPUTER = """<html><body><div class='bodyContainer'><h1><div class='notebookFor'>Notizbuch</div>
<div class='bookTitle'>Der Topf</div><div class='authors'>Roe, Ann</div></h1><hr/>
<h2 class='sectionHeading'>Eins</h2>
<h3 class='noteHeading'>Markierung (<span class='highlight_blue'>blau</span>) - Seite 12 &middot; Position 205</div>
<div class='noteText'>Wasser , sagt sie , kocht .</h3>
<h3 class='noteHeading'>Notiz - Seite 12 &middot; Position 206</div><div class='noteText'>ja</h3>
</div></body></html>
"""
NOTEBOOK_CSV = [
    ["Your Kindle Notes For:", "", "", ""],
    *[
        [text, "", "", ""]
        for text in ("The Slow Pot", "by Ann Roe and Jane Doe", "Free Kindle instant preview:")
    ],
    *[[text, "", "", ""] for text in ("https://a.example/x", "-" * 46, "")],
    ["Annotation Type", "Location", "Starred?", "Annotation"],
    ["Highlight (Yellow)", "Location 123", "", 'Water, "patient"'],
    ["Note", "Location 124", "", "so true"],
]


def write(folder: Path) -> dict[str, Path]:
    """All exports as files: "<importer>" or "<importer> <variety>" → path."""
    texts = {
        "pocket alone": ("part_000000.csv", as_csv(POCKET)),
        "pocket marked": ("part_000000.json", json.dumps(POCKET_HIGHLIGHTS)),
        "instapaper": ("instapaper-export.csv", as_csv(INSTAPAPER, ends="\r\n")),
        "instapaper old": ("old.csv", as_csv([row[:4] for row in INSTAPAPER])),
        "instapaper page": ("instapaper-export.html", INSTAPAPER_HTML),
        "raindrop": ("raindrop.csv", as_csv(RAINDROP)),
        "readwise": ("readwise-data.csv", as_csv(READWISE)),
        "reader": ("library.csv", as_csv(READER)),
        "pinboard": ("pinboard_export.json", json.dumps(PINBOARD)),
        "pinboard xml": ("pinboard.xml", PINBOARD_XML),
        "wallabag 1": ("wallabag-v1.json", json.dumps(WALLABAG_1)),
        "wallabag 2": ("All articles.json", json.dumps(WALLABAG_2)),
        "wallabag csv": ("All articles.csv", as_csv(WALLABAG_CSV, delimiter=";")),
        "omnivore list": ("omnivore.json", OMNIVORE["metadata_0_to_20.json"]),
        "matter old": ("_matter_history.csv", MATTER_OLD),
        "hypothesis": ("annotations.json", json.dumps(HYPOTHESIS, indent=2)),
        "hypothesis csv": ("annotations.csv", "\ufeff" + as_csv(HYPOTHESIS_CSV)),
        "linkding": ("bookmarks.json", json.dumps(LINKDING)),
        "linkding list": ("bookmarks.json", json.dumps(LINKDING["results"])),
        "linkwarden": ("backup.json", json.dumps(LINKWARDEN)),
        "karakeep": ("karakeep-export.json", json.dumps(KARAKEEP)),
        "diigo": ("1_csv_2026.csv", as_csv(DIIGO)),
        "kindle": ("My Clippings.txt", KINDLE),
        "kindle-notebook": ("The Slow Pot-Notebook.html", NOTEBOOK),
        "kindle-notebook computer": ("Der Topf-Notizbuch.html", NOTEBOOK_OF_COMPUTER),
        "kindle-notebook csv": ("Notebook.csv", as_csv(NOTEBOOK_CSV)),
    }
    data = {name: (file, text.encode()) for name, (file, text) in texts.items()}
    marked = {"annotations/part_000000.json": json.dumps(POCKET_HIGHLIGHTS)}
    data["pocket"] = ("pocket.zip", as_zip({"part_000000.csv": as_csv(POCKET), **marked}))
    data["omnivore"] = ("export.zip", as_zip(OMNIVORE))
    data["matter"] = ("Archive.zip", as_zip(MATTER))
    paths = {}
    for name, (file, content) in data.items():
        paths[name] = folder / name / file
        paths[name].parent.mkdir(parents=True)
        paths[name].write_bytes(content)
    return paths
