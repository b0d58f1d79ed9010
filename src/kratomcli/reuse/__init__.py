"""Text reuse: the passages that articles share, found when articles are indexed and stored with the index.

    tokens.py        texts as sequences of numbers, one per word
    fingerprints.py  fingerprints of passages, and the pairs of articles that may share some
    align.py         the passages that two texts share, by aligning their words
    differences.py   what differs in two versions of a passage
    store.py         the store on disk
    update.py        updating the store from the catalog
    ahead.py         the same in another process, while articles are still indexed
    groups.py        grouping shared passages and articles
    answers.py       answering queries

Other packages use only answers.py and ahead.py.
"""

BATCH = 2_000
"""Articles that are compared at once with all earlier ones and with each other."""
