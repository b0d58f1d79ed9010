"""Citations: articles → items of CSL-JSON, and from those BibTeX, RIS and text in a citation style.

    article  →  csl.csl_item   →  csl_json, bibtex, ris    to export
                               →  styles.CitationStyle     to show (needs citeproc-py)

`csl_item` is the only mapping: what a format has no place for is left out there, and nothing is added.
"""
