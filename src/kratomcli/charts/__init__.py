"""Statistics as charts: an SVG, a PNG or a page of HTML with the numbers beside them.

`figures` says what is drawn, and of which numbers; `spec` lays one figure out for a width, as a specification
of Vega-Lite; `drawing` has that drawn; `page` makes the page; `writing` makes the file. Tags are
strangers' text everywhere.
"""
