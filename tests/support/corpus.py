"""A small library in which every kind of query has something to match.

CORPUS maps the path of each file, relative to the library, to its content.
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
