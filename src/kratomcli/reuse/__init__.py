"""Passages that articles share: found when articles are indexed, kept beside the index.

    words.py    texts as numbers, one for each word
    prints.py   fingerprints of passages; which articles may share some
    align.py    what two texts share, word by word
    store.py    all of it on disk
    update.py   bringing it to where the catalog is
    groups.py   pairs put together as groups of articles
    answers.py  what the library says about it

Only answers.py is for others.
"""
