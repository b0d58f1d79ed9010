"""A small library in which every kind of query has something to match.

CORPUS maps the path of each file, relative to the library, to its content; TABLE says what queries find in it.
"""

from __future__ import annotations

CORPUS: dict[str, str] = {
    "alpha.md": """---
title: The quick brown fox
date: 2021-03-05
tags: [Animals, "User-centered design"]
authors: [Ada Lovelace]
summary: A fox in a hurry.
layout: post
rating: 4
---

# The quick brown fox

The quick brown fox jumps over the lazy dog.

## In winter

Foxes don't hibernate; they keep running.
""",
    "beta.md": """---
title: Dogs and their naps
date: 2021-03-28T10:00:00+01:00
updated: 2022-01-02
tags: animals, sleep
author: Grace Hopper
draft: true
rating: 3.5
series:
  name: Naps
  part: 1
---

The lazy dog sleeps. Running is for foxes.
""",
    "gamma.markdown": """+++
title = "Café culture"
date = 2020
categories = ["Food"]
lang = "en"
rating = 10
+++

A café is not a cafe, some say; naïve people agree. The fox had coffee.
""",
    "delta.txt": """Opioid withdrawal, explained

Withdrawal from opioids is hard. 7-hydroxymitragynine binds to receptors at 12:30.

- What helps

What helps
Sleep, water and a lazy dog.
""",
    "epsilon.txt": "C++ and C are languages. Don't mix them up; 3.14 is a number.\nA second line about sleep.",
    "sub/index.md": """{
"title": "Naps of the world",
"date": "June 2021",
"tags": ["Sleep"],
"url": "https://example.com/naps"
}

Sleeping dogs lie. Brown bears sleep in winter.
""",
    "sub/zeta.md": "# Zeta\n\nFoxes and dogs and foxes.\n\nThe brown quick fox.\n",
    "sub/deep/eta.md": "---\ntags: [Sleep, Food]\ndate: 2019-12-31\n---\nThe and of to.\n",
    "theta.txt": "日本語の文章です。睡眠は大切です。\n",
    "iota.md": "---\ntitle: Empty\ndate: 2022-07-01\nsummary: Withdrawal in a summary only\n---\n",
}

EVERY = "alpha beta delta epsilon gamma iota sub sub/deep/eta sub/zeta theta"

