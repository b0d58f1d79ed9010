"""Changes to the front matter of articles: which bytes of a file change, the proof, writing and undoing.

A change is made of splices, small replacements in the text as written, so that everything else stays as it
is. Each is proven: the front matter read afterwards has the old values with the change applied, and nothing
else differs. What can't be proven is refused.
"""
