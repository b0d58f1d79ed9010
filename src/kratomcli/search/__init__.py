"""Questions to an index: which articles match, where, how many, what is near, what changed."""