TABLE = {
    "": EVERY,
    "*": EVERY,
    # words
    "fox": "alpha beta gamma sub/zeta",
    "FOXES": "alpha beta gamma sub/zeta",
    "lazy dog": "alpha beta delta",
    "fox dog": "alpha beta sub/zeta",
    "fox AND dog": "alpha beta sub/zeta",
    "fox OR nap": "alpha beta gamma sub sub/zeta",
    "fox -dog": "gamma",
    "NOT sleep": "alpha gamma iota sub/zeta theta",
    "-sleep -fox": "iota theta",
    "(fox OR sleep) winter": "alpha sub",
    "sleep OR fox winter": "alpha beta delta epsilon sub sub/deep/eta",
    "nothinglikethis": "",
    "withdrawals": "delta iota",
    # phrases
    '"brown fox"': "alpha",
    '"quick brown"': "alpha",
    '"lazy dogs sleeping"': "beta",
    '"fox brown"': "",
    '"the quick"': "alpha",
    '"jumps over the lazy"': "alpha",
    # words with signs in them
    "7-hydroxymitragynine": "delta",
    "don't": "alpha epsilon",
    "C++": "epsilon",
    "12:30": "delta",
    "3.14": "epsilon",
    "!!!": "",
    "fox !!!": "alpha beta gamma sub/zeta",
    # stop words
    "the fox": "alpha beta gamma sub/zeta",
    "the": "alpha beta gamma sub sub/deep/eta sub/zeta",
    "the of and": "sub/deep/eta",
    '"the of"': "",
    '"the and of"': "sub/deep/eta",
    # accents and case
    "cafe": "gamma",
    "CAFÉ": "gamma",
    "naive": "gamma",
    "=café": "gamma",
    "=cafe": "gamma",
    "=naive": "",
    "=naïve": "gamma",
    "=fox": "alpha gamma sub/zeta",
    # the beginnings of words, and words nearly right
    "hydroxy*": "delta",
    "sleep*": "beta delta epsilon sub sub/deep/eta",
    "sleepi*": "sub",
    "caf*": "gamma",
    "fxo~": "alpha gamma sub/zeta",
    "slepe~": "beta delta epsilon sub sub/deep/eta",
    "opiod~1": "delta",
    "wthdrwal~2": "delta iota",
    "wthdrwal~1": "",
    # fields
    "title:fox": "alpha",
    "title:foxes": "alpha",
    'title:"quick brown"': "alpha",
    "title:nap*": "beta sub",
    "title:coffee": "",
    "text:coffee": "gamma",
    "body:coffee": "gamma",
    "tags:sleep": "beta sub sub/deep/eta",
    "tag:SLEEP": "beta sub sub/deep/eta",
    "tags:design": "alpha",
    'tags:"design"': "",
    'tags:"user-centered design"': "alpha",
    "tags:user-centered": "alpha",
    "tags:food": "gamma sub/deep/eta",
    "tags:ani*": "alpha beta",
    "authors:lovelace": "alpha",
    "author:hopper": "beta",
    'author:"grace hopper"': "beta",
    "summary:hurry": "alpha",
    "source:example.com": "sub",
    'source:"https://example.com/naps"': "sub",
    "lang:en": "gamma",
    "section:winter": "alpha",
    'section:"what helps"': "delta",
    "id:alpha": "alpha",
    "id:sub": "sub sub/deep/eta sub/zeta",
    "id:sub/deep": "sub/deep/eta",
    "id:al*": "alpha",
    "id:alp": "",
    "path:sub/zeta.md": "sub/zeta",
    "path:sub": "sub sub/deep/eta sub/zeta",
    "path:e*": "epsilon",
    # patterns of places, and kinds of file
    "path:*.txt": "delta epsilon theta",
    "path:*.md": "alpha beta iota sub sub/deep/eta sub/zeta",
    "path:sub/*.md": "sub sub/deep/eta sub/zeta",
    "path:*eta*": "beta sub/deep/eta sub/zeta theta",
    "path:*deep/": "sub/deep/eta",
    "path:*.TXT": "",
    "path:*.m*n": "gamma",
    'path:"*.md"': "",
    "id:*ta": "beta delta iota sub/deep/eta sub/zeta theta",
    "-path:*.md": "delta epsilon gamma theta",
    "kind:text": "delta epsilon theta",
    "kind:TXT": "delta epsilon theta",
    "kind:markdown fox": "alpha beta gamma sub/zeta",
    "kind:md": "alpha beta iota sub sub/deep/eta sub/zeta",
    "kind:mark*": "alpha beta gamma iota sub sub/deep/eta sub/zeta",
    'kind:"text"': "delta epsilon theta",
    "kind:pdf": "",
    "has:kind": EVERY,
    # front-matter keys
    "layout:post": "alpha",
    "LAYOUT:POST": "alpha",
    "series.name:naps": "beta",
    "series.part:1": "beta",
    "rating:4": "alpha",
    "rating:>3.6": "alpha gamma",
    "rating:3..4": "alpha beta",
    "rating:<10": "alpha beta",
    "rating:<=10": "alpha beta gamma",
    # dates
    "date:2021": "alpha beta sub",
    "date:2021-03": "alpha beta",
    "date:2021-03-28": "beta",
    "date:2021-06": "sub",
    "date:2020": "gamma",
    "date:2020-01": "",
    "date:2021-03..2021-06": "alpha beta sub",
    "date:2021-03-06..2021-06": "beta sub",
    "date:2021..": "alpha beta iota sub",
    "date:..2020": "gamma sub/deep/eta",
    "date:>2020": "alpha beta iota sub",
    "date:>=2020": "alpha beta gamma iota sub",
    "date:<2020": "sub/deep/eta",
    "date:<=2021-03-05": "alpha gamma sub/deep/eta",
    "published:2022": "iota",
    "updated:2022": "beta",
    # numbers, flags, presence
    "words:0": "iota",
    "words:>15": "alpha delta epsilon",
    "words:15": "gamma theta",
    "words:4..6": "sub/deep/eta",
    "is:draft": "beta",
    "draft:true": "beta",
    "-is:draft fox": "alpha gamma sub/zeta",
    "has:summary": "alpha iota",
    "has:layout": "alpha",
    "has:series": "beta",
    "has:date": "alpha beta gamma iota sub sub/deep/eta",
    "-has:date": "delta epsilon sub/zeta theta",
    "layout:*": "alpha",
    # together
    "tags:sleep date:2021": "beta sub",
    "(tags:sleep OR tags:food) -is:draft": "gamma sub sub/deep/eta",
    "fox (date:2020 OR is:draft)": "beta gamma",
    "* -fox": "delta epsilon iota sub sub/deep/eta theta",
}
"""Query → the ids of the articles that match."""
